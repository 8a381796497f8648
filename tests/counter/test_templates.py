"""The ready campaigns, each through the whole counter: who gets it and until when, who does not and why, and its edge.

It is Monday, Nov 23, 2026, 11:31 in Denver.
"""

from datetime import date
from pathlib import Path

import pytest

from posdesk.counter import meetings, reasons
from posdesk.counter.card import MemberCard, open_card
from posdesk.counter.profile_edits import set_field
from posdesk.counter.redemptions import redeem
from posdesk.counter.visits import VisitEntry, preview, record
from posdesk.domain import campaign_document
from posdesk.domain.campaign_contradictions import contradictions
from posdesk.domain.campaign_writing import written
from posdesk.domain.campaigning import Answer
from posdesk.domain.facts import Line, MemberField, MemberFieldSet, VisitRecorded
from posdesk.domain.feedback_facts import FeedbackGiven
from posdesk.domain.offers import Choice
from posdesk.domain.program_document import parse as parse_program
from posdesk.office import campaigns
from tests.builders import SAMPLE_PROGRAM, Shop, a_shop

READY = Path(__file__).resolve().parents[2] / "resources" / "campaigns"
PERSONAS = READY.parent / "segments" / "personas.toml"
NAMES = sorted(path.stem for path in READY.glob("*.toml"))
DAY = 24 * 60 * 60 * 1000


def shop_with(name: str) -> Shop:
    """A shop that published one ready campaign 300 days ago."""
    shop = a_shop()
    now = shop.clock.now()
    shop.clock.set(shop.days_ago(300))
    campaigns.publish(shop.desk, (READY / f"{name}.toml").read_text(encoding="utf-8"))
    shop.clock.set(now)
    return shop


def later(shop: Shop, days: int) -> None:
    """So many days go by."""
    shop.clock.set(shop.clock.now() + days * DAY)


def answer(shop: Shop, member: str) -> Answer:
    (found,) = open_card(shop.desk, member).campaigns.answers
    return found


def gets(shop: Shop, member: str) -> bool:
    found = answer(shop, member)
    return found.why.holds and not found.asks


def why_not(shop: Shop, member: str) -> str:
    card = open_card(shop.desk, member)
    return reasons.reason(answer(shop, member).why, reasons.told(card.standing))


def gift(card: MemberCard) -> Choice:
    """What using the campaign's gift is."""
    found = next(each for each in card.offers if each.award and each.award.rule.id.startswith("campaign:"))
    assert found.usable
    assert found.choice is not None
    return found.choice


def use(shop: Shop, member: str, dollars: int, *brands: str) -> str:
    """Use the gift in a visit now; yields the visit."""
    entry = VisitEntry(dollars * 100, brands, choices=(gift(open_card(shop.desk, member)),))
    return record(shop.desk, member, entry).visit_id


def pays(shop: Shop, member: str, dollars: int) -> int:
    """Dollars to pay of a basket with the gift."""
    entry = VisitEntry(dollars * 100, choices=(gift(open_card(shop.desk, member)),))
    return preview(shop.desk, member, entry).applied.pay_cents // 100


@pytest.mark.parametrize("name", NAMES)
def test_each_is_sound_fits_the_sample_program_and_is_written_as_the_same(name: str) -> None:
    text = (READY / f"{name}.toml").read_text(encoding="utf-8")
    campaign = campaign_document.parse(text)
    assert campaign.id == name
    assert (campaign.first_day, campaign.last_day) == (None, None)
    assert text.startswith("# ")
    program = parse_program(SAMPLE_PROGRAM.read_text(encoding="utf-8"))
    assert list(contradictions(campaign, program)) == []
    assert campaign_document.parse(written(campaign)) == campaign


def test_there_are_fifteen_of_them() -> None:
    assert len(NAMES) == 15


