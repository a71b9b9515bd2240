"""Chat products; each translates twice and decides nothing."""
