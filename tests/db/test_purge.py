"""A purge proves itself: afterwards no byte of whoever was forgotten is in the folder, and what she spent is."""

from dataclasses import replace
from pathlib import Path

import pytest

from db import backup
from db.projections import rebuild
from db.store import create, open_store
from posdesk.compose import desk_of
from posdesk.domain.business_day import business_day
from posdesk.domain.facts import Channel, ConsentSet, MemberEnrolled, MemberField, MemberFieldSet, VisitRecorded
from posdesk.domain.people_facts import MemberIdRead, MemberMerged, MemberToldApart
from posdesk.office import programs
from posdesk.office.retention import Purge, Steps, purge, purging
from tests.builders import CALENDAR, SAMPLE_PROGRAM
from tests.db.test_erasure import bytes_of
from tests.db.tills import STORE, Till
from tests.fakes.clock import FakeClock
from tests.fakes.ids import FakeIds

NAME, MAIL, CARD, HASH = "Zebulonica", "quillfeather@example.org", "PD-ZEBULON-77", "c0ffee5eedc0ffee5eedc0ffee5eed77"
HERS = (NAME, NAME.lower(), MAIL, CARD, HASH, "3035550188", "8810555303", "1961-07-19")
"""All that says who she is, as it lies in the file."""
YEAR = 365 * 86_400_000


@pytest.mark.rule("I06", "G13")
def test_after_a_purge_no_byte_of_her_is_in_the_folder_and_the_report_says_what_went(tmp_path: Path) -> None:
    clock, ids, folder = FakeClock(), FakeIds(), tmp_path / "plain"
    create(folder, store=STORE, register="register 1", clock=clock, ids=ids, keyring=False, encrypted=False)
    till = Till(open_store(folder, clock=clock, ids=ids, ballast_bytes=0), clock, ids).opened()
    at = clock.now() - 3 * YEAR
    gone, stays = ids.new(at), till.member("Maria", "Gomez")
    day = business_day(at, CALENDAR)
    till.happened(MemberEnrolled("Ann", NAME, day, "+13035550188", MAIL, CARD, "1961-07-19"), gone, at=at)
    till.happened(MemberFieldSet(MemberField.LAST_NAME, f"{NAME}-Smith"), gone, at=at)
    till.happened(MemberIdRead(HASH), gone, at=at)
    till.happened(MemberToldApart(stays), gone, at=at)
    till.happened(ConsentSet(Channel.TEXT, True, f"said {NAME}"), gone, at=at)
    till.happened(VisitRecorded(()), gone, at=at + 86_400_000)
    till.visit(stays)
    desk = desk_of(till.store)
    document = SAMPLE_PROGRAM.read_text(encoding="utf-8").replace("version = 1", "version = 2", 1)
    programs.publish(desk, f"{document}\n[retention]\nforget_after_months = 24\n")
    till.store.quiet()
    backup.hourly(till.store)
    assert [word for word in HERS if word.encode() not in bytes_of(tmp_path)] == []
    report = purge(desk, till.store.members)
    assert (report.members, report.ids, report.entries, report.unsent) == (1, 1, 6, 0)
    assert report.before == business_day(clock.now(), CALENDAR).replace(year=2024)
    assert {part for part, number in report.parts.items() if number} == {
        *("first_name", "last_name", "phone", "email", "birthday", "card_code", "id_hash"),
    }
    assert [word for word in HERS if word.encode() in bytes_of(tmp_path)] == []
    rebuild(till.store)
    assert [word for word in HERS if word.encode() in bytes_of(tmp_path)] == []
    assert till.store.directory.by_names(["maria"], 5)
    assert [type(fact.body) for fact in till.store.ledger.facts_about(gone)].count(VisitRecorded) == 1
    assert purge(desk, till.store.members).members == 0
    till.close()


@pytest.mark.rule("I06")
def test_one_by_one_it_comes_to_the_same_and_the_program_says_for_how_long(tmp_path: Path) -> None:
    clock, ids, folder = FakeClock(), FakeIds(), tmp_path / "plain"
    create(folder, store=STORE, register="register 1", clock=clock, ids=ids, keyring=False, encrypted=False)
    till = Till(open_store(folder, clock=clock, ids=ids, ballast_bytes=0), clock, ids).opened()
    at = clock.now() - 3 * YEAR
    gone = [ids.new(at) for _ in range(4)]
    for number, member in enumerate(gone):
        body = MemberEnrolled("Ann", f"{NAME}{number}", business_day(at, CALENDAR), f"+1303555018{number}")
        till.happened(body, member, at=at)
    till.happened(MemberMerged(gone[0], "one person"), gone[2], at=at)
    till.visit(till.member("Maria", "Gomez"))
    desk = desk_of(till.store)
    assert programs.keep_for(desk, 24).forget_after_months == 24
    before = purge(desk, till.store.members, dry=True)
    assert (before.members, before.ids) == (3, 4)
    assert came_to(purging(desk, till.store.members, dry=True)) == before
    assert came_to(purging(desk, till.store.members, counted=before)) == replace(before, dry=False)
    assert programs.keep_for(desk, None).version == 3
    assert [document == programs.document_in_force(desk) for _, document in desk.programs.documents()] == [
        False,
        False,
        True,
    ]
    till.close()


def came_to(steps: Steps) -> Purge:
    """All steps of it, to the end."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            done: Purge = end.value
            return done
