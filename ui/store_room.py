"""Decides how the page of the store's settings comes up in a window, and what the counter hears of what was done there.

Everybody may look. Each change asks who may do it. Refuses to know what the page holds.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.place import Place
from ui.viewmodels.notices import Toast

if TYPE_CHECKING:
    from ui.viewmodels.plugged import Plugged
    from ui.views.store_view import StoreView


class StoreRoom(QObject):
    """The page of one window."""

    def __init__(self, place: Place) -> None:
        super().__init__(place.window)
        self._at = place
        self.shown: StoreView | None = None
        self._somebody_went = False

    def open(self, plugged: "Plugged | None") -> None:
        """The page, in place of the counter, which stays as it is behind it."""
        beside = self._at.window.beside
        if beside is None or not self._at.window.model.panels.may_leave():
            return
        self._at.window.model.close_panels()
        if self.shown is None:
            from ui.viewmodels.store_page import StorePage
            from ui.views.store_view import StoreView

            page = StorePage(self._at.door, self._at.office, plugged, self)
            page.settings_changed.connect(beside.take_settings)
            page.forgetting.forgot.connect(self._forgot)
            self.shown = StoreView(page)
            self.shown.left.connect(self._leave)
            self._at.pages.addWidget(self.shown)
        self._at.turn_to(self.shown)
        self.shown.open(beside.settings)

    def heard(self) -> None:
        """Facts have come from elsewhere: the program may be another one."""
        if self.shown is not None and self._at.pages.currentWidget() is self.shown:
            self.shown.model.refresh()

    def _leave(self) -> None:
        """To the counter; the card behind is of now: other rules may hold at the door, or she may be forgotten."""
        model, went = self._at.window.model, self._somebody_went
        self._somebody_went = False
        self._at.to_counter()
        if went:
            model.home()
        elif model.card is not None:
            model.open_member(model.card.member.id)

    def _forgot(self, words: str) -> None:
        """Members were forgotten: said here where the page is not looked at any more."""
        if self._at.pages.currentWidget() is self.shown:
            self._somebody_went = True
        else:
            self._at.window.model.notices.say(Toast(words))
