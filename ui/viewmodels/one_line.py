"""Decides how one line is typed in a panel, kept until it is saved, and taken back when it was refused.

Refuses to know what it is, and what becomes of it: who opens it says so.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from posdesk.domain.refusals import Refusal
from ui.viewmodels.door import DeskDoor

if TYPE_CHECKING:
    from posdesk.counter.ports import Desk

    Save = Callable[[Desk, str], object]
    """What is done at the desk with the line."""


class OneLine(QObject):
    """The line as typed."""

    changed = Signal()
    saved = Signal(object)
    """What came of it."""
    closed = Signal()

    def __init__(self, door: DeskDoor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._door = door
        self._save: Save | None = None
        self.is_open = self.saving = False
        self.text = ""
        self.error: str | None = None

    @property
    def typed(self) -> bool:
        """Something would be lost by closing."""
        return bool(self.text.strip())

    def open_to(self, save: "Save") -> None:
        """Open it, empty, for what is then done with it."""
        self._save = save
        self.text, self.error, self.saving, self.is_open = "", None, False, True
        self.changed.emit()

    def close(self) -> None:
        """Close it and forget what was typed."""
        if self.is_open and not self.saving:
            self.is_open, self.text = False, ""
            self.closed.emit()

    def set_text(self, text: str) -> None:
        """It was typed in."""
        if text != self.text:
            self.text, self.error = text, None
            self.changed.emit()

    def tell(self, words: str) -> None:
        """Say what is wrong."""
        self.error = words
        self.changed.emit()

    def enter(self) -> None:
        """Enter: save; with nothing typed, close."""
        save, text = self._save, self.text.strip()
        if self.saving or not self.is_open or save is None:
            return
        if not self.typed:
            self.close()
            return
        self.saving, self.error = True, None
        self.changed.emit()
        self._door.ask(lambda desk: save(desk, text), self._done, self._refuse, troubled=self._unlock)

    def _done(self, came: object) -> None:
        self.saving = False
        self.close()
        self.saved.emit(came)

    def _refuse(self, refusal: Refusal) -> None:
        self.saving = False
        self.tell(refusal.words)

    def _unlock(self) -> None:
        self.saving = False
        self.changed.emit()
