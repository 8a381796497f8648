"""All that is held of one person: complete, in words and raw, hidden from who may not see it, noted as given out."""

from dataclasses import fields
from datetime import date

import pytest

from posdesk.counter import signing_in
from posdesk.counter.ports import Desk
from posdesk.domain.codec import decode_fact
from posdesk.domain.facts import (
    ABOUT_A_MEMBER,
    Channel,
    ConsentSet,
    MemberEnrolled,
    MemberErased,
    MemberField,
    MemberFieldSet,
    VisitVoided,
)
from posdesk.domain.feedback_facts import FeedbackGiven
from posdesk.domain.member import Member
from posdesk.domain.people_facts import DataForm, MemberDataGiven, MemberIdRead
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.domain.staff_facts import Role
from posdesk.domain.strict_json import canonical
from posdesk.office import people, staff
from posdesk.office.member_data import HIDDEN, PROFILE, WORDS, held, member_data, value_of
from tests.builders import Shop, a_shop

PHONE = "+13038675309"


@pytest.fixture
def shop() -> Shop:
    return a_shop()


def a_patient(shop: Shop) -> str:
    """Maria, of whom much is known."""
    member = shop.ids.new(shop.days_ago(90))
    told = MemberEnrolled(
        "Maria", "Gomez", date(2026, 8, 25), PHONE, "m@example.org", "PD-1",
        "1990-05-30", "denver-1", "old:77", "medical", "edibles",
    )  # fmt: skip
    shop.happened(told, member, shop.days_ago(90))
    shop.happened(MemberFieldSet(MemberField.MEMBER_TYPE, "caregiver"), member)
    shop.happened(ConsentSet(Channel.TEXT, True, "counter, wording 3"), member)
    shop.happened(ConsentSet(Channel.TEXT, False, "stop"), member)
    shop.happened(MemberIdRead("c0ffee"), member)
    shop.happened(FeedbackGiven(9, None, "lovely people"), member)
    visit = shop.visit(member, 5000, "Hilltop", days_ago=3)
    shop.happened(VisitVoided(visit.id, "wrong"), member)
    return member


def signed_in(shop: Shop, role: Role) -> Desk:
    """A desk at which somebody of that role is signed in."""
    owner = signing_in.make_owner(shop.desk, "Ana", "4719")
    if role is Role.OWNER:
        return owner
    staff.add(owner, "Ben", role, "80352")
    return signing_in.sign_in(shop.desk, "Ben", "80352")


@pytest.mark.rule("I06")
def test_every_fact_about_her_is_in_it_in_words_and_to_the_letter(shop: Shop) -> None:
    member = a_patient(shop)
    data = held(shop.desk, member)
    facts = shop.ledger.facts_about(member)
    assert [entry.id for entry in data.entries] == [fact.id for fact in facts]
    assert [decode_fact(canonical(entry.raw)) for entry in data.entries] == [fact._replace(text=None) for fact in facts]
    assert all(entry.what != "Entry" for entry in data.entries)
    told = {entry.what: entry.told for entry in data.entries}
    assert "phone: +13038675309" in told["Became a member"]
    assert told["Feedback"] == "score: 9; words: lovely people"
    assert [(said.given, said.source) for said in data.consents] == [(True, "counter, wording 3"), (False, "stop")]
    assert dict(data.profile)["Keyed hash of an ID's number"] == "c0ffee"
    assert (data.name, data.ids, data.card.standing.visits) == ("Maria Gomez", (member,), 0)


def test_every_part_of_a_profile_and_every_kind_of_entry_has_its_words() -> None:
    of_the_house = {"id", "enrolled_on", "consents", "stopped", "birthday_locked", "joined"}
    assert {field.name for field in fields(Member)} - of_the_house == set(PROFILE)
    assert set(WORDS) >= ABOUT_A_MEMBER | {"visit.recorded", "visit.voided", "visit.returned", "feedback.given"}


@pytest.mark.rule("I03")
def test_of_whoever_is_one_with_others_all_is_in_it(shop: Shop) -> None:
    member, other = a_patient(shop), shop.member("Maria", "Santos", phone="+17202345678")
    people.merge(shop.desk, member, other, "married")
    data = held(shop.desk, other)
    assert data.ids == tuple(sorted((member, other)))
    assert {entry.raw["subject"] for entry in data.entries} == {member, other}


@pytest.mark.rule("G27")
@pytest.mark.parametrize(("role", "seen"), [(Role.MANAGER, True), (Role.OWNER, True), (Role.BUDTENDER, False)])
def test_the_kind_of_member_is_for_who_may_see_what_is_hidden(shop: Shop, role: Role, seen: bool) -> None:
    member = a_patient(shop)
    data = held(signed_in(shop, role), member)
    text = canonical(value_of(data)) + repr(data.profile) + repr([(entry.told, entry.raw) for entry in data.entries])
    assert [word in text for word in ("medical", "caregiver")] == [seen, seen]
    assert data.veiled is not seen
    assert (dict(data.profile)["Kind of member"] == HIDDEN) is not seen
    assert value_of(data)["hidden"] == ([] if seen else ["member_type"])


@pytest.mark.rule("G27")
def test_nothing_is_said_to_be_hidden_where_there_is_nothing(shop: Shop) -> None:
    member = shop.member("Ann", "Keller")
    data = held(signed_in(shop, Role.BUDTENDER), member)
    assert not data.veiled
    assert dict(data.profile)["Kind of member"] == ""


@pytest.mark.rule("I06")
def test_that_it_was_given_out_is_recorded_and_told_the_next_time(shop: Shop) -> None:
    member = a_patient(shop)
    desk = signed_in(shop, Role.MANAGER)
    assert held(desk, member).given_out == ()
    first = member_data(desk, member, DataForm.PDF)
    second = member_data(desk, member, DataForm.JSON)
    assert [(entry.by, entry.told) for entry in second.given_out] == [("Ben", "form: pdf"), ("Ben", "form: json")]
    assert len(first.given_out) == 1


def test_a_budtender_gives_nothing_out_and_nobody_is_nobody(shop: Shop) -> None:
    member = a_patient(shop)
    desk = signed_in(shop, Role.BUDTENDER)
    for id, code in ((member, RefusalCode.NOT_PERMITTED), (member[:-2] + "ff", RefusalCode.NOT_PERMITTED)):
        with pytest.raises(Refused) as refused:
            member_data(desk, id, DataForm.JSON)
        assert refused.value.refusal.code is code
    assert not [fact for fact in shop.ledger.facts_about(member) if isinstance(fact.body, MemberDataGiven)]
    shop.happened(MemberErased(), member)
    with pytest.raises(Refused) as refused:
        held(shop.desk, member)
    assert refused.value.refusal.code is RefusalCode.NO_MEMBER
