"""An ID is remembered by a hash alone, where pack and member allow it; then it finds her, whatever her name is now."""

from dataclasses import replace
from datetime import date

import pytest

from posdesk.counter import id_checks, id_memory
from posdesk.counter.card import open_card
from posdesk.counter.enrolment import EnrolmentForm, enrol
from posdesk.counter.id_memory import IdMark
from posdesk.counter.lookup import Understood
from posdesk.counter.ports import Desk
from posdesk.domain.codec import encode_fact
from posdesk.domain.consent_wording import Language
from posdesk.domain.facts import ConsentSet, Fact, MemberErased, MemberField, MemberFieldSet
from posdesk.domain.id_card import Document, IdCard
from posdesk.domain.people_facts import MemberIdRead, MemberMerged
from posdesk.domain.referral_code import code_of
from posdesk.domain.referrals import WhyNothing
from posdesk.domain.refusals import RefusalCode, Refused
from tests.builders import SAMPLE_PROGRAM, WORDINGS, Shop, a_shop
from tests.fakes.id_hashes import FakeIdHashes
from tests.fakes.state_packs import FakeStatePacks

EN, ES = Language.ENGLISH, Language.SPANISH
WILLOW = IdCard(
    Document.LICENCE,
    date(1984, 7, 9),
    expires_on=date(2099, 7, 9),
    first="WILLOW",
    last="TESTERLING",
    id_number="Q7719042",
    jurisdiction="CO",
)
NUMBER = "7719042"


@pytest.fixture
def shop() -> Shop:
    return a_shop("Dana R.")


def remembering(shop: Shop, **other: object) -> Desk:
    """The desk of a store whose own pack allows hashes."""
    ports = {"state_packs": FakeStatePacks("CO", remembers=True), "id_hashes": FakeIdHashes()} | other
    return replace(shop.desk, **ports)  # type: ignore[arg-type]


def willow(shop: Shop) -> str:
    return shop.member("Willow", "Testerling", birthday="1984-07-09", phone="+13038664411")


def mark_of(desk: Desk, card: IdCard = WILLOW) -> IdMark:
    mark = id_memory.mark_of(desk, card)
    assert mark is not None
    return mark


def read_for(shop: Shop, member: str) -> list[Fact]:
    return [fact for fact in shop.ledger.facts_about(member) if isinstance(fact.body, MemberIdRead)]


def refused(act: object, *given: object, **named: object) -> RefusalCode:
    with pytest.raises(Refused) as no:
        act(*given, **named)  # type: ignore[operator]
    return no.value.refusal.code


@pytest.mark.rule("G13")
def test_one_fact_says_the_hash_and_which_wording_she_agreed_to(shop: Shop) -> None:
    desk, member = remembering(shop), willow(shop)
    mark = id_checks.look(desk, WILLOW).mark
    assert mark is not None
    told = id_memory.remember(desk, member, mark, ES, agreed=True)
    (fact,) = read_for(shop, member)
    assert fact.body == MemberIdRead(mark.id_hash, f"counter, agreed, wording {WORDINGS[-1].version}, es")
    assert (told.fact, told.card.member.id_hash, fact.staff) == (fact.id, mark.id_hash, "Dana R.")
    assert len(shop.ledger.facts_about(member)) == 2  # that she enrolled, and this
    assert NUMBER not in "".join(encode_fact(each) for each in shop.ledger.facts.values())


@pytest.mark.rule("G13")
def test_whoever_does_not_agree_leaves_nothing_behind(shop: Shop) -> None:
    desk, member = remembering(shop), willow(shop)
    before = len(shop.ledger.facts)
    told = id_memory.remember(desk, member, mark_of(desk), EN, agreed=False)
    assert (told.fact, told.source, told.card.member.id_hash) == (None, None, None)
    assert len(shop.ledger.facts) == before


@pytest.mark.rule("G13")
@pytest.mark.parametrize(
    "other",
    [
        {"state_packs": FakeStatePacks("CO")},
        {"id_hashes": FakeIdHashes(None)},
        {"state_packs": FakeStatePacks("CO"), "id_hashes": FakeIdHashes(None)},
    ],
    ids=["pack forbids it", "no key", "neither"],
)
def test_without_leave_of_the_pack_or_a_key_a_scan_leads_to_nothing_to_remember(
    shop: Shop, other: dict[str, object]
) -> None:
    willow(shop)
    look = id_checks.look(remembering(shop, **other), WILLOW)
    assert look.card is not None
    assert look.mark is None


