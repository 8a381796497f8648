"""Decides how the screen asks the desk for something: the work goes to the ledger lane, the answer comes back here.

The store may still be closed when the first question is asked: it is opened on the lane, before the first answer. What
the desk refuses goes to the asker; trouble of the environment goes to the asker and to the red banner. Refuses to know
what is asked.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from posdesk.counter.hub_line import LineTrouble
from posdesk.domain.refusals import EnvironmentTrouble, Refusal, RefusalCode, Refused
from ui.viewmodels import people_cases

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


NOT_TAKEN = frozenset({RefusalCode.WRONG_PIN, RefusalCode.WAIT, RefusalCode.BAD_PIN, RefusalCode.NOT_PERMITTED})
"""Why an approval is not one."""


@dataclass(frozen=True, slots=True)
class Appeal:
    """An act that was refused because somebody else may do it; nothing of it was done. words: what and who.

    again: do it with the approval of a person (id, PIN); then the asker has its answer and `over` is called, or the
    approval is not one and `wrong` hears why. give_up: the asker hears the refusal.
    """

    words: str
    again: Callable[[str, str, Callable[[], None], Callable[[Refusal], None]], None]
    give_up: Callable[[], None]


class DeskDoor(QObject):
    """The one way from the screen to the desk. appeals: hears of acts that need an approval, and says whether it takes
    one up; else the asker has the refusal at once."""

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
        self.appeals: Callable[[Appeal], bool] | None = None

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

        def refuse(no: Refusal) -> None:
            if refused is None:
                self.troubled.emit(no.words)
            else:
                refused(no)

        def failed(trouble: Exception) -> None:
            if not self._may_be_approved(trouble, work, done, refuse, troubled):
                self._tell(trouble, refuse, troubled)

        self._submit(work, done, failed, supersede)

    def turn_over(
        self,
        work: "Callable[[Desk], Desk]",
        done: Callable[[], None],
        refused: Callable[[Refusal], None],
        troubled: Callable[[], None] | None = None,
    ) -> None:
        """Do `work`: what it yields is the desk for everything from now on. Else as ask."""

        def become(desk: "Desk") -> None:
            self._desk = work(desk)

        self._submit(become, lambda _: done(), lambda trouble: self._tell(trouble, refused, troubled))

    def _submit(
        self,
        work: "Callable[[Desk], T]",
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
        supersede: str | None = None,
    ) -> None:
        def answer(value: T) -> None:
            self._note_opened()
            done(value)

        self._lane.submit(lambda: work(self._at_desk()), answer, failed, supersede=supersede)

    def _tell(self, trouble: Exception, refuse: Callable[[Refusal], None], troubled: Callable[[], None] | None) -> None:
        if isinstance(trouble, Refused):
            self._note_opened()
            refuse(trouble.refusal)
            return
        if not isinstance(trouble, EnvironmentTrouble):
            raise trouble
        if troubled is not None:
            troubled()
        self.troubled.emit(trouble.words)

    def _may_be_approved(
        self,
        trouble: Exception,
        work: "Callable[[Desk], T]",
        done: Callable[[T], None],
        refuse: Callable[[Refusal], None],
        troubled: Callable[[], None] | None,
    ) -> bool:
        """Whether an act that was refused waits for an approval now."""
        if self.appeals is None or not isinstance(trouble, Refused):
            return False
        no = trouble.refusal
        if no.code is not RefusalCode.NOT_PERMITTED:
            return False

        def again(who: str, pin: str, over: Callable[[], None], wrong: Callable[[Refusal], None]) -> None:
            def did(value: T) -> None:
                over()
                done(value)

            def failed(trouble: Exception) -> None:
                if isinstance(trouble, Refused) and trouble.refusal.code in NOT_TAKEN:
                    wrong(trouble.refusal)
                else:
                    over()
                    self._tell(trouble, refuse, troubled)

            self._submit(lambda desk: work(people_cases.approved(desk, who, pin)), did, failed)

        return self.appeals(Appeal(no.words, again, lambda: refuse(no)))

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