@pytest.mark.rule("M02")
def test_tenth_visit_nudge_is_said_at_the_fifth_on_one_day_and_again_on_the_way_to_the_twentieth() -> None:
    shop = shop_with("tenth-visit-nudge")
    maria = shop.member("Maria", "Garcia")
    for days in range(14, 10, -1):
        shop.visit(maria, 20_00, days_ago=days)
    assert why_not(shop, maria) == "Missing to a milestone: every-10-visits: 6, at most 5"
    shop.visit(maria, 20_00, days_ago=9)
    card = open_card(shop.desk, maria)
    assert card.say == "Maria, 5 visits to go and you get $10 off."
    meetings.note(shop.desk, maria, card.met)
    assert open_card(shop.desk, maria).say == "Maria, 5 visits to go and you get $10 off."
    later(shop, 1)
    assert why_not(shop, maria) == "Had it already"
    for _ in range(10):
        later(shop, 1)
        shop.visit(maria, 20_00)
    assert gets(shop, maria)


def test_hundredth_visit_takes_fifty_off_a_hundred_for_sixty_days() -> None:
    shop = shop_with("hundredth-visit")
    maria, ninety_nine = shop.member("Maria", "Garcia"), shop.member("Anna", "Li")
    for days in range(160, 60, -1):
        shop.visit(maria, 5_00, days_ago=days)
    for days in range(160, 61, -1):
        shop.visit(ninety_nine, 5_00, days_ago=days)
    assert not gets(shop, ninety_nine)
    assert not gets(shop, maria)  # on day 61
    later(shop, -1)
    assert answer(shop, maria).until == date(2026, 11, 22)
    assert (pays(shop, maria, 100), pays(shop, maria, 99)) == (50, 99)
    use(shop, maria, 100)
    assert why_not(shop, maria) == "Had it already"


@pytest.mark.rule("M04")
def test_thousand_dollars_is_reached_at_equality_and_takes_a_tenth_off_up_to_its_cap() -> None:
    shop = shop_with("thousand-dollars")
    maria, short = shop.member("Maria", "Garcia"), shop.member("Anna", "Li")
    shop.visit(maria, 1000_00, days_ago=3)
    shop.visit(short, 999_99, days_ago=3)
    assert not gets(shop, short)
    assert open_card(shop.desk, maria).offers[0].title.startswith("10 %")
    assert pays(shop, maria, 200) == 180
    assert pays(shop, maria, 900) == 850


@pytest.mark.rule("DT07")
def test_spend_more_is_for_who_spent_up_to_fifty_last_month_once_a_month() -> None:
    shop = shop_with("spend-more")
    exact, more, nothing = (shop.member(name, "Li") for name in ("Exact", "More", "Nothing"))
    newcomer = shop.member("New", "Li", joined_days_ago=40)  # on Oct 14
    shop.visit(exact, 50_00, days_ago=30)
    shop.visit(more, 50_01, days_ago=30)
    shop.visit(newcomer, 20_00, days_ago=30)
    assert [gets(shop, each) for each in (exact, more, nothing, newcomer)] == [True, False, False, False]
    assert answer(shop, exact).until == date(2026, 11, 30)
    assert (pays(shop, exact, 100), pays(shop, exact, 99)) == (90, 99)
    use(shop, exact, 100)
    assert why_not(shop, exact) == "Had it already"
    later(shop, 8)
    assert not gets(shop, exact)  # she spent $90 in November


@pytest.mark.rule("DT06")
def test_birthday_missing_asks_from_day_thirty_and_pays_points_for_the_answer() -> None:
    shop = shop_with("birthday-missing")
    early, asked = shop.member("Early", "Li", joined_days_ago=29), shop.member("Maria", "Garcia", joined_days_ago=30)
    told = shop.member("Told", "Li", joined_days_ago=100, birthday="1990-05-05")
    assert open_card(shop.desk, early).campaigns.question is None
    assert open_card(shop.desk, told).campaigns.question is None
    question = open_card(shop.desk, asked).campaigns.question
    assert question is not None
    assert (question.field, question.gets) == ("birthday", "50 points for your birthday")
    card = set_field(shop.desk, asked, MemberField.BIRTHDAY, "1990-05-05")
    assert card.campaigns.question is None
    paid = redeem(shop.desk, asked, gift(card)).card
    assert paid.standing.points == 50_00
    assert answer(shop, asked).until == date(2026, 12, 23)
    assert why_not(shop, asked) == "Had it already"


