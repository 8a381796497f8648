"""The commands behind the headless door, one function each: arguments in, an Answer out. The use cases do the work."""
