"""Decides what a register reads: facts in the order of their positions, which it lacks, and what a day holds.

Refuses to know who asks. Each answer is of one moment: the head is read first, and nothing beyond it is given out.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, bindparam, select

from db.hub import history, people
from db.hub.tables import NOT_A_VISIT, TRAY, facts
from db.rows import blob_of, text_of
from posdesk.domain.codec import decode_fact
from posdesk.domain.facts import Fact
from posdesk.domain.merging import group, links_of
from posdesk.domain.replication import DayTally, Page, Placed
from posdesk.domain.tallying import tally_of

IDS_AT_ONCE = 5_000
_PAGE = (
    select(facts.c.position, facts.c.line)
    .where(facts.c.position > bindparam("after"), facts.c.position <= bindparam("head"))
    .order_by(facts.c.position)
    .limit(bindparam("most"))
)


def page(connection: Connection, after: int, limit: int, max_bytes: int) -> Page:
    """The facts that follow position `after`, at most so many and about so many bytes; at least one, where there is."""
    head = history.head(connection)
    found: list[Placed] = []
    room = max_bytes
    for position, line in connection.execute(_PAGE, {"after": after, "head": head.position, "most": limit}):
        room -= len(line)
        if found and room < 0:
            break
        found.append(Placed(position, line))
    last = found[-1].position if found else after
    return Page(tuple(found), head, last >= head.position)


def positions(connection: Connection, ids: Sequence[str]) -> list[int]:
    """Where each of these facts stands, 0 for one that is not here, or that head office has not answered yet."""
    head = history.head(connection).position
    places: dict[bytes, int] = {}
    for start in range(0, len(ids), IDS_AT_ONCE):
        some = [blob_of(one) for one in ids[start : start + IDS_AT_ONCE]]
        statement = select(facts.c.id, facts.c.position).where(facts.c.id.in_(some), facts.c.position <= head)
        places.update((bytes(id), position) for id, position in connection.execute(statement))
    return [places.get(blob_of(one), 0) for one in ids]


def tallies(connection: Connection, first: date, last: date) -> list[DayTally]:
    """What each store's days hold, both days included."""
    statement = (
        select(facts.c.store, facts.c.business_day, facts.c.line)
        .where(facts.c.business_day.between(first.toordinal(), last.toordinal()))
        .order_by(facts.c.business_day, facts.c.store)
    )
    rows = ((store, date.fromordinal(day), line) for store, day, line in connection.execute(statement))
    return tally_of(rows)


def facts_about(connection: Connection, member: str) -> list[Fact]:
    """Every fact about a member and those she is one with, and the voids and returns of their visits, whoever they
    name."""
    subject = blob_of(member)
    found = _about(connection, [subject])
    into = select(facts.c.position).where(facts.c.target == subject, facts.c.kind == people.MERGED).limit(1)
    if not any(fact.kind in people.MERGES for fact in found) and connection.execute(into).first() is None:
        return found
    everyone = group(member, links_of(people.merges_around(connection, [member])))
    return found if len(everyone) == 1 else _about(connection, [blob_of(one) for one in everyone])


def facts_about_each(
    connection: Connection, members: Sequence[str], shown: Mapping[str, str]
) -> Iterator[tuple[str, list[Fact]]]:
    """The same for several at once. shown: people.joined."""
    alone = [blob_of(member) for member in members if member not in shown]
    visits = facts.alias("visits")
    own = select(facts.c.subject, facts.c.id, facts.c.position, facts.c.line).where(facts.c.subject.in_(alone))
    strays = select(visits.c.subject, facts.c.id, facts.c.position, facts.c.line).where(
        facts.c.target == visits.c.id, visits.c.subject.in_(alone), visits.c.kind == "visit.recorded"
    )
    found: dict[bytes, dict[bytes, tuple[int, str]]] = {}
    for statement in (own, strays):
        for subject, id, *placed in connection.execute(statement):
            found.setdefault(bytes(subject), {})[bytes(id)] = (placed[0], placed[1])
    for member in members:
        if member in shown:
            yield member, facts_about(connection, member)
        else:
            yield member, [_fact(*placed) for placed in found.get(blob_of(member), {}).values()]


def _about(connection: Connection, subjects: Sequence[bytes]) -> list[Fact]:
    own = select(facts.c.id, facts.c.position, facts.c.line).where(facts.c.subject.in_(subjects))
    visits = select(facts.c.id).where(facts.c.subject.in_(subjects), facts.c.kind == "visit.recorded")
    strays = select(facts.c.id, facts.c.position, facts.c.line).where(facts.c.target.in_(visits))
    found = {bytes(id): placed for statement in (own, strays) for id, *placed in connection.execute(statement)}
    return [_fact(*placed) for placed in found.values()]


def _fact(position: int, line: str) -> Fact:
    """A fact with its place in the hub's order, by which the first use of an award stands; what head office has not
    answered yet has none (TRAY)."""
    fact = decode_fact(line)
    return fact if position >= TRAY else fact._replace(hub_position=position)


def facts_of_kinds(connection: Connection, kinds: Sequence[str], after: int = 0) -> Iterator[tuple[int, Fact]]:
    """Facts of these kinds, `visit.recorded` not being one, beyond a position, in order."""
    statement = (
        select(facts.c.position, facts.c.line)
        .where(facts.c.kind.in_(kinds), NOT_A_VISIT)
        .where(facts.c.position > after)
    )
    for position, line in connection.execute(statement.order_by(facts.c.position)):
        yield position, decode_fact(line)


def all_lines(connection: Connection, after: int = 0) -> Iterator[Placed]:
    """Every fact beyond a position, in order, streamed."""
    statement = select(facts.c.position, facts.c.line).where(facts.c.position > after).order_by(facts.c.position)
    for position, line in connection.execution_options(yield_per=1000).execute(statement):
        yield Placed(position, line)


def members(connection: Connection, after: str | None, limit: int) -> list[str]:
    """The ids of members that facts are about, in the order of their ids; of those who are one the one under whose name
    they are shown."""
    shown = people.joined(connection)
    heads, found = sorted(set(shown.values())), list[str]()
    while len(found) < limit:
        statement = select(facts.c.subject).where(facts.c.subject.is_not(None)).distinct()
        if after is not None:
            statement = statement.where(facts.c.subject > blob_of(after))
        some = [text_of(bytes(id)) for (id,) in connection.execute(statement.order_by(facts.c.subject).limit(limit))]
        whole = len(some) == limit
        nameless = {head for head in heads if head > (after or "") and (not whole or head < some[-1])}
        found += [one for one in sorted({*some, *nameless}) if shown.get(one, one) == one]
        if not whole:
            break
        after = some[-1]
    return found[:limit]
