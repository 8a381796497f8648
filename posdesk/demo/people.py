"""Decides who the members of the made-up store are: names, phones that are nobody's, habits, and how long they stay.

Refuses to know when exactly they come and what they buy. Everything random comes out of the generator passed in.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

from posdesk.demo.rhythm import Season
from posdesk.demo.shelf import RESOURCES, Shelf, Taste, taste
from posdesk.domain.business_day import Instant
from posdesk.domain.facts import MemberEnrolled
from posdesk.domain.scan_code import CODE_BITS, new_card_code

NOBODYS_LINES = range(200, 10_000)
"""The last four digits after 555: up to 0199 they are fiction's own and refused, from 0200 on the exchange serves
directory enquiries and reaches no subscriber."""


class Kind(StrEnum):
    """Why somebody comes."""

    STEADY = "steady"
    LAPSING = "lapsing"
    NEW = "new"
    NOW_AND_THEN = "now and then"
    GIFT = "gift"


@dataclass(frozen=True, slots=True)
class Habit:
    """One kind of member. share: of all members, in percent. gap: days between visits, from to. joined: days before the
    end, from to. stays: days after joining, from to; None: still coming. loyalty: share of lines of liked brands."""

    kind: Kind
    share: int
    gap: tuple[int, int]
    joined: tuple[int, int]
    stays: tuple[int, int] | None
    loyalty: tuple[float, float]


HABITS = (
    Habit(Kind.STEADY, 38, (7, 26), (60, 729), None, (0.45, 0.9)),
    Habit(Kind.LAPSING, 25, (9, 30), (200, 729), (40, 560), (0.3, 0.8)),
    Habit(Kind.NEW, 12, (6, 22), (0, 60), None, (0.2, 0.7)),
    Habit(Kind.NOW_AND_THEN, 17, (35, 95), (90, 729), None, (0.2, 0.6)),
    Habit(Kind.GIFT, 8, (150, 240), (30, 729), None, (0.0, 0.3)),
)
GONE_FOR = 75
"""A lapsing member has not been here for at least so many days."""


@dataclass(frozen=True, slots=True)
class Names:
    """The lists of resources/demo/names.toml."""

    first: tuple[str, ...]
    last: tuple[str, ...]
    other_scripts: tuple[tuple[str, str], ...]
    store: str
    zone: str
    area_codes: tuple[str, ...]
    mail: tuple[str, ...]
    staff: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody who joins. id: UUID text. joins, leaves: business days. gap: mean days between visits."""

    id: str
    kind: Kind
    joins: date
    leaves: date
    gap: float
    likes: Taste
    profile: MemberEnrolled


@cache
def load_names(path: Path = RESOURCES / "names.toml") -> Names:
    """Read the names' document."""
    document: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    store = document["store"]
    return Names(
        first=tuple(document["first"]),
        last=tuple(document["last"]),
        other_scripts=tuple((first, last) for first, last in document["other_scripts"]),
        store=store["name"],
        zone=store["zone"],
        area_codes=tuple(store["area_codes"]),
        mail=tuple(store["mail"]),
        staff=tuple(store["staff"]),
    )


def uuid_at(rng: Random, at: Instant) -> str:
    """A UUIDv7 whose time part is `at` and whose random part comes from `rng`."""
    value = at << 80 | 0x7 << 76 | rng.getrandbits(12) << 64 | 0b10 << 62 | rng.getrandbits(62)
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def phones(rng: Random, names: Names, taken: frozenset[str]) -> Iterator[str]:
    """Phones in E.164 that reach nobody, each once, in no order; those in `taken` are left out."""
    numbers = [f"+1{area}555{line:04d}" for area, line in product(names.area_codes, NOBODYS_LINES)]
    rng.shuffle(numbers)
    return (number for number in numbers if number not in taken)


def residents(
    rng: Random, names: Names, shelf: Shelf, period: Season, store: str, count: int, taken: frozenset[str]
) -> Iterator[Resident]:
    """So many members, kind after kind by their shares; `taken` are phones they may not have."""
    free = phones(rng, names, taken)
    kinds = rng.choices(HABITS, [habit.share for habit in HABITS], k=count)
    for habit in kinds:
        ago = _joined_ago(rng, habit)
        joins = period.last - timedelta(days=ago)
        leaves = period.last
        if habit.stays is not None:
            leaves = joins + timedelta(days=min(rng.randint(*habit.stays), ago - GONE_FOR))
        born_at = int(period.until - (ago + 1) * 86_400_000 + rng.randrange(3_600_000))
        yield Resident(
            id=uuid_at(rng, born_at),
            kind=habit.kind,
            joins=joins,
            leaves=leaves,
            gap=rng.uniform(*habit.gap),
            likes=taste(shelf, rng, habit.loyalty),
            profile=_profile(rng, names, joins, store, next(free)),
        )


def address(rng: Random, names: Names, first: str, last: str) -> str:
    """An e-mail address under a domain that is kept for examples."""
    parts = [_plain(part) for part in (first, last)]
    return f"{'.'.join(part for part in parts if part) or 'member'}{rng.randint(1, 999)}@{rng.choice(names.mail)}"


def _joined_ago(rng: Random, habit: Habit) -> int:
    """Days before the end; a third of those who can have joined in the weeks after the opening."""
    earliest, latest = habit.joined[1], habit.joined[0]
    if earliest > 600 and rng.random() < 0.3:
        return earliest - rng.randrange(45)
    return rng.randint(latest, earliest)


def _profile(rng: Random, names: Names, joins: date, store: str, phone: str) -> MemberEnrolled:
    if rng.random() < 0.006:
        first, last = rng.choice(names.other_scripts)
    else:
        first, last = rng.choice(names.first), rng.choice(names.last)
    return MemberEnrolled(
        first_name=first,
        last_name=last,
        enrolled_on=joins,
        phone=phone if rng.random() < 0.97 else None,
        email=address(rng, names, first, last) if rng.random() < 0.62 else None,
        card_code=new_card_code(rng.getrandbits(CODE_BITS)) if rng.random() < 0.8 else None,
        birthday=_birthday(rng, joins),
        home_store=store,
    )


def _birthday(rng: Random, joins: date) -> str | None:
    if rng.random() > 0.72:
        return None
    born = joins - timedelta(days=rng.randint(21 * 366, 78 * 365))
    return f"{born:%m-%d}" if rng.random() < 0.06 else born.isoformat()


def _plain(text: str) -> str:
    """The letters of a name that an address may hold."""
    decomposed = unicodedata.normalize("NFKD", text).lower()
    return re.sub(r"[^a-z0-9]+", "", decomposed)
