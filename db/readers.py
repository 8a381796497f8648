"""Decides how facts are read: those about a member, those of a day, one, and all of them in fold order.

Refuses to write, and to know what facts mean.
"""

from collections.abc import Collection, Iterator
from datetime import date
from heapq import heappop, heappush

from sqlalchemy import bindparam, func, select

from db.engine import Connection, marks, sql
from db.rows import (
    SELECT_FACTS,
    SELECT_WITH_SUBJECT,
    Names,
    blob_of,
    fact_of,
    fact_with_subject,
    is_uuid,
    keys_of,
    text_of,
)
from db.tables import facts, joined, strays, subjects
from posdesk.counter.ports import Waiting
from posdesk.domain.campaign_uses import Counts, uses_of
from posdesk.domain.facts import Fact, fold_order, instants_of, rises
from posdesk.domain.stock import left
from posdesk.domain.store_facts import StockCounted

DAY_KINDS = (
    ("visit.recorded", 1),
    ("visit.voided", 1),
    ("visit.returned", 1),
    ("member.enrolled", 1),
    ("reward.redeemed", 1),
    ("redemption.voided", 1),
    ("points.adjusted", 1),
    ("award.given", 1),
    ("tier.overridden", 1),
)
"""What the list of a day shows."""
STOCK_COUNTED = ("stock.counted", 1)
USE_KINDS = (("reward.redeemed", 1), ("redemption.voided", 1), ("visit.voided", 1))
"""Uses of rewards, and what takes them back: so the pieces left change, and what is left of a campaign."""

_in_group = subjects.outerjoin(joined, joined.c.member == subjects.c.key)
_KEY_OF = sql(select(subjects.c.key, joined.c.head).select_from(_in_group).where(subjects.c.id == bindparam("id")))
_GROUP = sql(select(joined.c.member).where(joined.c.head == bindparam("head")))
_heads = subjects.alias("heads")
_JOINED = sql(
    select(subjects.c.id, _heads.c.id)
    .join_from(joined, subjects, subjects.c.key == joined.c.member)
    .join(_heads, _heads.c.key == joined.c.head)
    .order_by(subjects.c.id)
)
_ABOUT = f"{SELECT_FACTS} WHERE facts.subject = ?"
_STRAY = f'{SELECT_WITH_SUBJECT} JOIN strays ON strays.fact = facts."key" WHERE strays.member = ?'
_OWN_OF = f"{SELECT_WITH_SUBJECT} WHERE facts.subject"
_STRAYS_OF = f'{SELECT_WITH_SUBJECT} JOIN strays ON strays.fact = facts."key" WHERE strays.member'
_ANY_STRAY = sql(select(strays.c.fact).where(strays.c.member == bindparam("member")))
_BY_ID = f"{SELECT_WITH_SUBJECT} WHERE facts.id = ?"
_ON_DAY = f"{SELECT_WITH_SUBJECT} WHERE facts.business_day = ?"
_SINCE = f"{SELECT_WITH_SUBJECT} WHERE facts.business_day >= ?"
_MEMBERS = sql(
    select(subjects.c.id)
    .select_from(_in_group)
    .where(joined.c.head.is_(None) | (joined.c.head == subjects.c.key))
    .order_by(subjects.c.key)
)
_OF_NOBODY = f"{SELECT_FACTS} WHERE facts.subject IS NULL AND facts.kind = ?"
_BY_DAY = f"{SELECT_WITH_SUBJECT} ORDER BY facts.business_day, facts.occurred_at"
_FIRST_OF_DAYS = sql(
    select(facts.c.business_day, func.min(facts.c.occurred_at))
    .group_by(facts.c.business_day)
    .order_by(facts.c.business_day)
)
_FIRST_CORRECTED = sql(
    select(facts.c.business_day, func.min(facts.c.corrected_at))
    .where(facts.c.corrected_at.is_not(None))
    .group_by(facts.c.business_day)
)
_WAITING = sql(select(func.count(), func.min(facts.c.occurred_at)).where(facts.c.hub_position.is_(None)))


def facts_about(connection: Connection, names: Names, member: str) -> list[Fact]:
    """Every fact about a member and those she is one with, in fold order; [] when nobody ever heard of the id."""
    row = connection.execute(_KEY_OF, (blob_of(member),)).fetchone() if is_uuid(member) else None
    if row is None:
        return []
    key, head = row
    if head is not None:
        about = facts_of_members(connection, names, [each for (each,) in connection.execute(_GROUP, (head,))])
    else:
        found = (key,)
        about = [fact_of(row, member, names) for row in connection.execute(_ABOUT, found)]
        if connection.execute(_ANY_STRAY, found).fetchone() is not None:
            about += [fact_with_subject(row, names) for row in connection.execute(_STRAY, found)]
    if not rises(instants_of(about)):
        about.sort(key=fold_order)
    return about


