"""What a report is on paper: every figure, in either form, the same bytes everywhere, whatever people are called."""

import os
import pickle
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from posdesk.domain.exceptional import Exceptional
from posdesk.domain.exceptional import Kind as ExceptionKind
from posdesk.office.exception_words import WHY
from posdesk.reports import pdf_letter, pdf_receipt
from posdesk.reports.pdf import LETTER, RECEIPT, Form, pdf_of
from posdesk.reports.pdf_marks import LACKING, Bar, drawable, fitted, lines, width
from posdesk.reports.tables import shown, tables
from posdesk.reports.values import Report
from tests.reports.evenings import STORE, TODAY, an_evening
from tests.reports.papers import ODD_NAMES, an_odd_evening, pages, text

ROOT = Path(__file__).resolve().parents[2]
MAKE = (
    "import pickle, sys\n"
    "from posdesk.reports.pdf import Form, pdf_of\n"
    "from posdesk.reports.workbook import xlsx_of\n"
    "report = pickle.load(sys.stdin.buffer)\n"
    "made = [pdf_of(report, form, True) for form in Form] + [xlsx_of(report)]\n"
    "sys.stdout.buffer.write(b''.join(made))\n"
)


@pytest.fixture(scope="module")
def closed() -> Report:
    """A Z of a Monday with something in every section."""
    evening = an_odd_evening()
    evening.close()
    return evening.report()


def many(report: Report, number: int) -> Report:
    """The report with so many things to look at."""
    odd = Exceptional(ExceptionKind.LARGE, STORE, TODAY, None, "Dana", ("fact",), 1_234_56)
    return replace(report, exceptions=(odd,) * number)


def made_elsewhere(report: Report, seed: str, zone: str) -> bytes:
    """Both PDFs and the workbook, from a process of their own."""
    surroundings = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, "-c", MAKE],
        check=False,
        input=pickle.dumps(report),
        capture_output=True,
        cwd=ROOT,
        env=surroundings,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.mark.rule("LG08")
def test_the_same_report_is_the_same_bytes_in_every_process(closed: Report) -> None:
    first, second = made_elsewhere(closed, "1", "Asia/Tokyo"), made_elsewhere(closed, "2", "America/Denver")
    assert first == second
    assert first.startswith(pdf_of(closed, LETTER, True) + pdf_of(closed, RECEIPT, True))


def test_a_report_with_one_cent_more_is_other_bytes(closed: Report) -> None:
    more = replace(closed, totals=replace(closed.totals, spend_cents=closed.totals.spend_cents + 1))
    assert pdf_of(more) != pdf_of(closed)


@pytest.mark.rule("LG08")
@pytest.mark.parametrize("form", Form)
def test_every_cell_of_every_table_is_on_paper(closed: Report, form: Form) -> None:
    said = "".join("".join(pages(pdf_of(closed, form))).split())
    for table in tables(closed):
        for row in table.rows:
            for cell, kind in zip(row, table.kinds, strict=True):
                assert "".join(drawable(shown(cell, kind, closed.head.zone)).split()) in said, (table.name, cell)


@pytest.mark.parametrize("form", Form)
def test_nothing_stands_outside_the_margins(closed: Report, form: Form) -> None:
    of_form, room = (pdf_letter, pdf_letter.ROOM) if form is LETTER else (pdf_receipt, pdf_receipt.ROOM)
    long = tuple(each._replace(reason="W" * 200, staff="W" * 200) for each in closed.corrections)
    named = replace(closed.people[0], staff="W" * 200, spend_cents=10**14)
    report = replace(many(closed, 80), corrections=long * 9, people=(named,) * 9)
    for sheet in of_form.sheets(report, copy=True):
        margin = (sheet.width - room) / 2
        for left, top, row in sheet.rows:
            for mark in row.marks:
                wide = mark.width if isinstance(mark, Bar) else width(mark.text, mark.size, mark.face)
                assert margin - 0.01 <= left + mark.x
                assert left + mark.x + wide <= sheet.width - margin + 0.01, mark
                assert 0 < top + mark.y < sheet.height
        foot = sheet.height - (pdf_letter.FOOT if form is LETTER else 0)
        assert all(top + row.height <= foot for _, top, row in sheet.rows if top < foot)


def test_only_a_reprint_says_copy_and_then_on_every_page(closed: Report) -> None:
    long = many(closed, 80)
    assert [page.count("COPY") for page in pages(pdf_of(long, copy=True))] == [1] * len(pages(pdf_of(long)))
    assert "COPY" not in text(long)
    assert "COPY" in text(closed, RECEIPT, copy=True)
    assert "COPY" not in text(closed, RECEIPT)


