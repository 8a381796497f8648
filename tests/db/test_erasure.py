"""A member who was erased: gone from every byte of a store's folder, and her money still in the books."""

from datetime import date
from pathlib import Path

import pytest

from db import backup
from db.projections import rebuild
from db.state import state_hash
from db.store import create, open_store
from db.transfer import export_facts, import_facts
from posdesk.domain.facts import (
    Channel,
    ConsentSet,
    MemberEnrolled,
    MemberErased,
    MemberField,
    MemberFieldSet,
    VisitRecorded,
)
from posdesk.domain.feedback_facts import FeedbackGiven
from tests.db.tills import STORE, Till, a_till
from tests.fakes.clock import FakeClock
from tests.fakes.ids import FakeIds

NAME, MAIL = "Zebulonica", "quillfeather@example.org"


def told(till: Till, member: str) -> None:
    """Much is known of her."""
    till.happened(MemberEnrolled("Maria", NAME, date(2026, 1, 2), "+13035550188", MAIL), member)
    till.happened(MemberFieldSet(MemberField.LAST_NAME, f"{NAME}-Smith"), member)
    till.happened(ConsentSet(Channel.TEXT, True, f"said {NAME}"), member)
    till.happened(FeedbackGiven(9, None, f"{NAME} says thanks"), member)
    till.visit(member, 4200)


def bytes_of(folder: Path) -> bytes:
    """Every byte of every file."""
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


@pytest.mark.rule("I06")
def test_after_an_erasure_no_byte_of_her_is_in_the_folder_and_her_visit_is(tmp_path: Path) -> None:
    clock, ids, folder = FakeClock(), FakeIds(), tmp_path / "plain"
    create(folder, store=STORE, register="register 1", clock=clock, ids=ids, keyring=False, encrypted=False)
    till = Till(open_store(folder, clock=clock, ids=ids, ballast_bytes=0), clock, ids)
    member = till.ids.new(till.clock.now())
    told(till, member)
    backup.hourly(till.store)
    assert NAME.encode() in bytes_of(tmp_path)
    assert till.store.directory.by_names([NAME.lower()], 5)
    till.happened(MemberErased(), member)
    held = bytes_of(tmp_path)
    assert [word for word in (NAME, NAME.lower(), MAIL, "3035550188") if word.encode() in held] == []
    assert till.store.directory.by_names([NAME.lower()], 5) == []
    bodies = [fact.body for fact in till.store.ledger.facts_about(member)]
    assert [body.lines[0].cents for body in bodies if isinstance(body, VisitRecorded)] == [4200]
    till.close()


@pytest.mark.rule("I06", "LG02")
def test_it_is_no_matter_what_comes_first_and_a_rebuild_finds_nothing_more(tmp_path: Path) -> None:
    ids = FakeIds()
    one, other = a_till(tmp_path / "one", "register 1", ids), a_till(tmp_path / "other", "register 2", ids)
    one.opened()
    member = ids.new(one.clock.now())
    told(one, member)
    before = list(export_facts(one.store))
    one.happened(MemberErased(), member)
    erasure = [line for line in export_facts(one.store) if "member.erased" in line]
    assert import_facts(other.store, [*erasure, *before]).refused == ()
    assert list(export_facts(other.store)) == list(export_facts(one.store))
    assert state_hash(other.store) == state_hash(one.store)
    projections = other.projections()
    rebuild(other.store)
    assert other.projections() == projections
    one.close()
    other.close()


@pytest.mark.rule("I06")
def test_what_is_said_of_her_later_is_stored_without_her(till: Till) -> None:
    member = till.member("Maria", NAME)
    till.happened(MemberErased(), member)
    till.happened(MemberFieldSet(MemberField.EMAIL, MAIL), member)
    assert MAIL not in "".join(export_facts(till.store))
    assert till.store.directory.by_email(MAIL, 5) == []


@pytest.mark.rule("I06")
def test_whoever_enrols_with_her_phone_is_a_new_member(till: Till) -> None:
    first = till.member("Maria", NAME, "+13035550188")
    till.happened(MemberErased(), first)
    second = till.member("Maria", NAME, "+13035550188")
    assert till.store.directory.by_phone("+13035550188") == [second]