@pytest.mark.rule("DT06")
def test_interests_pay_from_day_fifty_to_fifty_nine_and_nothing_on_day_sixty() -> None:
    shop = shop_with("interests")
    members = {days: shop.member(f"Day {days}", "Li", joined_days_ago=days) for days in (49, 50, 59, 60)}
    asks = {days: open_card(shop.desk, each).campaigns.question is not None for days, each in members.items()}
    assert asks == {49: False, 50: True, 59: True, 60: False}
    for each in members.values():
        set_field(shop.desk, each, MemberField.INTERESTS, "edibles")
    assert {days: gets(shop, each) for days, each in members.items()} == {49: False, 50: True, 59: True, 60: False}
    use(shop, members[59], 20)
    shop.happened(MemberFieldSet(MemberField.INTERESTS, None), members[59])
    set_field(shop.desk, members[59], MemberField.INTERESTS, "flower")
    assert why_not(shop, members[59]) == "Had it already"


@pytest.mark.rule("DT08")
def test_brand_month_gives_points_with_the_brand_until_the_month_ends() -> None:
    shop = shop_with("brand-month")
    maria, twice = shop.member("Maria", "Garcia"), shop.member("Twice", "Li")
    for days in (60, 50, 40):
        shop.visit(maria, 30_00, "Wyld", days_ago=days)
    for days in (60, 50):
        shop.visit(twice, 30_00, "Wyld", days_ago=days)
    assert [gets(shop, maria), gets(shop, twice)] == [True, False]
    assert answer(shop, maria).until == date(2026, 11, 30)
    without = preview(shop.desk, maria, VisitEntry(20_00, ("Alma",), choices=(gift(open_card(shop.desk, maria)),)))
    assert [why for _, why in without.why_not] == ["Add wyld"]
    use(shop, maria, 20, "Wyld")
    assert open_card(shop.desk, maria).standing.points == (90 + 20 + 100) * 100
    spent = shop.member("Spent", "Li")
    for days in (60, 40, 5):
        shop.visit(spent, 100_00, "Wyld", days_ago=days)
    assert not gets(shop, spent)  # exactly $100 this month


def test_win_back_is_for_who_stays_away_twice_as_long_as_usual() -> None:
    shop = shop_with("win-back")
    regular, away = shop.member("Regular", "Li"), shop.member("Away", "Li")
    for last, member in ((13, regular), (14, away)):
        for days in (last + 14, last + 7, last):
            shop.visit(member, 30_00, days_ago=days)
    assert not answer(shop, away).held_out  # one in ten is
    assert [gets(shop, regular), gets(shop, away)] == [False, True]
    assert pays(shop, away, 30) == 20


def test_tier_entry_gives_a_gift_for_fourteen_days_after_gold() -> None:
    shop = shop_with("tier-entry")
    gold, silver, long_ago = (shop.member(name, "Li") for name in ("Gold", "Silver", "Long"))
    shop.visit(gold, 1500_00, days_ago=14)
    shop.visit(silver, 600_00, days_ago=1)
    shop.visit(long_ago, 1500_00, days_ago=15)
    assert [gets(shop, each) for each in (gold, silver, long_ago)] == [True, False, False]
    assert redeem(shop.desk, gold, gift(open_card(shop.desk, gold))).words.startswith("Used A welcome gift")
    assert why_not(shop, gold) == "Had it already"


def test_almost_next_tier_is_said_within_a_hundred_dollars() -> None:
    shop = shop_with("almost-next-tier")
    near, far = shop.member("Near", "Li"), shop.member("Far", "Li")
    shop.visit(near, 400_00, days_ago=5)
    shop.visit(far, 399_99, days_ago=5)
    assert [gets(shop, near), gets(shop, far)] == [True, False]
    assert open_card(shop.desk, near).say == "Near, only $100 to your next tier."


def test_lotion_leaves_out_who_has_never_bought_cbd() -> None:
    shop = shop_with("lotion")
    bought, never = shop.member("Bought", "Li"), shop.member("Never", "Li")
    shop.happened(VisitRecorded((Line(30_00, "Alma", "CBD"),)), bought, shop.days_ago(200))
    shop.visit(never, 30_00, days_ago=3)
    assert [gets(shop, bought), gets(shop, never)] == [True, False]
    assert all("lotion" not in offer.title for offer in open_card(shop.desk, never).offers)
    entry = VisitEntry(0, lines=(Line(20_00, "Alma", "Lotions"), Line(10_00, "Alma", "Flower")))
    chosen = VisitEntry(0, lines=entry.lines, choices=(gift(open_card(shop.desk, bought)),))
    assert preview(shop.desk, bought, chosen).applied.pay_cents == 27_00


