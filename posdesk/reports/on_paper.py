"""Decides how a report gets onto the paper of this computer: letter, or a roll of 80 mm, each as bytes and as pages to
be looked at, with everybody called as they are called now.

Nothing that draws is loaded before somebody prints. Refuses to know the printer and who may print.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from posdesk.domain.staff import Roster
from posdesk.office.ports import Paper, Printer, Roll

if TYPE_CHECKING:
    from posdesk.reports.pdf_letter import Sheet
    from posdesk.reports.values import Report


def paper_of(roster: Callable[[], Roster], printer: Printer, roll_in_use: Callable[[], bool]) -> Paper:
    """The paper of a computer. roster: who works here, as of now. roll_in_use: see Roll."""

    def pdf(report: "Report", copy: bool) -> bytes:
        from posdesk.reports.making import named
        from posdesk.reports.pdf import pdf_of

        return pdf_of(named(report, roster()), copy=copy)

    def sheets(report: "Report", copy: bool) -> "Sequence[Sheet]":
        from posdesk.reports import pdf_letter
        from posdesk.reports.making import named

        return pdf_letter.sheets(named(report, roster()), copy=copy)

    def narrow_pdf(report: "Report", copy: bool) -> bytes:
        from posdesk.reports.making import named
        from posdesk.reports.pdf import RECEIPT, pdf_of

        return pdf_of(named(report, roster()), RECEIPT, copy)

    def narrow_sheets(report: "Report", copy: bool) -> "Sequence[Sheet]":
        from posdesk.reports import pdf_receipt
        from posdesk.reports.making import named

        return pdf_receipt.sheets(named(report, roster()), copy=copy)

    return Paper(pdf, printer, sheets, Roll(narrow_pdf, narrow_sheets, roll_in_use))
