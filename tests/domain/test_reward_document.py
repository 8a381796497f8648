"""Rewards, coupons and lists of a program document: each kind with its own keys, each key wrong once."""

from dataclasses import replace
from datetime import date

import pytest

from posdesk.domain import program_document, reward_document
from posdesk.domain.coupons import coupon_code
from posdesk.domain.rewards import Coupon, Goods, Offline, Reward, RewardKind, Scope
from tests.domain.documents import EVERY_KEY, problems, with_lines

BIG = 'id = "big"'
EXAMPLES: dict[str, str] = {
    "amount_off": 'amount = "$5"',
    "percent_off": "percent = 10",
    "fixed_price": 'price = "$5"',
    "free_item": "",
    "cheapest_item": "",
    "bundle": 'price = "$5"\nitems = 2',
    "bonus_points": "points = 5",
    "merchandise": "",
    "access": "",
    "custom": "",
}
"""What a reward of each kind must say."""
SAID = {
    "amount": '"$5"', "price": '"$5"', "percent": "10", "cap": '"$5"', "items": "2", "points": "5", "scope": '"lines"',
    "brands": '["Wren"]', "categories": '["Tea"]', "products": '["Tin"]', "not_brands": '["Wren"]',
    "not_categories": '["Tea"]', "not_products": '["Tin"]', "counted": "true", "handed_over_later": "true",
}  # fmt: skip
GOODS = {"brands", "categories", "products", "not_brands", "not_categories", "not_products"}
BESIDES: dict[str, set[str]] = {
    "amount_off": {"scope", *GOODS},
    "percent_off": {"scope", "cap", *GOODS},
    "fixed_price": {"items", "cap", *GOODS},
    "free_item": {"items", "cap", *GOODS},
    "cheapest_item": {"items", "percent", "cap", *GOODS},
    "bundle": {"cap", *GOODS},
    "bonus_points": GOODS,
    "merchandise": {"counted", "handed_over_later"},
    "access": set(),
    "custom": set(),
}
"""Which keys mean something to a kind, besides those it must have."""
KINDS_AND_KEYS = [(kind, key) for kind, must in EXAMPLES.items() for key in SAID if f"{key} =" not in must]
KINDS_AND_NEEDS = [(kind, line) for kind, must in EXAMPLES.items() for line in must.splitlines()]


def a_reward(kind: str, *lines: str) -> str:
    """A small document with a reward of this kind, and more lines for it."""
    return with_lines("[[reward]]", BIG, 'title = "Big"', f'kind = "{kind}"', "by_hand = true", EXAMPLES[kind], *lines)


def read(kind: str, *lines: str) -> Reward:
    """The reward of such a document."""
    return program_document.parse(a_reward(kind, *lines)).rewards[0]


def test_every_kind_has_its_example_here() -> None:
    assert set(EXAMPLES) == set(BESIDES) == set(RewardKind)
    assert set(SAID) < reward_document.KEYS["reward"]


def test_every_key_of_a_reward_is_read() -> None:
    program = program_document.parse(EVERY_KEY)
    assert program.reward_by_id["ten-off"] == Reward(
        id="ten-off",
        title="$10 off the house brands",
        kind=RewardKind.AMOUNT_OFF,
        scope=Scope.BASKET,
        cents=10_00,
        goods=Goods(
            brands=frozenset({"wren", "bare roots", "fernway"}),
            not_categories=frozenset({"papers"}),
            not_products=frozenset({"house tin"}),
        ),
        minimum_cents=40_00,
        valid_from=date(2026, 1, 5),
        valid_until=date(2026, 12, 20),
        tier="green",
        member_types=frozenset({"veteran"}),
        stores=frozenset({"East"}),
        weekdays=frozenset({4}),
        uses=3,
        group="big",
        offline=Offline.ALLOWANCE,
        offline_uses=5,
    )


