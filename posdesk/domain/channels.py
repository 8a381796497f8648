"""Decides by which ways a member can be written to. A module of its own because the facts of messages name them too."""

from enum import StrEnum


class Channel(StrEnum):
    """How a member may be written to."""

    TEXT = "text"
    EMAIL = "email"
