"""Decides how work leaves the GUI thread and how its result comes back: one lane, one worker, in order.

Refuses to know what the work is. A Refusal or trouble of the environment goes to `failed`; anything else is a bug and
goes to sys.excepthook on the GUI thread, the same road as a bug in a slot.
"""

import sys
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from posdesk.domain.refusals import EnvironmentTrouble, Refused

T = TypeVar("T")


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


class Lane(QObject):
    """One worker thread with a queue. Made, used and closed on the GUI thread.

    `idle` is sent on the GUI thread when the last accepted job has been delivered.
    """

    idle = Signal()
    _ready = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._wake = threading.Condition()
        self._queue: deque[_Job] = deque()
        self._outcomes: deque[_Outcome] = deque()
        self._generations: dict[str, int] = {}
        self._open, self._waiting = True, 0
        self._ready.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._run, name=f"lane-{name}", daemon=False)
        self._thread.start()

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
        delivered. failed: gets Refused and EnvironmentTrouble; without it they are treated as bugs. Raises RuntimeError
        after close.
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

    def close(self) -> None:
        """Take no more work, wait until all that was accepted is done. A second close does nothing.

        Results not delivered by then have nobody left to show them and are dropped, bugs excepted.
        """
        if not self._open:
            return
        self._open = False
        with self._wake:
            self._wake.notify()
        self._thread.join()
        while self._outcomes:
            self._report_bug(self._outcomes.popleft())
        self._waiting = 0

    def _run(self) -> None:
        """The worker: one job after the other until closed and empty."""
        while self._run_one():
            self._ready.emit()

    def _run_one(self) -> bool:
        """Keeps no reference past its end: what a callback holds must be freed on the GUI thread."""
        job = self._next()
        if job is None:
            return False
        value, error = None, None
        try:
            value = job.work()
        except Exception as raised:
            error = raised
        self._outcomes.append(_Outcome(job, value, error))
        return True

    def _next(self) -> _Job | None:
        with self._wake:
            while not self._queue and self._open:
                self._wake.wait()
            return self._queue.popleft() if self._queue else None

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
        if isinstance(outcome.error, Refused | EnvironmentTrouble) and (stale or job.failed is not None):
            if not stale and job.failed is not None:
                job.failed(outcome.error)
        elif outcome.error is not None:
            self._report_bug(outcome)
        elif not stale:
            job.done(outcome.value)

    def _report_bug(self, outcome: _Outcome) -> None:
        error = outcome.error
        if error is not None and not (isinstance(error, Refused | EnvironmentTrouble) and outcome.job.failed):
            sys.excepthook(type(error), error, error.__traceback__)
