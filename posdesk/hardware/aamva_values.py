"""Decides what the values of an ID's elements mean: dates, names, sex, address. Refuses to know where they stood.

Dates are the one thing that is never guessed (G05). `MMDDCCYY` and `CCYYMMDD` cannot be mistaken for each other between
1900 and 2099 (a month is never 19 or 20; a test tries every day), so a date written in the other order than the card's
country and version ask for is seen, and refused.
"""

import re
from datetime import date
from enum import Enum
from typing import Final

from posdesk.domain.refusals import Refusal, RefusalCode, Refused

FIRST_YEAR, LAST_YEAR = 1900, 2099


class Order(Enum):
    """In which order a card writes its dates."""

    MONTH_FIRST = "MMDDCCYY"
    YEAR_FIRST = "CCYYMMDD"
    EITHER = "either"


_EIGHT: Final = re.compile(r"([0-9]{8})\s*(?:$|D[ABCD][A-Z]|Z[A-Z]Z)")
_NO_VALUE: Final = frozenset({"", "NONE", "UNAVL", "UNAVAIL", "N/A"})
_PARTED: Final = re.compile(r"[,$@]")
_SUFFIXES: Final = frozenset("JR SR I II III IV V 1ST 2ND 3RD 4TH".split())
_SEX: Final = {"1": "M", "M": "M", "2": "F", "F": "F", "9": "X", "X": "X"}
_EYES: Final = {
    "BLK": "Black",
    "BLU": "Blue",
    "BRO": "Brown",
    "GRY": "Gray",
    "GRN": "Green",
    "HAZ": "Hazel",
    "MAR": "Maroon",
    "PNK": "Pink",
    "DIC": "Dichromatic",
}
_FEET: Final = re.compile(r"(\d)'?\s?-?(\d\d)\"?", re.ASCII)
_MEASURED: Final = re.compile(r"(\d{2,3})\s*(in|cm)", re.ASCII | re.IGNORECASE)


def read_date(text: str, order: Order) -> date | None:
    """The date that eight digits mean in this order, or None when they mean none between 1900 and 2099."""
    match = _EIGHT.match(text)
    if match is None:
        return None
    digits = match[1]
    if order is not Order.MONTH_FIRST and digits[:2] in ("19", "20"):
        return _day(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    if order is not Order.YEAR_FIRST:
        return _day(int(digits[4:]), int(digits[:2]), int(digits[2:4]))
    return None


def _day(year: int, month: int, day: int) -> date | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def refuse(code: RefusalCode, words: str) -> Refused:
    """The Refused with these words; to be raised."""
    return Refused(Refusal(code, words))


def said(value: str | None) -> str | None:
    """A value, or None where the field is empty or says that there is none; padding and a comma at its end are off."""
    if value is None:
        return None
    bare = value.strip().rstrip(",").rstrip()
    return None if bare.upper() in _NO_VALUE else bare


def flag(value: str | None) -> bool | None:
    """Whether a name was cut off (`T`) or not (`N`); None: unknown (`U`), or not said."""
    return {"T": True, "N": False}.get((value or "")[:1])


def sex(value: str | None) -> str | None:
    """`M`, `F`, `X` or None."""
    return _SEX.get((value or "")[:1])


def eye_color(value: str | None) -> str | None:
    """The word for a code of three letters; None where it is not known."""
    return _EYES.get((value or "")[:3].upper())


def height(value: str | None) -> str | None:
    """`63 in` or `170 cm`: from inches, from feet and inches written `506` or `5'-04"`, or from centimetres."""
    text = (value or "").strip()
    measured = _MEASURED.match(text)
    if measured is not None:
        return f"{int(measured[1])} {measured[2].lower()}"
    feet = _FEET.match(text)
    return f"{int(feet[1]) * 12 + int(feet[2])} in" if feet and int(feet[2]) < 12 and feet[1] != "0" else None


Names = tuple[str | None, str | None, str | None, str | None]
"""First, middle, last name, suffix."""


def names(values: dict[str, str]) -> Names:
    """The names, from whichever elements hold them: parts (DCS, DAC, DAD; DAB in the first version), given names
    together (DCT), or all in one (DAA)."""
    whole = values.get("DAA")
    first, middle, last, suffix = (None, None, None, None) if whole is None else in_one(whole)
    given = values.get("DCT")
    if given is not None:
        first, middle = given_names(given)
    return (
        said(values.get("DAC")) or first,
        said(values.get("DAD")) or middle,
        said(values.get("DCS")) or said(values.get("DAB")) or last,
        said(values.get("DCU")) or said(values.get("DAE")) or suffix,
    )


def given_names(text: str) -> tuple[str | None, str | None]:
    """`JUSTIN,WILLIAM` and `PRINCESS MONACO`: first and middle name."""
    first, parted, rest = text.partition(",")
    if not parted:
        first, _, rest = text.strip().partition(" ")
    return said(first), said(rest.replace(",", " "))


def in_one(text: str) -> Names:
    """`LAST,FIRST,MIDDLE,SUFFIX`, `LAST,FIRST MIDDLE` or `FIRST MIDDLE LAST`."""
    parts = [part.strip() for part in _PARTED.split(text)]
    if len(parts) == 1:
        return _in_words(text.split())
    last, first, middle, suffix = (*parts, "", "", "")[:4]
    if len(parts) == 2 or not (middle or suffix):
        first, _, middle = first.partition(" ")
    return said(first), said(middle), said(last), said(suffix)


def _in_words(words: list[str]) -> Names:
    suffix = words.pop() if len(words) > 2 and words[-1].upper().rstrip(".") in _SUFFIXES else None
    if len(words) < 2:
        return None, None, said(" ".join(words)), suffix
    return said(words[0]), said(" ".join(words[1:-1])), said(words[-1]), suffix


def postal_code(value: str | None) -> str | None:
    """A postal code as on the card; four noughts that only fill the longer American form are off."""
    bare = said(value)
    if bare is not None and len(bare) == 9 and bare.isdigit() and bare.endswith("0000") and bare != "000000000":
        return bare[:5]
    return bare
