"""Decides which fields a segment can ask about. Each is declared once: name, label, type, unit, and its source.

A source is data: membership.py reads it from one member's figures, db/segment_sql.py turns it into SQL over the tables
that hold the same figures. Refuses to know comparisons and documents.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from posdesk.domain.clauses import Unit
from posdesk.domain.figures import Column, GoodsKind


class FieldType(StrEnum):
    """What a field's values are. Money is cents, points hundredths, yes_no 1 or 0, share whole percent."""

    NUMBER = "number"
    MONEY = "money"
    POINTS = "points"
    DAYS = "days"
    SHARE = "share"
    DATE = "date"
    WORD = "word"
    YES_NO = "yes_no"


class Measure(StrEnum):
    """What is added up over days."""

    VISITS = "visits"
    RECEIPTS = "receipts"
    SPEND = "spend"


class GoodsMeasure(StrEnum):
    """What is asked of goods in a window. share: whole percent, floored, of what can earn in it, None when that is
    nothing. days_since: the last purchase, None when there is none. always: DT08, its own window, 1 or 0."""

    PURCHASES = "purchases"
    SPEND = "spend"
    SHARE = "share"
    DAYS_SINCE = "days_since"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Value:
    """A column as it is."""

    column: Column


@dataclass(frozen=True, slots=True)
class DaysSince:
    """Whole days from a column's day to today; below 0 for a day to come; None when there is no day."""

    column: Column


@dataclass(frozen=True, slots=True)
class Overdue:
    """Days since the last visit in percent of the member's own rhythm, floored; None without a rhythm. A rhythm of 0
    days counts as 1."""


@dataclass(frozen=True, slots=True)
class BirthdayAway:
    """Days to the nearest birthday, from -182 to 183: below 0 when it is just over (DT01, DT03)."""


@dataclass(frozen=True, slots=True)
class Age:
    """Whole years since the day of birth (DT02); None without a year (DT05)."""


@dataclass(frozen=True, slots=True)
class Total:
    """A measure over the days of the clause's window. Over `all` what an opening brought counts too: then it is the
    column VISITS or SPEND."""

    measure: Measure


@dataclass(frozen=True, slots=True)
class Pace:
    """Spend of this month so far in percent of all of last month's, floored; None when that is not above 0 (DT07)."""


@dataclass(frozen=True, slots=True)
class OfGoods:
    """A measure of the brand or category the clause names, over its window."""

    measure: GoodsMeasure
    kind: GoodsKind


@dataclass(frozen=True, slots=True)
class Favourite:
    """The brand or category with most spend in the window (ties: the lower name); None when nothing was bought."""

    kind: GoodsKind


@dataclass(frozen=True, slots=True)
class Mark:
    """The number under a mark, 0 when there is none. prefix: `milestone`; the clause names the rest."""

    prefix: str


@dataclass(frozen=True, slots=True)
class MarkDaysSince:
    """Days since the day a mark holds as an ordinal; None when there is none."""

    prefix: str


Source = Value | DaysSince | Overdue | BirthdayAway | Age | Total | Pace | OfGoods | Favourite | Mark | MarkDaysSince


@dataclass(frozen=True, slots=True)
class Field:
    """One field. label: as the editor shows it. unit: of values and distances. of: what a clause names besides
    (`brand`), empty when nothing. window: whether a clause may give one. words: what a word may be, empty: any."""

    name: str
    label: str
    type: FieldType
    unit: Unit
    source: Source
    of: str = ""
    window: bool = False
    words: tuple[str, ...] = ()


FIELDS: Mapping[str, Field] = {
    field.name: field
    for field in (
        Field("visits", "Visits", FieldType.NUMBER, Unit.VISITS, Total(Measure.VISITS), window=True),
        Field("spend", "Spend", FieldType.MONEY, Unit.CENTS, Total(Measure.SPEND), window=True),
        Field("days_since_visit", "Days since the last visit", FieldType.DAYS, Unit.DAYS, DaysSince(Column.LAST_VISIT)),
    )
}
"""Every field by its name."""