def test_a_reward_of_each_kind_is_read() -> None:
    rewards = program_document.parse(EVERY_KEY).reward_by_id
    assert {reward.kind for reward in rewards.values()} == set(RewardKind)
    assert (rewards["fifth-off"].percent, rewards["fifth-off"].cap_cents, rewards["fifth-off"].cost) == (
        20,
        30_00,
        300_00,
    )
    assert (rewards["cup"].cents, rewards["cup"].items, rewards["cup"].scope) == (1_00, 4, Scope.LINES)
    assert rewards["free-tin"].goods == Goods(products=frozenset({"tin"}))
    assert (rewards["cheapest"].percent, rewards["cheapest"].cost) == (100, None)
    assert (rewards["three-tins"].cents, rewards["three-tins"].items) == (20_00, 3)
    assert rewards["bonus"].points == 50_00
    assert (rewards["shirt"].counted, rewards["shirt"].handed_over_later) == (True, True)
    assert (rewards["tasting"].cost, rewards["song"].cost) == (1000_00, 50)


def test_a_discount_on_some_goods_is_off_their_lines_and_any_other_off_the_basket() -> None:
    assert read("percent_off").scope is Scope.BASKET
    assert read("percent_off", 'brands = ["Wren"]').scope is Scope.LINES
    assert read("percent_off", 'not_brands = ["Wren"]').scope is Scope.LINES
    assert read("percent_off", 'brands = ["Wren"]', 'scope = "basket"').scope is Scope.BASKET
    assert read("amount_off", 'scope = "lines"').scope is Scope.LINES


@pytest.mark.parametrize(("kind", "key"), KINDS_AND_KEYS)
def test_a_key_that_means_nothing_to_a_kind_is_refused(kind: str, key: str) -> None:
    document = a_reward(kind, f"{key} = {SAID[key]}")
    if key in BESIDES[kind]:
        assert program_document.parse(document)
    else:
        line = document.count("\n") + 1
        assert problems(document) == [f"Line {line}: reward.1.{key}: means nothing to a reward of the kind {kind}."]


@pytest.mark.parametrize(("kind", "line"), KINDS_AND_NEEDS)
def test_what_a_kind_needs_is_missed(kind: str, line: str) -> None:
    key = line.partition(" = ")[0]
    assert problems(a_reward(kind).replace(f"\n{line}", "")) == [
        f"Line 14: reward.1.{key}: is missing: a reward of the kind {kind} needs it."
    ]


def test_a_cap_on_bonus_points_is_refused() -> None:
    assert problems(a_reward("bonus_points", 'cap = "$5"')) == [
        "Line 20: reward.1.cap: means nothing to a reward of the kind bonus_points."
    ]


def test_points_cannot_be_bought_with_points() -> None:
    assert problems(a_reward("bonus_points", "cost = 5")) == [
        "Line 20: reward.1.cost: points that are bought with points are no reward."
    ]


@pytest.mark.parametrize("until", ["2026-11-22", '"2026-11-22"'])
def test_a_reward_that_ends_before_it_begins_is_refused(until: str) -> None:
    assert problems(a_reward("access", "valid_from = 2026-11-23", f"valid_until = {until}")) == [
        "Line 21: reward.1.valid_until: 2026-11-22 is before valid_from, 2026-11-23."
    ]
    assert read("access", "valid_from = 2026-11-22", f"valid_until = {until}").valid_until == date(2026, 11, 22)


def test_days_of_the_week_that_never_come_are_refused() -> None:
    weekend = ("valid_from = 2026-11-27", "valid_until = 2026-11-29")  # a Friday to a Sunday
    assert problems(a_reward("access", *weekend, 'weekdays = ["monday", "thursday"]')) == [
        "Line 22: reward.1.weekdays: no such day lies between valid_from and valid_until."
    ]
    assert read("access", *weekend, 'weekdays = ["sunday"]').weekdays == {6}
    assert read("access", weekend[0], 'weekdays = ["monday"]').weekdays == {0}
    assert read("access", weekend[0], "valid_until = 2026-12-03", 'weekdays = ["thursday"]').weekdays == {3}


def test_goods_that_are_taken_and_left_out_are_refused() -> None:
    assert problems(a_reward("free_item", 'brands = ["Wren", "Fernway"]', 'not_brands = ["WREN"]')) == [
        "Line 21: reward.1.not_brands: “wren” is among `brands` too."
    ]


