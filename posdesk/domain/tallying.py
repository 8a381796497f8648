"""Decides how a day's facts are counted and marked, so that two computers can compare what they hold.

The mark is the exclusive or of a hash of each fact's line: the same set gives the same mark in any order, and one fact
more or less changes it.
"""

import hashlib
from collections.abc import Iterable
from datetime import date

from posdesk.domain.replication import DayTally


def tally_of(rows: Iterable[tuple[str, date, str]]) -> list[DayTally]:
    """Store, business day and line of each fact, in any order, as one tally for each store and day, in their order."""
    counts: dict[tuple[str, str], list[int]] = {}
    for store, day, line in rows:
        entry = counts.setdefault((day.isoformat(), store), [0, 0])
        entry[0] += 1
        entry[1] ^= int.from_bytes(hashlib.sha256(line.encode("utf-8")).digest()[:8])
    return [DayTally(store, day, count, mark) for (day, store), (count, mark) in sorted(counts.items())]
