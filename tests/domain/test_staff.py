"""Who works here: the same on every computer, whatever came when and how often; and who may do what."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain import staff
from posdesk.domain.business_day import day_in_utc
from posdesk.domain.facts import Body, Fact, kind_of
from posdesk.domain.staff import NOBODY, Person, Roster, may, may_manage, roster_of, who_may
from posdesk.domain.staff_facts import Permission, Role, StaffAdded, StaffChanged, StaffEnded, StaffPinSet
from tests.domain.histories import moment

ANA, BEN, DANA = (f"00000000-0000-7000-8000-00000000000{number}" for number in (1, 2, 3))
HASH = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21l$" + "A" * 43
UP, TOP = {Role.MANAGER, Role.OWNER}, {Role.OWNER}
WHO_MAY = dict.fromkeys(Permission, UP) | {Permission.PUBLISH_PROGRAM: TOP}


def said(body: Body, clock: int, number: int | None = None, register: str = "register 1") -> Fact:
    """A fact about staff. clock: the hybrid one."""
    kind, version = kind_of(body)
    number = clock if number is None else number
    at = moment("2026-03-02") + number
    return Fact(
        id=f"00000000-0000-7000-9000-{number:012x}",
        kind=kind,
        version=version,
        subject=None,
        store="denver-1",
        register=register,
        incarnation=1,
        sequence=number,
        staff=None,
        occurred_at=at,
        business_day=day_in_utc(at),
        clock=clock,
        body=body,
    )


people = st.sampled_from((ANA, BEN, DANA))
bodies = st.one_of(
    st.builds(StaffAdded, people, st.sampled_from(("Ana", "Ben")), st.sampled_from(Role)),
    st.builds(StaffChanged, people, st.none() | st.just("Anna"), st.none() | st.sampled_from(Role)),
    st.builds(StaffPinSet, people, st.just(HASH)),
    st.builds(StaffEnded, people),
)


@st.composite
def histories(draw: st.DrawFn) -> list[Fact]:
    """Facts of two registers whose clocks may say the same."""
    some = draw(st.lists(st.tuples(bodies, st.integers(1, 6)), max_size=12))
    return [said(body, clock, number) for number, (body, clock) in enumerate(some)]


@given(histories(), st.randoms())
def test_the_order_and_number_of_deliveries_do_not_matter(facts: list[Fact], chance: Random) -> None:
    again = [*facts, *facts]
    chance.shuffle(again)
    assert roster_of(again) == roster_of(facts)
    assert list(roster_of(again).people) == list(roster_of(facts).people)


@given(histories())
def test_where_there_was_an_owner_there_is_one(facts: list[Fact]) -> None:
    ordered = sorted(facts, key=lambda fact: (fact.clock, fact.id))
    had_one = False
    for end in range(len(ordered) + 1):
        owners = roster_of(ordered[:end]).owners
        assert owners or not had_one
        had_one = had_one or bool(owners)


def test_two_owners_who_end_each_other_offline_leave_the_one_ended_later() -> None:
    facts = [
        said(StaffAdded(ANA, "Ana", Role.OWNER), 1),
        said(StaffAdded(BEN, "Ben", Role.OWNER), 2),
        said(StaffEnded(ANA), 3),
        said(StaffEnded(BEN), 4, register="register 2"),
    ]
    assert [person.name for person in roster_of(facts).active] == ["Ben"]


def test_the_last_owner_is_not_demoted_and_a_rename_beside_it_has_no_effect_either() -> None:
    facts = [said(StaffAdded(ANA, "Ana", Role.OWNER), 1), said(StaffChanged(ANA, "Anna", Role.BUDTENDER), 2)]
    assert roster_of(facts).people[ANA] == Person(ANA, "Ana", Role.OWNER)


def test_who_changes_the_name_stays_the_same_person() -> None:
    facts = [
        said(StaffAdded(ANA, "Ana", Role.OWNER), 1),
        said(StaffPinSet(ANA, HASH), 2),
        said(StaffChanged(ANA, "Anna"), 3),
    ]
    roster = roster_of(facts)
    assert roster.people[ANA] == Person(ANA, "Anna", Role.OWNER, HASH)
    assert roster.name_of(ANA) == "Anna"
    assert [each.id for each in roster.named(" anna ")] == [ANA]
    assert roster.named("Ana") == ()


def test_whoever_left_keeps_the_name_and_may_do_nothing() -> None:
    facts = [
        said(StaffAdded(ANA, "Ana", Role.OWNER), 1),
        said(StaffAdded(BEN, "Ben", Role.MANAGER), 2),
        said(StaffEnded(BEN), 3),
    ]
    roster = roster_of(facts)
    assert roster.name_of(BEN) == "Ben"
    assert roster.one(BEN) is None
    assert not may(roster.people[BEN], Permission.ADJUST_POINTS)
    assert roster.named("Ben") == ()


def test_texts_written_before_there_was_a_list_stand_for_themselves() -> None:
    roster = roster_of([said(StaffAdded(ANA, "Ana", Role.OWNER), 1)])
    assert roster.name_of("Dana") == "Dana"
    assert roster.name_of(None) is None


def test_a_shop_names_its_people_from_the_first_one_on() -> None:
    assert not NOBODY.in_use
    assert not Roster({BEN: Person(BEN, "Ben", Role.OWNER, ended=True)}).in_use
    assert roster_of([said(StaffAdded(BEN, "Ben", Role.MANAGER), 1)]).in_use


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission)
def test_each_permission_for_each_role(permission: Permission, role: Role) -> None:
    person = Person(ANA, "Ana", role)
    assert may(person, permission) is (role in WHO_MAY[permission])
    assert not may(None, permission)


def test_every_permission_is_in_the_table() -> None:
    assert set(staff.PERMISSIONS) == set(Permission)


@pytest.mark.parametrize(
    ("role", "manages"),
    [(Role.BUDTENDER, []), (Role.MANAGER, [Role.BUDTENDER]), (Role.OWNER, list(Role))],
)
def test_an_owner_manages_everybody_and_a_manager_those_below(role: Role, manages: list[Role]) -> None:
    person = Person(ANA, "Ana", role)
    assert [each for each in Role if may_manage(person, each)] == manages
    assert not may_manage(None, Role.BUDTENDER)


def test_words_say_who_may() -> None:
    assert who_may(Permission.ADJUST_POINTS) == "a manager or an owner"
    assert who_may(Permission.PUBLISH_PROGRAM) == "an owner"


def test_no_hash_is_in_what_is_printed_of_a_person() -> None:
    assert HASH not in repr(Person(ANA, "Ana", Role.OWNER, HASH))
    assert HASH not in repr(StaffPinSet(ANA, HASH))
