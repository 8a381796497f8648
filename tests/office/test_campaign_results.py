"""What a campaign brought: shown, used, cost, and the lift against those it was kept from."""

import pytest

from posdesk.counter import meetings
from posdesk.counter.card import open_card
from posdesk.counter.visits import VisitEntry, record, void
from posdesk.domain.campaign_facts import CampaignsMet, Meeting
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.office import campaigns, people
from posdesk.office.campaign_results import results
from tests.builders import Shop, a_shop
from tests.fakes.audiences import FakeAudiences

DOCUMENT = """
[campaign]
id = "five"
title = "$5 off"
holdout_percent = 50
salt = "2026"

[campaign.limits]
total = 2

[campaign.reward]
kind = "amount_off"
amount = "$5"
"""


def look_up(shop: Shop, member: str) -> None:
    meetings.note(shop.desk, member, open_card(shop.desk, member).met)


def use(shop: Shop, member: str) -> str:
    offers = open_card(shop.desk, member).offers
    choice = next(each.choice for each in offers if each.award and each.award.rule.id == "campaign:five")
    assert choice is not None
    return record(shop.desk, member, VisitEntry(30_00, choices=(choice,))).visit_id


@pytest.fixture
def shop() -> Shop:
    made = a_shop()
    campaigns.publish(made.desk, DOCUMENT)
    return made


def both_sides(shop: Shop, count: int) -> tuple[list[str], list[str]]:
    """Members whom it is shown to, and from whom it is kept; all of them looked up."""
    members = [shop.member(f"Member {number}", "Li") for number in range(count)]
    for member in members:
        look_up(shop, member)
    out = {member for member in members if open_card(shop.desk, member).campaigns.answers[0].held_out}
    return [member for member in members if member not in out], [member for member in members if member in out]


@pytest.mark.rule("CM07")
def test_those_it_was_shown_to_and_those_it_was_kept_from_are_compared_or_said_to_be_too_few(shop: Shop) -> None:
    treated, held_out = both_sides(shop, 12)
    assert treated
    assert held_out
    shop.clock.advance(1)
    for member in (treated[0], held_out[0]):
        shop.visit(member, 20_00)
    found = results(shop.desk, FakeAudiences(shop.desk), "five")
    assert (found.shown, found.held_out, found.mixed) == (len(treated), len(held_out), 0)
    assert found.lift.too_few == f"Too few to say: {len(treated)} were shown it, 100 are needed."
    assert (found.lift.shown.came, found.lift.held_out.spend_cents) == (0, 20_00)
    shop.clock.advance(24 * 60)
    shop.visit(treated[0], 30_00)
    found = results(shop.desk, FakeAudiences(shop.desk), "five")
    assert (found.lift.shown.came, found.lift.shown.spend_cents) == (1, 50_00)


@pytest.mark.rule("CM07")
def test_a_later_version_with_another_holdout_moves_nobody(shop: Shop) -> None:
    treated, held_out = both_sides(shop, 12)
    campaigns.publish(shop.desk, DOCUMENT.replace("holdout_percent = 50", "version = 2"))
    for member in (*treated, *held_out):
        look_up(shop, member)
    found = results(shop.desk, FakeAudiences(shop.desk), "five")
    assert (found.shown, found.held_out, found.mixed) == (len(treated), len(held_out), 0)


@pytest.mark.rule("CM07")
def test_a_member_on_both_sides_is_left_out_of_the_comparison(shop: Shop) -> None:
    treated, held_out = both_sides(shop, 12)
    shop.happened(CampaignsMet((Meeting("five", 1, 1, True),)), treated[0])
    found = results(shop.desk, FakeAudiences(shop.desk), "five")
    assert (found.shown, found.held_out, found.mixed) == (len(treated), len(held_out), 1)
    assert (found.lift.shown.members, found.lift.held_out.members) == (len(treated) - 1, len(held_out))


@pytest.mark.rule("CM07")
def test_merged_members_of_both_sides_are_one_who_is_treated_and_left_out_of_the_comparison(shop: Shop) -> None:
    treated, held_out = both_sides(shop, 12)
    people.merge(shop.desk, held_out[0], treated[0], "the same")
    assert not open_card(shop.desk, held_out[0]).campaigns.answers[0].held_out
    found = results(shop.desk, FakeAudiences(shop.desk), "five")
    assert (found.shown + found.held_out, found.mixed) == (11, 1)
    assert (found.lift.shown.members, found.lift.held_out.members) == (len(treated) - 1, len(held_out) - 1)
    use(shop, held_out[0])
    found = results(shop.desk, FakeAudiences(shop.desk), "five")
    assert (found.used, found.members) == (1, 1)


@pytest.mark.rule("CM07")
def test_merged_members_who_are_both_held_out_stay_so(shop: Shop) -> None:
    _, held_out = both_sides(shop, 12)
    people.merge(shop.desk, held_out[0], held_out[1], "the same")
    assert open_card(shop.desk, held_out[0]).campaigns.answers[0].held_out
    found = results(shop.desk, FakeAudiences(shop.desk), "five")
    assert (found.mixed, found.held_out) == (0, len(held_out) - 1)


@pytest.mark.rule("CM08")
def test_uses_beyond_the_total_are_reported_and_undone_ones_are_none(shop: Shop) -> None:
    treated, _ = both_sides(shop, 16)
    visits = [use(shop, member) for member in treated[:2]]
    third = treated[2]
    assert not open_card(shop.desk, third).campaigns.answers[0].why.holds
    assert results(shop.desk, FakeAudiences(shop.desk), "five").over == 0
    used = shop.ledger.facts[visits[0]]
    shop.happened(used.body, third)  # another register was offline
    redeemed = next(fact for fact in shop.ledger.facts.values() if fact.kind == "reward.redeemed")
    shop.happened(redeemed.body, third)
    found = results(shop.desk, FakeAudiences(shop.desk), "five")
    assert (found.used, found.members, found.cost_cents, found.over) == (3, 3, 15_00, 1)
    void(shop.desk, visits[1], "a mistake")
    found = results(shop.desk, FakeAudiences(shop.desk), "five")
    assert (found.used, found.over) == (2, 0)


def test_a_look_up_again_changes_nothing(shop: Shop) -> None:
    treated, _ = both_sides(shop, 4)
    before = results(shop.desk, FakeAudiences(shop.desk), "five")
    for member in treated:
        look_up(shop, member)
    assert results(shop.desk, FakeAudiences(shop.desk), "five") == before


def test_an_unknown_campaign_is_refused_with_those_there_are(shop: Shop) -> None:
    with pytest.raises(Refused) as no:
        results(shop.desk, FakeAudiences(shop.desk), "six")
    assert no.value.refusal.code is RefusalCode.NO_CAMPAIGN
    assert "There is five." in no.value.refusal.words
