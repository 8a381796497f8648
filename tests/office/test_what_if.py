"""What a campaign or another program would have done over a past period."""

from datetime import date, timedelta

import pytest

from posdesk.domain.campaign_document import parse
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
