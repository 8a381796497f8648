"""The same imports into a real, encrypted store on disk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.projections import rebuild
from db.state import state_hash
from db.store import Store
from posdesk import compose
from posdesk.counter.card import open_card
from posdesk.importing.run import dry_run, run
from tests.importing.files import SAMPLES, a_file, a_map, reasons

HEADER = "ticket,when,items,paid,buyer,maker"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store in Denver."""
    program = compose.SAMPLE_PROGRAM.read_text(encoding="utf-8")
    settings = compose.StoreSettings("denver-1", "Corner Leaf", "America/Denver", "04:00", "register-1", program)
    compose.create_store(tmp_path / "store", settings)
    store = compose.open_store(tmp_path / "store")
    yield store
    store.close()


def test_members_can_be_found_and_their_visits_seen(store: Store) -> None:
    desk = compose.desk_of(store)
    report = run("receipt_lines", SAMPLES / "receipt_lines.csv", desk)
    assert (report.members, report.receipts, report.refused) == (2, 4, ())
    (ada,) = desk.directory.by_names(["linden"], 5)
    (noa,) = desk.directory.by_names(["noa"], 5)
    assert desk.directory.by_external("lines:M-17") == ada.member
    card = open_card(desk, ada.member)
    assert (card.standing.visits, card.standing.spend_cents) == (1, 3800 + 2400 - 500)
    assert open_card(desk, noa.member).standing.spend_cents == 3800  # the vape came back


def test_a_member_with_one_name_is_found_and_shown_by_it(store: Store, tmp_path: Path) -> None:
    desk = compose.desk_of(store)
    run(a_map(tmp_path), a_file(tmp_path, HEADER, "1,2026-01-05,1,10.00,7,Leaf"), desk)
    (hit,) = desk.directory.by_names(["7", "mem"], 5)
    assert open_card(desk, hit.member).member.short_name == "Member 7"


def test_again_adds_nothing_and_rebuilding_changes_nothing(store: Store) -> None:
    desk = compose.desk_of(store)
    run("receipt_lines", SAMPLES / "receipt_lines.csv", desk)
    before = state_hash(store)
    assert run("receipt_lines", SAMPLES / "receipt_lines.csv", desk).new_facts == 0
    assert dry_run("receipt_lines", SAMPLES / "receipt_lines.csv", desk).new_facts == 0
    rebuild(store)
    assert state_hash(store) == before


def test_a_receipt_that_changed_is_refused_alone_and_its_batch_goes_in(store: Store, tmp_path: Path) -> None:
    desk = compose.desk_of(store)
    rows = [f"{n},2026-01-{n % 28 + 1:02d},1,10.00,{n % 9},Leaf" for n in range(1, 700)]
    run(a_map(tmp_path), a_file(tmp_path, HEADER, rows[300]), desk)
    rows[300] = rows[300].replace("10.00", "11.00")
    report = run(a_map(tmp_path), a_file(tmp_path, HEADER, *rows), desk)
    assert [line for line, _ in reasons(report)] == [302]
    assert (report.members, report.receipts, report.new_facts) == (9, 698, 8 + 698)
