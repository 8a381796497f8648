"""Decides how the number of the customer screen is asked for: why, and one line for it."""

from PySide6.QtCore import Qt

from ui import hardware_wording, theme, wording
from ui.viewmodels.counter import CounterModel
from ui.views.fields import Field, TypedPanel, Wrong
from ui.views.layouts import column, row
from ui.widgets.buttons import key_button
from ui.widgets.text import label

LETTERS = 12


class PresenceView(TypedPanel):
    """The number over the screen. Enter checks it, Esc closes."""

    def __init__(self, model: CounterModel) -> None:
        super().__init__(model.panels.presence.enter)
        self._model = model.panels.presence
        self.setAccessibleName(hardware_wording.NUMBER_TITLE)
        self.number = Field(hardware_wording.NUMBER, hardware_wording.NUMBER_EXAMPLE, big=True)
        self.number.line.setMaxLength(LETTERS)
        self.wrong = Wrong()
        self.check = key_button(hardware_wording.CHECK, "Enter", "check", primary=True)
        self.cancel = key_button(wording.CANCEL, "Esc", "x")
        title = label(hardware_wording.NUMBER_TITLE, "section", wrap=True)
        why = label(hardware_wording.NUMBER_ASK, "muted", wrap=True)
        self.body.addLayout(column(title, why, self.number, self.wrong, gap=theme.SPACE[2]))
        self.body.addStretch(1)
        self.body.addLayout(row(self.check, self.cancel, None))
        self.number.line.textEdited.connect(self._model.set_text)
        self.check.clicked.connect(self._model.enter)
        self.cancel.clicked.connect(model.escape)
        self._model.changed.connect(self._follow)
        self._follow()

    def take_focus(self) -> None:
        """The line."""
        self.number.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self) -> None:
        self.number.show_text(self._model.text)
        self.wrong.tell(self._model.error)
        self.check.setEnabled(not self._model.saving)
