"""Decides what of an ID check the screen remembers, for whom, and when it forgets.

The gate's answer stays while it is on the screen; that an ID was checked, and the hash by which it may be remembered,
stay until the next visit of whoever it was, the hash no longer than until that was answered;
the ID itself stays only where a new member's form may take it over, until that form opens or the screen moves on (G13).
Refuses to know how an ID is read and what the law says.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from posdesk.counter.lookup import Understood
from ui import id_wording

if TYPE_CHECKING:
    from posdesk.counter.id_checks import IdLook
    from posdesk.counter.id_memory import IdMark
    from posdesk.domain.gate import GateAnswer
    from posdesk.domain.id_card import IdCard, IdChecked
    from ui.viewmodels.counter import CounterModel


class Gate(QObject):
    """What is known of the last ID. answer: what the gate said, while that is on the screen. prefill: the ID, for the
    form of a new member, or None."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.answer: GateAnswer | None = None
        self.prefill: IdCard | None = None
        self.advice = ""
        self._checked: IdChecked | None = None
        self._mark: IdMark | None = None
        self._member: str | None = None

    @property
    def refuses(self) -> bool:
        """Somebody was not let in, and the screen says so."""
        return self.answer is not None and not self.answer.lets_in

    def take(self, look: "IdLook", member: str | None) -> None:
        """An ID was looked at. member: whose it is (UUID text), None while that is open."""
        self.answer, self.prefill = look.answer, look.prefill
        self._checked, self._mark, self._member = look.checked, look.mark, member
        self.advice = _advice(look)
        self.changed.emit()

    def checked_for(self, member: str | None) -> "IdChecked | None":
        """What the visit of this member (None: of a guest) says of an ID check."""
        return self._checked if self._member in (None, member) else None

    def mark_for(self, member: str) -> "IdMark | None":
        """What may be remembered of the ID that was scanned, if this member agrees; None: nothing, or it was asked."""
        return self._mark if self._member in (None, member) else None

    def answered(self) -> None:
        """Whether it may be remembered was answered: it is not asked again in this visit."""
        self._mark = None

    def shown_card(self, member: str) -> None:
        """A member's card is on the screen: a check that was nobody's yet is hers, one of another is over."""
        if self._checked is not None and self._member not in (None, member):
            self._checked = self._mark = self._member = None
        elif self._checked is not None:
            self._member = member
        self.leave()

    def used(self) -> None:
        """The visit is recorded: the next one needs a check of its own."""
        self._checked = self._mark = self._member = None
        self.leave()

    def taken_over(self) -> "IdCard | None":
        """The ID that the form of a new member takes over; it is forgotten with that."""
        card, self.prefill = self.prefill, None
        return card

    def leave(self) -> None:
        """The screen moves on: the ID and what the gate said are forgotten; that it was checked stays."""
        if self.answer is not None or self.prefill is not None:
            self.answer = self.prefill = None
            self.changed.emit()

    def forget(self) -> None:
        """Back at the start: nothing of the last ID is left."""
        self._checked = self._mark = self._member = None
        self.leave()


def _advice(look: "IdLook") -> str:
    """What to do now, beside what the gate says."""
    if not look.answer.lets_in:
        return look.answer.advice
    if look.found is None:
        scanned = look.prefill is not None
        return id_wording.NO_WHOLE_NAME if scanned else f"{look.answer.advice} {id_wording.NEXT_VISIT}"
    return id_wording.NOBODY if look.prefill is not None else id_wording.NOBODY_TO_TYPE


def show_look(counter: "CounterModel", look: "IdLook") -> None:
    """An ID was scanned, or checked by hand for whoever's card is open: show what the gate says. It comes before any
    card: whoever is not let in has none on the screen (G01)."""
    card = counter.card if look.answer.method == "by_hand" else look.card
    counter.close_panels()
    counter.problem = None
    counter.search.clear()
    if not look.answer.lets_in or card is None:
        counter.forget_card()
    counter.gate.take(look, card.member.id if card else None)
    if look.answer.lets_in and card is not None:
        counter.show_card(card)
    elif look.found is not None and len(look.found.hits) > 1:
        counter.gate.leave()
        of_one_id = look.found.kind is Understood.ID
        counter.search.show(look.found, id_wording.several(len(look.found.hits), of_one_id=of_one_id))
    else:
        counter.settle()
