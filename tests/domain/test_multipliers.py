"""Points more than a rate a dollar: by visit, by kind of member, tier and weekday, multiplied and capped (E05)."""

from typing import Any

import pytest

from posdesk.domain.facts import Line, MemberField
from posdesk.domain.program import EarnRule, Multiplier, PointRules, Tier
from tests.domain.histories import History, a_program

MONDAY, TUESDAY = "2026-03-02", "2026-03-03"
DOUBLE = Multiplier("double", "promotion", 200)
TRIPLE_HILLTOP = Multiplier("hilltop", "promotion", 300, brands=frozenset({"hilltop"}))


def points_of(*bought: str | Line, when: str = MONDAY, member_type: str | None = None, **program: Any) -> int:
    """What one visit earns under a program with these rules."""
    history = History(a_program(**program))
    history.enrolled("2026-01-01", member_type=member_type)
    history.visit(when, *bought)
    return history.balance()


@pytest.mark.rule("E05")
def test_multipliers_of_one_group_add_up_where_they_fit() -> None:
    lines = (Line(10_00, "Hilltop"), Line(10_00, "Other"))
    assert points_of(*lines, multipliers=(DOUBLE, TRIPLE_HILLTOP)) == 50_00 + 20_00


@pytest.mark.rule("E05")
def test_of_several_groups_the_highest_wins_and_the_tier_is_a_group() -> None:
    gold = (Tier("gold", "Gold", 0, earn_percent=250),)
    season = Multiplier("season", "season", 150)
    assert points_of("$10", multipliers=(DOUBLE, season)) == 20_00
    assert points_of("$10", multipliers=(DOUBLE, season), tiers=gold) == 25_00


@pytest.mark.rule("E05")
def test_nothing_times_anything_is_nothing_whichever_group_it_is_in() -> None:
    staff = Multiplier("staff", "staff", 0, member_types=frozenset({"employee"}))
    assert points_of("$10", multipliers=(DOUBLE, staff), member_type="employee") == 0
    assert points_of("$10", multipliers=(DOUBLE, staff), member_type="medical") == 20_00
    assert points_of("$10", tiers=(Tier("none", "None", 0, earn_percent=0),), multipliers=(DOUBLE,)) == 0


@pytest.mark.rule("E05")
def test_a_visit_earns_at_most_the_cap_and_a_return_takes_back_what_the_rest_does_not_earn() -> None:
    history = History(a_program(point_rules=PointRules(visit_cap=50_00)))
    visit = history.visit(MONDAY, "$80")
    assert history.balance() == 50_00
    history.returned(TUESDAY, visit, "$20")
    assert history.balance() == 50_00  # the $60 that stay still reach the cap
    history.returned(TUESDAY, visit, "$20")
    assert history.balance() == 40_00


def test_a_counted_visit_earns_its_own_points_once_a_business_day() -> None:
    a_visit = EarnRule("a-visit", 5_00, 0)
    history = History(a_program(earn_rules=(a_visit,)))
    first = history.visit(f"{MONDAY} 10:00", "$10")
    history.visit(f"{MONDAY} 11:00", "$10")
    assert history.balance() == 5_00
    history.returned(TUESDAY, first, "$4")
    assert history.balance() == 5_00
    history.returned(TUESDAY, first, "$6")
    assert history.balance() == 0


@pytest.mark.rule("E09")
def test_a_visit_that_paid_nothing_earns_no_points_for_coming_either() -> None:
    assert points_of("$0", earn_rules=(EarnRule("a-visit", 5_00, 0),)) == 0


def test_rules_for_weekdays_tiers_and_kinds_of_member_earn_only_there() -> None:
    tuesdays = EarnRule("tuesdays", 1_00, 1_00, weekdays=frozenset({1}))
    medical = EarnRule("medical", 2_00, 1_00, member_types=frozenset({"medical"}))
    gold = EarnRule("gold", 9_00, 1_00, tiers=frozenset({"gold"}))
    rules: dict[str, Any] = {"earn_rules": (tuesdays, medical, gold)}
    assert points_of("$10", **rules) == 0
    assert points_of("$10", when=TUESDAY, **rules) == 10_00
    assert points_of("$10", member_type="medical", **rules) == 20_00
    assert points_of("$10", tiers=(Tier("gold", "Gold", 0),), **rules) == 90_00


def test_a_visit_earns_as_the_kind_of_member_somebody_was_then() -> None:
    medical = EarnRule("medical", 1_00, 1_00, member_types=frozenset({"medical"}))
    history = History(a_program(earn_rules=(medical,)))
    history.visit("2026-03-01", "$10")
    history.field_set("2026-03-02", MemberField.MEMBER_TYPE, "medical")
    history.visit("2026-03-03", "$10")
    history.field_set("2026-03-04", MemberField.MEMBER_TYPE, None)
    history.visit("2026-03-05", "$10")
    assert history.balance() == 10_00


@pytest.mark.rule("E03")
def test_a_multiplied_visit_is_rounded_once_on_its_total() -> None:
    program: dict[str, Any] = {"earn_unit": 1_00, "multipliers": (Multiplier("half", "p", 150),)}
    assert points_of("$0.90", "$0.90", **program) == 2_00  # 1.80 times one and a half is 2.70
