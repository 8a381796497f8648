"""Decides how what days did to members is filed, and read again: lazily, in batches, each in a transaction of its own.

A fact only notes its member as stale (figure_stale.py); before a report, and in quiet moments, those noted are walked
beside whoever writes. Another program or another store notes everybody. What is filed is always what a walk over all
facts finds. Refuses to know what a report makes of it.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, func, insert, select

from db.bodies import scan
from db.day_tables import member_days, member_days_filed, member_days_stale
from db.engine import Connection, marks, sql
from db.figure_filing import MEMBERS_ASKED, Known, facts_about_each
from db.figure_stale import note_days_of_everybody
from db.programs import PROGRAM, STORE
from db.rows import Names, every_version, keys_of, text_of
from db.tables import facts, subjects
from posdesk.domain import campaign_calendar
from posdesk.domain.business_day import BusinessCalendar
from posdesk.domain.facts import MemberField
from posdesk.domain.letting_go import let_go_of
from posdesk.domain.member_days import MemberDay, Reached, Won
from posdesk.domain.member_days import member_days as walked
from posdesk.domain.program import ProgramTimeline
from posdesk.domain.standing import ExceptionKind, ExceptionLine, Movement, NotCounted
from posdesk.office.ports import Progress, unheard

MEANING = 1
"""Raised when a MemberDay means something else than before: then everybody is filed anew."""
MEMBERS_AT_ONCE = 500
"""Members in one transaction: a visit waits for some tenths of a second at most."""
TOLD_EVERY = 1000
"""Days are read between two words of progress: some milliseconds."""

_d, _s = member_days.c, member_days_stale.c
_NEXT = f"{sql(select(member_days_stale).where(_s.member > bindparam('after')).order_by(_s.member))} LIMIT ?"
_HOW_MANY = sql(select(func.count()).select_from(member_days_stale))
_SETTLE = sql(delete(member_days_stale).where(_s.member == bindparam("of"), _s.news == bindparam("seen")))
_NEWS = f"{sql(select(member_days_stale))} WHERE member_days_stale.member"
_CLEAR = sql(delete(member_days).where(_d.member == bindparam("of")))
_PUT = sql(insert(member_days).prefix_with("OR REPLACE"))
_FILED = sql(select(member_days_filed.c.programs))
_SET_FILED = sql(insert(member_days_filed).prefix_with("OR REPLACE"))
_PUBLISHED = f"{sql(select(facts.c.id).where(facts.c.subject.is_(None)))} AND facts.kind IN"
_OPENING = sql(
    select(_d.store, func.sum(_d.worth))
    .where(_d.store == bindparam("whose"), _d.day < bindparam("first"))
    .group_by(_d.store)
)
_STORES = sql(select(_d.store).distinct())
_DAYS = sql(
    select(subjects.c.id, _d.store, _d.day, _d.told)
    .join_from(member_days, subjects, subjects.c.key == _d.member)
    .where(_d.store == bindparam("whose"), _d.day >= bindparam("first"), _d.day <= bindparam("last"))
)
_ODD_DAYS = f"{_DAYS} AND json_array_length(member_days.told) > 9"
"""Those whose rows are told to the last of their fields, `odd`."""

_WORDS: tuple[type[StrEnum], ...] = (Movement, NotCounted, ExceptionKind, MemberField)
_BY_WORD: dict[str, Any] = {str(word): word for words in _WORDS for word in words}
"""At hand: a look-up in an enum takes long, and every row asks."""

SHORT = 5
"""Fields of a row that only has what most days have."""
_NOTHING = (None, None, None)
_LEFT_OUT: tuple[Any, ...] = ({}, 0, None, None, None, (), 0, (), (), ())

Calendars = Callable[[str], BusinessCalendar]


Stale = tuple[int, int]
"""A member by key, and her news."""
Row = tuple[str, int, int, int, str]
"""Of member_days."""


class Batch(NamedTuple):
    """Members that were walked and are not yet written. last: the last one, by key. seen: each with her news. rows: of
    member_days."""

    last: int
    seen: list[Stale]
    rows: list[Row]


def prepare(connection: Connection, names: Names) -> int:
    """Note everybody in the open transaction when programs or stores are others than those walked with; yields how many
    are stale."""
    programs, filed = _programs(connection, names), connection.execute(_FILED).fetchone()
    if filed is None or filed[0] != programs:
        note_days_of_everybody(connection)
        connection.execute(_SET_FILED, (1, programs))
    return int(connection.execute(_HOW_MANY).fetchone()[0])


def stale(connection: Connection, after: int, most: int = MEMBERS_AT_ONCE) -> list[Stale]:
    """The next members that are stale, after the key `after`, at most so many, each with her news."""
    return connection.execute(_NEXT, (after, min(most, MEMBERS_ASKED))).fetchall()


def walk(known: Known, timeline: ProgramTimeline, calendar_of: Calendars) -> list[Row]:
    """The rows of a member's days."""
    days = walked(known.id, known.about, timeline, calendar_of) if known.about else ()
    return [(one.store, one.day.toordinal(), known.key, one.worth, told(one)) for one in days]


