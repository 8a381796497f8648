"""What campaigns come to at the counter: what is said and noted, what is asked, and whose turn it is."""

import pytest

from posdesk.counter import meetings
from posdesk.counter.card import MemberCard, open_card
from posdesk.domain.campaign_facts import CampaignsMet, Meeting
from posdesk.office import campaigns
from tests.builders import Shop, a_shop
from tests.domain.campaigners import FIVE

DAY = 24 * 60


def words(name: str, priority: int, say: str = "", more: str = "") -> str:
    return f'[campaign]\nid = "{name}"\ntitle = "{name}"\npriority = {priority}\nsay = "{say or name}"\n{more}'


def ask(name: str, field: str, priority: int) -> str:
    question = f'[campaign.question]\nfield = "{field}"\nwords = "Your {field}?"\n'
    return f'[campaign]\nid = "{name}"\ntitle = "{name}"\npriority = {priority}\n{question}'


@pytest.fixture
def shop() -> Shop:
    return a_shop()


@pytest.fixture
def maria(shop: Shop) -> str:
    member = shop.member("Maria", "Garcia")
    shop.visit(member, 20_00, days_ago=3)
    return member


def look_up(shop: Shop, member: str) -> MemberCard:
    card = open_card(shop.desk, member)
    meetings.note(shop.desk, member, card.met)
    return card


def test_only_the_words_that_are_said_are_noted_so_the_others_have_their_turn_on_another_day(
    shop: Shop, maria: str
) -> None:
    for name, priority in (("first", 90), ("second", 80)):
        campaigns.publish(shop.desk, words(name, priority))
    card = look_up(shop, maria)
    assert (card.say, card.met) == ("first", (Meeting("first", 1, 1),))
    again = look_up(shop, maria)
    assert (again.say, again.met) == ("first", ())
    shop.clock.advance(DAY)
    assert look_up(shop, maria).say == "second"
    shop.clock.advance(DAY)
    assert look_up(shop, maria).say == "Would you like your rewards by email?"


def test_a_gift_is_noted_whoever_speaks_first(shop: Shop, maria: str) -> None:
    campaigns.publish(shop.desk, words("gift", 10, more=FIVE))
    campaigns.publish(shop.desk, words("loud", 99))
    card = look_up(shop, maria)
    assert card.say == "loud"
    assert set(card.met) == {Meeting("gift", 1, 1), Meeting("loud", 1, 1)}


def test_what_posdesk_says_by_itself_comes_before_a_campaign_of_less_weight_and_after_one_of_the_same(
    shop: Shop, maria: str
) -> None:
    campaigns.publish(shop.desk, words("quiet", 34))
    assert look_up(shop, maria).say == "Would you like your rewards by email?"
    campaigns.publish(shop.desk, words("same", 35))
    assert look_up(shop, maria).say == "same"


def test_of_several_questions_one_is_asked_and_only_that_one_is_noted(shop: Shop, maria: str) -> None:
    campaigns.publish(shop.desk, ask("mail", "email", 60))
    campaigns.publish(shop.desk, ask("likes", "interests", 50))
    card = look_up(shop, maria)
    assert card.campaigns.question is not None
    assert card.campaigns.question.words == "Your email?"
    assert card.met == (Meeting("mail", 1, 1),)
    shop.clock.advance(DAY)
    another = look_up(shop, maria).campaigns.question
    assert another is not None
    assert another.words == "Your interests?"


def test_nothing_to_note_writes_nothing(shop: Shop, maria: str) -> None:
    before = len(shop.ledger.facts)
    look_up(shop, maria)
    assert len(shop.ledger.facts) == before
    campaigns.publish(shop.desk, words("hello", 99))
    look_up(shop, maria)
    look_up(shop, maria)
    assert sum(isinstance(fact.body, CampaignsMet) for fact in shop.ledger.facts.values()) == 1
