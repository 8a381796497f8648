"""A segment asks one member: every source, the edges of windows, and what is not known."""

from datetime import date

import pytest

from posdesk.counter import reasons
from posdesk.counter.reasons import Told
from posdesk.domain.clauses import Clause, failing
from posdesk.domain.facts import Line, MemberField
from posdesk.domain.feedback_facts import FeedbackGiven
from posdesk.domain.figures import Column
from posdesk.domain.membership import holds
from posdesk.domain.segment_document import parse
from tests.domain.histories import usd
from tests.domain.regulars import Regular

TODAY = "2026-06-15 12:00"


def asked(her: Regular, clause: str, when: str = TODAY, more: str = "") -> Clause:
    """Whether a clause, as a document has it, holds of her."""
    segments = {each.id: each for each in parse(f'[[segment]]\nid = "s"\nall = [{clause}]\n{more}')}
    return holds(her.figures(when), segments["s"].root, segments)


def is_in(her: Regular, clause: str, when: str = TODAY) -> bool:
    return asked(her, clause, when).holds


def test_visits_and_spend_are_counted_in_the_windows_of_the_day() -> None:
    her = Regular()
    for day in ("2026-03-17", "2026-05-31", "2026-06-01", "2026-06-15"):
        her.visit(f"{day} 12:00", "$40")
    her.visit("2026-06-15 15:00", "$5")
    assert is_in(her, '{ field = "visits", is = 4 }')
    assert is_in(her, '{ field = "receipts", is = 5 }', "2026-06-15 20:00")
    assert is_in(her, '{ field = "visits", window = "last 91 days", is = 4 }')
    assert is_in(her, '{ field = "visits", window = "last 90 days", is = 3 }')
    assert is_in(her, '{ field = "spend", window = "this month", is = "$85" }', "2026-06-15 20:00")
    assert is_in(her, '{ field = "spend", window = "last month", is = "$40" }')
    assert is_in(her, '{ field = "visits", window = "this year", is = 4 }')
    assert is_in(her, '{ field = "visits", window = "last year", is = 0 }')
    assert is_in(her, '{ field = "days_since_visit", is = 14 }', "2026-06-29 12:00")


@pytest.mark.rule("DT07")
def test_last_month_is_the_calendar_month_before_whatever_its_length() -> None:
    her = Regular(joined="2023-12-01 12:00")
    her.visit("2024-02-29 12:00", "$50")
    spent = '{ field = "spend", window = "last month", between = ["$0.01", "$50"] }'
    assert is_in(her, spent, "2024-03-31 12:00")
    assert not is_in(her, spent, "2024-04-01 12:00")
    assert not is_in(her, spent, "2024-02-29 20:00")
    her.visit("2024-02-01 12:00", "$0.01")
    assert not is_in(her, spent, "2024-03-01 12:00")


@pytest.mark.rule("DT07")
def test_nobody_who_spent_nothing_has_spent_only_fifty() -> None:
    assert not is_in(Regular(), '{ field = "spend", window = "last month", more_than = "$0" }')


@pytest.mark.rule("DT06")
def test_fifty_to_sixty_days_after_joining_takes_the_fiftieth_and_not_the_sixtieth() -> None:
    her = Regular(joined="2026-01-01 12:00")
    window = '{ field = "visits", window = "days 50 to 60 after joining", is = 1 }'
    her.visit("2026-02-19 12:00")
    assert not is_in(her, window)
    her.visit("2026-02-20 12:00")
    assert is_in(her, window)
    her.visit("2026-03-02 12:00")
    assert is_in(her, window)
    her.visit("2026-03-01 12:00")
    assert not is_in(her, window)


@pytest.mark.rule("DT06")
def test_a_field_that_is_cleared_and_filled_again_was_first_told_when_it_was() -> None:
    her = Regular()
    told = '{ field = "days_since_told", of = "email", is = 10 }'
    assert not is_in(her, told)
    her.told("2026-06-05 12:00", MemberField.EMAIL, "a@b.co")
    her.told("2026-06-06 12:00", MemberField.EMAIL, None)
    assert is_in(her, '{ field = "has_email", is = false }')
    her.told("2026-06-14 12:00", MemberField.EMAIL, "a@b.co")
    assert is_in(her, told)
    assert is_in(her, '{ field = "has_email", is = true }')


