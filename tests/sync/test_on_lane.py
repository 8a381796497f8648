"""Every method of the replica is a step; what is long goes in pieces that a clock of seconds suits to the counter, and
nothing of it is lost on the way."""

from collections.abc import Callable, Sequence
from functools import partial
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
from posdesk.sync.on_lane import AIM, FIRST, LEAST, MOST, HomeOnLane, OnLane, Pace, Paces
from posdesk.sync.ports import Shareable
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
    ("tally", lambda on: on.tally("2026-11-23", "2026-11-23")),
]


@pytest.mark.parametrize(("name", "call"), CALLS)
def test_each_method_is_one_step_with_what_it_was_given(name: str, call: Callable[[OnLane], object]) -> None:
    replica, bare, steps = FakeReplica(), FakeReplica(), Steps()
    answer = call(OnLane(replica, steps))
    assert steps.count == 1
    assert answer == call(OnLane(bare, Steps()))
    assert [called for called, _ in replica.calls] == [name]
    assert replica.calls == bare.calls


class Work:
    """A clock of seconds (port Seconds) that goes on by what the work asked of the replica takes: so much a step, and
    so much a fact."""

    def __init__(self, step: float, fact: float) -> None:
        self.step, self.fact, self.at = step, fact, 0.0

    def __call__(self) -> float:
        return self.at

    def do(self, facts: int) -> None:
        self.at += self.step + self.fact * facts


