"""The local web chat: the embedded default."""
