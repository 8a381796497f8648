"""Decides which office a six-digit issuer number (IIN) stands for, and so which country writes the dates of a card.

Source: the list of issuer identification numbers of the American Association of Motor Vehicle Administrators, as its
Card Design Standard refers to it. Refuses to know what else stands on a card. An unknown number says nothing.
"""

from typing import Final

USA: Final = "USA"
CANADA: Final = "CAN"

_IN_ORDER: Final = """
VA NY MA MD NC SC CT LA MT NM FL DE ON NS CA TX NL NB IA GU CO AR KS OH VT PA AZ -- BC OR MO WI MI AL ND IL NJ IN MN NH
UT ME SD DC SK WA KY HI MB NV ID MS RI TN NE GA -- -- OK AK WY WV VI
""".split()
_LATER: Final = "PE AS QC YT MP PR AB NU NT".split()

JURISDICTION_OF: Final = {
    **{f"{636000 + number}": code for number, code in enumerate(_IN_ORDER) if code != "--"},
    **{f"{604426 + number}": code for number, code in enumerate(_LATER)},
}
"""By issuer number (text of six digits) the two letters of a state, territory or province."""

CANADIAN: Final = frozenset("AB BC MB NB NL NS NT NU ON PE QC SK YT".split())
"""The two letters of every province and territory of Canada."""


def jurisdiction_of(iin: str) -> str | None:
    """The two letters of the office with this issuer number."""
    return JURISDICTION_OF.get(iin)


def country_of(jurisdiction: str | None) -> str | None:
    """`USA` or `CAN`; None for no jurisdiction."""
    if jurisdiction is None:
        return None
    return CANADA if jurisdiction in CANADIAN else USA
