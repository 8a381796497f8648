"""Decides how a report stands on letter paper: head, sections in one or two columns, charts, signatures, foot."""

from dataclasses import replace
from typing import NamedTuple

from posdesk.reports import heading, pdf_charts
from posdesk.reports.pdf_marks import (
    LACKING,
    MUTED,
    TEXT,
    Bar,
    Face,
    Row,
    Words,
    drawable,
    fitted,
    paragraph,
    right,
    stacked,
    width,
)
from posdesk.reports.pdf_pages import Frame, paged
from posdesk.reports.pdf_tables import HAIR, Block, Setting, block, cards
from posdesk.reports.tables import Cell, Column, Figure, Table, tables
from posdesk.reports.values import Kind, Report

PAGE = 612.0, 792.0
MARGIN = 42.0
ROOM = PAGE[0] - 2 * MARGIN
GUTTER = 22.0
HALF = (ROOM - GUTTER) / 2
TOP, FOOT, THIN = 36.0, 46.0, 0.6
WIDE = Setting(ROOM, 8.2, 7.2, 11.0)
NARROW = Setting(HALF, 8.2, 7.2, 11.0)
MANY_HOURS = 6
IN_A_COLUMN = frozenset(
    {"totals", "compared", "hours", "owed", "tiers", "reached", "tier_moves", "consents", "fields"}
    | {"retention", "feedback"}
)
"""Tables that fit half the width."""
ORDER = (
    *("totals", "compared", "owed", "tiers", "consents", "fields"),  # beside one another, above everything else
    *("hours", "reached", "tier_moves", "retention", "feedback"),
)
"""What stands first on paper; the others follow as they are."""


class Sheet(NamedTuple):
    """One page as it is drawn. rows: with the place of their upper left corner."""

    width: float
    height: float
    rows: tuple[tuple[float, float, Row], ...]


def sheets(report: Report, *, copy: bool) -> list[Sheet]:
    """The pages of a report."""
    head = _head(report, copy)
    frame = Frame(TOP + head.height, TOP + 14, PAGE[1] - FOOT - 6, HALF + GUTTER)
    placed = paged(_blocks(report), frame)
    count = 1 + max((each.page for each in placed), default=0)
    lacking = any(LACKING in mark.text for each in placed for mark in each.row.marks if isinstance(mark, Words))
    found = []
    for page in range(count):
        rows = [each for each in placed if each.page == page]
        top = head if page == 0 else _running_head(report, copy)
        foot = _foot(report, page + 1, count, lacking)
        around = [(MARGIN, TOP, top), (MARGIN, PAGE[1] - FOOT, foot)]
        found.append(Sheet(*PAGE, (*around, *((MARGIN + each.x, each.y, each.row) for each in rows))))
    return found


def for_paper(report: Report) -> list[Table]:
    """The tables that have rows, in the order of paper, without columns that are empty or only repeat the head."""
    head = report.head
    said = {None, "", head.store, head.first if head.first == head.last else None}
    found = []
    for table in sorted(tables(report), key=_place):
        if table.name == "compared" and not report.compared.earlier:
            continue  # without a before, it is the totals once more
        keep = [
            at
            for at in range(len(table.columns))
            if (at == 0 and table.name != "exceptions") or not {_bare(row[at]) for row in table.rows} <= said
        ]
        if table.rows:
            found.append(_upright(_only(table, keep)))
    return found


def _upright(table: Table) -> Table:
    """A table of one row of numbers reads better as a row a number."""
    if len(table.rows) != 1 or Column.TEXT in table.kinds:
        return table
    figures = zip(table.columns, table.kinds, table.rows[0], strict=True)
    rows = tuple((name, Figure(kind, cell)) for name, kind, cell in figures if isinstance(cell, int))
    return Table(table.name, table.title, ("Figure", "Value"), (Column.TEXT, Column.FIGURE), rows)


def _place(table: Table) -> int:
    return ORDER.index(table.name) if table.name in ORDER else len(ORDER)


def _bare(cell: Cell) -> Cell:
    return cell.number if isinstance(cell, Figure) else cell


def _only(table: Table, keep: list[int]) -> Table:
    if len(keep) == len(table.columns):
        return table
    return Table(
        table.name,
        table.title,
        tuple(table.columns[at] for at in keep),
        tuple(table.kinds[at] for at in keep),
        tuple(tuple(row[at] for at in keep) for row in table.rows),
    )


