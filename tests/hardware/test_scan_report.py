"""What whoever tests a scanner is told of a scan, and what of an ID is never told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.hardware import scan_report
from posdesk.hardware.scan_report import TakenFor, report
from posdesk.hardware.scanner import Reading

CARD = "PD1:0027PRXGG0:Y"
ID = "@\n\x1e\rANSI 636026080102DL00410278ZA03190008DLDAQD12345678\nDCSGARCÍA-LÓPEZ\nDACMARIA\nDBB01151988\r"


def read(text: str, *gaps: int, terminated: bool = True) -> scan_report.ScanReport:
    return report(Reading(tuple(text), gaps or (8,) * (len(text) - 1), terminated))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (CARD, TakenFor.MEMBER_CARD),
        ("PD1:0027PRXGG1:Y", TakenFor.OTHER),
        ("MARIA-4417", TakenFor.OTHER),
        ("4006381333931", TakenFor.PRODUCT),
        ("036000291452", TakenFor.PRODUCT),
        ("4006381333932", TakenFor.OTHER),
        ("https://hub.example:7050#6A6S-CCH9", TakenFor.ADDRESS),
        (ID, TakenFor.ID),
        ("%CADENVER^GARCIA$MARIA^", TakenFor.ID),
        ("DAQD12345678", TakenFor.ID),
        ("DLDAQD12345678", TakenFor.ID),
    ],
)
def test_it_says_what_a_scan_is_taken_for(text: str, kind: TakenFor) -> None:
    assert read(text).taken_for is kind


@pytest.mark.rule("G13")
def test_of_an_id_the_header_and_the_lengths_are_told_and_nothing_that_is_on_it() -> None:
    told = read(ID, terminated=False)
    assert told.shown == "@<LF><RS><CR>ANSI 636026080102 [34] <LF> [15] <LF> [8] <LF> [11] <CR>"
    assert told.ended == "Ended by silence, as an ID does"
    for secret in ("GARC", "MARIA", "D12345678", "1988", "0115"):
        assert secret not in str(told)


@pytest.mark.rule("G13")
@given(st.text(min_size=1), st.sampled_from(["@", "@\n\x1e\rANSI 636026080102DL", "%", "DAQ", "DLDCS"]))
def test_whatever_an_id_holds_no_word_of_it_is_told(inside: str, begin: str) -> None:
    told = read(f"{begin}Q{inside}")
    words = {word for word in inside.split() if word.isalpha() and word.isascii() and len(word) > 3}
    assert not any(word in told.shown for word in words - {"ANSI", "AAMVA"})


def test_signs_that_cannot_be_seen_have_names_and_the_pace_is_told() -> None:
    told = read("ABC\x1d12\x07", 4, 30, 8, 8, 9, 9)
    assert (told.shown, told.length, told.gaps) == ("ABC<GS>12<07>", 7, (4, 8, 30))
    assert told.ended == "Ended by Enter or Tab"
    assert "silence" in read("ABCDEF", terminated=False).ended


def test_what_the_scanner_puts_before_a_code_is_named_and_left_out() -> None:
    told = read(f"]Q1{CARD}")
    assert told.taken_for is TakenFor.MEMBER_CARD
    assert told.prefix == "The scanner says ]Q1: QR. That is taken off before the code is looked up."
    assert told.shown == f"]Q1{CARD}"
    assert read(CARD).prefix == ""
    assert "EAN or UPC" in read("]E04006381333931").prefix
    assert read("]E04006381333931").taken_for is TakenFor.PRODUCT
    assert read("]Q9-4417").prefix == ""


def test_signs_of_the_shops_choice_before_a_card_are_counted() -> None:
    told = read(f"QR{CARD}")
    assert told.taken_for is TakenFor.MEMBER_CARD
    assert told.prefix.startswith("The scanner puts 2 signs before a code.")
    assert read(f"\x02{CARD}").shown == f"<STX>{CARD}"
    assert read(f"\x02{CARD}").taken_for is TakenFor.MEMBER_CARD


@pytest.mark.rule("G13")
def test_an_id_with_an_identifier_tells_its_symbology_and_nothing_else() -> None:
    told = read(f"]L2{ID}", terminated=False)
    assert told.shown == f"]L2{read(ID).shown}"
    assert told.prefix.startswith("The scanner says ]L2: PDF417.")
    behind = read(f"GARC{ID}")
    assert behind.shown == f" [4] {read(ID).shown}"
    assert "4 signs" in behind.prefix
    assert "GARC" not in str(behind)
    assert read(ID, terminated=True).ended == "Ended by ETX"


def test_a_long_text_of_no_known_kind_is_cut() -> None:
    assert len(read("secret-" * 500).shown) == scan_report.LONGEST + 1
