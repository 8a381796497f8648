"""Decides what a segment is: a named set of members as data, all / any / none of clauses over typed fields.

Values only. segment_document.py reads and checks them, segment_fields.py says which fields there are, membership.py
asks them of one member, and db/segment_sql.py asks them of all. Two-valued: a clause about something that is not known
does not hold, whatever it compares, unless it says `or_unknown` (CM02).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Span(StrEnum):
    """A stretch of business days, ending today or before: all; the last N days with today; calendar months and years
    (DT07); from N days after the enrolment to before M days after it (DT06)."""

    ALL = "all"
    LAST_DAYS = "last_days"
    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"
    THIS_YEAR = "this_year"
    LAST_YEAR = "last_year"
    SINCE_JOINING = "since_joining"


@dataclass(frozen=True, slots=True)
class Window:
    """A span with its numbers. days: of last_days. first, last: of since_joining, [joined + first, joined + last)."""

    span: Span = Span.ALL
    days: int = 0
    first: int = 0
    last: int = 0


def window_words(window: Window) -> str:
    """A window as people and documents say it: `last 30 days`."""
    if window.span is Span.LAST_DAYS:
        return f"last {window.days} days"
    if window.span is Span.SINCE_JOINING:
        return f"days {window.first} to {window.last} after joining"
    return window.span.replace("_", " ")


class Comparison(StrEnum):
    """How a value is compared. known, unknown: whether there is a value at all."""

    IS = "is"
    IS_NOT = "is_not"
    ONE_OF = "one_of"
    NONE_OF = "none_of"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    BETWEEN = "between"
    KNOWN = "known"
    UNKNOWN = "unknown"


Needed = int | str | date
"""What a clause compares with, in the field's own unit: cents, hundredths of points, 1 and 0 for yes and no."""


@dataclass(frozen=True, slots=True)
class Asks:
    """One clause: a field (by its name in the registry), of which goods or mark, in which window, compared how.

    of: the brand, category, milestone, reward, interest or profile field, where the field needs one; goods casefolded.
    needed: one value; two for between (inclusive); several for one_of and none_of; none for known and unknown.
    or_unknown: holds also when there is no value (CM02). at: where it stands in the document.
    """

    field: str
    comparison: Comparison
    needed: tuple[Needed, ...] = ()
    of: str = ""
    window: Window = Window()
    or_unknown: bool = False
    at: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class In:
    """A clause that holds for the members of another segment."""

    segment: str
    at: tuple[str | int, ...] = ()


class Joined(StrEnum):
    """How clauses are put together."""

    ALL = "all"
    ANY = "any"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Group:
    """Clauses joined. all of nothing holds, any of nothing does not, none of nothing does."""

    joined: Joined
    parts: tuple["Node", ...]


Node = Asks | In | Group


@dataclass(frozen=True, slots=True)
class Segment:
    """A named segment. persona: it is a kind of member the budtender is told of, with its tip."""

    id: str
    version: int
    title: str
    root: Group
    persona: bool = False
    tip: str = ""
