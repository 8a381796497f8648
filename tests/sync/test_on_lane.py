"""Every method of the replica is a step; a page is stored in pieces, and nothing of it is lost on the way."""

from collections.abc import Callable
from typing import TypeVar

import pytest

from posdesk.domain.replication import (
    START,
    Lineage,
    Outcome,
    Page,
    Placed,
    Received,
    Snapshot,
    Verdict,
    Welcome,
    Witness,
)
from posdesk.sync.on_lane import PIECE, HomeOnLane, OnLane
from tests.fakes.replica import FakeReplica

T = TypeVar("T")
HEAD = Witness(1, 500, "tag")
WELCOME = Welcome("hub", 1, HEAD, 0, Lineage.SAME, 0, 2, 0, "1.0")


class Steps:
    """Counts the steps."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, work: Callable[[], T], /) -> T:
        self.count += 1
        return work()


class NoHome:
    """A port `SnapshotHome` that has nothing."""

    def suits(self, snapshot: Snapshot) -> bool:
        return True

    def begin(self, snapshot: Snapshot) -> int:
        return 7

    def add(self, part: bytes) -> None:
        return

    def prepare(self, snapshot: Snapshot, alive: Callable[[], None]) -> bool:
        alive()
        return True

    def switch(self) -> int:
        return 9

    def discard(self) -> None:
        return


CALLS: list[tuple[str, Callable[[OnLane], object]]] = [
    ("place", lambda on: on.place()),
    ("let_out", lambda on: on.let_out()),
    ("settle", lambda on: on.settle(WELCOME)),
    ("reincarnate", lambda on: on.reincarnate(7)),
    ("unsent_urgent", lambda on: on.unsent_urgent()),
    ("unsent", lambda on: on.unsent(10, 1_000, [3])),
    ("unsent_ids", lambda on: on.unsent_ids(5, 10)),
    ("note_verdicts", lambda on: on.note_verdicts(["a"], [Verdict(Outcome.ACCEPTED, 1)], HEAD)),
    ("receive", lambda on: on.receive(Page((), START, True))),
    ("waiting_after", lambda on: on.waiting_after("a", 10)),
    ("lines_of", lambda on: on.lines_of(["a"])),
    ("keep", lambda on: on.keep(["line"])),
    ("tally", lambda on: on.tally("2026-11-01", "2026-11-23")),
]


@pytest.mark.parametrize(("name", "call"), CALLS)
def test_each_method_is_one_step_with_what_it_was_given(name: str, call: Callable[[OnLane], object]) -> None:
    replica, bare, steps = FakeReplica(), FakeReplica(), Steps()
    answer = call(OnLane(replica, steps))
    assert steps.count == 1
    assert answer == call(OnLane(bare, Steps()))
    assert [called for called, _ in replica.calls] == [name]
    assert replica.calls == bare.calls


def test_a_page_is_stored_in_pieces_in_order_and_only_the_last_is_the_end() -> None:
    replica, steps = FakeReplica(), Steps()
    facts = tuple(Placed(at, f"line {at}") for at in range(1, 2 * PIECE + 4))
    received = OnLane(replica, steps).receive(Page(facts, HEAD, True))
    pages = [page for _, (page, *_) in replica.calls if isinstance(page, Page)]
    assert steps.count == 3
    assert [fact for page in pages for fact in page.facts] == list(facts)
    assert [(len(page.facts), page.end, page.head) for page in pages] == [
        (PIECE, False, HEAD),
        (PIECE, False, HEAD),
        (3, True, HEAD),
    ]
    assert received == Received((), adopted=3, unread=len(facts), contradicted=3)


def test_of_a_snapshot_only_the_exchange_of_the_files_is_a_step() -> None:
    steps, alive = Steps(), Steps()
    home = HomeOnLane(NoHome(), steps)
    said = Snapshot(HEAD, 500, 5, "1.0", 9, 9, "ab" * 32)
    home.add(b"")
    home.discard()
    assert (home.suits(said), home.begin(said), home.prepare(said, lambda: alive(lambda: None))) == (True, 7, True)
    assert (steps.count, alive.count) == (0, 1)
    assert home.switch() == 9
    assert steps.count == 1
