"""The commands slip and hardware: words, a PDF, paper, and what is set up on this computer."""

from pathlib import Path

import pytest

from tests.commands.conftest import Door
from tests.fakes.receipt_printer import FakeReceiptPrinter, read


@pytest.fixture
def visit(shop: Door) -> str:
    member = shop("enrol", "--name", "Maria Gonzalez", "--phone", "303-555-4417").value["member"]
    return str(shop("visit", member, "--amount", "62.50").value["visit"])


def test_a_slip_is_words_and_a_pdf(shop: Door, visit: str, tmp_path: Path) -> None:
    value = shop("slip", visit, "--pdf", f"{tmp_path}/").value
    assert (value["shop"], value["title"], value["printed"]) == ("Corner Leaf", "Visit 1", False)
    assert Path(value["file"]).read_bytes().startswith(b"%PDF")
    assert "+62" in shop("slip", "--member", "Maria Gonzalez", text=True).out
    assert "+62" in shop("slip", text=True).out
    assert shop("slip", visit, "--member", "Maria").code == 3


def test_without_a_printer_it_is_refused_and_nothing_is_lost(shop: Door, visit: str) -> None:
    said = shop("slip", visit, "--print")
    assert (said.code, said.value["refused"]) == (3, "no_printer")


def test_what_is_set_up_is_remembered_and_printed_on(shop: Door, visit: str) -> None:
    printer = FakeReceiptPrinter()
    try:
        set_up = shop("hardware", "printer=network", f"printer_address={printer.address}", "--test-printer")
        assert set_up.value["tested"]
        assert shop("hardware", "survey=https://example.com/ask", "slip_after_visit=yes").value["slip_after_visit"]
        assert shop("slip", visit, "--print").value["printed"]
    finally:
        printer.close()
    first, second = (read(each) for each in printer.slips)
    assert (first.codes, second.codes) == (["POSDESK-TEST"], ["https://example.com/ask"])
    assert "printer = network" in shop("hardware", text=True).out


@pytest.mark.parametrize("wrong", ["paper=3", "printer=usb", "colour=red", "printer"])
def test_a_wrong_setting_changes_nothing(shop: Door, wrong: str) -> None:
    before = shop("hardware").value
    assert shop("hardware", "slip_after_visit=yes", wrong).code == 3
    assert shop("hardware").value == before


def test_settings_are_for_who_may_change_them(shop: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("4719\n"))
    assert shop("staff", "add", "Ana Ruiz", "--pin-stdin").code == 0
    assert shop("hardware", "paper=58").value["refused"] == "not_permitted"
    assert shop("hardware").value["paper"] == "80"
    monkeypatch.setattr("sys.stdin", io.StringIO("4719\n"))
    assert shop("hardware", "paper=58", "--staff", "Ana Ruiz", "--pin-stdin").value["paper"] == "58"
