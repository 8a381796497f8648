"""Decides how the pages of who is who come up in a window: pairs that may be one person, and who one member is.

Each act asks who may do it. Refuses to know what the pages hold.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.place import Place
from ui.viewmodels.notices import Toast

if TYPE_CHECKING:
    from ui.views.duplicates_view import DuplicatesView
    from ui.views.record_view import RecordView


class WhoIsWho(QObject):
    """The pages of one window."""

    def __init__(self, place: Place) -> None:
        super().__init__(place.window)
        self._at = place
        self.pairs: DuplicatesView | None = None
        self.record: RecordView | None = None

    def open(self) -> None:
        """Pairs, in place of the counter, which stays as it is behind them."""
        if self._at.window.model.panels.may_leave():
            self._at.window.model.close_panels()
            view = self._pairs_view()
            self._at.turn_to(view)
            view.model.open()
            view.take_focus()

    def open_member(self) -> None:
        """Who the member is whose card is open."""
        from ui import who_wording as wording

        model = self._at.window.model
        if model.card is None:
            model.notices.say(Toast(wording.NO_CARD, ok=False))
        elif model.panels.may_leave():
            model.close_panels()
            view = self._record_view()
            self._at.turn_to(view)
            view.model.open(model.card.member.id)
            view.take_focus()

    def _pairs_view(self) -> "DuplicatesView":
        if self.pairs is None:
            from ui.viewmodels.duplicates_page import DuplicatesPage
            from ui.views.duplicates_view import DuplicatesView

            self.pairs = DuplicatesView(DuplicatesPage(self._at.door, self._at.office, self))
            self.pairs.left.connect(self._leave)
            self.pairs.member_wanted.connect(self._show_member)
            self._at.pages.addWidget(self.pairs)
        return self.pairs

    def _record_view(self) -> "RecordView":
        if self.record is None:
            from ui.viewmodels.record_page import RecordPage
            from ui.views.record_view import RecordView

            page = RecordPage(self._at.door, self)
            page.done.connect(self._show_again)
            page.forgotten.connect(self._forgotten)
            page.compare_wanted.connect(self._compare)
            self.record = RecordView(page)
            self.record.left.connect(self._leave)
            self.record.receipts_wanted.connect(lambda: self._at.window.open_evening(correct=True))
            self._at.pages.addWidget(self.record)
        return self.record

    def _compare(self, one: str, other: str) -> None:
        view = self._pairs_view()
        self._at.turn_to(view)
        view.model.open_pair(one, other)
        view.take_focus()

    def _leave(self) -> None:
        """To the counter; the card behind is of now."""
        self._at.to_counter()
        self._show_again()

    def _show_again(self) -> None:
        if self._at.window.model.card is not None:
            self._at.window.model.open_member(self._at.window.model.card.member.id)

    def _show_member(self, member: str) -> None:
        self._at.to_counter()
        self._at.window.model.open_member(member)

    def _forgotten(self) -> None:
        from ui import who_wording as wording

        self._at.to_counter()
        self._at.window.model.home()
        self._at.window.model.notices.say(Toast(wording.FORGOTTEN))
