"""Decides what a page of settings takes back at F4: what was changed since it came up, the last one first.

Refuses to know what was changed and how it is put back: each change brings both.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from posdesk.domain.refusals import Refusal
from ui import settings_wording as wording


@dataclass(frozen=True, slots=True)
class Change:
    """Something that can be put back. what: inside a sentence, `paper`. back: does it; of its two arguments it calls
    the first when it is done, the second when it is not: with the refusal, or None where the computer could not."""

    what: str
    back: Callable[[Callable[[], None], Callable[[Refusal | None], None]], None]


class TakingBack(QObject):
    """The changes of one page. said: the last one is taken back, in words; refused: it is not, and why."""

    changed = Signal()
    said = Signal(str)
    refused = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._changes: list[Change] = []
        self._under_way = False

    @property
    def what(self) -> str | None:
        """What would be taken back now; None: nothing."""
        return self._changes[-1].what if self._changes else None

    def begin(self) -> None:
        """The page comes up: what was changed before stays as it is."""
        self._changes.clear()
        self._under_way = False
        self.changed.emit()

    def note(self, change: Change) -> None:
        """Something was changed."""
        self._changes.append(change)
        self.changed.emit()

    def undo(self) -> None:
        """Take back what was changed last."""
        if not self._changes:
            self.refused.emit(wording.NOTHING_TO_UNDO)
        elif not self._under_way:
            self._under_way = True
            change = self._changes[-1]
            change.back(lambda: self._done(change), self._not_done)

    def _done(self, change: Change) -> None:
        self._under_way = False
        if change in self._changes:
            self._changes.remove(change)
        self.said.emit(wording.taken_back(change.what))
        self.changed.emit()

    def _not_done(self, no: Refusal | None) -> None:
        self._under_way = False
        if no is not None:
            self.refused.emit(no.words)
