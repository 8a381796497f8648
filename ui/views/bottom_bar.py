"""Decides which commands stand in the bottom row, with their keys."""

from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import id_wording, theme, wording
from ui.viewmodels.counter import CounterModel
from ui.viewmodels.screens import OF_A_MEMBER, TYPED_IN, Panel, Screen
from ui.views.layouts import row
from ui.widgets.buttons import key_button

PRIMARY_WIDTH = 260
_KEY_OF = {Panel.NEW_MEMBER: "F3", Panel.RETURN: "Enter", Panel.ANSWER: "Enter", Panel.ID_CHECK: "Enter"}
"""What saves in an open panel; F2 in the others."""


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
        layout = row(
            self.new_member, self.undo, self.visits, self.hide_details, self.more, None, self.record, gap=theme.SPACE[2]
        )
        layout.setContentsMargins(16, 8, 16, 14)
        self.setLayout(layout)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
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
            (self.record, self._press_primary),
        ):
            button.clicked.connect(action)
        model.screen_changed.connect(self._follow)
        model.panel_changed.connect(self._follow)
        model.privacy.changed.connect(self._follow)

    def _follow(self) -> None:
        model = self._model
        hidden, screen = model.hidden, model.screen
        self.hide_details.set_words(wording.SHOW if hidden else wording.HIDE, "eye" if hidden else "eye-off")
        with_member = screen in OF_A_MEMBER
        if screen in (Screen.HISTORY, Screen.TODAY):
            self.visits.set_words(wording.BACK)
        else:
            self.visits.set_words(wording.HISTORY if with_member else wording.TODAY_SHORT)
        words = wording.RECORD_VISIT if with_member else wording.GUEST_VISIT
        panel = model.panel
        self.record.set_words(
            id_wording.CHECK_NOW if panel is Panel.ID_CHECK else wording.SAVE if panel in TYPED_IN else words,
            key=_KEY_OF.get(panel, "F2"),
        )
        self._fit()

    def _press_primary(self) -> None:
        if self._model.panel is Panel.NEW_MEMBER:
            self._model.new_member()
        elif self._model.panel is Panel.RETURN:
            self._model.panels.goods_back.enter()
        elif self._model.panel is Panel.ANSWER:
            self._model.panels.answer.enter()
        elif self._model.panel is Panel.ID_CHECK:
            self._model.panels.id_check.enter()
        else:
            self._model.record()

    def _fit(self) -> None:
        """The main button takes what is left, up to its full width; where too little is, lesser buttons go: their keys
        and Ctrl+K stay."""
        if not self.isVisible():  # the widths are not asked for until there is one of its own
            return
        buttons = [self.new_member, self.undo, self.visits, self.hide_details, self.more]
        gap, room = theme.SPACE[2], self.width() - 32 - self.record.sizeHint().width()
        for spare in (self.visits, self.hide_details, None):
            left = room - sum(button.sizeHint().width() + gap for button in buttons)
            if left >= 0 or spare is None:
                break
            buttons.remove(spare)
        for button in (self.visits, self.hide_details):
            button.setVisible(button in buttons)
        wide = self.record.sizeHint().width() + max(0, left - gap)
        self.record.setMinimumWidth(min(PRIMARY_WIDTH, wide))

    def showEvent(self, event: QShowEvent) -> None:
        """Now there is a width."""
        super().showEvent(event)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, another choice."""
        super().resizeEvent(event)
        self._fit()
