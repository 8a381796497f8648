"""Decides what is typed as the number that a member reads off the customer screen, until it is checked.

Refuses to know which number is right: the use case does.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from posdesk.domain.refusals import Refusal
from ui.viewmodels import use_cases
from ui.viewmodels.door import DeskDoor

if TYPE_CHECKING:
    from posdesk.counter.card import MemberCard


class PresencePanel(QObject):
    """The number as typed."""

    changed = Signal()
    proved = Signal(str)
    """Words: the member is here."""
    closed = Signal()

    def __init__(self, door: DeskDoor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._door = door
        self._member = ""
        self.is_open = self.saving = False
        self.text = ""
        self.error: str | None = None

    def open(self, card: "MemberCard") -> None:
        """Open it for the member of a card."""
        self._member = card.member.id
        self.text, self.error, self.saving, self.is_open = "", None, False, True
        self.changed.emit()

    def close(self) -> None:
        """Close it; a number half typed is worth nothing in a minute."""
        if self.is_open and not self.saving:
            self.is_open, self.text = False, ""
            self.closed.emit()

    def set_text(self, text: str) -> None:
        """Something was typed in."""
        if text != self.text:
            self.text, self.error = text, None
            self.changed.emit()

    def tell(self, words: str) -> None:
        """Say what is wrong."""
        self.error = words
        self.changed.emit()

    def enter(self) -> None:
        """Enter: check it."""
        if self.saving or not self.is_open:
            return
        if not self.text.strip():
            self.close()
            return
        self.saving, self.error = True, None
        member, text = self._member, self.text
        self.changed.emit()
        self._door.ask(
            lambda desk: use_cases.prove_presence(desk, member, text), self._proved, self._refuse, troubled=self._unlock
        )

    def _proved(self, words: str) -> None:
        self.saving = False
        self.close()
        self.proved.emit(words)

    def _refuse(self, refusal: Refusal) -> None:
        self.saving = False
        self.tell(refusal.words)

    def _unlock(self) -> None:
        self.saving = False
        self.changed.emit()
