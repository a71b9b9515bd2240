"""The nouns of coaching and their laws; the standard library is all it knows."""