@pytest.mark.rule("G13")
def test_the_pack_is_asked_again_before_anything_is_written(shop: Shop) -> None:
    desk, member = remembering(shop), willow(shop)
    mark = mark_of(desk)
    stricter = remembering(shop, state_packs=FakeStatePacks("CO"))
    assert refused(id_memory.remember, stricter, member, mark, EN, agreed=True) is RefusalCode.NOT_USABLE
    off = remembering(shop, state_packs=FakeStatePacks())
    assert refused(id_memory.remember, off, member, mark, EN, agreed=True) is RefusalCode.NOT_USABLE
    assert id_memory.question(stricter, member, mark) is None
    assert read_for(shop, member) == []


@pytest.mark.parametrize("card", [replace(WILLOW, id_number=None), replace(WILLOW, jurisdiction=None)])
def test_an_id_without_a_number_or_a_jurisdiction_is_not_remembered(shop: Shop, card: IdCard) -> None:
    assert id_memory.mark_of(remembering(shop), card) is None


def test_whom_the_gate_does_not_let_in_is_not_remembered(shop: Shop) -> None:
    look = id_checks.look(remembering(shop), replace(WILLOW, expires_on=date(2020, 1, 1)))
    assert (look.mark, look.found) == (None, None)


@pytest.mark.rule("G13")
def test_what_is_carried_shows_nothing_of_the_id(shop: Shop) -> None:
    desk = remembering(shop)
    look = id_checks.look(desk, WILLOW)
    assert look.mark is not None
    for text in (repr(look), repr(look.mark), str(look.mark)):
        assert NUMBER not in text
        assert look.mark.id_hash not in text


@pytest.mark.rule("I02")
def test_a_remembered_id_opens_its_member_though_name_and_birthday_are_others_now(shop: Shop) -> None:
    desk, member = remembering(shop), willow(shop)
    id_memory.remember(desk, member, mark_of(desk), EN, agreed=True)
    namesake = willow(shop)
    shop.happened(MemberFieldSet(MemberField.LAST_NAME, "Ashgrove"), member)
    shop.happened(MemberFieldSet(MemberField.BIRTHDAY, "1985-07-09"), member)
    renewed = replace(WILLOW, first="FERN", id_number="q 771-9042", expires_on=date(2100, 1, 1))
    for card in (WILLOW, renewed, replace(WILLOW, last_truncated=True)):
        look = id_checks.look(desk, card)
        assert look.card is not None
        assert look.card.member.id == member != namesake
        assert look.found is not None
        assert (look.found.kind, look.mark, look.prefill) == (Understood.ID, None, None)


def test_two_members_with_one_id_are_shown_and_once_they_are_one_she_is_opened(shop: Shop) -> None:
    desk, one, other = remembering(shop), willow(shop), shop.member("Fern", "Ashgrove")
    for member in (one, other):
        id_memory.remember(desk, member, mark_of(desk), EN, agreed=True)
    look = id_checks.look(desk, WILLOW)
    assert look.found is not None
    assert ({hit.member for hit in look.found.hits}, look.card) == ({one, other}, None)
    shop.happened(MemberMerged(one, "the same ID", by_rule=True), other)
    look = id_checks.look(desk, WILLOW)
    assert look.card is not None


def test_another_key_finds_nobody_by_the_number(shop: Shop) -> None:
    desk, member = remembering(shop), shop.member("Fern", "Ashgrove")
    id_memory.remember(desk, member, mark_of(desk), EN, agreed=True)
    assert id_checks.look(desk, WILLOW).card is not None
    look = id_checks.look(remembering(shop, id_hashes=FakeIdHashes(b"o" * 32)), WILLOW)
    assert (look.card, look.mark is None) == (None, False)


# ------------------------------------------------------------------------------------------------------ the question


def test_she_reads_the_text_in_her_language_or_the_one_that_is_asked_for(shop: Shop) -> None:
    desk, member = remembering(shop), willow(shop)
    asked = id_memory.question(desk, member, mark_of(desk))
    assert asked is not None
    assert (asked.language, asked.version) == (EN, WORDINGS[-1].version)
    assert asked.text.startswith("I agree that Corner Leaf may recognize me by my ID")
    shop.happened(MemberFieldSet(MemberField.LANGUAGE, "es"), member)
    asked = id_memory.question(desk, member, mark_of(desk))
    assert asked is not None
    assert asked.text.startswith("Acepto que Corner Leaf me reconozca")
    assert id_memory.question(desk, member, mark_of(desk), EN) is not None


def test_whose_id_is_remembered_is_not_asked_again_until_it_is_another_one(shop: Shop) -> None:
    desk, member = remembering(shop), willow(shop)
    id_memory.remember(desk, member, mark_of(desk), EN, agreed=True)
    assert id_memory.question(desk, member, mark_of(desk)) is None
    new_number = replace(WILLOW, id_number="R1112223")
    look = id_checks.look(desk, new_number)
    assert look.card is not None  # by name and birthday, as before
    assert look.mark is not None
    assert id_memory.question(desk, member, look.mark) is not None
    id_memory.remember(desk, member, look.mark, EN, agreed=True)
    assert open_card(desk, member).member.id_hash == look.mark.id_hash
    assert desk.directory.by_id_hash(mark_of(desk).id_hash) == []


