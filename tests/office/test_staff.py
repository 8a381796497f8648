"""Who works here: who may change that, and what the shop cannot be without."""

from collections.abc import Callable

import pytest

from posdesk.counter import permissions, signing_in
from posdesk.counter.ports import Desk
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.domain.staff_facts import ApprovalGiven, Permission, Role
from posdesk.office import staff
from tests.builders import Shop, a_shop

OWNERS, MANAGERS = "4719", "80352"


@pytest.fixture
def shop() -> Shop:
    return a_shop()


@pytest.fixture
def ana(shop: Shop) -> Desk:
    return signing_in.make_owner(shop.desk, "Ana", OWNERS)


@pytest.fixture
def ben(shop: Shop, ana: Desk) -> Desk:
    staff.add(ana, "Ben", Role.MANAGER, MANAGERS)
    return signing_in.sign_in(shop.desk, "Ben", MANAGERS)


def code_of(no: pytest.ExceptionInfo[Refused]) -> RefusalCode:
    return no.value.refusal.code


def test_the_first_one_is_an_owner_with_a_pin(shop: Shop) -> None:
    for role, pin in ((Role.MANAGER, OWNERS), (Role.OWNER, None)):
        with pytest.raises(Refused, match="The first one is the owner, and needs a PIN"):
            staff.add(shop.desk, "Ana", role, pin)
    assert staff.add(shop.desk, "Ana", Role.OWNER, OWNERS).role is Role.OWNER
    with pytest.raises(Refused) as no:
        staff.add(shop.desk, "Ben", Role.OWNER, MANAGERS)
    assert code_of(no) is RefusalCode.NOT_PERMITTED


def test_a_manager_manages_budtenders_and_nobody_above(ana: Desk, ben: Desk) -> None:
    staff.add(ben, "Cy", Role.BUDTENDER, "913604")
    staff.set_pin(ben, "Cy", "604913")
    staff.add(ana, "Di", Role.MANAGER)
    acts: tuple[Callable[[], object], ...] = (
        lambda: staff.add(ben, "Ed", Role.MANAGER),
        lambda: staff.change(ben, "Cy", role=Role.MANAGER),
        lambda: staff.change(ben, "Di", role=Role.BUDTENDER),
        lambda: staff.change(ben, "Di", name="Dee"),
        lambda: staff.set_pin(ben, "Di", "913604"),
        lambda: staff.set_pin(ben, "Ana", "913604"),
        lambda: staff.end(ben, "Di"),
    )
    for act in acts:
        with pytest.raises(Refused, match=r"^Changing who works here is for an owner\.$"):
            act()
    assert staff.end(ben, "Cy").ended


def test_an_owner_lets_a_manager_do_it_once(shop: Shop, ben: Desk) -> None:
    added = staff.add(signing_in.approve(ben, "Ana", OWNERS), "Di", Role.MANAGER)
    (given,) = (fact.body for fact in shop.ledger.facts.values() if isinstance(fact.body, ApprovalGiven))
    assert given.act is Permission.MANAGE_STAFF
    (fact,) = (shop.ledger.facts[id] for id in given.approved)
    assert getattr(fact.body, "person", None) == added.id


def test_everybody_changes_their_own_pin_and_nobody_elses(shop: Shop, ana: Desk) -> None:
    staff.add(ana, "Cy", Role.BUDTENDER, "913604")
    cy = signing_in.sign_in(shop.desk, "Cy", "913604")
    staff.set_pin(cy, "Cy", "604913")
    assert signing_in.sign_in(shop.desk, "Cy", "604913").station.staff == cy.station.staff
    with pytest.raises(Refused, match="for a manager or an owner") as no:
        staff.add(cy, "Ed", Role.BUDTENDER)
    assert code_of(no) is RefusalCode.NOT_PERMITTED


def test_a_new_pin_ends_the_wait(shop: Shop, ana: Desk) -> None:
    staff.add(ana, "Cy", Role.BUDTENDER, "913604")
    for _ in range(3):
        with pytest.raises(Refused):
            signing_in.sign_in(shop.desk, "Cy", "5555")
    staff.set_pin(ana, "Cy", "604913")
    assert signing_in.sign_in(shop.desk, "Cy", "604913").station.staff


def test_the_last_owner_stays(ana: Desk) -> None:
    acts: tuple[Callable[[], object], ...] = (
        lambda: staff.end(ana, "Ana"),
        lambda: staff.change(ana, "Ana", role=Role.MANAGER),
    )
    for act in acts:
        with pytest.raises(Refused, match="last owner") as no:
            act()
        assert code_of(no) is RefusalCode.LAST_OWNER
    staff.add(ana, "Bea", Role.OWNER, MANAGERS)
    assert staff.end(ana, "Ana").ended


def test_two_do_not_have_one_name_and_a_name_that_is_free_again_may_be_taken(ana: Desk) -> None:
    with pytest.raises(Refused) as no:
        staff.add(ana, " ANA ", Role.BUDTENDER)
    assert code_of(no) is RefusalCode.NAME_TAKEN
    first = staff.add(ana, "Cy", Role.BUDTENDER)
    staff.end(ana, "Cy")
    second = staff.add(ana, "Cy", Role.BUDTENDER)
    assert first.id != second.id
    assert [(each.name, each.ended) for each in staff.listed(ana)] == [("Ana", False), ("Cy", False), ("Cy", True)]
    assert staff.change(ana, "Ana", name="ana").name == "ana"


def test_who_has_no_pin_cannot_sign_in(shop: Shop, ana: Desk) -> None:
    staff.add(ana, "Cy", Role.BUDTENDER)
    with pytest.raises(Refused) as no:
        signing_in.sign_in(shop.desk, "Cy", "913604")
    assert code_of(no) is RefusalCode.WRONG_PIN


def test_whom_nobody_knows_is_named_with_those_there_are(ana: Desk) -> None:
    with pytest.raises(Refused, match=r"Nobody called “Zed” works here\. There is Ana\."):
        staff.end(ana, "Zed")


def test_what_changes_nothing_writes_nothing(shop: Shop, ana: Desk) -> None:
    before = len(shop.ledger.facts)
    staff.change(ana, "Ana", name="Ana", role=Role.OWNER)
    assert len(shop.ledger.facts) == before
    assert permissions.signed_in(ana) is not None
