"""What of the facts needed a permission, and whether it was there: for every role and act, as people were then."""

from dataclasses import replace
from random import Random

import pytest

from posdesk.domain import guarded
from posdesk.domain.facts import (
    Body,
    Fact,
    Line,
    MemberField,
    MemberFieldSet,
    VisitRecorded,
    VisitReturned,
    VisitVoided,
)
from posdesk.domain.given_facts import PointsAdjusted
from posdesk.domain.people_facts import DataForm, MemberDataGiven, MemberMerged, MemberToldApart
from posdesk.domain.staff import KINDS as OF_STAFF
from posdesk.domain.staff import PERMISSIONS
from posdesk.domain.staff_facts import (
    ApprovalGiven,
    Permission,
    Role,
    StaffAdded,
    StaffChanged,
    StaffEnded,
    StaffPinSet,
)
from tests.builders import Shop, a_shop
from tests.domain.acts import ACTS, NO_FACT, OTHER, SOMEBODY
from tests.domain.test_staff import HASH

WHO = {role: f"019ac1d0-0000-7000-8000-00000000000{number}" for number, role in enumerate(Role, 1)}
GONE = "019ac1d0-0000-7000-8000-000000000009"


def by(shop: Shop, staff: str | None, body: Body, subject: str | None = None) -> Fact:
    """A fact that somebody did."""
    shop.clock.advance(1)
    station = replace(shop.desk.station, staff=staff)
    return replace(shop, desk=replace(shop.desk, station=station)).happened(body, subject)


def staffed() -> Shop:
    """An owner, a manager, a budtender, and a manager who has left."""
    shop = a_shop()
    by(shop, WHO[Role.OWNER], StaffAdded(WHO[Role.OWNER], "Ana", Role.OWNER))
    for person, name, role in (
        (WHO[Role.MANAGER], "Ben", Role.MANAGER),
        (WHO[Role.BUDTENDER], "Cy", Role.BUDTENDER),
        (GONE, "Gil", Role.MANAGER),
    ):
        by(shop, WHO[Role.OWNER], StaffAdded(person, name, role))
    by(shop, WHO[Role.OWNER], StaffEnded(GONE))
    return shop


def found(shop: Shop, shuffled: int | None = None) -> list[tuple[str, Permission]]:
    """Ids and acts of what was done without permission."""
    facts = list(shop.ledger.facts.values())
    if shuffled is not None:
        Random(shuffled).shuffle(facts)
    of_staff = [fact for fact in facts if fact.kind in OF_STAFF]
    return [(each.fact.id, each.act) for each in guarded.unpermitted(facts, of_staff, shop.ledger.fact)]


def test_every_permission_is_one_that_leaves_a_fact_or_one_that_leaves_none() -> None:
    assert set(ACTS) | NO_FACT == set(Permission)
    assert not set(ACTS) & NO_FACT


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", [*Role, "gone", "nobody", "unknown"])
def test_for_every_role_and_act_the_fold_says_what_the_table_says(who: str, act: Permission) -> None:
    shop = staffed()
    visit = by(shop, WHO[Role.OWNER], VisitRecorded((Line(20_00),)), SOMEBODY)
    staff = {"gone": GONE, "nobody": None, "unknown": "Dana R."}.get(who) if who not in WHO else WHO[Role(who)]
    done = by(shop, staff, ACTS[act].body(visit.id), ACTS[act].subject)
    permitted = who in WHO and Role(who) in PERMISSIONS[act]
    if who == Role.OWNER and act is Permission.VOID_OF_ANOTHER:
        permitted = True
    assert found(shop) == ([] if permitted else [(done.id, act)])
    assert done.kind in guarded.KINDS
    assert sorted(found(shop, shuffled=7)) == sorted(found(shop))


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("approver", [*Role])
def test_an_approval_counts_where_it_comes_from_somebody_who_may(approver: Role, act: Permission) -> None:
    shop = staffed()
    visit = by(shop, WHO[Role.OWNER], VisitRecorded((Line(20_00),)), SOMEBODY)
    done = by(shop, WHO[Role.BUDTENDER], ACTS[act].body(visit.id), ACTS[act].subject)
    by(shop, WHO[Role.BUDTENDER], ApprovalGiven(act, WHO[approver], (done.id,)))
    assert found(shop) == ([] if approver in PERMISSIONS[act] else [(done.id, act)])


