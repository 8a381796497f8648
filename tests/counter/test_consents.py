"""Consent is asked as a step of its own, in the member's language, and a withdrawal holds at once whatever comes."""

from dataclasses import replace

import pytest

from posdesk.counter.card import open_card
from posdesk.counter.consents import answer, questions, stop
from posdesk.counter.enrolment import EnrolmentForm, enrol
from posdesk.counter.profile_edits import set_field
from posdesk.domain.consent_wording import Language
from posdesk.domain.facts import Channel, ConsentSet, Fact, MemberErased, MemberField
from posdesk.domain.refusals import RefusalCode, Refused
from tests.builders import WORDINGS, Shop, a_shop

EN, ES = Language.ENGLISH, Language.SPANISH


def said(shop: Shop, member: str) -> list[Fact]:
    """The consents in the ledger."""
    return [fact for fact in shop.ledger.facts_about(member) if isinstance(fact.body, ConsentSet)]


def ada(shop: Shop) -> str:
    return shop.member("Ada", "Lovelace", phone="+13038664411", email="ada@example.com")


@pytest.mark.rule("G21")
def test_enrolling_asks_for_nothing_and_allows_nothing() -> None:
    shop = a_shop("Dana")
    enrolled = enrol(shop.desk, EnrolmentForm("Ada Lovelace", "303 866 4411", "ada@example.com"))
    assert said(shop, enrolled.member_id) == []
    assert enrolled.card.member.consents == frozenset()


@pytest.mark.rule("G21")
def test_each_way_is_asked_for_separately_with_the_wording_that_is_in_use() -> None:
    shop = a_shop("Dana")
    text, email = questions(shop.desk, ada(shop))
    assert (text.channel, email.channel, text.language) == (Channel.TEXT, Channel.EMAIL, EN)
    assert text.text.startswith("I agree that Corner Leaf may send me marketing text messages")
    assert text.version == WORDINGS[-1].version


@pytest.mark.rule("G21")
def test_a_permission_names_wording_language_staff_and_time() -> None:
    shop = a_shop("Dana")
    member = ada(shop)
    given = answer(shop.desk, member, Channel.TEXT, ES, agreed=True)
    (fact,) = said(shop, member)
    assert isinstance(fact.body, ConsentSet)
    assert fact.body.source == f"counter, agreed, wording {WORDINGS[-1].version}, es" == given.source
    assert (fact.staff, fact.occurred_at) == ("Dana", shop.clock.now())
    assert given.card.member.consents == {Channel.TEXT}
    assert given.card.member.language == "es"
    assert [each.channel for each in questions(shop.desk, member)] == [Channel.EMAIL]
    assert questions(shop.desk, member)[0].text.startswith("Acepto que Corner Leaf")
    assert questions(shop.desk, member, EN)[0].text.startswith("I agree that Corner Leaf")


@pytest.mark.rule("G21")
def test_who_does_not_agree_is_written_down_too_and_may_be_asked_again() -> None:
    shop = a_shop("Dana")
    member = ada(shop)
    no = answer(shop.desk, member, Channel.EMAIL, EN, agreed=False)
    assert no.source.startswith("counter, declined")
    assert no.card.member.consents == frozenset()
    yes = answer(shop.desk, member, Channel.EMAIL, EN, agreed=True)
    assert yes.card.member.consents == {Channel.EMAIL}


@pytest.mark.rule("G23", "I07")
def test_a_permission_holds_over_the_withdrawals_it_knows_and_over_no_other() -> None:
    shop = a_shop("Dana")
    member = ada(shop)
    answer(shop.desk, member, Channel.TEXT, EN, agreed=True)
    stopped = stop(shop.desk, member, Channel.TEXT)
    assert stopped.card.member.consents == frozenset()
    again = answer(shop.desk, member, Channel.TEXT, EN, agreed=True)
    body = said(shop, member)[-1].body
    assert isinstance(body, ConsentSet)
    assert body.over == (stopped.fact,)
    assert again.card.member.consents == {Channel.TEXT}
    shop.happened(ConsentSet(Channel.TEXT, False, "counter, stop"), member, shop.days_ago(3))  # another register's
    assert open_card(shop.desk, member).member.consents == frozenset()


@pytest.mark.rule("G23")
def test_stop_holds_for_its_own_channel_at_once_and_is_said_again_if_asked_again() -> None:
    shop = a_shop("Dana")
    member = ada(shop)
    for channel in Channel:
        answer(shop.desk, member, channel, EN, agreed=True)
    assert stop(shop.desk, member, Channel.TEXT).card.member.consents == {Channel.EMAIL}
    before = len(said(shop, member))
    stop(shop.desk, member, Channel.TEXT)
    assert len(said(shop, member)) == before + 1


def test_nobody_agrees_to_be_written_to_without_an_address() -> None:
    shop = a_shop()
    member = shop.member("Ada", "Lovelace")
    assert questions(shop.desk, member) == ()
    with pytest.raises(Refused) as caught:
        answer(shop.desk, member, Channel.TEXT, EN, agreed=True)
    assert caught.value.refusal.code is RefusalCode.NO_ADDRESS


@pytest.mark.rule("I05")
def test_after_another_phone_the_question_comes_up_again_and_her_history_is_hers_as_before() -> None:
    shop = a_shop("Dana")
    member = ada(shop)
    shop.visit(member, 42_00)
    answer(shop.desk, member, Channel.TEXT, EN, agreed=True)
    points = open_card(shop.desk, member).standing.points
    card = set_field(shop.desk, member, MemberField.PHONE, "303 555 4499")
    assert (card.member.id, card.member.consents, card.standing.points) == (member, frozenset(), points)
    assert [each.channel for each in questions(shop.desk, member)] == [Channel.TEXT, Channel.EMAIL]
    assert shop.directory.by_phone("+13038664411") == []
    new_owner = shop.member("Grace", "Hopper", phone="+13038664411")
    assert open_card(shop.desk, new_owner).member.consents == frozenset()


@pytest.mark.rule("G21")
def test_without_a_wording_nobody_is_asked_and_a_stop_holds_all_the_same() -> None:
    shop = a_shop()
    member = ada(shop)
    bare = replace(shop.desk, wordings=())
    for ask in (lambda: questions(bare, member), lambda: answer(bare, member, Channel.TEXT, EN, agreed=True)):
        with pytest.raises(Refused) as caught:
            ask()
        assert caught.value.refusal.code is RefusalCode.NO_WORDING
    assert stop(bare, member, Channel.TEXT).card.member.consents == frozenset()


def test_who_is_gone_is_not_asked() -> None:
    shop = a_shop()
    member = ada(shop)
    shop.happened(MemberErased(), member)
    with pytest.raises(Refused) as caught:
        questions(shop.desk, member)
    assert caught.value.refusal.code is RefusalCode.NO_MEMBER
