"""PosDesk: loyalty beside the cash register. Knows its own version; everything else lives in the packages below."""

__version__ = "0.4.0"
