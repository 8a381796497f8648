"""The look-up is a projection: made anew it is the same, and while it is behind nobody is told something wrong."""

from time import monotonic, sleep
from typing import Any

import pytest
from sqlalchemy import select

from db.hub import looked_up
from db.hub.desk import HubDirectory
from db.hub.looked_up import By
from db.hub.open_tables import looked_up as table
from posdesk.domain.facts import MemberField, MemberFieldSet
from posdesk.domain.likeness import Traits
from posdesk.domain.people_facts import MemberMerged
from posdesk.hub.open_desk import STEPS, OpenDesk
from posdesk.sync.trouble import HubBusy
from tests.hub.open_house import FakeIdsOfHub, OpenHouse


def rows(house: OpenHouse) -> list[Any]:
    """All of it."""
    with house.house.database.reading() as connection:
        return sorted(map(tuple, connection.execute(select(table)).all()))


def learnt(house: OpenHouse) -> None:
    """Let it take in what has come."""
    while house.house.service.write(looked_up.catch_up):
        pass


def test_made_anew_it_is_the_same(open_house: OpenHouse) -> None:
    program, till = open_house.program(), open_house.till
    members = [till.member(f"Ann{number}", "Lee", f"+1303555{7000 + number}") for number in range(30)]
    open_house.sync()
    learnt(open_house)
    for member in members[::3]:
        till.clock.advance(1)
        till.happened(MemberFieldSet(MemberField.PHONE, None), member)
    open_house.sync()
    program.get("/members", phone="+13035557001")
    step_by_step = rows(open_house)
    open_house.house.service.write(looked_up.start_anew)
    assert rows(open_house) == []
    learnt(open_house)
    assert rows(open_house) == step_by_step
    assert len(step_by_step) == 20


@pytest.mark.rule("I03")
def test_a_phone_of_two_who_are_one_is_no_question_and_either_id_is_answered_for_both(open_house: OpenHouse) -> None:
    program, till = open_house.program(), open_house.till
    first, second = (till.member("Ann", name, "+13035557001") for name in ("Lee", "Lopez"))
    open_house.sync()
    assert set(program.get("/members", phone="+13035557001").json()["members"]) == {first, second}
    till.visit(second)
    till.happened(MemberMerged(first, "married"), second)
    open_house.sync()
    assert program.get("/members", phone="+13035557001").json() == {"members": [first]}
    shown = [program.get(f"/members/{member}/standing").json() for member in (first, second)]
    assert shown[0] == shown[1] == open_house.card(first)
    assert (shown[0]["member"], shown[0]["visits"]) == (first, 1)


def test_more_than_a_step_is_caught_up_in_several(open_house: OpenHouse) -> None:
    for number in range(looked_up.AT_ONCE + 5):
        open_house.till.member(f"Ann{number}", "Lee", f"+1303556{1000 + number}")
    open_house.sync()
    with open_house.house.database.writing() as connection:
        assert looked_up.catch_up(connection)
        assert looked_up.is_behind(connection)
        assert looked_up.found(connection, By.PHONE, "+13035561504") == []
        assert not looked_up.catch_up(connection)
        assert len(looked_up.found(connection, By.PHONE, "+13035561504")) == 1


def test_while_it_is_far_behind_the_hub_asks_for_patience(open_house: OpenHouse) -> None:
    open_house.till.member(phone="+13035557700")
    open_house.sync()
    desk = OpenDesk(open_house.house.service, FakeIdsOfHub())
    with pytest.raises(HubBusy):
        desk.catch_up(0)
    desk.catch_up(STEPS)
    desk.catch_up(1)


def test_it_holds_no_phone_in_the_clear(open_house: OpenHouse) -> None:
    open_house.till.member(phone="+13035557700")
    open_house.sync()
    learnt(open_house)
    assert {by for by, _, _ in rows(open_house)} == {"phone"}
    assert all(len(value) == 32 for _, value, _ in rows(open_house))


def test_a_hub_with_a_key_learns_in_the_background(open_house: OpenHouse) -> None:
    open_house.key()
    open_house.till.member(phone="+13035557700")
    open_house.sync()
    end = monotonic() + 30
    while not rows(open_house) and monotonic() < end:
        sleep(0.05)
    assert len(rows(open_house)) == 1


@pytest.mark.rule("I02")
def test_who_may_be_whom_is_asked_by_whole_phones_and_e_mails_alone(open_house: OpenHouse) -> None:
    till = open_house.till
    ann = till.member("Ann", "Lee", "+13035557001")
    till.happened(MemberFieldSet(MemberField.EMAIL, "ann@example.org"), ann)
    till.member("Ann", "Lee", "+13035557002")
    open_house.sync()
    learnt(open_house)
    with open_house.house.database.reading() as connection:
        directory = HubDirectory(connection)
        by_phone = directory.alike(Traits("X", "Y", "+13035557001"))
        assert [(each.own, each.member, each.traits.email) for each in by_phone] == [(ann, ann, "ann@example.org")]
        assert directory.alike(Traits("X", "Y", "+13035557001", "Ann@Example.org")) == by_phone
        assert directory.alike(Traits("Ann", "Lee", birthday="1990-05-30")) == []
