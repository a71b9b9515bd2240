"""Content files become frozen values of the domain."""
