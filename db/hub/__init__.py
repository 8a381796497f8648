"""The hub's own database: every fact of a chain in one order, on SQLite or PostgreSQL, in SQL both understand."""
