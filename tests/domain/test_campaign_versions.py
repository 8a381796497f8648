"""Which version of a campaign holds for whom, and which occasion is which."""

from datetime import date

import pytest

from posdesk.domain.campaigns import State
from tests.domain.campaigners import FIVE, Campaigner, document, met
from tests.domain.histories import a_program, milestone, moment
from tests.domain.regulars import Regular


@pytest.mark.rule("CM09")
def test_a_version_that_was_shown_is_honoured_from_the_day_on_which_the_next_one_begins() -> None:
    shop, her = Campaigner(), Regular()
    shop.publish(document(), "2026-01-02")
    met(her, "2026-02-01", "spring")
    shop.publish(document("first_day = 2026-03-20", version=2), "2026-03-01")
    assert shop.the(her, "2026-04-19 12:00").campaign.version == 1
    assert shop.the(her, "2026-04-20 12:00").campaign.version == 2
    assert shop.the(Regular(), "2026-03-20 12:00").campaign.version == 2


def test_a_version_published_at_this_very_moment_holds() -> None:
    shop, her = Campaigner(), Regular()
    shop.publish(document(), "2026-01-02")
    met(her, "2026-02-01", "spring")
    shop.publish(document("last_day = 2026-03-31", version=2), "2026-03-10 12:00")
    assert shop.the(Regular(), "2026-03-10 12:00").campaign.version == 2
    assert shop.the(her, "2026-03-10 12:00").campaign.version == 1
    assert shop.the(her, "2026-04-09 12:00").campaign.version == 1
    assert shop.one(her, "2026-04-10 12:00") is None


def test_what_is_over_and_rests_is_over_and_what_is_to_come_and_rests_rests() -> None:
    shop = Campaigner()
    shop.publish(document("last_day = 2026-03-10"))
    shop.change("spring", State.PAUSED, "2026-03-01")
    days = {
        day: shop.calendar.state("spring", moment(day), date.fromisoformat(day)) for day in ("2026-03-05", "2026-03-11")
    }
    assert list(days.values()) == [State.PAUSED, State.ENDED]
    assert shop.calendar.state("autumn", moment("2026-03-05"), date(2026, 3, 5)) is None
    assert shop.calendar.state("spring", moment("2025-12-31"), date(2025, 12, 31)) is None


def test_a_milestone_of_another_name_is_another_occasion() -> None:
    words = '[campaign.when]\ntrigger = "milestone_near"\nmilestone = "tenth"\nnear = 9\n'
    shop = Campaigner()
    shop.publish(document("", words))
    her = Regular(a_program(milestones=(milestone("tenth", every=10), milestone("second", every=2))))
    her.daily_visits(5, "2026-01-05")
    assert shop.the(her, "2026-01-20 12:00").n == 1001


def test_of_a_campaign_that_rests_nothing_is_honoured_and_it_goes_on_where_it_was() -> None:
    shop, her = Campaigner(), Regular()
    shop.publish(document("", FIVE))
    met(her, "2026-02-01", "spring")
    shop.change("spring", State.PAUSED, "2026-02-02")
    assert shop.one(her, "2026-02-03 12:00") is None
    shop.change("spring", State.RUNNING, "2026-02-04")
    assert shop.gets(her, "2026-02-05 12:00")
