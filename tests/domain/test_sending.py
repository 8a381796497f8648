"""Whether a message may go: each reason by itself, the first of several, the cap, and the age that is always asked."""

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain.business_day import DAY_MS, BusinessCalendar, Instant, span
from posdesk.domain.campaigns import Campaign
from posdesk.domain.channels import Channel
from posdesk.domain.member import Member
from posdesk.domain.message_facts import HoldReason
from posdesk.domain.program import MessageCap, MessageRules
from posdesk.domain.segments import Group, Joined
from posdesk.domain.sending import Asked, Go, Held, not_after, verdict, within_cap
from tests.domain.test_quiet_hours import DENVER, NEW_YORK, at

NOON = at("2026-11-23T12:00")
MARIA = Member(
    "a0000000-0000-7000-8000-000000000001",
    "Maria",
    "Garcia",
    date(2025, 1, 1),
    phone="+13038664417",
    email="maria@example.com",
    birthday="2001-05-30",
    consents=frozenset(Channel),
)
FINE = Asked(NOON, NOON + DAY_MS, date(2026, 11, 23), MessageRules(), Channel.TEXT, MARIA, frozenset({DENVER}))

ALONE: dict[HoldReason, dict[str, Any]] = {
    HoldReason.EXPIRED: {"not_after": NOON - 1},
    HoldReason.CAMPAIGN_OVER: {"running": False},
    HoldReason.NO_MEMBER: {"member": None},
    HoldReason.HELD_OUT: {"held_out": True},
    HoldReason.UNDER_AGE: {"member": replace(MARIA, birthday="2005-11-24")},
    HoldReason.AGE_UNKNOWN: {"member": replace(MARIA, birthday="05-30")},
    HoldReason.NO_ADDRESS: {"member": replace(MARIA, phone=None)},
    HoldReason.NO_CONSENT: {"member": replace(MARIA, consents=frozenset({Channel.EMAIL}))},
    HoldReason.STAGE: {"fits": False},
    HoldReason.NO_MESSAGES: {"rules": MessageRules(cap=MessageCap(0, 7))},
    HoldReason.CAP: {"taken": (NOON - DAY_MS, NOON - 2 * DAY_MS)},
    HoldReason.QUIET_HOURS: {"now": at("2026-11-23T21:00"), "not_after": at("2026-11-24T07:59")},
}
"""For each reason what makes it the only one."""


def test_a_message_against_which_nothing_speaks_goes_now() -> None:
    assert verdict(FINE) == Go(NOON)


@pytest.mark.rule("CM03")
@pytest.mark.parametrize("reason", HoldReason)
def test_each_reason_holds_a_message_by_itself(reason: HoldReason) -> None:
    assert verdict(replace(FINE, **ALONE[reason])) == Held(reason)


@pytest.mark.rule("CM03")
@given(st.sets(st.sampled_from(sorted(set(HoldReason) - {HoldReason.NO_MEMBER})), min_size=1))
def test_of_several_reasons_the_first_of_the_order_is_the_one(reasons: set[HoldReason]) -> None:
    changes: dict[str, Any] = {}
    members = {key: each["member"] for key, each in ALONE.items() if each.get("member") is not None}
    person = MARIA
    for reason in sorted(reasons, key=list(HoldReason).index, reverse=True):
        changes |= {key: value for key, value in ALONE[reason].items() if key != "member"}
        if reason in members:
            new = members[reason]
            fields = {name: getattr(new, name) for name in ("phone", "birthday", "consents")}
            person = replace(person, **{name: f for name, f in fields.items() if f != getattr(MARIA, name)})
    first = min(reasons, key=list(HoldReason).index)
    assert verdict(replace(FINE, member=person, **changes)) == Held(first)


# --------------------------------------------------------------------------------------------------------- the age


@pytest.mark.rule("G25", "DT02", "DT05")
@pytest.mark.parametrize(
    ("birthday", "said"),
    [
        ("2005-11-23", Go(NOON)),
        ("2005-11-24", Held(HoldReason.UNDER_AGE)),
        ("11-23", Held(HoldReason.AGE_UNKNOWN)),
        (None, Held(HoldReason.AGE_UNKNOWN)),
    ],
)
def test_only_who_is_known_to_be_old_enough_is_written_to(birthday: str | None, said: Go | Held) -> None:
    assert verdict(replace(FINE, member=replace(MARIA, birthday=birthday))) == said


@pytest.mark.rule("G25")
def test_an_id_that_was_seen_stands_for_a_birthday_that_is_not_known_and_never_against_one_that_is() -> None:
    unknown, young = replace(MARIA, birthday=None), replace(MARIA, birthday="2010-01-01")
    assert verdict(replace(FINE, member=unknown, age_checked=True)) == Go(NOON)
    assert verdict(replace(FINE, member=young, age_checked=True)) == Held(HoldReason.UNDER_AGE)


