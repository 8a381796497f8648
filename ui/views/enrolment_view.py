"""Decides how the form of a new member is laid out. What is to be said of a field stands under it, as it is typed."""

import itertools
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from ui import enrolment_wording, theme, wording
from ui.viewmodels.counter import CounterModel
from ui.viewmodels.enrolment_form import FIELDS
from ui.viewmodels.joining_cases import SHOWN_ALIKE, Alike
from ui.views.checked_field import CheckedField
from ui.views.fields import TypedPanel
from ui.views.layouts import column, holding, row
from ui.views.picture import Picture
from ui.widgets.buttons import KeyButton, key_button
from ui.widgets.text import Label, label


class EnrolmentView(TypedPanel):
    """The form over the screen. Enter saves, Esc closes."""

    def __init__(self, model: CounterModel) -> None:
        super().__init__(model.panels.enrolment.enter)
        self._counter, self._model = model, model.panels.enrolment
        self.setAccessibleName(wording.NEW_MEMBER)
        self.meant = key_button("", icon="mail")
        self.fields = {
            "name": CheckedField(wording.NAME, wording.NAME_EXAMPLE),
            "phone": CheckedField(wording.PHONE, wording.PHONE_EXAMPLE, optional=True),
            "email": CheckedField(wording.EMAIL, wording.EMAIL_EXAMPLE, optional=True, below=self.meant),
            "birthday": CheckedField(wording.BIRTHDAY, wording.BIRTHDAY_EXAMPLE, optional=True),
            "card_code": CheckedField(wording.CARD_CODE, wording.CARD_EXAMPLE, optional=True),
            "referral": CheckedField(enrolment_wording.REFERRAL, enrolment_wording.REFERRAL_EXAMPLE, optional=True),
        }
        self.alike = [_AlikeRow(self._take_over) for _ in range(SHOWN_ALIKE)]
        self.alike_part = holding(self._alike_part())
        self.save = key_button(wording.SAVE, "Enter", "check", primary=True)
        self.cancel = key_button(wording.CANCEL, "Esc", "x")
        self._lay_out()
        self._connect()
        self._follow()

    def _alike_part(self) -> QVBoxLayout:
        head = row(Picture("users", "warn_text", 20), label(enrolment_wording.ALIKE, "section"), None)
        return column(head, *(each.part for each in self.alike), gap=4)

    def _lay_out(self) -> None:
        fields, top = self.fields, Qt.AlignmentFlag.AlignTop
        self.body.addWidget(label(wording.NEW_MEMBER, "section"))
        for pair in (("name", "phone"), ("email", "birthday"), ("card_code", "referral")):
            both = row(*(fields[name] for name in pair), gap=theme.SPACE[2])
            for at, name in enumerate(pair):
                both.setAlignment(fields[name], top)
                both.setStretch(at, 1)
            self.body.addLayout(both)
        self.body.addWidget(self.alike_part)
        self.body.addStretch(1)
        self.body.addLayout(row(self.save, self.cancel, None))
        lines = [fields[name].line for name in FIELDS]
        order = [*lines[:3], self.meant, *lines[3:], *(each.open for each in self.alike), self.save, self.cancel]
        for before, after in itertools.pairwise(order):
            self.setTabOrder(before, after)

    def _connect(self) -> None:
        for name, field in self.fields.items():
            field.line.textEdited.connect(partial(self._model.set_field, name))
            field.line.editingFinished.connect(partial(self._model.left, name))
        self.meant.clicked.connect(self._model.use_meant)
        self.save.clicked.connect(self._model.enter)
        self.cancel.clicked.connect(self._counter.escape)
        self._model.changed.connect(self._follow)
        self._model.filled.connect(self.take_focus)

    def take_focus(self) -> None:
        """The first field that is still empty."""
        empty = next((name for name in FIELDS if not self._model.values[name]), "name")
        self.fields[empty].line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_over(self, member: str) -> None:
        self._model.take_over(member)

    def _follow(self) -> None:
        model = self._model
        for name, field in self.fields.items():
            field.show_text(model.values[name])
            words, wrong = model.said_of(name)
            field.say(words, wrong=wrong)
        birthday = self.fields["birthday"]
        birthday.lock(model.off_id)
        if model.order is not None:
            birthday.line.setPlaceholderText(enrolment_wording.birthday_example(model.order))
        self.meant.setVisible(model.meant is not None)
        self.meant.set_words(f"{enrolment_wording.MEANT} {model.meant}" if model.meant else "")
        for at, each in enumerate(self.alike):
            each.show_one(model.alike[at] if at < len(model.alike) else None)
        self.alike_part.setVisible(bool(model.alike))
        if model.error and model.wrong_field and self.isVisible():
            self.fields[model.wrong_field].line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.save.setEnabled(not model.saving)
        self.save.set_words(wording.SAVING if model.saving else wording.SAVE)


class _AlikeRow:
    """One member this may be: who, why, and a button that opens the card instead."""

    def __init__(self, take_over: Callable[[str], None]) -> None:
        self._member = ""
        self.words: Label = label("", "body", wrap=True)
        self.open: KeyButton = key_button(enrolment_wording.OPEN, icon="user")
        self.open.clicked.connect(lambda: take_over(self._member))
        line = row(self.words, self.open, gap=theme.SPACE[2])
        line.setStretch(0, 1)
        self.part = holding(line)

    def show_one(self, who: Alike | None) -> None:
        """Show a member, or nobody."""
        self.part.setVisible(who is not None)
        if who is not None:
            self._member = who.member
            self.words.setText(enrolment_wording.alike(who.name, who.phone_ends, who.reasons))
            self.open.setAccessibleName(f"{enrolment_wording.TAKE_OVER}: {who.name}")
