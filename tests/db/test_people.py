"""People in a real file: who works here follows the facts; wrong PINs are counted over restarts."""

import pytest

from db.people import MOST_NAMES
from db.store import open_store
from posdesk.counter import permissions, signing_in
from posdesk.counter.holds import HoldsInMemory
from posdesk.counter.ports import Desk, Staffing, Station
from posdesk.domain.pins import Tries
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.domain.staff_facts import Role, StaffAdded, StaffChanged
from tests.db.tills import Till
from tests.fakes.people import PlainHashes

ANA = "00000000-0000-7000-8000-0000000000aa"


def desk_of(till: Till) -> Desk:
    store = till.store
    ports = store.ledger, store.directory, store.programs, till.clock, till.ids, HoldsInMemory()
    return Desk(
        *ports,
        Station(store.store, store.register),
        staffing=Staffing(store.people, PlainHashes(), store.tries),
    )


def again(till: Till) -> Till:
    """The program is closed and started again."""
    till.close()
    return Till(open_store(till.store.folder, clock=till.clock, ids=till.ids, ballast_bytes=0), till.clock, till.ids)


def refused(desk: Desk, pin: str) -> tuple[RefusalCode, str]:
    with pytest.raises(Refused) as no:
        signing_in.sign_in(desk, "Ana", pin)
    return no.value.refusal.code, no.value.refusal.words


def test_who_works_here_follows_the_facts_at_once(till: Till) -> None:
    assert not till.store.people.roster().in_use
    till.happened(StaffAdded(ANA, "Ana", Role.OWNER))
    assert [person.name for person in till.store.people.roster().active] == ["Ana"]
    till.happened(StaffChanged(ANA, "Anna"))
    assert till.store.people.roster().name_of(ANA) == "Anna"
    assert till.store.people.roster() is till.store.people.roster()


def test_waits_last_over_restarts_and_a_clock_put_back(till: Till) -> None:
    till.opened()
    signing_in.make_owner(desk_of(till), "Ana", "4719")
    for _ in range(3):
        refused(desk_of(till), "5555")
    till = again(till)
    assert refused(desk_of(till), "4719") == (RefusalCode.WAIT, "Too many wrong PINs. Try again in 5 seconds.")
    till.clock.advance(-24 * 60)
    till = again(till)
    assert refused(desk_of(till), "4719")[0] is RefusalCode.WAIT
    till.clock.advance(0.1)
    assert refused(desk_of(till), "5555")[1].endswith("Try again in 10 seconds.")
    till.clock.advance(1)
    desk = signing_in.sign_in(desk_of(till), "Ana", "4719")
    person = permissions.signed_in(desk)
    assert person is not None
    assert till.store.tries.of(person.id) == Tries()
    till.close()


def test_names_that_nobody_has_do_not_fill_the_file(till: Till) -> None:
    till.store.tries.put(ANA, Tries(2, 1))
    for number in range(MOST_NAMES + 20):
        till.store.tries.put(f"name:{number}", Tries(1, number))
    kept = till.writer.execute("SELECT count(*), min(at) FROM pin_tries WHERE who LIKE 'name:%'").fetchone()
    assert kept == (MOST_NAMES, 20)
    assert till.store.tries.of(ANA) == Tries(2, 1)
