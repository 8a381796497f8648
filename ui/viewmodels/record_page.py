"""Decides what is shown of who a member is, and what can be done about it: take a merge back, compare with who looks
alike, give out what is held, forget.

Refuses to know widgets and rules.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from posdesk.domain.refusals import Refusal, RefusalCode
from ui import who_wording as wording
from ui.viewmodels import who_cases
from ui.viewmodels.door import DeskDoor
from ui.viewmodels.who_cases import RecordNow

if TYPE_CHECKING:
    from posdesk.counter.ports import Desk

T = TypeVar("T")


class RecordPage(QObject):
    """One member. sure: it was asked whether she is really to be forgotten."""

    changed = Signal()
    done = Signal()
    """Who she is, is otherwise now: her card is another one."""
    forgotten = Signal()
    compare_wanted = Signal(str, str)

    def __init__(self, door: DeskDoor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._door = door
        self.now: RecordNow | None = None
        self.marked = self.marked_alike = 0
        self.reason, self.words = "", ""
        self.trouble: str | None = None
        self.asked: str | None = None
        """What forgetting her would be: said before it is done."""
        self.busy = False

    @property
    def member(self) -> str | None:
        """Her id."""
        return None if self.now is None else self.now.member.id

    @property
    def is_several(self) -> bool:
        """Several cards are one member."""
        return self.now is not None and len(self.now.profiles) > 1

    def open(self, member: str, words: str = "") -> None:
        """Come to the front with a member. words: what was done before."""
        self.now, self.reason, self.words, self.trouble, self.asked = None, "", words, None, None
        self.marked = self.marked_alike = 0
        self._ask(lambda desk: who_cases.record(desk, member), self._show)

    def set_reason(self, text: str) -> None:
        """Why, as typed."""
        self.reason = text

    def mark(self, at: int) -> None:
        """Mark a card."""
        self.marked = max(0, at)

    def mark_alike(self, at: int) -> None:
        """Mark somebody who looks alike."""
        self.marked_alike = max(0, at)

    def separate(self) -> None:
        """The marked card is a member of its own again."""
        if self.now is not None and self.is_several and self.marked < len(self.now.profiles):
            card, why, shown = self.now.profiles[self.marked].id, self.reason, self.now.member.id

            def separated(names: list[str]) -> None:
                self.busy = False
                self.done.emit()
                self.open(shown, wording.separated(names))

            self._act(lambda desk: who_cases.separate(desk, card, why), separated)

    def compare(self) -> None:
        """Look at her beside whoever is marked."""
        if self.now is not None and self.marked_alike < len(self.now.alike):
            self.compare_wanted.emit(self.now.member.id, self.now.alike[self.marked_alike].member)

    def file_name(self, *, pdf: bool) -> str:
        """What a saved file is called: no name of a person, for others to read."""
        return f"member-data {self.member}.{'pdf' if pdf else 'json'}"

    def save(self, path: Path, *, pdf: bool) -> None:
        """Write all that is held of her."""
        member = self.member
        if member is not None:

            def saved(_: None) -> None:
                self.busy, self.words = False, wording.saved(path.name)
                self.changed.emit()

            self._act(lambda desk: who_cases.save_data(desk, member, path, pdf=pdf), saved)

    def forget(self) -> None:
        """Say what forgetting her would be; the second time, after that was said, do it."""
        member, really = self.member, self.asked is not None
        if member is not None:
            self._act(lambda desk: who_cases.forget(desk, member, really=really), lambda _: self._forgot())

    def keep(self) -> None:
        """Do not forget her."""
        self.asked = None
        self.changed.emit()

    def _forgot(self) -> None:
        self.busy, self.asked, self.now = False, None, None
        self.forgotten.emit()

    def _act(self, work: "Callable[[Desk], T]", done: Callable[[T], None]) -> None:
        if not self.busy:
            self.busy, self.trouble, self.words = True, None, ""
            self.changed.emit()
            self._ask(work, done)

    def _ask(self, work: "Callable[[Desk], T]", done: Callable[[T], None]) -> None:
        self._door.ask(work, done, self._refused, troubled=self._let_go)

    def _show(self, now: RecordNow) -> None:
        self.now, self.busy = now, False
        self.changed.emit()

    def _refused(self, no: Refusal) -> None:
        self.busy = False
        if no.code is RefusalCode.NOT_SURE:
            self.asked = no.words
        else:
            self.trouble, self.asked = no.words, None
        self.changed.emit()

    def _let_go(self) -> None:
        self.busy = False
        self.changed.emit()
