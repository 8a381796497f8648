"""Decides whom the bench measures with: so many members with made-up names, and visits spread as a chain has them.

Refuses to know what is measured. The same sizes give the same facts, but for the end of time, which is now. Nobody can
have the phones: no area code has a 9 in its middle.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate, islice
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from db.new_ids import RandomIds
from posdesk import compose
from posdesk.domain.business_day import DAY_MS, BusinessCalendar, Instant, business_day, to_instant
from posdesk.domain.facts import (
    Body,
    Draft,
    Fact,
    Line,
    MemberEnrolled,
    ProgramPublished,
    StoreOpened,
    VisitRecorded,
    kind_of,
)
from posdesk.domain.hybrid_clock import tick
from posdesk.domain.scan_code import CODE_BITS, new_card_code

if TYPE_CHECKING:
    from db.store import Store

STORE, REGISTER = "bench-1", "register 1"
CALENDAR = BusinessCalendar("America/Denver", 240)
DAYS = 1000
"""Visits lie in so many days before now; everybody enrolled in as many days before those."""
AT_ONCE = 20_000
SEED = 4711
STAFF = ("Dana", "Emeka", "Ines", "Marcus")
ONSETS = (
    "b",
    "br",
    "c",
    "ch",
    "d",
    "f",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "qu",
    "r",
    "s",
    "st",
    "t",
    "v",
    "z",
)
VOWELS = ("a", "e", "i", "o", "u", "ai", "ei", "ou")
CODAS = ("", "", "", "l", "n", "r", "s", "m", "nd", "rt")
FIRST_NAMES, LAST_NAMES = 3_000, 60_000


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large a store is. members: in all. tens, hundreds, thousands: how many of them have 10, 100, 1,000 visits.
    others: visits of the rest, at most three each."""

    members: int
    tens: int
    hundreds: int
    thousands: int
    others: int

    @property
    def facts(self) -> int:
        """All facts, the store's and the program's too."""
        visits = 10 * self.tens + 100 * self.hundreds + 1000 * self.thousands + self.others
        return self.members + visits + 2


