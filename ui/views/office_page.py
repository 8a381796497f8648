"""Decides how the manager's screens are put together: the list of campaigns, and the editor over it.

It lies beside the counter, which keeps whatever was on it. Refuses to know what they hold.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui import office_wording as wording
from ui import theme
from ui.viewmodels.campaign_editor import CampaignEditor
from ui.viewmodels.campaigns_page import CampaignsPage
from ui.viewmodels.door import DeskDoor
from ui.views.campaign_editor_view import CampaignEditorView
from ui.views.campaign_list import CampaignList
from ui.views.layouts import fill, row
from ui.widgets.buttons import KeyButton, key_button
from ui.widgets.page_keys import bind
from ui.widgets.text import label

if TYPE_CHECKING:
    from posdesk.counter.ports import Desk
    from posdesk.office.ports import Office

LEAVE_AGAIN = "Not published yet. Esc again leaves it."


class OfficePage(QWidget):
    """The list, or the editor. left: Esc on the list."""

    left = Signal()

    def __init__(self, door: DeskDoor, office: "Callable[[Desk], Office]") -> None:
        super().__init__()
        self.campaigns, self.editor = CampaignsPage(door, office, self), CampaignEditor(door, office, self)
        self.list, self.form = CampaignList(self.campaigns), CampaignEditorView(self.editor)
        self.heading = label(wording.CAMPAIGNS, "name")
        self.note = label("", "muted")
        self.back = key_button(wording.COUNTER, "Esc", "x")
        self.pages = QStackedWidget()
        for page in (self.list, self.form):
            self.pages.addWidget(page)
        self._warned = False
        top = row(self.heading, self.note, None, self.back, gap=theme.SPACE[2])
        fill(self, top, self.pages, gap=theme.SPACE[2])
        self._connect()

    def _connect(self) -> None:
        self.back.clicked.connect(self.escape)
        self.campaigns.edit_wanted.connect(self._edit)
        self.editor.published.connect(self._published)
        self.editor.changed.connect(self._typed)
        keys: tuple[tuple[str, QWidget, Callable[[], None]], ...] = (
            ("Ctrl+N", self.list, self.campaigns.new),
            ("Alt+U", self.list, self.campaigns.pause),
            ("Alt+X", self.list, self.campaigns.end),
            ("Alt+A", self.form, self.form.clauses.add_one),
            ("Alt+T", self.form, self.editor.try_on_past),
            ("Ctrl+Return", self.form, self.editor.publish),
            ("Ctrl+Enter", self.form, self.editor.publish),
        )
        for key, page, run in keys:
            bind(page, key, run)

    def open(self) -> None:
        """Come to the front: the list is asked for anew; a campaign half written is still there."""
        self.campaigns.refresh()
        self.take_focus()

    def take_focus(self) -> None:
        """What is on top."""
        (self.form if self.pages.currentWidget() is self.form else self.list).take_focus()

    def escape(self) -> None:
        """From the editor to the list, and from the list to the counter; what was typed is asked about once."""
        if self.pages.currentWidget() is self.list:
            self.left.emit()
        elif self.editor.typed and not self._warned:
            self._warned = True
            self.note.setText(LEAVE_AGAIN)
        else:
            self._to_list()

    def _edit(self, campaign: object) -> None:
        self.editor.open(campaign)  # type: ignore[arg-type]
        self._warned = False
        self.heading.setText(wording.EDITOR)
        self.back.set_words(wording.CAMPAIGNS)
        self.pages.setCurrentWidget(self.form)
        self.form.take_focus()

    def _typed(self) -> None:
        if self._warned:
            self._warned = False
            self.note.setText("")

    def _published(self, words: str) -> None:
        self.campaigns.forget_counts()
        self.campaigns.tell(words)
        self.campaigns.refresh()
        self._to_list()

    def _to_list(self) -> None:
        self._warned = False
        self.note.setText("")
        self.heading.setText(wording.CAMPAIGNS)
        self.back.set_words(wording.COUNTER)
        self.pages.setCurrentWidget(self.list)
        self.list.take_focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What nothing else wanted ends here: letters are not for the search box."""
        if event.key() == Qt.Key.Key_Escape:
            self.escape()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(self.focusWidget(), KeyButton):
            self.focusWidget().click()  # type: ignore[attr-defined]
        event.accept()