WRONG = [
    ('id = "song"', 'id = ""', "reward.10.id"),
    ('id = "song"', 'id = "points"', "reward.10.id"),
    ('id = "song"', 'id = "tasting"', "reward.10.id"),
    ('title = "A song"', "title = 1", "reward.10.title"),
    ('kind = "custom"', 'kind = "surprise"', "reward.10.kind"),
    ('amount = "$10"', 'amount = "$0"', "reward.1.amount"),
    ('scope = "basket"', 'scope = "shop"', "reward.1.scope"),
    ('["@house", "Fernway"]', '["@house", ""]', "reward.1.brands"),
    ('["@house", "Fernway"]', '["@horse", "Fernway"]', "reward.1.brands"),
    ('not_categories = ["Papers"]', "not_categories = 1", "reward.1.not_categories"),
    ('not_products = ["House tin"]', 'not_products = "@house"', "reward.1.not_products"),
    ('minimum_basket = "$40"', 'minimum_basket = "-$1"', "reward.1.minimum_basket"),
    ("valid_from = 2026-01-05", "valid_from = 2026-01-05T10:00:00", "reward.1.valid_from"),
    ("valid_from = 2026-01-05", "valid_from = 20260105", "reward.1.valid_from"),
    ("valid_from = 2026-01-05", "valid_from = 0001-01-05", "reward.1.valid_from"),
    ('valid_until = "2026-12-20"', 'valid_until = "2026-02-30"', "reward.1.valid_until"),
    ('valid_until = "2026-12-20"', 'valid_until = "20261220"', "reward.1.valid_until"),
    ('tier = "green"', 'tier = "grey"', "reward.1.tier"),
    ('tier = "green"', "tier = 1", "reward.1.tier"),
    ('["Veteran"]', "[1]", "reward.1.member_types"),
    ('stores = ["East"]', 'stores = "East"', "reward.1.stores"),
    ('weekdays = ["friday"]', 'weekdays = ["fri"]', "reward.1.weekdays"),
    ("uses = 3", "uses = 0", "reward.1.uses"),
    ('group = "big"', 'group = ""', "reward.1.group"),
    ('offline = "allowance"', 'offline = "never"', "reward.1.offline"),
    ('offline = "allowance"', 'offline = "reconcile"', "reward.1.offline_uses"),
    ("offline_uses = 5", "offline_uses = 0", "reward.1.offline_uses"),
    ("percent = 20\n", "percent = 101\n", "reward.2.percent"),
    ("percent = 20\n", "percent = 0\n", "reward.2.percent"),
    ('cap = "$30"', 'cap = "$0"', "reward.2.cap"),
    ('cap = "$30"', 'cap = "-$30"', "reward.2.cap"),
    ("cost = 300", "cost = 0", "reward.2.cost"),
    ("cost = 300", "cost = -300", "reward.2.cost"),
    ('price = "$1"', "price = 0", "reward.3.price"),
    ("items = 4", "items = 0", "reward.3.items"),
    ("by_hand = true", 'by_hand = "yes"', "reward.5.by_hand"),
    ("items = 3", "items = 1", "reward.6.items"),
    ('points = "50"', 'points = "0"', "reward.7.points"),
    ("counted = true", "counted = 2", "reward.8.counted"),
    ("handed_over_later = true", "handed_over_later = 2", "reward.8.handed_over_later"),
    ('code = "Green-Day J"', 'code = ""', "coupon.1.code"),
    ('code = "Green-Day J"', 'code = "Green-Day K"', "coupon.1.code"),
    ('reward = "bonus"', 'reward = "bonuses"', "coupon.1.reward"),
    ('reward = "bonus"', "reward = []", "coupon.1.reward"),
    ('valid_from = "2026-02-01"', 'valid_from = "soon"', "coupon.1.valid_from"),
    ("valid_until = 2026-02-28", "valid_until = 2026-01-31", "coupon.1.valid_until"),
    ('stores = ["West"]', "stores = [1]", "coupon.1.stores"),
    ('id = "house"', 'id = ""', "list.1.id"),
    ('id = "house"', 'id = "sweet"', "list.2.id"),
    ('brands = ["Wren", "Bare Roots"]', "brands = [2]", "list.1.brands"),
    ('brands = ["Wren", "Bare Roots"]', 'brands = ["@sweet"]', "list.1.brands"),
    ('categories = ["Honey"]', 'categories = "Honey"', "list.2.categories"),
    ('products = ["Honey jar"]', "products = true", "list.2.products"),
]


