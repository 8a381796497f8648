"""Decides what whoever brings a manager's page up in a window is given: the window, and the way there and back.

Refuses to know the pages.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QWidget

if TYPE_CHECKING:
    from posdesk.counter.ports import Desk
    from posdesk.office.ports import Office
    from ui.main_window import MainWindow
    from ui.viewmodels.door import DeskDoor


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where pages come up. pages: what the window shows one of. turn_to: shows one of them; to_counter: none."""

    window: "MainWindow"
    door: "DeskDoor"
    office: "Callable[[Desk], Office]"
    pages: QStackedWidget
    turn_to: Callable[[QWidget], None]
    to_counter: Callable[[], None]
