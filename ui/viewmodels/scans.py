"""Decides what a scan means for what lies on top: it opens a card, fills a form, or joins a visit half typed.

Refuses to know what makes a scan and which screen is under the panels.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from posdesk.domain.member import short_name
from ui import wording
from ui.viewmodels import newcomer, use_cases
from ui.viewmodels.door import DeskDoor
from ui.viewmodels.panels import Panels
from ui.viewmodels.screens import Panel

if TYPE_CHECKING:
    from posdesk.counter.card import MemberCard
    from posdesk.counter.lookup import Found
    from ui.viewmodels.use_cases import Scanned


class Scans(QObject):
    """Scans from anywhere. answered: whom one means, the card or None, and its text. coupon: the code of a coupon.
    joined: the card of the guest whose visit is being typed. refused: a Refusal. problem: words."""

    answered = Signal(object, object, str)
    coupon = Signal(str)
    joined = Signal(object)
    refused = Signal(object)
    problem = Signal(str)

    def __init__(self, door: DeskDoor, panels: Panels, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._door, self._panels = door, panels
        self._next: MemberCard | None = None

    def take_next(self) -> "MemberCard | None":
        """Whose card was scanned while another one's visit was half typed; once."""
        following, self._next = self._next, None
        return following

    def scanned(self, text: str) -> None:
        """A scan."""
        if newcomer.is_id(text):  # what is on an ID is never shown, looked up or kept
            self.problem.emit(wording.ID_SCANNED)
        elif self._panels.shown is Panel.NEW_MEMBER:
            self._door.ask(lambda desk: use_cases.scan(desk, text), lambda answer: self._in_form(answer.found, text))
        else:
            self._door.ask(
                lambda desk: use_cases.scan(desk, text),
                lambda answer: self._answered(answer, text),
                self.refused.emit,
                supersede="card",
            )

    def _answered(self, answer: "Scanned", text: str) -> None:
        if answer.coupon:
            self.coupon.emit(text)
        elif self._panels.shown is Panel.VISIT and self._panels.visit.typed:
            self._over_visit(answer.card)
        elif self._panels.shown is not Panel.RETURN or self._panels.may_leave():
            self.answered.emit(answer.found, answer.card, text)

    def _over_visit(self, card: "MemberCard | None") -> None:
        """A half typed visit is never lost: a guest's becomes the member's, another member's is asked about."""
        visit = self._panels.visit
        if card is None:
            visit.tell(wording.nobody(wording.THIS_CARD))
        elif visit.card is None:
            visit.attach(card)
            self.joined.emit(card)
        elif card.member.id != visit.card.member.id:
            self._next = card
            visit.tell(wording.scanned_meanwhile(card.member.short_name))

    def _in_form(self, found: "Found", text: str) -> None:
        form = self._panels.enrolment
        owner = next((hit for hit in found.hits if hit.member == found.exact), None)
        if owner is not None:
            form.tell(wording.held_by(short_name(owner.first_name, owner.last_name)), "card_code")
        else:
            form.set_field("card_code", text.strip())
