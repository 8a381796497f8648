"""Decides what the manager's list of campaigns shows: each with its state, its window, how many it is for, and what it
has brought so far; and what the keys do to the one that is marked.

Audiences and results are asked for one after the other, in the background. Refuses to know widgets and rules.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from posdesk.domain.refusals import Refusal
from ui import office_wording as wording
from ui.viewmodels import office_cases
from ui.viewmodels.door import DeskDoor

if TYPE_CHECKING:
    from posdesk.counter.ports import Desk
    from posdesk.office.campaigns import Book, Listed
    from posdesk.office.ports import Office

T = TypeVar("T")


class CampaignsPage(QObject):
    """All campaigns."""

    changed = Signal()
    edit_wanted = Signal(object)
    """The Campaign to change, None for a new one."""

    def __init__(self, door: DeskDoor, office: "Callable[[Desk], Office]", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._door, self._office = door, office
        self.book: Book | None = None
        self.marked = 0
        self.audiences: dict[str, int] = {}
        self.results: dict[str, tuple[str, ...]] = {}
        self.words = ""
        self.trouble: str | None = None
        self.ending: str | None = None

    @property
    def current(self) -> "Listed | None":
        """The campaign that is marked."""
        campaigns = () if self.book is None else self.book.campaigns
        return campaigns[self.marked] if self.marked < len(campaigns) else None

    def refresh(self) -> None:
        """Ask for the list, and then for what is counted."""
        self._ask(office_cases.campaign_book, self._show)

    def mark(self, at: int) -> None:
        """Mark a row."""
        last = len(self.book.campaigns) - 1 if self.book else 0
        self.marked, self.ending = max(0, min(at, last)), None
        self.changed.emit()
        self._ask_results()

    def new(self) -> None:
        """Make a new one."""
        self.edit_wanted.emit(None)

    def edit(self) -> None:
        """Change the one that is marked, from its newest version on."""
        if self.current is not None:
            self.edit_wanted.emit(self.current.newest)

    def pause(self) -> None:
        """Let it rest, or go on."""
        current = self.current
        if current is not None:
            name, rests = current.campaign.id, current.state == "paused"
            self._ask(lambda office: office_cases.pause_or_resume(office, name, rests), self._acted)

    def end(self) -> None:
        """End it for good; the first press asks, the second does it."""
        current = self.current
        if current is None:
            return
        if self.ending != current.campaign.id:
            self.ending = current.campaign.id
            self.changed.emit()
            return
        name, self.ending = current.campaign.id, None
        self._ask(lambda office: office_cases.end_campaign(office, name), self._acted)

    def tell(self, words: str) -> None:
        """Say something above the list."""
        self.words, self.trouble = words, None
        self.changed.emit()

    def _ask(self, work: "Callable[[Office], T]", done: "Callable[[T], None]", supersede: str | None = None) -> None:
        office = self._office
        self._door.ask(lambda desk: work(office(desk)), done, self._refused, supersede=supersede)

    def _acted(self, words: str) -> None:
        self.words = words
        self.refresh()

    def _show(self, book: "Book") -> None:
        self.book, self.trouble = book, None
        self.marked = max(0, min(self.marked, len(book.campaigns) - 1))
        self.changed.emit()
        self._count_next()
        self._ask_results()

    def _count_next(self) -> None:
        """One audience after the other, so that a visit never waits for all of them; first what is counted is brought
        up to date, some of it at a time."""
        self._ask(office_cases.file_some, lambda more: self._count_next() if more else self._count(), "count")

    def _count(self) -> None:
        campaigns = () if self.book is None else self.book.campaigns
        following = next((each for each in campaigns if each.campaign.id not in self.audiences), None)
        if following is not None:
            campaign = following.campaign
            self._ask(lambda office: office_cases.audience_of(office, campaign), self._counted(campaign.id), "count")

    def _counted(self, name: str) -> Callable[[int], None]:
        def done(number: int) -> None:
            self.audiences[name] = number
            self.changed.emit()
            self._count()

        return done

    def _ask_results(self) -> None:
        current = self.current
        if current is not None:
            name = current.campaign.id
            self._ask(lambda office: office_cases.results_of(office, name), self._resulted(name), "results")

    def _resulted(self, name: str) -> Callable[[tuple[str, ...]], None]:
        def done(lines: tuple[str, ...]) -> None:
            self.results[name] = lines
            self.changed.emit()

        return done

    def _refused(self, refusal: Refusal) -> None:
        self.trouble = refusal.words
        self.changed.emit()

    def forget_counts(self) -> None:
        """Something was published: count anew."""
        self.audiences.clear()
        self.results.clear()


def state_chip(state: str) -> tuple[str, str, str]:
    """Words, icon and tone of a state."""
    return wording.CAMPAIGN_STATES[state]
