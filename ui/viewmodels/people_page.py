"""Decides what the page of who works here shows, and what is done with whoever is marked: name, role, PIN, end.

Ending is asked for twice. Digits are handed over once and kept nowhere. Refuses to know widgets, and who may do what:
the desk says so.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from posdesk.domain.refusals import Refusal
from ui import people_wording as wording
from ui.viewmodels import people_cases
from ui.viewmodels.door import DeskDoor
from ui.viewmodels.people_cases import Employed, StaffNow

T = TypeVar("T")
BEGINS_AS = "budtender"


class Part(StrEnum):
    """What is typed on the page."""

    NAME = "name"
    ROLE = "role"
    PIN = "pin"
    AGAIN = "again"
    OWN = "own"


_DIGITS = (Part.PIN, Part.AGAIN, Part.OWN)


class PeoplePage(QObject):
    """Everybody who works here, and a form for the one who is marked, or for a new one (adding)."""

    changed = Signal()
    people_changed = Signal()
    """Who works here, or what somebody may do, is another than before."""

    def __init__(self, door: DeskDoor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._door = door
        self.now: StaffNow | None = None
        self.marked = 0
        self.adding = False
        self.typed: dict[str, str] = {}
        self.words = ""
        self.trouble: str | None = None
        self.busy = self.ending = False
        self._wanted: str | None = None

    # ---------------------------------------------------------------------------------------------------- what is shown

    @property
    def listed(self) -> tuple[Employed, ...]:
        """Everybody who ever worked here: who does first, by name."""
        return () if self.now is None else self.now.everybody

    @property
    def current(self) -> Employed | None:
        """Who is marked; nobody while somebody new is added."""
        return self.listed[self.marked] if not self.adding and self.marked < len(self.listed) else None

    @property
    def may_change(self) -> bool:
        """There is somebody marked who works here now."""
        return self.current is not None and not self.current.ended

    @property
    def is_me(self) -> bool:
        """Whoever is signed in is marked: the PIN in force is asked for before another one is set."""
        return self.current is not None and self.now is not None and self.current.id == self.now.signed_in

    @property
    def ends(self) -> str:
        """What the button says that ends somebody."""
        return wording.really_end(self.current.name) if self.ending and self.current else wording.END

    # ----------------------------------------------------------------------------------------------------- what is done

    def open(self) -> None:
        """Come to the front."""
        self.words, self.trouble, self.adding, self.typed = "", None, False, {}
        self.refresh()

    def refresh(self) -> None:
        """Ask for everybody anew."""
        self._door.ask(people_cases.staff_now, self._show, self._refused, supersede="staff")

    def mark(self, at: int) -> None:
        """Mark somebody; what was typed about another one goes."""
        self.marked, self.adding = max(0, min(at, len(self.listed) - 1)), False
        self._begin_form()

    def begin_adding(self) -> None:
        """Somebody new."""
        self.adding = True
        self._begin_form()

    def set(self, part: str, text: str) -> None:
        """A line as typed; of a PIN the digits, and no more than it may have."""
        digits = "".join(sign for sign in text if sign.isascii() and sign.isdigit())[: wording.MOST_DIGITS]
        kept = digits if part in _DIGITS else text
        self.ending = False
        self.typed[part] = kept
        self.changed.emit()

    def save(self) -> None:
        """Add the new one, or give whoever is marked the name and the role as typed."""
        name, role, current = self.typed.get(Part.NAME, ""), self.typed.get(Part.ROLE, BEGINS_AS), self.current
        if self.adding:
            pin = self._new_pin(optional=True)
            if pin is not None:
                self._do(lambda desk: people_cases.add_person(desk, name, role, pin))
        elif current is not None and self.may_change:
            self._do(lambda desk: people_cases.change_person(desk, current.id, name, role))

    def set_pin(self) -> None:
        """Give whoever is marked the PIN as typed twice."""
        current, own = self.current, self.typed.get(Part.OWN, "") if self.is_me else None
        if current is None or not self.may_change:
            return
        if own == "" and current.has_pin:
            self._refuse_words(wording.TYPE_OWN)
            return
        pin = self._new_pin()
        if pin:
            self._do(lambda desk: people_cases.new_pin(desk, current.id, pin, own))

    def end(self) -> None:
        """Whoever is marked does not work here any more; the first press asks, the second does it."""
        current = self.current
        if current is None or not self.may_change or self.busy:
            return
        if not self.ending:
            self.ending = True
            self.changed.emit()
            return
        self._do(lambda desk: people_cases.end_person(desk, current.id))

    # ---------------------------------------------------------------------------------------------------------- inside

    def _new_pin(self, *, optional: bool = False) -> str | None:
        """The new PIN as typed twice; empty where none was typed and none is needed, None when something is wrong."""
        pin, again = self.typed.get(Part.PIN, ""), self.typed.get(Part.AGAIN, "")
        if pin != again:
            self._refuse_words(wording.NOT_THE_SAME)
            return None
        if not pin and not optional:
            self._refuse_words(wording.TYPE_NEW)
            return None
        return pin

    def _do(self, work: "Callable[..., people_cases.Done]") -> None:
        if self.busy:
            return
        self.busy, self.ending, self.trouble, self.words = True, False, None, ""
        self.changed.emit()
        self._door.ask(work, self._did, self._refused, troubled=self._let_go)

    def _did(self, done: "people_cases.Done") -> None:
        self.busy, self.adding, self.typed = False, False, {}
        self.words, self._wanted = done.words, done.person
        self.people_changed.emit()
        self.refresh()

    def _show(self, now: StaffNow) -> None:
        before = self.current.id if self.current is not None else None
        wanted, self._wanted = self._wanted or before, None
        self.now = now
        self.marked = next((at for at, each in enumerate(now.everybody) if each.id == wanted), 0)
        if before != wanted or not self.typed:
            self._begin_form(keep_words=True)
        else:
            self.changed.emit()

    def _begin_form(self, *, keep_words: bool = False) -> None:
        current = self.current
        name, role = ("", BEGINS_AS) if current is None else (current.name, current.role)
        self.typed = {Part.NAME: name, Part.ROLE: role}
        self.trouble, self.ending = None, False
        self.words = self.words if keep_words else ""
        self.changed.emit()

    def _refused(self, no: Refusal) -> None:
        self._refuse_words(no.words)

    def _refuse_words(self, words: str) -> None:
        """Nothing was done; what was typed of PINs is typed again."""
        self.trouble, self.busy, self.ending = words, False, False
        for part in _DIGITS:
            self.typed.pop(part, None)
        self.changed.emit()

    def _let_go(self) -> None:
        self.busy = self.ending = False
        self.changed.emit()
