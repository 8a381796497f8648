"""What somebody changed in a file by hand is found and named; what PosDesk itself changes is not."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from db import seals
from db.auditing import STEP, verify, verify_moment
from db.projections import rebuild
from db.recovery import recover
from db.replica import SqlReplica
from db.rows import text_of
from db.store import open_store
from db.transfer import export_facts, import_facts
from posdesk.domain import day_close
from posdesk.domain.audit import Audit, Wrong
from posdesk.domain.business_day import business_day
from posdesk.domain.codec import encode_fact
from posdesk.domain.day_chain import report_hash
from posdesk.domain.facts import (
    Channel,
    ConsentSet,
    Fact,
    Line,
    MemberErased,
    MemberField,
    MemberFieldSet,
    VisitRecorded,
    VisitVoided,
)
from posdesk.domain.people_facts import MemberMerged
from posdesk.domain.replication import Lineage, Page, Placed, Welcome, Witness
from tests.builders import CALENDAR
from tests.db.conftest import Tills
from tests.db.test_upgrade import made_old
from tests.db.tills import Till, a_till
from tests.fakes.ids import FakeIds

HUB = "a hub"
CUT = "DELETE FROM facts WHERE key >= ?"
COLUMNS = (
    *("id", "kind", "subject", "origin", "sequence", "staff", "occurred_at", "business_day", "clock_ahead", "body"),
    *("hub_epoch", "hub_position", "corrected_at", "key", "seal"),
)
ROW = f"SELECT {', '.join(COLUMNS)} FROM facts WHERE key = ?"  # noqa: S608  # names of ours
PUT_IN = f"INSERT INTO facts ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608  # the same
CHANGE = {column: f"UPDATE facts SET {column} = ? WHERE key = ?" for column in COLUMNS}  # noqa: S608  # the same
NULLABLE = {"subject", "staff", "hub_epoch", "hub_position", "corrected_at"}


def busy(till: Till) -> Till:
    """A shop's morning: members, visits, a void, a merge, a consent, and one member who was erased."""
    till.opened()
    maria, other = till.member("Maria", "Gomez", "+13035550111"), till.member("Mary", "Gomez", "+13035550112")
    visits = [till.visit(member, 1000 + turn) for turn, member in enumerate((maria, other, None, maria))]
    till.happened(VisitVoided(visits[0].id, "typing error"), maria)
    till.happened(MemberFieldSet(MemberField.EMAIL, "maria@example.org"), maria)
    till.happened(ConsentSet(Channel.TEXT, True, "at the counter"), other)
    till.happened(MemberMerged(maria, "the same person"), other)
    gone = till.member("Zebulonica", "Quill", "+13035550188")
    till.visit(gone)
    till.happened(MemberErased(), gone)
    return till


def joined(till: Till) -> None:
    """The till is welcomed by a hub, which has taken all that is here, and lets it come back."""
    replica = SqlReplica(till.store.ledger)
    facts = [Placed(place, line) for place, line in enumerate(export_facts(till.store), 1)]
    head = Witness(1, len(facts), "a tag")
    replica.settle(Welcome(HUB, 1, head, 0, Lineage.SAME, 0, 9, till.clock.now(), "1"))
    replica.receive(Page(tuple(facts), head, True))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Till]:
    """A busy till that a hub confirmed, and then two visits it has not."""
    till = busy(a_till(tmp_path_factory.mktemp("shop") / "till"))
    joined(till)
    till.visit(None)
    till.visit(None)
    yield till
    till.close()


@contextmanager
def tampered(till: Till, *changes: tuple[str, tuple[Any, ...]]) -> Iterator[Audit]:
    """What verify says while these statements are done; after it nothing of them is."""
    till.writer.execute("BEGIN")
    try:
        for statement, values in changes:
            till.writer.execute(statement, values)
        yield verify_moment(till.writer)
    finally:
        till.writer.execute("ROLLBACK")


def row_at(till: Till, key: int) -> dict[str, Any]:
    """A fact's row by its columns."""
    return dict(zip(COLUMNS, till.writer.execute(ROW, (key,)).fetchone(), strict=True))


def keys_of(till: Till) -> list[int]:
    """The keys of all facts, in order."""
    return [key for (key,) in till.writer.execute("SELECT key FROM facts ORDER BY key")]


def names(audit: Audit, id: bytes) -> bool:
    """Whether a finding names this fact, in its words too."""
    return any(text_of(id) in one.words for one in audit.findings)


def otherwise(data: st.DataObject, column: str, value: Any) -> Any:
    """Another value of the column that a file would take."""
    if column == "body":
        return data.draw(st.sampled_from([value + " ", value.replace("1", "2"), "{}", "[[]]", '{"a":1}', ""]))
    if column == "seal":
        return data.draw(st.binary(max_size=64) | st.none())
    if column == "id":
        return data.draw(st.binary(min_size=16, max_size=16))
    if column == "key":
        return data.draw(st.integers(-(2**40), -1) | st.integers(100, 2**40))
    if column == "hub_epoch":  # which of the epochs there have been it was, nothing depends on, and nobody can tell
        return data.draw(st.integers(-(2**40), -1) | st.integers(2, 2**40) | st.none())
    numbers = st.integers(-(2**40), 2**40) | st.integers(0, 40)
    return data.draw(numbers | st.none() if column in NULLABLE else numbers)


@given(data=st.data())
def test_any_change_of_any_column_of_any_fact_is_found_and_the_fact_is_named(shop: Till, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(keys_of(shop)))
    column = data.draw(st.sampled_from(COLUMNS))
    before = row_at(shop, key)
    value = otherwise(data, column, before[column])
    assume(value != before[column])
    with tampered(shop, (CHANGE[column], (value, key))) as audit:
        assert not audit.sound
        id = value if column == "id" else before["id"]
        if column not in ("hub_position", "hub_epoch"):  # of those its neighbours may be named
            assert names(audit, id)


