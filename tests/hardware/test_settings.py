"""What this computer remembers of what is plugged in: kept whole, read as far as it can be, and in the docs."""

from pathlib import Path

import pytest

from posdesk.domain.refusals import EnvironmentTrouble, RefusalCode, Refused
from posdesk.hardware import settings
from posdesk.hardware.settings import HardwareSettings, Paper, Printer
from tests.rules.sources import PROJECT


def test_what_is_saved_is_there_again(tmp_path: Path) -> None:
    wanted = HardwareSettings(Printer.NETWORK, "192.168.1.50", Paper.NARROW, slip_after_visit=True, scanner_baud=115200)
    settings.save(tmp_path, wanted)
    assert settings.load(tmp_path) == wanted
    assert [path.name for path in tmp_path.iterdir()] == [settings.FILE]


@pytest.mark.parametrize("text", ["", "[]", "{", "\x00", '{"paper": []}', '{"paper": "7", "new": 1}'])
def test_a_damaged_file_counts_as_far_as_it_can_be_read(tmp_path: Path, text: str) -> None:
    (tmp_path / settings.FILE).write_text(text)
    assert settings.load(tmp_path) == HardwareSettings()
    (tmp_path / settings.FILE).write_text('{"paper": "7", "printer": "usb", "scanner_baud": 19200, "join": "x"}')
    assert settings.load(tmp_path) == HardwareSettings(printer=Printer.USB, scanner_baud=19200)


def test_a_folder_that_cannot_be_written_is_words(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentTrouble, match="not saved"):
        settings.save(tmp_path / "missing", HardwareSettings())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("printer", "laser"),
        ("paper", "210"),
        ("survey", "javascript:alert(1)"),
        ("survey", "https://example .com"),
        ("join", "https://example.com/" + "y" * 300),
        ("scanner_baud", "1"),
        ("slip_after_visit", "maybe"),
        ("printer_address", "a\x1bb"),
        ("colour", "red"),
    ],
)
def test_a_wrong_value_is_refused_in_words(name: str, text: str) -> None:
    with pytest.raises(Refused) as refused:
        settings.changed(HardwareSettings(), name, text)
    assert refused.value.refusal.code is RefusalCode.BAD_TEXT


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (Printer.NETWORK, "printer.local:9100", "192.168.1.50:x"),
        (Printer.USB, "04b8:0e15", "Epson"),
        (Printer.SERIAL, "COM3@38400", "COM3@"),
        (Printer.FILE, "/dev/usb/lp0", ""),
    ],
)
def test_kind_and_address_go_together(kind: Printer, good: str, bad: str) -> None:
    settings.check(HardwareSettings(printer=kind, printer_address=good))
    with pytest.raises(Refused, match="such as"):
        settings.check(HardwareSettings(printer=kind, printer_address=bad))


def test_every_setting_stands_in_the_docs() -> None:
    page = (PROJECT / "docs" / "hardware.md").read_text("utf-8")
    assert [name for name in settings.NAMES if f"`{name}`" not in page] == []


@pytest.mark.parametrize(
    ("printer", "paper", "rolls"),
    [
        (Printer.SYSTEM, Paper.WIDE, True),
        (Printer.SYSTEM, Paper.NARROW, False),
        (Printer.NETWORK, Paper.WIDE, False),
        (Printer.NONE, Paper.WIDE, False),
    ],
)
def test_a_report_fits_on_a_wide_roll_of_the_printer_that_takes_pdfs(
    printer: Printer, paper: Paper, rolls: bool
) -> None:
    assert settings.prints_on_roll(HardwareSettings(printer=printer, paper=paper)) is rolls
