"""What goods that come back take with them: points, redemptions, offers, awards (X01-X08, M06, RD10)."""

from dataclasses import replace
from datetime import date

import pytest

from posdesk.domain.facts import Fact, Line, RewardHandedOver, RewardRedeemed, VisitReturned
from posdesk.domain.program import Basis, EarnRule, Expiry, PointRules, ReturnRules
from posdesk.domain.rewards import Goods, Reward, RewardKind
from posdesk.domain.standing import ExceptionKind, LotSource, Movement
from tests.domain.histories import History, a_program, milestone

FIFTY_OFF = Reward("fifty", "$50 off $100 or more", RewardKind.AMOUNT_OFF, cents=50_00, minimum_cents=100_00)


def exceptions(history: History, when: str) -> list[ExceptionKind]:
    """What a manager should look at."""
    return [line.kind for line in history.standing(when).exceptions]


def discounted(history: History, when: str, reward: Reward, *bought: str) -> str:
    """A visit with an offer that takes its amount off the basket."""
    visit = "00000000-0000-7000-9000-000000000001"
    history.redeemed(when, reward=reward.id, visit=visit, value_cents=reward.cents, award=("gift", 1))
    return history.visit(when, *bought, id=visit, discount_cents=reward.cents)


@pytest.mark.rule("X01")
def test_a_full_return_gives_redeemed_points_back_into_their_lots_with_their_own_end() -> None:
    history = History(a_program(point_rules=PointRules(Expiry.DAYS, 100)))
    first = history.visit("2026-03-01", "$10")
    history.visit("2026-03-05", "$20")
    paid = history.bought_with("2026-03-10", 15_00, 15_00, "$40")
    before = history.standing("2026-03-09")
    history.returned("2026-03-20", paid, "$40")
    after = history.standing("2026-03-21")
    assert after.points == before.points == 30_00
    assert [(lot.fact, lot.left, lot.expires_on) for lot in after.lots] == [
        (lot.fact, lot.earned, lot.expires_on) for lot in before.lots
    ]
    assert after.lots[0].fact == first


@pytest.mark.rule("X01")
def test_points_whose_lot_has_ended_meanwhile_come_back_for_the_grace_days() -> None:
    history = History(a_program(point_rules=PointRules(Expiry.DAYS, 30, grace_days=14)))
    earned = history.visit("2026-03-01", "$10")
    paid = history.bought_with("2026-03-10", 10_00, 10_00, "$10")
    history.returned("2026-05-01", paid, "$10")
    (lot,) = history.standing("2026-05-02").lots
    assert (lot.fact, lot.source, lot.left) == (earned, LotSource.GRACE, 10_00)
    assert lot.expires_on == date(2026, 5, 15)
    assert history.balance("2026-05-15") == 10_00
    assert history.balance("2026-05-16") == 0


@pytest.mark.rule("X01")
def test_points_paid_like_money_come_back_with_their_share_of_the_goods() -> None:
    history = History()
    history.visit("2026-03-01", "$10")
    paid = history.bought_with("2026-03-10", 9_00, 9_00, "$20", "$10")
    history.returned("2026-03-11", paid, "$20", receipt=None)
    assert history.standing("2026-03-11").redemptions[0].given_back == 6_00
    history.returned("2026-03-12", paid, "$10")
    use = history.standing("2026-03-12").redemptions[0]
    assert (use.given_back, use.points, use.standing) == (9_00, 0, False)
    assert history.balance("2026-03-12") == 10_00


@pytest.mark.rule("X02")
def test_10_dollars_for_a_point_that_come_back_as_5_and_5_take_one_point() -> None:
    history = History(a_program(earn_unit=1_00, earn_rules=(EarnRule("a-point-for-ten", 1_00, 10_00),)))
    visit = history.visit("2026-03-01", "$10")
    assert history.balance() == 1_00
    history.returned("2026-03-02", visit, "$5")
    assert history.balance("2026-03-02") == 0
    history.returned("2026-03-03", visit, "$5")
    assert history.balance("2026-03-03") == 0


@pytest.mark.rule("X02")
def test_what_has_expired_is_not_taken_a_second_time() -> None:
    history = History(a_program(point_rules=PointRules(Expiry.DAYS, 30)))
    old = history.visit("2026-01-01", "$60")
    history.visit("2026-03-01", "$100")
    history.returned("2026-03-05", old, "$60")
    assert history.balance("2026-03-06") == 100_00


@pytest.mark.rule("X04")
def test_the_same_line_comes_back_once() -> None:
    history = History()
    visit = history.visit("2026-03-01", "$10", "$30")
    for day in ("2026-03-02", "2026-03-03"):
        history.returned_line(day, visit, 0, Line(10_00))
    standing = history.standing("2026-03-04")
    assert (standing.spend_cents, standing.points) == (30_00, 30_00)
    assert [each.refund_cents for each in standing.returns] == [10_00, 0]


