"""Decides what becomes of facts that a register offers: each gets a verdict, and what stands gets the next position.

One request is one transaction. A fact is known by its id alone: offered again it is `already` there, however often and
by whomever. What contradicts a fact, or cannot be read here, is parked and answered the same way ever after, so one bad
fact holds up nothing. Refuses to know how facts arrive.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.exc import DataError, IntegrityError

from db.hub import history
from db.hub.rows import mark_of, row_of
from db.hub.tables import facts, parked
from db.rows import blob_of, is_uuid
from posdesk.domain.business_day import BusinessCalendar, Instant, business_day
from posdesk.domain.codec import MAX_BODY, decode_fact, encode_fact, read_json
from posdesk.domain.facts import Fact, happened_at
from posdesk.domain.refusals import Refused
from posdesk.domain.replication import Outcome, Verdict, Witness, same_content

TOLERANCE = 120_000
"""Milliseconds by which a register's clock may be ahead of the hub's before its word is doubted (VS05)."""
MOST_LINE = MAX_BODY + 4096
"""The longest line, in characters, that is read at all: a body and its envelope."""
MOST_WORDS = 500
"""The longest words, in characters, on why a line cannot be read: they quote it."""
CONTRADICTS = "Another fact with this id is here already and says something else."
UNFIT = "The hub's database cannot hold it ({})."

Calendars = Callable[[str], BusinessCalendar | None]


@dataclass(frozen=True, slots=True)
class Device:
    """Who speaks: a register that was paired. key: its number at this hub."""

    key: int
    store: str
    register: str


class Offered(NamedTuple):
    """A line as it was read. fact: None when it cannot be, and `words` say why. id: of the line, where it has one."""

    line: str
    fact: Fact | None
    id: str | None
    words: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a request. fresh: the facts that are new, each with its position, in order."""

    verdicts: tuple[Verdict, ...]
    head: Witness
    fresh: tuple[tuple[int, Fact], ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """What the database knew of the lines' ids before. standing: id to position and line. aside: (id, mark of the line)
    to words. forks: ids whose place in the register's row another fact holds."""

    standing: Mapping[str, tuple[int, str]]
    aside: Mapping[tuple[str, bytes], str]
    forked: bool


def read(line: str) -> Offered:
    """Read one line, or say why it cannot be."""
    if len(line) > MOST_LINE:
        return Offered(line, None, None, f"It has {len(line)} characters; {MOST_LINE} are the most.")
    try:
        fact = decode_fact(line)
        encode_fact(fact).encode("utf-8")
    except (Refused, ValueError, RecursionError) as no:
        return Offered(line, None, _id_of(line), storable(str(no))[:MOST_WORDS])
    return Offered(line, fact, fact.id, "")


def take(
    connection: Connection, device: Device, offered: Sequence[Offered], now: Instant, calendars: Calendars
) -> Taken:
    """Judge each line and store what is new, in the open transaction.

    calendars: of a store, as far as the hub knows it. A fact from beyond now is given the hub's time beside its own.
    """
    epoch, at = history.locked(connection)
    known = _look_up(connection, device, offered)
    unfit: dict[str, str] = {}
    verdicts, fresh = _judge(offered, known, unfit, device, at)
    corrected = [(position, _corrected(fact, now, calendars)) for position, fact in fresh]
    rows = [row_of(fact, position, device.key, now) for position, fact in corrected]
    if not _store(connection, rows):
        unfit = _unfit(connection, corrected, rows)
        verdicts, fresh = _judge(offered, known, unfit, device, at)
        corrected = [(position, _corrected(fact, now, calendars)) for position, fact in fresh]
        connection.execute(insert(facts), [row_of(fact, position, device.key, now) for position, fact in corrected])
    _park(connection, device, offered, verdicts, known, now)
    head = history.advance(connection, epoch, at + len(fresh)) if fresh else history.head(connection)
    return Taken(tuple(verdicts), head, tuple(corrected))


def _id_of(line: str) -> str | None:
    """The id of a line that is no fact we can read, if it has one."""
    try:
        raw = read_json(line)
    except Refused:
        return None
    id = raw.get("id") if isinstance(raw, dict) else None
    return id if isinstance(id, str) and is_uuid(id) else None


def _look_up(connection: Connection, device: Device, offered: Sequence[Offered]) -> _Known:
    ids = {blob_of(one.id): one.id for one in offered if one.id is not None}
    if not ids:
        return _Known({}, {}, False)
    standing = select(facts.c.id, facts.c.position, facts.c.line).where(facts.c.id.in_(list(ids)))
    aside = select(parked.c.id, parked.c.mark, parked.c.words).where(parked.c.id.in_(list(ids)))
    found = {ids[bytes(id)]: (position, line) for id, position, line in connection.execute(standing)}
    return _Known(
        found,
        {(ids[bytes(id)], bytes(mark)): words for id, mark, words in connection.execute(aside)},
        _has_twin(connection, device, [one.fact for one in offered if one.fact is not None and one.id not in found]),
    )


def _has_twin(connection: Connection, device: Device, unknown: Sequence[Fact]) -> bool:
    """Whether a place in the device's own row that one of these claims is another fact's."""
    places: dict[int, dict[int, str]] = {}
    for fact in unknown:
        if is_own(fact, device):
            row = places.setdefault(fact.incarnation, {})
            if row.setdefault(fact.sequence, fact.id) != fact.id:
                return True
    return any(
        connection.execute(
            select(facts.c.position)
            .where(facts.c.store == device.store, facts.c.register == device.register)
            .where(facts.c.incarnation == incarnation, facts.c.sequence.in_(list(row)))
            .limit(1)
        ).first()
        is not None
        for incarnation, row in places.items()
    )


def is_own(fact: Fact, device: Device) -> bool:
    """Whether the device says it made this fact itself."""
    return fact.store == device.store and fact.register == device.register


def _judge(
    offered: Sequence[Offered], known: _Known, unfit: Mapping[str, str], device: Device, at: int
) -> tuple[list[Verdict], list[tuple[int, Fact]]]:
    """A verdict on each line, and the facts that are new, with positions from `at` + 1 on.

    Where the register has a twin, none of its own new facts is taken: they come back in a row of their own.
    """
    verdicts, fresh = [], []
    standing = dict(known.standing)
    for line, fact, id, words in offered:
        if fact is None:
            verdicts.append(Verdict(Outcome.REFUSED if id is None else Outcome.PARKED, words=words))
        elif (before := standing.get(fact.id)) is not None:
            same = before[1] == line or same_content(decode_fact(before[1]), fact)
            verdicts.append(Verdict(Outcome.ALREADY, before[0]) if same else Verdict(Outcome.PARKED, words=CONTRADICTS))
        elif (said := known.aside.get((fact.id, mark_of(line))) or unfit.get(fact.id)) is not None:
            verdicts.append(Verdict(Outcome.PARKED, words=said))
        elif known.forked and is_own(fact, device):
            verdicts.append(Verdict(Outcome.FORKED))
        else:
            at += 1
            standing[fact.id] = at, line
            fresh.append((at, fact))
            verdicts.append(Verdict(Outcome.ACCEPTED, at))
    return verdicts, fresh


def _corrected(fact: Fact, now: Instant, calendars: Calendars) -> Fact:
    """The fact, with the hub's time beside its own where it says it happened later than now."""
    if happened_at(fact) <= now + TOLERANCE:
        return fact
    calendar = calendars(fact.store)
    day = fact.business_day if calendar is None else business_day(now, calendar)
    return fact._replace(corrected_at=now, business_day=day)


def _store(connection: Connection, rows: Sequence[dict[str, Any]]) -> bool:
    """Whether the database took all of them; if not, it holds none."""
    if not rows:
        return True
    try:
        with connection.begin_nested():
            connection.execute(insert(facts), rows)
    except (DataError, IntegrityError):
        return False
    return True


def _unfit(connection: Connection, fresh: Sequence[tuple[int, Fact]], rows: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Which of them the database does not take, tried one by one: id to words. None of them is stored after it."""
    found = {}
    for (_, fact), row in zip(fresh, rows, strict=True):
        nested = connection.begin_nested()
        try:
            connection.execute(insert(facts), [row])
        except (DataError, IntegrityError) as no:
            found[fact.id] = UNFIT.format(type(no.orig).__name__)
        finally:
            nested.rollback()
    return found


def _park(
    connection: Connection,
    device: Device,
    offered: Sequence[Offered],
    verdicts: Sequence[Verdict],
    known: _Known,
    now: Instant,
) -> None:
    seen = set(known.aside)
    rows = []
    key = connection.execute(select(func.coalesce(func.max(parked.c.key), 0))).scalar_one()
    for one, verdict in zip(offered, verdicts, strict=True):
        if verdict.outcome is not Outcome.PARKED or one.id is None or (one.id, mark_of(one.line)) in seen:
            continue
        seen.add((one.id, mark_of(one.line)))
        key += 1
        row = {"key": key, "id": blob_of(one.id), "mark": mark_of(one.line), "line": storable(one.line)}
        rows.append(row | {"words": storable(verdict.words), "received_at": now, "device": device.key})
    if rows:
        connection.execute(insert(parked), rows)


def storable(text: str) -> str:
    """The text with what no database holds (NUL, halves of surrogates) written as escapes."""
    return text.replace("\0", "\\u0000").encode("utf-8", "backslashreplace").decode("utf-8")
