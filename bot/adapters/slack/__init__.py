"""Slack: payloads become events, messages become blocks."""
