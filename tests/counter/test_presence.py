"""Proof that a member is here: what it takes, how long it serves, what carries it, and what is odd without it."""

from dataclasses import replace

import pytest

from posdesk.counter import presence, redemptions, visits
from posdesk.counter.card import open_card
from posdesk.counter.presence import PresenceInMemory
from posdesk.counter.visits import VisitEntry
from posdesk.domain.exceptional import Kind
from posdesk.domain.facts import RewardRedeemed
from posdesk.domain.given_facts import AwardGiven
from posdesk.domain.offers import Choice
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.domain.store_facts import StockCounted
from tests.builders import Shop, a_shop
from tests.reports.evenings import an_evening

MINUTE = 60_000


@pytest.fixture
def shop() -> Shop:
    made = a_shop("Dana R.")
    return replace(made, desk=replace(made.desk, presence=PresenceInMemory(bytes(range(32)))))


def with_a_shirt(shop: Shop) -> str:
    member = shop.member("Maria", "Garcia")
    shop.happened(StockCounted("t-shirt", 5))
    shop.happened(AwardGiven("t-shirt", "A T-shirt", "a long wait"), member)
    return member


def used(shop: Shop) -> list[RewardRedeemed]:
    return [fact.body for fact in shop.ledger.facts.values() if isinstance(fact.body, RewardRedeemed)]


def award_of(shop: Shop, member: str) -> tuple[str, int]:
    (award,) = open_card(shop.desk, member).standing.awards
    return award.rule.id, award.n


def read_back(shop: Shop, member: str) -> None:
    presence.prove(shop.desk, member, presence.number(shop.desk, member) or "")


@pytest.mark.rule("LG09")
def test_a_use_after_the_number_was_read_back_carries_the_proof(shop: Shop) -> None:
    member = with_a_shirt(shop)
    read_back(shop, member)
    redemptions.redeem(shop.desk, member, Choice("t-shirt", award_of(shop, member)))
    assert [body.proof for body in used(shop)] == ["number"]


@pytest.mark.rule("LG09")
def test_a_use_without_it_is_given_all_the_same_and_carries_none(shop: Shop) -> None:
    member = with_a_shirt(shop)
    redemptions.redeem(shop.desk, member, Choice("t-shirt", award_of(shop, member)))
    assert [body.proof for body in used(shop)] == [None]


def test_a_proof_is_of_one_member_and_is_over_after_some_minutes(shop: Shop) -> None:
    member, other = with_a_shirt(shop), shop.member("Jamal", "Kerr")
    read_back(shop, member)
    now = shop.clock.now()
    assert shop.desk.presence.proof(member, now + presence.MINUTES * MINUTE - 1) == "number"
    assert shop.desk.presence.proof(member, now + presence.MINUTES * MINUTE) is None
    assert shop.desk.presence.proof(other, now) is None


def test_a_wrong_number_proves_nothing_and_says_what_to_do(shop: Shop) -> None:
    member, other = with_a_shirt(shop), shop.member("Jamal", "Kerr")
    with pytest.raises(Refused, match="Look again") as refused:
        presence.prove(shop.desk, member, presence.number(shop.desk, other) or "")
    assert refused.value.refusal.code is RefusalCode.WRONG_NUMBER
    assert shop.desk.presence.proof(member, shop.clock.now()) is None


def test_what_is_used_in_a_visit_carries_it_too(shop: Shop) -> None:
    member = with_a_shirt(shop)
    read_back(shop, member)
    choice = Choice("t-shirt", award_of(shop, member))
    visits.record(shop.desk, member, VisitEntry(50_00, choices=(choice,)))
    assert [(body.proof, body.visit is not None) for body in used(shop)] == [("number", True)]


def test_a_desk_without_a_customer_screen_has_neither_number_nor_proof() -> None:
    shop = a_shop()
    member = shop.member("Maria", "Garcia")
    assert presence.number(shop.desk, member) is None
    with pytest.raises(Refused):
        presence.prove(shop.desk, member, "000000")


def test_a_secret_that_is_too_short_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        PresenceInMemory(b"short")


@pytest.mark.rule("LG09")
def test_who_was_here_by_proof_needs_no_receipt() -> None:
    evening = an_evening()
    maria, lin = evening.shop.member("Maria", "Gomez"), evening.shop.member("Lin", "Chu")
    evening.shop.happened(RewardRedeemed("shirt", "T-shirt", proof="number"), maria)
    evening.shop.happened(RewardRedeemed("shirt", "T-shirt"), lin)
    assert [each.member for each in evening.report().exceptions if each.kind is Kind.NOT_PRESENT] == [lin]


@pytest.mark.rule("LG09")
@pytest.mark.parametrize(("without", "asked_for", "seen"), [(3, True, False), (4, True, True), (4, False, False)])
def test_where_the_number_is_asked_for_who_seldom_does_is_seen(without: int, asked_for: bool, seen: bool) -> None:
    evening = an_evening()
    members = [evening.shop.member("Member", f"No {at}") for at in range(without + 1)]
    for at, member in enumerate(members):
        visit = evening.bought(member)
        proof = "number" if asked_for and not at else None
        evening.shop.happened(RewardRedeemed("shirt", "T-shirt", visit=visit, proof=proof), member)
    found = [each for each in evening.report().exceptions if each.kind is Kind.SELDOM_PROVED]
    assert [(each.staff, each.amount) for each in found] == ([("Dana", without)] if seen else [])
