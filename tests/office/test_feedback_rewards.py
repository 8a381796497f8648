"""Whatever somebody answers is worth the same: no reward goes by a score, and none comes from one (G26)."""

import pytest

from posdesk.counter.card import open_card
from posdesk.domain.feedback_facts import FeedbackGiven
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.office import campaigns
from tests.builders import a_shop

SEGMENTS = """
[[segment]]
id = "happy"
title = "Happy"
all = [{ field = "score", at_least = 9 }]

[[segment]]
id = "happy-regulars"
title = "Happy regulars"
all = [{ segment = "happy" }, { field = "visits", at_least = 3, window = "all" }]
"""
REWARD = """
[campaign.reward]
kind = "amount_off"
amount = "$5"
"""
WORD = 'say = "Thank you, {name}."\n'


def document(clause: str, more: str = "", say: str = WORD) -> str:
    return f'[campaign]\nid = "thanks"\ntitle = "Thanks"\n{say}{more}\n[campaign.where]\nall = [{clause}]\n'


def refused(text: str) -> str:
    """What publishing it is refused with."""
    shop = a_shop()
    campaigns.publish_segments(shop.desk, SEGMENTS)
    with pytest.raises(Refused) as caught:
        campaigns.publish(shop.desk, text)
    assert caught.value.refusal.code is RefusalCode.BAD_CAMPAIGN
    return caught.value.refusal.words


@pytest.mark.rule("G26")
@pytest.mark.parametrize(
    "clause",
    ['{ field = "score", at_least = 9 }', '{ field = "score", at_most = 6 }', '{ segment = "happy-regulars" }'],
)
def test_a_reward_that_goes_by_a_score_is_not_published(clause: str) -> None:
    words = refused(document(clause) + REWARD)
    assert "campaign.where.all.1: goes by a score, and a reward never depends on one." in words


@pytest.mark.rule("G26")
def test_that_is_said_of_a_document_without_a_store_too() -> None:
    with pytest.raises(Refused, match="goes by a score"):
        campaigns.validated(None, document('{ field = "score", at_least = 9 }') + REWARD)


@pytest.mark.rule("G26")
def test_a_word_may_go_by_a_score_and_a_reward_by_anything_else() -> None:
    shop = a_shop()
    campaigns.publish(shop.desk, document('{ field = "score", at_least = 9 }'))
    campaigns.validated(
        shop.desk, document('{ field = "visits", at_least = 3, window = "all" }', "version = 2") + REWARD
    )


@pytest.mark.rule("G26")
def test_what_somebody_has_is_the_same_whatever_she_answered() -> None:
    had = []
    for score in (None, *range(11)):
        shop = a_shop()
        maria = shop.member("Maria", "Garcia")
        for days in range(12):
            shop.visit(maria, 60_00, days_ago=20 - days)
        if score is not None:
            shop.happened(FeedbackGiven(score), maria, shop.days_ago(2))
        card = open_card(shop.desk, maria)
        standing = card.standing
        had.append((standing.points, standing.tier, len(standing.awards), [offer.title for offer in card.offers]))
    assert had == [had[0]] * len(had)