def sizes(members: int) -> Sizes:
    """The store of so many members: half as many visits as members, the panels within."""
    thousands = min(60, max(8, members // 16_000))
    hundreds, tens = min(1000, max(40, members // 500)), min(2000, max(60, members // 300))
    in_panels = tens + hundreds + thousands
    if members < 2 * in_panels:
        raise ValueError(f"a bench needs at least {2 * in_panels} members")
    return Sizes(members, tens, hundreds, thousands, others=max(members // 3, 0))


@dataclass(frozen=True, slots=True)
class Pool:
    """Names by how common they are: the n-th is about 1/n as common as the first."""

    first: tuple[str, ...]
    last: tuple[str, ...]
    first_weights: tuple[float, ...]
    last_weights: tuple[float, ...]
    brands: tuple[str, ...]


def pool(rng: Random, first: int = FIRST_NAMES, last: int = LAST_NAMES) -> Pool:
    """Made-up names of two and three syllables."""
    firsts, lasts = _names(rng, first, (2, 2, 3)), _names(rng, last, (2, 3, 3))
    return Pool(firsts, lasts, _zipf(first), _zipf(last), _names(rng, 80, (2, 3)))


def make_facts(how: Sizes, until: Instant, seed: int = SEED) -> Iterator[Draft]:
    """Every fact in the order in which it happened; made one after the other, never all in memory."""
    rng = Random(f"crowd {seed} {how.members}")
    named = pool(rng)
    start = until - 2 * DAYS * DAY_MS
    step = max(1, DAYS * DAY_MS // how.members)
    yield draft(rng, None, StoreOpened("Bench", CALENDAR.zone, CALENDAR.cut_off), start - 2)
    yield draft(rng, None, ProgramPublished(compose.SAMPLE_PROGRAM.read_text(encoding="utf-8")), start - 1)
    for index in range(how.members):
        at = start + index * step
        yield draft(rng, member_id(index), enrolment(rng, named, at), at)
    for at, index in _visits(rng, how, until):
        yield draft(
            rng, member_id(index), VisitRecorded(lines(rng, named.brands), receipt=f"{rng.randrange(10**6)}"), at
        )


def build(folder: Path, how: Sizes, say: Callable[[str], None]) -> None:
    """Make a store in `folder` and fill it. Raises Refused(ALREADY_SET_UP) when there is one, EnvironmentTrouble.

    The facts go straight into their table, many at a time, and the projections are filled from them at the end, as a
    rebuild does: a million members one by one take a quarter of an hour.
    """
    from db import projections
    from db import store as stores

    stores.create(folder, store=STORE, register=REGISTER, clock=compose.SystemClock(), ids=RandomIds())
    store = compose.open_store(folder)
    try:
        pour(store, make_facts(how, compose.SystemClock().now()), lambda done: say(f"{done:,} of {how.facts:,} facts"))
        say("Filling the projections ...")
        projections.rebuild(store)
    finally:
        store.close()
    compose.open_store(folder).close()  # folds what is left of the WAL into the file, and has read it once


def pour(store: "Store", drafts: Iterator[Draft], told: Callable[[int], None]) -> None:
    """Seal drafts as the ledger does and write their rows, members' keys and all."""
    from db import seals
    from db.engine import writing
    from db.rows import INSERT_FACT, blob_of, row_of

    writer, keys, sequence, clock = store.connections.writer, dict[str, int](), 0, 0
    (incarnation,) = writer.execute("SELECT incarnation FROM register_state").fetchone()
    while some := list(islice(drafts, AT_ONCE)):
        with writing(writer):
            rows, new, facts = [], [], []
            for draft in some:
                sequence, clock = sequence + 1, tick(clock, draft.occurred_at)
                if draft.subject is not None and draft.subject not in keys:
                    keys[draft.subject] = len(keys) + 1
                    new.append((len(keys), blob_of(draft.subject)))
                fact = sealed(store.register, incarnation, draft, sequence, clock)
                facts.append(fact)
                rows.append(row_of(fact, sequence, keys.get(draft.subject or ""), store.names, writer))
            writer.executemany("INSERT INTO subjects (key, id) VALUES (?, ?)", new)
            _, seal = seals.ends(writer)
            writer.executemany(INSERT_FACT, seals.sealed(seal, facts, rows))
            writer.execute("UPDATE register_state SET sequence = ?, clock = ? WHERE key = 1", (sequence, clock))
        told(sequence)


def sealed(register: str, incarnation: int, draft: Draft, sequence: int, clock: int) -> Fact:
    """The fact of a draft, at its place in the register's row."""
    kind, version = kind_of(draft.body)
    return Fact(
        draft.id,
        kind,
        version,
        draft.subject,
        draft.store,
        register,
        incarnation,
        sequence,
        draft.staff,
        draft.occurred_at,
        draft.business_day,
        clock,
        draft.body,
    )


def lines(rng: Random, brands: tuple[str, ...], count: int = 3) -> tuple[Line, ...]:
    """So many lines of a receipt, as a cash register writes them."""
    return tuple(_line(rng, rng.choice(brands)) for _ in range(count))


def member_id(index: int) -> str:
    """The id of the n-th member, the same in every run."""
    return f"01900000-0000-7000-8000-{index:012x}"


def _line(rng: Random, brand: str) -> Line:
    category = rng.choice(("Flower", "Pre-rolls", "Vapes", "Edibles"))
    return Line(rng.randrange(500, 6500), brand, category, f"{brand} {category} {rng.choice(('1 g', '3.5 g', '7 g'))}")


def enrolment(rng: Random, named: Pool, at: Instant) -> MemberEnrolled:
    """Somebody with a made-up name."""
    (first,) = rng.choices(named.first, cum_weights=named.first_weights)
    (last,) = rng.choices(named.last, cum_weights=named.last_weights)
    has_email, has_card = rng.random() < 0.7, rng.random() < 0.8
    return MemberEnrolled(
        first_name=first,
        last_name=last,
        enrolled_on=business_day(at, CALENDAR),
        phone=_phone(rng),
        email=f"{first.lower()}.{last.lower()}{rng.randrange(1000)}@example.com" if has_email else None,
        card_code=new_card_code(rng.getrandbits(CODE_BITS)) if has_card else None,
        birthday=_birthday(at),
        home_store=STORE,
    )


def _birthday(at: Instant) -> str | None:
    """Of three in four: a day of 50 years, by the moment of the enrolment, so that nothing else here is another one."""
    drawn = Random(at)
    day = date(1950, 1, 1) + timedelta(days=drawn.randrange(50 * 365))
    return day.isoformat() if drawn.random() < 0.75 else None


def _phone(rng: Random) -> str:
    return f"+1{rng.randrange(2, 10)}9{rng.randrange(10)}{rng.randrange(200, 1000)}{rng.randrange(10_000):04d}"


def _visits(rng: Random, how: Sizes, until: Instant) -> Iterator[tuple[Instant, int]]:
    """When who came, in order: those of the panels once a day at most, so that every visit counts."""
    by_day: list[list[int]] = [[] for _ in range(DAYS)]
    panel = rng.sample(range(how.members), how.tens + how.hundreds + how.thousands)
    numbers = [10] * how.tens + [100] * how.hundreds + [1000] * how.thousands
    for index, number in zip(panel, numbers, strict=True):
        for day in rng.sample(range(DAYS), number):
            by_day[day].append(index)
    taken = set(panel)
    left = how.others
    while left:
        index = rng.randrange(how.members)
        if index not in taken:
            for _ in range(min(left, rng.choice((1, 1, 1, 2, 3)))):
                by_day[rng.randrange(DAYS)].append(index)
                left -= 1
    last = business_day(until, CALENDAR)
    for ago, came in zip(range(DAYS, 0, -1), by_day, strict=True):
        opens = datetime.combine(last - timedelta(days=ago), time(9), ZoneInfo(CALENDAR.zone))
        for place, index in enumerate(came):
            yield to_instant(opens) + place * (12 * 3_600_000 // len(came)), index


def draft(rng: Random, subject: str | None, body: Body, at: Instant) -> Draft:
    """Something that happened then, recorded by one of the four."""
    value = at << 80 | 0x7 << 76 | rng.getrandbits(12) << 64 | 0b10 << 62 | rng.getrandbits(62)
    text = f"{value:032x}"
    id = f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
    return Draft(id, subject, STORE, rng.choice(STAFF), at, business_day(at, CALENDAR), body)


def _names(rng: Random, count: int, syllables: tuple[int, ...]) -> tuple[str, ...]:
    made: dict[str, None] = {}
    while len(made) < count:
        parts = [f"{rng.choice(ONSETS)}{rng.choice(VOWELS)}{rng.choice(CODAS)}" for _ in range(rng.choice(syllables))]
        made["".join(parts).capitalize()] = None
    return tuple(made)


def _zipf(count: int) -> tuple[float, ...]:
    return tuple(accumulate(1 / (place + 5) for place in range(count)))
