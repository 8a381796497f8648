"""Decides the one description of a report that every form is made of: tables with a title, columns, kinds and rows.

A value stands as it is (cents, hundredths, days); what a form makes of it is said by its column's kind. Refuses to know
paper, cells and pixels; `text_of` is the plainest form.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from posdesk.domain.business_day import local_time
from posdesk.domain.day_sums import What
from posdesk.domain.money import format_cents
from posdesk.domain.points import format_points
from posdesk.office import exception_words
from posdesk.office.day_close import number_words
from posdesk.reports.values import Kind, Report

UNSIGNED = "nobody signed in"


class Column(StrEnum):
    """What a column holds."""

    TEXT = "text"
    COUNT = "count"
    CENTS = "cents"
    POINTS = "points"
    SHARE = "share"
    """Hundredths of a percent."""
    DAY = "day"
    TIME = "time"
    """An instant, to be shown in the store's zone."""
    FIGURE = "figure"
    """Of one kind in this row and of another in the next: each cell says its own."""


class Figure(NamedTuple):
    """A cell of a column of figures: what it is counted in, and the number."""

    kind: Column
    number: int | None


Cell = str | int | date | Figure | None


@dataclass(frozen=True, slots=True)
class Table:
    """One table. name: for files. kinds: of the columns. Every row has as many cells; None is an empty one."""

    name: str
    title: str
    columns: tuple[str, ...]
    kinds: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


T, N, C, P, S, D, M, F = (
    Column.TEXT,
    Column.COUNT,
    Column.CENTS,
    Column.POINTS,
    Column.SHARE,
    Column.DAY,
    Column.TIME,
    Column.FIGURE,
)

_LETTERS = {"T": T, "N": N, "C": C, "P": P, "S": S, "D": D, "M": M}
FIGURES = {
    "receipts": ("Receipts", N),
    "members": ("Members", N),
    "new_members": ("New members", N),
    "spend_cents": ("Spend", C),
    "basket_cents": ("Average basket", C),
}
TOTALS = (
    ("receipts", "Receipts", N),
    ("visits", "Visits", N),
    ("guests", "Guests", N),
    ("members", "Members", N),
    ("new_members", "New members", N),
    ("lines", "Lines", N),
    ("spend_cents", "Spend", C),
    ("basket_cents", "Average basket", C),
    ("discount_cents", "Discounts on baskets", C),
    ("points_paid_cents", "Paid with points", C),
    ("voided", "Receipts voided", N),
    ("voided_cents", "Their spend", C),
    ("late_voided", "Earlier receipts voided", N),
    ("late_voided_cents", "Their spend", C),
    ("returns", "Returns", N),
    ("refund_cents", "Paid back", C),
    ("net_cents", "Spend less what came back", C),
)
WORDS = {
    What.VISIT_VOIDED: ("Receipt voided", C),
    What.EARLIER_VISIT_VOIDED: ("Earlier receipt voided", C),
    What.RETURNED: ("Goods returned", C),
    What.REDEMPTION_VOIDED: ("Use taken back", C),
    What.POINTS_ADJUSTED: ("Points adjusted", P),
    What.WRITTEN_OFF: ("Written off", P),
    What.AWARD_GIVEN: ("Award given", T),
    What.TIER_HELD: ("Tier held", T),
    What.VISIT_MOVED: ("Receipt given to", C),
    What.SETTLED: ("Exception settled", T),
    What.MERGED: ("Members merged", T),
    What.UNMERGED: ("Members parted", T),
    What.ERASED: ("Member forgotten", T),
}


