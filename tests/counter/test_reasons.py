"""Explanations in shop language: short, without markup, and for every clause there is."""

from datetime import date

import pytest

from posdesk.counter import reasons
from posdesk.counter.reasons import Told
from posdesk.domain.clauses import Clause, ClauseCode, Unit, all_of
from posdesk.domain.offers import Choice, may_use
from posdesk.domain.program import RuleRef
from tests.domain.baskets import asker, basket, member, reward, used

TODAY = date(2026, 6, 15)
NOW = Told(TODAY, "points")


def test_every_clause_has_words() -> None:
    assert set(reasons.codes_with_words()) == set(ClauseCode)


@pytest.mark.parametrize("code", ClauseCode)
def test_a_reason_is_short_and_has_no_markup_whatever_a_clause_holds(code: ClauseCode) -> None:
    for seen in (None, 3, "<b>Flower</b>" * 9, TODAY):
        clause = Clause(code, False, seen=seen, needed=seen, distance=2, unit=Unit.CENTS)
        words = reasons.reason(clause, NOW)
        assert 0 < len(words) <= reasons.MAX_REASON


@pytest.mark.parametrize(
    ("clause", "words"),
    [
        (Clause(ClauseCode.MINIMUM, False, None, "RD03", 92_50, 100_00, 7_50, Unit.CENTS), "Add $7.50"),
        (Clause(ClauseCode.VISITS, False, None, "M03", 8, 10, 2, Unit.VISITS), "2 visits to go"),
        (Clause(ClauseCode.TIER, False, None, "E08", "Silver", "Gold", None, Unit.WORD), "Gold and up"),
        (
            Clause(ClauseCode.AWARD_UNUSED, False, None, "RD10", date(2026, 6, 3), "register 1", None, Unit.DATE),
            "Used Jun 3 at register 1",
        ),
        (Clause(ClauseCode.POINTS_ENOUGH, False, None, "RD01", 0, 120_00, 120_00, Unit.POINTS), "120 points short"),
        (Clause(ClauseCode.ONLINE, False), "One-time: needs the hub"),
        (Clause(ClauseCode.WEEKDAY, False, seen=0, needed="1,3"), "Tuesday and Thursday only"),
        (Clause(ClauseCode.VALID_FROM, False, seen=TODAY, needed=date(2026, 12, 1), unit=Unit.DATE), "From Dec 1"),
        (Clause(ClauseCode.ENOUGH_ITEMS, False, distance=1, unit=Unit.ITEMS), "Add 1 item"),
        (Clause(ClauseCode.MEMBER_TYPE, False, needed="medical, senior"), "For medical and senior members"),
    ],
)
def test_a_reason_is_what_a_budtender_says(clause: Clause, words: str) -> None:
    assert reasons.reason(clause, NOW) == words


def test_a_use_at_the_register_that_asks_is_one_at_this_register() -> None:
    used_here = Clause(ClauseCode.USES_LEFT, False, None, "RD10", date(2026, 6, 3), "front-1", None, Unit.DATE)
    assert reasons.reason(used_here, Told(TODAY, "points", "front-1")) == "Used Jun 3 at this register"
    assert reasons.reason(used_here, Told(TODAY, "points", "front-2")) == "Used Jun 3 at front-1"


def test_a_sentence_names_the_reward_and_what_to_do() -> None:
    fifty = reward("fifty off", cents=50_00, minimum_cents=100_00)
    (refused,) = used(asker(member(fifty)), basket("$92.50"), "fifty off").refused
    assert reasons.sentence(refused.why, "$50 off", NOW) == "$50 off: add $7.50."
    fine = may_use(asker(member(fifty)), Choice("fifty off"))
    assert reasons.sentence(fine, "$50 off", NOW) == "You can use $50 off now."


def test_a_tree_is_told_line_by_line_with_its_rule_and_version() -> None:
    rule = RuleRef("fifty", 4)
    tree = all_of(
        [
            Clause(ClauseCode.TIER, True, rule, "E08", "Gold", "Silver", None, Unit.WORD),
            Clause(ClauseCode.MINIMUM, False, rule, "RD03", 92_50, 100_00, 7_50, Unit.CENTS),
        ],
        rule,
    )
    assert reasons.lines(tree, NOW) == [
        "no  all  [fifty 4]",
        "  yes tier: has Gold, needs Silver E08  [fifty 4]",
        "  no  minimum: has $92.50, needs $100, Add $7.50 RD03  [fifty 4]",
    ]


def test_points_have_the_name_the_program_gives_them() -> None:
    short = Clause(ClauseCode.POINTS_ENOUGH, False, None, "RD01", 0, 120_00, 120_00, Unit.POINTS)
    stars = Told(TODAY, "stars")
    assert reasons.reason(short, stars) == "120 stars short"
    assert reasons.reason(Clause(ClauseCode.CAN_BE_BOUGHT, False), stars) == "Stars do not buy this one"
    assert reasons.reason(Clause(ClauseCode.POINTS_PAY, False), stars) == "Stars do not pay here"
    assert reasons.lines(short, stars)[0].startswith("no  points enough: has 0 stars, needs 120 stars")
