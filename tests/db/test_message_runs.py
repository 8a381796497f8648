"""A run of messages on real registers: offline of each other they come to one outbox; after a restart it goes on."""

import pytest

from db.state import state_hash
from db.transfer import export_facts, import_facts
from posdesk.counter.holds import HoldsInMemory
from posdesk.counter.ports import Desk, Station
from posdesk.domain.channels import Channel
from posdesk.domain.facts import ConsentSet, MemberField, MemberFieldSet
from posdesk.domain.messages import MessageState
from posdesk.office.messages import check, outbox, queue
from tests.db.conftest import Tills
from tests.db.tills import STORE, Till, reopened
from tests.fakes.mailroom import FakeMailroom
from tests.office.test_messages import CAMPAIGN


def desk_of(till: Till, register: str = "register 1") -> Desk:
    store = till.store
    station = Station(STORE, register)
    return Desk(store.ledger, store.directory, store.programs, till.clock, till.ids, HoldsInMemory(), station)


def grown_up(till: Till, phone: str) -> str:
    """A member who may be written to."""
    member = till.member(phone=phone)
    till.happened(MemberFieldSet(MemberField.BIRTHDAY, "2001-05-30"), member)
    till.happened(ConsentSet(Channel.TEXT, True, "counter, wording 3"), member)
    return member


def a_mailroom(members: list[str]) -> FakeMailroom:
    room = FakeMailroom()
    room.campaigns.put(CAMPAIGN)
    room.audiences.members = members
    return room


@pytest.mark.rule("CM05", "LG02")
def test_two_registers_that_run_the_same_campaign_offline_come_to_one_outbox(tills: Tills) -> None:
    first, second = tills("register 1"), tills("register 2")
    first.opened()
    members = [grown_up(first, f"+1303866441{number}") for number in range(3)]
    import_facts(second.store, export_facts(first.store))
    second.clock.advance(90)
    second.happened(ConsentSet(Channel.TEXT, False, "stop"), members[2])
    room = a_mailroom(members)
    desks = desk_of(first), desk_of(second, "register 2")
    assert [queue(desk, room.ports, CAMPAIGN.id).queued for desk in desks] == [3, 2]
    for one, other in ((first, second), (second, first)):
        brought = import_facts(one.store, list(export_facts(other.store)))
        assert brought.refused == ()
    assert state_hash(first.store) == state_hash(second.store)
    found = [outbox(desk) for desk in desks]
    assert found[0] == found[1]
    assert sorted(message.member for message in found[0]) == members
    first.clock.set(second.clock.now())
    checked = check(desks[0], room.ports)
    assert sorted(message.member for message in checked.ready) == members[:2]
    assert [message.member for message in checked.held] == members[2:]


@pytest.mark.rule("CM05")
def test_a_run_goes_on_after_a_restart_and_queues_nobody_twice(tills: Tills) -> None:
    till = tills()
    till.opened()
    members = [grown_up(till, f"+1303866442{number}") for number in range(4)]
    assert queue(desk_of(till), a_mailroom(members[:2]).ports, CAMPAIGN.id).queued == 2
    again = reopened(till)
    again.clock.advance(30)
    done = queue(desk_of(again), a_mailroom(members).ports, CAMPAIGN.id)
    assert (done.queued, done.already) == (2, 2)
    assert [message.state for message in outbox(desk_of(again))] == [MessageState.QUEUED] * 4
    again.close()