SECTIONS: Mapping[str, tuple[str, str, str]] = {
    "tiers": ("By tier", "Tier:T Members:N Receipts:N Spend:C", "name members receipts spend_cents"),
    "people": (
        "By person",
        "Person:T Receipts:N With_a_member:N Look-up_rate:S Spend:C Enrolments:N Fields_won:N Used:N Voids:N",
        "staff receipts of_members share spend_cents enrolments fields_won uses voids",
    ),
    "rewards": (
        "Rewards and offers",
        "Reward:T Title:T Given:N Taken_back:N Value:C Points:P Points_given:P",
        "reward title given voided value_cents points bonus",
    ),
    "reached": ("Awards earned", "Rule:T Title:T Awards:N", "rule title awards"),
    "tier_moves": ("Tier changes", "From:T To:T Members:N", "left reached members"),
    "brands": (
        "Top brands",
        "Brand:T Receipts:N Spend:C Before:C Change:S",
        "name receipts spend_cents before_cents change",
    ),
    "categories": (
        "Top categories",
        "Category:T Receipts:N Spend:C Before:C Change:S",
        "name receipts spend_cents before_cents change",
    ),
    "consents": ("Consents", "Channel:T Won:N Withdrawn:N", "channel won withdrawn"),
    "fields": ("Profile fields won", "Field:T Members:N", "field members"),
    "feedback": (
        "What members said",
        "Answers:N Promoters:N Passives:N Detractors:N Net_promoter_score:N Follow-ups_open:N Follow-ups_settled:N",
        "answers promoters passives detractors score open settled",
    ),
    "stores": (
        "Store against store",
        "Store:T Receipts:N Members:N New_members:N Spend:C Average_basket:C",
        "store receipts members new_members spend_cents basket_cents",
    ),
    "retention": (
        "Who comes again",
        "Members_before:N Stayed:N Retention:S More_than_one_receipt:N Repeat_rate:S",
        "before stayed share repeated repeat_share",
    ),
}
"""Sections whose rows are values: the field of the report -> title, columns with the letter of their kind, fields."""


def tables(report: Report) -> list[Table]:
    """Every table of a report, in the order it is read. Sections that hold nothing are there, without rows.

    Who did something stands as the report says it: see making.named.
    """
    found = [_totals(report), _compared(report), _hours(report), _owed(report)]
    for name, section in SECTIONS.items():
        held = getattr(report, name)
        rows = held if isinstance(held, tuple) else () if held is None else (held,)
        if name not in ("stores", "retention") or rows:
            found.append(_table(name, *section, rows))
    return [*found, _exceptions(report), _corrections(report), _revisions(report)]


def title_of(report: Report) -> str:
    """`denver-1, 2026-11-23, Z 0042, revision 2`."""
    head = report.head
    days = f"{head.first}" if head.first == head.last else f"{head.first} to {head.last}"
    whose = "All stores" if head.store is None else head.store
    if head.kind is Kind.Z and head.number is not None:
        revision = f", revision {head.revision}" if head.revision != 1 else ""
        return f"{whose}, {days}, {number_words(head.number)}{revision}"
    return f"{whose}, {days}{', X' if head.kind is Kind.X else ''}"


def shown(cell: Cell, kind: Column, zone: str) -> str:
    """A cell as people read it."""
    if isinstance(cell, Figure):
        return shown(cell.number, cell.kind, zone)
    if cell is None:
        return ""
    if isinstance(cell, str) or kind is Column.TEXT:
        return str(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    written: dict[Column, Callable[[int], str]] = {
        Column.COUNT: lambda number: f"{number:,}",
        Column.CENTS: format_cents,
        Column.POINTS: format_points,
        Column.SHARE: lambda part: f"{'-' if part < 0 else ''}{abs(part) // 100:,}.{abs(part) % 100:02d} %",
        Column.TIME: lambda at: local_time(at, zone).strftime("%Y-%m-%d %H:%M"),
    }
    return written[kind](cell)


def text_of(report: Report) -> str:
    """The report as text: each table that has rows."""
    head = report.head
    parts = [title_of(report)]
    if head.unnamed:
        parts.append(f"{head.unnamed:,} facts have come since; close-day --revise names them.")
    parts += said_of_the_day(report)
    if report.unsent.facts:
        hours = report.unsent.age_ms // 3_600_000
        parts.append(f"{report.unsent.facts:,} facts wait for the hub, the oldest for {hours:,} hours.")
    for each in tables(report):
        if each.rows:
            parts += ["", each.title, _aligned(each, head.zone)]
    if head.hash is not None:
        parts += ["", f"{head.hash}  this report", f"{head.previous or 'none':<64}  the report before"]
    return "\n".join(parts)


def said_of_the_day(report: Report) -> list[str]:
    """What the manager typed in at the close: the cash register's count beside ours, and the note."""
    head, said = report.head, list[str]()
    if head.tickets is not None:
        said.append(f"The cash register counted {head.tickets:,} tickets, we have {report.totals.receipts:,}.")
    return said if head.note is None else [*said, f"Note: {head.note}"]


def _aligned(table: Table, zone: str) -> str:
    cells = [[shown(cell, kind, zone) for cell, kind in zip(row, table.kinds, strict=True)] for row in table.rows]
    lines = [list(table.columns), *cells]
    widths = [max(len(line[at]) for line in lines) for at in range(len(table.columns))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if kind is Column.TEXT else cell.rjust(width)
            for cell, width, kind in zip(line, widths, table.kinds, strict=True)
        ).rstrip()
        for line in lines
    )


