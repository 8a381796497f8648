"""What two members would be as one, before anybody says so: that is what comes of it, and nothing is recorded."""

from datetime import date

import pytest

from posdesk.counter.card import open_card
from posdesk.domain.facts import Channel, ConsentSet
from posdesk.domain.given_facts import AwardGiven, GivenFor, PointsAdjusted
from posdesk.domain.likeness import Sign
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.office import people
from posdesk.office.duplicates import tell_apart
from posdesk.office.merge_preview import preview
from tests.builders import Shop, a_shop

PHONE, OTHER_PHONE = "+13038675309", "+17202345678"


@pytest.fixture
def shop() -> Shop:
    return a_shop()


def two(shop: Shop) -> tuple[str, str]:
    """Maria Lopez with six visits, and with five, one of them on the same day."""
    one = shop.member("Maria", "Lopez", phone=PHONE, email="m@example.org", card="PD-0001")
    other = shop.member("María", "Lopes", phone=OTHER_PHONE, card="PD-0002", joined_days_ago=90)
    for day in (60, 50, 40, 30, 20, 10):
        shop.visit(one, 5000, days_ago=day)
    for day in (9, 10, 11, 12, 13):
        shop.visit(other, 4000, days_ago=day)
    return one, other


@pytest.mark.rule("I03", "M09")
def test_what_is_shown_is_what_the_merge_comes_to(shop: Shop) -> None:
    one, other = two(shop)
    shop.happened(PointsAdjusted(2500, "sorry"), other)
    shop.happened(AwardGiven("treat", "A treat", "sorry", GivenFor.MANAGER), other)
    before = len(shop.ledger.facts)
    seen = preview(shop.desk, other, one)
    assert len(shop.ledger.facts) == before
    assert (seen.one.visits, seen.other.visits, seen.both.visits) == (5, 6, 10)
    assert (seen.both.phones, seen.both.emails) == ((PHONE, OTHER_PHONE), ("m@example.org",))
    assert seen.both.cards == ("PD-0001", "PD-0002")
    assert "A treat" in seen.both.awards
    assert (seen.one.card, seen.other.card) == (open_card(shop.desk, other), open_card(shop.desk, one))
    people.merge(shop.desk, other, one, "one person")
    after = open_card(shop.desk, one)
    assert (seen.both.card.standing, seen.both.card.member) == (after.standing, after.member)
    assert seen.both.card == after


@pytest.mark.rule("I03")
def test_of_consents_the_most_restrictive_is_shown_and_what_is_lost(shop: Shop) -> None:
    one, other = two(shop)
    shop.happened(ConsentSet(Channel.TEXT, True, "counter"), one)
    shop.happened(ConsentSet(Channel.EMAIL, True, "counter"), one)
    shop.happened(ConsentSet(Channel.TEXT, False, "counter"), other)
    seen = preview(shop.desk, one, other)
    assert (seen.one.allowed, seen.other.allowed) == ({Channel.TEXT, Channel.EMAIL}, set())
    assert (seen.both.allowed, seen.both.withdrawn, seen.lost) == ({Channel.EMAIL}, {Channel.TEXT}, {Channel.TEXT})


def test_why_they_may_be_one_stands_beside_it_and_that_somebody_said_no(shop: Shop) -> None:
    one, other = two(shop)
    seen = preview(shop.desk, one, other)
    assert Sign.NEAR_LAST_NAME in seen.how.signs
    assert not seen.apart
    tell_apart(shop.desk, one, other)
    assert preview(shop.desk, other, one).apart


def test_a_third_is_looked_at_beside_all_that_a_merged_member_is(shop: Shop) -> None:
    one, other = two(shop)
    third = shop.member("Mia", "Keller", phone=OTHER_PHONE, joined_days_ago=10)
    people.merge(shop.desk, one, other, "one person")
    seen = preview(shop.desk, other, third)
    assert (seen.one.card.member.id, seen.one.phones) == (one, (PHONE, OTHER_PHONE))
    assert Sign.SHARED_PHONE in seen.how.signs
    assert seen.both.card.member.joined == (one, other, third)


def test_nobody_is_one_with_herself_or_with_nobody(shop: Shop) -> None:
    one, other = two(shop)
    people.merge(shop.desk, one, other, "one person")
    for pair, code in (((one, other), RefusalCode.SAME_MEMBER), ((one, one[:-2] + "ff"), RefusalCode.NO_MEMBER)):
        with pytest.raises(Refused) as refused:
            preview(shop.desk, *pair)
        assert refused.value.refusal.code is code
    assert open_card(shop.desk, one).standing.as_of.day >= date(2026, 11, 23)
