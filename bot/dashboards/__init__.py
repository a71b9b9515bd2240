"""Read-only pages over summaries."""
