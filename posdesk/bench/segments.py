"""Decides how segments are measured: a compound one counted over everybody, and what it takes that all can be asked.

A count's floor is the same question written by hand over the same tables, asked through the same kind of connection;
both are asked in turn. Works on a copy of the store: filing writes.
"""

import time

from db.engine import snapshot
from db.store import Store
from posdesk.bench.figures import Figure, median
from posdesk.bench.writings import size_of
from posdesk.domain.segments import Asks, Comparison, Group, Joined, Span, Window

TURNS = 11
GOAL_COUNT, GOAL_COUNT_MS = 1.3, 400.0
DAYS, SPENT, SEEN = 180, 100_00, 90
"""The segment: bought the brand, and for $100 or more of anything, in 180 days, and was here in the last 90."""

_FAVOURITE = (
    "SELECT n.key, n.name FROM figure_names n JOIN figure_goods g ON g.name = n.key "
    "WHERE n.kind = 'brand' GROUP BY n.key ORDER BY count(*) DESC, n.name LIMIT 1"
)
_BY_HAND = (
    "SELECT count(*) FROM figure_members m "
    "WHERE m.key IN (SELECT member FROM figure_goods WHERE name = ? AND day BETWEEN ? AND ? "
    "GROUP BY member HAVING sum(purchases) >= 1) "
    "AND m.key IN (SELECT member FROM figure_days WHERE day BETWEEN ? AND ? GROUP BY member HAVING sum(spend) >= ?) "
    "AND ? - m.last_visit <= ?"
)


def first_filing(store: Store) -> Figure:
    """Folding and filing everybody, as after an import, in time per member."""
    began = time.perf_counter()
    filed = store.audiences.refresh(store.clock.now())
    took = time.perf_counter() - began
    note = f"{filed:,} members in {took:.0f} s, who had never been filed"
    return Figure("segments, file a member", took * 1e6 / max(filed, 1), "µs", None, None, note)


def counts(store: Store, today: int) -> list[Figure]:
    """A count of three clauses, against the statement by hand, and in all. today: the business day, as an ordinal."""
    reader = store.connections.reader
    key, brand = reader.execute(_FAVOURITE).fetchone()
    window = Window(Span.LAST_DAYS, days=DAYS)
    node = Group(
        Joined.ALL,
        (
            Asks("brand.purchases", Comparison.AT_LEAST, (1,), of=brand, window=window),
            Asks("spend", Comparison.AT_LEAST, (SPENT,), window=window),
            Asks("days_since_visit", Comparison.AT_MOST, (SEEN,)),
        ),
    )
    days = (today - DAYS + 1, today)
    values, ours, floor = (key, *days, *days, SPENT, today, SEEN), [], []
    found = by_hand = 0
    for _ in range(TURNS):
        began = time.perf_counter()
        found = store.audiences.count(node, {}, store.clock.now())
        ours.append((time.perf_counter() - began) * 1000)
        began = time.perf_counter()
        with snapshot(store.connections) as own:
            (by_hand,) = own.execute(_BY_HAND, values).fetchone()
        floor.append((time.perf_counter() - began) * 1000)
    note = f"median of {TURNS} counts of a brand in a window, spend in a window and days since the last visit; "
    note += f"{found:,} members, {by_hand:,} by hand"
    return [
        Figure("segment count, 3 clauses", median(ours), "ms", median(floor), GOAL_COUNT, note),
        Figure("segment count, in all", median(ours), "ms", None, GOAL_COUNT_MS, "the same figure, without its floor"),
    ]


def filing_again(store: Store, visits: int) -> list[Figure]:
    """Filing those who were here since: time per member, and the bytes of a visit's figures. visits: how many visits
    of three lines came."""
    before = size_of(store)
    began = time.perf_counter()
    filed = store.audiences.refresh(store.clock.now())
    took = time.perf_counter() - began
    each = (size_of(store) - before) / max(visits, 1)
    note = f"{filed:,} members who were here since, in {took:.1f} s; of a member's rows those that differ are written"
    weight = f"mean of {visits:,} visits of three lines, filed: days, brands and categories"
    return [
        Figure("segments, file a member again", took * 1e6 / max(filed, 1), "µs", None, None, note),
        Figure("segments, a visit on disk", each, "bytes", None, None, weight),
    ]
