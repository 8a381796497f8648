"""Decides what the list of exceptions shows, and what is done with the one that is marked.

Refuses to know widgets and rules.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from posdesk.domain.correction_facts import Remedy
from posdesk.domain.exceptional import Kind
from posdesk.domain.refusals import Refusal
from posdesk.office import exception_words
from ui import evening_wording as wording
from ui import wording as days
from ui.viewmodels import evening_cases
from ui.viewmodels.door import DeskDoor
from ui.viewmodels.evening_cases import ExceptionsNow

if TYPE_CHECKING:
    from posdesk.counter.ports import Desk
    from posdesk.office.exceptions import Listed
    from posdesk.office.ports import Office

T = TypeVar("T")


class ExceptionsPage(QObject):
    """What nobody has settled."""

    changed = Signal()
    settled = Signal()
    """One was: figures may be others."""

    def __init__(self, door: DeskDoor, office: "Callable[[Desk], Office]", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._door, self._office = door, office
        self.now: ExceptionsNow | None = None
        self.marked = 0
        self.reason, self.whose, self.words = "", "", ""
        self.trouble: str | None = None
        self.busy = False

    @property
    def listed(self) -> "tuple[Listed, ...]":
        """All of them."""
        return () if self.now is None else self.now.listed

    @property
    def current(self) -> "Listed | None":
        """The one that is marked."""
        return self.listed[self.marked] if self.marked < len(self.listed) else None

    @property
    def remedies(self) -> tuple[Remedy, ...]:
        """What can be done about it here: of several receipts it is not known which one is meant."""
        current = self.current
        if current is None:
            return ()
        one = len(current.what.facts) <= 1 or len(current.what.remedies) <= 2
        return current.what.remedies if one else (Remedy.ACCEPT,)

    def lines(self) -> tuple[str, ...]:
        """The marked one: what was said, why it matters, when, who and whom it concerns."""
        current, now = self.current, self.now
        if current is None or now is None:
            return ()
        what = current.what
        who = now.roster.name_of(what.staff) or wording.NOBODY
        whom = "" if what.member is None else now.names.get(what.member, what.member)
        answer = now.answers.get(current.key)
        heard = () if answer is None else exception_words.said(answer, now.roster)
        said = (*heard, exception_words.WHY[what.kind], f"{days.day(what.day)}, {who}", whom)
        return tuple(each for each in said if each)

    @property
    def follows_up(self) -> bool:
        """The marked one is an answer of a member that wants one: what was done about it is asked, not why."""
        return self.current is not None and self.current.what.kind is Kind.FOLLOW_UP

    def happened(self, each: "Listed") -> str:
        """One of them in a line."""
        assert self.now is not None
        return exception_words.happened(each.what, self.now.roster)

    def name(self, each: "Listed") -> str:
        """Whom it concerns."""
        member = each.what.member
        return "" if member is None or self.now is None else self.now.names.get(member, "")

    def day(self, each: "Listed") -> str:
        """When it was."""
        return "" if self.now is None else days.day_near(each.what.day, self.now.today)

    def open(self) -> None:
        """Come to the front."""
        self.words, self.trouble = "", None
        self.refresh()

    def refresh(self) -> None:
        """Ask for the list anew."""
        self._ask(evening_cases.open_exceptions, self._show, supersede="exceptions")

    def mark(self, at: int) -> None:
        """Mark a row."""
        self.marked, self.trouble = max(0, min(at, len(self.listed) - 1)), None
        self.reason = self.whose = ""
        self.changed.emit()

    def set_reason(self, text: str) -> None:
        """Why, as typed."""
        self.reason = text

    def set_whose(self, text: str) -> None:
        """To whom it is given, as typed."""
        self.whose = text

    def settle(self, how: Remedy) -> None:
        """Do that with the marked one."""
        current = self.current
        if current is None or self.busy or how not in self.remedies:
            return
        key, why, whose, kind = current.key, self.reason, self.whose, current.what.kind
        self.busy, self.trouble, self.words = True, None, ""
        self.changed.emit()
        self._ask(lambda office: evening_cases.settle(office, key, how, why, whose), lambda _: self._settled(kind, how))

    def _ask(self, work: "Callable[[Office], T]", done: "Callable[[T], None]", supersede: str | None = None) -> None:
        office = self._office
        self._door.ask(lambda desk: work(office(desk)), done, self._refused, troubled=self._let_go, supersede=supersede)

    def _show(self, now: ExceptionsNow) -> None:
        self.now, self.busy = now, False
        self.marked = max(0, min(self.marked, len(now.listed) - 1))
        self.changed.emit()

    def _settled(self, kind: Kind, how: Remedy) -> None:
        self.busy = False
        self.reason = self.whose = ""
        did = wording.FOLLOWED_UP if kind is Kind.FOLLOW_UP else exception_words.can(kind, how)
        self.words = wording.settled(did, max(len(self.listed) - 1, 0))
        self.settled.emit()
        self.refresh()

    def _refused(self, no: Refusal) -> None:
        self.trouble, self.busy = no.words, False
        self.changed.emit()

    def _let_go(self) -> None:
        self.busy = False
        self.changed.emit()
