"""What a text in a file means, when the form is declared."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from posdesk.domain.business_day import to_instant
from posdesk.domain.refusals import Refused
from posdesk.importing import values
from posdesk.importing.column_map import DateOrder, Unit

NEW_YORK = "America/New_York"


def at(*wall: int, fold: int = 0) -> int:
    return to_instant(datetime(*wall, fold=fold, tzinfo=ZoneInfo(NEW_YORK)))  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("text", "decimal", "cents"),
    [
        ("62.50", ".", 6250),
        ("62.5", ".", 6250),
        ("62", ".", 6200),
        (".99", ".", 99),
        ("29.3300", ".", 2933),
        ("$1,250.00", ".", 125_000),
        ("1 250.00", ".", 125_000),
        ("-3.50", ".", -350),
        ("\u22123.50", ".", -350),
        ("3.50-", ".", -350),
        ("(3.50)", ".", -350),
        ("62,50", ",", 6250),
        ("1.250,00 €", ",", 125_000),
        ("0.00", ".", 0),
    ],
)
def test_an_amount_is_read_to_the_cent(text: str, decimal: str, cents: int) -> None:
    assert values.amount(text, decimal, Unit.DOLLARS) == cents


@pytest.mark.parametrize("text", ["62,50", "6.2.5", "1.505", "free", "", "NaN", "1e3", "$", "12,50.00", "٣.٥٠"])
def test_what_is_no_amount_is_refused_in_words(text: str) -> None:
    with pytest.raises(Refused) as refused:
        values.amount(text, ".", Unit.DOLLARS)
    assert text in refused.value.refusal.words


def test_an_amount_of_cents_is_whole() -> None:
    assert values.amount("3500", ".", Unit.CENTS) == 3500
    with pytest.raises(Refused, match="not a whole number of cents"):
        values.amount("35.5", ".", Unit.CENTS)


def test_an_amount_from_the_wrong_column_is_refused() -> None:
    with pytest.raises(Refused, match="right column"):
        values.amount("31198705046", ".", Unit.DOLLARS)


@pytest.mark.parametrize(
    ("text", "thousandths"), [("1", 1000), ("3.5", 3500), ("-2", -2000), ("0", 0), ("28469", 28_469_000), ("0.0005", 1)]
)
def test_a_quantity_is_in_thousandths(text: str, thousandths: int) -> None:
    assert values.quantity(text, ".") == thousandths


@pytest.mark.parametrize(
    ("order", "text"),
    [
        (DateOrder.YMD, "2026-11-05"),
        (DateOrder.YMD, "2026/11/5"),
        (DateOrder.YMD, "20261105"),
        (DateOrder.DMY, "5.11.2026"),
        (DateOrder.DMY, "05/11/2026"),
        (DateOrder.MDY, "11/05/2026"),
        (DateOrder.MDY, "11-5-2026"),
    ],
)
def test_a_date_is_read_in_the_declared_order_only(order: DateOrder, text: str) -> None:
    assert values.day(text, (order,)) == (2026, 11, 5)


@pytest.mark.parametrize(
    ("order", "text"),
    [
        (DateOrder.YMD, "11/05/2026"),
        (DateOrder.DMY, "2026-11-05"),
        (DateOrder.DMY, "11/25/2026"),
        (DateOrder.MDY, "25/11/2026"),
        (DateOrder.YMD, "2026-02-30"),
        (DateOrder.YMD, "26-11-05"),
        (DateOrder.YMD, "2026-11/05"),
        (DateOrder.YMD, ""),
        (DateOrder.YMD, "45987"),
    ],
)
def test_a_date_in_another_order_is_refused_not_guessed(order: DateOrder, text: str) -> None:
    with pytest.raises(Refused, match="not a date in the order the map declares"):
        values.day(text, (order,))


def test_a_birthday_may_come_without_its_year() -> None:
    assert values.day("05-30", (DateOrder.YMD, DateOrder.MD)) == (None, 5, 30)
    assert values.day("30.05.", (DateOrder.DM,)) == (None, 5, 30)


@pytest.mark.parametrize(
    ("text", "wall"),
    [
        ("2017-01-01T07:30:27", (2017, 1, 1, 7, 30, 27)),
        ("2017-01-01 07:30", (2017, 1, 1, 7, 30)),
        ("2017-01-01 7:30 PM", (2017, 1, 1, 19, 30)),
        ("2017-01-01 12:05 am", (2017, 1, 1, 0, 5)),
        ("2017-01-01T12:30:00Z", (2017, 1, 1, 7, 30)),
        ("2017-01-01T06:30:00-06:00", (2017, 1, 1, 7, 30)),
        ("2017-01-01", (2017, 1, 1, 12)),
    ],
)
def test_a_time_is_the_stores_own_unless_it_names_its_zone(text: str, wall: tuple[int, ...]) -> None:
    assert values.moment(text, DateOrder.YMD, NEW_YORK)[0] == at(*wall)


@pytest.mark.rule("VS03")
def test_a_time_the_clocks_skip_is_an_hour_later_and_a_double_one_is_the_first() -> None:
    assert values.moment("2017-03-12T02:30:00", DateOrder.YMD, NEW_YORK)[0] == at(2017, 3, 12, 3, 30)
    assert values.moment("2017-11-05T01:30:00", DateOrder.YMD, NEW_YORK)[0] == at(2017, 11, 5, 1, 30, fold=0)


@pytest.mark.parametrize("text", ["2017-01-01T25:00", "2017-01-01 noon", "2017-01-01 13:00 PM", "1969-12-30"])
def test_a_time_no_clock_shows_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        values.moment(text, DateOrder.YMD, NEW_YORK)


def test_points_may_be_below_zero() -> None:
    assert values.points("-12.5", ".") == -1250
    assert values.points("1,200", ".") == 120_000
