"""A program document that contradicts itself is refused, with every problem named at once, each with its line."""

import pytest

from posdesk.domain import program_document
from posdesk.domain.coupons import coupon_code
from tests.domain.documents import EVERY_KEY, problems, with_lines

A_SHIRT = ("[[reward]]", 'id = "shirt"', 'title = "A shirt"', 'kind = "merchandise"')
THE_CODE = f'code = "{coupon_code("FERN")}"'


def test_a_reward_nobody_can_reach_is_refused() -> None:
    assert problems(with_lines(*A_SHIRT)) == [
        "Line 14: reward.1: nobody can reach “shirt”: it has no cost, and no milestone, tier, birthday, welcome, "
        "referral or coupon gives it. With by_hand = true a manager does."
    ]


@pytest.mark.parametrize(
    "way",
    [
        ("cost = 100",),
        ("by_hand = true",),
        ("[[milestone]]", 'id = "tenth"', "at = 10", 'reward = "shirt"'),
        ("[[tiers.tier]]", 'id = "gold"', 'name = "Gold"', 'minimum = "$9"', 'entry_reward = "shirt"'),
        ("[birthday]", 'reward = "shirt"'),
        ("[welcome]", 'reward = "shirt"'),
        ("[referral]", 'reward = "shirt"'),
        ("[[coupon]]", THE_CODE, 'reward = "shirt"'),
    ],
    ids=["bought", "by hand", "a milestone", "a tier", "a birthday", "a welcome", "a referral", "a coupon"],
)
def test_one_way_to_a_reward_is_enough(way: tuple[str, ...]) -> None:
    assert program_document.parse(with_lines(*A_SHIRT, *way)).rewards[0].id == "shirt"


def test_by_hand_false_is_no_way() -> None:
    assert "nobody can reach" in problems(with_lines(*A_SHIRT, "by_hand = false"))[0]


@pytest.mark.parametrize(
    ("lines", "path"),
    [
        (("[[milestone]]", 'id = "tenth"', "at = 10", 'reward = "hat"'), "Line 17: milestone.1.reward"),
        (
            ("[[tiers.tier]]", 'id = "gold"', 'name = "Gold"', 'minimum = "$9"', 'entry_reward = "hat"'),
            "Line 18: tiers.tier.2.entry_reward",
        ),
        (("[birthday]", 'reward = "hat"'), "Line 15: birthday.reward"),
        (("[[coupon]]", THE_CODE, 'reward = "hat"'), "Line 16: coupon.1.reward"),
    ],
)
def test_a_reward_that_is_named_and_not_there_is_refused(lines: tuple[str, ...], path: str) -> None:
    assert problems(with_lines(*lines)) == [f"{path}: there is no reward with the id “hat”. There is none at all."]
    (problem,) = problems(with_lines(*lines, *A_SHIRT, "cost = 5"))
    assert problem == f"{path}: there is no reward with the id “hat”. Known are shirt."


def test_a_tier_that_is_named_and_not_there_is_refused() -> None:
    assert problems(with_lines(*A_SHIRT, "cost = 5", 'tier = "gold"')) == [
        "Line 19: reward.1.tier: there is no tier with the id “gold”. Known are green."
    ]


@pytest.mark.parametrize(
    ("of_the_reward", "of_the_coupon", "problem"),
    [
        (
            "valid_from = 2026-05-01",
            "valid_until = 2026-04-30",
            "Line 22: coupon.1.valid_until: its reward is not valid before 2026-05-01.",
        ),
        (
            "valid_until = 2026-05-01",
            "valid_from = 2026-05-02",
            "Line 22: coupon.1.valid_from: its reward is not valid after 2026-05-01.",
        ),
        (
            'stores = ["East", "West"]',
            'stores = ["South"]',
            "Line 22: coupon.1.stores: its reward is for other stores: East, West.",
        ),
    ],
)
def test_a_coupon_that_is_valid_only_where_its_reward_is_not_is_refused(
    of_the_reward: str, of_the_coupon: str, problem: str
) -> None:
    coupon = ("[[coupon]]", THE_CODE, 'reward = "shirt"')
    assert problems(with_lines(*A_SHIRT, of_the_reward, *coupon, of_the_coupon)) == [problem]


@pytest.mark.parametrize(
    ("of_the_reward", "of_the_coupon"),
    [
        ("valid_from = 2026-05-01", "valid_until = 2026-05-01"),
        ("valid_until = 2026-05-01", "valid_from = 2026-05-01"),
        ('stores = ["East"]', 'stores = ["East", "South"]'),
        ('stores = ["East"]', ""),
    ],
)
def test_one_day_or_one_store_in_common_is_enough(of_the_reward: str, of_the_coupon: str) -> None:
    coupon = ("[[coupon]]", THE_CODE, 'reward = "shirt"')
    assert program_document.parse(with_lines(*A_SHIRT, of_the_reward, *coupon, of_the_coupon))


@pytest.mark.rule("M03")
@pytest.mark.parametrize("taken", ["birthday", "tier:gold"])
def test_a_milestone_may_not_have_the_key_of_another_award(taken: str) -> None:
    milestone = ("[[milestone]]", f'id = "{taken}"', "at = 10", 'title = "A cup"')
    gold = ("[[tiers.tier]]", 'id = "gold"', 'name = "Gold"', 'minimum = "$9"')
    assert program_document.parse(with_lines(*milestone, *gold))
    both = with_lines(*milestone, *gold, 'entry_title = "A hat"', "[birthday]", 'title = "A song"')
    assert problems(both) == [f"Line 15: milestone.1.id: “{taken}” is the id of another award. Take another."]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('id = "bonus"', "id = 7"),
        ('reward = "bonus"', "reward = 7"),
        ('id = "green"', "id = 7"),
        ('tier = "green"', "tier = 7"),
        ("cost = 300", "cost = -1"),
        ('id = "house"', "id = 7"),
    ],
)
def test_what_only_follows_from_another_problem_is_not_told_too(right: str, wrong: str) -> None:
    assert EVERY_KEY.count(right) == 1
    assert len(problems(EVERY_KEY.replace(right, wrong))) == 1


@pytest.mark.rule("TI08", "E08")
def test_every_contradiction_is_named_at_once_in_the_order_of_the_lines() -> None:
    found = problems("""\
[program]
name = "Corner Leaf"
version = 1

[earn]
cap = -1
exclude_brands = "@house"

[[tiers.tier]]
id = "gold"
name = "Gold"
minimum = "$5"

[[tiers.tier]]
id = "silver"
name = "Silver"
minimum = "$5"

[points]
expiry = "months"

[[milestone]]
id = "tenth"
at = 10
reward = "hat"

[[reward]]
id = "shirt"
title = "A shirt"
kind = "merchandise"
tier = "platinum"
valid_from = 2026-05-02
valid_until = 2026-05-01

[[reward]]
id = "points"
title = "Fifty points"
kind = "bonus_points"
points = 50
cap = "$5"
by_hand = true
""")
    assert [problem[: problem.index(": ", 9)] for problem in found] == [
        "Line 1: tiers",
        "Line 6: earn.cap",
        "Line 7: earn.exclude_brands",
        "Line 17: tiers.tier.2.minimum",
        "Line 20: points.expiry",
        "Line 25: milestone.1.reward",
        "Line 27: reward.1",
        "Line 31: reward.1.tier",
        "Line 33: reward.1.valid_until",
        "Line 36: reward.2.id",
        "Line 40: reward.2.cap",
    ]
