"""What a program document says about earning and points: read in every form, refused where it contradicts itself."""

import pytest

from posdesk.domain import program_document
from posdesk.domain.program import EarnRule, Expiry, Multiplier, PointRules
from tests.domain.documents import EVERY_KEY, problems, with_lines

TUESDAY, SUNDAY = 1, 6


def points_rules(*lines: str) -> PointRules:
    """What a small document with these lines below [points] says."""
    return program_document.parse(with_lines("[points]", *lines)).point_rules


def test_points_for_a_visit_of_some_members_on_some_days_are_read() -> None:
    rule = program_document.parse(EVERY_KEY).earn_rules[2]
    assert rule == EarnRule(
        id="medical-tuesday",
        points=500,
        per_cents=0,
        tiers=frozenset({"green"}),
        member_types=frozenset({"medical"}),
        weekdays=frozenset({TUESDAY, SUNDAY}),
    )


@pytest.mark.rule("E05")
def test_a_multiplier_and_the_cap_of_a_visit_are_read() -> None:
    program = program_document.parse(EVERY_KEY)
    assert program.point_rules.visit_cap == 250_00
    assert program.multipliers == (
        Multiplier(
            id="double",
            group="spring",
            percent=200,
            brands=frozenset({"wren", "bare roots"}),
            categories=frozenset({"mugs", "honey"}),
            tiers=frozenset({"green"}),
            member_types=frozenset({"senior"}),
            weekdays=frozenset({0}),
        ),
    )


@pytest.mark.rule("E05")
def test_a_multiplier_of_0_percent_is_one() -> None:
    none = with_lines("[[earn.multiplier]]", 'id = "staff"', "percent = 0", 'member_types = ["employee"]')
    (multiplier,) = program_document.parse(none).multipliers
    assert (multiplier.percent, multiplier.group) == (0, "promotion")


def test_what_points_do_is_read() -> None:
    assert program_document.parse(EVERY_KEY).point_rules == PointRules(
        expiry=Expiry.DAYS,
        expiry_after=180,
        pending_days=2,
        warn_days=45,
        grace_days=21,
        adjustment_is_activity=True,
        pay_points=150_00,
        pay_cents=2_00,
        visit_cap=250_00,
    )


@pytest.mark.parametrize(
    ("lines", "expiry", "after", "warn"),
    [
        (('expiry = "days"', "after = 10"), Expiry.DAYS, 10, 10),
        (('expiry = "months"', "after = 1"), Expiry.MONTHS, 1, 30),
        (('expiry = "end_of_month"',), Expiry.END_OF_MONTH, 0, 30),
        (('expiry = "end_of_year"', "after = 1"), Expiry.END_OF_YEAR, 1, 30),
        (('expiry = "inactivity"', "after = 365"), Expiry.INACTIVITY, 365, 30),
        ((), Expiry.NEVER, 0, 30),
    ],
)
def test_points_end_in_every_way_and_nobody_is_warned_before_they_can(
    lines: tuple[str, ...], expiry: Expiry, after: int, warn: int
) -> None:
    rules = points_rules(*lines)
    assert (rules.expiry, rules.expiry_after, rules.warn_days) == (expiry, after, warn)