@given(data=st.data())
def test_a_fact_that_was_removed_is_missed_between_its_neighbours(shop: Till, data: st.DataObject) -> None:
    keys = keys_of(shop)
    place = data.draw(st.integers(0, len(keys) - 2))
    neighbours = [row_at(shop, key)["id"] for key in keys[max(0, place - 1) : place + 2] if key != keys[place]]
    with tampered(shop, ("DELETE FROM facts WHERE key = ?", (keys[place],))) as audit:
        missing = [one for one in audit.findings if one.wrong is Wrong.MISSING]
        assert len(missing) == 1
        assert all(text_of(id) in missing[0].words for id in neighbours)


@given(data=st.data())
def test_facts_that_changed_places_are_both_named(shop: Till, data: st.DataObject) -> None:
    one, other = data.draw(st.lists(st.sampled_from(keys_of(shop)), min_size=2, max_size=2, unique=True))
    swap = "UPDATE facts SET key = ? WHERE key = ?"
    ids = row_at(shop, one)["id"], row_at(shop, other)["id"]
    with tampered(shop, (swap, (10**6, one)), (swap, (one, other)), (swap, (other, 10**6))) as audit:
        assert all(names(audit, id) for id in ids)


@given(data=st.data())
def test_a_fact_that_was_put_in_is_named(shop: Till, data: st.DataObject) -> None:
    like = row_at(shop, data.draw(st.sampled_from(keys_of(shop))))
    key, id = data.draw(st.integers(10**3, 10**4)), data.draw(st.binary(min_size=16, max_size=16))
    seal = data.draw(st.none() | st.binary(min_size=32, max_size=48) | st.just(like["seal"]))
    row = like | {"key": key, "id": id, "hub_epoch": None, "hub_position": None, "seal": seal}
    put_in = PUT_IN, tuple(row.values())
    with tampered(shop, put_in) as audit:
        assert names(audit, id)


@given(data=st.data())
def test_what_was_changed_beside_the_facts_is_found_too(shop: Till, data: st.DataObject) -> None:
    """Who was signed in, the store and the member are small numbers in a row: what those stand for is sealed too."""
    statement = data.draw(
        st.sampled_from(
            [
                "UPDATE staff SET name = 'Somebody'",
                "UPDATE origins SET register = 'register 9'",
                "UPDATE origins SET incarnation = incarnation + 1",
                "UPDATE kinds SET kind = 'visit.voided2' WHERE kind = 'visit.voided'",
                "UPDATE subjects SET id = zeroblob(16) WHERE key = 1",
                "DELETE FROM subjects WHERE key = 1",
                "UPDATE facts SET seal = substr(seal, 1, 32) WHERE key = 3",
                "UPDATE facts SET seal = NULL",
                "UPDATE amended SET now = zeroblob(32)",
                "UPDATE amended SET body = zeroblob(32)",
                "UPDATE amended SET place = '1 2 3 4 '",
                "DELETE FROM amended",
                "UPDATE register_state SET sequence = sequence + 1",
                "UPDATE register_state SET sequence = sequence - 1",
                "UPDATE hub_link SET cursor = cursor + 1",
            ]
        )
    )
    with tampered(shop, (statement, ())) as audit:
        assert not audit.sound, statement


def test_a_seal_that_was_changed_is_not_laid_to_its_fact(shop: Till) -> None:
    with tampered(shop, ("UPDATE facts SET seal = zeroblob(32) WHERE key = 5", ())) as audit:
        assert [one.wrong for one in audit.findings] == [Wrong.SEAL]


def test_the_end_of_the_file_cut_off_is_seen_by_the_registers_count(shop: Till) -> None:
    last = max(keys_of(shop))
    with tampered(shop, (CUT, (last,))) as audit:
        assert [one.wrong for one in audit.findings] == [Wrong.END]
        assert "the last fact of this register is missing" in audit.findings[0].words


def test_a_cut_that_puts_the_count_back_too_is_seen_by_a_seal_that_was_noted_elsewhere(shop: Till) -> None:
    noted, keys = verify(shop.store).seal, keys_of(shop)
    before = row_at(shop, keys[-2])
    back = "UPDATE register_state SET sequence = sequence - 1, last = ?", (before["id"],)
    with tampered(shop, (CUT, (keys[-1],)), back) as audit:
        assert audit.sound  # the file alone cannot tell
        found = verify_moment(shop.writer, noted)
        assert [one.wrong for one in found.findings] == [Wrong.END]


def test_what_the_hub_confirmed_cannot_be_cut_off_unseen(shop: Till) -> None:
    keys = keys_of(shop)[-3:]
    with tampered(shop, (CUT, (keys[0],))) as audit:
        assert Wrong.CONFIRMED in [one.wrong for one in audit.findings]


def test_a_fact_that_is_kept_from_the_hub_is_found(shop: Till) -> None:
    (key,) = shop.writer.execute("SELECT max(key) FROM facts").fetchone()
    hidden = "UPDATE facts SET hub_epoch = 1, hub_position = 0 WHERE key = ?", (key,)
    with tampered(shop, hidden) as audit:
        assert [one.wrong for one in audit.findings] == [Wrong.CONFIRMED]


def test_a_fact_emptied_without_an_erasure_is_named(shop: Till) -> None:
    erasure = "DELETE FROM facts WHERE kind = (SELECT key FROM kinds WHERE kind = 'member.erased')", ()
    with tampered(shop, erasure) as audit:
        assert Wrong.ERASED in [one.wrong for one in audit.findings]


# ------------------------------------------------------------------------------------------------- what is not reported


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
