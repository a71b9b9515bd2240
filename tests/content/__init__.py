"""The content that is shipped."""
