"""Decides what becomes of facts that a register offers: each gets a verdict, and what stands gets the next position.

One request is one transaction. A fact is known by its id alone: offered again it is `already` there, however often and
by whomever. What contradicts a fact, or cannot be read here, is parked and answered the same way ever after, so one bad
fact holds up nothing. Refuses to know how facts arrive.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, delete, func, insert, select
from sqlalchemy.exc import DataError, IntegrityError

from db.hub import erasure, history, people
from db.hub.rows import mark_of, row_of
from db.hub.tables import devices, facts, parked
from db.rows import blob_of, is_uuid
from posdesk.domain.business_day import BusinessCalendar, Instant, business_day, day_in_utc
from posdesk.domain.codec import MAX_BODY, decode_fact, decode_with_line, encode_fact, read_json
from posdesk.domain.erasure import without_person
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
    """Who speaks: a register that was paired. key: its number at this hub. for_hub: it is a store's hub. vouched_by:
    the store's hub that let it in, None for one that was let in here."""

    key: int
    store: str
    register: str
    for_hub: bool = False
    vouched_by: int | None = None


class Offered(NamedTuple):
    """A line as it was read, in its canonical form where it is a fact. fact: None when it cannot be, and `words` say
    why. id: of the line, where it has one."""

    line: str
    fact: Fact | None
    id: str | None
    words: str


class Fresh(NamedTuple):
    """A fact that is new, where it will stand, and its line."""

    position: int
    fact: Fact
    line: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a request. fresh: the facts that are new, those that followed from them too, each with its position,
    in order."""

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
    anew: bool = False


def read(line: str) -> Offered:
    """Read one line, or say why it cannot be."""
    if len(line) > MOST_LINE:
        return Offered(line, None, None, f"It has {len(line)} characters; {MOST_LINE} are the most.")
    try:
        fact, canonical = decode_with_line(line)
        canonical.encode("utf-8")
    except (Refused, ValueError, RecursionError) as no:
        return Offered(line, None, _id_of(line), storable(str(no))[:MOST_WORDS])
    return Offered(canonical, fact, fact.id, "")


def take(
    connection: Connection,
    device: Device,
    offered: Sequence[Offered],
    now: Instant,
    calendars: Calendars,
    anew: bool = False,
    in_tray: bool = False,
) -> Taken:
    """Judge each line and store what is new, in the open transaction.

    calendars: of a store, as far as the hub knows it. A fact from beyond now is given the hub's time beside its own.
    anew: what was parked before may stand now. in_tray: no positions are given; what is new waits for head office.
    """
    epoch, head_at = history.locked(connection)
    at = history.top(connection) if in_tray else head_at
    known = _look_up(connection, device, offered, anew)
    unfit: dict[str, str] = {}
    verdicts, fresh = _judge(offered, known, unfit, device, at)
    corrected = _as_stored(connection, fresh, now, calendars)
    if not _store(connection, _rows(corrected, device, now)):
        unfit = _unfit(connection, corrected, _rows(corrected, device, now))
        verdicts, fresh = _judge(offered, known, unfit, device, at)
        corrected = _as_stored(connection, fresh, now, calendars)
        _insert(connection, _rows(corrected, device, now))
    _park(connection, device, offered, verdicts, known, now)
    if not in_tray:  # what follows from them is for head office to say
        corrected += _following(connection, corrected, device, epoch, at, now)
    erasure.erase(connection, [one.fact.subject for one in corrected if _erases(one.fact) and one.fact.subject])
    moves = fresh and not in_tray
    head = history.advance(connection, epoch, at + len(corrected)) if moves else history.head(connection)
    if in_tray:
        verdicts = [Verdict(Outcome.HELD) if verdict.position > head_at else verdict for verdict in verdicts]
    return Taken(tuple(verdicts), head, tuple((one.position, one.fact) for one in corrected))


def _following(
    connection: Connection, fresh: Sequence[Fresh], device: Device, epoch: int, at: int, now: Instant
) -> list[Fresh]:
    """What follows from facts that were just stored, stored behind them."""
    made = people.follow(connection, [one.fact for one in fresh], epoch, now) if fresh else []
    first = at + len(fresh) + 1
    read = (Fresh(position, fact, encode_fact(fact)) for position, fact in enumerate(made, first))
    following = [_corrected(one, now, lambda _: None) for one in read]  # who was made by a wrong clock
    _insert(connection, _rows(following, device, now))
    return following


def take_again(connection: Connection, now: Instant, calendars: Calendars) -> list[tuple[int, Fact]]:
    """Judge each line that is parked anew, after the hub was brought up to date; what stands now is parked no longer.
    Yields the facts that are new, each with its position."""
    history.locked(connection)
    shown = select(parked.c.key, parked.c.line, devices.c.key, devices.c.store, devices.c.register)
    rows = connection.execute(shown.join(devices, devices.c.key == parked.c.device).order_by(parked.c.key)).all()
    fresh: list[tuple[int, Fact]] = []
    for key, line, *device in rows:
        taken = take(connection, Device(*device), [read(line)], now, calendars, anew=True)
        fresh += taken.fresh
        if taken.verdicts[0].stands:
            connection.execute(delete(parked).where(parked.c.key == key))
    return fresh


def _rows(fresh: Sequence[Fresh], device: Device, now: Instant) -> list[dict[str, Any]]:
    return [row_of(fact, line, position, device.key, now) for position, fact, line in fresh]


def _id_of(line: str) -> str | None:
    """The id of a line that is no fact we can read, if it has one."""
    try:
        raw = read_json(line)
    except Refused:
        return None
    id = raw.get("id") if isinstance(raw, dict) else None
    return id if isinstance(id, str) and is_uuid(id) else None


def _look_up(connection: Connection, device: Device, offered: Sequence[Offered], anew: bool) -> _Known:
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
        anew,
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
) -> tuple[list[Verdict], list[Fresh]]:
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
        elif (said := _aside(known, fact.id, line) or unfit.get(fact.id)) is not None:
            verdicts.append(Verdict(Outcome.PARKED, words=said))
        elif known.forked and is_own(fact, device):
            verdicts.append(Verdict(Outcome.FORKED))
        else:
            at += 1
            standing[fact.id] = at, line
            fresh.append(Fresh(at, fact, line))
            verdicts.append(Verdict(Outcome.ACCEPTED, at))
    return verdicts, fresh


def _aside(known: _Known, id: str, line: str) -> str | None:
    return known.aside.get((id, mark_of(line))) if known.aside and not known.anew else None


def _as_stored(connection: Connection, fresh: Sequence[Fresh], now: Instant, calendars: Calendars) -> list[Fresh]:
    """The facts with the hub's word on their time, and without the persons who were erased."""
    marked = [_corrected(one, now, calendars) for one in fresh]
    gone = erasure.among(connection, {one.fact.subject for one in fresh if one.fact.subject is not None})
    return [_bare(one) if one.fact.subject in gone else one for one in marked] if gone else marked


