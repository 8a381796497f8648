"""What a day's report says, section by section."""

from datetime import date

import pytest

from posdesk.domain.channels import Channel
from posdesk.domain.correction_facts import Remedy
from posdesk.domain.day_context import Earlier
from posdesk.domain.day_sums import What
from posdesk.domain.exceptional import Kind
from posdesk.domain.facts import (
    ConsentSet,
    Line,
    LineKind,
    MemberEnrolled,
    MemberField,
    MemberFieldSet,
    RedemptionVoided,
    RewardRedeemed,
    VisitRecorded,
    VisitReturned,
    VisitVoided,
)
from posdesk.domain.feedback_facts import FeedbackGiven
from posdesk.domain.given_facts import PointsAdjusted
from posdesk.domain.people_facts import MemberMerged
from posdesk.office.liability import of_day
from posdesk.reports.plain import plain
from posdesk.reports.tables import text_of
from posdesk.reports.values import Against, FeedbackRow, PersonRow
from posdesk.reports.values import Kind as ReportKind
from tests.reports.evenings import STORE, TODAY, YESTERDAY, Evening, an_evening, wall


@pytest.fixture
def evening() -> Evening:
    return an_evening()


def test_receipts_visits_members_and_spend_are_told_apart(evening: Evening) -> None:
    shop = evening.shop
    maria, omar = shop.member("Maria", "Gomez"), shop.member("Omar", "Reyes")
    evening.bought(maria, Line(30_00), Line(4_00, kind=LineKind.TAX))
    evening.bought(maria, Line(20_00), at="2026-11-23 11:10")
    evening.bought(omar, Line(10_01), discount_cents=1_00)
    evening.bought(None, Line(5_00))
    totals = evening.report().totals
    assert (totals.receipts, totals.visits, totals.guests, totals.members) == (4, 3, 1, 2)
    assert (totals.spend_cents, totals.discount_cents, totals.lines) == (64_01, 1_00, 5)
    assert totals.basket_cents == 16_00  # 1600.25 halves up
    assert evening.report().not_counted == (("same business day", 1),)
    assert evening.report().head.kind is ReportKind.X


@pytest.mark.rule("VS02")
def test_after_midnight_is_still_the_day_and_stands_at_its_end(evening: Evening) -> None:
    evening.bought(None, at="2026-11-23 01:30")
    evening.bought(None, at="2026-11-22 22:10")
    report = evening.report(YESTERDAY)
    assert [(row.hour, row.receipts) for row in report.hours] == [(22, 1), (23, 0), (0, 0), (1, 1)]
    assert evening.report(TODAY).totals.receipts == 0


@pytest.mark.rule("VS03")
def test_an_hour_that_comes_twice_is_told_apart_and_one_that_never_comes_is_empty(evening: Evening) -> None:
    first = wall("2026-11-01 01:30")
    for at in (first, first + 3_600_000):
        evening.shop.happened(VisitRecorded((Line(10_00),)), None, at)
    report = evening.report(date(2026, 10, 31))
    assert [(row.hour, row.again, row.receipts) for row in report.hours] == [(1, False, 1), (1, True, 1)]
    spring = wall("2026-03-08 01:30")
    for at in (spring, spring + 3_600_000):
        evening.shop.happened(VisitRecorded((Line(10_00),)), None, at)
    report = evening.report(date(2026, 3, 7))
    assert [(row.hour, row.receipts) for row in report.hours] == [(1, 1), (2, 0), (3, 1)]


def test_the_same_weekday_of_four_weeks_is_compared_with(evening: Evening) -> None:
    maria = evening.shop.member("Maria", "Gomez")
    for day in ("2026-11-16", "2026-11-02"):
        evening.bought(maria, Line(10_00, "Hilltop"), at=f"{day} 11:00")
    evening.bought(maria, Line(99_00, "Hilltop"), at="2026-11-17 11:00")
    evening.bought(maria, Line(15_00, "Hilltop"))
    evening.bought(None, Line(5_00, "Blue Fern"))
    report = evening.report()
    earlier = [Earlier(day, day, 1, 1, 0, 10_00) for day in (date(2026, 11, 16), date(2026, 11, 2))]
    assert list(report.compared.earlier) == earlier
    figures = {each.figure: each for each in report.compared.figures}
    assert figures["receipts"] == Against("receipts", 2, 1, 10_000)
    assert figures["spend_cents"] == Against("spend_cents", 20_00, 10_00, 10_000)
    assert figures["basket_cents"] == Against("basket_cents", 10_00, 10_00, 0)
    assert figures["new_members"].change is None
    brands = [(row.name, row.spend_cents, row.before_cents, row.change) for row in report.brands]
    assert brands == [("Hilltop", 15_00, 10_00, 5_000), ("Blue Fern", 5_00, 0, None)]


