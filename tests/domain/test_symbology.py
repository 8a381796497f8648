"""What a scanner says of a code's kind is taken off and told; whatever is no such thing stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain.symbology import bare, told


@pytest.mark.parametrize(
    ("aim", "symbology", "goods", "ids"),
    [
        ("]L2", "PDF417", False, True),
        ("]Q1", "QR", False, False),
        ("]Q3", "QR", True, False),
        ("]C0", "Code 128", False, False),
        ("]C1", "Code 128", True, False),
        ("]E0", "EAN or UPC", True, False),
        ("]E4", "EAN or UPC", True, False),
        ("]d1", "Data Matrix", False, False),
        ("]d2", "Data Matrix", True, False),
        ("]A0", "Code 39", False, False),
        ("]e0", "GS1 DataBar", True, False),
        ("]z3", "Aztec", False, False),
        ("]I1", "Interleaved 2 of 5", False, False),
    ],
)
def test_an_identifier_is_taken_off_and_says_what_the_code_is(aim: str, symbology: str, goods: bool, ids: bool) -> None:
    said = told(f"{aim}0123456789")
    assert (said.text, said.aim, said.symbology) == ("0123456789", aim, symbology)
    assert (said.hints_at_goods, said.hints_at_id) == (goods, ids)


@pytest.mark.parametrize(
    "text",
    ["", "]", "]Q1", "]maria", "]garcia", "]Bob", "]Catherine", "] Q1 PD1", "]Q9X", "]K1X", "x]Q1Y", "[Q1Y", "]q1Y"],
)
def test_what_is_no_identifier_stays(text: str) -> None:
    assert (told(text).text, told(text).aim, told(text).symbology) == (text, "", "")
    assert not told(text).hints_at_goods
    assert not told(text).hints_at_id


def test_only_one_is_taken_off_and_stx_before_it_goes_with_it() -> None:
    assert bare("]Q1]Q1X") == "]Q1X"
    assert bare("\x02]C0MARIA-4417") == "MARIA-4417"
    assert bare("\x02MARIA-4417") == "\x02MARIA-4417"


@given(st.text())
def test_any_text_is_taken_and_its_end_stays(text: str) -> None:
    said = told(text)
    assert text.endswith(said.text)
    assert len(text) - len(said.text) in ((0,) if not said.aim else (3, 4, 5))


@pytest.mark.rule("G13")
def test_it_never_shows_what_was_scanned() -> None:
    assert "SAMPLE" not in repr(told("]L2@ANSI 636000DCSSAMPLE"))
