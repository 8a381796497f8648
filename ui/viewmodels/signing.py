"""Decides whether the screen is locked, and for whom: who is signed in, who may sign in, and the first owner.

Refuses to know what lies under the lock and how it is drawn. A shop without people is never locked.
"""

from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal

from posdesk.domain.refusals import Refusal
from ui import people_wording as wording
from ui.viewmodels import people_cases
from ui.viewmodels.door import DeskDoor
from ui.viewmodels.people_cases import Colleague, PeopleNow
from ui.viewmodels.pin_entry import PinEntry


class Lock(StrEnum):
    """What lies over the screen."""

    OPEN = "open"
    LOCKED = "locked"
    FIRST = "first"
    """The form of the first owner."""


class Signing(QObject):
    """Who works at this register now."""

    changed = Signal()
    opened = Signal(bool)
    """The lock is gone; True: it is somebody else than before."""
    said = Signal(str)
    """Why nothing is locked."""
    known = Signal()
    """Who works here has been read; where that locks the screen it is locked now."""

    def __init__(self, door: DeskDoor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._door = door
        self.entry = PinEntry(self)
        self.lock_state = Lock.OPEN
        self.person: Colleague | None = None
        self.people: tuple[Colleague, ...] = ()
        self.note: str | None = None
        self.error: str | None = None
        self.busy = False
        self._before: str | None = None
        self.entry.entered.connect(self._sign_in)

    @property
    def is_open(self) -> bool:
        """Nothing lies over the screen."""
        return self.lock_state is Lock.OPEN

    @property
    def in_use(self) -> bool:
        """People sign in here."""
        return bool(self.people)

    def refresh(self) -> None:
        """Ask who works here; whoever has to sign in finds the screen locked. A store that cannot be opened is asked
        again as soon as it is."""
        self._door.ask(people_cases.people, self._known, troubled=self._unknown, supersede="people")

    def _unknown(self) -> None:
        self._door.opened.connect(self.refresh, Qt.ConnectionType.SingleShotConnection)

    def lock(self) -> None:
        """Lock the screen, or say why that cannot be."""
        if not self.in_use:
            self.said.emit(wording.NOBODY_HAS_A_PIN)
        elif self.lock_state is not Lock.LOCKED:
            self._before = self.person.id if self.person else None
            self._turn_to(Lock.LOCKED)
            self.entry.begin(self.people, self._before)

    def lock_by_itself(self) -> None:
        """Nobody has touched anything for a while."""
        if self.in_use and self.is_open:
            self.lock()

    def begin_first(self) -> None:
        """Ask for the first owner."""
        if self.in_use:
            self.said.emit(wording.HAS_PEOPLE)
        else:
            self._turn_to(Lock.FIRST)

    def not_now(self) -> None:
        """No owner is wanted; PosDesk works as it is."""
        if self.lock_state is Lock.FIRST and not self.busy:
            self._turn_to(Lock.OPEN)
            self.opened.emit(False)

    def make_first(self, name: str, pin: str, again: str) -> None:
        """The first owner, as typed."""
        if self.busy:
            return
        if pin != again:
            self._refuse_first(wording.NOT_THE_SAME)
            return
        self.busy, self.error = True, None
        self.changed.emit()
        self._door.turn_over(
            lambda desk: people_cases.make_owner(desk, name, pin),
            self._first_made,
            lambda no: self._refuse_first(no.words),
            self._let_go,
        )

    def tell_scan(self) -> None:
        """Something was scanned while the screen is locked: it is not kept."""
        self.note = wording.SCAN_WHILE_LOCKED
        self.changed.emit()

    def _known(self, now: PeopleNow) -> None:
        self.people, self.person = now.everybody, now.signed_in
        if self.lock_state is Lock.LOCKED:
            self.entry.follow(self.people)
        elif self.in_use and self.person is None:
            self.lock()
        self.changed.emit()
        self.known.emit()

    def _sign_in(self, who: str, pin: str) -> None:
        self._door.turn_over(
            lambda desk: people_cases.sign_in(desk, who, pin),
            lambda: self._signed_in(who),
            self._refuse,
            self.entry.let_go,
        )

    def _refuse(self, no: Refusal) -> None:
        self.entry.refuse(no.words)

    def _signed_in(self, who: str) -> None:
        self.person = next((each for each in self.people if each.id == who), None)
        another = self._before not in (None, who)
        self._turn_to(Lock.OPEN)
        self.entry.let_go()
        self.opened.emit(another)
        self.refresh()

    def _first_made(self) -> None:
        self.busy = False
        self._turn_to(Lock.OPEN)
        self.opened.emit(False)
        self.refresh()

    def _refuse_first(self, words: str) -> None:
        self.busy, self.error = False, words
        self.changed.emit()

    def _let_go(self) -> None:
        self.busy = False
        self.changed.emit()

    def _turn_to(self, state: Lock) -> None:
        self.lock_state, self.note, self.error = state, None, None
        self.changed.emit()
