"""Decides how it is said why two members may be one person, and what speaks against it. Refuses to reckon anything."""

from collections.abc import Mapping

from posdesk.domain.likeness import Likeness, Sign

SIGNS: Mapping[Sign, str] = {
    Sign.SAME_ID: "the same ID",
    Sign.SAME_PHONE: "the same phone",
    Sign.NEAR_PHONE: "phones that differ by one slip",
    Sign.SAME_EMAIL: "the same e-mail",
    Sign.SAME_BIRTHDAY: "the same birthday",
    Sign.SAME_DAY_OF_YEAR: "the same day and month of birth",
    Sign.NEAR_BIRTHDAY: "birthdays that differ by one slip",
    Sign.SAME_NAME: "the same name",
    Sign.SWAPPED_NAMES: "first and last name swapped",
    Sign.SAME_FIRST_NAME: "the same first name",
    Sign.NICKNAME: "one first name short for the other",
    Sign.NEAR_FIRST_NAME: "first names that are nearly alike",
    Sign.SAME_LAST_NAME: "the same last name",
    Sign.PART_OF_LAST_NAME: "one last name part of the other",
    Sign.NEAR_LAST_NAME: "last names that are nearly alike",
    Sign.SHARED_PHONE: "a phone that a family may share",
    Sign.SHARED_EMAIL: "an e-mail that a family may share",
    Sign.OTHER_PHONE: "other phones",
    Sign.OTHER_BIRTHDAY: "other birthdays",
    Sign.OTHER_FIRST_NAME: "other first names",
    Sign.OTHER_LAST_NAME: "other last names",
    Sign.OTHER_GENERATION: "one junior, one senior",
    Sign.OTHER_ID: "other IDs",
}
"""A test wants every sign here."""
LIKELY, MAYBE, UNLIKELY = "Very likely one", "Maybe one", "Hardly one"


def how_sure(how: Likeness) -> str:
    """`Very likely one`, `Maybe one`, `Hardly one`."""
    return LIKELY if how.likely else MAYBE if how.suggested else UNLIKELY


def reasons(how: Likeness) -> str:
    """`The same phone, the same name`, or nothing."""
    return _listed([SIGNS[sign] for sign in how.reasons])


def against(how: Likeness) -> str:
    """`Other birthdays`, or nothing."""
    return _listed([SIGNS[sign] for sign in how.against])


def _listed(words: list[str]) -> str:
    said = ", ".join(words)
    return said[:1].upper() + said[1:]