def _bare(one: Fresh) -> Fresh:
    bare = without_person(one.fact)
    return Fresh(one.position, bare, encode_fact(bare))


def _erases(fact: Fact) -> bool:
    return fact.kind == erasure.KIND


def _corrected(one: Fresh, now: Instant, calendars: Calendars) -> Fresh:
    """The fact, with the hub's time beside its own where it says it happened later than now."""
    fact = one.fact
    if happened_at(fact) <= now + TOLERANCE:
        return one
    calendar = calendars(fact.store)
    if calendar is not None:
        day = business_day(now, calendar)
    else:  # the register's day, unless it goes by a correction that is no longer there
        day = fact.business_day if fact.corrected_at is None else day_in_utc(now)
    marked = fact._replace(corrected_at=now, business_day=day)
    return Fresh(one.position, marked, encode_fact(marked))


def _store(connection: Connection, rows: Sequence[dict[str, Any]]) -> bool:
    """Whether the database took all of them; if not, it holds none."""
    try:
        with connection.begin_nested():
            _insert(connection, rows)
    except (DataError, IntegrityError):
        return False
    return True


def _insert(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """By the driver itself: numbers, text and bytes, of which nothing has to be made something else on the way."""
    if rows:
        text, places = _insertion(connection.dialect)
        given = rows if places is None else [tuple(map(row.__getitem__, places)) for row in rows]
        connection.exec_driver_sql(text, given)


@lru_cache(maxsize=4)
def _insertion(dialect: Dialect) -> tuple[str, list[str] | None]:
    """A fact's row as a statement of this database, and the columns in the order of its marks, where they have none of
    their names."""
    compiled = insert(facts).compile(dialect=dialect)
    return str(compiled), compiled.positiontup


def _unfit(connection: Connection, fresh: Sequence[Fresh], rows: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Which of them the database does not take, tried one by one: id to words. None of them is stored after it."""
    found = {}
    for one, row in zip(fresh, rows, strict=True):
        nested = connection.begin_nested()
        try:
            _insert(connection, [row])
        except (DataError, IntegrityError) as no:
            found[one.fact.id] = UNFIT.format(type(no.orig).__name__)
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
        line = "" if erasure.speaks_of_any(connection, one.line) else storable(one.line)
        row = {"key": key, "id": blob_of(one.id), "mark": mark_of(one.line), "line": line}
        rows.append(row | {"words": storable(verdict.words), "received_at": now, "device": device.key})
    if rows:
        connection.execute(insert(parked), rows)


def storable(text: str) -> str:
    """The text with what no database holds (NUL, halves of surrogates) written as escapes."""
    return text.replace("\0", "\\u0000").encode("utf-8", "backslashreplace").decode("utf-8")
