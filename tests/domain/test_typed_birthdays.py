"""Birthdays as people type them: the order of the numbers is declared, and nothing is guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.domain.typed_birthdays import BirthdayOrder, read

US, EU, ISO = BirthdayOrder.MONTH_FIRST, BirthdayOrder.DAY_FIRST, BirthdayOrder.YEAR_FIRST
TODAY = date(2026, 11, 23)


def refused(text: str, order: BirthdayOrder = US) -> str:
    """Why it is none."""
    with pytest.raises(Refused) as caught:
        read(text, order, TODAY)
    assert caught.value.refusal.code is RefusalCode.BAD_BIRTHDAY
    return caught.value.refusal.words


@pytest.mark.parametrize("order", BirthdayOrder)
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2001-05-30", "2001-05-30"),
        ("2001/5/30", "2001-05-30"),
        ("May 30 2001", "2001-05-30"),
        ("30 May 2001", "2001-05-30"),
        ("Nov 30, 2005", "2005-11-30"),
        ("november 30th 2005", "2005-11-30"),
        ("30 de noviembre de 2005", "2005-11-30"),
        ("3 ene 1990", "1990-01-03"),
        ("May 30", "05-30"),
        ("Feb 29", "02-29"),
        ("Feb 29 2004", "2004-02-29"),
    ],
)
def test_what_can_be_read_one_way_only_is_read_everywhere(order: BirthdayOrder, typed: str, kept: str) -> None:
    assert read(typed, order, TODAY) == kept


@pytest.mark.rule("DT05")
@pytest.mark.parametrize(
    ("typed", "order", "kept"),
    [
        ("5/6/2001", US, "2001-05-06"),
        ("5/6/2001", EU, "2001-06-05"),
        ("05-06-2001", US, "2001-05-06"),
        ("5.6.2001", EU, "2001-06-05"),
        ("5/30", US, "05-30"),
        ("30/5", EU, "05-30"),
        ("05-30", US, "05-30"),
        ("05-30", ISO, "05-30"),
    ],
)
def test_numbers_are_read_in_the_declared_order(typed: str, order: BirthdayOrder, kept: str) -> None:
    assert read(typed, order, TODAY) == kept


def test_another_order_is_refused_and_not_turned_round() -> None:
    assert "no month 30" in refused("30/5/2001")
    assert "month comes first here" in refused("30/5/2001")
    assert "no month 30" in refused("5/30/2001", EU)
    assert "two ways" in refused("5/6/2001", ISO)
    assert "two ways" in refused("05-06", EU)


@pytest.mark.rule("DT01")
def test_29_february_is_a_birthday_in_leap_years_only() -> None:
    assert read("2/29/2004", US, TODAY) == "2004-02-29"
    assert read("2/29", US, TODAY) == "02-29"
    assert "February 29, 2001 is on no calendar" in refused("2/29/2001")
    assert "on no calendar" in refused("2/30")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("5/30/01", "four digits"),
        ("May 30 01", "four digits"),
        ("May 2001", "four digits"),
        ("5/30/1880", "Nobody is that old"),
        ("5/30/2027", "still to come"),
        ("May", "not a birthday"),
        ("Ma 3 2001", "not a birthday"),
        ("May 30 31 2001", "not a birthday"),
        ("tomorrow", "not a birthday"),
        ("13/13/2000", "no month 13"),
        ("0/3/2000", "no month 0"),
    ],
)
def test_what_cannot_be_is_refused_with_what_is_wrong(typed: str, why: str) -> None:
    assert why in refused(typed)


@given(st.text(max_size=25), st.sampled_from(BirthdayOrder))
def test_any_text_is_a_birthday_or_is_refused(text: str, order: BirthdayOrder) -> None:
    try:
        kept = read(text, order, TODAY)
    except Refused:
        return
    assert read(kept, US, TODAY) == kept


@given(st.dates(date(1907, 1, 1), TODAY), st.sampled_from((US, EU)))
def test_every_day_typed_in_the_declared_order_is_that_day(day: date, order: BirthdayOrder) -> None:
    typed = f"{day.month}/{day.day}/{day.year}" if order is US else f"{day.day}/{day.month}/{day.year}"
    assert read(typed, order, TODAY) == day.isoformat()