def test_an_approval_of_something_else_is_none() -> None:
    shop = staffed()
    done = by(shop, WHO[Role.BUDTENDER], PointsAdjusted(5_00, "sorry"), SOMEBODY)
    by(shop, WHO[Role.BUDTENDER], ApprovalGiven(Permission.ADJUST_POINTS, WHO[Role.OWNER], (OTHER,)))
    assert found(shop) == [(done.id, Permission.ADJUST_POINTS)]


def test_before_a_shop_names_its_people_all_may_be_done() -> None:
    shop = a_shop("Dana")
    by(shop, "Dana", PointsAdjusted(5_00, "sorry"), SOMEBODY)
    by(shop, WHO[Role.OWNER], StaffAdded(WHO[Role.OWNER], "Ana", Role.OWNER))
    by(shop, WHO[Role.OWNER], StaffPinSet(WHO[Role.OWNER], HASH))
    assert found(shop) == []
    late = by(shop, "Dana", PointsAdjusted(5_00, "sorry"), SOMEBODY)
    assert found(shop) == [(late.id, Permission.ADJUST_POINTS)]


def test_it_counts_what_somebody_was_when_it_was_done() -> None:
    shop = staffed()
    cy = WHO[Role.BUDTENDER]
    before = by(shop, cy, PointsAdjusted(1_00, "sorry"), SOMEBODY)
    by(shop, WHO[Role.OWNER], StaffChanged(cy, role=Role.MANAGER))
    by(shop, cy, PointsAdjusted(2_00, "sorry"), SOMEBODY)
    by(shop, WHO[Role.OWNER], StaffEnded(cy))
    after = by(shop, cy, PointsAdjusted(3_00, "sorry"), SOMEBODY)
    assert [id for id, _ in found(shop)] == [before.id, after.id]


def test_what_is_ones_own_is_free_and_so_is_what_a_rule_did_or_another_system_brought() -> None:
    shop = staffed()
    cy = WHO[Role.BUDTENDER]
    own = by(shop, cy, VisitRecorded((Line(20_00),)), SOMEBODY)
    by(shop, cy, VisitVoided(own.id, "typed twice"), SOMEBODY)
    by(shop, cy, VisitVoided(OTHER, "of a visit that is not here"), SOMEBODY)
    by(shop, cy, StaffPinSet(cy, HASH))
    by(shop, cy, MemberFieldSet(MemberField.EMAIL, "m@b.example"), SOMEBODY)
    by(shop, None, MemberMerged(OTHER, "one phone and one birthday", by_rule=True), SOMEBODY)
    by(shop, "till 3", VisitReturned((Line(500),), own.id, external="POS:7"), SOMEBODY)
    assert found(shop) == []


@pytest.mark.parametrize(
    ("body", "who", "permitted"),
    [
        (StaffChanged(WHO[Role.BUDTENDER], name="Cyrus"), Role.MANAGER, True),
        (StaffChanged(WHO[Role.BUDTENDER], role=Role.MANAGER), Role.MANAGER, False),
        (StaffChanged(WHO[Role.BUDTENDER], role=Role.MANAGER), Role.OWNER, True),
        (StaffEnded(WHO[Role.OWNER]), Role.MANAGER, False),
        (StaffPinSet(WHO[Role.OWNER], HASH), Role.MANAGER, False),
        (StaffPinSet(WHO[Role.BUDTENDER], HASH), Role.MANAGER, True),
        (StaffPinSet(WHO[Role.MANAGER], HASH), Role.BUDTENDER, False),
        (StaffAdded(OTHER, "Eli", Role.OWNER), Role.MANAGER, False),
        (StaffAdded(OTHER, "Eli", Role.BUDTENDER), Role.MANAGER, True),
    ],
)
def test_a_manager_has_budtenders_only(body: Body, who: Role, permitted: bool) -> None:
    shop = staffed()
    done = by(shop, WHO[who], body)
    assert found(shop) == ([] if permitted else [(done.id, Permission.MANAGE_STAFF)])


@pytest.mark.parametrize(
    ("body", "act"),
    [(MemberToldApart(OTHER), Permission.MERGE), (MemberDataGiven(DataForm.PDF), Permission.EXPORT)],
    ids=lambda each: type(each).__name__,
)
def test_telling_two_apart_and_giving_out_what_is_held_are_no_budtenders(body: Body, act: Permission) -> None:
    shop = staffed()
    by(shop, WHO[Role.MANAGER], body, SOMEBODY)
    done = by(shop, WHO[Role.BUDTENDER], body, SOMEBODY)
    assert done.kind in guarded.KINDS
    assert found(shop) == [(done.id, act)]
