"""What the program promises, held while something goes wrong with the machine it runs on."""
