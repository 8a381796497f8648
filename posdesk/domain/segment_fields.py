"""Decides which fields a segment can ask about. Each is declared once: name, label, type, unit, and its source.

A source is data: membership.py reads it from one member's figures, db/segment_sql.py turns it into SQL over the tables
that hold the same figures. Refuses to know comparisons and documents.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from posdesk.domain import hidden
from posdesk.domain.clauses import Unit
from posdesk.domain.figures import Column, GoodsKind
from posdesk.domain.journey import Stage
from posdesk.domain.segments import Asks, Span, Window


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
class MarkIfAny:
    """The number under a mark; None when there is none."""

    prefix: str


@dataclass(frozen=True, slots=True)
class MarkDaysSince:
    """Days since the day a mark holds as an ordinal; None when there is none."""

    prefix: str


@dataclass(frozen=True, slots=True)
class MarkAfterJoining:
    """Days from joining to the day a mark holds as an ordinal; None when there is none (DT06)."""

    prefix: str


Source = (
    Value
    | DaysSince
    | Overdue
    | BirthdayAway
    | Age
    | Total
    | Pace
    | OfGoods
    | Favourite
    | Mark
    | MarkIfAny
    | MarkDaysSince
    | MarkAfterJoining
)


@dataclass(frozen=True, slots=True)
class Field:
    """One field. label: as the editor shows it. unit: of values and distances. of: what a clause names besides
    (`brand`), empty when nothing. window: whether a clause may give one. words: what a word may be, empty: any.
    folded: words are compared without regard to case."""

    name: str
    label: str
    type: FieldType
    unit: Unit
    source: Source
    of: str = ""
    window: bool = False
    words: tuple[str, ...] = ()
    folded: bool = False


_N, _D, _Y, _W = FieldType.NUMBER, FieldType.DAYS, FieldType.YES_NO, FieldType.WORD
_P, _S, _M = FieldType.POINTS, FieldType.SHARE, FieldType.MONEY
_OF_GOODS = {
    GoodsMeasure.PURCHASES: ("Visits with", _N, Unit.VISITS),
    GoodsMeasure.SPEND: ("Spend on", _M, Unit.CENTS),
    GoodsMeasure.SHARE: ("Percent of the spend on", _S, Unit.PERCENT),
    GoodsMeasure.DAYS_SINCE: ("Days since the last", _D, Unit.DAYS),
    GoodsMeasure.ALWAYS: ("Always buys", _Y, Unit.YES_NO),
}


def _goods() -> Iterator[Field]:
    for kind in GoodsKind:
        for measure, (label, type_, unit) in _OF_GOODS.items():
            source, window = OfGoods(measure, kind), measure is not GoodsMeasure.ALWAYS
            yield Field(f"{kind}.{measure}", f"{label} {kind}", type_, unit, source, of=kind, window=window)
        yield Field(f"favourite_{kind}", f"Favourite {kind}", _W, Unit.WORD, Favourite(kind), window=True, folded=True)


def window_of(source: Source, asks: Asks) -> Window:
    """The window a clause looks at: its own, or for the pace last month's."""
    return Window(Span.LAST_MONTH) if isinstance(source, Pace) else asks.window


FIELDS: Mapping[str, Field] = {
    field.name: field
    for field in (
        Field("visits", "Visits", _N, Unit.VISITS, Total(Measure.VISITS), window=True),
        Field("receipts", "Receipts", _N, Unit.RECEIPTS, Total(Measure.RECEIPTS), window=True),
        Field("spend", "Spend", _M, Unit.CENTS, Total(Measure.SPEND), window=True),
        Field("pace", "This month's spend in percent of last month's", _S, Unit.PERCENT, Pace()),
        Field("days_since_visit", "Days since the last visit", _D, Unit.DAYS, DaysSince(Column.LAST_VISIT)),
        Field("days_since_first_visit", "Days since the first visit", _D, Unit.DAYS, DaysSince(Column.FIRST_VISIT)),
        Field("days_since_joining", "Days since joining", _D, Unit.DAYS, DaysSince(Column.ENROLLED_ON)),
        Field("overdue", "Percent of the own rhythm since the last visit", _S, Unit.PERCENT, Overdue()),
        Field("rhythm", "Days between visits, usually", _D, Unit.DAYS, Value(Column.RHYTHM_DAYS)),
        Field("stage", "Stage of the journey", _W, Unit.WORD, Value(Column.STAGE), words=tuple(Stage)),
        *_goods(),
        Field("tier", "Tier", _W, Unit.WORD, Value(Column.TIER)),
        Field("days_in_tier", "Days since the tier was reached", _D, Unit.DAYS, DaysSince(Column.TIER_SINCE)),
        Field("tier_missing", "Missing to the next tier", _N, Unit.NONE, Value(Column.TIER_MISSING)),
        Field("points", "Points", _P, Unit.POINTS, Value(Column.POINTS)),
        Field("points_available", "Points that can be used", _P, Unit.POINTS, Value(Column.POINTS_AVAILABLE)),
        Field("milestone", "Times a milestone was reached", _N, Unit.NONE, Mark("milestone"), of="milestone"),
        Field("to_milestone", "Missing to a milestone", _N, Unit.NONE, MarkIfAny("to_milestone"), of="milestone"),
        Field(
            "days_since_milestone",
            "Days since a milestone was reached",
            _D,
            Unit.DAYS,
            MarkDaysSince("reached"),
            of="milestone",
        ),
        Field("award", "Open awards for a reward", _N, Unit.NONE, Mark("award"), of="reward"),
        Field("redeemed", "Uses of a reward", _N, Unit.USES, Mark("redeemed"), of="reward"),
        Field("store_visits", "Visits at a store", _N, Unit.VISITS, Mark("store"), of="store"),
        Field("home_store", "Home store", _W, Unit.WORD, Value(Column.HOME_STORE)),
        Field(hidden.FIELD, hidden.LABEL, _W, Unit.WORD, Value(Column.MEMBER_TYPE), folded=True),
        Field("interest", "Interested in", _N, Unit.NONE, Mark("interest"), of="interest"),
        Field("days_since_told", "Days since a field was told", _D, Unit.DAYS, MarkDaysSince("filled"), of="field"),
        Field("told_after", "Days from joining to a field", _D, Unit.DAYS, MarkAfterJoining("filled"), of="field"),
        Field("has_phone", "Has a phone", _Y, Unit.YES_NO, Value(Column.HAS_PHONE)),
        Field("has_email", "Has an e-mail", _Y, Unit.YES_NO, Value(Column.HAS_EMAIL)),
        Field("may_text", "Allows texts", _Y, Unit.YES_NO, Value(Column.MAY_TEXT)),
        Field("may_email", "Allows e-mails", _Y, Unit.YES_NO, Value(Column.MAY_EMAIL)),
        Field("birthday_away", "Days to the nearest birthday", _D, Unit.DAYS, BirthdayAway()),
        Field("age", "Age", _N, Unit.NONE, Age()),
        Field("score", "Recommends the shop, 0 to 10", _N, Unit.NONE, Value(Column.SCORE)),
    )
}
"""Every field by its name."""
