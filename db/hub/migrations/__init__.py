"""How a hub's tables came to be what they are, step by step, on either database."""
