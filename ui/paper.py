"""Decides which columns of a report's tables stand on the screen, and which get a chart.

It is done where the report is made, on the ledger's lane: a period has thousands of cells. Refuses to know how they are
drawn (widgets/report_paper.py) and what they say (posdesk.reports).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from posdesk.domain.money import format_cents
from posdesk.reports.tables import Column, Table, shown
from posdesk.reports.values import Report

STACKED = {"exceptions": ("What happened", "Person", "Why it matters"), "corrections": None}
"""Tables of sentences: the first column is a line, the others stand below it. None: all columns."""
HIDDEN = {"revisions": ("Made", "By")}
TEXTS = (Column.TEXT, Column.DAY, Column.TIME)


@dataclass(frozen=True, slots=True)
class PaperBar:
    """One bar of a chart: a short name, how long (0 and more), and its figure in words."""

    name: str
    amount: int
    words: str


@dataclass(frozen=True, slots=True)
class PaperTable:
    """One table as texts. right: which columns are figures. bars: a chart above it. stacked: each row is a line of its
    first cell, with the others small below it."""

    title: str
    columns: tuple[str, ...]
    right: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    bars: tuple[PaperBar, ...] = ()
    stacked: bool = False


def drawn(report: Report, tables: Sequence[Table], names: Mapping[str, str]) -> tuple[PaperTable, ...]:
    """The tables of a report as texts, but for empty ones. names: of the members that corrections concern."""
    return tuple(_table(each, report, names) for each in tables if each.rows)


def _table(table: Table, report: Report, names: Mapping[str, str]) -> PaperTable:
    zone = report.head.zone
    cells = [tuple(shown(cell, kind, zone) for cell, kind in zip(row, table.kinds, strict=True)) for row in table.rows]
    if table.name == "corrections":
        cells = [_with_name(row, names) for row in cells]
    keep = _kept(table, cells)
    return PaperTable(
        title=table.title,
        columns=tuple(table.columns[at] for at in keep),
        right=tuple(table.kinds[at] not in TEXTS or _is_figure(table.columns[at]) for at in keep),
        rows=tuple(tuple(row[at] for at in keep) for row in cells),
        bars=_hours(report) if table.name == "hours" else (),
        stacked=table.name in STACKED,
    )


def _is_figure(name: str) -> bool:
    """A column of texts that are figures of several kinds."""
    return name in ("Value", "Now", "Before") or name.startswith("Before (")


def _with_name(row: tuple[str, ...], names: Mapping[str, str]) -> tuple[str, ...]:
    """A correction: what, when, who, whom it concerns by name, how much, why."""
    what, at, who, member, amount, reason = row
    return what, at, who, names.get(member, member), amount, reason


def _kept(table: Table, cells: Sequence[Sequence[str]]) -> list[int]:
    """The columns that are shown: not those in which nothing stands."""
    wanted = STACKED.get(table.name)
    if wanted is not None:
        return [table.columns.index(name) for name in wanted]
    left_out = HIDDEN.get(table.name, ())
    there = range(len(table.columns))
    return [at for at in there if table.columns[at] not in left_out and any(row[at] for row in cells)]


def _hours(report: Report) -> tuple[PaperBar, ...]:
    return tuple(
        PaperBar(f"{row.hour:02d}:00", row.spend_cents, f"{format_cents(row.spend_cents)}") for row in report.hours
    )
