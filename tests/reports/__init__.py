"""Reports: their numbers, the same everywhere."""
