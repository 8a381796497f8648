"""Decides when a member is asked whether she may be written to, or her ID remembered, and what "Stop texts" and "Forget
ID" do on the screen.

Refuses to know rules and words of the law.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from posdesk.domain.facts import Channel
from posdesk.domain.refusals import Refusal
from ui import enrolment_wording, id_wording
from ui.viewmodels import joining_cases
from ui.viewmodels.door import DeskDoor
from ui.viewmodels.panels import Panels
from ui.viewmodels.screens import Panel

if TYPE_CHECKING:
    from posdesk.counter.card import MemberCard
    from posdesk.counter.consents import Answered
    from posdesk.counter.enrolment import Enrolled
    from posdesk.counter.id_memory import Remembered
    from ui.viewmodels.joining_cases import AnyQuestion, Questions


class Consenting(QObject):
    """done: words, and the card as it is now. refused: words."""

    done = Signal(str, object)
    refused = Signal(str)

    def __init__(self, door: DeskDoor, panels: Panels, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._door, self._panels = door, panels
        panels.enrolled.connect(self._enrolled)
        panels.consented.connect(self._answered)

    def ask(self, card: "MemberCard | None", *, of_itself: bool = False) -> None:
        """Alt+O: ask what there is to ask, also about an ID that was scanned just now. of_itself: after enrolling, when
        nothing to ask, and nothing to ask with, is no news."""
        if card is None:
            self.refused.emit(enrolment_wording.NO_CONSENT_OPEN)
            return
        if not self._panels.may_leave():
            return
        member = card.member.id
        mark = self._panels.gate.mark_for(member)
        refused = (lambda _: None) if of_itself else self._refuse
        self._door.ask(
            lambda desk: joining_cases.questions(desk, member, None, mark),
            lambda found: self._open(card, found, of_itself=of_itself),
            refused,
            supersede="consent",
        )

    def _open(self, card: "MemberCard", found: "Questions", *, of_itself: bool) -> None:
        if not found and (of_itself or card.member.id_hash is None):
            if not of_itself:
                self.refused.emit(enrolment_wording.NOTHING_TO_ASK)
        elif self._panels.may_leave() and self._panels.close():
            self._panels.consent.open(card, found)
            self._panels.lay(Panel.CONSENT)

    def answer(self, *, agreed: bool) -> None:
        """Alt+Y, Alt+N: what she said to the question that is shown."""
        if self._panels.shown is Panel.CONSENT:
            self._panels.consent.answer(agreed=agreed)
        else:
            self.refused.emit(enrolment_wording.NO_CONSENT_OPEN)

    def other_language(self) -> None:
        """Alt+L: the question in the other language."""
        if self._panels.shown is Panel.CONSENT:
            self._panels.consent.other_language()
        else:
            self.refused.emit(enrolment_wording.NO_CONSENT_OPEN)

    def stop(self, card: "MemberCard | None", channel: Channel) -> None:
        """Alt+T: the member is not written to any more. One key, nothing is asked (G23)."""
        if card is None:
            self.refused.emit(enrolment_wording.NO_CONSENT_OPEN)
            return
        member, name = card.member.id, card.member.short_name
        self._door.ask(
            lambda desk: joining_cases.stop(desk, member, channel),
            lambda told: self.done.emit(enrolment_wording.stopped(name, channel), told.card),
            self._refuse,
        )

    def forget_id(self, card: "MemberCard | None") -> None:
        """The member's ID is remembered no more: one key, nothing is asked."""
        if card is None:
            self.refused.emit(enrolment_wording.NO_CONSENT_OPEN)
            return
        member, name = card.member.id, card.member.short_name

        def forgotten(told: "Remembered") -> None:
            self._panels.consent.renew(told.card)
            self.done.emit(id_wording.forgotten(name), told.card)

        self._door.ask(lambda desk: joining_cases.forget_id(desk, member), forgotten, self._refuse)

    def _enrolled(self, done: "Enrolled") -> None:
        name = done.card.member.short_name
        self.done.emit(enrolment_wording.enrolled(name, done.brought_by, done.no_reward), done.card)
        self.ask(done.card, of_itself=True)

    def _answered(self, told: "Answered | Remembered", question: "AnyQuestion", agreed: bool) -> None:
        if question.channel is None:
            self._panels.gate.answered()
        name = told.card.member.short_name
        self.done.emit(enrolment_wording.answered(name, question.channel, agreed=agreed), told.card)

    def _refuse(self, refusal: Refusal) -> None:
        self.refused.emit(refusal.words)
