"""What the people here said and did, at rest: SQLite or PostgreSQL behind the same store."""