class SlowReplica(FakeReplica):
    """Takes its time over each call, and holds waiting facts, oldest first."""

    def __init__(self, work: Work, waiting: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__()
        self.work, self.waiting = work, dict(waiting)

    def unsent(self, limit: int, max_bytes: int, keys: Sequence[int] | None = None) -> list[tuple[str, str]]:
        self.calls.append(("unsent", (limit, max_bytes, keys)))
        everything = list(self.waiting.items())
        found: list[tuple[str, str]] = []
        for id, line in (everything[key] for key in keys or range(len(everything))):
            max_bytes -= len(line)
            if len(found) < limit and (not found or max_bytes >= 0):
                found.append((id, line))
        return found

    def unsent_ids(self, after: int, limit: int) -> tuple[list[str], int]:
        return list(self.waiting)[:limit], limit

    def lines_of(self, ids: Sequence[str]) -> list[tuple[str, str]]:
        self.calls.append(("lines_of", (ids,)))
        self.work.do(len(ids))
        return sorted(((id, self.waiting[id]) for id in ids), reverse=True)

    def note_verdicts(self, ids: Sequence[str], verdicts: Sequence[Verdict], head: Witness) -> int:
        self.work.do(len(ids))
        return super().note_verdicts(ids, verdicts, head)

    def receive(self, page: Page) -> Received:
        self.work.do(len(page.facts))
        return super().receive(page)


def a_lane(replica: Shareable, work: Work) -> OnLane:
    pace = partial(Pace, work)
    return OnLane(replica, Steps(), Paces(pace(), pace(), pace(), pace(1, 1)))


def a_page(count: int) -> Page:
    return Page(tuple(Placed(at, f"line {at}") for at in range(1, count + 1)), HEAD, True)


def received_by(replica: FakeReplica) -> list[Page]:
    return [page for _, (page, *_) in replica.calls if isinstance(page, Page)]


def test_a_page_is_stored_in_pieces_in_order_and_only_the_last_is_the_end() -> None:
    work = Work(0.0, AIM / FIRST)
    replica, page = SlowReplica(work), a_page(2 * FIRST + 3)
    received = a_lane(replica, work).receive(page)
    pages = received_by(replica)
    assert [fact for part in pages for fact in part.facts] == list(page.facts)
    assert [(len(part.facts), part.end, part.head) for part in pages] == [
        (FIRST, False, HEAD),
        (FIRST, False, HEAD),
        (3, True, HEAD),
    ]
    assert received == Received((), adopted=3, unread=len(page.facts), contradicted=3)


@pytest.mark.parametrize(
    ("step", "fact", "least", "most"),
    [
        (0.0007, 0.00012, AIM * 0.8, AIM),  # a computer of today
        (0.0, 0.001, AIM * 0.9, AIM),
        (0.002, 0.0005, AIM * 0.8, AIM),
        (0.0, 0.1, LEAST * 0.1, LEAST * 0.1),  # so slow that it takes as few as there may be
        (0.0, 0.000001, MOST * 0.000001, MOST * 0.000001),  # so fast that it takes as many as there may be
    ],
)
def test_steps_come_to_take_the_time_a_keystroke_may_wait(step: float, fact: float, least: float, most: float) -> None:
    work = Work(step, fact)
    replica = SlowReplica(work)
    a_lane(replica, work).receive(a_page(5_000))
    counts = [len(page.facts) for page in received_by(replica)]
    settled = counts[len(counts) // 2 : -1]  # what is left at the end is shorter
    assert {least <= step + fact * count <= most * 1.0001 for count in settled} == {True}


def test_one_step_that_waited_for_the_disk_makes_the_next_shorter_by_half_and_no_more() -> None:
    work = Work(0.0, AIM / FIRST)
    pace = Pace(work)
    pace.timed(FIRST, lambda: work.do(1000))()
    assert pace.size == FIRST // 2
    pace.timed(FIRST // 2, lambda: work.do(1))()
    assert pace.size == FIRST


def test_a_short_page_says_nothing_of_how_long_a_full_step_takes() -> None:
    work = Work(AIM / 2, AIM / 100)
    replica = SlowReplica(work)
    lane = a_lane(replica, work)
    for _ in range(10):
        lane.receive(a_page(1))
    lane.receive(a_page(FIRST))
    assert [len(page.facts) for page in received_by(replica)] == [1] * 10 + [FIRST]


def test_a_clock_that_shows_no_time_at_all_is_no_trouble() -> None:
    work = Work(0.0, 0.0)
    replica = SlowReplica(work)
    a_lane(replica, work).receive(a_page(500))
    assert [len(page.facts) for page in received_by(replica)] == [FIRST, 2 * FIRST, 4 * FIRST, 8 * FIRST, MOST, 60]


def test_what_waits_is_read_in_pieces_and_comes_in_its_order() -> None:
    waiting = tuple((f"{at:03}", "x" * 10) for at in range(3 * FIRST))
    work = Work(0.0, AIM / FIRST)
    replica = SlowReplica(work, waiting)
    assert a_lane(replica, work).unsent(500, 10**6) == list(waiting)
    assert [len(ids) for name, (ids,) in replica.calls if name == "lines_of" and isinstance(ids, list)] == [FIRST] * 3
    assert a_lane(replica, work).unsent(20, 10**6) == list(waiting[:20])


def test_what_waits_is_read_up_to_the_room_there_is_but_one_at_least() -> None:
    waiting = tuple((f"{at:03}", "x" * 10) for at in range(3 * FIRST))
    work = Work(0.0, AIM / FIRST)
    for room, count in ((0, 1), (10, 1), (19, 1), (20, 2), (10 * FIRST, FIRST), (10 * FIRST + 10, FIRST + 1)):
        lane = a_lane(SlowReplica(work, waiting), work)
        assert lane.unsent(500, room) == list(waiting[:count])
        assert lane.unsent(500, room, range(3 * FIRST)) == list(waiting[:count])
        assert lane.unsent(500, room, range(1, 3 * FIRST)) == list(waiting[1 : count + 1])


def test_nothing_waits_where_nothing_does() -> None:
    work = Work(0.0, 0.0)
    lane = a_lane(SlowReplica(work), work)
    assert (lane.unsent(500, 100), lane.unsent(500, 100, [])) == ([], [])


def test_verdicts_are_noted_in_pieces_each_with_its_own_facts() -> None:
    work = Work(0.0, AIM / FIRST)
    replica = SlowReplica(work)
    ids = [f"{at}" for at in range(FIRST + 5)]
    verdicts = [Verdict(Outcome.ACCEPTED, at + 1) for at in range(FIRST + 5)]
    assert a_lane(replica, work).note_verdicts(ids, verdicts, HEAD) == FIRST + 5
    assert [given for _, given in replica.calls] == [
        (ids[:FIRST], verdicts[:FIRST], HEAD),
        (ids[FIRST:], verdicts[FIRST:], HEAD),
    ]


def test_days_are_counted_a_day_at_a_time_until_more_fit_and_both_ends_are_among_them() -> None:
    work = Work(0.0, 0.0)
    replica = SlowReplica(work)
    a_lane(replica, work).tally("2026-02-26", "2026-03-04")
    assert [given for _, given in replica.calls] == [
        ("2026-02-26", "2026-02-26"),
        ("2026-02-27", "2026-02-28"),
        ("2026-03-01", "2026-03-04"),
    ]


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
