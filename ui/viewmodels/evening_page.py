"""Decides what the manager's evening shows of one business day: the report, the checklist, what can be done with it.

Closing is asked for twice: it is for ever. Refuses to know widgets, rules and paper.
"""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from posdesk.domain.refusals import Refusal
from posdesk.reports.checklist import Item
from ui import evening_wording as wording
from ui.viewmodels import evening_cases
from ui.viewmodels.door import DeskDoor
from ui.viewmodels.evening_cases import Closed, EveningNow, Said

if TYPE_CHECKING:
    from posdesk.counter.ports import Desk
    from posdesk.office.ports import Office

T = TypeVar("T")
LOOKED_AT = frozenset({Item.DOUBLES, Item.UNUSUAL, Item.EXCEPTIONS, Item.FOLLOW_UPS})
"""What the list of exceptions shows more of."""
MOST_DIGITS = 7


class EveningPage(QObject):
    """One business day."""

    changed = Signal()
    done = Signal(str)
    """Something was done that the counter should say too."""
    previewed = Signal(object)
    """The pages that would be printed."""
    written = Signal(object)
    """A report was written into this file (Path), and its folder is to be shown."""

    def __init__(self, door: DeskDoor, office: "Callable[[Desk], Office]", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._door, self._office = door, office
        self.day: date | None = None
        self.now: EveningNow | None = None
        self.tickets, self.note, self.words = "", "", ""
        self.trouble: str | None = None
        self.asking = self.busy = self.as_now = self._narrow = False
        self._original: Closed | None = None

    # ---------------------------------------------------------------------------------------------------- what is shown

    @property
    def said(self) -> Said | None:
        """The report."""
        return None if self.now is None else self.now.said

    @property
    def checks(self) -> tuple[tuple[str, str, str, bool], ...]:
        """The checklist: words, icon, tone, and whether there is more to look at."""
        if self.now is None:
            return ()
        found = []
        for each in self.now.evening.checks:
            icon, tone, _ = wording.MARKS[each.mark]
            looked_at = each.item in LOOKED_AT and bool(each.number)
            found.append((wording.check(each, self.now.evening), icon, tone, looked_at))
        return tuple(found)

    @property
    def counted(self) -> tuple[str, str, str]:
        """The cash register's count beside ours: words, icon, tone."""
        ours = 0 if self.said is None else self.said.report.totals.receipts
        return wording.tickets(self._typed(), ours)

    @property
    def is_closed(self) -> bool:
        """The day has its Z."""
        return self.now is not None and self.now.evening.closed

    @property
    def may_close(self) -> bool:
        """The button does something."""
        return self.now is not None and not self.busy and not self.is_closed and self.now.evening.may_close

    @property
    def closing(self) -> str:
        """What the button says."""
        number = 1 if self.now is None else self.now.evening.number
        return wording.really_close(number) if self.asking else wording.close(number)

    @property
    def state(self) -> tuple[str, str, str]:
        """The chip of the day: words, icon, tone."""
        if self.now is None:
            return wording.LOOKING, "clock", "info"
        head = self.now.said.report.head
        if self.is_closed:
            latest = next((each.revision for each in self.now.closed if each.day == self.day), 1)
            return wording.is_closed(self.now.evening.number, head.revision or latest), "lock", "info"
        return "X", "eye", "plain"

    @property
    def lasting(self) -> str:
        """What stands on a closed day for good, or nothing."""
        if self.now is None or not self.is_closed:
            return ""
        latest = next((each.revision for each in self.now.closed if each.day == self.day), 1)
        return wording.lasting(self.now.evening.number, latest + 1)

    @property
    def left_open(self) -> tuple[date, ...]:
        """Earlier days that can still be closed."""
        return () if self.now is None else self.now.evening.left_open

    @property
    def late(self) -> str:
        """What came after the close, or nothing."""
        if self.now is None or not self.is_closed or not self.now.said.report.head.unnamed:
            return ""
        latest = next((each.revision for each in self.now.closed if each.day == self.day), 1)
        return wording.late(self.now.said.report.head.unnamed, latest + 1)

    @property
    def prints(self) -> bool:
        """There is what puts the report on paper."""
        return self.now is not None and self.now.prints

    @property
    def looks(self) -> bool:
        """The pages can be looked at before."""
        return self.now is not None and self.now.looks

    @property
    def rolls(self) -> bool:
        """The printer has a roll of 80 mm."""
        return self.now is not None and self.now.rolls

    @property
    def narrow(self) -> bool:
        """The pages that are looked at are those for the roll."""
        return self.rolls and self._narrow

    @property
    def copy(self) -> bool:
        """What is printed now is a copy: of a Z only what its close prints is the original."""
        head = None if self.said is None else self.said.report.head
        if head is None or head.number is None:
            return False
        return self._original != Closed(head.first, head.number, head.revision or 1)

    @property
    def file_name(self) -> str:
        """What a saved report is called."""
        return "" if self.said is None else evening_cases.file_name(self.said, copy=self.copy)

    # ----------------------------------------------------------------------------------------------------- what is done

    def open(self, day: date) -> None:
        """Come to the front with a day."""
        self.show_day(day)

    def step(self, days: int) -> None:
        """The day before, or after."""
        if self.day is not None:
            self.show_day(self.day + timedelta(days=days))

    def show_day(self, day: date) -> None:
        """Look at a day; what was typed of another one is not of this one."""
        if day != self.day:
            self.tickets = self.note = ""
            self.now, self.as_now = None, False
        self.day, self.words, self.trouble, self.asking = day, "", None, False
        self.refresh()

    def show_open(self) -> None:
        """The earlier day that has to be closed first."""
        if self.left_open:
            self.show_day(self.left_open[0])

    def refresh(self) -> None:
        """Ask for the day anew."""
        day, as_now = self.day, self.as_now
        if day is not None:
            self.changed.emit()
            self._ask(lambda office: evening_cases.look(office, day, as_now=as_now), self._show, supersede="evening")

    def turn(self) -> None:
        """Of a closed day: as it was closed, or as it is now."""
        if self.is_closed:
            self.as_now = not self.as_now
            self.refresh()

    def set_tickets(self, text: str) -> None:
        """What the cash register counted, as typed."""
        self.tickets = text
        self.asking = False
        self.changed.emit()

    def set_note(self, text: str) -> None:
        """The day's note."""
        self.note, self.asking = text, False

    def close(self) -> None:
        """Close the day; the first press asks, the second does it."""
        day = self.day
        if not self.may_close or day is None:
            return
        if self.tickets.strip() and self._typed() is None:
            self._refuse_words(wording.NO_NUMBER)
            return
        if not self.asking:
            self.asking = True
            self.changed.emit()
            return
        self._begin()
        note, tickets = self.note, self._typed()
        self._ask(lambda office: evening_cases.close(office, day, note, tickets), self._closed)

    def revise(self) -> None:
        """Name what came late."""
        day = self.day
        if day is not None and self.late and not self.busy:
            self._begin()
            self._ask(lambda office: evening_cases.revise(office, day), self._revised)

    def print(self, *, narrow: bool = False) -> None:
        """Hand what is shown to the printer. narrow: as it is for the roll."""
        said, copy = self.said, self.copy
        if said is not None and self.prints and not self.busy:
            self._begin()
            self._ask(
                lambda office: evening_cases.print_report(office, said, copy=copy, narrow=narrow),
                lambda _: self._on_paper(wording.PRINTED),
            )

    def preview(self) -> None:
        """Ask for the pages that would be printed now."""
        said, copy, narrow = self.said, self.copy, self.narrow
        if said is not None and self.looks and not self.busy:
            self._ask(lambda office: evening_cases.sheets(office, said, copy=copy, narrow=narrow), self.previewed.emit)

    def turn_paper(self) -> None:
        """The pages for the roll instead of those on letter paper, or the other way round."""
        if self.rolls:
            self._narrow = not self._narrow
            self.preview()

    def save(self, path: Path, *, show: bool = False) -> None:
        """Write what is shown into a file. show: and then its folder."""
        said, copy = self.said, self.copy

        def saved(_: None) -> None:
            self._on_paper(wording.saved(path.name))
            if show:
                self.written.emit(path)

        if said is not None and self.prints and not self.busy:
            self._begin()
            self._ask(
                lambda office: evening_cases.save_report(office, said, path, copy=copy),
                saved,
            )

    def _on_paper(self, words: str) -> None:
        self.busy, self.words, self._original = False, words, None
        self.changed.emit()

    def _typed(self) -> int | None:
        text = self.tickets.strip()
        return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None

    def _begin(self) -> None:
        self.busy, self.asking, self.trouble, self.words = True, False, None, ""
        self.changed.emit()

    def _ask(self, work: "Callable[[Office], T]", done: "Callable[[T], None]", supersede: str | None = None) -> None:
        office = self._office
        self._door.ask(lambda desk: work(office(desk)), done, self._refused, troubled=self._let_go, supersede=supersede)

    def _show(self, now: EveningNow) -> None:
        self.now, self.busy = now, False
        self.changed.emit()

    def _closed(self, made: Closed) -> None:
        self._original = made
        self._did(wording.closed(made.day, made.number))

    def _revised(self, made: tuple[Closed, int]) -> None:
        self._original = made[0]
        self._did(wording.revised(made[0].day, made[0].revision, made[1]))

    def _did(self, words: str) -> None:
        self.busy, self.as_now, self.words = False, False, words
        self.tickets = self.note = ""
        self.done.emit(words)
        self.refresh()

    def _refused(self, no: Refusal) -> None:
        self._refuse_words(no.words)

    def _refuse_words(self, words: str) -> None:
        self.trouble, self.busy, self.asking = words, False, False
        self.changed.emit()

    def _let_go(self) -> None:
        """The computer could not: nothing was closed, and what was typed is still here."""
        self.busy = self.asking = False
        self.changed.emit()
