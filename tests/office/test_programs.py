"""Publishing a program: from that moment on, under a higher version, and never against awards that were given."""

import pytest

from posdesk.domain.refusals import EnvironmentTrouble, RefusalCode, Refused, TroubleCode
from posdesk.office.programs import publish
from tests.builders import SAMPLE_PROGRAM, Shop, a_shop

SAMPLE = SAMPLE_PROGRAM.read_text(encoding="utf-8")
SECOND = SAMPLE.replace("version = 1 ", "version = 2 ")


def refused(shop: Shop, document: str) -> str:
    """The words with which a document is refused; nothing is published then."""
    before = len(shop.ledger.facts)
    with pytest.raises(Refused) as caught:
        publish(shop.desk, document)
    assert caught.value.refusal.code is RefusalCode.BAD_PROGRAM
    assert len(shop.ledger.facts) == before
    return caught.value.refusal.words


@pytest.mark.rule("E10")
def test_a_program_is_in_force_from_the_moment_it_is_published() -> None:
    shop = a_shop()
    published = publish(shop.desk, SECOND.replace('points = "1"', 'points = "2"'))
    now = shop.clock.now()
    assert shop.desk.programs.timeline().at(now) == published
    assert shop.desk.programs.timeline().at(now - 1).version == 1


def test_a_version_that_is_not_above_the_one_in_force_is_refused_and_the_right_one_is_named() -> None:
    shop = a_shop()
    assert "Give this one 2" in refused(shop, SAMPLE)
    publish(shop.desk, SECOND)
    assert "Give this one 3" in refused(shop, SECOND)


@pytest.mark.rule("TI08")
def test_two_tiers_with_the_same_minimum_are_refused_when_the_program_is_published() -> None:
    assert "Two tiers need two minimums." in refused(a_shop(), SECOND.replace('"$1,500"', '"$500"'))


@pytest.mark.rule("E08")
def test_a_program_without_a_first_tier_is_refused_when_it_is_published() -> None:
    assert "no tier begins at 0" in refused(a_shop(), SECOND.replace('minimum = "$0"', 'minimum = "$1"'))


@pytest.mark.rule("M03")
def test_what_a_milestone_counts_is_not_changed_under_its_id() -> None:
    shop = a_shop()
    words = refused(shop, SECOND.replace("every = 10\n", "every = 12\n"))
    assert words == "milestone “every-10-visits” counts something else than it did. Give the changed one a new id."
    publish(shop.desk, SECOND.replace("every = 10\n", "every = 12\n").replace("every-10-visits", "every-12-visits"))


def test_all_that_speaks_against_publishing_is_told_at_once() -> None:
    words = refused(a_shop(), SAMPLE.replace("every = 10\n", "every = 12\n").replace('"$1,000"', '"$1,100"'))
    assert [line[:30] for line in words.splitlines()] == [
        "program.version: version 1 is ",
        "milestone “every-10-visits” co",
        "milestone “every-1000-dollars”",
    ]


def test_a_program_that_contradicts_itself_is_not_published() -> None:
    words = refused(a_shop(), SECOND.replace("cost = 900", "").replace('reward = "free-pre-roll"', 'reward = "a-pen"'))
    assert [line.partition(": ")[2] for line in words.splitlines()] == [
        "birthday.reward: there is no reward with the id “a-pen”. "
        "Known are fifty-off, five-off, free-pre-roll, t-shirt, ten-off, ten-percent.",
        "reward.5: nobody can reach “free-pre-roll”: it has no cost, and no milestone, tier, birthday, welcome, "
        "referral or coupon gives it. With by_hand = true a manager does.",
    ]


def test_words_and_days_of_a_milestone_may_change() -> None:
    publish(a_shop().desk, SECOND.replace('title = "$10 off"', 'title = "$12 off"').replace("= 30\n", "= 45\n"))


def test_when_the_disk_is_full_nothing_is_published() -> None:
    shop = a_shop()
    shop.ledger.trouble = EnvironmentTrouble(TroubleCode.DISK_FULL, "The disk is full.")
    with pytest.raises(EnvironmentTrouble):
        publish(shop.desk, SECOND)
    assert shop.desk.programs.timeline().at(shop.clock.now()).version == 1
