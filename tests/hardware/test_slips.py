"""Slips on a printer that speaks ESC/POS: what stands on the paper, in letters it has, and what is said when it has
none."""

import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.counter.slips import Slip, SlipCode, SlipLine
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.hardware import escpos_library, slips
from posdesk.hardware.escpos_library import library
from posdesk.hardware.printable import encoded, printable
from posdesk.hardware.qr import dots
from posdesk.hardware.settings import CodePage, Codes, HardwareSettings, Paper, Printer
from posdesk.hardware.slip_printers import NO_PAPER, EscposPrinter, usb_device
from tests.fakes.receipt_printer import FakeReceiptPrinter, read

SLIP = Slip(
    "Corner Leaf",
    "Visit 10",
    "Nov 23, 2026 11:31 · register 1",
    (SlipLine("María G.", "Gold"), SlipLine("Points earned", "+62.50", strong=True)),
    ("You are Gold now.",),
    ("Not confirmed by the hub yet.",),
    (SlipCode("Your card:", "PD1:0027PRXGG0:Y", "PD1-0027P-RXGG0-Y"),),
)
WIDE = HardwareSettings()


@contextmanager
def a_printer(*, paper: bool = True, mute: bool = False) -> Iterator[FakeReceiptPrinter]:
    made = FakeReceiptPrinter(paper=paper, mute=mute)
    try:
        yield made
    finally:
        made.close()


def over(printer: FakeReceiptPrinter) -> EscposPrinter:
    return EscposPrinter(lambda: HardwareSettings(printer=Printer.NETWORK, printer_address=printer.address))


def test_a_slip_is_on_the_paper_as_it_should_be() -> None:
    printed = read(slips.slip_bytes(SLIP, WIDE))
    said = [line.strip() for line in printed.lines if line.strip()]
    assert said[:4] == ["Corner Leaf", "Visit 10", "Nov 23, 2026 11:31 · register 1", f"María G.{'Gold':>40}"]
    assert f"{'Points earned':<42}+62.50" in said
    assert said[-1] == "PD1-0027P-RXGG0-Y"
    assert "Not confirmed by the hub yet." in said
    assert (printed.codes, printed.cut, printed.table) == (["PD1:0027PRXGG0:Y"], True, 0)


@pytest.mark.parametrize(
    ("length", "paper", "size"), [(40, Paper.NARROW, 6), (250, Paper.NARROW, 5), (250, Paper.WIDE, 6)]
)
def test_a_printer_that_draws_codes_is_told_a_size_that_fits_its_paper(length: int, paper: Paper, size: int) -> None:
    text = f"https://example.com/{'s' * (length - 20)}"
    sent = slips.slip_bytes(replace(SLIP, codes=(SlipCode("Tell us", text),)), HardwareSettings(paper=paper))
    assert b"\x1d(k\x03\x001C" + bytes([size]) in sent
    assert (len(dots(text)) + 8) * size <= slips.DOTS_WIDE[paper]


def test_above_a_code_that_the_printer_draws_is_an_empty_line_for_readers_need_the_white() -> None:
    sent = slips.slip_bytes(SLIP, WIDE)
    words, _, _ = sent.partition(b"\x1d(k")
    assert words.rpartition(b"Your card:")[2].count(slips.LINE_END) == 2
    assert 4 * slips.CODE_DOTS <= 30  # dots of a line, and of the white


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("page", CodePage)
def test_no_line_is_wider_than_the_paper_in_any_letters(paper: Paper, page: CodePage) -> None:
    settings = HardwareSettings(paper=paper, code_page=page)
    long = replace(
        SLIP, lines=(SlipLine("Ünë très lóng náme " * 5, "$1,234.56 to Platinum by Jan 3"), SlipLine("x" * 99))
    )
    printed = read(slips.slip_bytes(long, settings), str(page))
    assert max(map(len, printed.lines)) <= slips.COLUMNS[paper]
    assert printed.table == slips.TABLES[page]


def test_a_printer_that_draws_no_codes_gets_a_picture_that_fits_its_paper() -> None:
    printed = read(slips.slip_bytes(SLIP, HardwareSettings(codes=Codes.PICTURE, paper=Paper.NARROW)))
    assert (printed.codes, printed.pictures) == ([], [(176, 174)])
    huge = read(slips.picture("https://example.com/" + "x" * 300, Paper.NARROW) + b"\n")
    assert huge.pictures[0][0] <= 384


