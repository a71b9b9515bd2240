"""The conversation: pure functions from a situation and an event to a decision."""
