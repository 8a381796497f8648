"""Decides how the screen asks the desk for something: the work goes to the ledger lane, the answer comes back here.

The store may still be closed when the first question is asked: it is opened on the lane, before the first answer. What
the desk refuses goes to the asker; trouble of the environment goes to the asker and to the red banner. Refuses to know
what is asked.
"""

from collections import deque
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from posdesk.counter.hub_line import LineTrouble
from posdesk.domain.refusals import EnvironmentTrouble, Refusal, Refused

if TYPE_CHECKING:
    from posdesk.counter.ports import Desk

T = TypeVar("T")


class LedgerLane(Protocol):
    """What the screen needs of ui.background.Lane."""

    def submit(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        supersede: str | None = None,
    ) -> None:
        """Do `work` off the GUI thread, then `done` or `failed` on it; later work of the same tag replaces older."""
        ...


class StraightLane:
    """A lane that does the work at once, in the thread that asks: for pictures and tests of single screens. What an
    answer asks for is done when that answer was given, so however long a chain of questions is, it is not deep."""

    def __init__(self) -> None:
        self._due: deque[Callable[[], None]] = deque()
        self._busy = False

    def renew(self) -> None:
        """Nothing is ever under way."""

    def submit(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        supersede: str | None = None,
    ) -> None:
        """Do it now; nothing can be superseded."""
        self._due.append(partial(self._do, work, done, failed))
        if self._busy:
            return
        self._busy = True
        try:
            while self._due:
                self._due.popleft()()
        finally:
            self._due.clear()
            self._busy = False

    def _do(self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[Exception], None] | None) -> None:
        try:
            answer = work()
        except (Refused, EnvironmentTrouble, LineTrouble) as trouble:
            if failed is None:
                raise
            failed(trouble)
        else:
            done(answer)


class DeskDoor(QObject):
    """The one way from the screen to the desk."""

    opened = Signal(object)
    """The store is open, the first answer has come: who is signed in, or None."""
    troubled = Signal(str)
    """The computer could not do it: words for people."""

    def __init__(self, desk: "Desk | Callable[[], Desk]", lane: LedgerLane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk: Desk | None = None if callable(desk) else desk
        self._open: Callable[[], Desk] | None = desk if callable(desk) else None
        self._lane = lane
        self._was_opened = False

    def ask(
        self,
        work: "Callable[[Desk], T]",
        done: Callable[[T], None],
        refused: Callable[[Refusal], None] | None = None,
        *,
        troubled: Callable[[], None] | None = None,
        supersede: str | None = None,
    ) -> None:
        """Do `work` with the desk on the lane; then `done` with its answer, or `refused`, or `troubled`, all here.

        `troubled` is for the asker to unlock what it had locked; the words are on the red banner by themselves.
        """

        def answer(value: T) -> None:
            self._note_opened()
            done(value)

        def failed(trouble: Exception) -> None:
            if isinstance(trouble, Refused):
                self._note_opened()
                if refused is None:
                    self.troubled.emit(trouble.refusal.words)
                else:
                    refused(trouble.refusal)
                return
            if not isinstance(trouble, EnvironmentTrouble):
                raise trouble
            if troubled is not None:
                troubled()
            self.troubled.emit(trouble.words)

        self._lane.submit(lambda: work(self._at_desk()), answer, failed, supersede=supersede)

    def _at_desk(self) -> "Desk":
        """Runs on the lane. A store that could not be opened is tried again with the next question."""
        if self._desk is None:
            assert self._open is not None
            self._desk = self._open()
        return self._desk

    def _note_opened(self) -> None:
        if not self._was_opened:
            self._was_opened = True
            self.opened.emit(self._desk.station.staff if self._desk else None)
