"""Members are filed when somebody asks: those with news, those whose figures are over, everybody after a program."""

import pytest

from db.engine import snapshot, writing
from db.figure_filing import fold_batch, prepare, write_batch
from db.reckoning import Reckoning
from db.transfer import export_facts, import_facts
from posdesk.domain.facts import Line, MemberEnrolled, ProgramPublished, VisitRecorded, VisitVoided
from posdesk.domain.segments import Asks, Comparison, Group, Joined, Span, Window
from tests.builders import SAMPLE_PROGRAM
from tests.db.conftest import Tills
from tests.db.tills import Till

EVERYBODY = Group(Joined.ALL, ())
TWICE = Asks("visits", Comparison.AT_LEAST, (2,))
DAY_MS = 86_400_000


def stale(till: Till) -> int:
    """How many members are noted as stale."""
    (count,) = till.store.connections.reader.execute("SELECT count(*) FROM figures_stale").fetchone()
    return int(count)


def asked(till: Till, node: Asks | Group) -> list[str]:
    """The members a segment holds for now."""
    return till.store.audiences.members(node, {}, till.clock.now(), 100)


def test_a_fact_notes_its_member_and_a_question_files_her(till: Till) -> None:
    till.opened()
    member, other = till.member(), till.member("Lou", "Reyes")
    assert stale(till) == 2
    assert asked(till, EVERYBODY) == [member, other]
    assert stale(till) == 0
    till.visit(member, days_ago=3)
    till.visit(member)
    assert stale(till) == 1
    assert asked(till, TWICE) == [member]


def test_a_void_that_names_nobody_notes_whose_visit_it_was(till: Till) -> None:
    till.opened()
    member = till.member()
    till.visit(member, days_ago=3)
    visit = till.visit(member)
    assert asked(till, TWICE) == [member]
    till.happened(VisitVoided(visit.id, "typing error"))
    assert stale(till) == 1
    assert asked(till, TWICE) == []


def test_who_has_facts_and_never_enrolled_is_in_no_segment(till: Till) -> None:
    till.opened()
    nobody = till.ids.new(till.clock.now())
    till.visit(nobody)
    assert asked(till, EVERYBODY) == []
    assert stale(till) == 0
    till.happened(MemberEnrolled("Maria", "Gomez", till.visit(None).business_day), nobody)
    assert asked(till, EVERYBODY) == [nobody]


def test_a_quiet_moment_files_some(till: Till) -> None:
    till.quiet()  # a store that is not set up has nothing to file
    till.opened()
    till.member()
    till.quiet()
    assert stale(till) == 0


def test_another_program_makes_everybody_stale(till: Till) -> None:
    till.opened()
    member = till.member()
    assert asked(till, EVERYBODY) == [member]
    text = SAMPLE_PROGRAM.read_text(encoding="utf-8").replace("version = 1", "version = 2", 1)
    till.happened(ProgramPublished(text))
    assert till.store.audiences.refresh(till.clock.now()) == 1
    assert till.store.audiences.refresh(till.clock.now()) == 0


@pytest.mark.rule("VS05")
def test_a_program_of_a_register_whose_clock_was_ahead_makes_everybody_stale_when_it_really_begins(till: Till) -> None:
    till.opened()
    member = till.member()
    assert asked(till, EVERYBODY) == [member]
    text = SAMPLE_PROGRAM.read_text(encoding="utf-8").replace("version = 1", "version = 2", 1)
    now = till.clock.now()
    draft = till.draft(ProgramPublished(text))._replace(occurred_at=now + 365 * DAY_MS, corrected_at=now)
    till.store.ledger.append([draft])
    assert till.store.audiences.refresh(now) == 1
    assert till.store.audiences.refresh(now) == 0


def test_who_changes_by_herself_is_filed_anew_on_that_very_day(till: Till) -> None:
    till.opened()
    member = till.member()  # a month ago; somebody new is so for 60 days
    new = Asks("stage", Comparison.IS, ("new",))
    assert asked(till, new) == [member]
    till.clock.advance(30 * 24 * 60)
    assert asked(till, new) == [member]
    till.clock.advance(24 * 60)
    assert asked(till, new) == []


def test_who_has_a_fact_yet_to_come_stays_stale_until_then(till: Till) -> None:
    till.opened()
    member = till.member()
    till.visit(member, days_ago=3)
    till.happened(VisitRecorded((Line(900),)), member, at=till.clock.now() + DAY_MS)
    assert asked(till, TWICE) == []
    assert stale(till) == 1
    till.clock.advance(2 * 24 * 60)
    assert asked(till, TWICE) == [member]
    assert stale(till) == 0


