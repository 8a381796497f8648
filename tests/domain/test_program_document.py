"""The program document: each key wrong once names its line, several problems come at once, and the sample is sound."""

import re
from datetime import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain import program_document
from posdesk.domain.program import (
    AwardRule,
    Basis,
    BirthdayRule,
    BrandHabit,
    Counting,
    EnrolmentRules,
    MessageCap,
    MessageRules,
    PointRules,
    ReferralRule,
    ReturnRules,
    Review,
    WelcomeRule,
    Window,
)
from posdesk.domain.quiet_hours import Hours
from posdesk.domain.refusals import Refused
from posdesk.domain.typed_birthdays import BirthdayOrder
from tests.domain.documents import EVERY_KEY, SMALL, problems, with_lines
from tests.domain.histories import usd

PROJECT = Path(__file__).resolve().parents[2]
SAMPLE = (PROJECT / "resources" / "programs" / "sample.toml").read_text(encoding="utf-8")
GUIDE = PROJECT / "docs" / "program.md"


def test_the_sample_that_ships_is_sound() -> None:
    program = program_document.parse(SAMPLE)
    assert (program.name, program.counting, program.tier_basis) == (
        "Corner Leaf Rewards",
        Counting.BUSINESS_DAY,
        Basis.SPEND,
    )
    assert [tier.minimum for tier in program.tiers] == [0, usd("$500"), usd("$1,500"), usd("$4,000")]
    assert [milestone.every for milestone in program.milestones] == [10, 100, usd("$1,000")]
    assert [(milestone.award.reward, milestone.award.title) for milestone in program.milestones] == [
        ("ten-off", "$10 off"),
        ("fifty-off", "$50 off $100 or more"),
        ("ten-percent", "10 % off the next purchase"),
    ]


def test_the_programs_of_the_demo_are_sound() -> None:
    first, second = (
        program_document.parse((PROJECT / "resources" / "demo" / f"program-{name}.toml").read_text(encoding="utf-8"))
        for name in ("first", "second")
    )
    assert (first.version, second.version) == (1, 2)
    assert set(first.reward_by_id) < set(second.reward_by_id)


def test_every_key_is_read() -> None:
    program = program_document.parse(EVERY_KEY)
    assert (program.name, program.version, program.point_name) == ("Corner Leaf", 7, "leaves")
    assert (program.counting, program.gap_hours, program.earn_unit) == (Counting.GAP_HOURS, 6, 50)
    assert program.excluded_brands == {"bare roots"}
    assert program.excluded_categories == {"papers", "gift cards"}
    assert [(rule.points, rule.per_cents) for rule in program.earn_rules] == [(100, 100), (200, 1000), (500, 0)]
    assert (program.earn_rules[1].brands, program.earn_rules[1].categories) == ({"wren"}, {"tea"})
    assert (program.tier_basis, program.tier_window, program.tier_days) == (Basis.POINTS, Window.DAYS, 90)
    assert [(tier.minimum, tier.earn_percent) for tier in program.tiers] == [(0, 100), (500_00, 125)]
    assert (program.tier_review, program.tier_grace_days, program.tier_quick_days) == (Review.GRACE_DAYS, 60, 7)
    assert [tier.entry for tier in program.tiers] == [None, AwardRule("A shirt for gold", 61, "shirt")]
    tenth, thousands, hundreds = program.milestones
    assert (tenth.at, tenth.every, tenth.nudge, tenth.award.valid_days, tenth.lifetime) == (10, None, 5, 30, True)
    assert (thousands.at, thousands.every, thousands.award.valid_days) == (None, usd("$1,000"), None)
    assert hundreds.award == AwardRule("$10 off the house brands", None, "ten-off")
    assert program.birthday == BirthdayRule(AwardRule("A cup for your birthday", None, "cup"), 10, 20)
    assert program.welcome == WelcomeRule(AwardRule("A cup to begin with", 60, "shirt"), external=True)
    assert program.referral == ReferralRule(AwardRule("Thanks for your friend", 90, "ten-off"), 7, 5)
    assert program.enrolment == EnrolmentRules(frozenset({"+13038661000"}), BirthdayOrder.DAY_FIRST, 21)
    assert program.return_rules == ReturnRules(claw_back_discount=True, orphan_days=9)
    assert (program.best_only, program.hold_minutes) == (True, 25)
    assert program.habit == BrandHabit(50, 90, 2, 30)
    assert program.messages == MessageRules(
        MessageCap(3, 10), MessageCap(None, 10), frozenset({"points-end"}), Hours(time(9), time(20, 30)), 25, 48
    )