@pytest.mark.rule("DT07")
def test_who_joined_in_last_month_is_left_out_unless_it_is_asked() -> None:
    her = Regular(joined="2026-05-01 12:00")
    her.visit("2026-05-20 12:00", "$40")
    only = '{ field = "spend", window = "last month", between = ["$0.01", "$50"] }'
    assert not is_in(her, only)
    assert reasons.reason(asked(her, only), Told(date(2026, 6, 15), "points")) == "Not known: Spend, last month"
    assert is_in(her, only.replace(" }", ", or_unknown = true }"))
    assert is_in(her, '{ field = "pace", unknown = true }')
    before = Regular(joined="2026-04-30 12:00")
    before.visit("2026-05-20 12:00", "$40")
    assert is_in(before, only)
    assert is_in(before, '{ field = "pace", is = 0 }')


@pytest.mark.rule("DT06")
@pytest.mark.parametrize(("told", "pays"), [("02-19", False), ("02-20", True), ("03-01", True), ("03-02", False)])
def test_a_field_told_from_day_fifty_to_before_day_sixty_is_in_time(told: str, pays: bool) -> None:
    her = Regular(joined="2026-01-01 12:00")
    in_time = '{ field = "told_after", of = "email", between = [50, 59] }'
    assert not is_in(her, in_time)
    assert is_in(her, '{ field = "told_after", of = "email", unknown = true }')  # who is written to: nobody else
    her.told(f"2026-{told} 12:00", MemberField.EMAIL, "a@b.co")
    assert is_in(her, in_time) is pays
    her.told("2026-06-01 12:00", MemberField.EMAIL, None)
    her.told("2026-06-02 12:00", MemberField.EMAIL, "a@b.co")
    assert is_in(her, in_time) is pays
    assert is_in(her, '{ field = "told_after", of = "email", known = true }')


@pytest.mark.rule("CM02")
def test_a_favourite_brand_that_is_not_x_leaves_out_who_has_none_unless_it_is_asked() -> None:
    her = Regular()
    clause = '{ field = "favourite_brand", is_not = "Wyld" }'
    answer = asked(her, clause)
    assert not answer.holds
    assert reasons.reason(answer, Told(date(2026, 6, 15), "points")) == "Not known: Favourite brand"
    assert is_in(her, '{ field = "favourite_brand", is_not = "Wyld", or_unknown = true }')
    assert is_in(her, '{ none = [{ field = "favourite_brand", is = "Wyld" }] }')
    her.visit("2026-06-01 12:00", Line(usd("$20"), "WYLD"), Line(usd("$20"), "Alma"))
    assert is_in(her, clause)
    her.visit("2026-06-02 12:00", Line(1, "Wyld"))
    assert not is_in(her, clause)


@pytest.mark.rule("DT08")
def test_always_buys_is_the_rule_of_the_brand_history() -> None:
    her = Regular()
    always = '{ field = "brand.always", of = "Wyld", is = true }'
    for day in (1, 2, 3):
        assert not is_in(her, always)
        her.visit(f"2026-06-0{day} 12:00", Line(usd("$6"), "Wyld"), Line(usd("$4")))
    assert is_in(her, always)
    her.visit("2026-06-04 12:00", Line(1))
    assert not is_in(her, always)
    assert her.standing(TODAY).brands[0].always is False


