"""Runs of message campaigns over a shop: who is written to, who is not and why, and what a second look finds."""

import re
from dataclasses import replace
from datetime import date

import pytest

from posdesk.domain.campaigns import Campaign, Limits, Place, Renewal, State
from posdesk.domain.channels import Channel
from posdesk.domain.facts import ConsentSet, MemberField, MemberFieldSet
from posdesk.domain.message_facts import HoldReason, MessageHeld, MessageQueued, MessageSent
from posdesk.domain.messages import MessageState
from posdesk.domain.program import MessageRules
from posdesk.domain.refusals import EnvironmentTrouble, RefusalCode, Refused, TroubleCode
from posdesk.domain.segments import Group, Joined
from posdesk.office import messages, people
from posdesk.office.hold_words import hold_words
from posdesk.office.messages import AT_ONCE, check, outbox, queue
from posdesk.office.programs import publish
from tests.builders import SAMPLE_PROGRAM, Shop, a_shop
from tests.fakes.mailroom import FakeMailroom

CAMPAIGN = Campaign(
    "win-back",
    2,
    "$10 off",
    Group(Joined.ALL, ()),
    channels=frozenset({Place.TEXT}),
    message="{name}, {title} until {until}",
    last_day=date(2026, 11, 30),
)


def a_mailroom(shop: Shop, members: int = 1, campaign: Campaign = CAMPAIGN) -> tuple[FakeMailroom, list[str]]:
    """A campaign for so many members, who are grown up, have a phone and allowed texts."""
    room, ids = FakeMailroom(), []
    room.campaigns.put(campaign)
    for number in range(members):
        member = shop.member("Maria", "Garcia", phone=f"+1303866{number:04d}", birthday="2001-05-30")
        shop.happened(ConsentSet(Channel.TEXT, True, "counter, wording 3"), member)
        ids.append(member)
    room.audiences.members = list(ids)
    room.zones.zones = {"+1303": frozenset({"America/Denver"})}
    return room, ids


def refused(shop: Shop, room: FakeMailroom, run: str | None = None) -> tuple[RefusalCode, str]:
    """Why a run is refused; nothing is queued then."""
    with pytest.raises(Refused) as caught:
        queue(shop.desk, room.ports, CAMPAIGN.id, run)
    assert outbox(shop.desk) == []
    return caught.value.refusal.code, caught.value.refusal.words


def test_a_run_queues_a_message_to_everyone_and_holds_back_the_others_with_their_reason() -> None:
    shop = a_shop()
    room, (maria, out, silent) = a_mailroom(shop, 3)
    young = shop.member("Ben", "Young", phone="+13038669999", birthday="05-30")
    room.audiences.members.append(young)
    room.audiences.kept_from.add(out)
    shop.happened(ConsentSet(Channel.TEXT, False, "stop"), silent)
    done = queue(shop.desk, room.ports, CAMPAIGN.id)
    assert (done.run, done.version, done.queued, done.already) == ("once", 2, 1, 0)
    assert done.held == {HoldReason.HELD_OUT: 1, HoldReason.NO_CONSENT: 1, HoldReason.AGE_UNKNOWN: 1}
    found = {message.member: message for message in outbox(shop.desk)}
    assert {member: message.reason for member, message in found.items()} == {
        maria: None,
        out: HoldReason.HELD_OUT,
        silent: HoldReason.NO_CONSENT,
        young: HoldReason.AGE_UNKNOWN,
    }
    now = shop.clock.now()
    assert (found[maria].due, found[maria].not_after) == (now, now + 24 * 3_600_000)
    assert {variable.name: variable.text for variable in found[maria].variables} == {
        "title": "$10 off",
        "until": "Nov 30",
    }


@pytest.mark.rule("CM03", "G21")
def test_no_fact_of_a_message_holds_a_phone_an_address_or_a_name() -> None:
    shop = a_shop()
    room, _ = a_mailroom(shop)
    queue(shop.desk, room.ports, CAMPAIGN.id)
    (body,) = [fact.body for fact in shop.ledger.facts.values() if isinstance(fact.body, MessageQueued)]
    assert re.search(r"303866|Maria|Garcia|@", repr(body)) is None


@pytest.mark.rule("CM05")
def test_a_run_that_is_begun_again_does_nothing_and_a_new_one_writes_again() -> None:
    shop = a_shop()
    room, _ = a_mailroom(shop, 3, replace(CAMPAIGN, limits=Limits(renews=Renewal.MONTH)))
    assert queue(shop.desk, room.ports, CAMPAIGN.id).queued == 3
    facts = len(shop.ledger.facts)
    shop.clock.advance(60)
    again = queue(shop.desk, room.ports, CAMPAIGN.id)
    assert (again.run, again.queued, again.held, again.already) == ("2026-11", 0, {}, 3)
    assert len(shop.ledger.facts) == facts
    assert queue(shop.desk, room.ports, CAMPAIGN.id, "extra  round").run == "extra round"


