"""An erased member: gone from the hub's lines, told to every register first, never back with an older copy."""

import shutil
from pathlib import Path

import pytest

from db.hub import erasure
from db.hub.tables import facts, parked
from posdesk.domain.business_day import business_day
from posdesk.domain.codec import encode_fact
from posdesk.domain.facts import Line, MemberEnrolled, MemberErased, VisitRecorded
from posdesk.domain.replication import Outcome
from tests.builders import CALENDAR
from tests.db.hub.hubs import AHub, Speaker, a_hub

NAME = "Zebulonica"


def enrolment(till: Speaker, member: str) -> str:
    """She joins."""
    day = business_day(till.clock.now(), CALENDAR)
    return encode_fact(till.fact(MemberEnrolled("Maria", NAME, day, "+13035550188"), member))


def erasing(till: Speaker, member: str) -> str:
    """She wants to be forgotten."""
    return encode_fact(till.fact(MemberErased(), member))


@pytest.mark.rule("I06")
def test_lines_that_are_there_lose_her_and_keep_their_places(hub: AHub) -> None:
    till = hub.register()
    member = hub.ids.new(hub.clock.now())
    till.push(enrolment(till, member), encode_fact(till.fact(VisitRecorded((Line(2500),)), member)))
    assert any(NAME in placed.line for placed in till.pull())
    assert till.outcomes(erasing(till, member)) == [Outcome.ACCEPTED]
    found = till.pull()
    assert [placed.position for placed in found] == [1, 2, 3]
    assert NAME not in "".join(placed.line for placed in found)
    assert '"cents":2500' in found[1].line


@pytest.mark.rule("I06")
def test_what_comes_later_or_in_one_request_with_it_is_stored_without_her_and_is_no_contradiction(hub: AHub) -> None:
    till, other = hub.register(), hub.register("register 2")
    member = hub.ids.new(hub.clock.now())
    joined, gone, late = enrolment(till, member), erasing(till, member), enrolment(other, member)
    assert till.outcomes(gone, joined) == [Outcome.ACCEPTED] * 2
    assert other.outcomes(late, joined, late) == [Outcome.ACCEPTED, Outcome.ALREADY, Outcome.ALREADY]
    assert NAME not in "".join(placed.line for placed in till.pull())


@pytest.mark.rule("I06")
def test_what_was_parked_of_her_is_forgotten_too(hub: AHub) -> None:
    till = hub.register()
    member = hub.ids.new(hub.clock.now())
    joined = enrolment(till, member)
    assert till.outcomes(joined, joined.replace("Maria", "Anna")) == [Outcome.ACCEPTED, Outcome.PARKED]
    till.push(erasing(till, member))
    assert NAME not in repr(hub.rows(parked))


@pytest.mark.rule("I06")
def test_a_line_about_her_that_comes_later_and_cannot_stand_is_parked_without_its_words(hub: AHub) -> None:
    till = hub.register()
    member = hub.ids.new(hub.clock.now())
    joined = enrolment(till, member)
    till.push(joined, erasing(till, member))
    unreadable = joined.replace('"version":1', '"version":"x"')
    other = joined.replace('"staff":"Dana"', '"staff":"Mallory"')
    assert till.outcomes(other, unreadable) == [Outcome.PARKED, Outcome.PARKED]
    assert till.outcomes(other) == [Outcome.PARKED]
    assert NAME not in repr(hub.rows(parked))


@pytest.mark.rule("I06")
def test_a_register_is_told_of_erasures_beyond_its_cursor_when_it_says_hello(hub: AHub) -> None:
    till, other = hub.register(), hub.register("register 2")
    first, second = hub.ids.new(hub.clock.now()), hub.ids.new(hub.clock.now())
    till.push(erasing(till, first), erasing(till, second))
    assert other.hello().erased == (first, second)


@pytest.mark.rule("I06")
def test_an_older_copy_of_the_file_is_cleared_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "hub.db"
    hub = a_hub(f"sqlite:///{path}")
    till = hub.register()
    member = hub.ids.new(hub.clock.now())
    till.push(enrolment(till, member))
    hub.database.close()
    shutil.copy(path, tmp_path / "older.db")
    hub = a_hub(f"sqlite:///{path}", clock=hub.clock, ids=hub.ids)
    again = hub.service.of(till.hub.device)
    again.push(till.seen, [erasing(till, member)])
    assert NAME.encode() not in path.read_bytes() + path.with_name("hub.db-wal").read_bytes()
    hub.database.close()
    shutil.copy(tmp_path / "older.db", path)
    restored = a_hub(f"sqlite:///{path}", clock=hub.clock, ids=hub.ids)
    assert NAME not in repr(restored.rows(facts))
    assert [row.kind for row in restored.rows(facts)] == ["member.enrolled", "member.erased"]
    restored.database.close()


def test_a_note_that_was_cut_or_lost_is_made_whole_from_the_database(tmp_path: Path) -> None:
    path = tmp_path / "hub.db"
    hub = a_hub(f"sqlite:///{path}")
    till = hub.register()
    till.push(erasing(till, hub.ids.new(hub.clock.now())), erasing(till, hub.ids.new(hub.clock.now())))
    whole = list(erasure.noted(path))
    assert len(whole) == 2
    beside = erasure.beside(path)
    beside.write_text(beside.read_text(encoding="utf-8")[:-40], encoding="utf-8")
    hub.database.note_erasures()
    assert erasure.noted(path) == whole
    hub.database.close()
