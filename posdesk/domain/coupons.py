"""Decides what a coupon's code looks like: its letters, its one form, and its last character, which checks it (RD14).

Refuses to know which reward a code stands for and whether it is used up, over or too early (offers.py). The letters and
the check are those of card codes (scan_code.py): each wrong character and each two swapped ones are found, in codes of
up to 31 characters.
"""

from posdesk.domain import scan_code, symbology

ALPHABET = scan_code.ALPHABET
"""Digits and capitals without I, L, O and U, which people take for others."""
SHORTEST, LONGEST = 4, 24
"""How many characters a code has, the check character with them."""

_LOOK_ALIKE = str.maketrans("ILOU", "110V")
_DASHES = str.maketrans("", "", "-\u2010\u2011\u2012\u2013\u2014\u2212")  # a text program makes "-" longer


def normal(text: str) -> str:
    """The one form of a code as people write it: capitals, no blanks and dashes, I and L read as 1, O as 0, U as V.
    What is no letter of a code stays, and is not sound then. What a scanner says before it is no part of it."""
    return "".join(symbology.bare(text).split()).translate(_DASHES).upper().translate(_LOOK_ALIKE)


def check_character(stem: str) -> str:
    """What must follow a stem in its normal form. Raises ValueError for a character outside the alphabet."""
    try:
        return scan_code.check_character(stem)
    except KeyError as foreign:
        raise ValueError(f"{foreign} is in no code") from None


def is_sound(code: str) -> bool:
    """Whether a text in its normal form is a code: long enough, of these letters, and its last character right."""
    if not SHORTEST <= len(code) <= LONGEST or not set(code) <= set(ALPHABET):
        return False
    return check_character(code[:-1]) == code[-1]


def coupon_code(stem: str) -> str:
    """The code that begins with these letters, in its normal form. Raises ValueError when they make none."""
    letters = normal(stem)
    code = letters + check_character(letters)
    if not is_sound(code):
        raise ValueError(f"a code has {SHORTEST - 1} to {LONGEST - 1} characters and one that checks them")
    return code
