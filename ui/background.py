"""Decides how work leaves the GUI thread and how its result comes back: one lane, one worker, in order.

There is a lane for whatever touches the database and one for whatever waits for the hub. Work on the second reaches the
first by `step`, after everything the screen has asked for. Refuses to know what the work is. A Refusal, trouble of the
environment and trouble of the line go to `failed`; anything else is a bug and goes to sys.excepthook on the GUI thread,
the same road as a bug in a slot.
"""

import sys
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from posdesk.counter.hub_line import GivenUp, LineTrouble, Step
from posdesk.domain.refusals import EnvironmentTrouble, Refused

T = TypeVar("T")
_TOLD = (Refused, EnvironmentTrouble, LineTrouble)
_stuck: "list[Lane]" = []
"""Lanes that were closed while their worker was stuck: what it holds of the screen is never freed on its thread."""


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    work: Callable[[], object]
    done: Callable[[object], None]
    failed: Callable[[Exception], None] | None
    tag: str | None
    generation: int


@dataclass(frozen=True, slots=True)
class _Outcome:
    job: _Job
    value: object
    error: Exception | None


@dataclass(slots=True, eq=False)
class _Step:
    """Work of another lane's thread, which waits for it."""

    work: Callable[[], object]
    over: threading.Event = field(default_factory=threading.Event)
    value: object = None
    error: BaseException | None = None

    def run(self) -> None:
        try:
            self.value = self.work()
        except BaseException as raised:
            self.error = raised
        self.over.set()

    def refuse(self) -> None:
        self.error = GivenUp()
        self.over.set()


