"""Decides what is typed as the answer to the question of a campaign, and keeps it until it is saved.

Refuses to know which answers are right, and what she gets for one: the use case says so.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from posdesk.domain.refusals import Refusal
from ui.viewmodels import use_cases
from ui.viewmodels.door import DeskDoor

if TYPE_CHECKING:
    from posdesk.counter.campaigns import AskHer
    from posdesk.counter.card import MemberCard


class AnswerPanel(QObject):
    """The answer as typed."""

    changed = Signal()
    saved = Signal(object)
    """The MemberCard, after the commit."""
    closed = Signal()

    def __init__(self, door: DeskDoor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._door = door
        self._member = ""
        self.question: AskHer | None = None
        self.is_open = self.saving = False
        self.text = ""
        self.error: str | None = None

    @property
    def typed(self) -> bool:
        """Something would be lost by closing."""
        return bool(self.text.strip())

    def open(self, card: "MemberCard") -> None:
        """Open it for the question that the card asks."""
        self._member, self.question = card.member.id, card.campaigns.question
        self.text, self.error, self.saving, self.is_open = "", None, False, True
        self.changed.emit()

    def close(self) -> None:
        """Close it and forget what was typed."""
        if self.is_open and not self.saving:
            self.is_open, self.text = False, ""
            self.closed.emit()

    def set_text(self, text: str) -> None:
        """The answer was typed in."""
        if text != self.text:
            self.text, self.error = text, None
            self.changed.emit()

    def tell(self, words: str) -> None:
        """Say what is wrong."""
        self.error = words
        self.changed.emit()

    def enter(self) -> None:
        """Enter: save."""
        if self.saving or not self.is_open or self.question is None:
            return
        if not self.typed:
            self.close()
            return
        self.saving, self.error = True, None
        member, field, text = self._member, self.question.field, self.text.strip()
        self.changed.emit()
        self._door.ask(
            lambda desk: use_cases.answer(desk, member, field, text), self._saved, self._refuse, troubled=self._unlock
        )

    def won(self, card: "MemberCard") -> str | None:
        """What of the card the answer has brought."""
        campaign = "" if self.question is None else f"campaign:{self.question.campaign}"
        won = (each.award for each in card.offers if each.usable and each.award is not None)
        return next((award.title for award in won if award.rule.id == campaign), None)

    def _saved(self, card: "MemberCard") -> None:
        self.saving = False
        self.close()
        self.saved.emit(card)

    def _refuse(self, refusal: Refusal) -> None:
        self.saving = False
        self.tell(refusal.words)

    def _unlock(self) -> None:
        self.saving = False
        self.changed.emit()