@pytest.mark.rule("DT03")
@pytest.mark.rule("DT04")
def test_birthday_week_runs_three_days_around_and_waits_where_it_was_told_late() -> None:
    shop = shop_with("birthday-week")
    members = {day: shop.member(f"Born {day}", "Li", birthday=f"1990-11-{day}") for day in (19, 20, 26, 27)}
    assert {day: gets(shop, each) for day, each in members.items()} == {19: False, 20: True, 26: True, 27: False}
    assert answer(shop, members[26]).until == date(2026, 11, 29)
    use(shop, members[26], 50)
    assert why_not(shop, members[26]) == "Had it already"
    late = shop.member("Late", "Li")
    shop.happened(MemberFieldSet(MemberField.BIRTHDAY, "1990-11-24"), late, shop.days_ago(28))
    assert why_not(shop, late) == "Birthday told too late: next year"


def test_big_spenders_get_a_shirt_once_a_year() -> None:
    shop = shop_with("big-spenders")
    big, short = shop.member("Big", "Li"), shop.member("Short", "Li")
    shop.visit(big, 1000_00, days_ago=30)
    shop.visit(short, 999_99, days_ago=30)
    assert why_not(shop, short) == "$0.01 to go: Spend, this year"
    assert answer(shop, short).not_yet
    redeem(shop.desk, big, gift(open_card(shop.desk, big)))
    assert why_not(shop, big) == "Had it already"
    later(shop, 60)
    assert not gets(shop, big)  # nothing spent in the new year yet
    shop.visit(big, 1000_00)
    assert gets(shop, big)


def test_second_visit_is_within_thirty_days_of_the_first() -> None:
    shop = shop_with("second-visit")
    members = {days: shop.member(f"Day {days}", "Li") for days in (0, 1, 30, 31)}
    for days, each in members.items():
        shop.visit(each, 20_00, days_ago=days)
    assert {days: gets(shop, each) for days, each in members.items()} == {0: False, 1: True, 30: True, 31: False}
    assert pays(shop, members[30], 25) == 20
    use(shop, members[30], 25)
    assert not gets(shop, members[30])


def test_referral_reminder_is_said_to_who_rated_nine_or_ten() -> None:
    shop = shop_with("referral-reminder")
    names = {8: "Eight", 9: "Nine", 10: "Ten"}
    members = {score: shop.member(name, "Li", email=f"a{score}@example.com") for score, name in names.items()}
    for score, each in members.items():
        shop.visit(each, 20_00, days_ago=3)
        shop.happened(FeedbackGiven(score), each, shop.days_ago(2))
    assert {score: gets(shop, each) for score, each in members.items()} == {8: False, 9: True, 10: True}
    assert open_card(shop.desk, members[9]).say.startswith("Nine, thanks for rating us so high.")


def test_personas_are_told_with_their_tip() -> None:
    shop = a_shop()
    campaigns.publish_segments(shop.desk, PERSONAS.read_text(encoding="utf-8"))
    new = shop.member("New", "Li", phone="+13035550111", email="new@example.com")
    shop.visit(new, 20_00, days_ago=3)
    card = open_card(shop.desk, new)
    assert [persona.title for persona in card.campaigns.personas] == ["New here"]
    assert "New here" in [chip.words for chip in card.chips]
    assert card.say == "Take the time to explain; ask what they are looking for."


def test_all_of_them_together_are_read_for_one_member() -> None:
    shop = a_shop()
    for name in NAMES:
        campaigns.publish(shop.desk, (READY / f"{name}.toml").read_text(encoding="utf-8"))
    maria = shop.member("Maria", "Garcia", birthday="1990-11-24")
    shop.visit(maria, 1500_00, "Wyld", days_ago=3)
    card = open_card(shop.desk, maria)
    assert card.say == "Happy birthday, Maria! 20 % off for your birthday, until Nov 27."
    found = [each.title for each in card.offers if each.usable]
    assert "A welcome gift" in found
    assert found.index("20 % off for your birthday") < found.index("A shirt and stickers")  # it ends sooner
