"""Decides how members' cards stand on paper: a letter page with ten cards for the wallet and marks to cut along, and
one card to be shown.

The same cards give the same bytes. Refuses to know members, and how a code becomes dots. Lengths are points, 72 an
inch; the measures of the page are those of common sheets of business cards (2 by 3.5 inches, two columns of five).
"""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from posdesk.counter.cards import SHEET, Dots, StatusCard, WalletCard
from posdesk.reports.pdf_marks import LACKING, MUTED, NOW, TEXT, Face, drawable, face_widths, fitted, width

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

PAGE = (612.0, 792.0)
CARD = (252.0, 144.0)
LEFT, BOTTOM = 54.0, 36.0
COLUMNS, ROWS = 2, 5
MARK, GAP = 12.0, 6.0
"""How long a mark to cut along is, and how far from the cards."""
INSIDE = 14.0
CODE, QUIET = 84.0, 4
"""The side of a code, and how many of its dots wide the card's white is around it: what a reader needs, for a card may
lie on something dark."""
NAME, IN_TWO = 20.0, 15.0
"""How large a first name is, and one that takes two lines."""
STATUS = (432.0, 226.0)
_PARTS = re.compile(r"[^ -]+[ -]*|[ -]+")


def sheet(cards: Sequence[WalletCard], dots: Sequence[Dots]) -> bytes:
    """Pages of ten cards, as many as it takes, with the code of each. Raises ValueError without any."""
    if not cards:
        raise ValueError("a sheet has at least one card")
    canvas, out = _canvas(PAGE, "Member cards")
    for first in range(0, len(cards), SHEET):
        _cut_marks(canvas)
        for at, (card, code) in enumerate(zip(cards[first:], dots[first:], strict=True)):
            if at == SHEET:
                break
            column, row = at % COLUMNS, at // COLUMNS
            _wallet(canvas, LEFT + column * CARD[0], BOTTOM + (ROWS - 1 - row) * CARD[1], card, code)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def wallet(card: WalletCard, dots: Dots) -> bytes:
    """One card by itself, 3.5 by 2 inches."""
    canvas, out = _canvas(CARD, "Member card")
    _wallet(canvas, 0, 0, card, dots)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def status(card: StatusCard) -> bytes:
    """The card to be shown: shop, first name, tier."""
    canvas, out = _canvas(STATUS, "Status card")
    wide, high = STATUS
    canvas.setFillColor(NOW)
    canvas.roundRect(0, 0, wide, high, 16, stroke=0, fill=1)
    room = wide - 64
    for text, size, face, y in (
        (card.shop, 16.0, Face.PLAIN, high - 48),
        (in_letters(card.first_name), 44.0, Face.STRONG, high - 122),
        (card.tier, 26.0, Face.STRONG, 40.0),
    ):
        _words(canvas, 32, y, text, size, room, face, "#FFFFFF")
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _canvas(size: tuple[float, float], title: str) -> "tuple[Canvas, BytesIO]":
    from reportlab.pdfgen.canvas import Canvas

    for face in Face:
        face_widths(face)
    out = BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=1, lang="en-US", initialFontName=Face.PLAIN)
    canvas.setTitle(title)
    canvas.setAuthor("PosDesk")
    canvas.setCreator("PosDesk")
    return canvas, out


def _wallet(canvas: "Canvas", x: float, y: float, card: WalletCard, dots: Dots) -> None:
    """One card; x, y: its lower left corner."""
    quiet = QUIET * CODE / len(dots)
    room = CARD[0] - INSIDE - CODE - 2 * quiet
    _words(canvas, x + INSIDE, y + CARD[1] - 28, card.shop, 10, room, Face.PLAIN, MUTED)
    _name(canvas, x + INSIDE, y + 62, card.first_name, room)
    _words(canvas, x + INSIDE, y + 20, card.written, 9.5, CARD[0] - 2 * INSIDE, Face.PLAIN, TEXT)
    draw_dots(canvas, dots, x + CARD[0] - quiet - CODE, y + CARD[1] - quiet - CODE, CODE)


def _name(canvas: "Canvas", x: float, y: float, name: str, room: float) -> None:
    """A first name in one line; in two, parted behind a hyphen or at a blank, where it would be too small in one."""
    shown = in_letters(name)
    if width(shown, IN_TWO, Face.STRONG) <= room or len(parts := _PARTS.findall(shown)) < 2:
        _words(canvas, x, y, shown, NAME, room, Face.STRONG, TEXT)
        return
    first = next(
        (at for at in range(len(parts) - 1, 0, -1) if width("".join(parts[:at]), IN_TWO, Face.STRONG) <= room), 1
    )
    _words(canvas, x, y + 9, "".join(parts[:first]).strip(), IN_TWO, room, Face.STRONG, TEXT)
    _words(canvas, x, y - 9, "".join(parts[first:]).strip(), IN_TWO, room, Face.STRONG, TEXT)


def in_letters(name: str) -> str:
    """A name as it can be drawn; empty where no letter of it can be: marks in its place would name nobody."""
    shown = drawable(name)
    return "" if not shown.replace(LACKING, "").strip() else shown


def draw_dots(canvas: "Canvas", dots: Dots, x: float, y: float, side: float) -> None:
    """A code; x, y: its lower left corner, side: without the white around it. Dots side by side are one bar."""
    pitch = side / len(dots)
    canvas.setFillColor("#000000")
    for row, line in enumerate(dots):
        for first, length in _runs(line):
            top = y + side - (row + 1) * pitch
            canvas.rect(x + first * pitch, top, length * pitch, pitch, stroke=0, fill=1)


def _runs(line: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Where dark dots begin in a row, and how many stand side by side."""
    at = 0
    while at < len(line):
        begin = at
        while at < len(line) and line[at]:
            at += 1
        if at > begin:
            yield begin, at - begin
        at += 1


def _words(canvas: "Canvas", x: float, y: float, text: str, size: float, room: float, face: Face, colour: str) -> None:
    """One line that fits: smaller down to two thirds, then cut."""
    shown = drawable(text)
    wide = width(shown, size, face)
    size = max(size * 2 / 3, size * min(1.0, 0.999 * room / wide)) if wide else size  # of a hair's breadth none is cut
    canvas.setFillColor(colour)
    canvas.setFont(face, size)
    canvas.drawString(x, y, fitted(shown, size, room, face))


def _cut_marks(canvas: "Canvas") -> None:
    """Short lines in the margin at every edge of a card, none of them on one."""
    canvas.setStrokeColor(MUTED)
    canvas.setLineWidth(0.4)
    right, top = LEFT + COLUMNS * CARD[0], BOTTOM + ROWS * CARD[1]
    for column in range(COLUMNS + 1):
        x = LEFT + column * CARD[0]
        canvas.line(x, BOTTOM - GAP - MARK, x, BOTTOM - GAP)
        canvas.line(x, top + GAP, x, top + GAP + MARK)
    for row in range(ROWS + 1):
        y = BOTTOM + row * CARD[1]
        canvas.line(LEFT - GAP - MARK, y, LEFT - GAP, y)
        canvas.line(right + GAP, y, right + GAP + MARK, y)
