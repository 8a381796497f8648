"""Decides how a report becomes the bytes of a PDF: the same report, the same bytes, wherever the same zlib packs them.

No clock, no chance, nothing fetched: the moment on it is the report's own. The typeface is embedded, as far as it is
used. Refuses to know where the bytes go (files.py, a printer).
"""

from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

from posdesk.reports import pdf_letter, pdf_receipt
from posdesk.reports.pdf_letter import Sheet
from posdesk.reports.pdf_marks import Bar, Face, face_widths
from posdesk.reports.tables import title_of
from posdesk.reports.values import Report

if TYPE_CHECKING:
    from reportlab.lib.colors import Color
    from reportlab.pdfgen.canvas import Canvas


class Form(StrEnum):
    """The paper: letter, 8.5 by 11 inches in pages; or a receipt, 80 mm wide and as long as it needs."""

    LETTER = "letter"
    RECEIPT = "receipt"


LETTER, RECEIPT = Form.LETTER, Form.RECEIPT


def pdf_of(report: Report, form: Form = Form.LETTER, copy: bool = False) -> bytes:
    """The report as a PDF. copy: it says COPY on every page; a Z is an original only as its close prints it."""
    of_form = pdf_letter if form is Form.LETTER else pdf_receipt
    return drawn(of_form.sheets(report, copy=copy), title_of(report))


def drawn(sheets: Sequence[Sheet], title: str) -> bytes:
    """Pages as the bytes of a PDF, one at least."""
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    for face in Face:
        face_widths(face)
    canvas = Canvas(
        out, pagesize=(sheets[0].width, sheets[0].height), invariant=1, lang="en-US", initialFontName=Face.PLAIN
    )
    canvas.setTitle(title)
    canvas.setAuthor("PosDesk")
    canvas.setCreator("PosDesk")
    for sheet in sheets:
        canvas.setPageSize((sheet.width, sheet.height))
        _draw(canvas, sheet)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _draw(canvas: "Canvas", sheet: Sheet) -> None:
    """All bars first, then all words as one text: a page changes its colour and its font as seldom as can be."""
    colour = font = None
    bars = [(left, top, mark) for left, top, row in sheet.rows for mark in row.marks if isinstance(mark, Bar)]
    for left, top, bar in sorted(bars, key=lambda each: each[2].colour):
        if bar.colour != colour:
            colour = bar.colour
            canvas.setFillColor(_ink(colour))
        canvas.rect(left + bar.x, sheet.height - top - bar.y - bar.height, bar.width, bar.height, stroke=0, fill=1)
    colour, words = None, canvas.beginText()
    for left, top, row in sheet.rows:
        base = sheet.height - top
        for mark in row.marks:
            if isinstance(mark, Bar):
                continue
            if mark.colour != colour:
                colour = mark.colour
                words.setFillColor(_ink(colour))
            if (mark.face, mark.size) != font:
                font = mark.face, mark.size
                words.setFont(*font)
            words.setTextOrigin(left + mark.x, base - mark.y)
            words.textLine(mark.text)
    canvas.drawText(words)


@cache
def _ink(colour: str) -> "Color":
    from reportlab.lib.colors import HexColor

    return HexColor(colour)
