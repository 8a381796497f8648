"""Decides how a report becomes an XLSX workbook: a sheet of what it is, then a sheet a table, numbers as numbers.

No cell is a formula or a link, whatever it holds. The same report gives the same bytes: the moment a workbook says it
was made is the report's. Refuses to know where the bytes go.
"""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

from posdesk.domain.business_day import local_time
from posdesk.reports import heading
from posdesk.reports.cells import Value, safe, values
from posdesk.reports.tables import Column, Table, tables, title_of
from posdesk.reports.values import Report

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

_FORMATS = {
    Column.COUNT: "#,##0",
    Column.CENTS: "$#,##0.00;-$#,##0.00",
    Column.POINTS: "#,##0.00",
    Column.SHARE: "#,##0.00%",
    Column.DAY: "yyyy-mm-dd",
    Column.TIME: "yyyy-mm-dd hh:mm",
}
NARROWEST, WIDEST, LONGEST_TITLE = 8, 60, 31
"""Widths of columns in letters; of a sheet's title."""


def xlsx_of(report: Report) -> bytes:
    """The report as a workbook."""
    from xlsxwriter.workbook import Workbook

    out = BytesIO()
    book = Workbook(
        out,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    moment = local_time(report.head.made_at, report.head.zone).replace(tzinfo=None, microsecond=0)
    book.set_properties({"title": safe(title_of(report)), "author": "PosDesk", "created": moment})
    formats = {kind: book.add_format({"num_format": code}) for kind, code in _FORMATS.items()}
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    _about(book, report, bold)
    for table in tables(report):
        _sheet(book, table, report.head.zone, formats, bold)
    book.close()
    return out.getvalue()


def _about(book: "Workbook", report: Report, bold: Any) -> None:
    head = report.head
    sheet = book.add_worksheet("Report")
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 70)
    rows = [
        ("Store", heading.store_words(head)),
        ("Day" if head.first == head.last else "Days", heading.days_words(head)),
        ("Report", f"{heading.number(head)}: {heading.kind_words(head)}"),
        ("Made", heading.made_words(head)),
        *(("Note", note) for note in heading.notes(report)),
        *(("Hash", said) for said in heading.hashes(head)),
    ]
    for at, (name, said) in enumerate(rows):
        sheet.write_string(at, 0, name, bold)
        sheet.write_string(at, 1, safe(said))


def _sheet(book: "Workbook", table: Table, zone: str, formats: dict[Column, Any], bold: Any) -> None:
    sheet = book.add_worksheet(table.title[:LONGEST_TITLE])
    sheet.freeze_panes(1, 0)
    wide = [max(NARROWEST, *(len(word) + 2 for word in name.split() or [""])) for name in table.columns]
    for at, name in enumerate(table.columns):
        sheet.write_string(0, at, safe(name), bold)
    for down, row in enumerate(values(table, zone), start=1):
        for at, (cell, kind) in enumerate(row):
            _write(sheet, down, at, cell, formats.get(kind))
            wide[at] = min(WIDEST, max(wide[at], len(str(cell)) + 2 if cell is not None else 0))
    for at, letters in enumerate(wide):
        sheet.set_column(at, at, letters)


def _write(sheet: Any, row: int, column: int, cell: Value, form: Any) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif isinstance(cell, Decimal | int):
        sheet.write_number(row, column, float(cell), form)
    elif isinstance(cell, datetime | date):
        sheet.write_datetime(row, column, cell, form)
