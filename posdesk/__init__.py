"""PosDesk: loyalty beside the cash register. Knows its own version and nothing else; everything lives in the packages below."""

__version__ = "0.1.0"
