"""The hub's database on SQLite and on PostgreSQL, and what the service over it answers."""
