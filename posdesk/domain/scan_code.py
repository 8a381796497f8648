"""Decides what a member's card code is: how a new one is made, and what a scan or a typed code means.

Refuses to know how a code is scanned (hardware) or drawn, and whose it is (the directory). A code of ours says nothing
about the member and is not the phone: `PD1:` + 10 characters of Crockford's base 32 (50 random bits; no I, L, O, U,
which people mistake) + `:` + one check character.

The check character makes sum(ALPHA**i * character_i) zero in the field of 32 elements: one parity symbol of a
Reed-Solomon code (Reed and Solomon, 1960), over the field x^5 + x^3 + 1 that bech32 uses too (BIP 173). It finds every
single wrong character and every two swapped characters, as Crockford's mod 37 does, without needing the five signs
(`*~$=U`) outside the alphabet, which some scanners cannot send.
"""

import re

from posdesk.domain import symbology
from posdesk.domain.refusals import Refusal, RefusalCode, Refused

PREFIX = "PD1"
BODY_LENGTH = 10
CODE_BITS = 5 * BODY_LENGTH
"""How many random bits `new_card_code` needs."""

LONGEST = 32
"""Characters of the longest code that a card of an earlier system has."""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_LOOK_ALIKE = str.maketrans("ILO", "110")
_FIELD = 0b101001  # x^5 + x^3 + 1, primitive over GF(2)
_PLAIN = re.compile(rf"[0-9A-Z](?:[0-9A-Z-]{{2,{LONGEST - 2}}})[0-9A-Z]")
_OURS = re.compile(rf"{PREFIX}([0-9A-Z]{{{BODY_LENGTH + 1}}})")
_BEHIND = re.compile(rf"[^:]{{1,3}}?({PREFIX}[:-].*)")
"""A code of ours behind signs that a scanner puts before each code."""
_SEPARATORS = str.maketrans("", "", " \t\r\n-:")


def new_card_code(random_bits: int) -> str:
    """The code `PD1:XXXXXXXXXX:C` for CODE_BITS random bits. Raises ValueError when there are more."""
    if not 0 <= random_bits < 1 << CODE_BITS:
        raise ValueError(f"a card code is made of {CODE_BITS} bits")
    body = "".join(ALPHABET[random_bits >> shift & 31] for shift in range(CODE_BITS - 5, -1, -5))
    return f"{PREFIX}:{body}:{check_character(body)}"


def check_character(body: str) -> str:
    """The check character of a body written in the alphabet. Raises KeyError for any other character."""
    parity = 0
    for character in body:  # Horner's rule; the check character itself has the weight 1
        parity = _times_alpha(parity) ^ _VALUE[character]
    return ALPHABET[_times_alpha(parity)]


def normal_card_code(text: str) -> str:
    """The one form of a scanned or typed card code.

    A code of ours in any way people write it (small letters, blanks, hyphens, I or L for 1, O for 0) becomes
    `PD1:XXXXXXXXXX:C`. Any other code of 4 to 32 letters, digits and inner hyphens (cards of an earlier system) becomes
    itself in capitals, without blanks. What a scanner puts before a code (an AIM identifier; before a code of ours that
    checks, up to three signs of any kind) is no part of it. Raises Refused (BAD_CARD_CODE).
    """
    code = _data(text)
    if not code.isascii():
        _refuse("holds a character that is on no card; scan the card again")
    ours = _OURS.fullmatch(code.translate(_SEPARATORS))
    if ours is not None:
        return _checked(ours[1].translate(_LOOK_ALIKE))
    if code.startswith((f"{PREFIX}:", f"{PREFIX}-")):
        _refuse(f"is not whole: {BODY_LENGTH} characters and a check character follow {PREFIX}; scan the card again")
    if _PLAIN.fullmatch(code) is None:
        _refuse("is not a card code: 4 to 32 letters, digits or hyphens are right")
    return code


def written(code: str) -> str:
    """A normal code as it is read aloud and typed, in groups: `PD1-ABCDE-FGHJK-M`; `normal_card_code` reads it. A code
    of an earlier system stays as it is."""
    ours = _OURS.fullmatch(code.translate(_SEPARATORS)) if code.startswith(f"{PREFIX}:") else None
    if ours is None:
        return code
    half = BODY_LENGTH // 2
    return f"{PREFIX}-{ours[1][:half]}-{ours[1][half:BODY_LENGTH]}-{ours[1][BODY_LENGTH:]}"


def looks_ours(text: str) -> bool:
    """Whether a scanned or typed text means to be a code of ours, right or wrong."""
    bare = _data(text)
    return bare.startswith((f"{PREFIX}:", f"{PREFIX}-")) or _OURS.fullmatch(bare.translate(_SEPARATORS)) is not None


def is_product_code(text: str) -> bool:
    """Whether a scan is the barcode of goods: 8, 12, 13 or 14 digits (GTIN) with a check digit that is right.

    Formula: GS1 General Specifications, section 7.9: from the right, digits weigh 1, 3, 1, 3 ..., and the sum is a
    multiple of ten.
    """
    digits = text.strip()
    if len(digits) not in (8, 12, 13, 14) or not (digits.isascii() and digits.isdigit()):
        return False
    return sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(reversed(digits))) % 10 == 0


def _data(text: str) -> str:
    """In capitals, without blanks, and without what a scanner puts before a code. Three signs before a whole code of
    ours are that: one text in 2^20 would check by chance."""
    code = "".join(symbology.bare(text).split()).upper()
    behind = _BEHIND.fullmatch(code)
    ours = None if behind is None else _OURS.fullmatch(behind[1].translate(_SEPARATORS))
    if behind is None or ours is None or "U" in ours[1]:
        return code
    characters = ours[1].translate(_LOOK_ALIKE)
    return behind[1] if check_character(characters[:-1]) == characters[-1] else code


def _checked(characters: str) -> str:
    body, check = characters[:-1], characters[-1]
    if "U" in characters:
        _refuse("holds a U, which no PosDesk card has; look again whether it is a V")
    if check_character(body) != check:
        _refuse("does not check: a character is wrong or two are swapped; scan the card again or look up the phone")
    return f"{PREFIX}:{body}:{check}"


def _times_alpha(value: int) -> int:
    doubled = value << 1
    return doubled ^ _FIELD if doubled & 32 else doubled


def _refuse(trouble: str) -> None:
    raise Refused(Refusal(RefusalCode.BAD_CARD_CODE, f"The card code {trouble}."))
