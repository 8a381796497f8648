"""The headless door, with real stores in temporary folders."""
