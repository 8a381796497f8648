"""What a campaign or another program would have done over a past period."""

from datetime import date, timedelta

import pytest

from posdesk.domain.campaign_document import parse
from posdesk.domain.facts import Line, RewardRedeemed, VisitRecorded
from posdesk.domain.program_document import parse as parse_program
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.office import campaigns
from posdesk.office.what_if import campaign_what_if, program_what_if
from tests.builders import SAMPLE_PROGRAM, Shop, a_shop

OFFER = """
[campaign]
id = "thanks"
title = "$5 off $20"

[campaign.where]
all = [{ field = "visits", at_least = 2 }]

[campaign.limits]
renews = "month"

[campaign.reward]
kind = "amount_off"
amount = "$5"
minimum_basket = "$20"
"""
TODAY = date(2026, 11, 23)
FIRST, LAST = TODAY - timedelta(days=20), TODAY - timedelta(days=1)


@pytest.fixture
def shop() -> Shop:
    """Anna came five times in November, Bea three times with small baskets, Cora twice, Dora last year only."""
    made = a_shop()
    anna, bea, cora, dora = (made.member(name, "Li") for name in ("Anna", "Bea", "Cora", "Dora"))
    for days in (18, 15, 12, 9, 6):
        made.visit(anna, 30_00, days_ago=days)
    for days in (18, 15, 12):
        made.visit(bea, 10_00, days_ago=days)
    for days in (18, 15):
        made.visit(cora, 40_00, days_ago=days)
    made.visit(dora, 40_00, days_ago=390)
    return made


def test_a_campaign_is_asked_at_each_visit_as_it_was_and_uses_itself_up(shop: Shop) -> None:
    found = campaign_what_if(shop.desk, parse(OFFER), FIRST, LAST)
    assert (found.asked, found.members) == (3, 2)  # before Cora's second visit there was one
    assert (found.uses, found.cost_cents) == (1, 5_00)  # Anna's third; Bea's baskets are too small
    assert (found.gained, found.lost) == (None, None)
    each = campaign_what_if(shop.desk, parse(OFFER.replace('renews = "month"', 'renews = "day"')), FIRST, LAST)
    assert (each.uses, each.cost_cents) == (3, 15_00)


@pytest.mark.rule("CM08")
def test_the_limits_over_all_members_hold_by_time(shop: Shop) -> None:
    limited = OFFER.replace('renews = "month"', 'renews = "day"\ntotal = 2')
    found = campaign_what_if(shop.desk, parse(limited), FIRST, LAST)
    assert (found.members, found.uses) == (2, 2)


def test_a_changed_campaign_says_whom_it_gains_and_loses(shop: Shop) -> None:
    campaigns.publish(shop.desk, OFFER)
    wider = OFFER.replace("at_least = 2", "at_least = 1").replace("[campaign]\n", "[campaign]\nversion = 2\n")
    found = campaign_what_if(shop.desk, parse(wider), FIRST, LAST)
    assert (found.members, found.gained, found.lost) == (3, 1, 0)
    narrower = wider.replace("at_least = 1", "at_least = 3")
    found = campaign_what_if(shop.desk, parse(narrower), FIRST, LAST)
    assert (found.members, found.gained, found.lost) == (1, 0, 1)


@pytest.mark.rule("CM07")
def test_who_would_have_been_held_out_is_counted_apart(shop: Shop) -> None:
    everybody = parse(OFFER.replace("[campaign.where]", "holdout_percent = 90\n[campaign.where]", 1))
    found = campaign_what_if(shop.desk, everybody, FIRST, LAST)
    assert found.members + found.held_out == 2


def test_it_changes_nothing_and_can_be_stopped(shop: Shop) -> None:
    before, done = len(shop.ledger.facts), list[int]()
    whole = campaign_what_if(shop.desk, parse(OFFER), FIRST, LAST, done.append)
    assert len(shop.ledger.facts) == before
    assert done == [1, 2, 3, 4]
    assert not whole.stopped
    stopped = campaign_what_if(shop.desk, parse(OFFER), FIRST, LAST, go_on=lambda: False)
    assert (stopped.stopped, stopped.asked) == (True, 0)


