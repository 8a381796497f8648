"""What campaigns come to at the counter: what is said and noted, what is asked, and whose turn it is."""

import pytest

from posdesk.counter import meetings
from posdesk.counter.campaigns import answers_for
from posdesk.counter.card import MemberCard, open_card
from posdesk.counter.profile_edits import set_field
from posdesk.counter.visits import VisitEntry, record
from posdesk.domain.campaign_facts import CampaignsMet, Meeting
from posdesk.domain.clauses import failing
from posdesk.domain.facts import MemberField
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


def test_the_reward_for_an_answer_is_no_gift_and_nothing_to_say_before_it_is_given(shop: Shop, maria: str) -> None:
    campaigns.publish(shop.desk, ask("mail", "email", 99) + FIVE)
    card = look_up(shop, maria)
    assert card.say == "Would you like your rewards by email?"
    assert [gift.award.title for gift in card.campaigns.gifts] == []
    told = set_field(shop.desk, maria, MemberField.EMAIL, "maria@example.com")
    assert told.say == "Maria, you get mail (Dec 23)."
    assert [gift.award.title for gift in told.campaigns.gifts] == ["mail"]


def test_the_counter_asks_no_further_than_it_takes_and_an_explanation_asks_everything(shop: Shop, maria: str) -> None:
    clauses = '{ field = "has_email", is = true }, { field = "visits", at_least = 9 }'
    campaigns.publish(shop.desk, words("far", 50, more=f"[campaign.where]\nall = [{clauses}]\n"))
    card = open_card(shop.desk, maria)
    (short,) = card.campaigns.answers
    (whole,) = answers_for(shop.desk, shop.ledger.facts_about(maria), card.standing, shop.clock.now())
    assert [each.about for each in failing(short.why)] == ["Has an e-mail"]
    assert [each.about for each in failing(whole.why)] == ["Has an e-mail", "Visits"]


@pytest.mark.rule("CM08")
def test_uses_count_from_the_day_of_the_oldest_campaign_that_has_a_limit(shop: Shop, maria: str) -> None:
    limited = "[campaign.limits]\ntotal = 1\n"
    campaigns.publish(shop.desk, words("old", 50, more=FIVE + limited))
    offer = next(each for each in open_card(shop.desk, maria).offers if each.award and each.usable)
    assert offer.choice is not None
    record(shop.desk, maria, VisitEntry(20_00, choices=(offer.choice,)))
    shop.clock.advance(10 * DAY)
    campaigns.publish(shop.desk, words("new", 50, more=FIVE + limited))
    other = shop.member("Anna", "Li")
    assert [each.campaign.id for each in open_card(shop.desk, other).campaigns.answers if each.why.holds] == ["new"]
