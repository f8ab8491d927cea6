"""Journal of updates that wait for their answers, in SQLite or PostgreSQL."""
