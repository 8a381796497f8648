"""What is written for spreadsheets is read back: every figure, and no text that would be run."""

import csv
import zipfile
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

import pytest
from openpyxl import load_workbook

from posdesk.reports.cells import safe, value
from posdesk.reports.csv_files import archive, csvs
from posdesk.reports.tables import Cell, Column, Figure, Table, tables
from posdesk.reports.values import Report
from posdesk.reports.workbook import xlsx_of
from tests.reports.papers import ODD_NAMES, an_odd_evening

ZONE = "America/Denver"
SCALE = {Column.CENTS: 100, Column.POINTS: 100, Column.SHARE: 10_000, Column.COUNT: 1}


@pytest.fixture(scope="module")
def report() -> Report:
    """An X of a Monday with something in every section."""
    return an_odd_evening().report()


def as_read(cell: Any, kind: Column) -> Cell:
    """What a cell of a file says, as the table has it; instants and text as written."""
    if cell in ("", None):
        return None
    if kind in SCALE:
        return round(float(cell) * SCALE[kind])
    if kind is Column.DAY:
        return cell.date() if isinstance(cell, datetime) else date.fromisoformat(cell)
    return str(cell)


def expected(cell: Cell, kind: Column) -> tuple[Cell, Column]:
    """A cell of a table as it should be read."""
    if isinstance(cell, Figure):
        return cell.number, cell.kind
    if kind is Column.TIME:
        return str(value(cell, kind, ZONE)[0])[:16], kind
    return (safe(cell) or None, Column.TEXT) if isinstance(cell, str) else (cell, kind)


def same(table: Table, rows: list[Any]) -> None:
    """Every cell that was read is the table's."""
    assert [str(name or "") for name in rows[0]] == list(table.columns)
    assert len(rows) == len(table.rows) + 1
    for row, read in zip(table.rows, rows[1:], strict=True):
        for cell, kind, found in zip(row, table.kinds, read, strict=True):
            wanted, of = expected(cell, kind)
            got = str(found)[:16] if of is Column.TIME else as_read(found, of)
            assert got == wanted, (table.name, row)


@pytest.mark.rule("LG08")
def test_every_csv_has_the_reports_figures(report: Report) -> None:
    made = csvs(report)
    assert list(made) == [table.name for table in tables(report)]
    for table in tables(report):
        assert made[table.name].startswith(b"\xef\xbb\xbf")
        same(table, list(csv.reader(StringIO(made[table.name].decode("utf-8-sig"), newline=""))))


@pytest.mark.rule("LG08")
def test_the_workbook_has_a_sheet_a_table_with_the_reports_figures(report: Report) -> None:
    book = load_workbook(BytesIO(xlsx_of(report)))
    assert book.sheetnames == ["Report", *(table.title for table in tables(report))]
    for table in tables(report):
        same(table, [list(row) for row in book[table.title].iter_rows(values_only=True)])
    spend = {row[0]: row[1] for row in book["Totals"].iter_rows(values_only=True)}["Spend"]
    assert round(spend * 100) == report.totals.spend_cents


def test_no_cell_of_the_workbook_is_a_formula_or_a_link(report: Report) -> None:
    content = xlsx_of(report)
    for sheet in load_workbook(BytesIO(content)):
        assert all(cell.data_type != "f" and cell.hyperlink is None for row in sheet.iter_rows() for cell in row)
    with zipfile.ZipFile(BytesIO(content)) as packed:
        assert not any(b"<f>" in packed.read(name) for name in packed.namelist())


def test_an_archive_holds_every_file_and_is_the_same_each_time() -> None:
    files = {"a totals.csv": b"1", "b people.csv": b"2"}
    assert archive(files) == archive(dict(files))
    with zipfile.ZipFile(BytesIO(archive(files))) as packed:
        assert {name: packed.read(name) for name in packed.namelist()} == files


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Maria", "Maria"),
        ("=1+1", "'=1+1"),
        ("+1+1", "'+1+1"),
        ("-1+1", "'-1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("|calc", "'|calc"),
        ("%0A", "'%0A"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("  =1", "'  =1"),
        ("\u200b=1", "'\u200b=1"),
        ("\ufeff=1", "'=1"),
        ("\x00=1", "'=1"),
        ("\uff1d1", "'\uff1d1"),
        ("\uff201", "'\uff201"),
        ("-5.00", "-5.00"),
        ("+13035554417", "+13035554417"),
        ("303-555-4417", "303-555-4417"),
        ("", ""),
        ("a=b", "a=b"),
    ],
)
def test_what_a_spreadsheet_would_run_is_text(text: str, written: str) -> None:
    assert safe(text) == written


def test_every_odd_name_is_safe_in_both(report: Report) -> None:
    book, made = load_workbook(BytesIO(xlsx_of(report))), csvs(report)
    brands = list(csv.reader(StringIO(made["brands"].decode("utf-8-sig"), newline="")))[1:]
    in_book = [row[0] for row in book["Top brands"].iter_rows(min_row=2, values_only=True)]
    assert [row[0] for row in brands] == in_book
    assert set(in_book) <= {"Wana", *(safe(name) for name in ODD_NAMES)}
    assert not any(name.startswith(("=", "@", "|", "%", "\t")) for name in in_book)
