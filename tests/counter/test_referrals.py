"""Bringing a member: whose code it is, when the reward can be used, and the reason when there is none."""

from datetime import date, timedelta

import pytest

from posdesk.counter import referrals
from posdesk.counter.balance import open_balance
from posdesk.counter.card import MemberCard, open_card
from posdesk.counter.enrolment import Enrolled, EnrolmentForm, enrol
from posdesk.counter.undoing import undo_last
from posdesk.counter.visits import VisitEntry, record
from posdesk.domain.facts import MemberEnrolled, RewardRedeemed
from posdesk.domain.offers import Choice
from posdesk.domain.people_facts import MemberMerged, ReferralMade
from posdesk.domain.phone_use import PhoneUse
from posdesk.domain.referral_code import code_of
from posdesk.domain.referrals import ReferralState, WhyNothing
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.domain.standing import AwardState
from tests.builders import SAMPLE_PROGRAM, WITHOUT_WELCOME, Shop, a_shop
from ui.viewmodels import lot_words

DAY = 24 * 60 * 60 * 1000
REWARD = "Thank you for bringing a friend: $10 off"


def later(shop: Shop, days: int) -> None:
    shop.clock.set(shop.clock.now() + days * DAY)


def brings(shop: Shop, referrer: str, name: str = "Luis Ortega", phone: str | None = "303 866 2222") -> Enrolled:
    """Somebody enrols with her code."""
    later(shop, 1)
    return enrol(shop.desk, EnrolmentForm(name, phone, referral=code_of(referrer)))


def usable(card: MemberCard) -> list[str]:
    return [offer.title for offer in card.offers if offer.usable]


def outcome(shop: Shop, member: str) -> tuple[ReferralState, WhyNothing | None]:
    (found,) = open_card(shop.desk, member).campaigns.referrals
    return found.state, found.why


@pytest.fixture
def shop() -> Shop:
    return a_shop("Dana")


@pytest.fixture
def maria(shop: Shop) -> str:
    return shop.member("Maria", "Garcia", phone="+13038661111", birthday="1980-01-01")


@pytest.mark.rule("LG10")
def test_the_reward_comes_once_the_friends_first_visit_stands_for_its_days(shop: Shop, maria: str) -> None:
    luis = brings(shop, maria)
    assert (luis.brought_by, luis.no_reward) == ("Maria G.", None)
    assert outcome(shop, maria) == (ReferralState.WAITING, None)
    record(shop.desk, luis.member_id, VisitEntry(20_00))
    card = open_card(shop.desk, maria)
    assert outcome(shop, maria) == (ReferralState.HELD, None)
    assert usable(card) == []
    later(shop, 14)
    assert usable(open_card(shop.desk, maria)) == []
    later(shop, 1)
    card = open_card(shop.desk, maria)
    assert usable(card) == [REWARD]
    assert card.standing.awards == ()  # it is no matter of her own facts alone


@pytest.mark.rule("LG10", "M03")
def test_it_is_used_once_under_its_key_whatever_is_tried_again(shop: Shop, maria: str) -> None:
    luis = brings(shop, maria).member_id
    record(shop.desk, luis, VisitEntry(20_00))
    later(shop, 15)
    choice = Choice("ten-off", (f"referral:{luis}", 1))
    saved = record(shop.desk, maria, VisitEntry(30_00, choices=(choice,)))
    assert saved.card is not None
    (use,) = saved.card.standing.redemptions
    assert (use.value_cents, use.award_rule, use.unearned) == (10_00, f"referral:{luis}", False)
    assert outcome(shop, maria) == (ReferralState.USED, None)
    with pytest.raises(Refused):
        record(shop.desk, maria, VisitEntry(30_00, choices=(choice,)))
    undo_last(shop.desk)
    assert usable(open_card(shop.desk, maria)) == [REWARD]


@pytest.mark.rule("LG10")
def test_two_registers_that_used_it_offline_are_both_history_and_one_is_marked(shop: Shop, maria: str) -> None:
    luis = brings(shop, maria).member_id
    record(shop.desk, luis, VisitEntry(20_00))
    later(shop, 15)
    for _ in range(2):
        shop.happened(RewardRedeemed("ten-off", "$10 off", None, f"referral:{luis}", 1, value_cents=10_00), maria)
    assert [use.double for use in open_card(shop.desk, maria).standing.redemptions] == [False, True]


@pytest.mark.rule("LG10")
def test_a_visit_undone_gives_nothing_and_the_next_one_does(shop: Shop, maria: str) -> None:
    luis = brings(shop, maria).member_id
    record(shop.desk, luis, VisitEntry(20_00))
    undo_last(shop.desk)
    later(shop, 15)
    assert outcome(shop, maria) == (ReferralState.NOTHING, WhyNothing.VOIDED)
    record(shop.desk, luis, VisitEntry(20_00))
    later(shop, 15)
    assert outcome(shop, maria) == (ReferralState.OPEN, None)


