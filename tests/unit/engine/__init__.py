"""The conversation, decided."""
