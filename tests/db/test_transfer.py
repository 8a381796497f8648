"""Facts as JSON lines: every good line is taken, every bad one is refused with its number and words."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.transfer import AT_A_TIME, export_facts, import_facts, load_file
from posdesk.counter.hub_line import Loaded
from posdesk.domain.business_day import day_in_utc
from posdesk.domain.facts import Line, ProgramPublished, VisitRecorded
from posdesk.domain.refusals import EnvironmentTrouble, Refused, TroubleCode
from tests.db.conftest import Tills
from tests.db.tills import Till


def a_line(**changes: object) -> str:
    """A line of an export, changed."""
    fact = {
        "body": {"lines": [{"cents": 100}]},
        "business_day": "2026-11-20",
        "clock": 459641216000000,
        "id": "00000000-0000-7000-8000-0000000000aa",
        "incarnation": 1,
        "kind": "visit.recorded",
        "occurred_at": 1795180000000,
        "register": "register 9",
        "sequence": 1,
        "staff": None,
        "store": "denver-1",
        "subject": None,
        "version": 1,
    }
    return json.dumps(fact | changes)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "json"),
        ("[]", "is not an object"),
        ("{}", "has no id"),
        (a_line(id="42"), "is not a UUID"),
        (a_line(body={"lines": [{"cents": 1.5}]}), "body.lines[0].cents: is not a whole number"),
        (a_line(body={"lines": [{"cents": 1e999}]}), "not a"),
        (a_line(occurred_at=-1), "is not between 1970 and 9999"),
        (a_line(business_day="20.11.2026"), "is not a date"),
        (a_line(kind="member.enrolled", body={}), "names the member it is about"),
        (a_line(kind="something.new", body={"text": "\ud800"}), "cannot be stored"),
        (
            a_line(kind="something.new", body={"number": 1}).replace('"number": 1', '"number": 1e999'),
            "cannot be stored",
        ),
        (a_line(kind="something.new", body={"deep": 1}).replace("1}", "[" * 5000 + "]" * 5000 + "}", 1), ""),
        (a_line(kind="program.published", body={"document": "tiers = 3"}), "body.document: Line 1"),
        (a_line(store="x" * 300), "has 300 characters"),
    ],
)
def test_a_bad_line_is_refused_in_words_and_the_others_are_taken(till: Till, line: str, words: str) -> None:
    good = a_line(id="00000000-0000-7000-8000-0000000000bb", sequence=2)
    imported = import_facts(till.store, ["", line + "\n", good + "\r\n"])
    assert imported.new == 1
    ((number, said),) = imported.refused
    assert number == 2
    assert words in said


def test_the_same_file_again_adds_nothing(till: Till, tills: Tills) -> None:
    member = till.member()
    till.visit(member)
    lines = list(export_facts(till.store))
    other = tills("register 2")
    assert (import_facts(other.store, lines).new, import_facts(other.store, lines).already) == (2, 2)


@pytest.mark.rule("LG01")
def test_a_line_that_contradicts_a_fact_is_refused_and_the_fact_stays(till: Till) -> None:
    import_facts(till.store, [a_line()])
    imported = import_facts(till.store, [a_line(body={"lines": [{"cents": 999}]}), a_line()])
    assert imported.already == 1
    assert "says something else" in imported.refused[0][1]
    assert '{"lines":[{"cents":100}]}' in next(export_facts(till.store))


def test_envelopes_of_other_registers_stay_as_they_are(till: Till) -> None:
    import_facts(till.store, [a_line(staff="Kim", hub_epoch=7)])
    fact = till.store.ledger.fact("00000000-0000-7000-8000-0000000000aa")
    assert fact is not None
    assert (fact.register, fact.incarnation, fact.sequence, fact.staff) == ("register 9", 1, 1, "Kim")
    assert fact.hub_position is None


def test_our_clock_goes_on_from_the_latest_fact_we_have_seen(till: Till) -> None:
    ahead = (till.clock.now() + 3_600_000) << 8
    import_facts(till.store, [a_line(clock=ahead), a_line(id="00000000-0000-7000-8000-0000000000bb", clock=2**53 - 1)])
    assert till.visit(None).clock == ahead + 1


@pytest.mark.rule("LG07")
def test_a_register_that_meets_its_own_unknown_facts_takes_a_new_incarnation(till: Till, tills: Tills) -> None:
    """The other file is the same register as it was before: restored from an old copy, or a twin."""
    mine = till.visit(None)
    twin = tills("register 1")
    twin.clock.advance(60)
    before = twin.visit(None)
    import_facts(twin.store, list(export_facts(till.store)))
    after = twin.visit(None)
    assert before.incarnation == mine.incarnation
    assert (after.incarnation, after.sequence) == (mine.incarnation + 1, 1)
    assert twin.store.ledger.waiting().count == 3


def test_an_import_cut_short_leaves_whole_facts_and_a_second_run_completes_it(till: Till, tills: Tills) -> None:
    till.store.ledger.append([till.draft(VisitRecorded((Line(cents),))) for cents in range(1, 2501)])
    lines = list(export_facts(till.store))

    def cut_off() -> Iterator[str]:
        yield from lines[:2100]
        raise OSError("the stick was pulled out")

    other = tills("register 2")
    with pytest.raises(OSError, match="pulled out"):
        import_facts(other.store, cut_off())
    assert other.store.ledger.waiting().count == 2000
    assert import_facts(other.store, lines).new == 500
    assert list(export_facts(other.store)) == lines


def test_a_program_that_came_in_is_in_force_at_once(till: Till) -> None:
    till.opened()
    first = till.store.programs.timeline()
    document = first.at(0).name
    text = next(line for line in export_facts(till.store) if "program.published" in line)
    fact = json.loads(text) | {"id": "00000000-0000-7000-8000-0000000000cc", "occurred_at": till.clock.now()}
    fact["business_day"] = day_in_utc(till.clock.now()).isoformat()
    fact["body"]["document"] = fact["body"]["document"].replace(document, "Winter club")
    fact["register"] = "register 9"
    import_facts(till.store, [json.dumps(fact)])
    assert till.store.programs.timeline().at(till.clock.now()).name == "Winter club"
    assert isinstance(till.store.ledger.fact(fact["id"]).body, ProgramPublished)  # type: ignore[union-attr]


def test_an_export_of_a_damaged_file_says_so(till: Till) -> None:
    till.visit(None)
    till.writer.execute("PRAGMA writable_schema = ON")
    till.writer.execute("UPDATE sqlite_master SET rootpage = 2 WHERE name = 'facts_day'")
    till.writer.execute("PRAGMA writable_schema = RESET")
    with pytest.raises(EnvironmentTrouble) as trouble:
        list(export_facts(till.store))
    assert trouble.value.code is TroubleCode.DAMAGED


def test_a_file_is_taken_in_some_lines_at_a_time_and_each_answer_says_what_has_come(till: Till, tmp_path: Path) -> None:
    ids = [f"00000000-0000-7000-8000-{number:012x}" for number in range(AT_A_TIME + 3)]
    lines = [a_line(id=id, sequence=at) for at, id in enumerate(ids, 1)]
    lines[AT_A_TIME + 1] = "{"
    path = tmp_path / "waiting.jsonl"
    path.write_bytes("\ufeff".encode() + "\n".join([*lines, lines[0]]).encode())
    first, second = load_file(till.store, path)
    assert first == Loaded(AT_A_TIME, AT_A_TIME)
    assert (second.lines, second.new, second.already) == (AT_A_TIME + 4, AT_A_TIME + 2, 1)
    assert [number for number, _ in second.refused] == [AT_A_TIME + 2]


def test_a_file_that_is_none_is_refused_and_a_byte_that_is_no_text_spoils_its_own_line(
    till: Till, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match=r"gone\.jsonl cannot be read: No such file"):
        next(load_file(till.store, tmp_path / "gone.jsonl"))
    path = tmp_path / "spoilt.jsonl"
    path.write_bytes(b"\xff\n" + a_line().encode() + b"\n")
    (done,) = load_file(till.store, path)
    assert (done.new, len(done.refused)) == (1, 1)
