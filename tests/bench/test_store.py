"""The bench's store is a store like any other: what was poured in is what the ledger would have kept."""

from pathlib import Path

from db.new_ids import RandomIds
from db.state import state_hash
from db.store import Store
from posdesk import compose
from posdesk.bench import crowd, readings
from posdesk.bench.crowd import Sizes
from posdesk.counter import lookup, visits
from posdesk.counter.card import open_card
from posdesk.counter.visits import VisitEntry
from posdesk.domain.facts import fold_order

SMALL = Sizes(members=50, tens=6, hundreds=3, thousands=0, others=20)


def a_store(folder: Path) -> Store:
    crowd.build(folder, SMALL, lambda words: None)
    return compose.open_store(folder)


def test_members_are_found_and_shown_and_visits_go_on(tmp_path: Path) -> None:
    store = a_store(tmp_path / "store")
    try:
        desk = compose.desk_of(store)
        (code, *_) = readings.cards_of(store, 100, 3)
        found = lookup.find(desk, code)
        assert found.exact is not None
        assert open_card(desk, found.exact).standing.visits == 100
        assert visits.record(desk, found.exact, VisitEntry(100)).card is not None
        facts = desk.ledger.facts_about(found.exact)
        assert facts == sorted(facts, key=fold_order)
        assert facts[-1].sequence == SMALL.facts + 1
    finally:
        store.close()


def test_the_same_facts_given_to_an_empty_ledger_make_the_same_state(tmp_path: Path) -> None:
    from db.transfer import export_facts, import_facts

    poured = a_store(tmp_path / "store")
    other = None
    try:
        from posdesk.bench.writings import fresh

        other = fresh(tmp_path / "other", compose.SystemClock(), RandomIds())
        import_facts(other, export_facts(poured))
        assert state_hash(other) == state_hash(poured)
    finally:
        poured.close()
        if other is not None:
            other.close()
