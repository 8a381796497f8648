"""Decides what a scan means for what lies on top: it opens a card, fills a form, or joins a visit half typed.

Refuses to know what makes a scan and which screen is under the panels.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from posdesk.domain import symbology
from posdesk.domain.member import short_name
from posdesk.domain.scan_code import LONGEST as LONGEST_CARD
from posdesk.domain.scan_code import is_product_code
from posdesk.domain.symbology import Told
from posdesk.hardware.scanner import looks_like_id
from ui import id_wording, wording
from ui.viewmodels import id_cases, use_cases
from ui.viewmodels.door import DeskDoor
from ui.viewmodels.panels import Panels
from ui.viewmodels.screens import Panel

if TYPE_CHECKING:
    from posdesk.counter.card import MemberCard
    from posdesk.counter.id_checks import IdLook
    from posdesk.counter.lookup import Found
    from ui.viewmodels.use_cases import Scanned


class Scans(QObject):
    """Scans from anywhere. answered: whom one means, the card or None, and its text. coupon: the code of a coupon.
    joined: the card of the guest whose visit is being typed. looked: what an ID led to. refused: a Refusal. problem:
    words."""

    answered = Signal(object, object, str)
    coupon = Signal(str)
    joined = Signal(object)
    looked = Signal(object)
    refused = Signal(object)
    problem = Signal(str)

    def __init__(self, door: DeskDoor, panels: Panels, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._door, self._panels = door, panels
        self._next: MemberCard | None = None
        panels.looked.connect(self.looked)

    def take_next(self) -> "MemberCard | None":
        """Whose card was scanned while another one's visit was half typed; once."""
        following, self._next = self._next, None
        return following

    def scanned(self, text: str) -> None:
        """A scan. What the scanner says of its kind is a hint: it helps to say what is wrong where nobody is found."""
        told = symbology.told(text)
        text = told.text
        if looks_like_id(text):  # what is on an ID is never shown, looked up as text or kept
            self._door.ask(
                lambda desk: id_cases.scan(desk, text),
                self.id_looked,
                lambda no: self.problem.emit(no.words),
                supersede="card",
            )
        elif not text.isprintable():
            self.problem.emit(id_wording.NO_CARDS_SIGNS)
        elif self._panels.shown is Panel.NEW_MEMBER:
            self._door.ask(lambda desk: use_cases.scan(desk, text), lambda answer: self._in_form(answer.found, told))
        else:
            self._door.ask(
                lambda desk: use_cases.scan(desk, text),
                lambda answer: self._answered(answer, told),
                self.refused.emit,
                supersede="card",
            )

    def id_looked(self, look: "IdLook") -> None:
        """An ID was looked at. Whom the gate does not let in has no card (G01); a visit half typed stays."""
        gate, panels = self._panels.gate, self._panels
        if panels.shown is Panel.NEW_MEMBER:
            self._id_in_form(look)
            return
        if not (panels.shown is Panel.VISIT and panels.visit.typed):
            if panels.may_leave():
                self.looked.emit(look)
            return
        card = look.card if look.answer.lets_in else None
        typed_for = None if panels.visit.card is None else panels.visit.card.member.id
        gate.take(look, card.member.id if card else typed_for)
        gate.leave()
        panels.visit.tell(look.answer.words if look.answer.lets_in else f"{look.answer.words}. {look.answer.advice}")
        if card is not None:
            self._over_visit(card)

    def _id_in_form(self, look: "IdLook") -> None:
        """The ID of somebody whose form is open fills it in, or says why she cannot join."""
        form, gate = self._panels.enrolment, self._panels.gate
        if not look.answer.lets_in:
            form.tell(f"{look.answer.words}. {look.answer.advice}", "birthday")
        elif look.card is not None:
            form.tell(wording.held_by(look.card.member.short_name), "name")
        else:
            gate.take(look, None)
            card = gate.taken_over()
            if card is not None:
                form.fill_from_id(card)

    def _answered(self, answer: "Scanned", told: Told) -> None:
        text, nobody = told.text, not answer.found.hits
        if answer.coupon:
            self.coupon.emit(text)
        elif nobody and _is_goods(told):
            self.problem.emit(id_wording.PRODUCT)
        elif nobody and told.hints_at_id:  # half of one, maybe: it is not shown
            self.problem.emit(id_wording.NO_WHOLE_ID)
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

    def _in_form(self, found: "Found", told: Told) -> None:
        form = self._panels.enrolment
        if not found.hits and _is_goods(told):
            form.tell(id_wording.PRODUCT, "card_code")
            return
        if not found.hits and told.hints_at_id and len(told.text) > LONGEST_CARD:
            form.tell(id_wording.NO_WHOLE_ID, "card_code")
            return
        owner = next((hit for hit in found.hits if hit.member == found.exact), None)
        if owner is not None:
            form.tell(wording.held_by(short_name(owner.first_name, owner.last_name)), "card_code")
        else:
            form.set_field("card_code", told.text.strip())


def _is_goods(told: Told) -> bool:
    return told.hints_at_goods or is_product_code(told.text)
