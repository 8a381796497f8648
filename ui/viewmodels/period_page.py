"""Decides what the report of a week, a month or a quarter shows while it is made, and that it can be stopped.

The work is done on a lane of its own, beside the counter's; how far it is, is looked up some times a second. Refuses to
know widgets and figures.
"""

from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from posdesk.domain.refusals import EnvironmentTrouble, Refusal, Refused
from ui import evening_wording as wording
from ui.viewmodels import evening_cases
from ui.viewmodels.door import DeskDoor, LedgerLane
from ui.viewmodels.evening_cases import Said

if TYPE_CHECKING:
    from posdesk.counter.ports import Desk
    from posdesk.office.ports import Office

LOOKS_MS = 100
MONTHS_OF_QUARTER, MONTHS_OF_YEAR = 3, 12


class Length(StrEnum):
    """How long a period is."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


class Making:
    """A report that is made: how far it is, and whether somebody still wants it. Shared by two threads."""

    def __init__(self) -> None:
        self.far = (0, 1)
        self.stopped = Event()

    def progress(self, done: int, of: int) -> None:
        """Told by whoever makes it. Raises Cancelled."""
        from posdesk.office.ports import Cancelled

        self.far = (done, of)
        if self.stopped.is_set():
            raise Cancelled


class PeriodPage(QObject):
    """One period. lane: where it is made."""

    changed = Signal()

    def __init__(
        self,
        door: DeskDoor,
        office: "Callable[[Desk], Office]",
        lane: LedgerLane,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._door, self._office, self.lane = door, office, lane
        self.length, self.day, self.all_stores = Length.WEEK, date(2000, 1, 3), False
        self.said: Said | None = None
        self.words = ""
        self.trouble: str | None = None
        self._making: Making | None = None
        self._looks = QTimer(self)
        self._looks.setInterval(LOOKS_MS)
        self._looks.timeout.connect(self.changed)

    @property
    def span(self) -> tuple[date, date]:
        """The first and the last day."""
        return span_of(self.length, self.day)

    @property
    def part(self) -> float | None:
        """Which part of it is done, from 0 to 1; None when nothing is made."""
        if self._making is None:
            return None
        done, of = self._making.far
        return done / max(of, 1)

    @property
    def progress(self) -> str:
        """The same in words."""
        return "" if self._making is None else wording.part(*self._making.far)

    def open(self, day: date) -> None:
        """Come to the front with the period of a day."""
        self.day = day
        self.make()

    def choose(self, length: Length) -> None:
        """Another length."""
        self.length = length
        self.make()

    def step(self, by: int) -> None:
        """The period before, or after."""
        first, last = self.span
        self.day = last + timedelta(days=1) if by > 0 else first - timedelta(days=1)
        self.make()

    def turn(self) -> None:
        """All stores, or this one."""
        self.all_stores = not self.all_stores
        self.make()

    def cancel(self) -> None:
        """Nobody wants it any more. What was shown stays."""
        if self._making is not None:
            self._making.stopped.set()
            self._end(wording.CANCELLED)

    def make(self) -> None:
        """Make it; what was under way is stopped."""
        if self._making is not None:
            self._making.stopped.set()
        making = self._making = Making()
        self.words, self.trouble = "", None
        self._looks.start()
        self.changed.emit()
        office = self._office
        self._door.ask(office, lambda ready: self._begin(ready, making), self._refused, troubled=self._let_go)

    def _begin(self, office: "Office", making: Making) -> None:
        (first, last), every = self.span, self.all_stores

        def done(said: Said | None) -> None:
            if making is self._making and said is not None:
                self.said = said
                self._end("")

        def failed(trouble: Exception) -> None:
            if making is self._making:
                words = trouble.refusal.words if isinstance(trouble, Refused) else str(trouble)
                self._end("", words)
                if isinstance(trouble, EnvironmentTrouble):
                    self._door.troubled.emit(trouble.words)

        self.lane.submit(lambda: evening_cases.period(office, first, last, making.progress, every=every), done, failed)

    def _end(self, words: str, trouble: str | None = None) -> None:
        self._making, self.words, self.trouble = None, words, trouble
        self._looks.stop()
        self.changed.emit()

    def _refused(self, no: Refusal) -> None:
        self._end("", no.words)

    def _let_go(self) -> None:
        self._end("")


def span_of(length: Length, day: date) -> tuple[date, date]:
    """The week (Monday to Sunday), the month or the quarter of a day: its first and its last day."""
    if length is Length.WEEK:
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    months = 1 if length is Length.MONTH else MONTHS_OF_QUARTER
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    beyond = first.month - 1 + months
    after = date(first.year + beyond // MONTHS_OF_YEAR, beyond % MONTHS_OF_YEAR + 1, 1)
    return first, after - timedelta(days=1)
