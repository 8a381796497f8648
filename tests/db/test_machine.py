"""A store that was copied to another computer begins a row of facts of its own."""

import shutil
from pathlib import Path

import pytest

from db.machine import MACHINE_FILE, MOVED, notice_move, this_machine
from db.replica import SqlReplica
from db.store import Store, open_store
from posdesk import compose
from tests.db.tills import Till, a_till
from tests.fakes.ids import FakeIds


def place(till: Till) -> tuple[int, int]:
    """Incarnation and sequence of what it sealed last."""
    at = SqlReplica(till.store.ledger).place()
    return at.incarnation, at.sequence


def opened(folder: Path, before: Till) -> Store:
    """The store in a folder, with the clock and ids of a register."""
    return open_store(folder, clock=before.clock, ids=before.ids, ballast_bytes=0)


def test_on_the_same_computer_nothing_is_said_and_the_row_goes_on(tmp_path: Path) -> None:
    till = a_till(tmp_path / "till", "front-1", FakeIds())
    member = till.member()
    before = place(till)
    assert [notice_move(till.store, name) for name in ("counter 1", "counter 1", None, "counter 1")] == [None] * 4
    assert place(till) == before
    till.visit(member)
    assert place(till) == (before[0], before[1] + 1)
    till.close()


@pytest.mark.rule("LG07")
def test_a_copy_on_another_computer_has_a_row_of_its_own_before_any_hub_is_asked(tmp_path: Path) -> None:
    ids = FakeIds()
    till = a_till(tmp_path / "till", "front-1", ids)
    member = till.member()
    waiting = till.store.ledger.waiting().count
    assert notice_move(till.store, "counter 1") is None
    till.close()
    shutil.copytree(tmp_path / "till", tmp_path / "copy")
    till, copy = (Till(opened(tmp_path / name, till), till.clock, ids) for name in ("till", "copy"))
    assert notice_move(till.store, "counter 1") is None
    assert notice_move(copy.store, "counter 2") == MOVED
    assert place(copy)[0] > place(till)[0]
    assert place(copy)[1] == waiting == copy.store.ledger.waiting().count  # nothing is lost on the way
    one, other = till.visit(member), copy.visit(member)
    assert (one.incarnation, one.sequence) != (other.incarnation, other.sequence)
    assert notice_move(copy.store, "counter 2") is None
    till.close()
    copy.close()


def test_what_is_kept_is_no_name_and_for_this_account_alone(tmp_path: Path) -> None:
    till = a_till(tmp_path / "till", "front-1", FakeIds())
    notice_move(till.store, "counter 1")
    path = tmp_path / "till" / MACHINE_FILE
    assert "counter" not in path.read_text("ascii")
    assert path.stat().st_mode & 0o077 == 0 or this_machine() is None
    till.close()


def test_a_store_that_is_opened_for_business_looks_where_it_is(tmp_path: Path) -> None:
    till = a_till(tmp_path / "till", "front-1", FakeIds())
    till.close()
    store = compose.open_store(tmp_path / "till")
    assert store.moved is None
    known = (tmp_path / "till" / MACHINE_FILE).exists()
    store.close()
    assert known is (this_machine() is not None)
    if known:
        (tmp_path / "till" / MACHINE_FILE).write_text("another")
        store = compose.open_store(tmp_path / "till")
        assert MOVED in (store.notice() or "")
        store.close()