@pytest.mark.rule("CM05")
def test_two_who_turn_out_to_be_one_before_it_is_sent_get_one_message() -> None:
    shop = a_shop()
    room, (first, second, other) = a_mailroom(shop, 3)
    assert queue(shop.desk, room.ports, CAMPAIGN.id).queued == 3
    people.merge(shop.desk, second, first, "the same")
    room.audiences.members = [first, other]
    assert len(outbox(shop.desk)) == 2
    assert sorted(message.member for message in check(shop.desk, room.ports).ready) == [first, other]
    assert queue(shop.desk, room.ports, CAMPAIGN.id).already == 2


@pytest.mark.rule("CM05")
def test_a_run_that_stopped_in_the_middle_goes_on_where_it_was() -> None:
    shop = a_shop()
    room, ids = a_mailroom(shop, AT_ONCE + 5)

    def full(done: int) -> None:
        if done == AT_ONCE:
            shop.ledger.trouble = EnvironmentTrouble(TroubleCode.DISK_FULL, "The disk is full.")

    with pytest.raises(EnvironmentTrouble):
        queue(shop.desk, room.ports, CAMPAIGN.id, progress=full)
    assert len(outbox(shop.desk)) == AT_ONCE
    done = queue(shop.desk, room.ports, CAMPAIGN.id)
    assert (done.queued, done.already) == (5, AT_ONCE)
    assert {message.member for message in outbox(shop.desk)} == set(ids)


@pytest.mark.rule("CM04")
def test_the_cap_holds_over_all_campaigns() -> None:
    shop = a_shop()
    room, _ = a_mailroom(shop)
    others = [replace(CAMPAIGN, id=name) for name in ("a", "b", "c")]
    for campaign in others:
        room.campaigns.put(campaign)
    done = [queue(shop.desk, room.ports, campaign.id) for campaign in others]
    assert [(each.queued, dict(each.held)) for each in done] == [(1, {}), (1, {}), (0, {HoldReason.CAP: 1})]


@pytest.mark.rule("CM04")
def test_a_campaign_that_the_program_names_transactional_counts_by_itself() -> None:
    shop = a_shop()
    room, _ = a_mailroom(shop)
    document = SAMPLE_PROGRAM.read_text(encoding="utf-8").replace("version = 1 ", "version = 2 ")
    publish(shop.desk, f'{document}\n[messages]\ncap = "no messages"\ntransactional = ["points-end"]\n')
    room.campaigns.put(replace(CAMPAIGN, id="points-end"))
    assert queue(shop.desk, room.ports, "points-end").queued == 1
    assert queue(shop.desk, room.ports, CAMPAIGN.id).held == {HoldReason.NO_MESSAGES: 1}


@pytest.mark.rule("CM03")
def test_a_second_look_holds_back_what_may_not_go_any_more() -> None:
    shop = a_shop()
    room, (stopped, left, out, fine) = a_mailroom(shop, 4)
    queue(shop.desk, room.ports, CAMPAIGN.id)
    shop.happened(ConsentSet(Channel.TEXT, False, "stop"), stopped)
    room.audiences.kept_from.add(out)
    room.audiences.members.remove(left)
    first = check(shop.desk, room.ports)
    assert [message.member for message in first.ready] == [fine]
    assert {message.member: message.reason for message in first.held} == {
        stopped: HoldReason.NO_CONSENT,
        left: HoldReason.STAGE,
        out: HoldReason.HELD_OUT,
    }
    assert check(shop.desk, room.ports).held == ()
    assert {message.member: message.state for message in outbox(shop.desk)} == {
        stopped: MessageState.HELD,
        left: MessageState.HELD,
        out: MessageState.HELD,
        fine: MessageState.QUEUED,
    }


@pytest.mark.rule("CM06")
def test_a_message_waits_out_the_night_and_is_never_sent_late() -> None:
    shop = a_shop()
    room, _ = a_mailroom(shop)
    room.zones.zones = {"+1303": frozenset({"America/New_York"})}
    shop.clock.advance(7.5 * 60)  # 19:01 in Denver, 21:01 in New York
    queue(shop.desk, room.ports, CAMPAIGN.id)
    ((_, at),) = check(shop.desk, room.ports).later
    shop.clock.set(at)
    assert len(check(shop.desk, room.ports).ready) == 1
    shop.clock.advance(24 * 60)
    assert [message.reason for message in check(shop.desk, room.ports).held] == [HoldReason.EXPIRED]


