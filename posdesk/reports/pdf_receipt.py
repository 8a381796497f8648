"""Decides how a report stands on a roll of 80 mm: the same figures below one another, one page as long as it needs."""

from posdesk.reports import heading, pdf_charts
from posdesk.reports.pdf_letter import Sheet, for_paper
from posdesk.reports.pdf_marks import (
    MUTED,
    TEXT,
    Bar,
    Face,
    Row,
    Words,
    drawable,
    paragraph,
    stacked,
    width,
)
from posdesk.reports.pdf_pages import Frame, paged
from posdesk.reports.pdf_tables import Block, Setting, block, cards
from posdesk.reports.values import Kind, Report

PAPER = 80 / 25.4 * 72
MARGIN = 4 / 25.4 * 72
ROOM = PAPER - 2 * MARGIN
NARROW = Setting(ROOM, 7.6, 6.8, 9.5)
LONGEST = 14_000.0
"""No reader shows a longer page (200 inches); what is longer goes on with a second one."""


def sheets(report: Report, *, copy: bool) -> list[Sheet]:
    """The pages of a report, which is one unless it is longer than any reader shows."""
    rows = [Block(Row(0, ()), Row(0, ()), (_head(report, copy),)), *_sections(report)]
    placed = paged(rows, Frame(MARGIN, MARGIN, LONGEST, 0))
    found = []
    for page in range(1 + max(each.page for each in placed)):
        here = [each for each in placed if each.page == page]
        tall = max(each.y + each.row.height for each in here) + 2 * MARGIN
        found.append(Sheet(PAPER, tall, tuple((MARGIN, each.y, each.row) for each in here)))
    return found


def _head(report: Report, copy: bool) -> Row:
    head = report.head
    rows = [paragraph(heading.store_words(head), 12, ROOM, Face.STRONG)]
    rows.append(paragraph(heading.number(head), 15, ROOM, Face.STRONG))
    if copy:
        wide = width(heading.COPY, 10, Face.STRONG) + 10
        box = Bar(0, 1, wide, 14, TEXT)
        rows.append(Row(18, (box, Words(5, 11.5, heading.COPY, 10, Face.STRONG, "#FFFFFF"))))
    rows.append(paragraph(heading.days_words(head), 8.5, ROOM))
    said = [heading.kind_words(head), heading.made_words(head), *heading.notes(report)]
    rows += [paragraph(words, 7.2, ROOM, Face.PLAIN, MUTED) for words in said]
    return stacked(rows)


def _sections(report: Report) -> list[Block]:
    zone, found = report.head.zone, list[Block]()
    for table in for_paper(report):
        if table.name == "hours" and (chart := pdf_charts.hours(report.hours, NARROW)) is not None:
            found.append(chart)
        few = len(table.columns) <= 4
        found.append((block(table, NARROW, zone) if few else None) or cards(table, NARROW, zone))
    if report.head.kind is not Kind.PERIOD:
        lines = [_line(words) for words in (heading.CLOSED_BY, heading.CHECKED_BY)]
        found.append(Block(Row(0, ()), Row(0, ()), tuple(lines)))
    feet = [paragraph(drawable(words), 6.2, ROOM, Face.PLAIN, MUTED) for words in heading.hashes(report.head)]
    if feet:
        found.append(Block(Row(12, ()), Row(0, ()), tuple(feet)))
    return found


def _line(words: str) -> Row:
    return Row(40, (Bar(0, 30, ROOM, 0.6, TEXT), Words(0, 38, words, 6.8, Face.PLAIN, MUTED)))
