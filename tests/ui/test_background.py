"""Work leaves the GUI thread and its results come back in order; what is out of date never does."""

import sys
import threading
from collections.abc import Callable, Iterator

import pytest
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from posdesk.domain.refusals import EnvironmentTrouble, Refusal, RefusalCode, Refused, TroubleCode
from ui.background import Lane


@pytest.fixture
def lane(qtbot: QtBot) -> Iterator[Lane]:
    made = Lane("test")
    yield made
    made.close()


@pytest.fixture
def gate() -> threading.Event:
    """Work that calls `gate.wait` stays on the lane until the test opens it."""
    return threading.Event()


def raising(error: Exception) -> Callable[[], None]:
    def work() -> None:
        raise error

    return work


def test_work_runs_elsewhere_and_its_result_comes_back_here(qtbot: QtBot, lane: Lane) -> None:
    threads: list[str] = []
    with qtbot.waitSignal(lane.idle):
        lane.submit(
            lambda: threading.current_thread().name,
            lambda name: threads.extend((name, threading.current_thread().name)),
        )
    assert threads == ["lane-test", "MainThread"]


def test_results_come_in_the_order_of_submission(qtbot: QtBot, lane: Lane) -> None:
    came: list[int] = []
    with qtbot.waitSignal(lane.idle):
        for number in range(50):
            lane.submit(lambda number=number: number, came.append)  # type: ignore[misc]
    assert came == list(range(50))


def test_a_newer_keystroke_drops_the_older_ones_of_its_tag_only(
    qtbot: QtBot, lane: Lane, gate: threading.Event
) -> None:
    came: list[str] = []
    ran: list[str] = []

    def search(text: str) -> Callable[[], str]:
        def work() -> str:
            ran.append(text)
            return text

        return work

    lane.submit(lambda: gate.wait(10), lambda _: came.append("first"), supersede="search")
    lane.submit(search("m"), came.append, supersede="search")
    lane.submit(search("other"), came.append, supersede="brands")
    lane.submit(search("ma"), came.append, supersede="search")
    with qtbot.waitSignal(lane.idle):
        gate.set()
    assert ran == ["other", "ma"]
    assert came == ["other", "ma"]


def test_a_result_that_became_stale_while_it_waited_to_be_delivered_is_dropped(qtbot: QtBot, lane: Lane) -> None:
    came: list[str] = []
    done = threading.Event()

    def old() -> str:
        done.set()
        return "old"

    lane.submit(old, came.append, supersede="search")
    assert done.wait(10)
    with qtbot.waitSignal(lane.idle):
        lane.submit(lambda: "new", came.append, supersede="search")
    assert came == ["new"]


@pytest.mark.parametrize(
    "trouble",
    [
        Refused(Refusal(RefusalCode.NO_MEMBER, "Nobody.")),
        EnvironmentTrouble(TroubleCode.DISK_FULL, "The disk is full."),
    ],
)
def test_a_refusal_and_trouble_go_to_failed(qtbot: QtBot, lane: Lane, trouble: Exception) -> None:
    told: list[Exception] = []
    with qtbot.waitSignal(lane.idle):
        lane.submit(raising(trouble), lambda _: pytest.fail("done was called"), told.append)
    assert told == [trouble]


def test_a_refusal_that_is_out_of_date_is_not_shown(qtbot: QtBot, lane: Lane, gate: threading.Event) -> None:
    told: list[Exception] = []

    def refuse() -> None:
        gate.wait(10)
        raise Refused(Refusal(RefusalCode.BAD_AMOUNT, "No amount."))

    lane.submit(refuse, lambda _: None, told.append, supersede="preview")
    lane.submit(lambda: None, lambda _: None, told.append, supersede="preview")
    with qtbot.waitSignal(lane.idle):
        gate.set()
    assert told == []


def test_a_bug_goes_to_the_crash_path_and_the_lane_goes_on(qtbot: QtBot, lane: Lane) -> None:
    came: list[str] = []
    with capture_exceptions() as caught, qtbot.waitSignal(lane.idle):
        lane.submit(raising(ZeroDivisionError()), lambda _: None, lambda _: pytest.fail("failed was called"))
        lane.submit(lambda: "after", came.append)
    assert [kind for kind, _, _ in caught] == [ZeroDivisionError]
    assert came == ["after"]


def test_a_refusal_nobody_shows_is_a_bug(qtbot: QtBot, lane: Lane) -> None:
    with capture_exceptions() as caught, qtbot.waitSignal(lane.idle):
        lane.submit(raising(Refused(Refusal(RefusalCode.NO_VISIT, "No visit."))), lambda _: None)
    assert [kind for kind, _, _ in caught] == [Refused]


def test_closing_waits_for_all_that_was_accepted(qtbot: QtBot) -> None:
    lane, saved = Lane("closing"), []
    for number in range(20):
        lane.submit(lambda number=number: saved.append(number), lambda _: None)  # type: ignore[misc]
    lane.close()
    assert saved == list(range(20))
    assert lane.waiting() == 0
    lane.close()


def test_a_closed_lane_takes_no_work(qtbot: QtBot) -> None:
    lane = Lane("closed")
    lane.close()
    with pytest.raises(RuntimeError, match="closed"):
        lane.submit(lambda: None, lambda _: None)


def test_a_bug_found_while_closing_is_still_told(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: told.append(kind))
    lane = Lane("last")
    lane.submit(raising(KeyError("x")), lambda _: None)
    lane.close()
    assert told == [KeyError]


def test_how_many_wait_is_known(qtbot: QtBot, lane: Lane, gate: threading.Event) -> None:
    lane.submit(lambda: gate.wait(10), lambda _: None)
    lane.submit(lambda: None, lambda _: None)
    assert lane.waiting() == 2
    with qtbot.waitSignal(lane.idle):
        gate.set()
    assert lane.waiting() == 0