def test_what_a_short_document_does_not_say_has_its_default() -> None:
    program = program_document.parse(SMALL)
    assert (program.counting, program.tier_basis, program.tier_window) == (
        Counting.BUSINESS_DAY,
        Basis.SPEND,
        Window.ROLLING_12_MONTHS,
    )
    assert (program.tier_review, program.tier_grace_days, program.tier_quick_days) == (Review.GRACE_DAYS, 30, 14)
    assert (program.point_rules, program.return_rules) == (PointRules(), ReturnRules())
    assert (program.birthday, program.rewards, program.coupons, program.multipliers) == (None, (), (), ())
    assert (program.welcome, program.referral, program.enrolment) == (None, None, EnrolmentRules())
    assert (program.best_only, program.hold_minutes) == (False, 15)
    assert program.messages == MessageRules()
    assert program.forget_after_months is None


def test_members_are_forgotten_only_after_a_time_that_is_said() -> None:
    assert program_document.parse(EVERY_KEY).forget_after_months == 36
    for months in (0, 1201):
        with pytest.raises(Refused, match="forget_after_months"):
            program_document.parse(EVERY_KEY.replace("months = 36", f"months = {months}"))


def test_the_example_has_every_key_there_is() -> None:
    used = {table: set[str]() for table in program_document.KEYS}
    table = ""
    for line in EVERY_KEY.splitlines():
        if header := re.match(r"\[+([a-z.]+)\]", line):
            table = header[1]
            parent, _, name = table.rpartition(".")
            used[parent].add(name)
        elif key := re.match(r"([a-z_]+) = ", line):
            used[table].add(key[1])
    assert used == {name: set(keys) for name, keys in program_document.KEYS.items()}


