"""Decides how business days are added up beside whoever stores facts, and kept: a piece at a time, nobody waits.

A day that is begun bears a mark of its own in the place of its sums. Whatever throws the sums of a day away throws the
mark away as well; so what is kept at the end, where the mark still stands, is what the facts say that are here then.
Refuses to know what the sums mean.
"""

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import NamedTuple

from db import readers, sum_filing
from db.engine import Connection, Row
from db.programs import STORE
from db.rows import Names, every_version, fact_with_subject
from posdesk.domain.correction_facts import VisitMoved
from posdesk.domain.day_sums import Adding
from posdesk.domain.facts import Fact, RedemptionVoided, StoreOpened, VisitVoided, fold_order
from posdesk.domain.signals import StoreDay, summing
from posdesk.domain.staff import KINDS as STAFF
from posdesk.domain.staff import roster_of

PIECE = 100
"""Rows read, or made facts, between two pauses: half a millisecond."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of one store's file: each is given once. odd: days that could not be kept, so that quiet moments do not
    try them again and again."""

    numbers: Iterator[int] = field(default_factory=count)
    odd: set[int] = field(default_factory=set)

    def begin(self, connection: Connection, days: Iterable[int]) -> str:
        """Mark days, in the open transaction, as begun by whoever asks; yields the mark."""
        mark = f"{next(self.numbers)}"
        sum_filing.mark(connection, days, mark)
        return mark


class Added(NamedTuple):
    """A day that was added up, and its rows, if it can be kept."""

    day: int
    those: list[StoreDay]
    rows: list[sum_filing.Row] | None


def as_of(connection: Connection, names: Names, adding: Adding) -> bool:
    """Whether who is who, who works here and the stores are what `adding` says. Asked once the days are marked: what
    changes any of it later throws the marks away."""
    if readers.joined_members(connection) != adding.people:
        return False
    if roster_of(readers.facts_of_nobody(connection, names, *every_version(names, STAFF))) != adding.roster:
        return False
    opened = readers.facts_of_nobody(connection, names, STORE)
    zones = {fact.store: fact.body.zone for fact in opened if isinstance(fact.body, StoreOpened)}
    return all(adding.zones.get(store) == zone for store, zone in zones.items())


def facts_of(rows: Sequence[Row], names: Names) -> Generator[None, None, list[Fact]]:
    """The facts of one day's rows, in fold order."""
    facts: list[Fact] = []
    for start in range(0, len(rows), PIECE):
        facts += [fact_with_subject(row, names) for row in rows[start : start + PIECE]]
        yield
    facts.sort(key=fold_order)
    return facts


def added(day: int, rows: Sequence[Row], names: Names, adding: Adding, keep: bool) -> Generator[None, None, Added]:
    """Add a day up from its rows. keep: whether it may be kept, as far as is known."""
    facts = yield from facts_of(rows, names)
    keep = keep and all(knows(fact, adding) for fact in facts)  # before they are added up: what is known stays known
    yield
    those = yield from summing(facts, adding)
    encoded = [(day, each.store, sum_filing.encoded(each)) for each in those] if keep else None
    return Added(day, those, encoded)


def keep(connection: Connection, some: Iterable[Added], mark: str) -> None:
    """Keep days in the open transaction, those whose mark still stands."""
    for each in some:
        if each.rows is not None and sum_filing.is_marked(connection, each.day, mark):
            sum_filing.write(connection, each.day, each.rows)


def knows(fact: Fact, adding: Adding) -> bool:
    """Whether what a fact takes back is here. If not, it may come, and the sums will be others."""
    match fact.body:
        case VisitVoided(visit=about) | RedemptionVoided(redemption=about) | VisitMoved(new=about):
            return adding.look(about) is not None
        case _:
            return True
