"""Decides how the manager's evening comes up in a window: for who may close a day, or with a manager's PIN.

Refuses to know what it shows.
"""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.place import Place
from ui.store_room import StoreRoom
from ui.viewmodels.notices import Toast
from ui.who_is_who import WhoIsWho

if TYPE_CHECKING:
    from ui.viewmodels.door import LedgerLane
    from ui.views.corrections_view import CorrectionsView
    from ui.views.evening_pages import EveningPages


class Evenings(QObject):
    """The evening of one window. aside: the lane of long reports."""

    def __init__(self, place: Place, aside: "LedgerLane") -> None:
        super().__init__(place.window)
        self._at, self._aside = place, aside
        self.who, self.store = WhoIsWho(place), StoreRoom(place)
        self.shown: EveningPages | None = None
        self.corrections: CorrectionsView | None = None

    def open(self) -> None:
        """F12: today's evening, in place of the counter, which stays as it is behind it."""
        if self._at.window.model.panels.may_leave():
            from ui.viewmodels import evening_cases

            self._at.window.model.close_panels()
            self._at.door.ask(evening_cases.may_close, self._show, lambda no: self._say(no.words, ok=False))

    def correct(self) -> None:
        """What can be put right about the member whose card is open; each act asks who may do it."""
        from ui import evening_wording as wording

        model = self._at.window.model
        if model.card is None:
            self._say(wording.NO_CARD, ok=False)
        elif model.panels.may_leave():
            model.close_panels()
            if self.corrections is None:
                from ui.viewmodels.corrections_page import CorrectionsPage
                from ui.views.corrections_view import CorrectionsView

                page = CorrectionsPage(self._at.door, self)
                page.done.connect(self._show_again)
                self.corrections = CorrectionsView(page)
                self.corrections.left.connect(self._at.to_counter)
                self._at.pages.addWidget(self.corrections)
                self._corrected = page
            self._at.turn_to(self.corrections)
            self._corrected.open(model.card.member.id)
            self.corrections.take_focus()

    def _show_again(self) -> None:
        """The card behind it is of now."""
        if self._at.window.model.card is not None:
            self._at.window.model.open_member(self._at.window.model.card.member.id)

    def refresh(self) -> None:
        """Facts have come from elsewhere."""
        self.store.heard()
        if self.shown is not None and self._at.pages.currentWidget() is self.shown:
            self.shown.day.refresh()

    def made(self) -> "EveningPages":
        """Its pages, made once."""
        if self.shown is None:
            from ui.views.evening_pages import EveningPages

            self.shown = EveningPages(self._at.door, self._at.office, self._aside)
            self.shown.left.connect(self._at.to_counter)
            self.shown.done.connect(self._done)
            self.shown.member_wanted.connect(self._show_member)
            self._at.pages.addWidget(self.shown)
        return self.shown

    def _show(self, today: date) -> None:
        pages = self.made()
        self._at.turn_to(pages)
        pages.open(today)

    def _done(self, words: str) -> None:
        """A day was closed, or has a revision: the counter says that what is recorded now comes after it."""
        self._say(words)
        self._at.window.model.day.refresh()

    def _show_member(self, member: str) -> None:
        self._at.to_counter()
        self._at.window.model.open_member(member)

    def _say(self, words: str, ok: bool = True) -> None:
        self._at.window.model.notices.say(Toast(words, ok=ok))