WRONG = [
    ("cap = 250", "cap = -1", "earn.cap"),
    ("cap = 250", 'cap = "0"', "earn.cap"),
    ("cap = 250", 'cap = "0.49"', "earn.cap"),
    ("cap = 250", "cap = 10000000001", "earn.cap"),
    ("points = 5\n", "points = 0\n", "earn.rule.3.points"),
    ("each_visit = true", "each_visit = 1", "earn.rule.3.each_visit"),
    ("each_visit = true", 'each_visit = true\nper = "$5"', "earn.rule.3.per"),
    ("each_visit = true", 'each_visit = true\nbrands = ["Wren"]', "earn.rule.3.brands"),
    ("each_visit = true", 'each_visit = true\ncategories = ["Tea"]', "earn.rule.3.categories"),
    ('member_types = ["Medical"]', 'member_types = "Medical"', "earn.rule.3.member_types"),
    (
        'tiers = ["green"]\nmember_types = ["Medical"]',
        'tiers = ["gren"]\nmember_types = ["Medical"]',
        "earn.rule.3.tiers",
    ),
    ('["tuesday", "Sunday"]', '["tuesday", "Someday"]', "earn.rule.3.weekdays"),
    ('["tuesday", "Sunday"]', "[1]", "earn.rule.3.weekdays"),
    ('id = "double"', 'id = ""', "earn.multiplier.1.id"),
    ('group = "spring"', "group = []", "earn.multiplier.1.group"),
    ('group = "spring"', 'group = "tier"', "earn.multiplier.1.group"),
    ("percent = 200", "percent = 1001", "earn.multiplier.1.percent"),
    ("percent = 200", "percent = -1", "earn.multiplier.1.percent"),
    ('brands = "@house"', 'brands = "@mouse"', "earn.multiplier.1.brands"),
    ('brands = "@house"', 'brands = "@sweet"', "earn.multiplier.1.brands"),
    ('brands = "@house"', 'brands = "house"', "earn.multiplier.1.brands"),
    ('["Mugs", "@sweet"]', '["Mugs", "@house"]', "earn.multiplier.1.categories"),
    ('["Senior"]', "[true]", "earn.multiplier.1.member_types"),
    ('weekdays = ["monday"]', 'weekdays = "monday"', "earn.multiplier.1.weekdays"),
    ('expiry = "days"', 'expiry = "luck"', "points.expiry"),
    ("after = 180\n", "", "points.expiry"),
    ('expiry = "days"\nafter', 'expiry = "never"\nafter', "points.after"),
    ("after = 180", "after = 0", "points.after"),
    ("after = 180", "after = 3661", "points.after"),
    ("after = 180", "after = 44", "points.warn_days"),
    ("warn_days = 45", "warn_days = 181", "points.warn_days"),
    ("warn_days = 45", "warn_days = -1", "points.warn_days"),
    ("pending_days = 2", "pending_days = 181", "points.pending_days"),
    ("grace_days = 21", "grace_days = 1.5", "points.grace_days"),
    ("adjustment_is_activity = true", "adjustment_is_activity = 1", "points.adjustment_is_activity"),
    ("pay_points = 150", "pay_points = 0", "points.pay_points"),
    ('pay_value = "$2"', 'pay_value = "$0"', "points.pay_value"),
    ('pay_value = "$2"\n', "", "points.pay_points"),
    ("pay_points = 150\n", "", "points.pay_value"),
]


@pytest.mark.parametrize(("right", "wrong", "path"), WRONG)
def test_what_is_wrong_about_earning_is_named_once_with_its_line(right: str, wrong: str, path: str) -> None:
    assert EVERY_KEY.count(right) == 1
    spoilt = EVERY_KEY.replace(right, wrong)
    (problem,) = problems(spoilt)
    line, where, _ = problem.split(": ", 2)
    assert where == path
    assert spoilt.splitlines()[int(line.removeprefix("Line ")) - 1].startswith(f"{path.rpartition('.')[2]} = ")


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (
            ("[earn]", "cap = -5"),
            "Line 15: earn.cap: must be more than 0 and at most 10,000,000,000.",
        ),
        (
            ("[earn]", 'unit = "1"', 'cap = "0.5"'),
            "Line 16: earn.cap: is less than `unit`: rounded down to it, no visit would ever earn a point.",
        ),
        (
            ("[points]", 'expiry = "months"'),
            "Line 15: points.expiry: “months” after how many? Add `after`.",
        ),
        (
            ("[points]", "after = 12"),
            "Line 15: points.after: points never expire: say with `expiry` after so many of what, or leave it out.",
        ),
        (
            ("[points]", 'expiry = "end_of_month"', "warn_days = 32"),
            "Line 16: points.warn_days: points live 31 days at most: no warning can come before that.",
        ),
        (
            ("[points]", 'expiry = "inactivity"', "after = 30", "pending_days = 31"),
            "Line 17: points.pending_days: points live 30 days at most: they could never be used.",
        ),
        (
            ("[points]", "pay_points = 100"),
            "Line 15: points.pay_points: says half of it: so many points (`pay_points`) pay so much (`pay_value`). "
            "Add `pay_value`.",
        ),
        (
            ("[[earn.rule]]", 'id = "base"', "points = 2"),
            "Line 15: earn.rule.2.id: “base” is used twice. Give each its own.",
        ),
        (
            ("[[earn.multiplier]]", 'id = "gold-only"', "percent = 200", 'tiers = ["gold"]'),
            "Line 17: earn.multiplier.1.tiers: there is no tier with the id “gold”. Known are green.",
        ),
    ],
)
def test_a_contradiction_about_earning_is_told_in_words(lines: tuple[str, ...], problem: str) -> None:
    assert problems(with_lines(*lines)) == [problem]


def test_a_multiplier_of_nothing_is_refused() -> None:
    lines = with_lines("[[earn.multiplier]]", 'id = "double"', "percent = 200").splitlines()
    del lines[4:7]
    (problem,) = problems("\n".join(lines))
    assert problem == "Line 11: earn.multiplier.1: multiplies nothing: no [[earn.rule]] earns points."
