"""The bench over a tiny store: every line of the table is there. How fast anything was is nobody's business here."""

from pathlib import Path

import pytest

from posdesk.bench import course, crowd, served, writings
from posdesk.bench import run as run_bench
from posdesk.domain.refusals import Refused

LITTLE = course.Effort(
    people=12, pairs=1, recorded=4, weighed=400, exchanged=40, polling=served.Polling(3, 2, 300.0), sold=20, quarter=200
)
TINY = crowd.Sizes(members=60, tens=6, hundreds=8, thousands=1, others=30)
NAMES = [
    "look-up, names",
    "look-up, phone digits",
    "look-up, e-mail",
    "look-up, card",
    "look-up, typing error",
    "show, 10 visits",
    "show, 100 visits",
    "somebody new, who it may be",
    "somebody new, in all",
    "pairs of a store, a member",
    "pairs of a store, in all",
    "fold, 1,000 facts",
    "preview, 10 lines, 50 rewards",
    "offers, 200 campaigns",
    "first paint",
    "counter painted",
    "scan to painted card",
    "memory",
    "record, durable",
    "record, with the new card",
    "a visit of three lines on disk",
    "segment count, 3 clauses",
    "segment count, in all",
    "segments, file a member",
    "segments, file a member again",
    "segments, a visit on disk",
    "an ID is read",
    "the longest damaged ID",
    "ID scan to decision",
    "rebuild, a fact",
    "report of a day, numbers",
    "report of a day, PDF",
    "a quiet step",
    "evening opened, longest gap",
    "beside a lane that only counts, longest gap",
    "a quarter, the first",
    "a quarter, the first, longest gap",
    "a quarter, again",
    "a quarter, again, longest gap",
    "a quarter, stopped",
    "hub, push to SQLite, a fact",
    "hub, push to SQLite, a fact, in all",
    "register, takes in a fact",
    "register, 40 facts behind",
    "hub over HTTP, push to SQLite, a fact",
    "hub over HTTP, push to SQLite, a fact, in all",
    "register over HTTP, 40 facts behind",
    "a keystroke while facts come",
    "a record while facts come",
    "hub, 3 registers ask, an empty cycle",
    "first snapshot, ready to use",
    "first snapshot, in all",
    "first snapshot, the counter waits",
    "hub, makes a snapshot, a fact",
]


def test_a_store_is_built_once_and_every_figure_is_in_the_table_once(tmp_path: Path) -> None:
    told: list[str] = []
    figures = course.measure(tmp_path / "kept", TINY, told.append, LITTLE)
    assert [figure.name for figure in figures] == NAMES
    assert all(figure.value > 0 for figure in figures)
    assert all(figure.floor is None or figure.floor > 0 for figure in figures)
    assert not list(tmp_path.glob("posdesk-bench-copy-*")), "copies are thrown away"
    assert sum("Building" in words for words in told) == 1


@pytest.mark.parametrize("members", [0, 299, 3_000_001])
def test_a_number_of_members_that_cannot_be_measured_is_refused(members: int) -> None:
    with pytest.raises(Refused, match="300 to 3,000,000"):
        run_bench(members, None, False)


def test_the_floor_of_a_record_writes_the_very_same_rows(tmp_path: Path) -> None:
    """The copy that is written raw ends with the rows of the one that is written by the ledger."""
    from random import Random

    from posdesk import compose

    crowd.build(tmp_path / "store", TINY, lambda words: None)
    store = compose.open_store(writings.copy_of(tmp_path / "store", tmp_path / "copy"))
    twin = compose.open_store(writings.copy_of(tmp_path / "store", tmp_path / "twin"))
    try:
        writings.records(store, compose.desk_of(store), twin, Random(1), 6)
        for table in ("facts", "brands", "register_state", "figures_stale"):
            rows = [
                each.connections.writer.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()  # noqa: S608
                for each in (store, twin)
            ]
            assert rows[0] == rows[1]
    finally:
        store.close()
        twin.close()
