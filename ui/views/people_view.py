"""Decides how the page of who works here is laid out: everybody left; right whoever is marked, and what changes."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui import people_wording as wording
from ui import theme
from ui.viewmodels.people_cases import Employed
from ui.viewmodels.people_page import Part, PeoplePage
from ui.views.fields import Field, Wrong
from ui.views.layouts import column, fill, holding, row, sides
from ui.views.rows import Column, Row, RowChip, RowList
from ui.widgets.buttons import KeyButton, key_button
from ui.widgets.choice import Choice
from ui.widgets.page_keys import wire
from ui.widgets.panel import Panel
from ui.widgets.text import label

COLUMNS = (Column(0.64), Column(0.36))


class PeopleView(QWidget):
    """The page. left: Esc."""

    left = Signal()

    def __init__(self, model: PeoplePage) -> None:
        super().__init__()
        self._model = model
        self.heading, self.back = label(wording.PEOPLE_AND_PINS, "name"), key_button(wording.COUNTER, "Esc", "x")
        self.list = RowList(wording.PEOPLE, COLUMNS)
        self.title, self.line = label("", "section", wrap=True), label("", "muted", wrap=True)
        self.name = Field(wording.THEIR_NAME, wording.THEIR_EXAMPLE)
        self.role, self.may = Choice(wording.ROLE, wording.ROLES), label("", "fine", wrap=True)
        self.own = Field(wording.OWN_PIN, wording.PIN_EXAMPLE)
        self.pin, self.again = (Field(each, wording.PIN_EXAMPLE) for each in (wording.NEW_PIN, wording.NEW_AGAIN))
        self.done, self.wrong = Wrong("info", "info", "banner-info"), Wrong()
        self.add = key_button(wording.ADD, "Ctrl+N", "user-plus")
        self.save = key_button(wording.SAVE, "Ctrl+Enter", "check", primary=True)
        self.add_now = key_button(wording.ADD_NOW, "Ctrl+Enter", "check", primary=True)
        self.set_pin = key_button(wording.SET_PIN, "Alt+I", "lock")
        self.end = key_button(wording.END, "Alt+X", "circle-x")
        for field in (self.own, self.pin, self.again):
            field.line.setEchoMode(QLineEdit.EchoMode.Password)
            field.line.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
            field.line.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhSensitiveData)
        self._lay_out()
        self._connect()
        self._follow()

    def _lay_out(self) -> None:
        left, right = Panel((12, 10, 12, 10)), Panel((20, 14, 20, 14))
        left.body.addWidget(self.list, 1)
        left.body.addLayout(row(self.add, None))
        roles = column(label(wording.ROLE, "fine"), self.role, gap=2)
        named = row(self.name, holding(roles), gap=theme.SPACE[1])
        named.setStretch(0, 3)
        named.setStretch(1, 2)
        for part in (self.title, self.line, self.done, self.wrong):
            right.body.addWidget(part)
        right.body.addLayout(named)
        right.body.addWidget(self.may)
        right.body.addLayout(row(None, self.end, self.save))
        right.body.addWidget(self.own)
        right.body.addLayout(row(self.pin, self.again, gap=theme.SPACE[1]))
        right.body.addLayout(row(None, self.add_now, self.set_pin))
        right.body.addStretch(1)
        both = sides(left, right, 46)
        fill(self, row(self.heading, None, self.back, gap=theme.SPACE[2]), holding(both), gap=theme.SPACE[1])

    def _connect(self) -> None:
        model = self._model
        for part, field in self._fields().items():
            field.line.textEdited.connect(partial(model.set, part))
        self.role.chosen.connect(partial(model.set, Part.ROLE))
        self.list.selectionModel().currentChanged.connect(self._marked)
        self.list.chosen.connect(lambda _: self._to_name())
        self.back.clicked.connect(self.left)
        acts = (self.save, model.save), (self.set_pin, model.set_pin), (self.end, model.end), (self.add, self.begin)
        for button, run in acts:
            wire(self, button, run)
        self.add_now.clicked.connect(model.save)
        model.changed.connect(self._follow)

    def _fields(self) -> dict[str, Field]:
        return {Part.NAME: self.name, Part.OWN: self.own, Part.PIN: self.pin, Part.AGAIN: self.again}

    def begin(self) -> None:
        """Somebody new: the name is typed first."""
        self._model.begin_adding()
        self._to_name()

    def take_focus(self) -> None:
        """The list."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _to_name(self) -> None:
        self.name.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.name.line.selectAll()

    def _marked(self) -> None:
        at = self.list.currentIndex().row()
        if at >= 0 and (at != self._model.marked or self._model.adding):
            self._model.mark(at)

    def _follow(self) -> None:
        model, current = self._model, self._model.current
        self.list.show_rows([_row(each) for each in model.listed], None if model.adding else model.marked)
        new = model.adding or not model.listed
        self.title.setText(wording.SOMEBODY_NEW if new or current is None else current.name)
        self.line.setText(self._said())
        self.line.setVisible(bool(self.line.text()))
        self.done.tell(model.words)
        self.wrong.tell(model.trouble)
        for part, field in self._fields().items():
            field.show_text(model.typed.get(part, ""))
        role = model.typed.get(Part.ROLE, "")
        if role:
            self.role.show_key(role)
        self.may.setText(wording.ROLE_MAY.get(role, ""))
        self._show_buttons(new)

    def _said(self) -> str:
        model = self._model
        if model.adding:
            return wording.NEW_LINE
        if model.current is not None and model.current.ended:
            return wording.LEFT_LINE
        return wording.ME_LINE if model.is_me else ""

    def _show_buttons(self, new: bool) -> None:
        model = self._model
        open_ = new or model.may_change
        for part in (self.name, self.pin, self.again, self.role):
            part.setEnabled(open_)
        self.own.setVisible(model.is_me and not new)
        self.add_now.setVisible(new)
        for button in (self.save, self.set_pin, self.end):
            button.setVisible(not new)
            button.setEnabled(model.may_change)
        self.end.set_words(model.ends)
        if self.isVisible() and self.window().focusWidget() is None:  # what had it can be used no more
            self.take_focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What nothing else wanted ends here: letters are not for the search box."""
        focused = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if isinstance(focused, KeyButton):
                focused.click()
            elif focused in (self.pin.line, self.again.line, self.own.line) and not self._model.adding:
                self._model.set_pin()
            else:
                self._model.save()
        event.accept()


def _row(each: Employed) -> Row:
    state = "ended" if each.ended else "in" if each.has_pin else "no-pin"
    role = wording.ROLES.get(each.role, each.role)
    return Row(each.id, (each.name, role), RowChip(*wording.STATES[state]), muted=each.ended)
