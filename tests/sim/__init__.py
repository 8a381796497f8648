"""A small world in one process: registers, a hub and a bad network, all of the real code, driven by one number."""
