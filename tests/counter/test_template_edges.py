"""The edges of the ready campaigns, through the whole counter: the day, the cent and the use at which each turns.

It is Monday, Nov 23, 2026, 11:31 in Denver.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from posdesk.counter import meetings
from posdesk.counter.card import open_card
from posdesk.counter.profile_edits import set_field
from posdesk.counter.redemptions import redeem
from posdesk.counter.visits import VisitEntry, record, void
from posdesk.domain.business_day import to_instant
from posdesk.domain.clauses import ClauseCode, failing
from posdesk.domain.facts import Line, MemberField, MemberFieldSet, RewardRedeemed, VisitRecorded, VisitReturned
from posdesk.domain.feedback_facts import FeedbackGiven
from posdesk.office import campaigns
from tests.builders import CALENDAR, Shop, a_shop
from tests.counter.test_templates import PERSONAS, READY, answer, gets, gift, later, pays, shop_with, use, why_not


def it_is(shop: Shop, when: str) -> None:
    """The clock says so: `2026-12-30 12:00`, in Denver."""
    shop.clock.set(to_instant(datetime.fromisoformat(when).replace(tzinfo=ZoneInfo(CALENDAR.zone))))


def codes(shop: Shop, member: str) -> list[ClauseCode]:
    """What stands in the way."""
    return [clause.code for clause in failing(answer(shop, member).why)]


def unknown(shop: Shop, member: str) -> bool:
    """Whether something that is not known stands in the way, and the explanation says so (CM02)."""
    return any(clause.law == "CM02" and clause.seen is None for clause in failing(answer(shop, member).why))


def test_tenth_visit_nudge_tells_the_true_number_whenever_it_is_first_said() -> None:
    shop = shop_with("tenth-visit-nudge")
    maria = shop.member("Maria", "Garcia")
    for days in range(17, 10, -1):
        shop.visit(maria, 20_00, days_ago=days)
    assert open_card(shop.desk, maria).say == "Maria, 3 visits to go and you get $10 off."
    for days in range(10, 7, -1):
        shop.visit(maria, 20_00, days_ago=days)
    assert not gets(shop, maria)  # ten of them: the twentieth is ten away


@pytest.mark.rule("M06")
def test_thousand_dollars_ends_after_ninety_days_and_with_the_goods_that_reached_it() -> None:
    shop = shop_with("thousand-dollars")
    last_day, over, back = (shop.member(name, "Li") for name in ("Last", "Over", "Back"))
    shop.visit(last_day, 1000_00, days_ago=90)
    shop.visit(over, 1000_00, days_ago=91)
    visit = shop.visit(back, 1000_00, days_ago=3)
    assert [gets(shop, each) for each in (last_day, over, back)] == [True, False, True]
    assert answer(shop, last_day).until == date(2026, 11, 23)
    shop.happened(VisitReturned((Line(1_00),), visit.id), back)
    assert not gets(shop, back)


@pytest.mark.rule("M04")
def test_two_thousand_dollars_at_once_are_two_occasions_and_the_next_thousand_is_another() -> None:
    shop = shop_with("thousand-dollars")
    maria = shop.member("Maria", "Garcia")
    shop.visit(maria, 2000_00, days_ago=3)
    assert answer(shop, maria).n == 1001
    use(shop, maria, 100)
    assert answer(shop, maria).n == 2001
    later(shop, 1)
    use(shop, maria, 100)
    assert why_not(shop, maria) == "Had it already"
    later(shop, 1)
    shop.visit(maria, 820_00)
    assert gets(shop, maria)


@pytest.mark.rule("DT07")
def test_spend_more_is_for_a_cent_too_and_comes_again_in_a_later_month() -> None:
    shop = shop_with("spend-more")
    maria, cent = shop.member("Maria", "Garcia"), shop.member("Cent", "Li")
    shop.visit(maria, 20_00, days_ago=30)
    shop.visit(cent, 1, days_ago=30)
    assert gets(shop, cent)
    use(shop, maria, 100)
    it_is(shop, "2026-11-30 23:59")
    assert codes(shop, maria) == [ClauseCode.MEMBER_LIMIT]
    it_is(shop, "2026-12-10 12:00")
    assert codes(shop, maria) == [ClauseCode.FIELD]  # $90 in November
    shop.visit(maria, 50_00)
    it_is(shop, "2027-01-01 03:59")
    assert not gets(shop, maria)  # still December's last business day
    it_is(shop, "2027-01-01 04:00")
    assert gets(shop, maria)
    assert answer(shop, maria).until == date(2027, 1, 31)


@pytest.mark.rule("DT07")
def test_spend_more_leaves_out_who_joined_on_the_first_of_last_month_and_not_the_day_before() -> None:
    shop = shop_with("spend-more")
    before, first = shop.member("Before", "Li", joined_days_ago=54), shop.member("First", "Li", joined_days_ago=53)
    for each in (before, first):
        shop.visit(each, 20_00, days_ago=30)
    assert [gets(shop, before), gets(shop, first)] == [True, False]
    assert unknown(shop, first)


@pytest.mark.rule("DT06")
def test_an_answer_on_the_evening_a_question_was_published_pays_and_one_before_it_does_not() -> None:
    shop = a_shop()
    early, late = (shop.member(name, "Li", joined_days_ago=55) for name in ("Early", "Late"))
    shop.happened(MemberFieldSet(MemberField.INTERESTS, "flower"), early, shop.days_ago(1))
    it_is(shop, "2026-11-23 20:00")  # the 24th in UTC
    campaigns.publish(shop.desk, (READY / "interests.toml").read_text(encoding="utf-8"))
    assert open_card(shop.desk, late).campaigns.question is not None
    set_field(shop.desk, late, MemberField.INTERESTS, "edibles")
    assert gets(shop, late)
    assert answer(shop, late).until == date(2026, 12, 23)
    assert codes(shop, early) == [ClauseCode.TOLD_IN_TIME]


@pytest.mark.rule("DT06")
def test_what_an_answer_brought_is_good_after_the_days_in_which_it_was_asked() -> None:
    shop = shop_with("interests")
    maria = shop.member("Maria", "Garcia", joined_days_ago=59)
    set_field(shop.desk, maria, MemberField.INTERESTS, "edibles")
    later(shop, 30)
    assert gets(shop, maria)
    assert pays(shop, maria, 20) == 15
    later(shop, 1)
    assert all(not offer.usable for offer in open_card(shop.desk, maria).offers)


@pytest.mark.rule("DT08")
def test_brand_month_takes_three_fifths_of_the_spend_and_not_a_cent_less_and_comes_again_next_month() -> None:
    shop = shop_with("brand-month")
    just, short = shop.member("Just", "Li"), shop.member("Short", "Li")
    for member, other in ((just, 40_00), (short, 40_01)):
        for days in (60, 50, 40):
            shop.visit(member, 20_00, "WYLD", days_ago=days)
        shop.visit(member, other, "Alma", days_ago=30)
    assert [gets(shop, just), gets(shop, short)] == [True, False]
    use(shop, just, 20, "wyld")
    assert why_not(shop, just) == "Had it already"
    later(shop, 8)
    assert gets(shop, just)
    assert answer(shop, just).until == date(2026, 12, 31)


@pytest.mark.rule("CM02")
def test_win_back_needs_a_rhythm_and_each_lapse_is_another() -> None:
    shop = shop_with("win-back")
    twice, maria = shop.member("Twice", "Li"), shop.member("Maria", "Garcia")
    for days in (60, 40):
        shop.visit(twice, 30_00, days_ago=days)
    for days in (30, 25, 20):
        shop.visit(maria, 30_00, days_ago=days)
    assert unknown(shop, twice)
    visit = use(shop, maria, 30)
    assert not gets(shop, maria)
    void(shop.desk, visit, "a mistake")
    assert gets(shop, maria)
    use(shop, maria, 30)
    later(shop, 9)
    assert not gets(shop, maria)
    later(shop, 1)
    assert gets(shop, maria)


def test_tier_entry_is_for_coming_up_and_not_for_falling_from_platinum_to_gold() -> None:
    shop = shop_with("tier-entry")
    maria = shop.member("Maria", "Garcia", joined_days_ago=600)
    shop.visit(maria, 3000_00, days_ago=396)
    shop.visit(maria, 2000_00, days_ago=100)
    card = open_card(shop.desk, maria)
    assert card.standing.tier.name == "Gold"
    assert codes(shop, maria) == [ClauseCode.FIELD]
    shop.visit(maria, 2000_00, days_ago=1)
    assert open_card(shop.desk, maria).standing.tier.name == "Platinum"
    assert gets(shop, maria)
    assert answer(shop, maria).until == date(2026, 12, 6)


@pytest.mark.rule("CM02")
def test_almost_next_tier_is_said_on_one_day_a_month_and_never_at_the_top() -> None:
    shop = shop_with("almost-next-tier")
    near, top = shop.member("Near", "Li"), shop.member("Top", "Li")
    shop.visit(near, 412_50, days_ago=5)
    shop.visit(top, 4000_00, days_ago=5)
    assert unknown(shop, top)
    card = open_card(shop.desk, near)
    assert card.say == "Near, only $87.50 to your next tier."
    meetings.note(shop.desk, near, card.met)
    later(shop, 1)
    assert why_not(shop, near) == "Had it already"
    it_is(shop, "2026-12-01 12:00")
    assert gets(shop, near)


def test_lotion_is_there_once_a_month_and_with_a_lotion_only() -> None:
    shop = shop_with("lotion")
    maria = shop.member("Maria", "Garcia")
    shop.happened(VisitRecorded((Line(30_00, "Alma", "cbd"),)), maria, shop.days_ago(200))
    assert pays(shop, maria, 20) == 20  # no lotion among it
    assert answer(shop, maria).until == date(2026, 11, 30)
    choices = (gift(open_card(shop.desk, maria)),)
    record(shop.desk, maria, VisitEntry(0, lines=(Line(20_00, "Alma", "Lotions"),), choices=choices))
    assert why_not(shop, maria) == "Had it already"
    later(shop, 8)
    assert gets(shop, maria)


@pytest.mark.rule("DT03")
def test_birthday_week_crosses_the_end_of_the_year_and_pays_once_for_each_birthday() -> None:
    shop = shop_with("birthday-week")
    maria = shop.member("Maria", "Garcia", birthday="1990-01-02")
    it_is(shop, "2026-12-29 12:00")
    assert not gets(shop, maria)
    it_is(shop, "2026-12-30 12:00")
    assert answer(shop, maria).until == date(2027, 1, 5)
    use(shop, maria, 50)
    for day in ("2026-12-31", "2027-01-02", "2027-01-05"):
        it_is(shop, f"{day} 12:00")
        assert why_not(shop, maria) == "Had it already"
    it_is(shop, "2027-12-30 12:00")
    assert gets(shop, maria)


@pytest.mark.rule("DT04")
def test_birthday_week_takes_a_birthday_told_thirty_days_before_and_not_one_told_later() -> None:
    shop = shop_with("birthday-week")
    in_time, late = shop.member("In time", "Li"), shop.member("Late", "Li")
    for member, days in ((in_time, 29), (late, 28)):
        shop.happened(MemberFieldSet(MemberField.BIRTHDAY, "11-24"), member, shop.days_ago(days))
    assert gets(shop, in_time)
    assert codes(shop, late) == [ClauseCode.BIRTHDAY_SETTLED]
    it_is(shop, "2027-11-24 12:00")
    assert gets(shop, late)


@pytest.mark.rule("CM08")
def test_the_last_shirt_is_given_once_though_the_campaign_was_published_that_evening() -> None:
    shop = a_shop()
    first, second = shop.member("First", "Li"), shop.member("Second", "Li")
    for each in (first, second):
        shop.visit(each, 1000_00, days_ago=5)
    it_is(shop, "2026-11-23 20:00")  # the 24th in UTC
    document = (READY / "big-spenders.toml").read_text(encoding="utf-8")
    campaigns.publish(shop.desk, document.replace("total = 200", "total = 1"))
    used = redeem(shop.desk, first, gift(open_card(shop.desk, first)))
    assert used.words.startswith("Used A shirt and stickers")
    assert why_not(shop, second) == "All are given"


def test_big_spenders_do_not_keep_a_shirt_that_returned_goods_would_have_paid() -> None:
    shop = shop_with("big-spenders")
    maria = shop.member("Maria", "Garcia")
    visit = shop.visit(maria, 1000_00, days_ago=5)
    assert gets(shop, maria)
    assert answer(shop, maria).until == date(2026, 12, 31)
    shop.happened(VisitReturned((Line(25_00),), visit.id), maria)
    assert why_not(shop, maria) == "$25 to go: Spend, this year"


@pytest.mark.rule("CM02")
def test_referral_reminder_goes_by_the_last_answer_and_leaves_out_who_never_gave_one() -> None:
    shop = shop_with("referral-reminder")
    maria, never = shop.member("Maria", "Garcia"), shop.member("Never", "Li")
    shop.happened(FeedbackGiven(10), maria, shop.days_ago(9))
    assert gets(shop, maria)
    shop.happened(FeedbackGiven(6), maria, shop.days_ago(2))
    assert not gets(shop, maria)
    assert unknown(shop, never)


def test_second_visit_is_not_the_second_receipt_of_the_first_day_nor_the_third_visit() -> None:
    shop = shop_with("second-visit")
    maria, third = shop.member("Maria", "Garcia"), shop.member("Third", "Li")
    shop.visit(maria, 20_00)
    for days in (9, 5):
        shop.visit(third, 20_00, days_ago=days)
    assert [gets(shop, maria), gets(shop, third)] == [False, False]
    later(shop, 1)
    assert gets(shop, maria)


def test_each_persona_has_its_member() -> None:
    shop = a_shop()
    campaigns.publish_segments(shop.desk, PERSONAS.read_text(encoding="utf-8"))
    loyal, saver = shop.member("Loyal", "Li"), shop.member("Saver", "Li")
    for days in range(20, 14, -1):
        shop.visit(loyal, 20_00, "Wyld", days_ago=days)
        shop.visit(saver, 20_00, days_ago=days)
    for number in (1, 2, 3):
        assert open_card(shop.desk, saver).campaigns.personas == ()
        used = RewardRedeemed("ten-off", "$10 off", award_rule="every-10-visits", award_n=number)
        shop.happened(used, saver, shop.days_ago(10 - number))
    titles = [[each.title for each in open_card(shop.desk, who).campaigns.personas] for who in (loyal, saver)]
    assert titles == [["Loyal to a brand"], ["Likes a deal"]]