def test_a_receipt_voided_on_its_day_is_none_and_one_of_an_earlier_day_is_a_correction(evening: Evening) -> None:
    maria = evening.shop.member("Maria", "Gomez")
    today, before = evening.bought(maria), evening.bought(maria, Line(7_00), at="2026-11-22 11:00")
    evening.shop.happened(VisitVoided(today, "wrong member"), maria)
    evening.shop.happened(VisitVoided(before, "not hers"), maria)
    report = evening.report()
    totals = report.totals
    assert (totals.receipts, totals.voided, totals.voided_cents) == (0, 1, 10_00)
    assert (totals.late_voided, totals.late_voided_cents, totals.net_cents) == (1, 7_00, -7_00)
    assert evening.report(YESTERDAY).totals.receipts == 1
    said = [(each.what, each.amount, each.reason, each.staff) for each in report.corrections]
    assert said == [
        (What.VISIT_VOIDED, 10_00, "wrong member", "Dana"),
        (What.EARLIER_VISIT_VOIDED, 7_00, "not hers", "Dana"),
    ]


@pytest.mark.rule("X06")
def test_goods_that_come_back_are_no_visit_and_come_off_the_net(evening: Evening) -> None:
    maria = evening.shop.member("Maria", "Gomez")
    visit = evening.bought(maria, Line(10_00), discount_cents=2_00, at="2026-11-22 11:00")
    evening.shop.happened(VisitReturned((Line(10_00),), visit), maria)
    evening.shop.happened(VisitReturned((Line(3_00),), receipt="T-1"), None)
    totals = evening.report().totals
    assert (totals.receipts, totals.visits, totals.returns) == (0, 0, 2)
    assert (totals.refund_cents, totals.net_cents) == (11_00, -11_00)


@pytest.mark.rule("LG03")
def test_points_owed_close_to_zero_and_are_those_of_a_fold_of_everybody(evening: Evening) -> None:
    shop = evening.shop
    maria, omar = shop.member("Maria", "Gomez"), shop.member("Omar", "Reyes")
    for day in ("2026-11-20", "2026-11-23"):
        for member in (maria, omar):
            evening.bought(member, Line(40_00), at=f"{day} 11:00")
    shop.happened(PointsAdjusted(-5_00, "typed twice"), omar)
    owed = evening.report().owed
    slow = of_day(shop.desk, TODAY).stores[STORE]
    assert (owed.opening, owed.closing, owed.difference) == (slow.opening, slow.closing, 0)
    assert {each.movement: each.points for each in owed.moved} == {
        str(movement): points for movement, points in slow.movements.items()
    }
    assert owed.opening == 80_00


def test_a_person_is_told_what_they_did(evening: Evening) -> None:
    shop = evening.shop
    maria = shop.member("Maria", "Gomez")
    evening.bought(maria)
    gone = evening.bought(None)
    shop.happened(VisitVoided(gone, "by mistake"))
    evening.bought(None, Line(5_00))
    new = shop.ids.new(shop.clock.now())
    shop.happened(MemberEnrolled("Lin", "Chu", TODAY, phone="+13035550199"), new)
    shop.happened(MemberFieldSet(MemberField.EMAIL, "m@example.com"), maria)
    used = shop.happened(RewardRedeemed("ten", "$10 off", value_cents=10_00, spent=1_00), maria)
    shop.happened(RedemptionVoided(used.id, "changed her mind"), maria)
    report = evening.report()
    assert report.people == (PersonRow("Dana", 2, 1, 5_000, 15_00, 1, 2, 1, 2),)
    assert report.totals.new_members == 1
    assert [(row.field, row.members) for row in report.fields] == [("email", 1), ("phone", 1)]
    (reward,) = report.rewards
    assert (reward.given, reward.voided, reward.value_cents, reward.points) == (1, 1, 10_00, 1_00)


def test_what_members_said_of_the_shop_is_a_net_promoter_score(evening: Evening) -> None:
    assert evening.report().feedback is None
    for score in (10, 9, 9, 8, 7, 6, 0):
        evening.shop.happened(FeedbackGiven(score, words="the line was long"))
    said = evening.report().feedback
    assert said == FeedbackRow(answers=7, promoters=3, passives=2, detractors=2, score=14, open=0, settled=0)
    for _ in range(2):
        evening.shop.happened(FeedbackGiven(3))
    assert evening.report().feedback == FeedbackRow(
        answers=9, promoters=3, passives=2, detractors=4, score=-11, open=0, settled=0
    )
    assert "What members said" in text_of(evening.report())
    assert "the line was long" not in str(plain(evening.report()))


