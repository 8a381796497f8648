"""Decides how the check of an ID by hand is laid out: two dates, a third where a medical card is shown."""

from functools import partial

from PySide6.QtCore import Qt

from ui import id_wording, theme, wording
from ui.viewmodels.counter import CounterModel
from ui.viewmodels.id_check_panel import FIELDS
from ui.views.fields import Field, TypedPanel, Wrong
from ui.views.layouts import column, row
from ui.widgets.buttons import key_button
from ui.widgets.text import label


class IdCheckView(TypedPanel):
    """The dates of an ID over the screen. Enter asks the gate, Esc closes."""

    def __init__(self, model: CounterModel) -> None:
        super().__init__(model.panels.id_check.enter)
        self._counter, self._model = model, model.panels.id_check
        self.setAccessibleName(id_wording.CHECK)
        self.fields = {
            "born": Field(id_wording.BORN, id_wording.BORN_EXAMPLE),
            "expires": Field(id_wording.VALID_UNTIL, id_wording.VALID_UNTIL_EXAMPLE),
            "medical": Field(id_wording.MEDICAL_UNTIL, id_wording.VALID_UNTIL_EXAMPLE, optional=True),
        }
        self.wrong = Wrong()
        self.check = key_button(id_wording.CHECK_NOW, "Enter", "scan-line", primary=True)
        self.cancel = key_button(wording.CANCEL, "Esc", "x")
        title, hint = label(id_wording.CHECK, "section"), label(id_wording.CHECK_HINT, "muted", wrap=True)
        self.body.addLayout(column(title, hint, *self.fields.values(), self.wrong, gap=theme.SPACE[2]))
        self.body.addStretch(1)
        self.body.addLayout(row(self.check, self.cancel, None))
        for name, field in self.fields.items():
            field.line.textEdited.connect(partial(self._model.set_field, name))
        self.check.clicked.connect(self._model.enter)
        self.cancel.clicked.connect(self._counter.escape)
        self._model.changed.connect(self._follow)
        self._follow()

    def take_focus(self) -> None:
        """The birth date."""
        self.fields["born"].line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self) -> None:
        for name in FIELDS:
            self.fields[name].show_text(self._model.values[name])
        self.wrong.tell(self._model.error)
        self.check.setEnabled(not self._model.asking)
