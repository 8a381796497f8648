"""Decides how it is measured who may be whom: for somebody new at the counter, and for everybody in the store.

The floor of the one is the raw statements that fetch the same members for the same values; of the other, reading the
members' rows in the same orders and comparing nobody. Writes nothing.
"""

from random import Random

from db.search import words_of
from db.store import Store
from posdesk.bench.figures import Figure, Times, median, percentile, timed
from posdesk.bench.readings import people
from posdesk.counter.duplicates import candidates
from posdesk.counter.ports import Desk
from posdesk.domain.likeness import Traits
from posdesk.office.duplicates import Duplicates, duplicates

GOAL_NEW_MS, GOAL_ALL_US = 20.0, 600.0
"""20 ms for one; 60 s for 100,000."""

_COLUMNS = "SELECT key, first_name, last_name, phone, email, birthday, id_hash FROM members WHERE"
_BY = tuple(f"{_COLUMNS} {column} = ?" for column in ("phone", "email", "birthday"))
_NAMESAKES = (
    "SELECT m.key, m.first_name, m.last_name, m.phone, m.email, m.birthday, m.id_hash FROM "
    "(SELECT rowid AS slot FROM member_words WHERE member_words MATCH ? ORDER BY rowid LIMIT 30) f "
    "CROSS JOIN members m ON m.slot = f.slot"
)
_ORDERS = tuple(
    f"{_COLUMNS} {column} IS NOT NULL ORDER BY {column}, key" for column in ("id_hash", "phone", "email", "birthday")
)
_ALL = f"{_COLUMNS} key > 0 ORDER BY key"
_BORN = "SELECT birthday FROM members WHERE phone = ?"


def somebody_new(store: Store, desk: Desk, rng: Random, count: int) -> list[Figure]:
    """Who comes and is somebody already: the 99th percentile. count: half for the floor."""
    ours, floor = Times(), Times()
    missed = 0
    for turn, person in enumerate(people(store, rng, count)):
        (born,) = store.connections.reader.execute(_BORN, (person.phone,)).fetchone()
        first = person.first[:-1] if turn % 4 < 2 and len(person.first) > 1 else person.first
        who = Traits(first, person.last, f"+{person.phone[::-1]}", person.email, born)
        if turn % 2:
            ours.time(lambda who=who: candidates(desk, who))  # type: ignore[misc]
            missed += not candidates(desk, who)
        else:
            floor.time(lambda who=who: _fetch(store, who))  # type: ignore[misc]
    values, least = ours.values, floor.values
    note = f"p99 of {len(values):,} who have phone and e-mail, half of them with a slip in the name; median "
    note += f"{median(values):.2f} ms, floor's median {median(least):.2f} ms; {missed} found nobody"
    worst = percentile(values, 99)
    return [
        Figure("somebody new, who it may be", worst, "ms", percentile(least, 99), None, note),
        Figure("somebody new, in all", worst, "ms", None, GOAL_NEW_MS, "the same figure beside its own goal"),
    ]


def everybody(store: Store, desk: Desk) -> list[Figure]:
    """All pairs of the store, in time per member."""
    found: list[Duplicates] = []
    took = timed(lambda: found.append(duplicates(desk, store.members)))
    least = timed(lambda: _read(store))
    (pairs,) = found
    number = max(pairs.looked_at, 1)
    note = f"{number:,} members in {took / 1000:.1f} s, {len(pairs.pairs) + pairs.more:,} pairs"
    value = took * 1000 / number
    return [
        Figure("pairs of a store, a member", value, "µs", least * 1000 / number, None, note),
        Figure("pairs of a store, in all", value, "µs", None, GOAL_ALL_US, "the same figure beside its own goal"),
    ]


def _fetch(store: Store, who: Traits) -> None:
    reader = store.connections.reader
    for statement, value in zip(_BY, (who.phone and who.phone[:0:-1], who.email, who.birthday), strict=True):
        reader.execute(statement, (value,)).fetchall()
    match = " AND ".join(f'"{word}"' for word in words_of([who.first_name, who.last_name]))
    reader.execute(_NAMESAKES, (match,)).fetchall()


def _read(store: Store) -> None:
    for statement in (*_ORDERS, _ALL, _ALL):
        for _ in store.connections.reader.execute(statement):
            pass
