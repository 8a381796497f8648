"""Decides which member's points are opened, and keeps them as the desk told them.

Refuses to know widgets, and how they read (lot_words.py, which is not loaded before the page is shown).
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from posdesk.domain.refusals import Refusal
from ui.viewmodels import use_cases
from ui.viewmodels.door import DeskDoor

if TYPE_CHECKING:
    from posdesk.counter.balance import Balance
    from posdesk.counter.card import MemberCard


class LotsPage(QObject):
    """A member's balance, opened."""

    changed = Signal()

    def __init__(self, door: DeskDoor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._door = door
        self.balance: Balance | None = None
        self.error: str | None = None

    def ask(self, member: str) -> None:
        """Ask for the lots of a member (UUID text); those of another one go at once."""
        if self.balance is not None and self.balance.standing.member != member:
            self.balance = None
        self._door.ask(lambda desk: use_cases.open_balance(desk, member), self._show, self._refuse, supersede="balance")

    def refresh(self, card: "MemberCard") -> None:
        """A newer card: what was opened for this member is asked anew."""
        if self.balance is not None and self.balance.standing.member == card.member.id:
            self.ask(card.member.id)

    def _show(self, balance: "Balance") -> None:
        self.balance, self.error = balance, None
        self.changed.emit()

    def _refuse(self, refusal: Refusal) -> None:
        self.balance, self.error = None, refusal.words
        self.changed.emit()
