"""Decides what an offer that needs no visit does: it is given at once, or its goods are handed over.

Refuses to know whether it can be used: the desk says that, and what was given is said with its answer.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.viewmodels import use_cases
from ui.viewmodels.door import DeskDoor
from ui.viewmodels.uses import at_once

if TYPE_CHECKING:
    from posdesk.counter.card import MemberCard


class Giving(QObject):
    """given: the Redeemed, and whether F4 takes it back (goods that were handed over are gone). refused: a Refusal."""

    given = Signal(object, bool)
    refused = Signal(object)

    def __init__(self, door: DeskDoor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._door = door

    def note_met(self, card: "MemberCard") -> None:
        """Once it is on the screen: what of it she sees for the first time is a fact."""
        member, met = card.member.id, card.met
        if met:
            self._door.ask(lambda desk: use_cases.note_met(desk, member, met), lambda _: None)

    def needs_no_visit(self, card: "MemberCard | None", number: int) -> bool:
        """Whether offer `number` can be given without one."""
        return at_once(card, number) is not None

    def give(self, card: "MemberCard", number: int) -> None:
        """Give offer `number`."""
        offer = at_once(card, number)
        if offer is not None:
            member, undo = card.member.id, offer.waiting is None
            self._door.ask(
                lambda desk: use_cases.give(desk, member, offer),
                lambda done: self.given.emit(done, undo),
                self.refused.emit,
            )
