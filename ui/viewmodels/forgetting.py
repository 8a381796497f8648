"""Decides how members who have been away for so long are counted and forgotten on the screen: said before it is done,
in numbers; one by one, so that the counter goes on; and never taken back.

Refuses to know widgets, who is due, and who may do it: the desk says so.
"""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from posdesk.domain.refusals import Refusal
from ui import store_wording as wording
from ui.viewmodels import store_cases
from ui.viewmodels.door import DeskDoor

if TYPE_CHECKING:
    from posdesk.counter.ports import Desk
    from posdesk.office.ports import Office
    from posdesk.office.retention import Purge, Steps


class Doing(StrEnum):
    """What goes on, a moment at a time."""

    NOTHING = "nothing"
    COUNTING = "counting"
    FORGETTING = "forgetting"


class Forgetting(QObject):
    """counted: what would be forgotten now; report: what was. asked: it was said what goes, and the next press does it.
    so_far: members counted or forgotten while that goes on; of: so many are to be forgotten. months: after which they
    may be; None: never."""

    changed = Signal()
    began = Signal()
    """Somebody does something: what was said before is old."""
    said = Signal(str)
    refused = Signal(str)
    forgot = Signal(str)
    """Members were forgotten, in words: a card that is shown may be one of theirs."""

    def __init__(self, door: DeskDoor, office: "Callable[[Desk], Office]", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._door, self._office = door, office
        self.months: int | None = None
        self.doing, self.so_far, self.of, self.asked = Doing.NOTHING, 0, 0, False
        self.counted: Purge | None = None
        self.report: Purge | None = None
        self._steps: Steps | None = None
        self._ending = False

    @property
    def may_count(self) -> bool:
        """There is a time after which members may be forgotten, and nothing goes on."""
        return self.months is not None and self.doing is Doing.NOTHING

    @property
    def may_forget(self) -> bool:
        """Somebody was counted who would go."""
        return self.may_count and self.counted is not None and self.counted.members > 0

    def begin(self) -> None:
        """The page comes up; what is being forgotten goes on."""
        if self.doing is not Doing.FORGETTING:
            self._stop()
            self.counted, self.report, self.asked = None, None, False

    def leave(self) -> None:
        """Nobody looks any more: a count is over."""
        self.asked = False
        if self.doing is Doing.COUNTING:
            self._stop()

    def follow(self, months: int | None) -> None:
        """So many months hold; with other ones than before, who would go is somebody else."""
        if months != self.months and self.doing is not Doing.FORGETTING:
            self._stop()
            self.counted, self.asked = None, False
        self.months = months

    def count_by_itself(self) -> None:
        """Count where nobody asked for it."""
        if self.may_count and self.counted is None:
            self._start(Doing.COUNTING, None)

    def count(self) -> None:
        """Count what would be forgotten now; while that, or forgetting, goes on: stop it."""
        if self.doing is not Doing.NOTHING:
            self.stop()
        elif self.may_count:
            self.began.emit()
            self._start(Doing.COUNTING, None)

    def forget(self) -> None:
        """Say what goes; the second time, after that was said, forget them."""
        if not self.may_forget:
            return
        self.began.emit()
        if self.asked:
            self._start(Doing.FORGETTING, self.counted)
        else:
            self.asked = True
            self.changed.emit()

    def keep(self) -> None:
        """Do not forget them."""
        self.asked = False
        self.changed.emit()

    def stop(self) -> None:
        """End what goes on; who was forgotten stays forgotten, and so does the one who is being forgotten now."""
        if self.doing is Doing.FORGETTING and self._steps is not None:
            self._ending = True
            self.changed.emit()
        elif self.doing is not Doing.NOTHING:
            self._stop()
            self.said.emit(wording.STOPPED)

    def save(self, path: Path) -> None:
        """Write the report of what was forgotten."""
        done = self.report
        if done is not None:
            self.began.emit()
            self._door.ask(
                lambda desk: store_cases.save_report(desk, done, path),
                lambda _: self.said.emit(wording.saved(path.name)),
                lambda no: self.refused.emit(no.words),
            )

    # ---------------------------------------------------------------------------------------------------------- inside

    def _start(self, doing: Doing, counted: "Purge | None") -> None:
        self.doing, self.asked, self.so_far, self.report = doing, False, 0, None
        self.of = 0 if counted is None else counted.members
        self.changed.emit()
        self._door.ask(
            lambda desk: store_cases.begin(self._office(desk), counted), self._begun, self._broke, troubled=self._broke
        )

    def _begun(self, steps: "Steps") -> None:
        if self.doing is not Doing.NOTHING:
            self._steps = steps
            self._go_on(steps)

    def _go_on(self, steps: "Steps") -> None:
        seconds = 0 if self.doing is Doing.FORGETTING else store_cases.A_MOMENT
        self._door.ask(
            lambda _: store_cases.go_on_with(steps, seconds),
            lambda far: self._went_on(steps, far),
            self._broke,
            troubled=self._broke,
        )

    def _went_on(self, steps: "Steps", far: "int | Purge") -> None:
        if steps is not self._steps:
            return
        if not isinstance(far, int):
            self._came_to(far)
        elif self._ending:
            self._stop()
            self._ended_early(far)
        else:
            self.so_far = far
            self._go_on(steps)
        self.changed.emit()

    def _came_to(self, done: "Purge") -> None:
        self._stop()
        if done.dry:
            self.counted = done
        else:
            self.counted, self.report = None, done
            self.forgot.emit(wording.forgotten(done))

    def _broke(self, no: Refusal | None = None) -> None:
        """It was refused, or the computer could not go on: then its words come by themselves."""
        doing, done = self.doing, self.so_far
        self._stop()
        self.counted = None
        if doing is Doing.FORGETTING and done:
            self._ended_early(done)
        if no is not None:
            self.refused.emit(no.words)
        self.changed.emit()

    def _ended_early(self, done: int) -> None:
        self.counted = None
        self.said.emit(wording.cut_short(done))
        if done:
            self.forgot.emit(wording.cut_short(done))

    def _stop(self) -> None:
        self._steps, self.doing, self.so_far, self._ending = None, Doing.NOTHING, 0, False
