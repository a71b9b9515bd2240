"""Held to by simulation: what the program believes and does, beside learners whose true levels are known."""