def facts_of_members(connection: Connection, names: Names, keys: Collection[int]) -> list[Fact]:
    """Every fact about any of these members (by key), each once, in no order."""
    own = connection.execute(f"{_OWN_OF} IN ({marks(len(keys))})", list(keys)).fetchall()
    stray = connection.execute(f"{_STRAYS_OF} IN ({marks(len(keys))})", list(keys)).fetchall()
    return [fact_with_subject(row, names) for row in [*own, *(row for row in stray if row[3] not in keys)]]


def joined_members(connection: Connection) -> dict[str, str]:
    """Everyone who is one with others: the id under which she is shown."""
    return {text_of(member): text_of(head) for member, head in connection.execute(_JOINED)}


def fact(connection: Connection, names: Names, fact_id: str) -> Fact | None:
    """One fact by its id; None for a text that is no id."""
    if not is_uuid(fact_id):
        return None
    row = connection.execute(_BY_ID, (blob_of(fact_id),)).fetchone()
    return None if row is None else fact_with_subject(row, names)


def facts_on(connection: Connection, names: Names, day: date, register: str | None) -> list[Fact]:
    """The visit facts and enrolments of a business day, in fold order."""
    wanted = set(keys_of(names, DAY_KINDS))
    rows = connection.execute(_ON_DAY, (day.toordinal(),))
    found = [fact_with_subject(row, names) for row in rows if row[2] in wanted]
    return sorted((fact for fact in found if register in (None, fact.register)), key=fold_order)


def facts_since(connection: Connection, names: Names, day: date, kinds: Collection[str]) -> list[Fact]:
    """The facts of these kinds of a business day and later, in fold order. Reads every entry of those days."""
    wanted = [key for key, (kind, _) in names.kinds.items() if kind in kinds]
    rows = connection.execute(f"{_SINCE} AND facts.kind IN ({marks(len(wanted))})", (day.toordinal(), *wanted))
    return sorted((fact_with_subject(row, names) for row in rows), key=fold_order)


def members(connection: Connection) -> Iterator[str]:
    """Every member that facts are about, in the order they came to this file; of those who are one the one under whose
    name they are shown."""
    for (id,) in connection.execute(_MEMBERS):
        yield text_of(id)


def stock(connection: Connection, names: Names, store: str) -> dict[str, int]:
    """The pieces left in a store of each reward counted there. Reads the days since the oldest count that matters, and
    of these only what can change a stock; 60,000 visits since then are passed over in about 30 ms."""
    counts = [each for each in facts_of_nobody(connection, names, STOCK_COUNTED) if each.store == store]
    latest = {each.body.reward: each for each in counts if isinstance(each.body, StockCounted)}
    if not latest:
        return {}
    first = min(count.business_day for count in latest.values())
    kinds = keys_of(names, USE_KINDS)
    rows = connection.execute(f"{_SINCE} AND facts.kind IN ({marks(len(kinds))})", (first.toordinal(), *kinds))
    return left([*latest.values(), *(fact_with_subject(row, names) for row in rows)], store)


def facts_of_nobody(connection: Connection, names: Names, *kinds: tuple[str, int]) -> list[Fact]:
    """Every fact of these kinds that is about no member (programs, stores), in fold order."""
    rows = (row for number in keys_of(names, kinds) for row in connection.execute(_OF_NOBODY, (number,)))
    return sorted((fact_of(row, None, names) for row in rows), key=fold_order)


def uses_of_campaigns(connection: Connection, names: Names, since: date) -> Counts:
    """The uses of each campaign that stand, since a business day. Reads the days since then, and of these only what can
    be a use or take one back."""
    kinds = keys_of(names, USE_KINDS)
    rows = connection.execute(f"{_SINCE} AND facts.kind IN ({marks(len(kinds))})", (since.toordinal(), *kinds))
    return uses_of(fact_with_subject(row, names) for row in rows)


def waiting(connection: Connection) -> Waiting:
    """How many facts the hub has not confirmed, and when the oldest of them occurred. Reads their index only."""
    count, oldest = connection.execute(_WAITING).fetchone()
    return Waiting(count, oldest)


def all_facts(connection: Connection, names: Names) -> Iterator[Fact]:
    """Every fact in fold order, streamed: days overlap by hours only, so little is held back at any time.

    A fact may be given out once no later day has one that occurred before it.
    """
    held: list[tuple[tuple[int, str, int, int, str], Fact]] = []
    starts = dict(connection.execute(_FIRST_OF_DAYS).fetchall())
    for day, corrected in connection.execute(_FIRST_CORRECTED):  # they may be earlier than all the register said
        starts[day] = min(starts[day], corrected)
    later_start: dict[int, int | None] = {}
    earliest: int | None = None
    for day, start in reversed(starts.items()):
        later_start[day] = earliest
        earliest = start if earliest is None else min(start, earliest)
    current: int | None = None
    for row in connection.execute(_BY_DAY):
        if row[8] != current:
            horizon, current = (None if current is None else later_start[current]), row[8]
            while held and horizon is not None and held[0][0][0] < horizon:
                yield heappop(held)[1]
        found = fact_with_subject(row, names)
        heappush(held, (fold_order(found), found))
    while held:
        yield heappop(held)[1]
