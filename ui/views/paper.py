"""Decides which columns of a report's tables stand on the screen, and which get a chart. Refuses to know how they are
drawn (widgets/report_paper.py) and what they say (posdesk.reports)."""

from collections.abc import Sequence

from posdesk.domain.money import format_cents
from posdesk.reports.tables import Column, Table, shown
from posdesk.reports.values import Report
from ui.viewmodels.evening_cases import Said
from ui.widgets.report_paper import PaperBar, PaperTable

STACKED = {"exceptions": ("What happened", "Person", "Why it matters"), "corrections": None}
"""Tables of sentences: the first column is a line, the others stand below it. None: all columns."""
HIDDEN = {"revisions": ("Made", "By")}
TEXTS = (Column.TEXT, Column.DAY, Column.TIME)


def paper(said: Said) -> list[PaperTable]:
    """The tables of a report as texts."""
    zone = said.report.head.zone
    return [_table(each, zone, said) for each in said.tables]


def _table(table: Table, zone: str, said: Said) -> PaperTable:
    cells = [tuple(shown(cell, kind, zone) for cell, kind in zip(row, table.kinds, strict=True)) for row in table.rows]
    if table.name == "corrections":
        cells = [_with_name(row, said) for row in cells]
    keep = _kept(table, cells)
    return PaperTable(
        title=table.title,
        columns=tuple(table.columns[at] for at in keep),
        right=tuple(table.kinds[at] not in TEXTS or _is_figure(table.columns[at]) for at in keep),
        rows=tuple(tuple(row[at] for at in keep) for row in cells),
        bars=_hours(said.report) if table.name == "hours" else (),
        stacked=table.name in STACKED,
    )


def _is_figure(name: str) -> bool:
    """A column of texts that are figures of several kinds."""
    return name in ("Value", "Now", "Before") or name.startswith("Before (")


def _with_name(row: tuple[str, ...], said: Said) -> tuple[str, ...]:
    """A correction: what, when, who, whom it concerns by name, how much, why."""
    what, at, who, member, amount, reason = row
    return what, at, who, said.names.get(member, member), amount, reason


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
