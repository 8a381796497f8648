"""Decides what the list of members who may be one person shows, what the marked pair would come to, and what is done.

The whole store is looked through a moment at a time, so that the counter goes on. Refuses to know widgets and rules.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from posdesk.domain.refusals import Refusal
from ui import who_wording as wording
from ui.viewmodels import who_cases
from ui.viewmodels.door import DeskDoor

if TYPE_CHECKING:
    from posdesk.counter.ports import Desk
    from posdesk.office.duplicates import Duplicates, Pair, Search
    from posdesk.office.merge_preview import Preview
    from posdesk.office.ports import Office

T = TypeVar("T")


class DuplicatesPage(QObject):
    """Pairs, and the marked one. two: the ids of the pair that is looked at. so_far: compared while it is searched."""

    changed = Signal()

    def __init__(self, door: DeskDoor, office: "Callable[[Desk], Office]", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._door, self._office = door, office
        self._search: Search | None = None
        self.pairs: list[Pair] = []
        self.looked_at = self.more = self.marked = self.so_far = 0
        self.seen: Preview | None = None
        self.two: tuple[str, str] | None = None
        self.alone = False
        """One pair was asked for, and no search."""
        self.reason, self.words = "", ""
        self.trouble: str | None = None
        self.searching = self.busy = False

    def open(self) -> None:
        """Come to the front: look through everybody."""
        self.alone, self.words, self.trouble, self.reason = False, "", None, ""
        self.look_again()

    def open_pair(self, one: str, other: str) -> None:
        """Come to the front with two members."""
        self.stop()
        self.alone, self.pairs, self.words, self.trouble, self.reason = True, [], "", None, ""
        self._look_at(one, other)

    def look_again(self) -> None:
        """Search anew; what was found is gone."""
        self.stop()
        self.alone, self.pairs, self.looked_at, self.more, self.so_far = False, [], 0, 0, 0
        self.seen, self.two, self.marked = None, None, 0
        self.searching, self.trouble = True, None
        self.changed.emit()
        self._ask(lambda desk: who_cases.begin(self._office(desk)), self._begun)

    def stop(self) -> None:
        """Nobody wants it any more."""
        if self.searching:
            self._search, self.searching, self.words = None, False, wording.STOPPED
            self.changed.emit()

    def note(self) -> str:
        """What stands above the list."""
        if self.searching:
            return wording.so_far(self.so_far)
        return self.words or ("" if self.alone else wording.found(len(self.pairs), self.looked_at, self.more))

    def mark(self, at: int) -> None:
        """Mark a pair."""
        self.marked, self.trouble, self.reason = max(0, min(at, len(self.pairs) - 1)), None, ""
        if self.pairs:
            pair = self.pairs[self.marked]
            self._look_at(pair.one.member, pair.other.member)

    def set_reason(self, text: str) -> None:
        """Why, as typed."""
        self.reason = text

    def merge(self) -> None:
        """The two are one."""
        self._act(who_cases.merge, self._merged)

    def apart(self) -> None:
        """The two are two."""

        def said(desk: "Desk", one: str, other: str, _: str) -> str:
            who_cases.tell_apart(desk, one, other)
            return wording.TOLD_APART

        self._act(said, self._done)

    def _look_at(self, one: str, other: str) -> None:
        self.two, self.seen = (one, other), None
        self.changed.emit()
        self._ask(lambda desk: who_cases.preview(desk, one, other), self._show, supersede="preview")

    def _show(self, seen: "Preview") -> None:
        self.seen = seen
        self.changed.emit()

    def _act(self, work: "Callable[[Desk, str, str, str], T]", done: Callable[[T], None]) -> None:
        if self.two is None or self.seen is None or self.busy:
            return
        (one, other), why = self.two, self.reason
        self.busy, self.trouble, self.words = True, None, ""
        self.changed.emit()
        self._ask(lambda desk: work(desk, one, other, why), done)

    def _merged(self, name: str) -> None:
        self._done(wording.merged(name))

    def _done(self, words: str) -> None:
        """That pair is settled, and so is what else was said of whoever is another one now: it is asked anew."""
        self.busy, self.reason, self.words = False, "", words
        self.pairs = [pair for pair in self.pairs if (pair.one.member, pair.other.member) != self.two]
        self.seen = self.two = None
        if self.pairs:
            self.mark(self.marked)
        self.words = words
        self.changed.emit()

    def _begun(self, search: "Search") -> None:
        self._search = search
        self._go_on(search)

    def _go_on(self, search: "Search") -> None:
        self._ask(lambda _: who_cases.go_on_with(search), lambda far: self._went_on(search, far))

    def _went_on(self, search: "Search", far: "int | Duplicates") -> None:
        if search is not self._search:
            return
        if isinstance(far, int):
            self.so_far = far
            self.changed.emit()
            self._go_on(search)
            return
        self._search, self.searching = None, False
        self.pairs, self.looked_at, self.more = list(far.pairs), far.looked_at, far.more
        self.mark(0)
        self.changed.emit()

    def _ask(self, work: "Callable[[Desk], T]", done: Callable[[T], None], supersede: str | None = None) -> None:
        self._door.ask(work, done, self._refused, troubled=self._let_go, supersede=supersede)

    def _refused(self, no: Refusal) -> None:
        self.trouble, self.busy = no.words, False
        self.searching, self._search = False, None
        self.changed.emit()

    def _let_go(self) -> None:
        self.busy = self.searching = False
        self._search = None
        self.changed.emit()
