"""Birthdays: the treat's days, the age gate, and awards around them."""

from datetime import date

import pytest

from posdesk.domain import birthday
from posdesk.domain.facts import MemberField
from posdesk.domain.program import AwardRule, BirthdayRule
from posdesk.domain.standing import ExceptionKind
from tests.domain.histories import History, a_program

RULE = BirthdayRule(AwardRule("A birthday treat", None, "treat"), days_around=7, settle_days=30)
LONG_AGO = date(2020, 1, 1)


def treat(born: str, day: str, known_since: date = LONG_AGO) -> tuple[int, str, str] | None:
    """The treat that can be used on `day`: its year, its first and its last day."""
    found = birthday.treat(RULE, born, known_since, date.fromisoformat(day))
    return None if found is None else (found.year, str(found.first), str(found.last))


@pytest.mark.rule("DT01")
def test_born_on_29_february_the_treat_is_around_the_28th_in_common_years() -> None:
    assert treat("2004-02-29", "2026-02-28") == (2026, "2026-02-21", "2026-03-07")
    assert treat("2004-02-29", "2028-03-07") == (2028, "2028-02-22", "2028-03-07")


@pytest.mark.rule("DT02")
@pytest.mark.parametrize(
    ("born", "day", "of_age"),
    [
        ("2004-02-29", "2025-02-28", False),
        ("2004-02-29", "2025-03-01", True),
        ("2005-11-30", "2026-11-29", False),
        ("2005-11-30", "2026-11-30", True),
        ("2004-02-29", "2028-02-29", True),
    ],
)
def test_somebody_is_21_from_the_birthday_on_and_born_on_29_february_from_1_march(
    born: str, day: str, of_age: bool
) -> None:
    assert birthday.is_of_age(born, 21, date.fromisoformat(day)) is of_age


@pytest.mark.rule("DT03")
def test_the_days_around_a_birthday_cross_the_end_of_the_year() -> None:
    assert treat("1990-01-02", "2025-12-25") is None
    assert treat("1990-01-02", "2025-12-26") == (2026, "2025-12-26", "2026-01-09")
    assert treat("1990-01-02", "2026-01-09") == (2026, "2025-12-26", "2026-01-09")
    assert treat("1990-01-02", "2026-01-10") is None


@pytest.mark.rule("DT03")
def test_the_treat_is_given_once_a_birthday_on_either_side_of_new_year() -> None:
    history = History(a_program(birthday=RULE))
    history.enrolled("2025-06-01", birthday="1990-01-02")
    assert history.award_states("2025-12-28") == {("birthday", 2026): "open"}
    history.redeemed("2025-12-28", award=("birthday", 2026), reward="treat")
    assert history.award_states("2026-01-05") == {("birthday", 2026): "redeemed"}
    assert history.standing("2026-06-01").exceptions == ()
    assert history.award_states("2026-12-27") == {("birthday", 2027): "open"}


@pytest.mark.rule("DT04")
@pytest.mark.parametrize(("joined", "first_year"), [("2026-04-30", 2026), ("2026-05-01", 2027), ("2026-06-02", 2027)])
def test_a_birthday_told_less_than_30_days_before_waits_until_next_year(joined: str, first_year: int) -> None:
    history = History(a_program(birthday=RULE))
    history.enrolled(joined, birthday="1990-05-30")
    years = [n for year in (2026, 2027) for _, n in history.award_states(f"{year}-06-03")]
    assert years[0] == first_year


@pytest.mark.rule("DT04")
def test_a_birthday_that_is_changed_shortly_before_waits_and_one_said_again_does_not() -> None:
    history = History(a_program(birthday=RULE))
    history.enrolled("2025-01-01", birthday="1990-05-30")
    history.field_set("2026-05-20", MemberField.BIRTHDAY, "1990-05-30")
    assert history.award_states("2026-05-28") == {("birthday", 2026): "open"}
    history.field_set("2026-05-21", MemberField.BIRTHDAY, "1990-05-29")
    assert history.award_states("2026-05-28") == {}


@pytest.mark.rule("DT05")
def test_a_birthday_without_a_year_serves_the_treat_and_never_the_age_gate() -> None:
    assert treat("05-30", "2026-05-30") is not None
    with pytest.raises(ValueError, match="05-30"):
        birthday.is_of_age("05-30", 21, date(2026, 5, 30))


def test_a_treat_is_announced_two_weeks_before_it_can_be_used() -> None:
    history = History(a_program(birthday=RULE))
    history.enrolled("2025-01-01", birthday="1990-05-30")
    assert history.award_states("2026-05-08") == {}
    (soon,) = history.standing("2026-05-09").awards
    assert (soon.state, soon.valid_from) == ("waiting", date(2026, 5, 23))
    assert history.award_states("2026-05-23") == {("birthday", 2026): "open"}
    assert history.award_states("2026-06-07") == {}


def test_a_treat_used_when_it_was_not_there_is_listed() -> None:
    history = History(a_program(birthday=RULE))
    history.enrolled("2025-01-01", birthday="1990-05-30")
    history.redeemed("2026-03-01", award=("birthday", 2026), reward="treat")
    assert [line.kind for line in history.standing().exceptions] == [ExceptionKind.REDEEMED_NOT_EARNED]
