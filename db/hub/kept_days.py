"""Decides how a hub keeps what business days did to members, and their sums, and how it knows what of it still holds.

What is kept is of the facts up to a position. Positions have no gaps and facts do not change, so whatever has a later
one is new: its members are walked, and its days added up, by whoever asks, until that is kept too. So intake has
nothing to do with it, and it holds within any transaction. A store's hub, whose facts may be given other positions,
keeps nothing. Refuses to know what the figures mean.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection, delete, func, insert, select, update

from db import day_filing, sum_filing
from db.hub import feed, history, people
from db.hub.day_tables import days_kept, days_stale, member_days, store_days
from db.hub.tables import NOT_A_VISIT, facts
from db.hub.upstream import upstream_of
from db.rows import blob_of, text_of
from db.sum_filing import CHANGE_ALL, WHOLE_DAY, Row
from posdesk.domain import campaign_calendar
from posdesk.domain.member_days import Calendars, MemberDay
from posdesk.domain.member_days import member_days as walked
from posdesk.domain.people_facts import MemberMerged
from posdesk.domain.program import ProgramTimeline
from posdesk.domain.signals import StoreDay

MEMBERS_AT_ONCE = 25
"""Walked and written in one transaction: so long intake waits, some hundredths of a second."""
WHOLE = str(sum_filing.MEANING)
"""What a whole day's row says: of which meaning the others are."""
FACTS_AT_ONCE = 20_000
"""Looked at in one transaction."""
PUBLISHED = ("program.published", "store.opened", *sorted(campaign_calendar.KINDS))
TAKE_BACK = ("visit.voided", "visit.returned")
IDS_AT_ONCE = 5_000
T = TypeVar("T")

_KEPT = select(days_kept.c.position, days_kept.c.programs)
_LOCK = update(days_kept).values(position=days_kept.c.position).returning(days_kept.c.position, days_kept.c.programs)


class RowOfKept(NamedTuple):
    """How far it is: see days_kept."""

    position: int
    programs: str


class Kept(NamedTuple):
    """What is kept of members: by store, what was owed before; the days."""

    opening: dict[str, int]
    days: list[MemberDay]


@dataclass(frozen=True, slots=True)
class Behind:
    """What of that which is kept does not hold. everybody: no member's days do. members: theirs do not, by id; days:
    the sums of these do not, None: none do."""

    everybody: bool = False
    members: frozenset[str] = frozenset()
    days: frozenset[int] | None = frozenset()


class New(NamedTuple):
    """What facts beyond a position touch: members, and days, None: all of them. last: the last position looked at."""

    members: set[str]
    days: set[int] | None
    last: int


def keeps(connection: Connection) -> bool:
    """Whether this hub keeps days at all."""
    return upstream_of(connection) is None


def behind(connection: Connection) -> Behind:
    """What does not hold as of this moment."""
    row = connection.execute(_KEPT).first()
    if row is None or not keeps(connection):
        return Behind(everybody=True, days=None)
    new = _new(connection, row.position)
    stale = {text_of(bytes(id)) for (id,) in connection.execute(select(days_stale.c.member))}
    everybody = row.programs != programs(connection)
    return Behind(everybody, frozenset(stale | new.members), None if new.days is None else frozenset(new.days))


def catch_up(connection: Connection, timeline: ProgramTimeline, calendar_of: Calendars) -> bool:
    """Keep some more, in the open transaction: look at facts, or walk members. Whether there is more to do."""
    if not keeps(connection):
        return False
    row = _mine(connection)
    head = history.head(connection).position
    if row.position < head:
        _look_at(connection, row.position)
        return True
    stale = connection.execute(select(days_stale.c.member).limit(MEMBERS_AT_ONCE)).scalars().all()
    _walk(connection, [bytes(id) for id in stale], timeline, calendar_of)
    return len(stale) == MEMBERS_AT_ONCE


def member_days_of(
    connection: Connection,
    members: Collection[str],
    timeline: ProgramTimeline,
    calendar_of: Calendars,
    shown: Mapping[str, str],
) -> Iterator[MemberDay]:
    """Every day of these members, walked now; of those who are one with others under the id by which they are shown.
    shown: people.joined."""
    heads = sorted({shown.get(member, member) for member in members})
    for start in range(0, len(heads), MEMBERS_AT_ONCE):
        some = heads[start : start + MEMBERS_AT_ONCE]
        for member, about in feed.facts_about_each(connection, some, shown):
            if about:
                yield from walked(member, about, timeline, calendar_of)


def kept_members(connection: Connection, store: str | None, first: date, last: date, but: Collection[str]) -> Kept:
    """What is kept of members, but for these: by store what was owed before the first day, and the days."""
    m, out = member_days.c, {blob_of(member) for member in but}
    opening = select(m.store, func.sum(m.worth)).where(m.day < first.toordinal()).group_by(m.store)
    found = select(m.member, m.store, m.day, m.told).where(m.day.between(first.toordinal(), last.toordinal()))
    if store is not None:
        opening, found = opening.where(m.store == store), found.where(m.store == store)
    owed = {name: int(worth) for name, worth in connection.execute(opening)}
    for some in _in_pieces(sorted(out)):
        for name, worth in connection.execute(opening.where(m.member.in_(some))):
            owed[name] -= int(worth)
    rows = ((bytes(row.member), row) for row in connection.execute(found))
    return Kept(owed, [day_filing.read(text_of(id), *row[1:]) for id, row in rows if id not in out])