def test_the_head_says_whose_and_which_and_the_foot_chains_it(closed: Report) -> None:
    for form in Form:
        said = text(closed, form)
        for words in ("Corner Leaf", "denver-1", "Monday, Nov 23, 2026", "Z 0001", "by <b>Ann", "register 1"):
            assert words in said
        assert "".join(str(closed.head.hash)) in said.replace(" ", "")
        assert "none, this is the first" in said
    evening = an_evening()
    assert evening.report().head.hash is None
    assert "The day so far, not closed" in text(evening.report())


def test_pages_are_counted_and_a_table_that_goes_on_has_its_head_again(closed: Report) -> None:
    found = pages(pdf_of(many(closed, 80)))
    assert len(found) > 3
    for number, page in enumerate(found, 1):
        assert f"Page {number} of {len(found)}" in page
        assert str(closed.head.hash) in page
    why = "".join(WHY[ExceptionKind.LARGE].split())
    with_rows = [page for page in found if why in "".join(page.split())]
    assert len(with_rows) > 1
    assert all("What happened" in page for page in with_rows)


def test_a_receipt_is_one_page_of_80_mm(closed: Report) -> None:
    (page,) = PdfReader(BytesIO(pdf_of(many(closed, 40), RECEIPT))).pages
    assert round(float(page.mediabox.width) / 72 * 25.4, 2) == 80


def test_a_receipt_longer_than_any_reader_shows_goes_on(closed: Report) -> None:
    found = PdfReader(BytesIO(pdf_of(many(closed, 1000), RECEIPT))).pages
    assert len(found) > 1
    assert all(float(page.mediabox.height) <= 14_400 for page in found)


def test_the_typeface_is_embedded_and_nothing_is_linked(closed: Report) -> None:
    for form in Form:
        content = pdf_of(closed, form)
        for page in PdfReader(BytesIO(content)).pages:
            assert "/Annots" not in page
            resources: Any = page["/Resources"]
            assert "/XObject" not in resources
            for font in resources["/Font"].values():
                assert "/FontFile2" in font.get_object()["/FontDescriptor"]
        assert len(content) < 80_000


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_person_may_be_called_anything(name: str) -> None:
    evening = an_evening(name)
    evening.bought(None)
    for form in Form:
        said = "".join(text(evening.report(), form).split())
        assert "".join(drawable(name).split()) in said


def test_letters_the_typeface_lacks_are_marked_and_the_foot_says_so() -> None:
    assert drawable("Maria Zoë Łukasz Ægir Ζωή Зоя") == "Maria Zoë Łukasz Ægir Ζωή Зоя"
    assert drawable("\u5f20\u4e09 Li") == f"{LACKING * 2} Li"
    assert drawable("\u202eevil\u200b\x00") == "evil "
    assert drawable("e\u0301clair") == "éclair"
    assert drawable("\uff21\uff22") == "AB"
    assert drawable("\ud800") == LACKING
    evening = an_evening("\u5f20\u4e09")
    evening.bought(None)
    assert "stands for a letter" in text(evening.report())
    plain = an_evening("Zoë")
    plain.bought(None)
    assert "stands for a letter" not in text(plain.report())


def test_text_is_broken_between_words_behind_hyphens_and_else_where_it_must() -> None:
    assert lines("one two", 8, 1000) == ["one two"]
    assert lines("one two", 8, width("one t", 8)) == ["one", "two"]
    assert lines("01-23", 8, width("01-2", 8)) == ["01-", "23"]
    assert "".join(lines("m" * 50, 8, 30)) == "m" * 50
    assert all(width(line, 8) <= 30 for line in lines("m" * 50, 8, 30))
    assert lines("", 8, 30) == [""]
    assert fitted("one two", 8, 1000) == "one two"
    assert fitted("a long name", 8, 30).endswith("…")


def test_the_lines_to_sign_are_never_alone_on_a_page(closed: Report) -> None:
    for number in range(3, 40):
        last = pages(pdf_of(many(closed, number)))[-1]
        assert last.count("Closed by") == 1
        assert "Voids and corrections" in last or "What happened" in last


def test_an_empty_day_has_a_page_too() -> None:
    said = text(an_evening().report())
    assert "Totals" in said
    assert "Page 1 of 1" in said
    assert "Receipts by hour" not in said