def test_goods_are_counted_by_visits_spend_share_and_days_and_what_came_back_is_none() -> None:
    her = Regular()
    visit = her.visit("2026-06-01 12:00", Line(usd("$30"), "Wyld", "Edibles"), Line(usd("$10"), "Wyld", "Edibles"))
    her.visit("2026-06-05 12:00", Line(usd("$40"), "Alma", "Flower"))
    assert is_in(
        her, '{ field = "brand.purchases", of = "wyld", is = 1 }, { field = "brand.spend", of = "Wyld", is = "$40" }'
    )
    assert is_in(her, '{ field = "category.share", of = "flower", is = 50 }')
    assert is_in(her, '{ field = "category.days_since", of = "Edibles", is = 14 }')
    assert is_in(her, '{ field = "category.purchases", of = "CBD", is = 0 }')
    assert is_in(her, '{ field = "category.days_since", of = "CBD", unknown = true }')
    assert is_in(her, '{ field = "brand.purchases", of = "Wyld", window = "last 14 days", is = 0 }')
    assert visit


def test_the_own_rhythm_is_the_median_gap_and_overdue_is_its_percent() -> None:
    her = Regular()
    her.visits("2026-05-01 12:00", "2026-05-08 12:00")
    assert is_in(her, '{ field = "rhythm", unknown = true }, { field = "overdue", unknown = true }')
    her.visits("2026-05-18 12:00")
    assert is_in(her, '{ field = "rhythm", is = 7 }, { field = "overdue", is = 400 }')
    assert is_in(her, '{ field = "stage", is = "lapsed" }')
    assert is_in(her, '{ field = "stage", is = "slipping" }', "2026-06-08 12:00")
    assert is_in(her, '{ field = "stage", is = "active" }', "2026-05-28 12:00")


def test_birthdays_ages_scores_interests_and_kinds_are_read() -> None:
    her = Regular(birthday="2004-06-18", member_type="Medical", interests="Edibles, vapes")
    assert is_in(her, '{ field = "birthday_away", between = [-3, 3] }, { field = "age", is = 21 }')
    assert is_in(her, '{ field = "age", is = 22 }', "2026-06-18 12:00")
    assert is_in(her, '{ field = "interest", of = "Edibles", is = 1 }, { field = "member_type", is = "medical" }')
    assert is_in(her, '{ field = "score", unknown = true }')
    her.happened("2026-06-01 12:00", FeedbackGiven(3))
    her.happened("2026-06-02 12:00", FeedbackGiven(9))
    assert is_in(her, '{ field = "score", at_least = 9 }')


@pytest.mark.rule("DT05")
def test_a_birthday_without_a_year_has_a_day_and_no_age() -> None:
    her = Regular(birthday="06-18")
    assert is_in(her, '{ field = "birthday_away", is = 3 }, { field = "age", unknown = true }')
    assert her.figures(TODAY).values[Column.BORN_ON] is None


def test_what_is_missing_is_said_with_its_distance_through_other_segments_too() -> None:
    her = Regular()
    her.visits("2026-06-01 12:00", "2026-06-02 12:00")
    more = '[[segment]]\nid = "often"\ntitle = "Comes often"\nall = [{ field = "visits", at_least = 3 }]\n'
    answer = asked(her, '{ segment = "often" }', more=more)
    (why,) = failing(answer)
    assert (why.seen, why.needed, why.distance) == (2, 3, 1)
    told = Told(date(2026, 6, 15), "points")
    assert reasons.reason(answer, told) == "1 visit to go: Visits"
    assert reasons.reason(asked(her, '{ field = "spend", more_than = "$20" }'), told) == "$0.01 to go: Spend"
    assert reasons.reason(asked(her, '{ field = "tier", is = "gold" }'), told) == "Tier: member, not gold"
    out = asked(her, '{ none = [{ segment = "often" }, { field = "visits", at_least = 2 }] }', more=more)
    assert reasons.reason(out, told) == "Not for: Visits"


def test_figures_say_until_when_they_hold() -> None:
    her = Regular()
    her.visits("2026-05-01 12:00", "2026-05-08 12:00", "2026-05-15 12:00")
    figures = her.figures("2026-05-16 12:00")
    assert figures.good_until == date(2026, 5, 25)  # active for 1.5 times 7 days
    assert figures.values == her.figures("2026-05-25 12:00").values
    assert figures.values != her.figures("2026-05-26 12:00").values
