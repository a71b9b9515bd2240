"""Microcoach: micro-coaching inside the chat that a leader already uses."""