def _blocks(report: Report) -> list[Block]:
    zone = report.head.zone
    found: list[Block] = []
    for table in for_paper(report):
        made = None
        if table.name == "hours" and (chart := pdf_charts.hours(report.hours, WIDE)) is not None:
            found.append(chart)
        if table.name in ("brands", "categories"):
            rows = report.brands if table.name == "brands" else report.categories
            made = pdf_charts.goods(table, rows, WIDE, zone)
        elif table.name in IN_A_COLUMN:
            made = block(table, NARROW, zone, wide=False)
        if made is not None and table.name == "hours" and len(made.rows) > MANY_HOURS:
            found += _beside(made)
        else:
            found.append(made or block(table, WIDE, zone) or cards(table, WIDE, zone))
    return _signed(found) if report.head.kind is not Kind.PERIOD else found


def _signed(found: list[Block]) -> list[Block]:
    """The sections with the lines to sign: the last row of the last one, so that they are not alone on a page."""
    last = found[-1]
    if last.wide:
        return [*found[:-1], replace(last, rows=(*last.rows, _signatures()))]
    return [*found, Block(Row(0, ()), Row(0, ()), (_signatures(),))]


def _beside(made: Block) -> list[Block]:
    """A long narrow section in two, one beside the other."""
    half = (len(made.rows) + 1) // 2
    second = Block(Row(made.title.height, ()), made.head, made.rows[half:], wide=False)
    return [Block(made.title, made.head, made.rows[:half], wide=False), second]


def _head(report: Report, copy: bool) -> Row:
    head = report.head
    number = heading.number(head)
    edge = ROOM - width(number, 22, Face.STRONG) - 12
    marks: list[Words | Bar] = [
        Words(0, 18, fitted(drawable(heading.store_words(head)), 20, edge - 70, Face.STRONG), 20, Face.STRONG),
        right(ROOM, 19, number, 22, Face.STRONG),
    ]
    if copy:
        wide = width(heading.COPY, 12, Face.STRONG)
        marks += [Bar(edge - wide - 12, 2, wide + 12, 19, TEXT)]
        marks += [Words(edge - wide - 6, 16, heading.COPY, 12, Face.STRONG, "#FFFFFF")]
    marks.append(Words(0, 35, heading.days_words(head), 10.5))
    marks.append(right(ROOM, 35, heading.kind_words(head), 10.5))
    marks.append(Bar(0, 42, ROOM, 1.2, TEXT))
    said = " · ".join([heading.made_words(head), *heading.notes(report)])
    return stacked([Row(47, tuple(marks)), paragraph(said, 8.2, ROOM, Face.PLAIN, MUTED)])


def _running_head(report: Report, copy: bool) -> Row:
    head = report.head
    words = [heading.store_words(head), heading.days_words(head), heading.number(head)]
    said = " · ".join([*words, heading.COPY] if copy else words)
    line = Words(0, 8, fitted(drawable(said), 8.2, ROOM, Face.STRONG), 8.2, Face.STRONG, MUTED)
    return Row(14, (line, Bar(0, 13, ROOM, HAIR, MUTED)))


def _foot(report: Report, page: int, of: int, lacking: bool) -> Row:
    said = [*heading.hashes(report.head), *([heading.LACKS] if lacking else [])]
    marks: list[Words | Bar] = [Bar(0, 0, ROOM, HAIR, MUTED), right(ROOM, 10, f"Page {page} of {of}", 7, colour=MUTED)]
    marks += [Words(0, 10 + 8.5 * at, words, 6.5, Face.PLAIN, MUTED) for at, words in enumerate(said)]
    return Row(30, tuple(marks))


def _signatures() -> Row:
    marks: list[Words | Bar] = []
    for x, words in ((0.0, heading.CLOSED_BY), (HALF + GUTTER, heading.CHECKED_BY)):
        marks += [Bar(x, 44, HALF - 80, THIN, TEXT), Words(x, 53, words, 7.2, Face.PLAIN, MUTED)]
        marks += [Bar(x + HALF - 70, 44, 70, THIN, TEXT), Words(x + HALF - 70, 53, heading.ON, 7.2, Face.PLAIN, MUTED)]
    return Row(58, tuple(marks))