def walk_batch(
    reader: Connection, names: Names, timeline: ProgramTimeline, calendar_of: Calendars, after: int
) -> Batch | None:
    """Walk the next stale members after the key `after`; None when there are none. Reads only."""
    seen = stale(reader, after)
    if not seen:
        return None
    rows: list[Row] = []
    for known in facts_about_each(reader, names, [key for key, _ in seen]):
        rows += walk(known, timeline, calendar_of)
    return Batch(seen[-1][0], seen, rows)


def write_batch(connection: Connection, batch: Batch) -> None:
    """Write a batch in the open transaction. Whoever has had news since it was walked stays stale."""
    clear(connection, batch.seen)
    write_some(connection, batch.seen, batch.rows)
    settle(connection, batch.seen)


def clear(connection: Connection, seen: Sequence[Stale]) -> None:
    """Forget the days of those members that have had no news since; the others wait to be walked anew."""
    connection.executemany(_CLEAR, [(key,) for key in _as_seen(connection, seen)])


def write_some(connection: Connection, seen: Sequence[Stale], rows: Iterable[Row]) -> None:
    """Write some of their rows, of those who have had no news since. Until they are settled nobody reads them."""
    those = _as_seen(connection, seen)
    connection.executemany(_PUT, [row for row in rows if row[2] in those])


def settle(connection: Connection, seen: Sequence[Stale]) -> None:
    """All their rows are written: those who have had no news since are stale no more."""
    connection.executemany(_SETTLE, seen)


def _as_seen(connection: Connection, seen: Sequence[Stale]) -> set[int]:
    keys = [key for key, _ in seen]
    rows = connection.execute(f"{_NEWS} IN ({marks(len(keys))})", keys).fetchall()
    return {key for key, _ in set(seen).intersection(rows)}


def opening(connection: Connection, stores: Iterable[str], first: date) -> dict[str, int]:
    """What each of these stores owed before a day."""
    found: dict[str, int] = {}
    for store in stores:
        found.update(connection.execute(_OPENING, (store, first.toordinal())).fetchall())
    return found


def stores(connection: Connection) -> list[str]:
    """Every store of which there are days."""
    return [store for (store,) in connection.execute(_STORES)]


def days(
    connection: Connection,
    stores: Iterable[str],
    first: date,
    last: date,
    progress: Progress = unheard,
    *,
    odd: bool = False,
) -> list[MemberDay]:
    """The days of these stores, both ends included, in order of store, day and member. odd: those only with something a
    manager should look at, whose rows alone are read. progress: may end it by raising."""
    question, rows = _ODD_DAYS if odd else _DAYS, []
    for store in stores:
        rows += connection.execute(question, (store, first.toordinal(), last.toordinal())).fetchall()
    rows.sort(key=lambda row: (row[1], row[2], row[0]), reverse=True)
    whole, found = len(rows), list[MemberDay]()
    with let_go_of(rows):
        while rows:
            if not len(found) % TOLD_EVERY:
                progress(len(found), whole)
            member, *row = rows.pop()  # let go of when it is read
            found.append(read(text_of(member), *row))
    return found


def told(each: MemberDay) -> str:
    """What stands in the row of a day; what is as most days have it at the end is left out."""
    fields: list[Any] = [
        dict(each.points),
        each.counted,
        each.tier,
        each.tier_after,
        each.member_type,
        each.why_not,
        each.refund_cents,
        each.reached,
        each.won,
        [(line.kind, line.fact, line.day.toordinal(), line.amount) for line in each.odd],
    ]
    while len(fields) > 2 and not fields[-1]:
        fields.pop()
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def read(member: str, store: str, day: int, text: str) -> MemberDay:
    """The day of a row."""
    said: Sequence[Any] = scan(text, 0)[0]
    on, points = date.fromordinal(day), tuple([(_BY_WORD[kind], moved) for kind, moved in said[0].items()])
    if len(said) <= SHORT:
        tier, tier_after, member_type = tuple(said[2:]) + _NOTHING[: SHORT - len(said)]
        return MemberDay(member, store, on, points, said[1], (), tier, tier_after, member_type)
    whole: list[Any] = [*said, *_LEFT_OUT[len(said) :]]
    _, counted, tier, tier_after, member_type, why_not, refund, reached, won, odd = whole
    return MemberDay(
        member,
        store,
        on,
        points,
        counted,
        tuple(_BY_WORD[why] for why in why_not),
        tier,
        tier_after,
        member_type,
        refund,
        tuple(Reached(*each) for each in reached),
        tuple(Won(staff, _BY_WORD[name]) for staff, name in won),
        tuple(
            ExceptionLine(_BY_WORD[kind], fact, date.fromordinal(since), amount) for kind, fact, since, amount in odd
        ),
    )


def _programs(connection: Connection, names: Names) -> str:
    """A word for the programs, campaigns and stores that were published."""
    kinds = keys_of(names, [PROGRAM, STORE, *every_version(names, campaign_calendar.KINDS)])
    found = connection.execute(f"{_PUBLISHED} ({marks(len(kinds))}) ORDER BY facts.id", kinds)
    return sha256(b"".join([b"%d" % MEANING, *(id for (id,) in found)])).hexdigest()[:16]