@pytest.mark.rule("LG10")
def test_ones_own_phone_brings_nobody_and_the_reason_is_said_at_once(shop: Shop, maria: str) -> None:
    form = EnrolmentForm("Maria Two", "303 866 1111", referral="303-866-1111", phone_use=PhoneUse.SHARED)
    later(shop, 1)
    again = enrol(shop.desk, form)
    assert again.no_reward is WhyNothing.SAME_PHONE
    record(shop.desk, again.member_id, VisitEntry(20_00))
    later(shop, 30)
    assert outcome(shop, maria) == (ReferralState.NOTHING, WhyNothing.SAME_PHONE)
    assert usable(open_card(shop.desk, maria)) == []


@pytest.mark.rule("LG10")
def test_ones_own_birthday_brings_nobody(shop: Shop, maria: str) -> None:
    form = EnrolmentForm("Maria Two", birthday="1980-01-01", referral=code_of(maria))
    assert enrol(shop.desk, form).no_reward is WhyNothing.SAME_BIRTHDAY


@pytest.mark.rule("LG10")
def test_who_turns_out_to_be_a_member_already_or_oneself_gives_nothing_from_then_on(shop: Shop, maria: str) -> None:
    luis = brings(shop, maria).member_id
    record(shop.desk, luis, VisitEntry(20_00))
    later(shop, 15)
    assert usable(open_card(shop.desk, maria)) == [REWARD]
    old = shop.member("Luis", "Ortega", phone="+13038663333")
    shop.happened(MemberMerged(old, "the same"), luis)
    assert outcome(shop, maria) == (ReferralState.NOTHING, WhyNothing.EXISTING)
    assert usable(open_card(shop.desk, maria)) == []


@pytest.mark.rule("LG10")
def test_one_who_turns_out_to_be_oneself_gives_nothing(shop: Shop, maria: str) -> None:
    luis = brings(shop, maria).member_id
    record(shop.desk, luis, VisitEntry(20_00))
    later(shop, 15)
    shop.happened(MemberMerged(maria, "the same"), luis)
    assert outcome(shop, maria) == (ReferralState.NOTHING, WhyNothing.SAME_PERSON)


@pytest.mark.rule("LG10")
def test_who_was_brought_brings_the_other_in_vain(shop: Shop, maria: str) -> None:
    luis = brings(shop, maria).member_id
    kim = brings(shop, luis, "Kim Lee", "303 866 4444").member_id
    shop.happened(ReferralMade(maria), kim)  # said at a register that did not know of the others
    record(shop.desk, luis, VisitEntry(20_00))
    later(shop, 15)
    assert outcome(shop, maria) == (ReferralState.NOTHING, WhyNothing.CIRCULAR)


@pytest.mark.rule("LG10", "I04")
def test_one_friend_enrolled_at_two_registers_is_one_reward(shop: Shop, maria: str) -> None:
    first, second = brings(shop, maria).member_id, brings(shop, maria, phone="303 866 3333").member_id
    for each in (first, second):
        record(shop.desk, each, VisitEntry(20_00))
    later(shop, 15)
    assert usable(open_card(shop.desk, maria)) == [REWARD, REWARD]
    shop.happened(MemberMerged(first, "the same"), second)
    assert usable(open_card(shop.desk, maria)) == [REWARD]
    states = {each.referred: each.why for each in open_card(shop.desk, maria).campaigns.referrals}
    assert states == {first: None, second: WhyNothing.EXISTING}


@pytest.mark.rule("LG10")
def test_both_cards_of_a_merged_referrer_are_one_who_brought_him(shop: Shop, maria: str) -> None:
    other = shop.member("Mary", "Garcia", joined_days_ago=300)
    luis = brings(shop, other).member_id
    record(shop.desk, luis, VisitEntry(20_00))
    shop.happened(MemberMerged(maria, "the same"), other)
    later(shop, 15)
    assert usable(open_card(shop.desk, maria)) == usable(open_card(shop.desk, other)) == [REWARD]
    assert referrals.referrer(shop.desk, code_of(other)).member.id == maria


@pytest.mark.parametrize("typed", ["0000-0000-0001", "303 866 9999", "Maria", "NOBODY-1"])
def test_a_code_of_nobody_is_refused_and_nobody_is_enrolled(shop: Shop, maria: str, typed: str) -> None:
    before = len(shop.ledger.facts)
    with pytest.raises(Refused) as caught:
        enrol(shop.desk, EnrolmentForm("Luis Ortega", referral=typed))
    assert caught.value.refusal.code is RefusalCode.BAD_REFERRAL
    assert len(shop.ledger.facts) == before


