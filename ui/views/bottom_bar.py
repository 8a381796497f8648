"""Decides which commands stand in the bottom row, with their keys."""

from PySide6.QtWidgets import QWidget

from ui import theme, wording
from ui.viewmodels.counter import CounterModel, Panel, Screen
from ui.views.layouts import row
from ui.widgets.buttons import key_button

PRIMARY_WIDTH = 260


class BottomBar(QWidget):
    """New member, Undo, Visits, Hide, More; Record visit at the right."""

    def __init__(self, model: CounterModel) -> None:
        super().__init__()
        self._model = model
        self.new_member = key_button(wording.NEW_MEMBER, "F3", "user-plus")
        self.visits = key_button(wording.TODAY_SHORT, "F7", "history")
        self.hide_details = key_button(wording.HIDE, "F8", "eye-off")
        self.undo = key_button(wording.UNDO, "F4", "undo-2")
        self.more = key_button(wording.MORE, "F10", "command")
        self.record = key_button(wording.RECORD_VISIT, "F2", primary=True)
        self.record.setMinimumWidth(PRIMARY_WIDTH)
        layout = row(
            self.new_member, self.undo, self.visits, self.hide_details, self.more, None, self.record, gap=theme.SPACE[2]
        )
        layout.setContentsMargins(16, 8, 16, 14)
        self.setLayout(layout)
        self._connect()
        self._follow()

    def _connect(self) -> None:
        model = self._model
        for button, action in (
            (self.new_member, model.new_member),
            (self.visits, model.visits),
            (self.hide_details, model.privacy.toggle),
            (self.undo, model.undo),
            (self.more, lambda: model.lay(Panel.COMMANDS)),
            (self.record, model.record),
        ):
            button.clicked.connect(action)
        model.screen_changed.connect(self._follow)
        model.panel_changed.connect(self._follow)
        model.privacy.changed.connect(self._follow)

    def _follow(self) -> None:
        model = self._model
        hidden, screen = model.hidden, model.screen
        self.hide_details.set_words(wording.SHOW if hidden else wording.HIDE, "eye" if hidden else "eye-off")
        with_member = screen in (Screen.MEMBER, Screen.HISTORY)
        if screen in (Screen.HISTORY, Screen.TODAY):
            self.visits.set_words(wording.BACK)
        else:
            self.visits.set_words(wording.HISTORY if with_member else wording.TODAY_SHORT)
        words = wording.RECORD_VISIT if with_member else wording.GUEST_VISIT
        self.record.set_words(wording.SAVE if model.panel is Panel.VISIT else words)
