"""Work leaves the GUI thread and its results come back in order; what is out of date never does."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from posdesk.counter.hub_line import GivenUp, LineTrouble
from posdesk.domain.refusals import EnvironmentTrouble, Refusal, RefusalCode, Refused, TroubleCode
from ui.background import Lane, stepping


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
        LineTrouble("Nobody answered."),
    ],
)
def test_a_refusal_and_trouble_of_either_kind_go_to_failed(qtbot: QtBot, lane: Lane, trouble: Exception) -> None:
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


# ------------------------------------------------------------------------------------------------------- steps


@pytest.fixture
def ledger(qtbot: QtBot) -> Iterator[Lane]:
    made = Lane("ledger")
    yield made
    made.close()


@pytest.fixture
def hub(qtbot: QtBot) -> Iterator[Lane]:
    made = Lane("hub", patience=0.05)
    yield made
    made.close()


def name_of_thread() -> str:
    return threading.current_thread().name


def test_a_step_is_done_on_the_other_lane_and_its_answer_comes_back(qtbot: QtBot, ledger: Lane, hub: Lane) -> None:
    came: list[object] = []
    step = stepping(ledger, hub)
    with qtbot.waitSignal(hub.idle):
        hub.submit(lambda: (step(name_of_thread), name_of_thread()), came.append)
    assert came == [("lane-ledger", "lane-hub")]


def test_what_a_step_raises_comes_out_where_it_was_asked(qtbot: QtBot, ledger: Lane, hub: Lane) -> None:
    told: list[Exception] = []
    step = stepping(ledger, hub)
    trouble = EnvironmentTrouble(TroubleCode.DISK_FULL, "The disk is full.")
    with qtbot.waitSignal(hub.idle):
        hub.submit(lambda: step(raising(trouble)), lambda _: pytest.fail("done was called"), told.append)
    assert told == [trouble]


def test_steps_come_after_everything_the_screen_has_asked_for(
    qtbot: QtBot, ledger: Lane, hub: Lane, gate: threading.Event
) -> None:
    done: list[str] = []
    asked = threading.Event()
    step = stepping(ledger, hub, asked.set)
    ledger.submit(lambda: gate.wait(10), lambda _: None)
    with qtbot.waitSignals([hub.idle, ledger.idle]):
        hub.submit(lambda: step(lambda: done.append("step")), lambda _: None)
        assert asked.wait(10)
        for keystroke in "mar":
            ledger.submit(lambda keystroke=keystroke: done.append(keystroke), lambda _: None)  # type: ignore[misc]
        gate.set()
    assert done == ["m", "a", "r", "step"]


def test_a_step_asked_for_on_the_lane_itself_is_done_at_once(qtbot: QtBot, ledger: Lane, hub: Lane) -> None:
    came: list[object] = []
    step = stepping(ledger, hub)
    with qtbot.waitSignal(ledger.idle):
        ledger.submit(lambda: step(name_of_thread), came.append)
    assert came == ["lane-ledger"]


def test_the_screen_itself_never_waits_for_a_step(ledger: Lane, hub: Lane) -> None:
    with pytest.raises(RuntimeError, match="does not wait"):
        ledger.step(lambda: None)
    with pytest.raises(GivenUp):
        stepping(ledger, hub)(lambda: None)


def test_a_worker_that_is_stuck_is_given_up_and_the_next_work_is_done(
    qtbot: QtBot, ledger: Lane, hub: Lane, gate: threading.Event
) -> None:
    came: list[str] = []
    step, begun, ended = stepping(ledger, hub), threading.Event(), threading.Event()

    def stuck() -> str:
        begun.set()
        gate.wait(10)
        try:
            return step(lambda: "too late")
        finally:
            ended.set()

    hub.submit(stuck, lambda _: pytest.fail("what was given up was delivered"))
    assert begun.wait(10)
    hub.submit(lambda: "next", came.append)
    with qtbot.waitSignal(hub.idle):
        hub.renew()
    gate.set()
    assert ended.wait(10)
    with qtbot.waitSignal(hub.idle):
        hub.submit(lambda: "after", came.append)
    assert came == ["next", "after"]
    assert hub.waiting() == 0


def test_what_was_given_up_touches_the_ledger_no_more(
    qtbot: QtBot, ledger: Lane, hub: Lane, gate: threading.Event
) -> None:
    step, touched, raised = stepping(ledger, hub), [], []
    begun, ended = threading.Event(), threading.Event()

    def stuck() -> None:
        begun.set()
        gate.wait(10)
        try:
            step(lambda: touched.append("ledger"))
        except BaseException as error:
            raised.append(type(error))
            raise
        finally:
            ended.set()

    hub.submit(stuck, lambda _: None)
    assert begun.wait(10)
    hub.renew()
    gate.set()
    assert ended.wait(10)
    assert (touched, raised) == ([], [GivenUp])


def test_closing_does_not_wait_for_one_that_is_stuck(qtbot: QtBot, gate: threading.Event) -> None:
    lane, begun, ran = Lane("stuck", patience=0.01), threading.Event(), []

    def stuck() -> None:
        begun.set()
        gate.wait(10)
        ran.append("to its end")

    lane.submit(stuck, lambda _: None)
    lane.submit(lambda: ran.append("never"), lambda _: None)
    assert begun.wait(10)
    lane.close()
    assert ran == []
    gate.set()


def test_the_program_ends_although_a_worker_is_stuck() -> None:
    program = """
import threading
from PySide6.QtCore import QCoreApplication
from ui.background import Lane
app = QCoreApplication([])
lane, begun = Lane("stuck", patience=0.01), threading.Event()
lane.submit(lambda: (begun.set(), threading.Event().wait()), print)
begun.wait()
lane.renew()
begun.clear()
lane.submit(lambda: (begun.set(), threading.Event().wait()), print)
begun.wait()
lane.close()
print("closed")
"""
    root = Path(__file__).resolve().parents[2]
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, timeout=60, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "closed\n", "")


def test_an_exchange_under_way_ends_at_its_next_step_when_the_lane_closes(
    qtbot: QtBot, ledger: Lane, gate: threading.Event
) -> None:
    hub, begun, steps = Lane("closing", patience=10), threading.Event(), []
    step = stepping(ledger, hub)

    def exchange() -> None:
        begun.set()
        while True:
            step(lambda: steps.append("step"))

    hub.submit(exchange, lambda _: None)
    assert begun.wait(10)
    hub.close()
    before = len(steps)
    with qtbot.waitSignal(ledger.idle):
        ledger.submit(lambda: None, lambda _: None)
    assert len(steps) == before


def test_whoever_waits_for_a_step_is_let_go_when_the_ledger_closes(qtbot: QtBot, gate: threading.Event) -> None:
    ledger, hub = Lane("ledger"), Lane("hub", patience=10)
    asked = threading.Event()
    step, raised = stepping(ledger, hub, asked.set), []

    def exchange() -> None:
        try:
            step(lambda: None)
        except BaseException as error:
            raised.append(type(error))
            gate.set()
            raise

    ledger.submit(lambda: gate.wait(10), lambda _: None)
    hub.submit(exchange, lambda _: None)
    assert asked.wait(10)
    ledger.close()
    hub.close()
    assert raised == [GivenUp]
