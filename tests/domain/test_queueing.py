"""What a run queues and holds back, and that whoever sends with the same question never sends twice or too much."""

from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain.business_day import Instant, local_time
from posdesk.domain.campaigns import Campaign, Place
from posdesk.domain.channels import Channel
from posdesk.domain.facts import Fact
from posdesk.domain.message_facts import HoldReason, MessageHeld, MessageQueued, Variable
from posdesk.domain.messages import Key, MessageState, messages_of
from posdesk.domain.program import MessageCap, MessageRules
from posdesk.domain.queueing import Recipient, Run, channels_of, held_again, plan, verdict_again
from posdesk.domain.quiet_hours import may_go
from posdesk.domain.segments import Group, Joined
from posdesk.domain.sending import Go, Held
from tests.domain.letters import DAY, NOW, OTHER, a_fact, sent
from tests.domain.test_sending import MARIA

TODAY = date(2026, 11, 23)
CAMPAIGN = Campaign(
    "win-back",
    3,
    "$10 off",
    Group(Joined.ALL, ()),
    channels=frozenset({Place.COUNTER, Place.EMAIL, Place.TEXT}),
    message="{name}, $10 off until {until}",
)
RUN = Run(CAMPAIGN, "2026-11", NOW, NOW + DAY, MessageRules(), (Variable("until", "Nov 30"),))
TO = Recipient(MARIA.id, MARIA, (), TODAY, frozenset({"America/Denver"}))


def body_for(to: Recipient, run: Run = RUN) -> MessageQueued | MessageHeld:
    ((member, body),) = plan(run, [to])
    assert member == to.id
    return body


def test_a_message_is_queued_with_what_its_sending_needs_and_nothing_of_the_person() -> None:
    body = body_for(TO)
    assert body == MessageQueued("win-back", 3, "2026-11", Channel.TEXT, NOW, NOW + DAY, RUN.variables)
    for private in (MARIA.phone, MARIA.email, MARIA.first_name, MARIA.last_name):
        assert str(private) not in repr(body)


def test_a_campaign_of_the_counter_alone_writes_to_nobody() -> None:
    assert channels_of(replace(CAMPAIGN, channels=frozenset({Place.COUNTER}))) == ()
    assert channels_of(CAMPAIGN) == (Channel.TEXT, Channel.EMAIL)


@pytest.mark.rule("CM03")
@pytest.mark.parametrize(
    ("phone", "email", "consents", "said"),
    [
        ("+13038664417", "maria@example.com", {"email"}, Channel.EMAIL),
        (None, "maria@example.com", {"email", "text"}, Channel.EMAIL),
        (None, None, {"email", "text"}, HoldReason.NO_ADDRESS),
        ("+13038664417", None, set(), HoldReason.NO_CONSENT),
        (None, "maria@example.com", set(), HoldReason.NO_CONSENT),
    ],
)
def test_the_first_way_that_is_open_is_taken_and_one_reason_is_given_when_none_is(
    phone: str | None, email: str | None, consents: set[str], said: Channel | HoldReason
) -> None:
    member = replace(MARIA, phone=phone, email=email, consents=frozenset(map(Channel, consents)))
    body = body_for(replace(TO, member=member))
    assert (body.channel if isinstance(body, MessageQueued) else body.reason) == said


@pytest.mark.rule("CM05")
def test_nobody_is_met_twice_in_one_run_however_often_she_comes_into_it() -> None:
    assert len(list(plan(RUN, [TO, TO]))) == 1
    known = replace(TO, messages=messages_of([a_fact(1, body_for(TO))]))
    assert list(plan(RUN, [known])) == []
    assert len(list(plan(replace(RUN, name="2026-12"), [known]))) == 1


@pytest.mark.rule("CM05")
def test_who_was_written_to_as_another_member_is_not_written_to_again() -> None:
    of_the_other = messages_of([a_fact(1, body_for(TO), member=OTHER)])
    assert list(plan(RUN, [replace(TO, messages=of_the_other)])) == []


@pytest.mark.rule("CM03")
def test_everything_is_asked_again_when_it_is_sent() -> None:
    waits = a_fact(1, body_for(TO))
    (message,) = messages_of([waits])
    to = replace(TO, messages=(message,))

    def said(to: Recipient, now: Instant = NOW, rules: MessageRules = RUN.rules, running: bool = True) -> Go | Held:
        return verdict_again(message, to, now, rules, running)

    assert said(to) == Go(NOW)
    assert said(replace(to, member=replace(MARIA, consents=frozenset()))) == Held(HoldReason.NO_CONSENT)
    assert said(replace(to, fits=False)) == Held(HoldReason.STAGE)
    assert said(to, NOW + DAY // 2) == Go(NOW + 73_740_000)  # 23:31: tomorrow at 08:00
    assert said(to, NOW + DAY + 1) == Held(HoldReason.EXPIRED)
    assert said(to, running=False) == Held(HoldReason.CAMPAIGN_OVER)
    others = [a_fact(number, queued, NOW) for number, queued in ((2, body_for(TO, replace(RUN, name="x"))),)]
    both = messages_of([waits, *others, a_fact(3, sent(others[0]))])
    assert said(replace(to, messages=both), rules=MessageRules(cap=MessageCap(1, 7))) == Held(HoldReason.CAP)
    assert held_again(message, HoldReason.CAP) == MessageHeld(
        "win-back", 3, "2026-11", HoldReason.CAP, Channel.TEXT, waits.id
    )


def test_a_message_that_was_never_queued_is_not_asked_about() -> None:
    (message,) = messages_of([a_fact(1, body_for(replace(TO, fits=False)))])
    with pytest.raises(ValueError, match="never queued"):
        verdict_again(message, TO, NOW, RUN.rules, True)


@pytest.mark.rule("CM03", "CM04", "CM05", "CM06")
@given(st.integers(1, 3), st.integers(1, 4), st.lists(st.integers(0, 96), min_size=2, max_size=10), st.randoms())
def test_registers_that_do_not_know_of_each_other_send_each_once_within_the_cap_and_the_hours(
    most: int, days: int, hours: list[int], random: Random
) -> None:
    rules = MessageRules(cap=MessageCap(most, days), good_hours=60)
    facts: list[Fact] = []
    for number, hour in enumerate(hours):  # each register knows nothing of the others: all of them queue
        now = NOW + hour * DAY // 24
        campaign = replace(CAMPAIGN, id=random.choice(["win-back", "birthday", "tier"]))
        body = body_for(TO, Run(campaign, "once", now, now + 60 * DAY // 24, rules))
        facts.append(a_fact(number, body, now, register=f"register {number % 3}"))
    times: dict[Key, Instant] = {}
    for step in range(200):
        now = NOW + step * DAY // 24
        for message in messages_of([fact for fact in facts if fact.occurred_at <= now]):
            if message.state is not MessageState.QUEUED:
                continue
            to = replace(TO, messages=messages_of(facts))
            said = verdict_again(message, to, now, rules, True)
            if said == Go(now):
                assert message.key not in times
                assert message.not_after is not None
                assert now <= message.not_after
                assert may_go(now, rules.hours, TO.zones), local_time(now, "America/Denver")
                times[message.key] = now
                facts.append(a_fact(1000 + len(facts), sent(next(f for f in facts if f.id == message.fact)), now))
            elif isinstance(said, Held):
                facts.append(a_fact(1000 + len(facts), held_again(message, said.reason), now))
    for start in times.values():
        assert sum(start <= each < start + days * DAY for each in times.values()) <= most
    assert all(message.state is not MessageState.QUEUED for message in messages_of(facts))
