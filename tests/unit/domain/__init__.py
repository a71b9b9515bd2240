"""The nouns of coaching and their laws."""
