"""A permission to write is for the address it was given for: no new one of hers, and no new owner of it, has it."""

from datetime import date
from itertools import permutations

import pytest

from posdesk.domain.facts import Channel, ConsentSet, Fact, MemberEnrolled, MemberField, MemberFieldSet
from posdesk.domain.member import Member, profile
from posdesk.domain.people_facts import MemberMerged
from tests.domain.histories import MEMBER, moment, sealed

OLD, NEW = "+13035550117", "+13035550144"
OTHER = "0000ffff-0000-7000-8000-000000000001"
MARIA = MemberEnrolled("Maria", "Garcia", date(2026, 3, 2), OLD, email="maria@example.com")
YES = ConsentSet(Channel.TEXT, True, "counter")


def at(clock: int, body: MemberEnrolled | MemberFieldSet | ConsentSet | MemberMerged, member: str = MEMBER) -> Fact:
    """A fact with this hybrid clock; its id is made of it."""
    return sealed(body, moment("2026-03-02"), clock)._replace(clock=clock, subject=member)


def phone(clock: int, value: str | None, member: str = MEMBER) -> Fact:
    return at(clock, MemberFieldSet(MemberField.PHONE, value), member)


def who(*facts: Fact) -> Member:
    """The profile, the same in every order of the facts."""
    found = [profile(MEMBER, order) for order in permutations(facts)]
    assert all(one == found[0] for one in found)
    assert found[0] is not None
    return found[0]


@pytest.mark.rule("I05")
def test_with_another_phone_a_member_is_asked_again_and_with_the_old_one_it_holds_again() -> None:
    agreed = (at(1, MARIA), at(2, YES))
    assert who(*agreed).consents == {Channel.TEXT}
    assert who(*agreed, phone(3, NEW)).consents == frozenset()
    assert who(*agreed, phone(3, None)).consents == frozenset()
    assert who(*agreed, phone(3, NEW), at(4, YES)).consents == {Channel.TEXT}
    assert who(*agreed, phone(3, NEW), phone(4, OLD)).consents == {Channel.TEXT}  # it was typed wrong


@pytest.mark.rule("I05")
def test_another_phone_leaves_e_mail_and_all_else_of_her_alone() -> None:
    email = at(3, ConsentSet(Channel.EMAIL, True, "counter"))
    before, after = who(at(1, MARIA), at(2, YES), email), who(at(1, MARIA), at(2, YES), email, phone(4, NEW))
    assert before.consents == {Channel.TEXT, Channel.EMAIL}
    assert after.consents == {Channel.EMAIL}
    assert (after.id, after.first_name, after.email, after.phone) == (before.id, "Maria", "maria@example.com", NEW)


@pytest.mark.rule("I05", "I07")
def test_which_phone_a_permission_was_for_goes_by_the_hybrid_clock_as_edits_do() -> None:
    assert who(at(1, MARIA), phone(2, NEW), at(3, YES)).consents == {Channel.TEXT}
    assert who(at(1, MARIA), at(2, YES), phone(3, NEW)).consents == frozenset()


@pytest.mark.rule("I05", "I03")
def test_a_merge_gives_no_permission_to_the_phone_of_the_other() -> None:
    maria, merged = (at(1, MARIA), at(2, YES)), at(5, MemberMerged(OTHER, "one person"))
    other = at(3, MemberEnrolled("Maria", "Garcia", date(2026, 4, 1), NEW), OTHER)
    assert who(*maria, other, merged).phone == NEW
    assert who(*maria, other, merged).consents == frozenset()
    assert who(*maria, other, merged, at(6, YES)).consents == {Channel.TEXT}  # asked when they were one already
    assert who(*maria, other, merged, phone(6, OLD)).consents == {Channel.TEXT}
    later = at(4, YES)  # before they were one: hers was the old number still
    assert who(at(1, MARIA), other, later, merged).consents == frozenset()
