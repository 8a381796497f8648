"""Witnesses: each answer carries the head's, and a hub that was put back to an older copy of itself is found out."""

import pytest

from db.hub import devices, tables
from posdesk.domain.replication import START, Lineage, Witness
from posdesk.sync.trouble import HistoryChanged
from tests.db.hub.hubs import AHub


def test_a_new_hub_has_a_name_an_epoch_and_no_history(hub: AHub) -> None:
    till = hub.register()
    welcome = till.hello()
    assert (welcome.epoch, welcome.head, welcome.agreed) == (1, Witness(1, 0, ""), 0)
    assert len(welcome.hub) == 16
    assert (welcome.lineage, welcome.known) == (Lineage.SAME, 0)
    assert hub.rows(tables.epochs) == []


def test_each_request_that_stores_something_has_a_tag_of_its_own(hub: AHub) -> None:
    till = hub.register()
    till.push(*till.visits(2))
    first = till.seen
    line = till.visit()
    till.push(line)
    second = till.seen
    till.push(line)  # nothing new: the head stays
    assert till.seen == second
    assert (first[:2], second[:2]) == ((1, 2), (1, 3))
    assert first.tag != second.tag
    assert [(row.position, row.tag) for row in hub.rows(tables.heads)] == [(2, first.tag), (3, second.tag)]
    assert till.pull()[-1].position == 3


def test_every_witness_ever_given_stays_known(hub: AHub) -> None:
    till = hub.register()
    for _ in range(4):
        till.push(*till.visits(2))
    for seen in till.witnesses:
        till.seen = seen
        assert till.hub.pull(seen, 0, 500).head.position == 8


def test_a_hub_put_back_is_found_out_by_whoever_writes_reads_or_greets_and_begins_one_epoch(hub: AHub) -> None:
    till, other, third = (hub.register(f"register {number}") for number in range(3))
    till.push(*till.visits(4))
    other.pull()
    lost = till.visits(3)
    till.push(*lost)
    third.pull()
    hub.put_back(4)
    with pytest.raises(HistoryChanged):
        till.push(till.visit())
    assert hub.positions() == [1, 2, 3, 4]
    with pytest.raises(HistoryChanged):
        third.pull()
    assert third.hello().epoch == 2
    (epoch,) = hub.rows(tables.epochs)
    assert (epoch.epoch, epoch.began, epoch.missing, epoch.device) == (2, 4, 3, till.hub.device.key)
    assert hub.attention() == ["rolled_back"]
    assert "3 changes were missing" in hub.rows(tables.attention)[0].words
    assert other.pull(4) == []  # it had seen no more than there is: nothing changed for it
    welcome = till.hello()
    assert (welcome.epoch, welcome.agreed) == (2, 4)
    till.push(*lost)
    assert (hub.positions(), till.seen.epoch) == ([1, 2, 3, 4, 5, 6, 7], 2)


def test_a_hello_alone_finds_it_out(hub: AHub) -> None:
    till = hub.register()
    till.push(*till.visits(2))
    hub.put_back(0)
    welcome = till.hello()
    assert (welcome.epoch, welcome.agreed, welcome.head.position) == (2, 0, 0)


def test_the_same_positions_filled_by_others_are_not_taken_for_the_old_ones(hub: AHub) -> None:
    till, other = hub.register(), hub.register("register 2")
    till.push(*till.visits(2))
    hub.put_back(0)
    other.push(*other.visits(1))
    other.push(*other.visits(1))
    assert hub.positions() == [1, 2]
    with pytest.raises(HistoryChanged):
        till.pull()
    welcome = till.hello()
    assert (welcome.epoch, welcome.agreed) == (2, 0)


def test_epochs_only_rise_however_often_a_hub_is_put_back(hub: AHub) -> None:
    till = hub.register()
    for epoch in (2, 3, 4):
        till.push(till.visit())
        before = till.seen.position
        till.push(*till.visits(2))
        hub.put_back(before)
        assert till.hello().epoch == epoch
    assert [row.epoch for row in hub.rows(tables.epochs)] == [2, 3, 4]


def test_an_epoch_that_was_forgotten_with_the_copy_is_not_used_again(hub: AHub) -> None:
    till = hub.register()
    till.push(*till.visits(1))
    told = Witness(7, 5, "abc")  # in the seventh epoch, which this copy knows nothing of
    with pytest.raises(HistoryChanged):
        till.hub.pull(told, 0, 500)
    assert till.hello().epoch == 8


def test_whoever_has_heard_nothing_yet_is_always_known(hub: AHub) -> None:
    till = hub.register()
    till.push(*till.visits(1))
    assert till.hub.pull(START, 0, 500).end
    assert till.hub.pull(Witness(1, 0, ""), 0, 500).end


def test_a_register_put_back_to_an_older_copy_is_told_what_the_hub_holds_of_it(hub: AHub) -> None:
    till = hub.register()
    till.push(*till.visits(2))
    copy = hub.twin_of(till)
    till.push(*till.visits(3))
    welcome = copy.hello()
    assert (welcome.lineage, welcome.known) == (Lineage.RESTORED, 5)
    assert welcome.incarnation > till.incarnation
    assert hub.attention() == []
    copy.reincarnate(welcome)
    copy.hello()
    assert hub.attention() == ["restored"]


def test_a_hello_that_comes_late_is_not_taken_for_a_register_put_back(hub: AHub) -> None:
    till = hub.register()
    till.push(*till.visits(2))
    late = till.introduction(off=-3_600_000)
    till.hello()
    till.push(*till.visits(3))
    assert till.hub.hello(late).lineage is Lineage.RESTORED  # nobody hears it
    till.hello()
    till.reincarnate(till.hello())  # of its own, much later
    till.hello()
    assert hub.attention() == []  # and neither is its clock thought to be an hour slow


def test_a_register_whose_last_fact_is_another_there_has_a_twin(hub: AHub) -> None:
    till = hub.register()
    till.push(*till.visits(2))
    twin = hub.twin_of(till)
    till.push(till.visit())
    twin.visit()
    welcome = twin.hello()
    assert (welcome.lineage, till.hello().lineage) == (Lineage.FORKED, Lineage.SAME)
    assert hub.attention() == []
    twin.reincarnate(welcome)
    assert twin.hello().lineage is Lineage.SAME
    assert hub.attention() == ["twin"]


def test_no_two_hellos_are_ever_given_the_same_incarnation(hub: AHub) -> None:
    till = hub.register()
    given = [till.hello().incarnation for _ in range(3)]
    hub.clock.advance(-60 * 24 * 400)
    given += [till.hello().incarnation for _ in range(3)]
    with hub.database.writing() as connection:
        devices.revoke(connection, "denver-1", "register 1", hub.clock.now())
    again = hub.register()
    given += [again.hello().incarnation for _ in range(2)]
    assert given == sorted(set(given))


def test_an_incarnation_is_beyond_every_one_a_fact_bears(hub: AHub) -> None:
    till = hub.register()
    till.incarnation = hub.clock.now() // 1000 + 500
    till.push(till.visit())
    assert till.hello().incarnation > till.incarnation
