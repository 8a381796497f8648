"""Decides how a cell of a table that somebody may open in a spreadsheet is written: never as a formula."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable

_BEGINS_FORMULA = frozenset("=+-@|%\t\r")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def cell(value: object) -> str:
    """The text of a cell. What a spreadsheet would take for a formula gets an apostrophe before it; a plain number, a
    phone among them, stays. Full-width twins of the signs count as the signs."""
    text = "" if value is None else str(value)
    bare = unicodedata.normalize("NFKC", text.lstrip(" \n"))
    if bare[:1] in _BEGINS_FORMULA and _NUMBER.fullmatch(text) is None:
        return f"'{text}"
    return text


def rows_text(rows: Iterable[Iterable[object]]) -> str:
    """Rows as CSV after RFC 4180, each ending in CR LF."""
    out = io.StringIO()
    csv.writer(out).writerows([cell(value) for value in row] for row in rows)
    return out.getvalue()