@pytest.mark.parametrize(
    ("first", "last", "words"), [(LAST, FIRST, "is before"), (FIRST, TODAY + timedelta(days=1), "still to come")]
)
def test_a_period_that_cannot_be_is_refused(shop: Shop, first: date, last: date, words: str) -> None:
    with pytest.raises(Refused, match=words) as no:
        campaign_what_if(shop.desk, parse(OFFER), first, last)
    assert no.value.refusal.code is RefusalCode.BAD_DATE


def test_another_program_says_tiers_awards_and_points(shop: Shop) -> None:
    text = SAMPLE_PROGRAM.read_text(encoding="utf-8")
    same = program_what_if(shop.desk, parse_program(text), FIRST, LAST)
    assert (same.asked, same.tier_up, same.tier_down, same.awards_gained, same.points) == (3, 0, 0, 0, 0)
    generous = (
        text.replace('minimum = "$500"', 'minimum = "$50"')
        .replace('points = "1"\nper = "$1"', 'points = "2"\nper = "$1"')
        .replace("every = 10\nnudge = 5", "every = 3\nnudge = 2")
        .replace('id = "every-10-visits"', 'id = "every-3-visits"')
    )
    found = program_what_if(shop.desk, parse_program(generous), FIRST, LAST)
    assert (found.tier_up, found.tier_down) == (2, 0)  # Anna spent $150, Cora $80
    assert (found.awards_gained, found.awards_lost) == (2, 0)
    assert found.points > 260_00
    assert found.worth_cents == found.points * 100 // (100 * 100)
    back = program_what_if(
        shop.desk, parse_program(text.replace('points = "1"\nper = "$1"', 'points = "1"\nper = "$2"')), FIRST, LAST
    )
    assert back.points == -130_00


def test_a_changed_campaign_counts_what_was_really_used_once_and_with_what_it_gave(shop: Shop) -> None:
    free = OFFER.replace('"amount_off"\namount = "$5"\nminimum_basket = "$20"', '"free_item"\nbrands = ["Wyld"]')
    campaigns.publish(shop.desk, free)
    member = shop.member("Eve", "Li")
    for days in (60, 50):
        shop.visit(member, 30_00, days_ago=days)
    now = shop.clock.now()
    shop.clock.set(shop.days_ago(5))
    visit = shop.happened(VisitRecorded((Line(0, "Wyld"), Line(10_00, "Alma"))), member)
    used = RewardRedeemed(
        "campaign:thanks:1", "Free", visit.id, "campaign:thanks", (2026 * 12 + 11) * 1000 + 1, 0, 20_00
    )
    shop.happened(used, member)
    shop.clock.set(now)
    changed = parse(free.replace("[campaign]\n", "[campaign]\nversion = 2\n"))
    found = campaign_what_if(shop.desk, changed, FIRST, LAST)
    assert (found.uses, found.cost_cents) == (1, 20_00)
    assert (found.members, found.gained, found.lost) == (3, 0, 0)


def test_tiers_of_other_names_in_another_measure_are_compared_by_their_step(shop: Shop) -> None:
    text = SAMPLE_PROGRAM.read_text(encoding="utf-8")
    renamed = text
    for name in ("bronze", "silver", "gold", "platinum"):
        renamed = renamed.replace(f'id = "{name}"', f'id = "{name}-visits"')
    renamed = renamed.replace('basis = "spend"', 'basis = "visits"')
    for money, visits in (("$0", 0), ("$500", 2), ("$1,500", 50), ("$4,000", 90)):
        renamed = renamed.replace(f'minimum = "{money}"', f"minimum = {visits}")
    found = program_what_if(shop.desk, parse_program(renamed), FIRST, LAST)
    assert (found.tier_up, found.tier_down) == (3, 0)  # all three came twice at least, and were bronze by spend
