"""Decides for which question of a campaign an answer is typed, and what of a card it has brought.

Refuses to know which answers are right, and what she gets for one: the use case says so.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.viewmodels import use_cases
from ui.viewmodels.door import DeskDoor
from ui.viewmodels.one_line import OneLine

if TYPE_CHECKING:
    from posdesk.counter.campaigns import AskHer
    from posdesk.counter.card import MemberCard


class AnswerPanel(OneLine):
    """The answer as typed; what came of it is the MemberCard, after the commit. question: the one that is asked."""

    def __init__(self, door: DeskDoor, parent: QObject | None = None) -> None:
        super().__init__(door, parent)
        self.question: AskHer | None = None

    def open(self, card: "MemberCard") -> None:
        """Open it for the question that the card asks."""
        self.question = asked = card.campaigns.question
        if asked is not None:
            member = card.member.id
            self.open_to(lambda desk, text: use_cases.answer(desk, member, asked.field, text))

    def won(self, card: "MemberCard") -> str | None:
        """What of the card the answer has brought."""
        campaign = "" if self.question is None else f"campaign:{self.question.campaign}"
        won = (each.award for each in card.offers if each.usable and each.award is not None)
        return next((award.title for award in won if award.rule.id == campaign), None)
