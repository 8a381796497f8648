"""Campaigns on a real register: read from its facts, counted over its members, used with their neighbours' uses."""

import json
from datetime import date, timedelta

import pytest

from db.transfer import export_facts, import_facts
from posdesk.counter import meetings
from posdesk.counter.campaigns import answers_for
from posdesk.counter.card import open_card
from posdesk.counter.visits import VisitEntry, record, void
from posdesk.domain.business_day import business_day
from posdesk.domain.campaign_facts import CampaignPublished
from posdesk.domain.facts import RewardRedeemed
from posdesk.domain.lift import Did
from posdesk.domain.occasions import audience
from posdesk.office import campaigns
from posdesk.office.campaign_results import results
from tests.builders import CALENDAR
from tests.db.conftest import Tills
from tests.db.test_message_runs import desk_of
from tests.db.tills import Till, reopened
from tests.fakes.audiences import FakeAudiences
from tests.ui.office import READY

LIMITED = """
[campaign]
id = "two"
title = "$5 off"

[campaign.limits]
total = 2

[campaign.reward]
kind = "amount_off"
amount = "$5"
"""


def use(till: Till, member: str) -> str:
    desk = desk_of(till)
    choice = next(each.choice for each in open_card(desk, member).offers if each.award and each.usable)
    assert choice is not None
    return record(desk, member, VisitEntry(20_00, choices=(choice,))).visit_id


def gets(till: Till, member: str, name: str = "two") -> bool:
    found = open_card(desk_of(till), member).campaigns.answers
    return any(each.campaign.id == name and each.why.holds for each in found)


def moved(source: Till, target: Till) -> None:
    """All facts of one register come to another, as by a file."""
    import_facts(target.store, list(export_facts(source.store)))


@pytest.mark.rule("CM08")
def test_a_total_is_used_up_by_all_members_together_and_a_void_gives_one_back(till: Till) -> None:
    till.opened()
    campaigns.publish(desk_of(till), LIMITED)
    first, second, third = (till.member(name) for name in ("Anna", "Bea", "Cora"))
    visit = use(till, first)
    use(till, second)
    assert not gets(till, third)
    void(desk_of(till), visit, "a mistake")
    assert gets(till, third)


@pytest.mark.rule("CM08")
def test_what_two_registers_gave_offline_beyond_the_total_is_reported_once_they_meet(tills: Tills) -> None:
    here, there = tills("register 1"), tills("register 2")
    here.opened()
    campaigns.publish(desk_of(here), LIMITED)
    members = [here.member(name) for name in ("Anna", "Bea", "Cora")]
    moved(here, there)
    use(here, members[0])
    use(here, members[1])
    use(there, members[2])
    moved(there, here)
    found = results(desk_of(here), here.store.audiences, "two")
    assert (found.used, found.over) == (3, 1)


@pytest.mark.rule("M03", "RD10")
def test_one_gift_used_at_two_registers_is_one_key_and_the_second_a_double(tills: Tills) -> None:
    here, there = tills("register 1"), tills("register 2")
    here.opened()
    campaigns.publish(desk_of(here), LIMITED)
    member = here.member()
    moved(here, there)
    there.clock.advance(5)
    use(here, member)
    use(there, member)
    moved(there, here)
    moved(here, there)
    for till in (here, there):
        till.clock.advance(10)
        standing = open_card(desk_of(till), member).standing
        assert [(each.award_n, each.double, each.unearned) for each in standing.redemptions] == [
            (1, False, False),
            (1, True, False),
        ]
        assert [line.kind for line in standing.exceptions] == ["double_redeemed"]


def test_a_campaign_whose_fact_is_of_a_newer_form_is_kept_and_named_and_read_again_after_opening(till: Till) -> None:
    till.opened()
    fact = till.happened(CampaignPublished(LIMITED))
    newest = json.loads(list(export_facts(till.store))[-1])
    newer = {**newest, "id": fact.id[:-4] + "ffff", "version": 2, "sequence": newest["sequence"] + 1}
    newer["body"] = {"document": LIMITED.replace('"two"', '"three"').replace("$5 off", "Moonlight"), "phase": "full"}
    import_facts(till.store, [json.dumps(newer)])
    before, again = campaigns.book(desk_of(till)), reopened(till)
    for book in (before, campaigns.book(desk_of(again))):
        assert [each.campaign.id for each in book.campaigns] == ["two"]
        assert [(each.name, each.why) for each in book.unreadable] == [
            ("Moonlight", "campaign.published 2 is of a newer PosDesk")
        ]
    again.close()


@pytest.mark.rule("CM01")
def test_every_ready_campaign_is_for_the_same_members_in_one_statement_and_one_by_one(till: Till) -> None:
    till.opened()
    desk, now = desk_of(till), till.clock.now()
    for path in sorted(READY.glob("*.toml")):
        campaigns.publish(desk, path.read_text(encoding="utf-8"))
    for number in range(12):
        member = till.member(f"Member {number}")
        for days in range(0, number * 3, 2):
            till.visit(member, 3_000 * number, ("Wyld", "Alma")[number % 2], days_ago=days)
    one_by_one = FakeAudiences(desk)
    for listed in campaigns.book(desk).campaigns:
        node = audience(listed.campaign)
        found = till.store.audiences.members(node, {}, now, 100)
        assert sorted(found) == sorted(one_by_one.members(node, {}, now, 100)), listed.campaign.id


def test_what_members_did_since_a_day_of_their_own_is_the_same_by_tables_and_one_by_one(till: Till) -> None:
    till.opened()
    anna, bea, nobody = till.member("Anna"), till.member("Bea"), till.ids.new(till.clock.now())
    for days in (9, 5, 1):
        till.visit(anna, 10_00, days_ago=days)
    till.visit(bea, 30_00, days_ago=9)
    today = business_day(till.clock.now(), CALENDAR)
    since = {anna: today - timedelta(days=5), bea: today - timedelta(days=8), nobody: date(2020, 1, 1)}
    found = till.store.audiences.did_since(since, till.clock.now())
    assert found == {anna: Did(True, 20_00), bea: Did(False, 0), nobody: Did(False, 0)}
    assert found == FakeAudiences(desk_of(till)).did_since(since, till.clock.now())


@pytest.mark.rule("CM09")
def test_what_was_shown_is_still_known_after_a_restart(till: Till) -> None:
    till.opened()
    campaigns.publish(desk_of(till), LIMITED)
    member = till.member()
    meetings.note(desk_of(till), member, open_card(desk_of(till), member).met)
    again = reopened(till)
    card = open_card(desk_of(again), member)
    assert card.met == ()
    campaigns.publish(desk_of(again), LIMITED.replace("title", "version = 2\ntitle", 1).replace("$5", "$1"))
    (answer,) = answers_for(desk_of(again), again.store.ledger.facts_about(member), card.standing, again.clock.now())
    assert answer.campaign.version == 1
    assert not any(isinstance(fact.body, RewardRedeemed) for fact in again.store.ledger.facts_about(member))
    again.close()
