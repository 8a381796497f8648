"""Decides how the manager's evening is put together: the day, and over it exceptions and periods.

It lies beside the counter, which keeps whatever was on it. Refuses to know what they hold.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui import evening_wording as wording
from ui import theme
from ui.viewmodels.door import DeskDoor, LedgerLane
from ui.viewmodels.evening_page import EveningPage
from ui.viewmodels.exceptions_page import ExceptionsPage
from ui.viewmodels.period_page import PeriodPage
from ui.views.evening_view import EveningView
from ui.views.exceptions_view import BUTTONS, ExceptionsView
from ui.views.layouts import fill, row
from ui.views.period_view import LENGTHS, PeriodView
from ui.widgets.buttons import KeyButton, key_button
from ui.widgets.page_keys import bind
from ui.widgets.text import label

if TYPE_CHECKING:
    from posdesk.counter.ports import Desk
    from posdesk.office.ports import Office
    from posdesk.reports.pdf_letter import Sheet
    from ui.views.preview_view import PreviewView


class EveningPages(QWidget):
    """The evening. left: Esc on the day. done: something that the counter should say too. member_wanted: her card."""

    left = Signal()
    done = Signal(str)
    member_wanted = Signal(str)

    def __init__(self, door: DeskDoor, office: "Callable[[Desk], Office]", aside: LedgerLane) -> None:
        super().__init__()
        self.period = PeriodPage(door, office, aside, self)
        self.day, self.exceptions = EveningPage(door, office, self), ExceptionsPage(door, office, self)
        self.day_view, self.list_view = EveningView(self.day), ExceptionsView(self.exceptions)
        self.period_view = PeriodView(self.period)
        self.heading = label(wording.END_OF_DAY, "name")
        self.back = key_button(wording.COUNTER, "Esc", "x")
        self.preview: PreviewView | None = None
        self.pages = QStackedWidget()
        for page in (self.day_view, self.list_view, self.period_view):
            self.pages.addWidget(page)
        fill(self, row(self.heading, None, self.back, gap=theme.SPACE[2]), self.pages, gap=theme.SPACE[1])
        self._connect()

    def _connect(self) -> None:
        self.back.clicked.connect(self.escape)
        self.day.done.connect(self.done)
        self.day.previewed.connect(self._show_preview)
        self.day_view.exceptions_wanted.connect(self.open_exceptions)
        self.day_view.period_wanted.connect(self.open_period)
        self.exceptions.settled.connect(self.day.refresh)
        self.list_view.member_wanted.connect(self.member_wanted)
        day, view, period = self.day, self.day_view, self.period_view
        keys: list[tuple[str, QWidget, Callable[[], None]]] = [
            ("Alt+Left", view, partial(day.step, -1)),
            ("Alt+Right", view, partial(day.step, 1)),
            ("Alt+E", view, self.open_exceptions),
            ("Alt+N", view, day.turn),
            ("Alt+O", view, day.show_open),
            ("Alt+V", view, day.revise),
            ("Alt+Z", view, day.close),
            ("Ctrl+P", view, day.print),
            ("Ctrl+S", view, view.ask_where_to_save),
            ("Ctrl+Shift+P", view, day.preview),
            ("Alt+F", view, partial(view.ask_where_to_save, show=True)),
            ("Alt+R", view, self.open_period),
            ("Alt+M", self.list_view, self.list_view.show_member),
            ("Alt+Left", period, partial(self.period.step, -1)),
            ("Alt+Right", period, partial(self.period.step, 1)),
            ("Alt+S", period, self.period.turn),
            ("Alt+X", period, self.period.cancel),
        ]
        keys += [(key, self.list_view, partial(self.exceptions.settle, how)) for how, _, key, _ in BUTTONS]
        keys += [(key, period, partial(self.period.choose, length)) for length, _, key in LENGTHS]
        self._bind(keys)

    def _bind(self, keys: "Sequence[tuple[str, QWidget, Callable[[], None]]]") -> None:
        for key, page, run in keys:
            bind(page, key, run)

    def _show_preview(self, sheets: "Sequence[Sheet]") -> None:
        if self.preview is None:
            from ui.views.preview_view import PreviewView

            shown = self.preview = PreviewView()
            self.pages.addWidget(shown)
            shown.print_wanted.connect(self._print_previewed)
            shown.paper_wanted.connect(self.day.turn_paper)
            keys: list[tuple[str, QWidget, Callable[[], None]]] = [
                ("Alt+Left", shown, partial(shown.turn, -1)),
                ("Alt+Right", shown, partial(shown.turn, 1)),
                ("Alt+Up", shown, shown.zoom_in),
                ("Alt+Down", shown, shown.zoom_out),
                ("PgUp", shown, partial(shown.read_on, -1)),
                ("PgDown", shown, partial(shown.read_on, 1)),
                ("Alt+W", shown, self.day.turn_paper),
                ("Ctrl+P", shown, self._print_previewed),
            ]
            self._bind(keys)
        self.preview.show_sheets(sheets, narrow=self.day.narrow, rolls=self.day.rolls)
        self._turn_to(self.preview)

    def _print_previewed(self) -> None:
        """What was looked at goes to the printer; what becomes of it is said on the day."""
        self._turn_to(self.day_view)
        self.day.print(narrow=self.day.narrow)

    def open(self, day: date) -> None:
        """Come to the front with a day."""
        self.day.open(day)
        self._turn_to(self.day_view)

    def open_exceptions(self) -> None:
        """The list of exceptions."""
        self._turn_to(self.list_view)
        self.exceptions.open()

    def open_period(self) -> None:
        """The week, the month, the quarter of the day that is shown."""
        if self.day.day is not None:
            self._turn_to(self.period_view)
            self.period.open(self.day.day)

    def take_focus(self) -> None:
        """What is on top."""
        shown = self.pages.currentWidget()
        if isinstance(shown, EveningView | ExceptionsView | PeriodView) or shown is self.preview:
            shown.take_focus()  # type: ignore[union-attr]

    def escape(self) -> None:
        """From the list to the day, and from the day to the counter."""
        if self.pages.currentWidget() is self.day_view:
            self.left.emit()
        else:
            self._turn_to(self.day_view)

    def _turn_to(self, page: QWidget) -> None:
        headings = {
            self.day_view: wording.END_OF_DAY,
            self.list_view: wording.EXCEPTIONS,
            self.period_view: wording.PERIOD,
        }
        self.heading.setText(headings.get(page, wording.PREVIEW))
        self.back.set_words(wording.COUNTER if page is self.day_view else wording.END_OF_DAY)
        self.pages.setCurrentWidget(page)
        self.take_focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What nothing else wanted ends here: letters are not for the search box."""
        if event.key() == Qt.Key.Key_Escape:
            self.escape()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(self.focusWidget(), KeyButton):
            self.focusWidget().click()  # type: ignore[attr-defined]
        event.accept()
