"""The architecture as tests: names, sizes, layers, texts. Each check is shown a planted breach too, and must see it."""
