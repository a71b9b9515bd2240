"""What people who write content do at the command line: begin, check, look, publish."""
