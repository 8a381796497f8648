"""What PosDesk itself does to a file is not reported: erasures, the hub's word, new rows. And the reports of days."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from db import seals
from db.auditing import STEP, verify
from db.projections import rebuild
from db.recovery import recover
from db.replica import SqlReplica
from db.store import open_store
from db.transfer import export_facts, import_facts
from posdesk.domain import day_close
from posdesk.domain.audit import Audit, Wrong
from posdesk.domain.business_day import business_day
from posdesk.domain.codec import encode_fact
from posdesk.domain.day_chain import report_hash
from posdesk.domain.facts import (
    Fact,
    Line,
    MemberErased,
    VisitRecorded,
)
from posdesk.domain.replication import Lineage, Page, Placed, Welcome, Witness
from tests.builders import CALENDAR
from tests.db.conftest import Tills
from tests.db.tampering import HUB, busy, names, tampered
from tests.db.test_upgrade import made_old
from tests.db.tills import Till, a_till
from tests.fakes.ids import FakeIds


def sound(till: Till, noted: str | None = None) -> bool:
    """Whether nothing is wrong; if something is, the test shows what."""
    audit = verify(till.store, noted)
    assert audit.findings == ()
    return audit.sound


def test_a_new_store_and_a_busy_one_are_sound(till: Till) -> None:
    assert sound(till)
    busy(till)
    assert sound(till)
    rebuild(till.store)
    assert sound(till)


def test_the_chain_goes_on_through_every_seal_that_was_noted(till: Till) -> None:
    busy(till)
    noted = verify(till.store).seal
    till.visit(None)
    assert verify(till.store).seal != noted
    assert sound(till, noted)
    assert not verify(till.store, "7-0123456789abcdef0123456789abcdef").sound


def test_an_erasure_is_told_and_no_fault(till: Till) -> None:
    busy(till)
    audit = verify(till.store)
    assert audit.sound
    assert audit.amended == {"erased": 1}


@pytest.mark.rule("I06")
def test_after_an_erasure_nothing_is_left_that_a_phone_number_could_be_tried_against(till: Till) -> None:
    member = till.member("Zebulonica", "Quill", "+13035550188")
    ((seal,),) = till.writer.execute("SELECT seal FROM facts").fetchall()
    till.happened(MemberErased(), member)
    (left, _) = till.writer.execute("SELECT seal FROM facts ORDER BY key").fetchall()
    assert left == (seal[:32],)
    assert len(seal) == 48
    assert sound(till)


def test_an_erasure_the_hub_told_of_before_it_came_is_a_note(till: Till) -> None:
    member = till.member("Zebulonica", "Quill")
    head = Witness(1, 7, "a tag")
    told = Welcome(HUB, 1, head, 0, Lineage.SAME, 0, 9, till.clock.now(), "1", erased=(member,))
    SqlReplica(till.store.ledger).settle(told)
    audit = verify(till.store)
    assert audit.sound
    assert len(audit.notes) == 1


def test_what_came_from_another_register_is_sealed_where_it_came(tills: Tills) -> None:
    one, other = busy(tills("register 1")), tills("register 2")
    import_facts(other.store, export_facts(one.store))
    assert sound(other)
    with tampered(other, ("UPDATE facts SET sequence = 77 WHERE key = 4", ())) as audit:
        assert [one.wrong for one in audit.findings] == [Wrong.CHANGED]


def test_what_the_hub_corrects_of_time_and_place_is_told_and_no_fault(till: Till) -> None:
    fact = till.visit(None)
    head, now = Witness(1, 1, "a tag"), till.clock.now() - 86_400_000
    day = business_day(now, CALENDAR)
    theirs = fact._replace(sequence=5, incarnation=3, corrected_at=now, business_day=day)
    replica = SqlReplica(till.store.ledger)
    replica.settle(Welcome(HUB, 1, head, 0, Lineage.SAME, 0, 9, now, "1"))
    replica.receive(Page((Placed(1, encode_fact(theirs)),), head, True))
    audit = verify(till.store)
    assert audit.findings == ()
    assert audit.amended == {"placed": 1}
    with tampered(till, ("UPDATE facts SET corrected_at = 1", ())) as audit:
        assert names(audit, bytes.fromhex(fact.id.replace("-", "")))


def test_a_new_incarnation_is_no_fault_and_neither_is_an_erasure_after_it(till: Till) -> None:
    busy(till)
    member = till.member("Ann", "Lee")
    SqlReplica(till.store.ledger).reincarnate(99)
    assert sound(till)
    till.happened(MemberErased(), member)
    till.visit(None)
    assert sound(till)


def test_a_fact_of_ours_that_gives_way_to_the_hubs_is_no_fault(till: Till) -> None:
    till.opened()
    ours = till.visit(None, 1000)
    till.visit(None, 2000)
    theirs = ours._replace(body=VisitRecorded((Line(999),)), register="register 9")
    head, replica = Witness(1, 1, "a tag"), SqlReplica(till.store.ledger)
    replica.settle(Welcome(HUB, 1, head, 0, Lineage.SAME, 0, 9, till.clock.now(), "1"))
    assert replica.receive(Page((Placed(1, encode_fact(theirs)),), head, True)).contradicted == 1
    till.visit(None, 3000)
    audit = verify(till.store)
    assert audit.findings == ()
    assert audit.amended == {"replaced": 1}
    with tampered(till, ("DELETE FROM facts WHERE id = ?", (bytes.fromhex(ours.id.replace("-", "")),))) as audit:
        assert not audit.sound


def test_the_last_fact_of_ours_that_gives_way_to_the_hubs_is_no_fault(till: Till) -> None:
    till.opened()
    ours = till.visit(None, 1000)
    theirs = ours._replace(body=VisitRecorded((Line(999),)), register="register 9")
    head, replica = Witness(1, 1, "a tag"), SqlReplica(till.store.ledger)
    replica.settle(Welcome(HUB, 1, head, 0, Lineage.SAME, 0, 9, till.clock.now(), "1"))
    assert replica.receive(Page((Placed(1, encode_fact(theirs)),), head, True)).contradicted == 1
    assert verify(till.store).findings == ()
    id = bytes.fromhex(ours.id.replace("-", ""))
    with tampered(till, ("UPDATE facts SET sequence = 77 WHERE id = ?", (id,))) as audit:
        assert names(audit, id)


def test_a_store_that_was_brought_up_is_sealed_as_it_is(till: Till) -> None:
    made_old(till)
    store = open_store(till.store.folder, clock=till.clock, ids=till.ids, ballast_bytes=0)
    audit = verify(store)
    assert (audit.findings, audit.facts) == ((), 2)
    assert audit.seal.startswith("2-")
    store.close()


def test_a_recovered_store_begins_a_chain_of_its_own(till: Till) -> None:
    busy(till)
    till.close()
    recover(till.store.folder, clock=till.clock)
    store = open_store(till.store.folder, clock=till.clock, ids=till.ids, ballast_bytes=0)
    assert verify(store).findings == ()
    store.close()


def test_progress_is_told_now_and_then(till: Till) -> None:
    said: list[tuple[int, int]] = []
    drafts = [till.draft(VisitRecorded((Line(1),))) for _ in range(STEP + 1)]
    till.store.ledger.append(drafts)
    verify(till.store, progress=lambda done, of: said.append((done, of)))
    assert said == [(STEP, STEP + 1)]


# ------------------------------------------------------------------------------------------------ reports of the days


def closed(till: Till, number: int, previous: Fact | None) -> Fact:
    """Close today with what is here."""
    day = business_day(till.clock.now(), CALENDAR)
    facts = till.store.ledger.facts_on(day)
    before = None if previous is None else report_hash(previous)
    return till.happened(day_close.close(facts, till.store.store, day, number, before))


def test_reports_that_name_each_other_are_sound(till: Till) -> None:
    busy(till)
    first = closed(till, 1, None)
    till.clock.advance(86_400)
    till.visit(None)
    closed(till, 2, first)
    assert sound(till)


def forged(till: Till, remove: Callable[[Till], tuple[str, tuple[Any, ...]]]) -> Audit:
    """Facts are removed, and all that is left is sealed anew as PosDesk does it: the chain says nothing any more."""
    statement, values = remove(till)
    for each in (statement, "UPDATE facts SET seal = NULL", "DELETE FROM amended", "DELETE FROM dropped"):
        till.writer.execute(each, values if each == statement else ())
    till.writer.execute("BEGIN")
    seals.begin(till.writer, till.store.names)
    till.writer.execute("COMMIT")
    return verify(till.store)


def test_a_report_tells_on_a_visit_that_was_removed_and_the_chain_made_anew(till: Till) -> None:
    till.opened()
    visit = till.visit(None)
    closed(till, 1, None)
    audit = forged(till, lambda at: ("DELETE FROM facts WHERE id = ?", (bytes.fromhex(visit.id.replace("-", "")),)))
    assert [one.wrong for one in audit.findings] == [Wrong.REPORT]
    assert "names 1 facts that are not here" in audit.findings[0].words


def test_a_report_tells_on_the_one_before_it_that_was_changed(till: Till) -> None:
    till.opened()
    first = closed(till, 1, None)
    till.clock.advance(86_400)
    closed(till, 2, first)
    change = "UPDATE facts SET occurred_at = occurred_at + 1 WHERE id = ?"
    audit = forged(till, lambda at: (change, (bytes.fromhex(first.id.replace("-", "")),)))
    assert [one.wrong for one in audit.findings] == [Wrong.REPORT]
    assert "Z 0002" in audit.findings[0].words


def test_ids_of_other_registers_are_sealed_in_order_of_arrival(tmp_path: Path) -> None:
    """A clone's facts bear one place twice: that is the hub's to say, and no change of the file."""
    ids = FakeIds()
    one, twin = a_till(tmp_path / "one", "register 1", ids), a_till(tmp_path / "twin", "register 1", ids)
    one.visit(None)
    twin.visit(None)
    import_facts(one.store, export_facts(twin.store))
    one.visit(None)
    assert sound(one)
    one.close()
    twin.close()
