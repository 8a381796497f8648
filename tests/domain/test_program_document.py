"""The program document: each key wrong once names its line, several problems come at once, and the sample is sound."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain import program_document
from posdesk.domain.program import Basis, BrandHabit, Counting, Window
from posdesk.domain.refusals import RefusalCode, Refused
from tests.domain.histories import usd

PROJECT = Path(__file__).resolve().parents[2]
SAMPLE = (PROJECT / "resources" / "programs" / "sample.toml").read_text(encoding="utf-8")
GUIDE = PROJECT / "docs" / "program.md"

EVERY_KEY = """\
[program]
name = "Corner Leaf"
version = 7
point_name = "leaves"

[visits]
count = "gap_hours"
gap_hours = 6

[earn]
unit = "0.5"
exclude_brands = ["Bare Roots"]
exclude_categories = ["Papers",
  "Gift cards"]
exclude_products = []

[[earn.rule]]
id = "base"
points = "1"
per = "$1"

[[earn.rule]]
id = "tea"
points = 2
per = "$10"
brands = ["Wren"]
categories = ["Tea"]

[tiers]
basis = "points"
window = "days"
days = 90

[[tiers.tier]]
id = "green"
name = "Green"
minimum = 0

[[tiers.tier]]
id = "gold"
name = "Gold"
minimum = 500
earn_percent = 125

[[milestone]]
id = "tenth"
on = "visits"
at = 10
nudge = 5
title = "$10 off"
valid_days = 30
lifetime = true

[[milestone]]
id = "thousands"
on = "spend"
every = "$1,000"
title = "A treat"

[habits]
share_percent = 50
days = 90
purchases = 2
half_life_days = 30
"""


def problems(text: str) -> list[str]:
    """The lines of a refusal."""
    with pytest.raises(Refused) as caught:
        program_document.parse(text)
    assert caught.value.refusal.code is RefusalCode.BAD_PROGRAM
    return caught.value.refusal.words.splitlines()


def test_the_sample_that_ships_is_sound() -> None:
    program = program_document.parse(SAMPLE)
    assert (program.name, program.counting, program.tier_basis) == (
        "Corner Leaf Rewards",
        Counting.BUSINESS_DAY,
        Basis.SPEND,
    )
    assert [tier.minimum for tier in program.tiers] == [0, usd("$500"), usd("$1,500"), usd("$4,000")]
    assert [milestone.every for milestone in program.milestones] == [10, 100, usd("$1,000")]


def test_every_key_is_read() -> None:
    program = program_document.parse(EVERY_KEY)
    assert (program.name, program.version, program.point_name) == ("Corner Leaf", 7, "leaves")
    assert (program.counting, program.gap_hours, program.earn_unit) == (Counting.GAP_HOURS, 6, 50)
    assert program.excluded_brands == {"bare roots"}
    assert program.excluded_categories == {"papers", "gift cards"}
    assert [(rule.points, rule.per_cents) for rule in program.earn_rules] == [(100, 100), (200, 1000)]
    assert (program.earn_rules[1].brands, program.earn_rules[1].categories) == ({"wren"}, {"tea"})
    assert (program.tier_basis, program.tier_window, program.tier_days) == (Basis.POINTS, Window.DAYS, 90)
    assert [(tier.minimum, tier.earn_percent) for tier in program.tiers] == [(0, 100), (500_00, 125)]
    tenth, thousands = program.milestones
    assert (tenth.at, tenth.every, tenth.nudge, tenth.award.valid_days, tenth.lifetime) == (10, None, 5, 30, True)
    assert (thousands.at, thousands.every, thousands.award.valid_days) == (None, usd("$1,000"), None)
    assert program.habit == BrandHabit(50, 90, 2, 30)


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
    used["milestone"].discard("at")
    assert {name: keys | ({"at"} if name == "milestone" else set()) for name, keys in used.items()} == dict(
        program_document.KEYS
    )


WRONG = [
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
    ("days = 90\n\n[[tiers", "days = 0\n\n[[tiers", "tiers.days"),
    ('id = "green"', 'id = ""', "tiers.tier.1.id"),
    ('id = "gold"', 'id = "green"', "tiers.tier.2.id"),
    ('name = "Gold"', "name = []", "tiers.tier.2.name"),
    ("minimum = 500", "minimum = -1", "tiers.tier.2.minimum"),
    ("minimum = 500", "minimum = 0", "tiers.tier.2.minimum"),
    ("earn_percent = 125", "earn_percent = 1.25", "tiers.tier.2.earn_percent"),
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
    assert [line.partition(": ")[0] for line in found] == ["Line 3", "Line 7", "Line 63"]


@pytest.mark.parametrize("key", ["at = 10", "at = 10\nevery = 5"])
def test_a_milestone_has_either_at_or_every(key: str) -> None:
    spoilt = EVERY_KEY.replace("at = 10", key if "every" in key else "# at").replace("nudge = 5\n", "")
    assert any("milestone.1: needs either" in line for line in problems(spoilt))


@pytest.mark.rule("TI08")
def test_two_tiers_with_the_same_minimum_are_refused() -> None:
    (problem,) = problems(EVERY_KEY.replace("minimum = 500", "minimum = 0"))
    assert problem == "Line 42: tiers.tier.2.minimum: Green begins at the same value. Two tiers need two minimums."


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
    gold_first = EVERY_KEY.replace("minimum = 0", "minimum = x").replace("minimum = 500", "minimum = 0")
    program = program_document.parse(gold_first.replace("minimum = x", "minimum = 500"))
    assert [tier.id for tier in program.tiers] == ["gold", "green"]


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
