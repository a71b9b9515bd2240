"""Finding practices by words: what is written about each, and what somebody meant who typed a few."""
