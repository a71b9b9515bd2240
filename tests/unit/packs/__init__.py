"""Content as authors write it, and as they get it wrong."""