@pytest.mark.rule("X05")
def test_a_return_is_taken_although_the_points_are_spent_and_the_shortfall_is_listed() -> None:
    history = History()
    visit = history.visit("2026-03-01", "$10")
    history.redeemed("2026-03-02", 10_00)
    history.returned("2026-03-03", visit, "$10")
    standing = history.standing("2026-03-04")
    assert standing.points == -10_00
    assert [(line.kind, line.amount) for line in standing.exceptions] == [(ExceptionKind.NEGATIVE_BALANCE, 10_00)]


@pytest.mark.rule("X07")
def test_an_offer_stays_when_the_rest_is_below_its_minimum_and_the_return_says_so() -> None:
    history = History(a_program(rewards=(FIFTY_OFF,)))
    visit = discounted(history, "2026-03-01", FIFTY_OFF, "$80", "$40")
    assert history.balance("2026-03-01") == 70_00
    history.returned_line("2026-03-02", visit, 1, Line(40_00))
    (back,) = history.standing("2026-03-02").returns
    paid_for_the_40 = 40_00 - 16_67  # its share of the $50 by largest remainder
    assert (back.refund_cents, back.clawed_cents) == (paid_for_the_40, 0)
    assert back.kept_offers == (history.facts[0].id,)
    assert history.balance("2026-03-02") == 70_00 - paid_for_the_40


@pytest.mark.rule("X07")
def test_the_discount_goes_back_with_the_goods_where_the_program_says_so() -> None:
    history = History(a_program(rewards=(FIFTY_OFF,), return_rules=ReturnRules(claw_back_discount=True)))
    visit = discounted(history, "2026-03-01", FIFTY_OFF, "$80", "$40")
    history.returned_line("2026-03-02", visit, 1, Line(40_00))
    standing = history.standing("2026-03-02")
    (back,) = standing.returns
    # $70 were paid; the $80 left now cost $80, but no more than the refund is taken
    assert (back.refund_cents, back.clawed_cents) == (0, 40_00 - 16_67)
    assert standing.spend_cents == 70_00
    assert standing.points == 70_00
    history.returned("2026-03-03", visit, "$80")
    assert history.standing("2026-03-03").spend_cents == 0
    assert sum(each.refund_cents for each in history.standing("2026-03-03").returns) == 70_00
    assert history.balance("2026-03-03") == 0


@pytest.mark.rule("X08")
def test_a_return_that_waits_for_its_visit_is_listed_after_a_week_and_resolves_when_the_visit_comes() -> None:
    history = History()
    history.returned("2026-03-10", None, "$10", receipt="T-1")
    assert exceptions(history, "2026-03-16") == []
    assert exceptions(history, "2026-03-17") == [ExceptionKind.ORPHAN_RETURN]
    history.visit("2026-03-09", "$25", receipt="T-1", register="register 2")
    standing = history.standing("2026-03-18")
    assert standing.orphans == ()
    assert standing.exceptions == ()
    assert (standing.spend_cents, standing.points) == (15_00, 15_00)


@pytest.mark.rule("M06")
def test_a_refund_below_the_threshold_revokes_an_award_that_is_not_used() -> None:
    history = History(a_program(milestones=(milestone("k", Basis.SPEND, every=1000_00),)))
    visit = history.visit("2026-03-01", "$1,000")
    history.returned("2026-03-02", visit, "$1")
    (award,) = history.standing("2026-03-02").awards
    assert (award.state, award.why) == ("revoked", "the goods that earned it came back")
    (ahead,) = history.standing("2026-03-02").milestones
    assert (ahead.target, ahead.missing) == (1000_00, 1_00)
    history.visit("2026-03-03", "$1")
    assert history.award_states() == {("k", 1): "open"}


@pytest.mark.rule("M06")
def test_a_used_award_stays_and_the_manager_is_told() -> None:
    history = History(a_program(milestones=(milestone("k", Basis.SPEND, every=1000_00),)))
    visit = history.visit("2026-03-01", "$1,000")
    history.redeemed("2026-03-02", award=("k", 1), value_cents=10_00)
    assert exceptions(history, "2026-03-02") == []
    history.returned("2026-03-03", visit, "$1")
    assert history.award_states("2026-03-03") == {("k", 1): "redeemed"}
    assert exceptions(history, "2026-03-03") == [ExceptionKind.REDEEMED_NOT_EARNED]


