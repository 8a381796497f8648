"""The loyalty rules. Standard library only; no clock, no I/O, no SQL: facts and settings come in, values go out."""
