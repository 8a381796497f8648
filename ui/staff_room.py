"""Decides how the page of who works here comes up in a window; where it is nobody yet, the first owner is asked for.

Everybody may look: the lock shows the same names. Each change asks who may do it. Refuses to know what the page holds.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

if TYPE_CHECKING:
    from ui.main_window import MainWindow
    from ui.viewmodels.door import DeskDoor
    from ui.viewmodels.signing import Signing
    from ui.views.people_view import PeopleView


class StaffRoom(QObject):
    """The page of one window. pages: what the window shows one of. turn_to: shows one of them."""

    def __init__(
        self,
        window: "MainWindow",
        door: "DeskDoor",
        signing: "Signing",
        pages: QStackedWidget,
        turn_to: Callable[[QWidget], None],
    ) -> None:
        super().__init__(window)
        self._window, self._door, self._signing = window, door, signing
        self._pages, self._turn_to = pages, turn_to
        self.shown: PeopleView | None = None

    def open(self) -> None:
        """The page, in place of the counter, which stays as it is behind it."""
        panels = self._window.model.panels
        if not self._signing.in_use:
            self._signing.begin_first()
        elif panels.may_leave():
            self._window.model.close_panels()
            if self.shown is None:
                from ui.viewmodels.people_page import PeoplePage
                from ui.views.people_view import PeopleView

                self._page = PeoplePage(self._door, self)
                self._page.people_changed.connect(self._signing.refresh)
                self.shown = PeopleView(self._page)
                self.shown.left.connect(self._leave)
                self._pages.addWidget(self.shown)
            self._turn_to(self.shown)
            self._page.open()
            self.shown.take_focus()

    def heard(self) -> None:
        """Facts about people have come from elsewhere."""
        if self.shown is not None and self._pages.currentWidget() is self.shown:
            self._page.refresh()

    def _leave(self) -> None:
        self._turn_to(self._window.page)
        self._window.page.top.search.setFocus(Qt.FocusReason.OtherFocusReason)