@pytest.mark.parametrize(("right", "wrong", "path"), WRONG)
def test_what_is_wrong_about_a_reward_a_coupon_or_a_list_is_named_with_its_line(
    right: str, wrong: str, path: str
) -> None:
    assert EVERY_KEY.count(right) == 1
    spoilt = EVERY_KEY.replace(right, wrong)
    named = {}
    for problem in problems(spoilt):
        line, where, _ = problem.split(": ", 2)
        named[where] = spoilt.splitlines()[int(line.removeprefix("Line ")) - 1]
    assert named[path].startswith(f"{path.rpartition('.')[2]} = ")


@pytest.mark.rule("RD14")
def test_a_coupons_code_is_read_in_any_way_of_writing() -> None:
    assert program_document.parse(EVERY_KEY).coupons == (
        Coupon(
            code=coupon_code("GREENDAY"),
            reward="bonus",
            valid_from=date(2026, 2, 1),
            valid_until=date(2026, 2, 28),
            stores=frozenset({"West"}),
        ),
    )
    assert program_document.parse(EVERY_KEY.replace("Green-Day J", "GREENDAYJ")) == program_document.parse(EVERY_KEY)


@pytest.mark.rule("RD14")
def test_a_code_that_does_not_check_is_told_the_right_one() -> None:
    (problem,) = problems(EVERY_KEY.replace("Green-Day J", "Hello"))
    right = coupon_code("HELLO")
    assert problem.endswith(
        f"coupon.1.code: its last character does not check it. “{right}” would be right: the same and one more."
    )
    assert program_document.parse(EVERY_KEY.replace("Green-Day J", right)).coupons[0].code == right


@pytest.mark.rule("RD14")
@pytest.mark.parametrize("code", ["J", "A" * 40, "50 % OFF", "ÄÖ12"])
def test_what_cannot_be_a_code_is_refused(code: str) -> None:
    (problem,) = problems(EVERY_KEY.replace("Green-Day J", code))
    assert problem.endswith(
        "coupon.1.code: is no code: 4 to 24 letters and digits, blanks and dashes aside, "
        "the last of which checks the others."
    )


@pytest.mark.rule("RD14")
def test_one_code_stands_for_one_reward() -> None:
    again = EVERY_KEY + '\n[[coupon]]\ncode = "greendayj"\nreward = "bonus"\n'
    (problem,) = problems(again)
    assert problem.endswith("coupon.2.code: “GREENDAYJ” is used twice. Give each its own.")


def test_a_coupon_without_a_reward_is_refused() -> None:
    (problem,) = problems(EVERY_KEY + f'\n[[coupon]]\ncode = "{coupon_code("FERN")}"\n')
    assert problem.endswith("coupon.2.reward: is missing: the id of the reward that the code stands for.")


def test_a_list_stands_for_its_names_wherever_names_stand() -> None:
    listed = program_document.parse(
        a_reward("free_item", 'brands = "@own"', "[[list]]", 'id = "own"', 'brands = ["A", "B"]')
    )
    written = read("free_item", 'brands = ["b", "a"]')
    assert listed.rewards == (written,)
    assert replace(written, goods=Goods()) == read("free_item")
    excluded = with_lines("[earn]", 'exclude_products = ["@own", "C"]', "[[list]]", 'id = "own"', 'products = ["P"]')
    assert program_document.parse(excluded).excluded_products == {"p", "c"}


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (
            ("[earn]", 'exclude_brands = "@gone"'),
            "Line 15: earn.exclude_brands: there is no [[list]] with the id “gone”.",
        ),
        (
            ("[earn]", 'exclude_brands = ["@tea"]', "[[list]]", 'id = "tea"', 'categories = ["Tea"]'),
            "Line 15: earn.exclude_brands: the list “tea” has no brands.",
        ),
        (("[[list]]", 'id = "tea"'), "Line 14: list.1: names nothing: give it brands, categories or products."),
        (
            ("[[list]]", 'id = "tea"', 'brands = ["@tea"]'),
            "Line 16: list.1.brands: a list cannot hold another list.",
        ),
    ],
)
def test_a_list_that_is_not_there_or_says_nothing_is_refused(lines: tuple[str, ...], problem: str) -> None:
    assert problems(with_lines(*lines)) == [problem]
