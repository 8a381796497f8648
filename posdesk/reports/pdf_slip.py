"""Decides how a slip stands on a roll of 80 or 58 mm as a PDF: the same words and codes as the printer of slips gets,
one page as long as it needs.

Refuses to know what is on a slip and how a code becomes dots. Lengths are points, 72 an inch.
"""

from collections.abc import Iterator, Sequence

from posdesk.counter.cards import Dots
from posdesk.counter.slips import Slip, SlipCode, SlipLine
from posdesk.reports.pdf import drawn
from posdesk.reports.pdf_letter import Sheet
from posdesk.reports.pdf_marks import TEXT, Bar, Face, Row, Words, drawable, lines, right, stacked, width

MM = 72 / 25.4
WIDE, NARROW = 80, 58
"""Millimetres of paper."""
MARGIN = 4 * MM
SIZE, SMALL, BIG = 9.0, 7.6, 16.0
GAP = 6.0
CODE, QUIET = 84.0, 4
"""The most a code is wide, and how many of its dots of white a reader needs around it."""
BLACK = "#000000"


def slip_pdf(slip: Slip, dots: Sequence[Dots], wide_mm: int = WIDE) -> bytes:
    """The slip as a PDF. dots: of each of its codes, in order. wide_mm: the paper, 80 or 58."""
    paper = wide_mm * MM
    whole = stacked(list(_rows(slip, dots, paper - 2 * MARGIN)))
    sheet = Sheet(paper, whole.height + 2 * MARGIN, ((MARGIN, MARGIN, whole),))
    return drawn([sheet], "Slip")


def _rows(slip: Slip, dots: Sequence[Dots], room: float) -> Iterator[Row]:
    yield _centred(slip.shop, SIZE, room, Face.STRONG)
    yield _centred(slip.title, BIG, room, Face.STRONG)
    yield _centred(slip.about, SMALL, room)
    yield Row(GAP, ())
    for line in slip.lines:
        yield _line(line, room)
    for note in (*slip.notes, *slip.marks):
        yield Row(GAP, ())
        face = Face.STRONG if note in slip.marks else Face.PLAIN
        yield _block(note, SMALL + 0.6, room, face)
    for code, made in zip(slip.codes, dots, strict=True):
        yield Row(GAP * 1.5, ())
        yield from _code(code, made, room)


def _block(text: str, size: float, room: float, face: Face) -> Row:
    leading = size * 1.3
    found = lines(drawable(text), size, room, face)
    marks = tuple(Words(0, at * leading + size, each, size, face, TEXT) for at, each in enumerate(found))
    return Row(len(found) * leading, marks)


def _centred(text: str, size: float, room: float, face: Face = Face.PLAIN) -> Row:
    leading = size * 1.35
    found = lines(drawable(text), size, room, face)
    marks = tuple(
        Words((room - width(each, size, face)) / 2, at * leading + size, each, size, face, TEXT)
        for at, each in enumerate(found)
    )
    return Row(len(found) * leading, marks)


def _line(line: SlipLine, room: float) -> Row:
    """Words left, the figure right of them, or below where both do not fit."""
    face, figure = Face.STRONG if line.strong else Face.PLAIN, drawable(line.right)
    takes = width(figure, SIZE, face) + 8 if figure else 0
    beside = takes < room * 0.6
    words = _block(line.left, SIZE, room - (takes if beside else 0), face)
    if not figure:
        return words
    if beside:
        return Row(words.height, (*words.marks, right(room, SIZE, figure, SIZE, face)))
    below = _block(line.right, SIZE, room, face)
    return stacked([words, below])


def _code(code: SlipCode, dots: Dots, room: float) -> Iterator[Row]:
    yield _centred(code.above, SIZE, room)
    side = min(CODE, room)
    pitch, left = side / len(dots), (room - side) / 2
    marks = tuple(
        Bar(left + column * pitch, (QUIET + at) * pitch, pitch, pitch, BLACK)
        for at, cells in enumerate(dots)
        for column, dark in enumerate(cells)
        if dark
    )
    yield Row(side + 2 * QUIET * pitch, marks)
    if code.below:
        yield _centred(code.below, SMALL, room)
