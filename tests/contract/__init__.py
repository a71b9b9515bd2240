"""The same questions to both databases."""
