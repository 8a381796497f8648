"""Decides what can be put right about the member whose card is open: points, what is short, a tier, whose a receipt is.
Each needs a reason, and somebody who may (or a manager's PIN, asked for as it is done).

Refuses to know widgets and rules.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from posdesk.domain.refusals import Refusal
from ui import evening_wording as wording
from ui.viewmodels import correction_cases
from ui.viewmodels.correction_cases import Wrongs
from ui.viewmodels.door import DeskDoor

if TYPE_CHECKING:
    from posdesk.counter.card import MemberCard
    from posdesk.counter.ports import Desk
    from posdesk.domain.standing import VisitOutcome

T = TypeVar("T")


class CorrectionsPage(QObject):
    """One member. reason, points, tier, until, whose: as typed."""

    changed = Signal()
    done = Signal()
    """Something was put right: her card is another one."""

    def __init__(self, door: DeskDoor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._door = door
        self.now: Wrongs | None = None
        self.typed = dict.fromkeys(("reason", "points", "tier", "until", "whose"), "")
        self.marked, self.words, self.busy = 0, "", False
        self.trouble: str | None = None

    @property
    def visits(self) -> "tuple[VisitOutcome, ...]":
        """Her receipts that stand, newest first."""
        history = () if self.now is None else self.now.card.standing.history
        return tuple(each for each in reversed(history) if each.voided_by is None)

    @property
    def is_short(self) -> bool:
        """The balance is below zero."""
        return self.now is not None and self.now.card.standing.points < 0

    def open(self, member: str) -> None:
        """Come to the front with a member."""
        self.now, self.marked, self.words, self.trouble = None, 0, "", None
        self.typed = dict.fromkeys(self.typed, "")
        self._ask(lambda desk: correction_cases.opened(desk, member), self._show)

    def set(self, name: str, text: str) -> None:
        """Something was typed."""
        self.typed[name] = text

    def mark(self, at: int) -> None:
        """Mark a receipt."""
        self.marked = max(0, min(at, len(self.visits) - 1))

    def adjust(self) -> None:
        """Points, given or taken."""
        points, why = self.typed["points"], self.typed["reason"]
        self._act(lambda desk, member: correction_cases.adjust(desk, member, points, why), self._adjusted)

    def write_off(self) -> None:
        """What the balance is short of."""
        why = self.typed["reason"]
        if self.is_short:
            self._act(lambda desk, member: correction_cases.write_off(desk, member, why), self._adjusted)

    def hold(self) -> None:
        """A tier, to the end of a day."""
        tier, until, why = self.typed["tier"], self.typed["until"], self.typed["reason"]
        tier = tier or next(iter(self.now.tiers if self.now else ()), "")
        self._act(lambda desk, member: correction_cases.hold_tier(desk, member, tier, until, why), self._held)

    def move(self) -> None:
        """The marked receipt, to whoever is typed."""
        whose, why = self.typed["whose"], self.typed["reason"]
        if self.marked < len(self.visits):
            visit = self.visits[self.marked].fact_id
            self._act(lambda desk, member: correction_cases.move(desk, visit, whose, why), self._did)

    def _act(self, work: "Callable[[Desk, str], T]", done: Callable[[T], None]) -> None:
        if self.now is not None and not self.busy:
            member = self.now.card.member.id
            self.busy, self.trouble, self.words = True, None, ""
            self.changed.emit()
            self._ask(lambda desk: work(desk, member), done)

    def _ask(self, work: "Callable[[Desk], T]", done: Callable[[T], None]) -> None:
        self._door.ask(work, done, self._refused, troubled=self._let_go)

    def _show(self, now: Wrongs) -> None:
        self.now, self.busy = now, False
        self.changed.emit()

    def _adjusted(self, card: "MemberCard") -> None:
        self._did(wording.has_points(card.member.short_name, card.standing.points))

    def _held(self, card: "MemberCard") -> None:
        self._did(wording.holds(card.member.short_name, card.standing.tier.name))

    def _did(self, words: str) -> None:
        member = "" if self.now is None else self.now.card.member.id
        self.done.emit()
        self.open(member)
        self.words = words
        self.changed.emit()

    def _refused(self, no: Refusal) -> None:
        self.trouble, self.busy = no.words, False
        self.changed.emit()

    def _let_go(self) -> None:
        self.busy = False
        self.changed.emit()
