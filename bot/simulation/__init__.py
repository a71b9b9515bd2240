"""The time machine: a programme played on an invented cohort, with the real engine and without a database."""
