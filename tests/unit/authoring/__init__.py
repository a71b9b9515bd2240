"""What authors do at the command line."""
