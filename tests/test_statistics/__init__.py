"""Long-term statistics of calls, on SQLite and on PostgreSQL."""
