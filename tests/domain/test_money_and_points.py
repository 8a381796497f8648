"""Amounts as people type and read them: cents and hundredths, never a float."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain import money, points
from posdesk.domain.refusals import RefusalCode, Refused


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("62.50", 6250),
        ("$62.5", 6250),
        ("$1,000", 100_000),
        ("1,234,567.89", 123_456_789),
        (" .5 ", 50),
        ("-3", -300),
        ("-$3.10", -310),
        ("+7", 700),
        ("$10,000,000.00", money.MAX_CENTS),
    ],
)
def test_an_amount_is_read(text: str, cents: int) -> None:
    assert money.parse_dollars(text) == cents


@pytest.mark.parametrize("text", ["", "$", ".", "-", "62,50", "1,00", "6.250", "1e3", "٣", "$10,000,000.01", "9" * 400])
def test_what_is_no_amount_is_refused(text: str) -> None:
    for read in (money.parse_dollars, money.parse_keypad):
        with pytest.raises(Refused) as caught:
            read(text)
        assert caught.value.refusal.code is RefusalCode.BAD_AMOUNT


@pytest.mark.parametrize(("text", "cents"), [("6250", 6250), ("62.50", 6250), ("5", 5), ("0", 0), ("$5", 500)])
def test_the_number_pad_types_cents(text: str, cents: int) -> None:
    assert money.parse_keypad(text) == cents


@given(st.integers(-money.MAX_CENTS, money.MAX_CENTS))
def test_what_is_written_is_read_back(cents: int) -> None:
    assert money.parse_dollars(money.format_cents(cents)) == cents
    assert money.parse_dollars(money.format_short(cents)) == cents


@given(st.text(max_size=20))
def test_any_text_is_an_amount_or_refused(text: str) -> None:
    for read in (money.parse_dollars, money.parse_keypad, points.parse_points):
        try:
            assert abs(read(text)) <= 10**15
        except Refused as refused:
            assert refused.refusal.words  # noqa: PT017


def test_amounts_are_written_as_people_say_them() -> None:
    assert [money.format_cents(cents) for cents in (6250, -6250, 100_000, 5, 0)] == [
        "$62.50",
        "-$62.50",
        "$1,000.00",
        "$0.05",
        "$0.00",
    ]
    assert [money.format_short(cents) for cents in (6250, 1000, 1010)] == ["$62.50", "$10", "$10.10"]


@given(st.integers(-(10**13), 10**13))
def test_points_written_are_read_back(hundredths: int) -> None:
    assert points.parse_points(points.format_points(hundredths)) == hundredths


@pytest.mark.parametrize("text", ["", "1.234", "one", "1e9", "٣", "--1", "1 000"])
def test_what_is_no_number_of_points_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        points.parse_points(text)
    assert caught.value.refusal.code is RefusalCode.BAD_POINTS


def test_a_negative_weight_is_a_bug() -> None:
    with pytest.raises(ValueError, match="negative"):
        money.split_by_weight(10, [1, -1])
    assert money.split_by_weight(10, []) == []
    assert money.split_by_weight(-10, [1, 1, 1]) == [-4, -3, -3]
    assert money.split_by_weight(10, [0, 0]) == [5, 5]
