"""Roles and acts on both sides: a register asks before it stores, and register and hub find the same of what was stored
by somebody who might not."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from posdesk import compose
from posdesk.counter import permissions
from posdesk.domain.business_day import business_day
from posdesk.domain.exceptional import Kind
from posdesk.domain.facts import Draft, Line, MemberEnrolled, VisitRecorded
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.domain.staff import PERMISSIONS
from posdesk.domain.staff_facts import ApprovalGiven, Permission, Role, StaffAdded
from posdesk.hub.reporting import reporting
from posdesk.office import exceptions
from posdesk.reports.making import day_report, without_moment
from tests.builders import CALENDAR, STORE, a_shop
from tests.db.tills import Till, a_till
from tests.domain.acts import ACTS, FORGOTTEN, OTHER, SOMEBODY
from tests.hub.hubs import House
from tests.hub.open_house import exchange

WHO = {role: f"019ac1d0-0000-7000-8000-00000000000{number}" for number, role in enumerate(Role, 1)}
Found = set[tuple[str, Permission | None, str | None]]


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    till = a_till(tmp_path / "till").opened()
    yield till
    till.close()


def done(till: Till, staff: str | None, *drafts: Draft) -> list[str]:
    """Stored as a register does that asks nobody; the ids."""
    till.clock.advance(1)
    return [fact.id for fact in till.store.ledger.append([each._replace(staff=staff) for each in drafts]).facts]


def name_people(till: Till) -> None:
    for role, person in reversed(WHO.items()):
        done(till, WHO[Role.OWNER], till.draft(StaffAdded(person, role.title(), role)))


def at_register(till: Till) -> Found:
    return said(exceptions.listed(compose.desk_of(till.store), till.store.days))


def at_hub(house: House) -> Found:
    with reporting(house.service, STORE) as (desk, days):
        return said(exceptions.listed(desk, days))


def said(listed: list[exceptions.Listed]) -> Found:
    found = [each.what for each in listed if each.what.kind is Kind.NOT_PERMITTED]
    return {(each.facts[0], each.act, each.staff) for each in found}


@pytest.mark.parametrize("act", Permission)
@pytest.mark.parametrize("role", Role)
def test_a_register_asks_whoever_is_signed_in(role: Role, act: Permission) -> None:
    shop = a_shop()
    for each, person in WHO.items():
        shop.happened(StaffAdded(person, each.title(), each))
    desk = replace(shop.desk, station=replace(shop.desk.station, staff=WHO[role]))
    assert permissions.allowed(desk, act) == (role in PERMISSIONS[act])
    if role not in PERMISSIONS[act]:
        with pytest.raises(Refused) as no:
            permissions.append(desk, act, [])
        assert no.value.refusal.code is RefusalCode.NOT_PERMITTED


@pytest.mark.parametrize("role", Role)
def test_register_and_hub_list_the_same_of_what_nobody_asked_for(role: Role, till: Till, house: House) -> None:
    name_people(till)
    today = business_day(till.clock.now(), CALENDAR)
    for member in (SOMEBODY, OTHER, FORGOTTEN):
        done(till, WHO[Role.OWNER], till.draft(MemberEnrolled("Maria", "Garcia", today), member))
    expected: Found = set()
    for act, what in ACTS.items():
        (visit,) = done(till, None, till.draft(VisitRecorded((Line(20_00),)), SOMEBODY))
        (fact,) = done(till, WHO[role], till.draft(what.body(visit), what.subject))
        if role not in PERMISSIONS[act]:
            expected.add((fact, act, WHO[role]))
    exchange(house, till)
    assert at_register(till) == at_hub(house) == expected
    assert len(expected) == {Role.BUDTENDER: len(ACTS), Role.MANAGER: 1, Role.OWNER: 0}[role]


def test_what_was_approved_is_not_listed_and_nothing_is_dropped(till: Till, house: House) -> None:
    name_people(till)
    act = ACTS[Permission.ADJUST_POINTS]
    draft = till.draft(act.body(""), act.subject)
    approval = till.draft(ApprovalGiven(Permission.ADJUST_POINTS, WHO[Role.MANAGER], (draft.id,)))
    done(till, WHO[Role.BUDTENDER], draft, approval)
    (alone,) = done(till, WHO[Role.BUDTENDER], till.draft(act.body(""), act.subject))
    exchange(house, till)
    assert {id for id, *_ in at_hub(house)} == {alone}
    assert at_register(till) == at_hub(house)


@pytest.mark.rule("LG08")
def test_the_report_of_the_day_lists_them_at_register_and_hub(till: Till, house: House) -> None:
    name_people(till)
    act = ACTS[Permission.ADJUST_POINTS]
    (fact,) = done(till, WHO[Role.BUDTENDER], till.draft(act.body(""), act.subject))
    exchange(house, till)
    today = business_day(till.clock.now(), CALENDAR)
    ours = without_moment(day_report(compose.desk_of(till.store), till.store.days, today))
    with reporting(house.service, STORE) as (desk, days):
        assert without_moment(day_report(desk, days, today)) == ours
    found = [each for each in ours.exceptions if each.kind is Kind.NOT_PERMITTED]
    assert [(each.facts, each.act) for each in found] == [((fact,), Permission.ADJUST_POINTS)]
