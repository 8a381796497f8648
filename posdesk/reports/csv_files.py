"""Decides how the tables of a report are written as CSV: one file a table, or all of them in one archive.

UTF-8 with a byte order mark, because a spreadsheet takes anything else for the letters of its own country; lines end as
RFC 4180 says. Amounts are plain decimals without a sign of money, shares are parts of one.
"""

import csv
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO

from posdesk.reports.cells import Value, safe, values
from posdesk.reports.tables import Table, tables
from posdesk.reports.values import Report

ENCODING = "utf-8-sig"
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The time of every file in an archive: the same report gives the same bytes."""


def csv_of(table: Table, zone: str) -> bytes:
    """One table: its columns' names, then its rows."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([safe(name) for name in table.columns])
    writer.writerows([[_written(cell) for cell, _ in row] for row in values(table, zone)])
    return out.getvalue().encode(ENCODING)


def csvs(report: Report) -> dict[str, bytes]:
    """Every table of a report by its name."""
    return {table.name: csv_of(table, report.head.zone) for table in tables(report)}


def archive(files: Mapping[str, bytes]) -> bytes:
    """Files by their names as one ZIP archive."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, content)
    return out.getvalue()


def _written(cell: Value) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)
