"""Decides when the figures of the day at this register are asked for, and keeps the last answer. Refuses to count."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.viewmodels import use_cases
from ui.viewmodels.connection import ConnectionState
from ui.viewmodels.door import DeskDoor

if TYPE_CHECKING:
    from posdesk.counter.closed_day import ClosedToday
    from posdesk.counter.ports import Waiting
    from posdesk.counter.visits import Today


class DaySoFar(QObject):
    """Today at this register; None before the first answer. closed: the day has its Z."""

    changed = Signal()

    def __init__(self, door: DeskDoor, connection: ConnectionState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._door, self._connection = door, connection
        self.figures: Today | None = None
        self.closed: ClosedToday | None = None

    def refresh(self) -> None:
        """Ask anew."""
        self._door.ask(use_cases.morning, self._take, supersede="today")

    def _take(self, answer: "tuple[Today, Waiting, ClosedToday | None]") -> None:
        self.figures, waiting, self.closed = answer
        self._connection.tell_waiting(waiting.count)
        self.changed.emit()