def test_members_of_one_moment_are_told_apart_by_their_codes(shop: Shop) -> None:
    members = [shop.member(f"Name{n}", "Lee") for n in range(6)]
    assert len({code_of(member)[:9] for member in members}) > 1
    assert [referrals.referrer(shop.desk, code_of(member)).member.id for member in members] == members


@pytest.mark.rule("I04", "LG10")
def test_the_welcome_of_the_sample_program_is_there_once_also_after_a_merge() -> None:
    shop = a_shop("Dana", SAMPLE_PROGRAM.read_text("utf-8"))
    first, second = (enrol(shop.desk, EnrolmentForm(name)).member_id for name in ("Ada Lovelace", "Ada L"))
    assert [usable(open_card(shop.desk, each)) for each in (first, second)] == [["Welcome: $5 off"]] * 2
    shop.happened(MemberMerged(first, "the same"), second)
    (award,) = open_card(shop.desk, first).standing.awards
    assert (award.rule.id, award.n, award.state, award.reward) == ("welcome", 1, AwardState.OPEN, "five-off")
    assert award.valid_until == award.earned_on + timedelta(days=60)
    record(shop.desk, first, VisitEntry(20_00, choices=(Choice("five-off", ("welcome", 1)),)))
    assert usable(open_card(shop.desk, second)) == []


@pytest.mark.rule("I04")
def test_a_welcome_used_under_both_ids_before_the_merge_is_marked() -> None:
    shop = a_shop("Dana", SAMPLE_PROGRAM.read_text("utf-8"))
    first, second = (enrol(shop.desk, EnrolmentForm(name)).member_id for name in ("Ada Lovelace", "Ada L"))
    for each in (first, second):
        redeem_welcome(shop, each)
    shop.happened(MemberMerged(first, "the same"), second)
    assert [use.double for use in open_card(shop.desk, first).standing.redemptions] == [False, True]


@pytest.mark.rule("LG10")
def test_her_code_and_whom_she_brought_stand_with_the_reason_beside_her_points(shop: Shop, maria: str) -> None:
    brings(shop, maria)
    enrol(shop.desk, EnrolmentForm("Maria Two", "303 866 1111", referral=code_of(maria), phone_use=PhoneUse.SHARED))
    opened = open_balance(shop.desk, maria)
    assert opened.referral_code == code_of(maria)
    assert [(each.name, each.words) for each in opened.brought] == [
        ("Maria T.", "Nothing: both have the same phone"),
        ("Luis O.", "Waits for the first visit; 14 days later it can be used"),
    ]
    rows = lot_words.rows(opened, hidden=False)
    assert [row.figure for row in rows[-2:]] == ["Nothing", "Waits"]
    assert all("Luis" not in row.title for row in lot_words.rows(opened, hidden=True))
    assert code_of(maria) in lot_words.referral_code(opened, hidden=False)
    assert lot_words.referral_code(opened, hidden=True) == ""


@pytest.mark.rule("I04")
def test_a_welcome_of_points_is_paid_once_to_who_got_it_at_two_registers() -> None:
    points = '[[reward]]\nid = "hello"\ntitle = "50 points"\nkind = "bonus_points"\npoints = 50\n'
    program = f'{WITHOUT_WELCOME}\n{points}\n[welcome]\nreward = "hello"\n'
    shop = a_shop("Dana", program)
    first, second = (enrol(shop.desk, EnrolmentForm(name)).member_id for name in ("Ada Lovelace", "Ada L"))
    for each in (first, second):
        record(shop.desk, each, VisitEntry(20_00, choices=(Choice("hello", ("welcome", 1)),)))
        assert open_card(shop.desk, each).standing.points == 50_00 + 20_00
    shop.happened(MemberMerged(first, "the same"), second)
    assert open_card(shop.desk, second).standing.points == 50_00 + 40_00


def redeem_welcome(shop: Shop, member: str) -> None:
    record(shop.desk, member, VisitEntry(20_00, choices=(Choice("five-off", ("welcome", 1)),)))


def test_who_comes_with_an_id_of_another_system_gets_no_welcome_unless_the_program_says_so() -> None:
    sample = SAMPLE_PROGRAM.read_text("utf-8")
    told = sample.replace("valid_days = 60\n\n[referral]", "valid_days = 60\nexternal = true\n\n[referral]")
    assert told != sample
    for program, awards in ((sample, 0), (told, 1)):
        shop = a_shop(program=program)
        member = shop.ids.new(shop.clock.now())
        body = MemberEnrolled("Ada", "L", date(2026, 11, 23), external="SHOP:1")
        shop.happened(body, member)
        assert len(open_card(shop.desk, member).standing.awards) == awards