def test_a_clock_set_back_files_anew_whom_later_days_were_filed_for(till: Till) -> None:
    till.opened()
    member = till.member()
    till.visit(member, days_ago=2)
    recent = Asks("visits", Comparison.AT_LEAST, (1,), window=Window(Span.LAST_DAYS, days=4))
    later = till.clock.now() + 5 * DAY_MS
    assert till.store.audiences.members(recent, {}, later, 9) == []
    assert asked(till, recent) == [member]
    (filed_on,) = till.store.connections.reader.execute("SELECT filed_on FROM figure_members").fetchone()
    assert filed_on == till.visit(None).business_day.toordinal()


def test_progress_is_told_and_the_rest_waits_when_somebody_stops_it(till: Till) -> None:
    till.opened()
    member = till.member()
    told: list[tuple[int, int]] = []
    assert till.store.audiences.refresh(till.clock.now(), go_on=lambda: False) == 0
    assert stale(till) == 1
    till.store.audiences.refresh(till.clock.now(), lambda done, total: told.append((done, total)))
    assert told == [(1, 1)]
    assert asked(till, EVERYBODY) == [member]


def test_pages_go_on_after_a_member(till: Till) -> None:
    till.opened()
    members = [till.member("Maria", f"Gomez {number}") for number in range(5)]
    at, audiences = till.clock.now(), till.store.audiences
    assert audiences.members(EVERYBODY, {}, at, 2) == members[:2]
    assert audiences.members(EVERYBODY, {}, at, 2, members[1]) == members[2:4]
    assert audiences.members(EVERYBODY, {}, at, 2, members[3]) == members[4:]
    assert audiences.count(EVERYBODY, {}, at) == 5


def test_a_fact_that_comes_while_its_member_is_folded_keeps_her_stale(till: Till) -> None:
    till.opened()
    till.visit(member := till.member(), days_ago=3)
    assert asked(till, TWICE) == []
    till.happened(VisitRecorded(()), member)
    store, audiences = till.store, till.store.audiences
    how = Reckoning(store.programs, store.store, till.clock.now())
    with snapshot(store.connections) as reader:
        batch = fold_batch(reader, store.names, audiences.figure_names, how, after=0, facts_at_once=100)
    till.visit(member)
    assert batch is not None
    with writing(till.writer):
        write_batch(till.writer, batch)
    assert stale(till) == 1
    assert asked(till, TWICE) == [member]


def test_many_are_filed_in_several_batches(till: Till) -> None:
    till.opened()
    members = [till.member("Maria", f"Gomez {number}") for number in range(7)]
    store, how, after = till.store, Reckoning(till.store.programs, "denver-1", till.clock.now()), 0
    sizes: list[int] = []
    with writing(till.writer):
        assert prepare(till.writer, store.names, store.audiences.figure_names, how) == 7
    while True:
        with snapshot(store.connections) as reader:
            batch = fold_batch(reader, store.names, store.audiences.figure_names, how, after, facts_at_once=3)
        if batch is None:
            break
        with writing(till.writer):
            write_batch(till.writer, batch)
        after = batch.last
        sizes.append(batch.members)
    assert sizes == [3, 3, 1]
    assert asked(till, EVERYBODY) == members


def test_a_filing_that_was_cut_short_leaves_nothing_and_is_done_again(till: Till) -> None:
    till.opened()
    till.visit(member := till.member(), brand="Moonridge")
    till.writer.execute("CREATE TRIGGER cut BEFORE INSERT ON figure_goods BEGIN SELECT RAISE(ABORT, 'cut'); END")
    with pytest.raises(Exception, match="cut"):
        till.store.audiences.refresh(till.clock.now())
    assert stale(till) == 1
    assert till.store.connections.reader.execute("SELECT count(*) FROM figure_names").fetchone() == (0,)
    till.writer.execute("DROP TRIGGER cut")
    assert asked(till, Asks("brand.purchases", Comparison.AT_LEAST, (1,), of="moonridge")) == [member]


@pytest.mark.rule("CM01")
def test_a_register_with_the_same_facts_finds_the_same_members(till: Till, tills: Tills) -> None:
    till.opened()
    member = till.member()
    till.visit(member, days_ago=2)
    till.visit(member)
    other = tills("register 2")
    import_facts(other.store, export_facts(till.store))
    assert other.store.audiences.members(TWICE, {}, till.clock.now(), 9) == [member]