@pytest.mark.rule("M07")
def test_the_tenth_visit_is_voided_after_its_award_was_used_and_the_next_tenth_gives_no_second() -> None:
    history = History(a_program(milestones=(milestone("ten", every=10),)))
    tenth = history.daily_visits(10)[-1]
    history.redeemed("2026-01-11", award=("ten", 1))
    history.voided("2026-01-12", tenth)
    assert exceptions(history, "2026-01-13") == [ExceptionKind.REDEEMED_NOT_EARNED]
    history.visit("2026-01-14", "$10")
    assert history.award_states() == {("ten", 1): "redeemed"}
    assert exceptions(history, "2026-01-15") == []


@pytest.mark.rule("M08")
def test_a_reward_given_for_a_visit_that_turns_out_the_eleventh_stands_and_is_charged_to_the_first() -> None:
    history = History(a_program(milestones=(milestone("ten", every=10),)))
    history.daily_visits(9, "2026-01-01")
    here = history.visit("2026-01-12", "$10")
    (award,) = history.standing("2026-01-12").awards
    assert (award.earned_by, award.provisional) == (here, True)
    history.redeemed("2026-01-12 12:30", award=("ten", 1))
    elsewhere = history.visit("2026-01-11", "$10", register="register 2")
    (award,) = history.standing("2026-01-13").awards
    assert (award.earned_by, award.state, award.n) == (elsewhere, "redeemed", 1)
    assert exceptions(history, "2026-01-13") == []


@pytest.mark.rule("M08")
def test_an_award_is_no_longer_provisional_once_the_hub_has_its_visit() -> None:
    history = History(a_program(milestones=(milestone("first", at=1),)))
    history.visit("2026-01-01", "$10", hub=12)
    assert not history.standing().awards[0].provisional


@pytest.mark.rule("M09", "VS01")
def test_six_and_five_visits_of_one_person_are_eleven_and_give_one_award_and_shared_days_count_once() -> None:
    program = a_program(milestones=(milestone("ten", every=10),))
    one, other = History(program), History(program)
    one.daily_visits(6, "2026-01-01")
    other.facts = [fact._replace(id=fact.id.replace("-8000-", "-8001-")) for fact in _five_from("2026-02-01")]
    both = one.standing(facts=[*one.facts, *other.facts])
    assert both.visits == 11
    assert [(award.rule.id, award.n) for award in both.awards] == [("ten", 1)]
    same_days = [fact._replace(id=fact.id.replace("-8000-", "-8001-")) for fact in _five_from("2026-01-02")]
    assert one.standing(facts=[*one.facts, *same_days]).visits == 6


@pytest.mark.rule("RD10")
def test_one_award_used_on_two_registers_is_kept_marked_and_listed_and_the_first_at_the_hub_stands() -> None:
    history = History(a_program(milestones=(milestone("first", at=1),)))
    history.visit("2026-01-01", "$10")
    earlier = history.redeemed("2026-01-02", award=("first", 1), register="register 1", hub=9)
    later = history.redeemed("2026-01-03", award=("first", 1), register="register 2", hub=8)
    standing = history.standing("2026-01-04")
    assert {use.fact_id: use.double for use in standing.redemptions} == {earlier: True, later: False}
    assert standing.awards[0].redeemed_by == later
    assert [(line.kind, line.fact) for line in standing.exceptions] == [(ExceptionKind.DOUBLE_REDEEMED, earlier)]


@pytest.mark.rule("RD10")
def test_a_reward_for_one_use_that_was_used_twice_offline_is_listed_too() -> None:
    once = Reward("once", "A tote bag", RewardKind.MERCHANDISE, cost=1_00, uses=1)
    history = History(a_program(rewards=(once,)))
    history.visit("2026-01-01", "$10")
    history.redeemed("2026-01-02", 1_00, reward="once")
    second = history.redeemed("2026-01-03", 1_00, reward="once", register="register 2")
    assert [line.fact for line in history.standing().exceptions] == [second]


@pytest.mark.rule("RD13")
def test_points_of_a_visit_do_not_pay_for_what_was_used_in_it() -> None:
    history = History()
    history.bought_with("2026-03-01", 5_00, 5_00, "$20")
    standing = history.standing("2026-03-01 13:00")
    (use,) = standing.redemptions
    assert use.lots == ()  # nothing was there before the visit: it is owed, and its own points then pay it
    assert standing.points == 10_00


def test_a_bonus_comes_with_its_redemption_and_goes_with_the_goods() -> None:
    history = History()
    visit = "00000000-0000-7000-9000-000000000001"
    history.redeemed("2026-03-01", bonus=50_00, visit=visit)
    history.visit("2026-03-01", "$10", id=visit)
    assert history.balance("2026-03-01") == 60_00
    history.returned("2026-03-02", visit, "$10")
    assert history.balance("2026-03-02") == 0


