"""Decides what is told of a scan to whoever tests a scanner: its signs, with those that cannot be seen by name, how
fast they came, what stood before them, and what it is taken for.

Of an ID the header is told, and of what follows only how long its parts are, for it is somebody's. Nothing is kept.
Refuses to know how the scan came here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from posdesk.domain import scan_code, symbology
from posdesk.domain.refusals import Refused
from posdesk.hardware.scanner import ETX, STX, Reading, looks_like_id

NAMES = {
    STX: "STX",
    ETX: "ETX",
    "\r": "CR",
    "\n": "LF",
    "\t": "TAB",
    "\x1d": "GS",
    "\x1e": "RS",
    "\x04": "EOT",
    " ": " ",
}
_ID_HEADER = re.compile(r"@.{0,8}?(?:ANSI |AAMVA)\d{0,12}", re.DOTALL)
_ID_BEGINS = re.compile(r"[^@%]{0,8}?(?=@|ANSI |AAMVA|%)")
_CARD_BEGINS = re.compile(rf"[^:]{{0,4}}?(?={scan_code.PREFIX})", re.IGNORECASE)
_PART = re.compile(r"(?:DL|ID)?D[A-D][A-Z]")
"""How a part of an ID begins that a scanner has torn into lines."""
_PERSONAL = re.compile(r"[^\x00-\x1f\x7f-\x9f]+")
"""What may be somebody's: everything that can be read."""
_DIGITS = re.compile(r"\d+")
_PRODUCT_LENGTHS = (8, 12, 13, 14)
LONGEST = 60
"""Signs of a text of no known kind that are shown: more may be somebody's."""


class TakenFor(StrEnum):
    """What a scan is."""

    MEMBER_CARD = "member_card"
    ID = "id"
    PRODUCT = "product"
    ADDRESS = "address"
    OTHER = "other"


WORDS = {
    TakenFor.MEMBER_CARD: "A member's card",
    TakenFor.ID: "An ID: of what is on it only the lengths are shown",
    TakenFor.PRODUCT: "A product",
    TakenFor.ADDRESS: "An address, such as a code to pair with",
    TakenFor.OTHER: "A code of another kind, such as a card of an earlier system",
}


@dataclass(frozen=True, slots=True)
class ScanReport:
    """What is told. shown: its signs. length: how many there were. gaps: the shortest, the usual and the longest ms
    between two; None for one sign. prefix: what the scanner put before it, in words, or empty. ended: in words."""

    shown: str
    length: int
    gaps: tuple[int, int, int] | None
    prefix: str
    ended: str
    taken_for: TakenFor


def report(read: Reading) -> ScanReport:
    """What is told of a scan."""
    text = "".join(read.texts)
    told = symbology.told(text)
    before, data = text[: len(text) - len(told.text)], told.text
    kind = taken_for(data.lstrip(STX))
    lead = _lead(data, kind)
    shown = before + (_masked(data, lead) if kind is TakenFor.ID else _cut(data, kind))
    ended = _ended(read.terminated, kind, looks_like_id(text))
    return ScanReport(named(shown), len(text), _gaps(read.gaps), _prefix(told, lead), ended, kind)


def taken_for(text: str) -> TakenFor:
    """What a text without a prefix is."""
    if text.startswith(("@", "%")) or any(sign in text for sign in ("ANSI ", "AAMVA", "\x1e")) or _PART.match(text):
        return TakenFor.ID
    if scan_code.looks_ours(text):
        try:
            scan_code.normal_card_code(text)
        except Refused:
            return TakenFor.OTHER
        return TakenFor.MEMBER_CARD
    if _DIGITS.fullmatch(text) and len(text) in _PRODUCT_LENGTHS and _checks(text):
        return TakenFor.PRODUCT
    return TakenFor.ADDRESS if text.lower().startswith(("http://", "https://")) else TakenFor.OTHER


def named(text: str) -> str:
    """Signs that cannot be seen by their names: `<GS>`."""
    return "".join(sign if sign.isprintable() else f"<{NAMES.get(sign, f'{ord(sign):02X}')}>" for sign in text)


def _lead(data: str, kind: TakenFor) -> int:
    """How many signs stand before what an ID or a card of ours begins with."""
    begins = {TakenFor.ID: _ID_BEGINS, TakenFor.MEMBER_CARD: _CARD_BEGINS}.get(kind)
    found = None if begins is None else begins.match(data)
    return 0 if found is None else found.end()


def _masked(text: str, lead: int) -> str:
    """An ID: its header, then only the signs between its parts, and how long each part is. What stands before it may
    be a part of another one."""
    header = _ID_HEADER.match(text, lead)
    begin, end = (lead, header.end()) if header else (0, 0)
    return _lengths(text[:begin]) + text[begin:end] + _lengths(text[end:])


def _lengths(text: str) -> str:
    return _PERSONAL.sub(lambda run: f" [{len(run[0])}] ", text)


def _cut(text: str, kind: TakenFor) -> str:
    return text if kind is not TakenFor.OTHER or len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _gaps(gaps: Sequence[int]) -> tuple[int, int, int] | None:
    return (min(gaps), round(median(gaps)), max(gaps)) if gaps else None


def _prefix(told: symbology.Told, lead: int) -> str:
    if told.aim:
        return f"The scanner says {told.aim}: {told.symbology}. That is taken off before the code is looked up."
    if lead:
        signs = "1 sign" if lead == 1 else f"{lead} signs"
        return f"The scanner puts {signs} before a code. Turn that off, else cards of an earlier system are not found."
    return ""


def _ended(terminated: bool, kind: TakenFor, whole: bool) -> str:
    if terminated and whole:  # nothing else ends an ID
        return "Ended by ETX"
    if kind is TakenFor.ID:
        return "Ended by Enter in the middle" if terminated else "Ended by silence, as an ID does"
    return "Ended by Enter or Tab" if terminated else "Ended by silence: let the scanner send Enter after a code"


def _checks(digits: str) -> bool:
    """GS1's check digit: from the right, every second digit three times, adds up to tens."""
    return sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(reversed(digits))) % 10 == 0
