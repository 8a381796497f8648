"""Whatever a scanner is set to put before and after a code: one scan is one scan, and nothing of it is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain import symbology
from posdesk.hardware import scanner
from tests.hardware.test_scanner import burst, played
from tests.scanned_ids import scan

BEFORE = ["", "\x02", "]Q1", "]C0", "\x02]L2", "X"]
AFTER = ["", "\r", "\n", "\t", "\r\n", "\n\r", "\r\t", "\t\r", "\x03", "\r\x03", "\x03\r\n", "\r\n\r\n"]
CODES = ["PD1:0027PRXGG0:Y", "4006381333931", "MARIA-4417", "https://hub.example:7050#6A6S-CCH9"]
ID = scan()


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("after", AFTER)
@pytest.mark.parametrize("code", CODES)
def test_one_code_is_one_scan_whatever_stands_around_it(before: str, code: str, after: str) -> None:
    assert played(burst(f"{before}{code}{after}")) == [(before.removeprefix("\x02") + code,)]


@pytest.mark.rule("G04", "G06")
@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("after", AFTER)
def test_one_id_is_one_scan_and_its_own_line_ends_do_not_end_it(before: str, after: str) -> None:
    (out,) = played(burst(f"{before}{ID}{after}", gap=2))
    assert isinstance(out, tuple)
    assert symbology.bare(out[0]).removeprefix("X").rstrip("\r\n\t") == ID.rstrip("\r\n")
    assert scanner.looks_like_id(out[0])


@pytest.mark.rule("G06")
@pytest.mark.parametrize("header", ["@\n\x1e\rANSI 636", "@\rANSI 636", "@ANSI 636", "ANSI 636", "AAMVA636"])
@pytest.mark.parametrize("before", ["", " ", "\x02", "]L0", "]L2", "\x02]L2", "X", "ID:", "]L2X"])
def test_an_id_is_known_behind_what_the_scanner_puts_before_it(before: str, header: str) -> None:
    text = f"{before}{header}020090002DL00410288\nDAQ1\nDCSSAMPLE\n"
    assert played(burst(text)) == [(text.removeprefix("\x02"),)]
    assert scanner.looks_like_id(text)


@pytest.mark.parametrize("text", ["maria@example.com\r", "A@BCDEFG\r", "X@9-4417\r"])
def test_an_at_sign_in_the_middle_is_no_id(text: str) -> None:
    assert played(burst(text)) == [(text.strip(),)]


def test_stx_alone_is_given_back_and_etx_alone_goes_on() -> None:
    assert played([("\x02", 500), ("\x03", 500), ("a", 500), ("\x03", 20)]) == ["\x02", "\x03", "a", "\x03"]


def test_framed_scans_run_together_are_as_many() -> None:
    strokes = burst("\x02PD1:AAAAAA\x03\x02PD1:BBBBBB\x03", gap=0)
    assert played(strokes) == [("PD1:AAAAAA",), ("PD1:BBBBBB",)]


ENDS = st.lists(st.sampled_from("\r\n\t\x03"), max_size=3).map("".join)
LETTERS = st.text("ABCDEFGHJKMNPQRSTVWXYZ0123456789-:", min_size=6, max_size=24)


@given(
    st.lists(st.tuples(st.sampled_from(BEFORE), st.one_of(LETTERS, st.just(ID)), ENDS), min_size=1, max_size=4),
    st.integers(0, 30),
    st.booleans(),
)
def test_so_many_scans_come_out_as_were_made(parts: list[tuple[str, str, str]], gap: int, punctual: bool) -> None:
    made = [burst(f"{before}{data}{after}", gap) for before, data, after in parts]
    out = played([stroke for strokes in made for stroke in strokes], punctual)
    assert len(out) == len(parts)
    for (before, data, _), came in zip(parts, out, strict=True):
        assert isinstance(came, tuple)
        assert came[0].removeprefix(before.removeprefix("\x02")).rstrip() == data.rstrip()
