"""Decides which screens and panels the counter has. Refuses to know when each is shown (counter.py)."""

from enum import StrEnum


class Screen(StrEnum):
    """What the left part shows."""

    IDLE = "idle"
    MATCHES = "matches"
    NOT_FOUND = "not_found"
    PROBLEM = "problem"
    MEMBER = "member"
    HISTORY = "history"
    TODAY = "today"


class Panel(StrEnum):
    """What lies over the screen."""

    NONE = "none"
    VISIT = "visit"
    NEW_MEMBER = "new_member"
    KEYS = "keys"
    COMMANDS = "commands"
    LOOK = "look"