def test_consents_awards_and_tiers_are_told(evening: Evening) -> None:
    shop = evening.shop
    maria = shop.member("Maria", "Gomez")
    shop.happened(ConsentSet(Channel.TEXT, True, "card"), maria)
    shop.happened(ConsentSet(Channel.EMAIL, False, "card"), maria)
    for day in range(1, 10):
        evening.bought(maria, Line(5_00), at=f"2026-11-{day + 10:02d} 11:00")
    evening.bought(maria, Line(2_000_00))
    report = evening.report()
    assert [(row.channel, row.won, row.withdrawn) for row in report.consents] == [
        (Channel.TEXT, 1, 0),
        (Channel.EMAIL, 0, 1),
    ]
    assert ("every-10-visits", 1) in [(each.rule, each.awards) for each in report.reached]
    (tier,), (move,) = report.tiers, report.tier_moves
    assert (tier.members, tier.receipts, tier.spend_cents) == (1, 1, 2_000_00)
    assert move.left == tier.name
    assert move.members == 1


@pytest.mark.rule("I03")
def test_two_who_are_one_are_one_member_of_the_day(evening: Evening) -> None:
    shop = evening.shop
    maria, same = shop.member("Maria", "Gomez"), shop.member("Mary", "Gomez")
    evening.bought(maria)
    evening.bought(same, at="2026-11-23 11:20")
    evening.close()
    assert evening.report().totals.members == 2
    shop.happened(MemberMerged(same, "one person"), maria)
    assert evening.report().totals.members == 2  # closed is closed
    assert evening.report(as_now=True).totals.members == 1
    evening.revise()
    assert (evening.report().totals.members, evening.report().totals.visits) == (1, 1)


@pytest.mark.rule("LG09")
def test_signals_say_who_and_what_can_be_done(evening: Evening) -> None:
    shop = evening.shop
    maria, omar = shop.member("Maria", "Gomez"), shop.member("Omar", "Reyes")
    for minute in (0, 20, 40, 59):
        evening.bought(maria, Line(10_00 + minute), at=f"2026-11-23 10:{minute:02d}")
    evening.bought(omar, Line(1_000_01), at="2026-11-23 10:00")
    evening.bought(omar, Line(1_000_01), at="2026-11-23 10:09")
    for _ in range(6):
        shop.happened(PointsAdjusted(1_00, "sorry"), omar)
    lin = shop.member("Lin", "Chu")
    shop.happened(RewardRedeemed("shirt", "T-shirt"), lin)
    shop.happened(MemberEnrolled("Dana", "", TODAY), shop.ids.new(shop.clock.now()))
    found: dict[Kind, list[str | None]] = {}
    for each in evening.report().exceptions:
        found.setdefault(each.kind, []).append(each.member)
        assert each.remedies
        assert each.store == STORE
    assert found[Kind.MANY_VISITS] == found[Kind.OFTEN_BY_ONE] == [maria]
    assert found[Kind.TWICE] == [omar]
    assert found[Kind.LARGE] == [omar, omar]
    assert found[Kind.MANY_ADJUSTMENTS] == [None]
    assert found[Kind.NOT_PRESENT] == [lin]
    assert len(found[Kind.STAFF_OWNED]) == 1


@pytest.mark.rule("LG09")
def test_what_is_within_the_limits_is_no_signal(evening: Evening) -> None:
    maria = evening.shop.member("Maria", "Gomez")
    evening.bought(maria, Line(1_000_00), at="2026-11-23 10:00")
    evening.bought(maria, Line(9_00), at="2026-11-23 10:01")
    for _ in range(5):
        evening.shop.happened(PointsAdjusted(1_00, "sorry"), maria)
    evening.shop.happened(RewardRedeemed("shirt", "T-shirt"), maria)
    assert [each.kind for each in evening.report().exceptions if each.kind is not Kind.REDEEMED_NOT_EARNED] == []


@pytest.mark.rule("RD10", "M06")
def test_what_standings_tell_is_listed_with_its_remedies(evening: Evening) -> None:
    shop = evening.shop
    maria = shop.member("Maria", "Gomez")
    evening.bought(maria)
    shop.happened(RewardRedeemed("ten", "$10 off", award_rule="five", award_n=1, value_cents=10_00, spent=50_00), maria)
    found = {each.kind: each for each in evening.report().exceptions}
    assert found[Kind.REDEEMED_NOT_EARNED].amount == 10_00
    assert found[Kind.NEGATIVE_BALANCE].remedies == (Remedy.ACCEPT, Remedy.WRITE_OFF)
    assert (found[Kind.NEGATIVE_BALANCE].member, found[Kind.REDEEMED_NOT_EARNED].staff) == (maria, "Dana")