WRONG = [
    ("void_days = 7", "void_days = -1", "referral.void_days"),
    ("most = 5", "most = 0", "referral.most"),
    ("external = true", 'external = "yes"', "welcome.external"),
    ('own_phones = ["303-866-1000"]', 'own_phones = ["303-555-0100"]', "enrolment.own_phones"),
    ('birthdays = "day_first"', 'birthdays = "american"', "enrolment.birthdays"),
    ("minimum_age = 21", "minimum_age = 100", "enrolment.minimum_age"),
    ('name = "Corner Leaf"', 'name = ""', "program.name"),
    ("version = 7", "version = 0", "program.version"),
    ("version = 7", 'version = "7"', "program.version"),
    ('point_name = "leaves"', "point_name = 3", "program.point_name"),
    ('count = "gap_hours"', 'count = "sometimes"', "visits.count"),
    ("gap_hours = 6", "gap_hours = 0", "visits.gap_hours"),
    ('unit = "0.5"', 'unit = "none"', "earn.unit"),
    ('unit = "0.5"', "unit = 0.5", "earn.unit"),
    ('unit = "0.5"', 'unit = "0"', "earn.unit"),
    ('exclude_brands = ["Bare Roots"]', 'exclude_brands = "Bare Roots"', "earn.exclude_brands"),
    ('exclude_categories = ["Papers",', "exclude_categories = [7,", "earn.exclude_categories"),
    ("exclude_products = []", "exclude_products = [[]]", "earn.exclude_products"),
    ('id = "base"', "id = 1", "earn.rule.1.id"),
    ('id = "tea"', 'id = "base"', "earn.rule.2.id"),
    ("points = 2", "points = -2", "earn.rule.2.points"),
    ("points = 2", "points = true", "earn.rule.2.points"),
    ('per = "$10"', 'per = "ten"', "earn.rule.2.per"),
    ('per = "$10"', "per = 10.5", "earn.rule.2.per"),
    ('brands = ["Wren"]', 'brands = [""]', "earn.rule.2.brands"),
    ('categories = ["Tea"]', "categories = 1", "earn.rule.2.categories"),
    ('basis = "points"', 'basis = "luck"', "tiers.basis"),
    ('window = "days"', 'window = "moon"', "tiers.window"),
    ("days = 90\nreview", "days = 0\nreview", "tiers.days"),
    ('review = "grace_days"', 'review = "soon"', "tiers.review"),
    ("grace_days = 60", "grace_days = -1", "tiers.grace_days"),
    ("quick_days = 7", "quick_days = true", "tiers.quick_days"),
    ('id = "green"', 'id = ""', "tiers.tier.1.id"),
    ('id = "gold"', 'id = "green"', "tiers.tier.2.id"),
    ('name = "Gold"', "name = []", "tiers.tier.2.name"),
    ("minimum = 500", "minimum = -1", "tiers.tier.2.minimum"),
    ("minimum = 500", "minimum = 0", "tiers.tier.2.minimum"),
    ("earn_percent = 125", "earn_percent = 1.25", "tiers.tier.2.earn_percent"),
    ('entry_title = "A shirt for gold"', 'entry_title = ""', "tiers.tier.2.entry_title"),
    ("entry_valid_days = 61", "entry_valid_days = 0", "tiers.tier.2.entry_valid_days"),
    ('reward = "cup"', "reward = 3", "birthday.reward"),
    ('title = "A cup for your birthday"', 'title = " "', "birthday.title"),
    ("days_around = 10", "days_around = 183", "birthday.days_around"),
    ("settle_days = 20", "settle_days = 366", "birthday.settle_days"),
    ("claw_back_discount = true", "claw_back_discount = 1", "returns.claw_back_discount"),
    ("orphan_days = 9", "orphan_days = 0", "returns.orphan_days"),
    ("best_only = true", 'best_only = "yes"', "rewards.best_only"),
    ("hold_minutes = 25", "hold_minutes = 0", "rewards.hold_minutes"),
    ('id = "thousands"', 'id = "tenth"', "milestone.2.id"),
    ('on = "visits"', 'on = "points"', "milestone.1.on"),
    ("at = 10", "at = 0", "milestone.1.at"),
    ('every = "$1,000"', 'every = "$0"', "milestone.2.every"),
    ("nudge = 5", "nudge = 10", "milestone.1.nudge"),
    ("nudge = 5", "nudge = 0", "milestone.1.nudge"),
    ('title = "A treat"', "title = 9", "milestone.2.title"),
    ("valid_days = 30", "valid_days = 0", "milestone.1.valid_days"),
    ("lifetime = true", 'lifetime = "yes"', "milestone.1.lifetime"),
    ("share_percent = 50", "share_percent = 101", "habits.share_percent"),
    ("days = 90\npurchases", "days = 0\npurchases", "habits.days"),
    ("purchases = 2", "purchases = 0", "habits.purchases"),
    ("half_life_days = 30", "half_life_days = 0", "habits.half_life_days"),
    ("cap = 3", "cap = 0", "messages.cap"),
    ("cap = 3", 'cap = "none"', "messages.cap"),
    ("cap = 3", "cap = true", "messages.cap"),
    ("cap_days = 10", "cap_days = 0", "messages.cap_days"),
    ('transactional = ["points-end"]', 'transactional = "points-end"', "messages.transactional"),
    ('transactional_cap = "no cap"', "transactional_cap = 0", "messages.transactional_cap"),
    ('hours = ["09:00", "20:30"]', 'hours = ["07:59", "20:30"]', "messages.hours"),
    ('hours = ["09:00", "20:30"]', 'hours = ["09:00", "21:01"]', "messages.hours"),
    ('hours = ["09:00", "20:30"]', 'hours = ["20:30", "09:00"]', "messages.hours"),
    ('hours = ["09:00", "20:30"]', 'hours = ["09:00", 20]', "messages.hours"),
    ("minimum_age = 25", "minimum_age = 20", "messages.minimum_age"),
    ("good_hours = 48", "good_hours = 0", "messages.good_hours"),
    ("share_percent = 50", "share = 50", "habits.share"),
    ("purchases = 2", "purchases = 2\ncolour = 1", "habits.colour"),
    ('points = "1"', 'points = "1"\nbonus = 2', "earn.rule.1.bonus"),
]


