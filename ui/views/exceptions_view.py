"""Decides how the list of exceptions is laid out: the rows left, the marked one and what can be done about it right."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from posdesk.domain.correction_facts import Remedy
from ui import evening_wording as wording
from ui import theme
from ui.viewmodels.exceptions_page import ExceptionsPage
from ui.views.fields import Field, Wrong
from ui.views.layouts import row
from ui.views.rows import Column, Row, RowList
from ui.widgets.buttons import key_button
from ui.widgets.panel import Panel
from ui.widgets.text import label

COLUMNS = (Column(0.66), Column(0.18), Column(0.16, right=True))
LINES = 5
BUTTONS = (
    (Remedy.ACCEPT, wording.ACCEPT, "Alt+L", "check"),
    (Remedy.WRITE_OFF, wording.WRITE_OFF, "Alt+W", "minus"),
    (Remedy.REVERSE, wording.REVERSE, "Alt+T", "undo-2"),
    (Remedy.ASSIGN, wording.ASSIGN, "Alt+G", "users"),
)
"""What can be done: words, key, icon."""


class ExceptionsView(QWidget):
    """Rows, and the marked one. member_wanted: her card is to be shown."""

    member_wanted = Signal(str)

    def __init__(self, model: ExceptionsPage) -> None:
        super().__init__()
        self._model = model
        self.note, self.wrong = label("", "muted", wrap=True), Wrong()
        self.list = RowList(wording.EXCEPTIONS, COLUMNS)
        self.title = label("", "section", wrap=True)
        self.lines = [label("", "body", wrap=True) for _ in range(LINES)]
        self.reason = Field(wording.REASON, wording.REASON_EXAMPLE)
        self.whose = Field(wording.WHOSE, wording.WHOSE_EXAMPLE)
        self.card = key_button(wording.CARD, "Alt+M", "user")
        self.buttons = {how: key_button(words, key, icon) for how, words, key, icon in BUTTONS}
        self._lay_out()
        self._connect()
        self._follow()

    def _lay_out(self) -> None:
        left, right = Panel((12, 10, 12, 10)), Panel((20, 14, 20, 14))
        left.body.addWidget(self.note)
        left.body.addWidget(self.list, 1)
        for part in (self.title, *self.lines, self.reason, self.whose, self.wrong):
            right.body.addWidget(part)
        right.body.addStretch(1)
        accept, write_off, reverse, assign = self.buttons.values()
        right.body.addLayout(row(self.card, None, assign))
        right.body.addLayout(row(write_off, reverse, None, accept))
        sides = row(left, right, gap=theme.SPACE[3])
        sides.setStretch(0, 58)
        sides.setStretch(1, 42)
        self.setLayout(sides)

    def _connect(self) -> None:
        model = self._model
        self.reason.line.textEdited.connect(model.set_reason)
        self.whose.line.textEdited.connect(model.set_whose)
        for how, button in self.buttons.items():
            button.clicked.connect(partial(self._settle, how))
        self.card.clicked.connect(self.show_member)
        self.list.selectionModel().currentChanged.connect(self._marked)
        self.list.chosen.connect(lambda _: self.reason.line.setFocus(Qt.FocusReason.OtherFocusReason))
        model.changed.connect(self._follow)

    def _settle(self, how: Remedy, _: bool = False) -> None:
        self._model.settle(how)

    def show_member(self) -> None:
        """The card of whom it concerns."""
        current = self._model.current
        if current is not None and current.what.member is not None:
            self.member_wanted.emit(current.what.member)

    def _marked(self) -> None:
        at = self.list.currentIndex().row()
        if at >= 0 and at != self._model.marked:
            self._model.mark(at)

    def take_focus(self) -> None:
        """The list."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self) -> None:
        model = self._model
        number = len(model.listed)
        nothing = wording.NOTHING_OPEN if model.now is not None and not number else wording.open_number(number)
        self.note.setText(model.words or ("" if model.now is None else nothing))
        self.wrong.tell(model.trouble)
        rows = [Row(each.key, (model.happened(each), model.name(each), model.day(each))) for each in model.listed]
        self.list.show_rows(rows, model.marked if rows else None)
        current = model.current
        self.title.setText("" if current is None else model.happened(current))
        said = model.lines()
        for at, each in enumerate(self.lines):
            each.setText(said[at] if at < len(said) else "")
            each.setVisible(at < len(said))
        self.reason.show_text(model.reason)
        self.whose.show_text(model.whose)
        self.reason.setVisible(current is not None)
        self.reason.ask(*(wording.DONE_ABOUT_IT if model.follows_up else (wording.REASON, wording.REASON_EXAMPLE)))
        self.buttons[Remedy.ACCEPT].set_words(wording.FOLLOWED_UP if model.follows_up else wording.ACCEPT)
        self.whose.setVisible(Remedy.ASSIGN in model.remedies)
        self.card.setVisible(current is not None and current.what.member is not None)
        for how, button in self.buttons.items():
            button.setVisible(how in model.remedies)
            button.setEnabled(not model.busy)
