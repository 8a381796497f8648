"""Decides how the manager's evening comes up in a window: for who may close a day, or with a manager's PIN.

Refuses to know what it shows.
"""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.store_room import StoreRoom
from ui.viewmodels.notices import Toast
from ui.who_is_who import WhoIsWho

if TYPE_CHECKING:
    from posdesk.counter.ports import Desk
    from posdesk.office.ports import Office
    from ui.main_window import MainWindow
    from ui.viewmodels.door import DeskDoor, LedgerLane
    from ui.views.corrections_view import CorrectionsView
    from ui.views.evening_pages import EveningPages


class Evenings(QObject):
    """The evening of one window. pages: what the window shows one of. turn_to: shows one of them. aside: the lane of
    long reports."""

    def __init__(
        self,
        window: "MainWindow",
        door: "DeskDoor",
        office: "Callable[[Desk], Office]",
        aside: "LedgerLane",
        pages: QStackedWidget,
        turn_to: Callable[[QWidget], None],
        to_counter: Callable[[], None],
    ) -> None:
        super().__init__(window)
        self._window, self._door, self._office = window, door, office
        self._pages, self._turn_to, self._to_counter = pages, turn_to, to_counter
        self._aside = aside
        self.who = WhoIsWho(window, door, office, pages, turn_to, to_counter)
        self.store = StoreRoom(window, door, office, pages, turn_to, to_counter)
        self.shown: EveningPages | None = None
        self.corrections: CorrectionsView | None = None

    def open(self) -> None:
        """F12: today's evening, in place of the counter, which stays as it is behind it."""
        if self._window.model.panels.may_leave():
            from ui.viewmodels import evening_cases

            self._window.model.close_panels()
            self._door.ask(evening_cases.may_close, self._show, lambda no: self._say(no.words, ok=False))

    def correct(self) -> None:
        """What can be put right about the member whose card is open; each act asks who may do it."""
        from ui import evening_wording as wording

        model = self._window.model
        if model.card is None:
            self._say(wording.NO_CARD, ok=False)
        elif model.panels.may_leave():
            model.close_panels()
            if self.corrections is None:
                from ui.viewmodels.corrections_page import CorrectionsPage
                from ui.views.corrections_view import CorrectionsView

                page = CorrectionsPage(self._door, self)
                page.done.connect(self._show_again)
                self.corrections = CorrectionsView(page)
                self.corrections.left.connect(self._to_counter)
                self._pages.addWidget(self.corrections)
                self._corrected = page
            self._turn_to(self.corrections)
            self._corrected.open(model.card.member.id)
            self.corrections.take_focus()

    def _show_again(self) -> None:
        """The card behind it is of now."""
        if self._window.model.card is not None:
            self._window.model.open_member(self._window.model.card.member.id)

    def refresh(self) -> None:
        """Facts have come from elsewhere."""
        self.store.heard()
        if self.shown is not None and self._pages.currentWidget() is self.shown:
            self.shown.day.refresh()

    def made(self) -> "EveningPages":
        """Its pages, made once."""
        if self.shown is None:
            from ui.views.evening_pages import EveningPages

            self.shown = EveningPages(self._door, self._office, self._aside)
            self.shown.left.connect(self._to_counter)
            self.shown.done.connect(self._done)
            self.shown.member_wanted.connect(self._show_member)
            self._pages.addWidget(self.shown)
        return self.shown

    def _show(self, today: date) -> None:
        pages = self.made()
        self._turn_to(pages)
        pages.open(today)

    def _done(self, words: str) -> None:
        """A day was closed, or has a revision: the counter says that what is recorded now comes after it."""
        self._say(words)
        self._window.model.day.refresh()

    def _show_member(self, member: str) -> None:
        self._to_counter()
        self._window.model.open_member(member)

    def _say(self, words: str, ok: bool = True) -> None:
        self._window.model.notices.say(Toast(words, ok=ok))