@pytest.mark.parametrize(("right", "wrong", "path"), WRONG)
def test_each_key_wrong_once_names_its_line_and_nothing_else(right: str, wrong: str, path: str) -> None:
    assert EVERY_KEY.count(right) == 1
    spoilt = EVERY_KEY.replace(right, wrong)
    changed = next(
        number
        for number, (before, after) in enumerate(zip(EVERY_KEY.splitlines(), spoilt.splitlines(), strict=False), 1)
        if before != after
    )
    (problem,) = problems(spoilt)
    assert problem.startswith(f"Line {changed}: {path}: ") or problem.startswith(f"Line {changed + 1}: {path}: ")
    assert problem.endswith((".", ".0", "50."))


def test_several_problems_come_at_once_in_the_order_of_the_lines() -> None:
    spoilt = EVERY_KEY.replace("version = 7", "version = 0").replace('count = "gap_hours"', 'count = "x"')
    found = problems(spoilt.replace("purchases = 2", "purchase = 2"))
    third = EVERY_KEY.splitlines().index("purchases = 2") + 1
    assert [line.partition(": ")[0] for line in found] == ["Line 3", "Line 7", f"Line {third}"]


def test_a_problem_is_one_line_whatever_the_document_says() -> None:
    assert problems(SMALL.replace("version = 1", 'version = 1\n"new\\nline" = 1'))[0].startswith(
        "Line 1: program.new line:"
    )
    assert len(problems(EVERY_KEY.replace('kind = "custom"', 'kind = "two\\nlines"'))) == 1


@pytest.mark.parametrize("key", ["at = 10", "at = 10\nevery = 5"])
def test_a_milestone_has_either_at_or_every(key: str) -> None:
    spoilt = EVERY_KEY.replace("at = 10", key if "every" in key else "# at").replace("nudge = 5\n", "")
    assert any("milestone.1: needs either" in line for line in problems(spoilt))


@pytest.mark.rule("TI08")
def test_two_tiers_with_the_same_minimum_are_refused() -> None:
    (problem,) = problems(EVERY_KEY.replace("minimum = 500", "minimum = 0"))
    assert problem == "Line 74: tiers.tier.2.minimum: Green begins at the same value. Two tiers need two minimums."


@pytest.mark.rule("TI08")
def test_a_minimum_that_cannot_be_read_is_not_taken_for_the_same_as_another() -> None:
    assert problems(with_lines("[[tiers.tier]]", 'id = "gold"', 'name = "Gold"', "minimum = -1")) == [
        "Line 17: tiers.tier.2.minimum: must be at least $0.00."
    ]


def test_where_the_basis_is_wrong_the_minimums_are_not_blamed() -> None:
    (problem,) = problems(EVERY_KEY.replace('basis = "points"', 'basis = "luck"'))
    assert "tiers.basis: “luck” is not one of visits, spend, points." in problem


def test_an_award_for_coming_to_the_first_tier_is_refused_for_nobody_comes_to_it() -> None:
    (problem,) = problems(SMALL + 'entry_title = "A welcome"\n')
    assert problem == (
        "Line 9: tiers.tier.1: everyone begins in this tier, so nobody comes to it: leave its entry_ keys out."
    )


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (
            ("[[milestone]]", 'id = "tenth"', "at = 10"),
            "Line 14: milestone.1.title: is missing: say in words what she gets, or name a reward.",
        ),
        (
            ("[birthday]", "days_around = 3"),
            "Line 14: birthday.title: is missing: say in words what she gets, or name a reward.",
        ),
        (
            ("[[tiers.tier]]", 'id = "gold"', 'name = "Gold"', 'minimum = "$5"', "entry_valid_days = 3"),
            "Line 14: tiers.tier.2.entry_title: is missing: say in words what she gets, or name a reward.",
        ),
    ],
)
def test_an_award_says_what_is_given_or_names_a_reward(lines: tuple[str, ...], problem: str) -> None:
    assert problems(with_lines(*lines)) == [problem]


def test_a_title_of_its_own_stands_before_the_rewards() -> None:
    document = EVERY_KEY.replace('every = 100\nreward = "ten-off"', 'every = 100\nreward = "ten-off"\ntitle = "Yours"')
    assert program_document.parse(document).milestones[2].award == AwardRule("Yours", None, "ten-off")