@pytest.mark.parametrize(
    ("text", "page", "printed"),
    [
        ("José Ñandú", "cp437", "José Ñandú"),
        ("José Ñandú", "ascii", "Jose Nandu"),
        ("Łukasz Straße", "cp437", "Lukasz Straße"),
        ("Łukasz Straße", "ascii", "Lukasz Strasse"),
        ("Jose\u0301", "cp437", "José"),
        ("“Ten”—off…", "cp437", '"Ten"-off...'),
        ("€5", "cp858", "€5"),
        ("€5", "cp437", "EUR5"),
        ("שרה", "cp437", "???"),
        ("a\x1b@\x1dV\x00b\nc\u202e", "cp437", "a @ V b c"),
    ],
)
def test_letters_are_those_of_the_printer_or_the_nearest(text: str, page: str, printed: str) -> None:
    assert printable(text, page) == printed


@given(st.text(), st.sampled_from(list(CodePage)))
def test_no_text_commands_the_printer(text: str, page: CodePage) -> None:
    assert all(byte >= 0x20 for byte in encoded(text, str(page)))


@given(st.text(min_size=1, max_size=40))
def test_a_name_with_commands_in_it_changes_nothing_but_its_own_line(name: str) -> None:
    evil = replace(SLIP, lines=(SlipLine(f"{name}\x1b@\x1dV\x00\x10\x04\x04", "Gold"),), codes=())
    printed = read(slips.slip_bytes(evil, WIDE))
    plain = read(slips.slip_bytes(replace(SLIP, lines=(SlipLine("M", "Gold"),), codes=()), WIDE))
    assert printed.lines[-4:] == plain.lines[-4:]
    assert slips.slip_bytes(evil, WIDE).count(b"\x1dV") == 1


def test_a_slip_reaches_a_printer_in_the_network() -> None:
    with a_printer() as printer:
        over(printer).print_slip(SLIP)
    assert [read(each).lines[0] for each in printer.slips] == ["Corner Leaf"]


def test_a_printer_that_answers_no_question_prints_all_the_same() -> None:
    with a_printer(mute=True) as printer:
        over(printer).print_slip(SLIP)
    assert len(printer.slips) == 1


def test_a_printer_without_paper_says_so_and_gets_nothing() -> None:
    with a_printer(paper=False) as printer, pytest.raises(Refused) as refused:
        over(printer).print_slip(SLIP)
    assert (refused.value.refusal.code, refused.value.refusal.words) == (RefusalCode.NO_PRINTER, NO_PAPER)
    assert printer.slips == []


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        (Printer.NETWORK, "127.0.0.1:1"),
        (Printer.NETWORK, "no-such-printer.invalid"),
        (Printer.SERIAL, "/dev/no-such-port@9600"),
        (Printer.USB, "ffff:ffff"),
        (Printer.FILE, "/no/such/folder/lp0"),
    ],
)
def test_a_printer_that_is_off_is_words_and_the_slip_can_be_printed_again(kind: Printer, address: str) -> None:
    printer = EscposPrinter(lambda: HardwareSettings(printer=kind, printer_address=address))
    with pytest.raises(Refused, match="Ctrl\\+P prints the slip again") as refused:
        printer.print_slip(SLIP)
    assert refused.value.refusal.code is RefusalCode.NO_PRINTER


def test_a_printer_on_usb_is_found_by_its_numbers(tmp_path: Path) -> None:
    for name, product in (("lp0", "0001"), ("lp1", "0e15")):
        plugged = tmp_path / "devices" / name
        (plugged / "interface").mkdir(parents=True)
        (plugged / "idVendor").write_text("04b8\n")
        (plugged / "idProduct").write_text(f"{product}\n")
        (tmp_path / "class" / name).mkdir(parents=True)
        (tmp_path / "class" / name / "device").symlink_to(plugged / "interface")
    assert usb_device("04b8", "0e15", tmp_path / "class") == "/dev/usb/lp1"
    assert usb_device("04b8", "ffff", tmp_path / "class") is None
    assert usb_device("04b8", "0e15", tmp_path / "nothing") is None


def test_without_a_printer_it_says_where_to_set_one_up() -> None:
    with pytest.raises(Refused, match="F10"):
        EscposPrinter(HardwareSettings).print_slip(SLIP)


def test_a_printer_may_be_a_file(tmp_path: Path) -> None:
    path = tmp_path / "slips"
    settings = HardwareSettings(printer=Printer.FILE, printer_address=str(path))
    EscposPrinter(lambda: settings).print_slip(SLIP)
    assert read(path.read_bytes()).cut


def test_loading_the_library_leaves_no_folder_and_no_log_behind() -> None:
    library()
    from escpos import capabilities

    assert not Path(capabilities.pickle_dir).exists()
    assert Path(capabilities.pickle_dir).parent == Path(tempfile.gettempdir())
    assert escpos_library.FILE not in os.environ
    assert not any(type(each) is logging.StreamHandler for each in logging.getLogger().handlers)
