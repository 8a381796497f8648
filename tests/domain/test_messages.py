"""What became of each message: one for each key, whatever the order and however often the facts come."""

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain.campaigns import Renewal
from posdesk.domain.facts import Body, Fact
from posdesk.domain.message_facts import HoldReason, MessageHeld, MessageQueued, MessageSent
from posdesk.domain.messages import Key, MessageState, fact_id, is_known, messages_of, run_of, settling_id, taken
from tests.domain.letters import DAY, MEMBER, NOW, OTHER, a_fact, held, queued, sent

KEYS = [Key(campaign, run) for campaign in ("win-back", "birthday") for run in ("2026-10", "2026-11")]


def test_a_message_waits_until_it_is_sent() -> None:
    waits = a_fact(1, queued())
    assert [(each.key, each.state, each.counts_at) for each in messages_of([waits])] == [
        (Key("win-back", "once"), MessageState.QUEUED, NOW)
    ]
    (after,) = messages_of([waits, a_fact(2, sent(waits), NOW + 7)])
    assert (after.state, after.at, after.counts_at) == (MessageState.SENT, NOW + 7, NOW + 7)


@pytest.mark.rule("CM03")
def test_a_held_message_has_one_reason_the_first_that_was_given() -> None:
    waits = a_fact(1, queued())
    facts = [
        waits,
        a_fact(2, held(HoldReason.CAP, queued=waits.id), NOW + 1),
        a_fact(3, held(HoldReason.EXPIRED, queued=waits.id), NOW + 2),
    ]
    (message,) = messages_of(facts)
    assert (message.state, message.reason, message.counts_at) == (MessageState.HELD, HoldReason.CAP, None)


def test_what_was_sent_was_sent_whatever_else_is_said() -> None:
    waits = a_fact(1, queued())
    (message,) = messages_of([waits, a_fact(2, held(HoldReason.CAP, queued=waits.id)), a_fact(3, sent(waits), NOW + 9)])
    assert (message.state, message.reason) == (MessageState.SENT, None)


@pytest.mark.rule("VS05", "CM04")
def test_a_message_of_a_register_whose_clock_was_wrong_counts_when_it_really_was() -> None:
    def wrong(fact: Fact) -> Fact:
        return fact._replace(occurred_at=fact.occurred_at + 365 * DAY, corrected_at=fact.occurred_at)

    waits = wrong(a_fact(1, queued()))
    assert [each.at for each in messages_of([waits])] == [NOW]
    assert [each.at for each in messages_of([wrong(a_fact(2, held(HoldReason.CAP)))])] == [NOW]
    (after,) = messages_of([waits, wrong(a_fact(3, sent(waits), NOW + 7))])
    assert (after.at, after.counts_at) == (NOW + 7, NOW + 7)
    (kept,) = messages_of([waits, wrong(a_fact(4, held(HoldReason.CAP, queued=waits.id), NOW + 9))])
    assert kept.at == NOW + 9


@pytest.mark.rule("CM05")
def test_two_registers_that_queued_the_same_offline_have_one_message() -> None:
    one, two = a_fact(1, queued()), a_fact(2, queued(due=NOW + 5), NOW + 5, register="register 2")
    (message,) = messages_of([two, one])
    assert message.fact == one.id
    (after,) = messages_of([two, one, a_fact(3, sent(two), NOW + 9)])
    assert (after.fact, after.state) == (one.id, MessageState.SENT)


@pytest.mark.rule("CM05")
def test_a_person_who_was_two_members_has_one_message() -> None:
    facts = [a_fact(1, queued(), member=OTHER), a_fact(2, queued(), NOW + 1, member=MEMBER)]
    (message,) = messages_of(facts)
    assert message.member == OTHER
    assert is_known(Key("win-back", "once"), messages_of(facts[:1]))
    assert not is_known(Key("win-back", "2026-11"), messages_of(facts))


@pytest.mark.rule("CM05")
def test_the_ids_of_a_message_follow_from_what_it_is() -> None:
    key = Key("win-back", "once")
    same = {fact_id(key, MEMBER, "denver-1", "register 1") for _ in range(2)}
    others = {
        fact_id(key, MEMBER, "denver-1", "register 2"),
        fact_id(key, OTHER, "denver-1", "register 1"),
        fact_id(Key("win-back", "2026-11"), MEMBER, "denver-1", "register 1"),
        settling_id(MEMBER, "denver-1", "register 1"),
    }
    assert len(same | others) == 5


@pytest.mark.parametrize(
    ("renews", "name"),
    [(Renewal.NEVER, "once"), (Renewal.DAY, "2026-11-23"), (Renewal.MONTH, "2026-11"), (Renewal.YEAR, "2026")],
)
def test_a_run_is_as_long_as_it_takes_until_a_member_may_have_it_again(renews: Renewal, name: str) -> None:
    assert run_of(renews, date(2026, 11, 23)) == name


@pytest.mark.rule("CM04")
def test_all_campaigns_and_channels_count_and_each_class_by_itself() -> None:
    waits, other = a_fact(1, queued(Key("a", "1"))), a_fact(2, queued(Key("b", "1"), NOW + 5))
    own = a_fact(3, queued(Key("points-end", "1"), NOW + 9, transactional=True))
    messages = messages_of([waits, other, own, a_fact(4, sent(waits), NOW + 3), a_fact(5, held(HoldReason.CAP))])
    assert taken(messages, False, False, Key("c", "1")) == (NOW + 3, NOW + 5)
    assert taken(messages, False, True, Key("c", "1")) == (NOW + 3,)
    assert taken(messages, False, False, Key("b", "1")) == (NOW + 3,)
    assert taken(messages, True, False, Key("c", "1")) == (NOW + 9,)


@st.composite
def histories(draw: st.DrawFn) -> list[Fact]:
    """Facts about messages as registers and a hub may write them, knowing of each other or not."""
    facts: list[Fact] = []
    for number in range(draw(st.integers(1, 12))):
        key, at = draw(st.sampled_from(KEYS)), NOW + draw(st.integers(0, 5)) * DAY
        waits = [fact for fact in facts if isinstance(fact.body, MessageQueued)]
        choices: list[Body] = [queued(key, at), held(HoldReason.NO_CONSENT, key)]
        if waits:
            earlier = draw(st.sampled_from(waits))
            choices += [sent(earlier), held(HoldReason.CAP, queued=earlier.id)]
        register = draw(st.sampled_from(["register 1", "register 2"]))
        member = draw(st.sampled_from([MEMBER, OTHER]))
        facts.append(a_fact(number, draw(st.sampled_from(choices)), at, member=member, register=register))
    return facts


@pytest.mark.rule("CM05", "LG02")
@given(histories(), st.randoms())
def test_in_any_order_and_with_repetitions_each_key_has_one_message_and_it_is_the_same_one(
    facts: list[Fact], random: Random
) -> None:
    messages = messages_of(facts)
    assert len({message.key for message in messages}) == len(messages)
    again = [*facts, *random.choices(facts, k=4)]
    random.shuffle(again)
    assert messages_of(again) == messages
    begun = [fact for fact in facts if not isinstance(fact.body, MessageSent)]
    assert {message.key for message in messages} == {
        Key(body.campaign, body.run)
        for body in (fact.body for fact in begun)
        if isinstance(body, MessageQueued) or (isinstance(body, MessageHeld) and body.queued is None)
    }