def test_goods_promised_are_handed_over_later() -> None:
    history = History()
    used = history.happened("2026-03-01", RewardRedeemed("shirt", "A shirt", handed_over=False))
    assert not history.standing("2026-03-02").redemptions[0].handed_over
    history.happened("2026-03-03", RewardHandedOver(used))
    assert history.standing("2026-03-04").redemptions[0].handed_over


def test_an_offer_on_some_goods_asks_only_for_these() -> None:
    flower = replace(FIFTY_OFF, goods=Goods(categories=frozenset({"flower"})))
    history = History(a_program(rewards=(flower,)))
    visit = "00000000-0000-7000-9000-000000000001"
    history.redeemed("2026-03-01", reward="fifty", visit=visit, value_cents=50_00)
    history.visit("2026-03-01", Line(120_00, category="Flower"), Line(30_00, category="Edibles"), id=visit)
    history.returned("2026-03-02", visit, Line(30_00, category="Edibles"))
    assert history.standing("2026-03-02").returns[0].kept_offers == ()
    history.returned("2026-03-03", visit, Line(40_00, category="Flower"))
    assert len(history.standing("2026-03-03").returns[1].kept_offers) == 1


@pytest.mark.rule("LG03")
def test_every_movement_of_a_month_adds_up_to_the_balance() -> None:
    history = History(a_program(point_rules=PointRules(Expiry.DAYS, 20)))
    history.opened("2026-03-01", points=7_00)
    visit = history.visit("2026-03-02", "$30")
    history.bought_with("2026-03-05", 12_00, 12_00, "$40")
    history.adjusted("2026-03-06", -3_00)
    history.returned("2026-03-07", visit, "$30")
    for day in range(1, 31):
        standing = history.standing(f"2026-03-{day:02d} 23:00")
        assert sum(standing.movements.get("denver-1", {}).values()) == standing.points
    assert history.standing("2026-03-30").movements["denver-1"][Movement.OPENED] == 7_00


def _five_from(first: str) -> list[Fact]:
    history = History()
    history.daily_visits(5, first)
    return history.facts


def test_two_payments_with_points_come_back_each_with_its_share() -> None:
    history = History()
    history.visit("2026-03-01", "$100")
    visit = "00000000-0000-7000-9000-000000000001"
    history.redeemed("2026-03-02", 9_00, reward="points", visit=visit, value_cents=9_00)
    history.redeemed("2026-03-02", 3_00, reward="points", visit=visit, value_cents=3_00)
    history.redeemed("2026-03-02", 5_00, reward="shirt", visit=visit)
    history.visit("2026-03-02", "$20", "$10", id=visit, points_paid_cents=12_00)
    history.returned("2026-03-03", visit, "$20")
    standing = history.standing("2026-03-03")
    assert [use.given_back for use in standing.redemptions] == [6_00, 2_00, 0]
    assert standing.returns[0].given_back == 8_00
    history.returned("2026-03-04", visit, "$10")
    standing = history.standing("2026-03-04")
    assert [use.given_back for use in standing.redemptions] == [9_00, 3_00, 5_00]
    assert [back.given_back for back in standing.returns] == [8_00, 9_00]
    assert [use.standing for use in standing.redemptions] == [False, False, False]


def test_a_discount_that_went_back_is_not_taken_a_second_time() -> None:
    history = History(a_program(rewards=(FIFTY_OFF,), return_rules=ReturnRules(claw_back_discount=True)))
    visit = discounted(history, "2026-03-01", FIFTY_OFF, "$90", "$60", "$30")
    history.returned_line("2026-03-02", visit, 0, Line(90_00))
    history.returned_line("2026-03-03", visit, 2, Line(30_00))
    first, second = history.standing("2026-03-03").returns
    assert (first.refund_cents, first.clawed_cents) == (90_00 - 25_00 - 25_00, 25_00)
    assert (second.refund_cents, second.clawed_cents) == (30_00, 0)
    assert history.standing("2026-03-03").spend_cents == 60_00
    assert history.balance("2026-03-03") == 60_00


@pytest.mark.rule("X06", "E03")
def test_a_return_under_finer_units_does_not_pay_out_the_remainder_the_next_visit_does() -> None:
    history = History(a_program(earn_unit=100))
    visit = history.visit("2026-01-01 12:00", "$10.70")
    history.program_from("2026-02-01 00:00", a_program(version=2, earn_unit=1))
    history.happened("2026-03-01 12:00", VisitReturned((Line(1),), visit=visit))
    assert history.standing("2026-03-01 20:00").points == 10_00
    history.visit("2026-03-02 12:00", "$1")
    assert history.standing("2026-03-02 20:00").points == 11_69
    history.happened("2026-03-03 12:00", VisitReturned((Line(10_69),), visit=visit))
    assert history.standing("2026-03-03 20:00").points == 1_00
