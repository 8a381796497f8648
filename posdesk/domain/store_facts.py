"""Decides what can be said of a store as a whole: what lies there, and that its day was closed (day_close.py)."""

from dataclasses import dataclass
from datetime import date

from posdesk.domain.day_context import DayContext


@dataclass(frozen=True, slots=True)
class StockCounted:
    """So many pieces of a reward's goods lie in this store now; redemptions from here on take from them."""

    reward: str
    pieces: int


@dataclass(frozen=True, slots=True)
class DayClosed:
    """A store's business day was closed, or got a revision that names what came late (VS07).

    number: of the Z report, the same for all revisions of a day; revision: 1 for the close itself. included: the facts
    of the day that were here, see day_close.py. late: of a revision, the facts that it adds. previous: the hash of the
    report before, None for the first. context: what the report says beside the facts of the day, as it was then; None:
    it was closed without. note: what the manager wrote of the day. tickets: how many the cash register counted.
    """

    day: date
    number: int
    included: str
    revision: int = 1
    late: tuple[str, ...] = ()
    previous: str | None = None
    context: DayContext | None = None
    note: str | None = None
    tickets: int | None = None
