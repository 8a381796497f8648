"""A register's side of the exchange."""
