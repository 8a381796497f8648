"""Decides what is asked of a member just now about being written to, and about an ID, and in which language. Nothing is
agreed unasked.

Each way is a question of its own (G21). Refuses to know the wording: the use case hands it over, word for word.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from posdesk.domain.consent_wording import Language
from posdesk.domain.refusals import Refusal
from ui.viewmodels import joining_cases
from ui.viewmodels.door import DeskDoor

if TYPE_CHECKING:
    from posdesk.counter.card import MemberCard
    from posdesk.counter.consents import Answered
    from posdesk.counter.id_memory import IdMark, Remembered
    from ui.viewmodels.joining_cases import AnyQuestion, Questions


class ConsentPanel(QObject):
    """The questions that are open. asked: how many there were when it was opened."""

    changed = Signal()
    saved = Signal(object, object, bool)
    """What the use case answered, the question, and whether she agreed; after the commit."""
    closed = Signal()

    def __init__(self, door: DeskDoor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._door = door
        self.card: MemberCard | None = None
        self.questions: Questions = ()
        self.asked = 0
        self.is_open = self.saving = False
        self.error: str | None = None

    @property
    def question(self) -> "AnyQuestion | None":
        """The one that is shown; None while the panel only says that an ID is remembered."""
        return self.questions[0] if self.questions else None

    @property
    def remembered(self) -> bool:
        """Whether an ID is remembered for the member."""
        return self.card is not None and self.card.member.id_hash is not None

    @property
    def typed(self) -> bool:
        """Nothing is typed here that could be lost: what was not answered is asked another time."""
        return False

    def open(self, card: "MemberCard", questions: "Questions") -> None:
        """Open it with the questions there are for a member."""
        self.card, self.questions, self.asked = card, questions, len(questions)
        self.error, self.saving, self.is_open = None, False, True
        self.changed.emit()

    def renew(self, card: "MemberCard") -> None:
        """The member as she is now, whose ID was forgotten. What is left to ask stays."""
        if self.is_open and self.card is not None and self.card.member.is_one_with(card.member):
            self.card = card
            if self.questions:
                self.changed.emit()
            else:
                self.close()

    def close(self) -> None:
        """Leave what is not answered for later."""
        if self.is_open and not self.saving:
            self.is_open, self.questions, self.card = False, (), None
            self.closed.emit()

    def tell(self, words: str) -> None:
        """Say what is wrong."""
        self.error = words
        self.changed.emit()

    def answer(self, *, agreed: bool) -> None:
        """What she said to the question that is shown."""
        question, card = self.question, self.card
        if self.saving or not self.is_open or question is None or card is None:
            return
        self.saving, self.error = True, None
        member = card.member.id
        self.changed.emit()
        self._door.ask(
            lambda desk: joining_cases.answer(desk, member, question, agreed=agreed),
            lambda told: self._answered(told, question, agreed),
            self._refuse,
            troubled=self._unlock,
        )

    def later(self) -> None:
        """This question is left for another time; the next one comes."""
        if not self.saving:
            self._next()

    def other_language(self) -> None:
        """The same questions in the other language."""
        card, question = self.card, self.question
        if self.saving or card is None or question is None:
            return
        other = Language.ENGLISH if question.language is Language.SPANISH else Language.SPANISH
        member, left, mark = card.member.id, {each.channel for each in self.questions}, self._mark()
        self._door.ask(
            lambda desk: joining_cases.questions(desk, member, other, mark),
            lambda found: self._show([each for each in found if each.channel in left]),
            self._refuse,
            supersede="consent",
        )

    def _mark(self) -> "IdMark | None":
        """Of the ID that is asked about."""
        return next((each.mark for each in self.questions if each.channel is None), None)

    def _show(self, questions: "list[AnyQuestion]") -> None:
        if self.is_open and not self.saving:
            self.questions = tuple(questions)
            self.changed.emit()

    def _answered(self, told: "Answered | Remembered", question: "AnyQuestion", agreed: bool) -> None:
        self.saving, self.card = False, told.card
        self._next()
        self.saved.emit(told, question, agreed)

    def _next(self) -> None:
        self.questions = self.questions[1:]
        if self.questions:
            self.error = None
            self.changed.emit()
        else:
            self.close()

    def _refuse(self, refusal: Refusal) -> None:
        self.saving = False
        self.tell(refusal.words)

    def _unlock(self) -> None:
        self.saving = False
        self.changed.emit()
