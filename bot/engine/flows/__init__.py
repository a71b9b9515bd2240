"""One flow a file: what the bot decides in one part of the conversation."""
