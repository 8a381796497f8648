"""Decides what is typed when an ID is checked by hand, and hands it to the gate. Nothing typed here is kept.

Refuses to know what is right: the use case says so, in words.
"""

from PySide6.QtCore import QObject, Signal

from posdesk.domain.refusals import Refusal
from ui.viewmodels import id_cases
from ui.viewmodels.door import DeskDoor

FIELDS = ("born", "expires", "medical")
"""The fields, in the order of Tab: birth date, last valid day, that of a medical card."""


class IdCheckPanel(QObject):
    """The dates as typed."""

    changed = Signal()
    looked = Signal(object)
    """The IdLook."""
    closed = Signal()

    def __init__(self, door: DeskDoor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._door = door
        self.is_open = self.asking = False
        self.values = dict.fromkeys(FIELDS, "")
        self.error: str | None = None

    @property
    def typed(self) -> bool:
        """Something would be lost by closing: dates are typed again in a moment, so nothing ever is."""
        return False

    def open(self) -> None:
        """Open it, empty."""
        self._empty()
        self.is_open = True
        self.changed.emit()

    def close(self) -> None:
        """Close it and forget what was typed."""
        if self.is_open:
            self._empty()
            self.is_open = False
            self.closed.emit()

    def set_field(self, field: str, text: str) -> None:
        """A field was typed in."""
        if self.values[field] != text:
            self.values[field], self.error = text, None
            self.changed.emit()

    def tell(self, words: str) -> None:
        """Say what is wrong."""
        self.error = words
        self.changed.emit()

    def enter(self) -> None:
        """Enter: ask the gate."""
        if self.asking or not self.is_open:
            return
        self.asking, self.error = True, None
        born, expires, medical = (self.values[field] for field in FIELDS)
        self.changed.emit()
        self._door.ask(
            lambda desk: id_cases.by_hand(desk, born, expires, medical),
            self.looked.emit,
            self._refuse,
            troubled=self._idle,
        )

    def _refuse(self, refusal: Refusal) -> None:
        self.asking = False
        self.tell(refusal.words)

    def _idle(self) -> None:
        self.asking = False
        self.changed.emit()

    def _empty(self) -> None:
        self.values, self.error, self.asking = dict.fromkeys(FIELDS, ""), None, False
