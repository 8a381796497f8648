"""Decides what a cell of a file for spreadsheets holds: numbers as numbers, and no text that a spreadsheet would run.

A text that begins like a formula gets an apostrophe before it, so that whoever opens the file sees it and nothing is
computed, fetched or called. A plain number stays as it is, and so does a phone. Refuses to know kinds of files.
"""

import re
from datetime import date, datetime
from decimal import Decimal

from posdesk.domain.business_day import local_time
from posdesk.reports.tables import Cell, Column, Figure, Table

RISKY = frozenset("=+-@|%\t\r\n" + "\uff1d\uff0b\uff0d\uff20\uff5c\uff05\u2212")
"""What a formula, or a call of another program, may begin with; the full-width twins and the minus sign too."""
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
_BLANK = " \u00a0\u200b\u200c\u200d\u2060"
_PLAIN_NUMBER = re.compile(r"[-+]?[0-9]{1,15}(?:\.[0-9]{1,15})?")

Value = str | int | Decimal | date | datetime | None


def safe(text: str) -> str:
    """A text as a cell may hold it: without what cannot be seen, with an apostrophe before what would be run."""
    clean = _UNSEEN.sub("", text)
    seen = clean.lstrip(_BLANK)
    risky = bool(seen) and (seen[0] in RISKY or clean[0] in "\t\r\n")
    return f"'{clean}" if risky and not _PLAIN_NUMBER.fullmatch(seen) else clean


def value(cell: Cell, kind: Column, zone: str) -> tuple[Value, Column]:
    """A cell as a value, and the kind it is of: dollars, points and shares as exact decimals (1234 of a share is
    0.1234), instants as the time on the wall of the zone, without one."""
    if isinstance(cell, Figure):
        return value(cell.number, cell.kind, zone)
    if cell is None:
        return None, kind
    if isinstance(cell, str):
        return safe(cell), Column.TEXT
    if isinstance(cell, date):
        return cell, Column.DAY
    if kind in (Column.CENTS, Column.POINTS):
        return Decimal(cell).scaleb(-2), kind
    if kind is Column.SHARE:
        return Decimal(cell).scaleb(-4), kind
    if kind is Column.TIME:
        return local_time(cell, zone).replace(tzinfo=None), kind
    return cell, kind


def values(table: Table, zone: str) -> list[list[tuple[Value, Column]]]:
    """Every row of a table."""
    return [[value(cell, kind, zone) for cell, kind in zip(row, table.kinds, strict=True)] for row in table.rows]
