"""Decides which panel lies over the screen, and when it may go: what was typed into one is never lost by another.

Each panel's view-model is made when it is first wanted. Refuses to know what is under it.
"""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui import wording
from ui.viewmodels import use_cases
from ui.viewmodels.door import DeskDoor
from ui.viewmodels.gate import Gate
from ui.viewmodels.screens import Panel

if TYPE_CHECKING:
    from posdesk.counter.card import MemberCard
    from posdesk.counter.returns import Returnable
    from posdesk.domain.id_card import IdCard
    from ui.viewmodels.answer_panel import AnswerPanel
    from ui.viewmodels.consent_panel import ConsentPanel
    from ui.viewmodels.enrolment_form import EnrolmentPanel
    from ui.viewmodels.id_check_panel import IdCheckPanel
    from ui.viewmodels.one_line import OneLine
    from ui.viewmodels.return_panel import ReturnPanel
    from ui.viewmodels.visit_panel import VisitPanel

_PANELS = ("visit", "enrolment", "goods_back", "answer", "consent", "id_check", "presence")


class Panels(QObject):
    """What lies over the screen. saved, enrolled, returned, answered, consented carry the use case's answer, after the
    commit; looked that of the gate. gate: what is known of the last ID."""

    changed = Signal()
    saved = Signal(object)
    enrolled = Signal(object)
    returned = Signal(object)
    answered = Signal(object)
    consented = Signal(object, object, bool)
    taken_over = Signal(str)
    """The id of a member who was about to be enrolled again."""
    looked = Signal(object)
    proved = Signal(object)
    """A member has proved to be here: words."""
    refused = Signal(str)
    """Why a return cannot be opened."""

    def __init__(self, door: DeskDoor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._door = door
        self._shown = Panel.NONE
        self.gate = Gate(self)

    @cached_property
    def visit(self) -> "VisitPanel":
        """A visit being recorded."""
        from ui.viewmodels.visit_panel import VisitPanel

        made = VisitPanel(self._door, self, id_check=self.gate.checked_for)
        made.saved.connect(self.saved)
        made.closed.connect(lambda: self._closed(Panel.VISIT))
        return made

    @cached_property
    def enrolment(self) -> "EnrolmentPanel":
        """The form of a new member."""
        from ui.viewmodels.enrolment_form import EnrolmentPanel

        made = EnrolmentPanel(self._door, self)
        made.saved.connect(self.enrolled)
        made.taken_over.connect(self.taken_over)
        made.closed.connect(lambda: self._closed(Panel.NEW_MEMBER))
        return made

    @cached_property
    def goods_back(self) -> "ReturnPanel":
        """Goods of a visit that come back."""
        from ui.viewmodels.return_panel import ReturnPanel

        made = ReturnPanel(self._door, self)
        made.saved.connect(self.returned)
        made.closed.connect(lambda: self._closed(Panel.RETURN))
        return made

    @cached_property
    def answer(self) -> "AnswerPanel":
        """The answer to a campaign's question."""
        from ui.viewmodels.answer_panel import AnswerPanel

        made = AnswerPanel(self._door, self)
        made.saved.connect(self.answered)
        made.closed.connect(lambda: self._closed(Panel.ANSWER))
        return made

    @cached_property
    def consent(self) -> "ConsentPanel":
        """What a member is asked about being written to."""
        from ui.viewmodels.consent_panel import ConsentPanel

        made = ConsentPanel(self._door, self)
        made.saved.connect(self.consented)
        made.closed.connect(lambda: self._closed(Panel.CONSENT))
        return made

    @cached_property
    def id_check(self) -> "IdCheckPanel":
        """An ID that somebody reads and types."""
        from ui.viewmodels.id_check_panel import IdCheckPanel

        made = IdCheckPanel(self._door, self)
        made.looked.connect(self.looked)
        made.closed.connect(lambda: self._closed(Panel.ID_CHECK))
        return made

    @cached_property
    def presence(self) -> "OneLine":
        """The number of the customer screen, read back."""
        from ui.viewmodels.one_line import OneLine

        made = OneLine(self._door, self)
        made.saved.connect(self.proved)
        made.closed.connect(lambda: self._closed(Panel.PRESENCE))
        return made

    @property
    def shown(self) -> Panel:
        """The panel on top."""
        return self._shown

    def take_back(self, visit: str) -> None:
        """Open the return of a visit (UUID text), or say why nothing of it can come back."""
        if self.may_leave():
            self._door.ask(
                lambda desk: use_cases.open_return(desk, visit),
                self._open_return,
                lambda no: self.refused.emit(no.words),
                supersede="return",
            )

    def _open_return(self, found: "Returnable") -> None:
        if self.may_leave() and self.close():
            self.goods_back.open(found)
            self.lay(Panel.RETURN)

    def all_back(self) -> None:
        """Alt+A: everything of the visit comes back."""
        if self._shown is Panel.RETURN:
            self.goods_back.all_back()
        else:
            self.refused.emit(wording.NO_RETURN_OPEN)

    def ask(self, card: "MemberCard | None") -> None:
        """Alt+Q: the question that the card asks; in the open panel, save the answer."""
        if self._shown is Panel.ANSWER:
            self.answer.enter()
        elif card is None or card.campaigns.question is None:
            self.refused.emit(wording.NO_QUESTION)
        elif self.may_leave() and self.close():
            self.answer.open(card)
            self.lay(Panel.ANSWER)

    def enrol(self, known: dict[str, str], card: "IdCard | None" = None) -> None:
        """The form of a new member, filled in with what is known, and with what an ID says."""
        if self._shown is not Panel.NEW_MEMBER:
            self.enrolment.open(**known)
        if card is not None:
            self.enrolment.fill_from_id(card)
        self.lay(Panel.NEW_MEMBER)

    def check_id(self) -> None:
        """Alt+I: check an ID by hand; in the open panel, ask the gate."""
        if self._shown is Panel.ID_CHECK:
            self.id_check.enter()
        elif self.may_leave() and self.close():
            self.id_check.open()
            self.lay(Panel.ID_CHECK)

    def prove(self, card: "MemberCard") -> None:
        """Alt+U: the number that the member reads off the customer screen; in the open panel, check it."""
        if self._shown is Panel.PRESENCE:
            self.presence.enter()
        elif self.may_leave() and self.close():
            member = card.member.id
            self.presence.open_to(lambda desk, text: use_cases.prove_presence(desk, member, text))
            self.lay(Panel.PRESENCE)

    def lay(self, panel: Panel) -> None:
        """Put a panel on top, or take all away (NONE)."""
        if panel is not self._shown:
            self._shown = panel
            self.changed.emit()

    def close(self) -> bool:
        """Take away what lies over the screen, but for what is being saved; whether all is gone."""
        made = [self.__dict__[name] for name in _PANELS if name in self.__dict__]
        for each in made:
            each.close()
        gone = not any(each.is_open for each in made)
        if gone:
            self.lay(Panel.NONE)
        return gone

    def may_leave(self) -> bool:
        """Whether what lies on top may go without losing what was typed; if not, it says so itself."""
        if self._shown is Panel.VISIT and self.visit.typed:
            self.visit.tell(wording.SAVE_VISIT_FIRST)
        elif self._shown is Panel.NEW_MEMBER and self.enrolment.typed:
            self.enrolment.tell(wording.SAVE_MEMBER_FIRST, "name")
        elif self._shown is Panel.RETURN and self.goods_back.typed:
            self.goods_back.tell(wording.SAVE_RETURN_FIRST)
        elif self._shown is Panel.ANSWER and self.answer.typed:
            self.answer.tell(wording.SAVE_ANSWER_FIRST)
        else:
            return True
        return False

    def tell(self, words: str) -> bool:
        """Say something beside what is typed; False when nothing typed in lies on top."""
        if self._shown is Panel.VISIT:
            self.visit.tell(words)
        elif self._shown is Panel.NEW_MEMBER:
            self.enrolment.tell(words, "card_code")
        elif self._shown is Panel.RETURN:
            self.goods_back.tell(words)
        elif self._shown is Panel.ANSWER:
            self.answer.tell(words)
        elif self._shown is Panel.CONSENT:
            self.consent.tell(words)
        elif self._shown is Panel.ID_CHECK:
            self.id_check.tell(words)
        elif self._shown is Panel.PRESENCE:
            self.presence.tell(words)
        else:
            return False
        return True

    def _closed(self, panel: Panel) -> None:
        if self._shown is panel:
            self.lay(Panel.NONE)
