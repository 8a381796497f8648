"""Decides what a text in the search box means (card, phone, name, e-mail) and asks the directory for the members.

Refuses to know how members are stored and how a scan reaches the box. Every text a person or a scanner can deliver has
an answer; none is refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from posdesk.counter.ports import Desk, Hit
from posdesk.domain import scan_code, symbology
from posdesk.domain.identity import name_words, whole_phone
from posdesk.domain.refusals import Refused

MAX_TYPED = 200
"""Characters of the text that are looked at; a longer one is a slip of the clipboard."""
FEWEST_DIGITS = 3
MOST_DIGITS = 15
NARROWED = 200
"""How many of the members with these digits are looked at for a name typed beside them."""

_PHONE_SIGNS = frozenset("+()-./ \t\u00a0\u2010\u2011\u2012\u2013")


class Understood(StrEnum):
    """What the text was taken for."""

    CARD = "card"
    PHONE = "phone"
    NAME = "name"
    EMAIL = "email"
    ID = "id"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a text.

    hits: the members, best first. exact: the member's id when one card or phone matched wholly. note: what there is to
    say beside the matches (or beside `No one with ...`), else None. phone: E.164 when the text is a whole phone number.
    """

    kind: Understood
    hits: tuple[Hit, ...] = ()
    exact: str | None = None
    note: str | None = None
    phone: str | None = None


NOTHING = Found(Understood.NOTHING)


def find(desk: Desk, text: str, limit: int = 20) -> Found:
    """Find the members a text may mean, at most `limit`. What a scanner says of the code before it is no part of it.
    Raises EnvironmentTrouble only."""
    typed = " ".join(_readable(symbology.bare(text[:MAX_TYPED])).split())
    if not typed:
        return NOTHING
    if "@" in typed:
        hits = desk.directory.by_email(typed.replace(" ", ""), limit)
        return Found(Understood.EMAIL, tuple(hits))
    found = _by_card(desk, typed)
    if found is not None:
        return found
    if all(character.isdecimal() or character in _PHONE_SIGNS for character in typed):
        return _by_phone(desk, typed, limit)
    return _by_name(desk, typed, limit)


def _by_card(desk: Desk, typed: str) -> Found | None:
    """What a card means; None when the text need not be one. A code without any digit is a name sooner than a card."""
    looks_ours = scan_code.looks_ours(typed)
    try:
        code = scan_code.normal_card_code(typed)
    except Refused as refused:
        return Found(Understood.CARD, note=refused.refusal.words) if looks_ours else None
    hit = desk.directory.by_card(code) if looks_ours or any(c.isdigit() for c in code) else None
    if hit is not None:
        return Found(Understood.CARD, (hit,), exact=hit.member)
    if looks_ours:
        return Found(Understood.CARD, note="This card belongs to nobody here yet. Look up the phone or the name.")
    return None


def _by_phone(desk: Desk, typed: str, limit: int) -> Found:
    digits = _digits(typed)
    if not digits:
        return NOTHING
    if len(digits) < FEWEST_DIGITS:
        return Found(Understood.PHONE, note=f"Type at least {FEWEST_DIGITS} digits of the phone.")
    phone = whole_phone(typed)
    hits = _members_with(desk, digits, phone, limit)
    owners = desk.directory.by_phone(phone) if phone else []
    return Found(
        Understood.PHONE,
        tuple(hits),
        exact=owners[0] if len(owners) == 1 else None,
        phone=phone,
    )


def _members_with(desk: Desk, digits: str, phone: str | None, limit: int) -> list[Hit]:
    """Whose phone has the digits; of a whole phone its E.164 form. One from abroad is found without its country's code
    too, when it may look like a number from here, and with the zero that is dialled there."""
    hits = desk.directory.by_phone_digits(phone[1:] if phone else digits[:MOST_DIGITS], limit)
    if not hits and phone:
        hits = desk.directory.by_phone_digits(digits[:MOST_DIGITS], limit)
    if not hits and digits.startswith("0") and len(digits.lstrip("0")) >= FEWEST_DIGITS:
        hits = desk.directory.by_phone_digits(digits.lstrip("0")[:MOST_DIGITS], limit)
    return hits


def _by_name(desk: Desk, typed: str, limit: int) -> Found:
    words = name_words(typed)
    if not words:
        return Found(Understood.NOTHING, note="Type a name, at least three digits of a phone, or an e-mail.")
    hits = desk.directory.by_names(words, limit)
    if hits:
        return Found(Understood.NAME, tuple(hits))
    hits = _by_name_and_digits(desk, words, limit)
    if hits:
        return Found(Understood.NAME, tuple(hits))
    hits = [] if " " in typed else desk.directory.by_email(typed, limit)
    if hits:
        return Found(Understood.EMAIL, tuple(hits))
    hits = desk.directory.by_similar_names(words, limit)
    note = f"No one with exactly this name. {'This comes' if len(hits) == 1 else 'These come'} close."
    return Found(Understood.NAME, tuple(hits), note=note if hits else None)


def _by_name_and_digits(desk: Desk, words: Sequence[str], limit: int) -> list[Hit]:
    """`maria 4417`: a name, and digits of the phone beside it."""
    digits = [word for word in words if word.isascii() and word.isdigit() and len(word) >= FEWEST_DIGITS]
    names = [word for word in words if word not in digits]
    if len(digits) != 1 or not names:
        return []
    having = desk.directory.by_phone_digits(digits[0][:MOST_DIGITS], NARROWED)
    return [hit for hit in having if _is_called(hit, names)][:limit]


def _is_called(hit: Hit, names: Sequence[str]) -> bool:
    parts = name_words(f"{hit.first_name} {hit.last_name}")
    return all(any(part.startswith(name) for part in parts) for name in names)


def _digits(typed: str) -> str:
    """The decimal digits of any script, as ASCII."""
    return "".join(str(int(character)) for character in typed if character.isdecimal())


def _readable(text: str) -> str:
    """Without control characters and what UTF-8 cannot hold; they divide, as a blank does."""
    return "".join(c if c.isprintable() else " " for c in text)
