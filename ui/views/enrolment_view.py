"""Decides how the form of a new member is laid out. What is wrong stands under its field."""

import itertools

from PySide6.QtCore import Qt

from ui import theme, wording
from ui.viewmodels.counter import CounterModel
from ui.viewmodels.enrolment_form import FIELDS
from ui.views.fields import Field, TypedPanel, Wrong
from ui.views.layouts import column, row
from ui.widgets.buttons import key_button
from ui.widgets.text import label


class EnrolmentView(TypedPanel):
    """The form over the screen. Enter saves, Esc closes."""

    def __init__(self, model: CounterModel) -> None:
        super().__init__(model.panels.enrolment.enter)
        self._counter, self._model = model, model.panels.enrolment
        self.setAccessibleName(wording.NEW_MEMBER)
        self.fields = {
            "name": Field(wording.NAME, wording.NAME_EXAMPLE),
            "phone": Field(wording.PHONE, wording.PHONE_EXAMPLE, optional=True),
            "email": Field(wording.EMAIL, wording.EMAIL_EXAMPLE, optional=True),
            "birthday": Field(wording.BIRTHDAY, wording.BIRTHDAY_EXAMPLE, optional=True),
            "card_code": Field(wording.CARD_CODE, wording.CARD_EXAMPLE, optional=True),
        }
        self.wrong = Wrong()
        self.save = key_button(wording.SAVE, "Enter", "check", primary=True)
        self.cancel = key_button(wording.CANCEL, "Esc", "x")
        self._lay_out()
        self._connect()
        self._follow()

    def _lay_out(self) -> None:
        fields = self.fields
        self.body.addWidget(label(wording.NEW_MEMBER, "section"))
        pairs = (
            row(fields["name"], fields["phone"], gap=theme.SPACE[2]),
            row(fields["email"], fields["birthday"], gap=theme.SPACE[2]),
        )
        self.body.addLayout(column(*pairs, fields["card_code"], self.wrong, gap=theme.SPACE[2]))
        self.body.addStretch(1)
        self.body.addLayout(row(self.save, self.cancel, None))
        order = [*(fields[name].line for name in FIELDS), self.save, self.cancel]
        for before, after in itertools.pairwise(order):
            self.setTabOrder(before, after)

    def _connect(self) -> None:
        for name, field in self.fields.items():
            field.line.textEdited.connect(lambda text, name=name: self._model.set_field(name, text))
        self.save.clicked.connect(self._model.enter)
        self.cancel.clicked.connect(self._counter.escape)
        self._model.changed.connect(self._follow)

    def take_focus(self) -> None:
        """The first field that is still empty."""
        empty = next((name for name in FIELDS if not self._model.values[name]), "name")
        self.fields[empty].line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self) -> None:
        model = self._model
        for name, field in self.fields.items():
            field.show_text(model.values[name])
        self.wrong.tell(model.error)
        if model.error and model.wrong_field and self.isVisible():
            self.fields[model.wrong_field].line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.save.setEnabled(not model.saving)
        self.save.set_words(wording.SAVING if model.saving else wording.SAVE)