@pytest.mark.rule("CM03")
@pytest.mark.parametrize("state", [State.PAUSED, State.ENDED, State.UNREADABLE])
def test_what_waits_for_a_campaign_that_is_over_is_held_back(state: State) -> None:
    shop = a_shop()
    room, _ = a_mailroom(shop)
    queue(shop.desk, room.ports, CAMPAIGN.id)
    room.campaigns.put(CAMPAIGN, state)
    assert [message.reason for message in check(shop.desk, room.ports).held] == [HoldReason.CAMPAIGN_OVER]


def test_a_message_that_was_sent_is_not_looked_at_again() -> None:
    shop = a_shop()
    room, (maria,) = a_mailroom(shop)
    queue(shop.desk, room.ports, CAMPAIGN.id)
    (message,) = outbox(shop.desk)
    shop.happened(MessageSent(message.fact), maria)
    assert [each.state for each in outbox(shop.desk)] == [MessageState.SENT]
    assert check(shop.desk, room.ports) == messages.Checked((), (), ())


@pytest.mark.rule("G25")
def test_a_birthday_that_is_told_between_two_runs_changes_the_answer_of_the_second_only() -> None:
    shop = a_shop()
    room, (maria,) = a_mailroom(shop)
    shop.clock.advance(1)
    shop.happened(MemberFieldSet(MemberField.BIRTHDAY, "2010-05-30"), maria)
    assert queue(shop.desk, room.ports, CAMPAIGN.id, "1").held == {HoldReason.UNDER_AGE: 1}
    shop.clock.advance(1)
    shop.happened(MemberFieldSet(MemberField.BIRTHDAY, "2001-05-30"), maria)
    assert queue(shop.desk, room.ports, CAMPAIGN.id, "1").already == 1
    assert queue(shop.desk, room.ports, CAMPAIGN.id, "2").queued == 1


@pytest.mark.rule("G25", "DT02")
def test_who_comes_of_age_tomorrow_is_too_young_this_evening() -> None:
    shop = a_shop()
    room, (maria,) = a_mailroom(shop)
    shop.happened(MemberFieldSet(MemberField.BIRTHDAY, "2005-11-24"), maria)
    shop.clock.advance(8 * 60)  # 19:31 at the store, and tomorrow in UTC
    assert queue(shop.desk, room.ports, CAMPAIGN.id, "1").held == {HoldReason.UNDER_AGE: 1}
    shop.clock.advance(13 * 60)
    assert queue(shop.desk, room.ports, CAMPAIGN.id, "2").queued == 1


def test_what_cannot_be_run_is_refused_with_what_to_do() -> None:
    shop = a_shop()
    room, _ = a_mailroom(shop)
    assert refused(shop, room, " ")[0] is RefusalCode.NOT_USABLE
    room.campaigns.put(replace(CAMPAIGN, message="{name}: {missing} to go"))
    assert "{missing}" in refused(shop, room)[1]
    room.campaigns.put(replace(CAMPAIGN, channels=frozenset({Place.COUNTER})))
    assert "writes to nobody" in refused(shop, room)[1]
    room.campaigns.put(CAMPAIGN, State.PAUSED)
    assert "paused" in refused(shop, room)[1]
    room.campaigns.campaigns.clear()
    assert refused(shop, room)[0] is RefusalCode.NO_CAMPAIGN


@pytest.mark.rule("CM03")
@pytest.mark.parametrize("reason", HoldReason)
def test_every_reason_has_words_for_the_shop(reason: HoldReason) -> None:
    words = [hold_words(reason, channel, MessageRules()) for channel in (*Channel, None)]
    assert all(each.endswith(".") and len(each) <= 60 and "_" not in each for each in words)


def test_words_have_the_numbers_of_the_program() -> None:
    assert hold_words(HoldReason.CAP, None, MessageRules()) == "Has had enough: at most 2 messages in 7 days."
    assert hold_words(HoldReason.UNDER_AGE, None, MessageRules(minimum_age=25)) == "Under 25."
    assert hold_words(HoldReason.NO_ADDRESS, Channel.EMAIL, MessageRules()) == "No e-mail address: ask for it."


def test_a_held_fact_says_no_more_than_the_reason() -> None:
    shop = a_shop()
    room, (maria,) = a_mailroom(shop)
    room.audiences.kept_from.add(maria)
    queue(shop.desk, room.ports, CAMPAIGN.id)
    assert [fact.body for fact in shop.ledger.facts.values() if isinstance(fact.body, MessageHeld)] == [
        MessageHeld("win-back", 2, "once", HoldReason.HELD_OUT, Channel.TEXT)
    ]
