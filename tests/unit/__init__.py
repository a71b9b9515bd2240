"""One part at a time, without a database, a network or a clock."""