def test_only_a_calendar_year_has_a_next_period() -> None:
    ladder = with_lines("[tiers]", 'review = "next_period"')
    assert problems(ladder) == [
        "Line 15: tiers.review: only the window calendar_year has periods; here it is rolling_12_months."
    ]
    yearly = program_document.parse(f'{ladder}\nwindow = "calendar_year"')
    assert (yearly.tier_review, yearly.tier_window) == (Review.NEXT_PERIOD, Window.CALENDAR_YEAR)


def test_there_is_one_birthday() -> None:
    twice = with_lines("[[birthday]]", 'title = "A cup"', "[[birthday]]", 'title = "A song"')
    assert problems(twice) == ["Line 16: birthday.2: there is only one: write [birthday] once, above its keys."]
    assert "twice" in problems(with_lines("[birthday]", 'title = "A cup"', "[birthday]"))[0]


@pytest.mark.rule("E08")
@pytest.mark.parametrize("without", ["minimum = 0", None])
def test_without_a_tier_that_begins_at_0_a_program_is_refused(without: str | None) -> None:
    if without is None:
        start, end = EVERY_KEY.index("[[tiers.tier]]"), EVERY_KEY.index("[[milestone]]")
        spoilt = EVERY_KEY[:start] + EVERY_KEY[end:]
    else:
        spoilt = EVERY_KEY.replace(without, "minimum = 1")
    assert any("no tier begins at 0" in line for line in problems(spoilt))


def test_tiers_may_stand_in_any_order() -> None:
    lower = with_lines("[[tiers.tier]]", 'id = "base"', 'name = "Base"', "minimum = 0")
    program = program_document.parse(lower.replace("minimum = 0", "minimum = 500", 1))
    assert [tier.id for tier in program.tiers] == ["base", "green"]


@pytest.mark.parametrize(
    "text",
    ["[program", "= 3", "a = " + "[" * 5000, "a = " + "9" * 5000, "\0", "program = 3", "[[program]]", "earn = []", ""],
    ids=["open", "no key", "deep", "long number", "NUL", "a number", "a list", "an empty list", "nothing"],
)
def test_what_is_no_program_is_refused_in_words(text: str) -> None:
    assert problems(text)


words = st.sampled_from([line for line in EVERY_KEY.splitlines() if line] + ["x = 1", "[[tiers]]", "tier = [1]", "]"])


@given(st.lists(words, max_size=25).map("\n".join) | st.text(max_size=60))
def test_any_text_is_read_or_refused_never_a_crash(text: str) -> None:
    try:
        program = program_document.parse(text)
    except Refused:
        return
    assert program.tiers[0].minimum == 0


values = st.one_of(
    st.sampled_from(["1e999", "nan", "[]", "{}", "2026-01-01", "07:30:00", "-1", "true", '""', "9" * 30, "[[1], {}]"]),
    st.integers().map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(str),
)


@given(st.sampled_from(sorted(set(re.findall(r"^[a-z_]+ = .*$", EVERY_KEY, re.MULTILINE)))), values)
def test_any_value_in_any_place_is_read_or_refused(line: str, value: str) -> None:
    key = line.partition(" = ")[0]
    try:
        program_document.parse(EVERY_KEY.replace(line, f"{key} = {value}"))
    except Refused as refused:
        assert re.match(r"Line \d+: ", refused.refusal.words) or "not a TOML" in refused.refusal.words  # noqa: PT017


def test_the_guide_explains_every_key() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    told: dict[str, set[str]] = {"": set()}
    table = ""
    for line in guide.splitlines():
        if header := re.match(r"## `\[+([a-z.]+)\]+`", line):
            table = header[1]
            parent, _, name = table.rpartition(".")
            told.setdefault(table, set())
            told[parent].add(name)
        elif key := re.match(r"\| `([a-z_]+)` \|", line):
            told[table].add(key[1])
    assert told == {name: set(keys) for name, keys in program_document.KEYS.items()}


def test_the_example_of_the_guide_is_sound() -> None:
    example = re.search(r"```toml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert example is not None
    assert program_document.parse(example[1])