@pytest.mark.rule("G25")
@given(st.booleans(), st.sampled_from(Channel), st.sampled_from([None, 1, 50]), st.integers(21, 99))
def test_no_setting_and_no_class_of_message_leaves_the_age_out(
    transactional: bool, channel: Channel, most: int | None, years: int
) -> None:
    cap = MessageCap(most, 7)
    rules = MessageRules(cap, cap, frozenset({"win-back"}), minimum_age=years)
    asked = replace(FINE, rules=rules, channel=channel, transactional=transactional)
    for birthday in ("2005-11-24", "05-30", None):
        said = verdict(replace(asked, member=replace(MARIA, birthday=birthday)))
        assert isinstance(said, Held)
        assert said.reason in (HoldReason.UNDER_AGE, HoldReason.AGE_UNKNOWN)


# ----------------------------------------------------------------------------------------------- consent and hours


@pytest.mark.rule("G21")
def test_a_text_needs_the_consent_to_texts_and_no_other() -> None:
    only_email = replace(MARIA, consents=frozenset({Channel.EMAIL}))
    assert verdict(replace(FINE, member=only_email)) == Held(HoldReason.NO_CONSENT)
    assert verdict(replace(FINE, member=only_email, channel=Channel.EMAIL)) == Go(NOON)


@pytest.mark.rule("CM06")
def test_a_message_in_the_evening_waits_for_the_morning_and_is_never_sent_after_it_is_over() -> None:
    evening, morning = at("2026-11-23T20:30"), at("2026-11-24T08:00")
    asked = replace(FINE, now=evening, not_after=morning, zones={DENVER, NEW_YORK})
    assert verdict(asked) == Go(morning)
    assert verdict(replace(asked, not_after=morning - 1)) == Held(HoldReason.QUIET_HOURS)
    assert verdict(replace(asked, now=morning)) == Go(morning)
    assert verdict(replace(asked, now=morning + 1)) == Held(HoldReason.EXPIRED)


@pytest.mark.rule("CM06")
def test_a_message_is_good_for_so_many_hours_and_no_longer_than_its_campaign() -> None:
    rules, calendar = MessageRules(good_hours=10), BusinessCalendar(DENVER)
    campaign = Campaign("win-back", 1, "$10 off", Group(Joined.ALL, ()))
    assert not_after(campaign, NOON, rules, calendar) == at("2026-11-23T22:00")
    ending = replace(campaign, last_day=date(2026, 11, 22))
    assert not_after(ending, NOON, rules, calendar) == span(date(2026, 11, 22), calendar)[1] - 1 < NOON


# --------------------------------------------------------------------------------------------------------- the cap


@pytest.mark.rule("CM04")
def test_the_window_rolls() -> None:
    cap = MessageCap(2, 7)
    taken = (NOON - 7 * DAY_MS, NOON - DAY_MS)
    assert within_cap(NOON, taken, cap)
    assert not within_cap(NOON - 1, taken, cap)


@pytest.mark.rule("CM04")
def test_what_is_planned_for_later_counts_too() -> None:
    assert not within_cap(NOON, (NOON - 3 * DAY_MS, NOON + 3 * DAY_MS), MessageCap(2, 7))
    assert within_cap(NOON, (NOON - 4 * DAY_MS, NOON + 4 * DAY_MS), MessageCap(2, 7))


@pytest.mark.rule("CM04")
def test_transactional_messages_have_a_cap_of_their_own() -> None:
    rules = MessageRules(cap=MessageCap(0, 7), transactional_cap=MessageCap(1, 7))
    asked = replace(FINE, rules=rules, transactional=True)
    assert verdict(asked) == Go(NOON)
    assert verdict(replace(asked, taken=(NOON - 1,))) == Held(HoldReason.CAP)
    assert verdict(replace(asked, transactional=False)) == Held(HoldReason.NO_MESSAGES)


@pytest.mark.rule("CM04")
@given(st.lists(st.integers(0, 60 * 24), max_size=40), st.integers(1, 4), st.integers(1, 9), st.randoms())
def test_the_cap_is_never_exceeded_whatever_the_order(hours: list[int], most: int, days: int, random: Random) -> None:
    cap, sent = MessageCap(most, days), list[Instant]()
    random.shuffle(hours)
    for hour in hours:
        when = NOON + hour * 3_600_000
        if within_cap(when, sent, cap):
            sent.append(when)
    for start in sent:
        assert sum(start <= each < start + days * DAY_MS for each in sent) <= most
    refused = {NOON + hour * 3_600_000 for hour in hours} - set(sent)
    for each in refused:
        near = [other for other in sent if abs(other - each) < days * DAY_MS]
        assert len(near) >= most
