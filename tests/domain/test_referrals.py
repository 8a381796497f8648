"""What comes of bringing a new member: an award once the first visit stands, and each reason for none."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from posdesk.domain.business_day import end_of_day, to_instant
from posdesk.domain.facts import (
    Body,
    Fact,
    Line,
    MemberEnrolled,
    MemberField,
    MemberFieldSet,
    VisitRecorded,
    VisitReturned,
    VisitVoided,
    kind_of,
)
from posdesk.domain.fold import fold
from posdesk.domain.people_facts import MemberIdRead, MemberMerged, ReferralMade
from posdesk.domain.program import ProgramTimeline
from posdesk.domain.program_document import parse
from posdesk.domain.referrals import (
    Friend,
    Referral,
    ReferralState,
    WhyNothing,
    award_of,
    judged,
    leads_back,
    made_by,
    pays_nothing,
    with_most,
)
from posdesk.domain.standing import AwardState
from tests.builders import CALENDAR, SAMPLE_PROGRAM

MARIA, LUIS, KIM = (f"00000000-0000-7000-8000-00000000000{n}" for n in (1, 2, 3))
PROGRAM = parse(SAMPLE_PROGRAM.read_text("utf-8"))
TIMELINE = ProgramTimeline([(0, PROGRAM)])
RULE = PROGRAM.referral
FIRST = date(2026, 3, 2)
assert RULE is not None


def at(day: int, subject: str | None, body: Body, number: int = 0) -> Fact:
    """A fact on day `day` after the first, at noon."""
    on = FIRST + timedelta(days=day)
    instant = to_instant(datetime(on.year, on.month, on.day, 12, number, tzinfo=ZoneInfo(CALENDAR.zone)))
    kind, version = kind_of(body)
    id = f"00000000-0000-7000-8000-{day:06x}{number:06x}"
    return Fact(id, kind, version, subject, "s", "r", 1, day * 60 + number, None, instant, on, 0, body)


def enrolled(day: int, subject: str, phone: str | None = None, birthday: str | None = None, number: int = 0) -> Fact:
    return at(day, subject, MemberEnrolled("A", "B", FIRST, phone=phone, birthday=birthday), number)


def bought(day: int, cents: int = 2_000, number: int = 1) -> Fact:
    return at(day, LUIS, VisitRecorded((Line(cents),)), number)


MADE = at(100, MARIA, ReferralMade(LUIS), 1)
HERS = (enrolled(0, MARIA, "+13038661111", "1980-01-01"), MADE)
HIS = (enrolled(100, LUIS, "+13038662222", "1990-02-02"),)


def outcome(day: int, *more: Fact, own: tuple[Fact, ...] = HERS, circular: bool = False) -> Referral:
    """What has come of it on a day, with more facts about who was brought."""
    about = [*HIS, *more]
    on = FIRST + timedelta(days=day)
    standing = fold(LUIS, about, TIMELINE, end_of_day(on, CALENDAR))
    assert RULE is not None
    return judged(RULE, MADE, own, Friend(about, standing, circular), on)


@pytest.mark.rule("LG10")
def test_a_referral_waits_for_a_visit_then_for_its_days_and_is_an_award_then() -> None:
    assert outcome(110).state is ReferralState.WAITING
    visit = bought(110)
    held = outcome(111, visit)
    assert (held.state, held.first) == (ReferralState.HELD, visit.business_day + timedelta(days=15))
    assert outcome(124, visit).state is ReferralState.HELD
    opened = outcome(125, visit)
    assert (opened.state, opened.last) == (ReferralState.OPEN, visit.business_day + timedelta(days=15 + 90))
    assert outcome(125 + 91, visit).state is ReferralState.EXPIRED
    assert RULE is not None
    award = award_of(PROGRAM, RULE, opened)
    assert award is not None
    assert (award.rule.id, award.n, award.reward, award.state) == (f"referral:{LUIS}", 1, "ten-off", AwardState.OPEN)


@pytest.mark.rule("LG10")
def test_the_first_visit_undone_within_its_days_gives_nothing_and_a_later_one_counts_instead() -> None:
    visit = bought(110)
    void = at(124, LUIS, VisitVoided(visit.id, "mistake"))
    gone = outcome(130, visit, void)
    assert (gone.state, gone.why, gone.first) == (ReferralState.NOTHING, WhyNothing.VOIDED, None)
    again = bought(126)
    assert outcome(130, visit, void, again).first == again.business_day + timedelta(days=15)


@pytest.mark.rule("LG10")
def test_a_void_after_the_days_takes_nothing_back() -> None:
    visit = bought(110)
    assert outcome(130, visit, at(125, LUIS, VisitVoided(visit.id, "mistake"))).state is ReferralState.OPEN


@pytest.mark.rule("LG10", "X10")
def test_goods_that_all_come_back_are_as_a_void_and_a_part_of_them_is_not() -> None:
    visit = bought(110)
    all_back = at(112, LUIS, VisitReturned((Line(2_000),), visit=visit.id))
    part = at(112, LUIS, VisitReturned((Line(500),), visit=visit.id))
    assert outcome(130, visit, all_back).why is WhyNothing.VOIDED
    assert outcome(130, visit, part).state is ReferralState.OPEN


@pytest.mark.rule("LG10")
@pytest.mark.parametrize(
    ("more", "why"),
    [
        (at(101, LUIS, MemberFieldSet(MemberField.PHONE, "+13038661111")), WhyNothing.SAME_PHONE),
        (at(101, LUIS, MemberFieldSet(MemberField.BIRTHDAY, "1980-01-01")), WhyNothing.SAME_BIRTHDAY),
        (enrolled(50, KIM), WhyNothing.EXISTING),
        (enrolled(50, MARIA), WhyNothing.SAME_PERSON),
    ],
    ids=["phone", "birthday", "existing", "one person"],
)
def test_self_and_an_existing_member_give_nothing_with_the_reason(more: Fact, why: WhyNothing) -> None:
    found = outcome(130, bought(110), more)
    assert (found.state, found.why) == (ReferralState.NOTHING, why)
    assert RULE is not None
    assert award_of(PROGRAM, RULE, found) is None


@pytest.mark.rule("LG10")
def test_a_phone_that_was_changed_since_was_the_same_all_the_same() -> None:
    own = (*HERS, at(1, MARIA, MemberFieldSet(MemberField.PHONE, "+13038669999")))
    twin = enrolled(100, LUIS, "+13038661111", number=2)
    assert pays_nothing(own, [twin], LUIS, circular=False) is WhyNothing.SAME_PHONE


@pytest.mark.rule("LG10")
def test_the_same_id_shown_by_both_is_one_person() -> None:
    own, friend = ([at(1, who, MemberIdRead("a" * 64))] for who in (MARIA, LUIS))
    assert pays_nothing(own, friend, LUIS, circular=False) is WhyNothing.SAME_ID
    taken_out = [at(1, LUIS, MemberIdRead(None))]
    assert pays_nothing(own, taken_out, LUIS, circular=False) is None


def test_a_birthday_without_a_year_is_many_peoples() -> None:
    own = (enrolled(0, MARIA, birthday="05-30"),)
    assert pays_nothing(own, [enrolled(100, LUIS, birthday="05-30")], LUIS, circular=False) is None


@pytest.mark.rule("LG10")
def test_who_brought_the_other_is_not_brought_in_turn_also_over_a_third() -> None:
    assert outcome(130, bought(110), circular=True).why is WhyNothing.CIRCULAR
    about = {KIM: [at(3, KIM, ReferralMade(MARIA))], MARIA: list(HERS)}
    assert leads_back([at(2, LUIS, ReferralMade(KIM))], HERS, lambda member: about[member])
    none = {KIM: [at(3, KIM, ReferralMade(LUIS))]}
    assert not leads_back([at(2, LUIS, ReferralMade(KIM))], HERS, lambda member: none.get(member, []))


@pytest.mark.rule("LG10")
def test_a_ring_of_referrals_ends() -> None:
    about = {LUIS: [at(2, LUIS, ReferralMade(KIM))], KIM: [at(3, KIM, ReferralMade(LUIS))]}
    assert not leads_back(about[LUIS], HERS, lambda member: about[member])


@pytest.mark.rule("LG10")
def test_one_new_member_is_one_referral_however_often_it_is_said() -> None:
    again = at(101, MARIA, ReferralMade(LUIS), 2)
    assert made_by([again, MADE, MADE]) == [MADE]


@pytest.mark.rule("LG10")
def test_beyond_as_many_as_are_rewarded_there_is_nothing_and_those_that_wait_take_no_place() -> None:
    assert RULE is not None
    waiting, opened = outcome(110), outcome(125, bought(110))
    few = with_most(replace(RULE, most=1), [waiting, opened, opened])
    assert [each.state for each in few] == [ReferralState.WAITING, ReferralState.OPEN, ReferralState.NOTHING]
    assert few[2].why is WhyNothing.ENOUGH


def test_merged_facts_of_both_are_one_person() -> None:
    link = at(120, LUIS, MemberMerged(MARIA, "the same"))
    assert outcome(130, bought(110), link, HERS[0]).why is WhyNothing.SAME_PERSON