@pytest.mark.rule("G13")
def test_an_older_wording_says_nothing_of_ids_so_nobody_is_asked_and_nothing_written(shop: Shop) -> None:
    older = tuple(replace(wording, of_id={}) for wording in WORDINGS)
    desk, member = remembering(shop, wordings=older), willow(shop)
    assert id_memory.question(desk, member, mark_of(desk)) is None
    for agreed in (True, False):
        code = refused(id_memory.remember, desk, member, mark_of(desk), EN, agreed=agreed)
        assert code is RefusalCode.NO_WORDING
    assert read_for(shop, member) == []
    assert refused(id_memory.question, remembering(shop, wordings=()), member, mark_of(desk)) is RefusalCode.NO_WORDING


def test_it_is_asked_apart_from_messages_and_allows_none(shop: Shop) -> None:
    desk, member = remembering(shop), willow(shop)
    card = id_memory.remember(desk, member, mark_of(desk), EN, agreed=True).card
    assert card.member.consents == frozenset()
    assert not [fact for fact in shop.ledger.facts_about(member) if isinstance(fact.body, ConsentSet)]


# ------------------------------------------------------------------------------------------------------- forgetting


@pytest.mark.rule("G13")
def test_forgotten_it_finds_nobody_and_stands_in_no_profile(shop: Shop) -> None:
    desk, member = remembering(shop), shop.member("Fern", "Ashgrove")
    mark = mark_of(desk)
    id_memory.remember(desk, member, mark, EN, agreed=True)
    told = id_memory.forget(desk, member)
    assert told.card.member.id_hash is None
    assert read_for(shop, member)[-1].body == MemberIdRead()
    assert desk.directory.by_id_hash(mark.id_hash) == []
    assert id_checks.look(desk, WILLOW).card is None
    assert refused(id_memory.forget, desk, member) is RefusalCode.NOT_USABLE


def test_of_two_who_are_one_it_is_forgotten_under_both_names(shop: Shop) -> None:
    desk, one, other = remembering(shop), shop.member("Fern", "Ashgrove"), willow(shop)
    for member in (one, other):
        id_memory.remember(desk, member, mark_of(desk), EN, agreed=True)
    shop.happened(MemberMerged(one, "the same ID", by_rule=True), other)
    told = id_memory.forget(desk, other)
    assert told.card.member.id_hash is None
    assert desk.directory.by_id_hash(mark_of(desk).id_hash) == []
    assert refused(id_memory.forget, desk, one) is RefusalCode.NOT_USABLE


def test_whoever_was_erased_is_nobody_to_remember(shop: Shop) -> None:
    desk, member = remembering(shop), willow(shop)
    shop.happened(MemberErased(), member)
    for act in (id_memory.question, id_memory.remember):
        named = {"agreed": True} if act is id_memory.remember else {}
        assert refused(act, desk, member, mark_of(desk), EN, **named) is RefusalCode.NO_MEMBER
    assert refused(id_memory.forget, desk, member) is RefusalCode.NO_MEMBER


@pytest.mark.rule("LG10")
def test_a_friend_whose_id_is_ones_own_brings_nothing_with_the_reason() -> None:
    shop = a_shop("Dana R.", SAMPLE_PROGRAM.read_text("utf-8"))
    desk, member = remembering(shop), shop.member("Fern", "Ashgrove", phone="+13038664411")
    id_memory.remember(desk, member, mark_of(desk), EN, agreed=True)
    friend = enrol(desk, EnrolmentForm("Fern Ashgrave", "720 866 0187", referral=code_of(member))).member_id
    (brought,) = open_card(desk, member).campaigns.referrals
    assert brought.why is None
    id_memory.remember(desk, friend, mark_of(desk), EN, agreed=True)
    (brought,) = open_card(desk, member).campaigns.referrals
    assert brought.why is WhyNothing.SAME_ID


@pytest.mark.rule("G13")
def test_where_the_pack_allows_it_no_more_a_scan_looks_for_no_hash_and_it_can_be_forgotten(shop: Shop) -> None:
    desk, member = remembering(shop), shop.member("Fern", "Ashgrove")
    id_memory.remember(desk, member, mark_of(desk), EN, agreed=True)
    stricter = remembering(shop, state_packs=FakeStatePacks("CO"))
    assert id_checks.look(stricter, WILLOW).card is None
    assert id_memory.forget(stricter, member).card.member.id_hash is None
