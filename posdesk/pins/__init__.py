"""How PINs become hashes."""
