"""report and close-day with files, as typed at a prompt, on a real encrypted store."""

import csv
import zipfile
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.commands.conftest import Door, Said
from tests.commands.test_report_commands import today
from tests.commands.test_staff_commands import BUDTENDERS, MANAGERS, OWNERS, Typed, typed
from tests.full_device import FULL, disk_full

__all__ = ["today", "typed"]  # fixtures


def text(path: str | Path) -> str:
    """What a PDF says."""
    return " ".join(page.extract_text() for page in PdfReader(str(path)).pages)


def spend(rows: list[list[str]]) -> int:
    """The cents of a totals table's spend."""
    return round(float({row[0]: row[1] for row in rows}["Spend"]) * 100)


def read(content: bytes) -> list[list[str]]:
    """The rows of a CSV."""
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.rule("LG08")
def test_every_file_says_the_same_sums(shop: Door, today: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    said = shop("report", today, "--pdf", str(out), "--xlsx", str(out), "--csv", str(out))
    assert (said.code, said.value["totals"]["spend_cents"]) == (0, 60_00)
    begins = f"corner-leaf denver-1 {today} X"
    assert str(out / f"{begins}.pdf") in said.value["files"]
    assert sorted(str(path) for path in out.iterdir()) == sorted(said.value["files"])
    assert "$60.00" in text(out / f"{begins}.pdf")
    book = load_workbook(out / f"{begins}.xlsx")
    assert round({row[0]: row[1] for row in book["Totals"].values}["Spend"] * 100) == 60_00
    assert spend(read((out / f"{begins} totals.csv").read_bytes())) == 60_00
    (dana,) = [row for row in read((out / f"{begins} people.csv").read_bytes()) if row[0] == "Dana"]
    assert float(dana[4]) == 60.00


def test_files_go_where_they_are_asked_for(shop: Door, today: str, tmp_path: Path) -> None:
    assert "Wrote" in shop("report", today, "--pdf", str(tmp_path / "x.pdf"), "--receipt", text=True).out
    (page,) = PdfReader(tmp_path / "x.pdf").pages
    assert round(float(page.mediabox.width)) == 227
    assert shop("report", today, "--csv", str(tmp_path / "all.zip")).code == 0
    with zipfile.ZipFile(tmp_path / "all.zip") as packed:
        (totals,) = [name for name in packed.namelist() if name.endswith("X totals.csv")]
        assert spend(read(packed.read(totals))) == 60_00
    assert shop("report", today, "--csv", str(tmp_path / "one.csv"), "--table", "totals").code == 0
    assert spend(read((tmp_path / "one.csv").read_bytes())) == 60_00
    assert shop("report", today, "--csv", str(tmp_path / "new" / "folder")).code == 0
    assert len(list((tmp_path / "new" / "folder").glob("*.csv"))) == len(packed.namelist())


def test_what_the_close_prints_is_the_original_and_all_else_a_copy(shop: Door, today: str, tmp_path: Path) -> None:
    closed = shop("close-day", "--pdf", str(tmp_path), "--staff", "Kim")
    (original,) = closed.value["files"]
    assert original.endswith(f"corner-leaf denver-1 {today} Z 0001.pdf")
    said = text(original)
    assert "COPY" not in said
    for words in ("Z 0001", "Corner Leaf", "by Kim", closed.value["hash"], "Closed by"):
        assert words in said
    (copy,) = shop("report", today, "--pdf", str(tmp_path)).value["files"]
    assert copy.endswith("Z 0001 copy.pdf")
    assert "COPY" in text(copy)
    assert Path(original).read_bytes() != Path(copy).read_bytes()
    again = shop("report", today, "--pdf", str(tmp_path / "again.pdf")).value["files"]
    assert Path(again[0]).read_bytes() == Path(copy).read_bytes()
    shop("visit", "--guest", "--amount", "5")
    (revision,) = shop("close-day", today, "--revise", "--pdf", str(tmp_path)).value["files"]
    assert revision.endswith("Z 0001 rev 2.pdf")
    assert "COPY" not in text(revision)


def test_an_x_and_a_period_are_no_copies(shop: Door, today: str, tmp_path: Path) -> None:
    shop("report", today, "--pdf", str(tmp_path / "x.pdf"))
    shop("report", f"{today[:8]}01..{today}", "--all-stores", "--pdf", str(tmp_path / "period.pdf"))
    for name in ("x.pdf", "period.pdf"):
        assert "COPY" not in text(tmp_path / name)
    assert "All stores" in text(tmp_path / "period.pdf")


@disk_full
def test_a_day_is_not_closed_where_there_is_no_room_for_its_report(shop: Door, today: str, tmp_path: Path) -> None:
    (tmp_path / "z.pdf.part").symlink_to(FULL)
    said = shop("close-day", "--pdf", str(tmp_path / "z.pdf"))
    assert (said.code, said.value["trouble"]) == (4, "disk_full")
    assert shop("report", today).value["kind"] == "X"
    assert not (tmp_path / "z.pdf").exists()
    assert shop("close-day", "--pdf", str(tmp_path / "z.pdf")).value["number"] == 1


def test_a_place_that_is_not_there_closes_nothing_and_is_said(shop: Door, today: str, tmp_path: Path) -> None:
    for words in (["close-day"], ["report", today]):
        said = shop(*words, "--pdf", str(tmp_path / "no" / "z.pdf"))
        assert (said.code, said.value["refused"]) == (3, "bad_file")
    assert shop("report", today).value["kind"] == "X"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--receipt"], "bad_file"),
        (["--table", "totals"], "bad_file"),
        (["--csv", "x.csv", "--table", "nothing"], "no_figure"),
    ],
)
def test_options_that_belong_to_others_are_refused(shop: Door, today: str, words: list[str], code: str) -> None:
    said = shop("report", today, *words)
    assert (said.code, said.value["refused"]) == (3, code)
    assert said.value["words"]


def test_where_people_sign_in_files_are_for_a_manager(typed: Typed, tmp_path: Path) -> None:
    typed(OWNERS, "staff", "add", "Ana")
    typed(f"{OWNERS} {MANAGERS}", "staff", "add", "Ben", "--role", "manager", "--staff", "Ana")
    typed(f"{MANAGERS} {BUDTENDERS}", "staff", "add", "Cy", "--staff", "Ben")

    def asked(pins: str, *words: str) -> Said:
        return typed(pins, "report", "2026-01-01", "--pdf", str(tmp_path / "x.pdf"), *words)

    assert asked("").value["refused"] == "not_permitted"
    assert asked(BUDTENDERS, "--staff", "Cy").value["refused"] == "not_permitted"
    assert not list(tmp_path.glob("*.pdf*"))
    assert typed(BUDTENDERS, "report", "2026-01-01", "--staff", "Cy").code == 0
    assert asked(f"{BUDTENDERS} {MANAGERS}", "--staff", "Cy", "--approved-by", "Ben").code == 0
    assert asked(MANAGERS, "--staff", "Ben").code == 0
    assert BytesIO((tmp_path / "x.pdf").read_bytes()).read(5) == b"%PDF-"
