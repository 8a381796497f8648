"""The hub: what it answers, and its database on SQLite and on PostgreSQL."""