def _table(name: str, title: str, head: str, fields: str, rows: Iterable[Any]) -> Table:
    columns = [column.rpartition(":") for column in head.split()]
    wanted = fields.split()
    return Table(
        name,
        title,
        tuple(words.replace("_", " ") for words, _, _ in columns),
        tuple(_LETTERS[kind] for _, _, kind in columns),
        tuple(tuple([_cell(row, field) for field in wanted]) for row in rows),
    )


def _cell(row: Any, field: str) -> Cell:
    value: Cell = getattr(row, field)
    return value if field != "staff" else row.staff or UNSIGNED


def _totals(report: Report) -> Table:
    """One row a figure."""
    rows: list[tuple[Cell, ...]] = [(words, Figure(kind, getattr(report.totals, name))) for name, words, kind in TOTALS]
    rows += [(f"Not counted: {why}", Figure(N, receipts)) for why, receipts in report.not_counted]
    return Table("totals", "Totals", ("Figure", "Value"), (T, F), tuple(rows))


def _compared(report: Report) -> Table:
    rows = []
    for each in report.compared.figures:
        words, kind = FIGURES[each.figure]
        rows.append((words, Figure(kind, each.now), Figure(kind, each.before), each.change))
    times = len(report.compared.earlier)
    columns = "Figure", "Now", "Before" if times == 1 else f"Before (average of {times})", "Change"
    return Table("compared", "Against before", columns, (T, F, F, S), tuple(rows))


def _hours(report: Report) -> Table:
    rows = [
        (f"{row.hour:02d}:00{' again' if row.again else ''}", row.receipts, row.spend_cents) for row in report.hours
    ]
    return Table("hours", "By hour", ("Hour", "Receipts", "Spend"), (T, N, C), tuple(rows))


def _owed(report: Report) -> Table:
    owed = report.owed
    rows: list[tuple[Cell, ...]] = [("Opening", owed.opening)]
    rows += [(each.movement.replace("_", " ").capitalize(), each.points) for each in owed.moved]
    rows += [("Closing", owed.closing), ("Difference", owed.difference)]
    return Table("owed", "Points owed to members", ("", "Points"), (T, P), tuple(rows))


def _exceptions(report: Report) -> Table:
    rows = tuple(
        (
            each.store,
            each.day,
            exception_words.happened(each),
            exception_words.WHY[each.kind],
            each.staff or "",
            each.member or "",
            ", ".join(exception_words.can(each.kind, remedy) for remedy in each.remedies),
        )
        for each in report.exceptions
    )
    columns = "Store", "Day", "What happened", "Why it matters", "Person", "Member", "What can be done"
    return Table("exceptions", "To look at", columns, (T, D, T, T, T, T, T), rows)


def _corrections(report: Report) -> Table:
    def rows() -> Iterator[tuple[Cell, ...]]:
        for each in report.corrections:
            words, kind = WORDS[each.what]
            amount = None if kind is T else Figure(kind, each.amount)
            yield words, each.at, each.staff or UNSIGNED, each.member or "guest", amount, each.reason

    columns = "What", "When", "Person", "Member", "Amount", "Reason"
    return Table("corrections", "Voids and corrections", columns, (T, M, T, T, F, T), tuple(rows()))


def _revisions(report: Report) -> Table:
    rows: Sequence[tuple[Cell, ...]] = [
        (row.revision, row.made_at, row.made_by or UNSIGNED, late.kind, late.register, late.at)
        for row in report.revisions
        for late in row.late
    ]
    columns = "Revision", "Made", "By", "Came late", "Register", "Happened"
    return Table("revisions", "What came after the close", columns, (N, M, T, T, T, M), tuple(rows))
