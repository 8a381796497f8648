"""Decides what may be said of a phone that another member has already. Refuses to know who that is."""

from enum import StrEnum


class PhoneUse(StrEnum):
    """Whose the phone is. Nobody was asked; or both share it, as families do (I02); or the number has a new owner, and
    is taken off the old one, whose permission for texts does not come along (I05)."""

    NOT_ASKED = "not_asked"
    SHARED = "shared"
    NEW_OWNER = "new_owner"
