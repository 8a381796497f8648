"""Decides what a day's close holds: the facts that were here, once for ever; what comes later is named by a revision
(VS07).

Refuses to know what a report says about them. A close names its facts by the last eight bytes of their ids, sorted, in
base 64: two thousand visits are 21 KB, and what is in does not depend on any register's order of sending.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from posdesk.domain.day_context import DayContext
from posdesk.domain.facts import Fact, fold_order
from posdesk.domain.staff_facts import ApprovalGiven
from posdesk.domain.store_facts import DayClosed

_BYTES = 8
MOST_LATE = 1000
"""So many late facts one revision names; the next names the rest."""


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A store's business day as it was closed. revisions: the close and what followed, in order. included: the facts of
    the close; late: those of each later revision, in the order of the revisions. No fact is there twice."""

    revisions: tuple[DayClosed, ...]
    included: tuple[Fact, ...]
    late: tuple[tuple[Fact, ...], ...]


def close(
    facts: Iterable[Fact],
    store: str,
    day: date,
    number: int,
    previous: str | None,
    context: DayContext | None = None,
) -> DayClosed:
    """Close `day` of `store` with what is here now. number: of the Z report. previous: the hash of the one before.
    context: what the report says beside these facts."""
    marks = sorted({_mark(fact.id) for fact in of_day(facts, store, day)})
    return DayClosed(day, number, b64encode(b"".join(marks)).decode(), previous=previous, context=context)


def revise(facts: Sequence[Fact], store: str, day: date, previous: str | None) -> DayClosed | None:
    """The next revision of a closed day, naming facts that no revision has, MOST_LATE at most; None when there are
    none, or while the day is open."""
    closed = closed_day(facts, store, day)
    if closed is None:
        return None
    known = {fact.id for fact in (*closed.included, *(each for late in closed.late for each in late))}
    late = tuple(fact.id for fact in of_day(facts, store, day) if fact.id not in known)
    if not late:
        return None
    last = closed.revisions[-1]
    return DayClosed(day, last.number, "", last.revision + 1, late[:MOST_LATE], previous)


def closed_day(facts: Sequence[Fact], store: str, day: date) -> ClosedDay | None:
    """The day as it was closed, whatever has arrived since; None while it is open. Of two closes of one day, or two
    revisions of one number, made by registers that did not know of each other, the first in fold order stands."""
    revisions = _revisions(facts, store, day)
    if 1 not in revisions:
        return None
    there = of_day(facts, store, day)
    marks = _marks(revisions[1])
    standing = [revisions[1]]
    while (following := revisions.get(len(standing) + 1)) is not None:
        standing.append(following)
    included = tuple(fact for fact in there if _mark(fact.id) in marks)
    return ClosedDay(tuple(standing), included, _late(standing[1:], there, included))


def of_day(facts: Iterable[Fact], store: str, day: date) -> list[Fact]:
    """What happened in a store on a business day, in fold order; closes, and who approved what, are no part of it."""
    found = {
        fact.id: fact
        for fact in facts
        if fact.store == store and fact.business_day == day and not isinstance(fact.body, DayClosed | ApprovalGiven)
    }
    return sorted(found.values(), key=fold_order)


def _late(
    revisions: Iterable[DayClosed], there: Iterable[Fact], included: Iterable[Fact]
) -> tuple[tuple[Fact, ...], ...]:
    """The facts each revision adds: registers that did not know of each other may have named one twice."""
    rest = {fact.id: fact for fact in there}
    for fact in included:
        del rest[fact.id]
    late = []
    for revision in revisions:
        named = set(revision.late)
        late.append(tuple(fact for id, fact in rest.items() if id in named))
        rest = {id: fact for id, fact in rest.items() if id not in named}
    return tuple(late)


def _revisions(facts: Iterable[Fact], store: str, day: date) -> dict[int, DayClosed]:
    found: dict[int, DayClosed] = {}
    for fact in sorted(facts, key=fold_order):
        if isinstance(fact.body, DayClosed) and fact.store == store and fact.body.day == day:
            found.setdefault(fact.body.revision, fact.body)
    return found


def _mark(fact_id: str) -> bytes:
    """The last eight bytes of an id: 62 of their bits are chance."""
    return bytes.fromhex(fact_id.replace("-", ""))[-_BYTES:]


def _marks(closed: DayClosed) -> set[bytes]:
    held = b64decode(closed.included)
    return {held[at : at + _BYTES] for at in range(0, len(held), _BYTES)}


def not_there(closed: DayClosed, ids: Iterable[str]) -> set[bytes]:
    """The ends (eight bytes) of ids that a close names and none of `ids` has. A revision's facts are named whole."""
    return _marks(closed) - {_mark(id) for id in ids}
