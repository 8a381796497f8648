"""Decides what the search box means while it is typed in: matches, the marked one, and what Enter opens.

Every keystroke asks; an answer to older text is never shown. Tier and visits of the first matches follow one by one,
each in a job of its own, so that they never stand before the next keystroke. Refuses to know how a match is found.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.viewmodels import use_cases
from ui.viewmodels.door import DeskDoor
from ui.viewmodels.screens import Screen

if TYPE_CHECKING:
    from posdesk.counter.card import MemberCard
    from posdesk.counter.lookup import Found
    from posdesk.counter.ports import Desk, Hit

DETAILED = 8
"""Matches whose tier and visits are filled in: as many as are seen without scrolling."""


class SearchModel(QObject):
    """The text, what it found, and which match is marked."""

    changed = Signal()
    """Text, matches or mark are new."""
    detailed = Signal(str)
    """Tier and visits of this member (UUID text) are known now."""
    chosen = Signal(str)
    """Open this member (UUID text)."""

    def __init__(self, door: DeskDoor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._door = door
        self._text = ""
        self._found: Found | None = None
        self._found_for = ""
        self._marked = 0
        self._open_first = False
        self._details: dict[str, MemberCard] = {}

    @property
    def text(self) -> str:
        """What stands in the box."""
        return self._text

    @property
    def found(self) -> "Found | None":
        """The newest answer; it may still be for a text one keystroke older."""
        return self._found

    @property
    def hits(self) -> "tuple[Hit, ...]":
        """The matches shown."""
        return self._found.hits if self._found else ()

    @property
    def marked(self) -> int:
        """Index of the marked match."""
        return self._marked

    def detail(self, member: str) -> "MemberCard | None":
        """The card of a match, once it has been looked up."""
        return self._details.get(member)

    def screen(self, now: Screen) -> Screen | None:
        """What the search shows, None when nothing is searched. now: what is shown; it stays until the first answer, so
        that nothing flickers."""
        if not self.text.strip():
            return None
        if self.found is None:
            return now
        return Screen.MATCHES if self.found.hits else Screen.NOT_FOUND

    def set_text(self, text: str) -> None:
        """The box was typed in."""
        if text == self._text:
            return
        self._text, self._open_first = text, False
        if not text.strip():
            self._take(None, "")
            return
        self.ask_again()

    def ask_again(self) -> None:
        """Ask for the same text: somebody new may be known now."""
        text = self._text
        if text.strip():
            self._door.ask(
                lambda desk: use_cases.find(desk, text), lambda found: self._answer(found, text), supersede="search"
            )

    def clear(self) -> None:
        """Empty the box."""
        self.set_text("")

    def show(self, found: "Found", text: str) -> None:
        """Take an answer that came another way: a scan that did not mean exactly one member."""
        self._text = text
        self._take(found, text)

    def move(self, step: int) -> None:
        """Mark another match; the ends stop."""
        marked = max(0, min(len(self.hits) - 1, self._marked + step))
        if marked != self._marked and self.hits:
            self._marked = marked
            self.changed.emit()

    def enter(self) -> None:
        """Open the marked match; when the answer to the last keystroke is still to come, open it then."""
        if not self._text.strip():
            return
        if self._found_for != self._text:
            self._open_first = True
        elif self.hits:
            self.chosen.emit(self.hits[self._marked].member)

    def _answer(self, found: "Found", text: str) -> None:
        if text != self._text:
            return
        self._take(found, text)
        if self._open_first:
            self._open_first = False
            self.enter()

    def _take(self, found: "Found | None", text: str) -> None:
        self._found, self._found_for = found, text
        exact = [at for at, hit in enumerate(self.hits) if found and hit.member == found.exact]
        self._marked = exact[0] if exact else 0
        self._details.clear()
        self.changed.emit()
        self._detail_next(text, 0)

    def _detail_next(self, text: str, index: int) -> None:
        if index >= min(DETAILED, len(self.hits)):
            return
        member = self.hits[index].member

        def done(card: "MemberCard") -> None:
            if text != self._text or member not in {hit.member for hit in self.hits}:
                return
            self._details[member] = card
            self.detailed.emit(member)
            self._detail_next(text, index + 1)

        self._door.ask(
            _opening(member), done, lambda refusal: self._detail_next(text, index + 1), supersede="search-details"
        )


def _opening(member: str) -> "Callable[[Desk], MemberCard]":
    return lambda desk: use_cases.open_card(desk, member)