def kept_sums(connection: Connection, first: date, last: date, those: Behind) -> dict[int, list[StoreDay]]:
    """The sums that are kept and hold, of whole days, by day."""
    d, found = store_days.c, dict[int, list[StoreDay]]()
    if those.days is None:
        return found
    rows = connection.execute(
        select(d.day, d.store, d.told)
        .where(d.day.between(first.toordinal(), last.toordinal()))
        .order_by(d.day, d.store)
    )
    for day, store, told in rows:  # the whole day's row comes first: no store is called less
        if store == WHOLE_DAY and told == WHOLE and day not in those.days:
            found[day] = []
        elif store != WHOLE_DAY and day in found:
            found[day].append(sum_filing.decoded(date.fromordinal(day), store, told))
    return found


def keep_sums(connection: Connection, added: Mapping[int, Sequence[Row]], seen: int) -> None:
    """Keep the sums of days, in the open transaction, as far as they hold. seen: the head when they were added up."""
    if not added or not keeps(connection):
        return
    row = _mine(connection)
    new = _new(connection, min(seen, row.position))
    for day, rows in added.items():
        if new.days is not None and day not in new.days:
            connection.execute(delete(store_days).where(store_days.c.day == day))
            values = [*rows, (day, WHOLE_DAY, WHOLE)]
            connection.execute(insert(store_days), [{"day": d, "store": s, "told": told} for d, s, told in values])


def programs(connection: Connection) -> str:
    """A word for the programs, campaigns and stores that were published."""
    published = select(facts.c.id).where(NOT_A_VISIT, facts.c.kind.in_(PUBLISHED)).order_by(facts.c.position)
    ids = [bytes(id) for (id,) in connection.execute(published)]
    return sha256(b"".join([b"%d" % day_filing.MEANING, *ids])).hexdigest()[:16]


def _mine(connection: Connection) -> RowOfKept:
    """How far it is, and the right to keep more: nobody else has it before this transaction ends."""
    row = connection.execute(_LOCK).first()
    word = programs(connection)
    if row is None:
        history.locked(connection)  # two that begin come one after the other
        row = connection.execute(_LOCK).first()
    if row is None:
        connection.execute(insert(days_kept), {"key": 1, "position": 0, "programs": word})
        return RowOfKept(0, word)
    if row.programs != word:
        _all_are_stale(connection)
        connection.execute(update(days_kept).values(programs=word))
    return RowOfKept(row.position, word)


def _look_at(connection: Connection, position: int) -> None:
    """Note whom and which days the next facts touch."""
    if position == 0:  # everybody, and no line has to be read
        last = history.head(connection).position
        _all_are_stale(connection)
    else:
        new = _new(connection, position, FACTS_AT_ONCE)
        last = new.last
        _are_stale(connection, new.members)
        if new.days is None:
            connection.execute(delete(store_days))
        for some in _in_pieces(sorted(new.days or ())):
            connection.execute(delete(store_days).where(store_days.c.day.in_(some)))
    connection.execute(update(days_kept).values(position=last))


def _new(connection: Connection, position: int, most: int | None = None) -> New:
    """What the facts beyond a position touch, of all of them or of the next so many."""
    f = facts.c
    wanted = select(f.position, f.subject, f.target, f.kind, f.business_day).where(f.position > position)
    rows = connection.execute(wanted.order_by(f.position).limit(most)).all()
    touched = {bytes(row.subject) for row in rows if row.subject is not None}
    targets = {bytes(row.target) for row in rows if row.target is not None and row.kind in TAKE_BACK}
    for some in _in_pieces(sorted(targets)):
        visits = select(f.subject).where(f.id.in_(some), f.subject.is_not(None))
        touched |= {bytes(id) for (id,) in connection.execute(visits)}
    members = {text_of(id) for id in touched}
    merged = {text_of(bytes(row.subject)) for row in rows if row.kind in people.MERGES and row.subject is not None}
    for fact in people.merges_around(connection, merged) if merged else ():
        members.add(fact.subject or "")
        if isinstance(fact.body, MemberMerged):
            members.add(fact.body.into)
    shown = people.joined(connection)
    members |= {shown[member] for member in members if member in shown}
    days = None if any(row.kind in CHANGE_ALL for row in rows) else {row.business_day for row in rows}
    return New(members, days, rows[-1].position if rows else position)


def _walk(connection: Connection, stale: Sequence[bytes], timeline: ProgramTimeline, calendar_of: Calendars) -> None:
    if not stale:
        return
    ids = [text_of(id) for id in stale]
    shown = people.joined(connection)
    alone = [id for id in ids if shown.get(id, id) == id]
    rows = [
        {
            "store": each.store,
            "day": each.day.toordinal(),
            "member": blob_of(each.member),
            "worth": each.worth,
            "told": day_filing.told(each),
        }
        for each in member_days_of(connection, alone, timeline, calendar_of, shown)
    ]
    connection.execute(delete(member_days).where(member_days.c.member.in_(stale)))
    if rows:
        connection.execute(insert(member_days), rows)
    connection.execute(delete(days_stale).where(days_stale.c.member.in_(stale)))


def _are_stale(connection: Connection, members: Iterable[str]) -> None:
    for some in _in_pieces(sorted(blob_of(member) for member in members)):
        there = {
            bytes(id) for (id,) in connection.execute(select(days_stale.c.member).where(days_stale.c.member.in_(some)))
        }
        rows = [{"member": id} for id in some if id not in there]
        if rows:
            connection.execute(insert(days_stale), rows)


def _all_are_stale(connection: Connection) -> None:
    connection.execute(delete(days_stale))
    everybody = select(facts.c.subject).where(facts.c.subject.is_not(None)).distinct()
    filed = select(member_days.c.member).distinct()
    connection.execute(insert(days_stale).from_select(["member"], everybody.union(filed)))


def _in_pieces(ids: Sequence[T]) -> Iterator[Sequence[T]]:
    return (ids[start : start + IDS_AT_ONCE] for start in range(0, len(ids), IDS_AT_ONCE))
