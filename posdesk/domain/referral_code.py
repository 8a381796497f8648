"""Decides what a member's referral code is: worked out from the member's id, and leading back to it. Nothing is stored.

A code is `XXXX-XXXX-XXXX`, of the letters of card codes (no I, L, O, U), its last character checking the others. It
says neither the name nor the phone nor the card code, so it may be given away. It holds the first 48 bits of the id,
by which the directory finds who there is, and seven bits of the whole, which tell those apart; all of it mixed, so
that members enrolled one after the other have codes that do not look alike. Refuses to know whose code it is.
"""

from typing import NamedTuple

from posdesk.domain import coupons
from posdesk.domain.stable_ids import digest

BEGINNING_BITS, MARK_BITS = 48, 7
_LENGTH = 11
_BITS = 5 * _LENGTH
_MASK = (1 << _BITS) - 1
_FACTOR = 0x3A1B6D7F2C94E5 | 1
_BACK = pow(_FACTOR, -1, 1 << _BITS)
_HALF = 28


class Leads(NamedTuple):
    """Where a code leads: the first 48 bits of the member's id, and seven bits that the whole id gives."""

    beginning: int
    mark: int


def code_of(member: str) -> str:
    """The code of a member (UUID text): `XXXX-XXXX-XXXX`."""
    number = _mixed(beginning_of(member) << MARK_BITS | mark_of(member))
    body = "".join(coupons.ALPHABET[number >> shift & 31] for shift in range(_BITS - 5, -1, -5))
    whole = body + coupons.check_character(body)
    return "-".join(whole[at : at + 4] for at in range(0, len(whole), 4))


def leads_to(text: str) -> Leads | None:
    """Where a typed or scanned code leads; None when the text is no such code, or a character of it is wrong."""
    code = coupons.normal(text)
    if len(code) != _LENGTH + 1 or not coupons.is_sound(code):
        return None
    number = 0
    for character in code[:-1]:
        number = number << 5 | coupons.ALPHABET.index(character)
    number = _unmixed(number)
    return Leads(number >> MARK_BITS, number & (1 << MARK_BITS) - 1)


def beginning_of(member: str) -> int:
    """The first 48 bits of an id (UUID text)."""
    return int(member[:8] + member[9:13], 16)


def mark_of(member: str) -> int:
    """The seven bits that tell members apart whose ids begin alike."""
    return digest("referral", member) & (1 << MARK_BITS) - 1


def _mixed(number: int) -> int:
    """A permutation of the numbers of 55 bits: times an odd number, the upper half into the lower, and again."""
    number = number * _FACTOR & _MASK
    number ^= number >> _HALF
    return number * _FACTOR & _MASK


def _unmixed(number: int) -> int:
    number = number * _BACK & _MASK
    number ^= number >> _HALF  # the upper half is as it was, so this takes it out again
    return number * _BACK & _MASK
