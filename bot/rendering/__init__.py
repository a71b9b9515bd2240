"""From a prompt and its data to a message that knows no chat product."""
