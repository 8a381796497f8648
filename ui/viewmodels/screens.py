"""Decides which screens and panels the counter has. Refuses to know when each is shown (counter.py)."""

from enum import StrEnum


class Screen(StrEnum):
    """What the left part shows."""

    IDLE = "idle"
    MATCHES = "matches"
    NOT_FOUND = "not_found"
    PROBLEM = "problem"
    GATE = "gate"
    MEMBER = "member"
    HISTORY = "history"
    POINTS = "points"
    TODAY = "today"


class Panel(StrEnum):
    """What lies over the screen."""

    NONE = "none"
    VISIT = "visit"
    NEW_MEMBER = "new_member"
    RETURN = "return"
    ANSWER = "answer"
    ID_CHECK = "id_check"
    KEYS = "keys"
    COMMANDS = "commands"
    LOOK = "look"


TYPED_IN = (Panel.VISIT, Panel.NEW_MEMBER, Panel.RETURN, Panel.ANSWER, Panel.ID_CHECK)
"""Panels that slide over the left side and are typed in."""
OF_A_MEMBER = (Screen.MEMBER, Screen.HISTORY, Screen.POINTS)
"""Screens about the member whose card is open."""