class Lane(QObject):
    """One worker thread with a queue. Made, used and closed on the GUI thread.

    patience: seconds for which closing waits for work under way; None: until it is done, as for what must not be lost.
    `idle` is sent on the GUI thread when the last accepted job has been delivered.
    """

    idle = Signal()
    _ready = Signal()

    def __init__(self, name: str, patience: float | None = None) -> None:
        super().__init__()
        self._name, self._patience = name, patience
        self._wake = threading.Condition()
        self._queue: deque[_Job] = deque()
        self._steps: deque[_Step] = deque()
        self._outcomes: deque[_Outcome] = deque()
        self._late: deque[_Outcome] = deque()
        self._generations: dict[str, int] = {}
        self._open, self._waiting, self._worker, self._busy = True, 0, 0, False
        self._owner = threading.current_thread()
        self._ready.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._begin()

    def submit(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        supersede: str | None = None,
    ) -> None:
        """Run `work` on the lane and then `done(result)` on the GUI thread, in the order submitted.

        supersede: a tag; work of the same tag that has not begun is dropped, and what of it is under way is not
        delivered. failed: gets Refused, EnvironmentTrouble and LineTrouble; without it they are treated as bugs.
        Raises RuntimeError after close.
        """
        if not self._open:
            raise RuntimeError(f"the lane {self._name} is closed")
        generation = 0
        with self._wake:
            if supersede is not None:
                generation = self._generations[supersede] = self._generations.get(supersede, 0) + 1
                kept = [job for job in self._queue if job.tag != supersede]
                self._waiting -= len(self._queue) - len(kept)
                self._queue = deque(kept)
            self._queue.append(_Job(work, done, failed, supersede, generation))  # type: ignore[arg-type]
            self._waiting += 1
            self._wake.notify()

    def waiting(self) -> int:
        """Jobs accepted and not yet delivered."""
        return self._waiting

    def step(self, work: Callable[[], T]) -> T:
        """Do `work` here for a thread that waits for it, after everything that was submitted. Raises what it raises,
        and GivenUp once the lane is closed. Called on the lane itself, it is done at once."""
        if self.is_here():
            return work()
        if threading.current_thread() is self._owner:
            raise RuntimeError("the screen does not wait for a lane")
        asked = _Step(work)
        with self._wake:
            if not self._open:
                raise GivenUp
            self._steps.append(asked)
            self._wake.notify()
        asked.over.wait()
        if asked.error is not None:
            raise asked.error
        return asked.value  # type: ignore[return-value]

    def is_here(self) -> bool:
        """Whether the thread that asks is the worker; one that was given up is not."""
        return threading.current_thread() is self._thread

    def is_wanted(self) -> bool:
        """Whether the thread that asks is the worker, and somebody waits for what it does."""
        return self._open and self.is_here()

    def renew(self) -> None:
        """Give up the work under way, which may never end, and go on behind it with another worker. Its outcome is
        never delivered, and its next step on another lane raises GivenUp (see `stepping`)."""
        with self._wake:
            self._worker += 1
            self._waiting -= int(self._busy)
            self._busy = False
            self._late.clear()
        self._begin()
        if self._waiting == 0:
            self.idle.emit()

    def close(self) -> None:
        """Take no more work, wait until all that was accepted is done, with patience until that ends. A second close
        does nothing.

        Results not delivered by then have nobody left to show them and are dropped, bugs excepted.
        """
        if not self._open:
            return
        with self._wake:
            self._open = False
            while self._steps:
                self._steps.popleft().refuse()
            if self._patience is not None:
                self._queue.clear()
            self._wake.notify()
        self._thread.join(self._patience)
        if self._thread.is_alive():
            with self._wake:
                self._worker += 1
            _stuck.append(self)
        while self._outcomes:
            self._report_bug(self._outcomes.popleft())
        self._waiting = 0

    def _begin(self) -> None:
        """A worker; one whose work may never end does not keep the program from ending."""
        self._thread = threading.Thread(
            target=self._run, args=(self._worker,), name=f"lane-{self._name}", daemon=self._patience is not None
        )
        self._thread.start()

    def _run(self, worker: int) -> None:
        """The worker: one job after the other until closed and empty, or given up."""
        while self._run_one(worker):
            pass

    def _run_one(self, worker: int) -> bool:
        """Keeps no reference past its end: what a callback holds must be freed on the GUI thread."""
        job = self._next(worker)
        if job is None:
            return False
        if isinstance(job, _Step):
            job.run()
            return True
        value, error = None, None
        try:
            value = job.work()
        except Exception as raised:
            error = raised
        with self._wake:
            given_up = worker != self._worker
            (self._late if given_up else self._outcomes).append(_Outcome(job, value, error))
            self._busy = self._busy and given_up
        if not given_up:
            self._ready.emit()
        return not given_up

    def _next(self, worker: int) -> _Job | _Step | None:
        with self._wake:
            while not (self._queue or self._steps) and self._open and worker == self._worker:
                self._wake.wait()
            if worker != self._worker:
                return None
            if self._queue:
                self._busy = True
                return self._queue.popleft()
            return self._steps.popleft() if self._steps else None

    @Slot()
    def _deliver(self) -> None:
        """On the GUI thread: hand over one outcome."""
        if not self._open or not self._outcomes:
            return
        outcome = self._outcomes.popleft()
        self._waiting -= 1
        try:
            self._hand_over(outcome)
        finally:
            if self._waiting == 0:
                self.idle.emit()

    def _hand_over(self, outcome: _Outcome) -> None:
        job = outcome.job
        stale = job.tag is not None and job.generation != self._generations[job.tag]
        if isinstance(outcome.error, _TOLD) and (stale or job.failed is not None):
            if not stale and job.failed is not None:
                job.failed(outcome.error)
        elif outcome.error is not None:
            self._report_bug(outcome)
        elif not stale:
            job.done(outcome.value)

    def _report_bug(self, outcome: _Outcome) -> None:
        error = outcome.error
        if error is None or isinstance(error, GivenUp) or (isinstance(error, _TOLD) and outcome.job.failed):
            return
        sys.excepthook(type(error), error, error.__traceback__)


def stepping(onto: Lane, lane: Lane, lives: Callable[[], None] = lambda: None) -> Step:
    """How work on `lane` reaches what `onto` owns, one step at a time; GivenUp ends it once nobody waits for it. lives:
    hears of each step, on the thread of the work."""

    def step(work: Callable[[], T], /) -> T:
        if lane.is_wanted():
            lives()
        elif not onto.is_here():
            raise GivenUp
        return onto.step(work)

    return step
