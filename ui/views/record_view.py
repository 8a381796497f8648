"""Decides how it is laid out who a member is: her cards and who looks like her left, what can be done right.

Refuses to know what each act does.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from ui import theme
from ui import who_wording as wording
from ui.viewmodels.record_page import RecordPage
from ui.views.fields import Field, Wrong
from ui.views.layouts import fill, holding, row, sides
from ui.views.rows import Column, Row, RowList
from ui.widgets.buttons import KeyButton, key_button
from ui.widgets.page_keys import wire
from ui.widgets.panel import Panel
from ui.widgets.text import label

CARDS = (Column(0.5), Column(0.2), Column(0.3, right=True))
ALIKE = (Column(1.0),)


class RecordView(QWidget):
    """The page. left: Esc. receipts_wanted: a receipt is to be given to another member."""

    left = Signal()
    receipts_wanted = Signal()

    def __init__(self, model: RecordPage) -> None:
        super().__init__()
        self.model = model
        self.heading, self.about = label(wording.RECORD, "name"), label("", "muted")
        self.back = key_button(wording.COUNTER, "Esc", "x")
        self.cards, self.alike = RowList(wording.PROFILES, CARDS), RowList(wording.ALIKE, ALIKE, tall=True)
        self.nobody = label(wording.NOBODY_ALIKE, "muted")
        self.reason = Field(wording.REASON, wording.REASON_EXAMPLE)
        self.separate = key_button(wording.SEPARATE, "Alt+T", "undo-2")
        self.compare = key_button(wording.COMPARE, "Alt+V", "users")
        self.move_receipt = key_button(wording.MOVE, "Alt+K", "receipt")
        self.pdf = key_button(wording.SAVE_PDF, "Ctrl+S", "printer")
        self.json = key_button(wording.SAVE_JSON, "Alt+J", "tag")
        self.forget = key_button(wording.FORGET, "Alt+F", "x")
        self.keep = key_button(wording.KEEP, "Alt+N", "undo-2")
        self.asked, self.wrong = Wrong("triangle-alert"), Wrong()
        self.done = Wrong("info", "info", "banner-info")
        self.dialog: QFileDialog | None = None
        self._lay_out()
        self._connect()
        self._follow()

    def _lay_out(self) -> None:
        left, right = Panel((12, 10, 12, 10)), Panel((20, 14, 20, 14))
        left.body.addWidget(label(wording.PROFILES, "section"))
        left.body.addWidget(self.cards, 2)
        left.body.addWidget(label(wording.ALIKE, "section"))
        left.body.addWidget(self.nobody)
        left.body.addWidget(self.alike, 3)
        left.body.addLayout(row(None, self.compare))
        for part in (self.reason, self.done, self.wrong):
            right.body.addWidget(part)
        for button in (self.separate, self.move_receipt, self.pdf, self.json):
            right.body.addLayout(row(None, button))
        right.body.addStretch(1)
        right.body.addWidget(self.asked)
        right.body.addLayout(row(self.keep, None, self.forget))
        both = sides(left, right, 54)
        top = row(self.heading, self.about, None, self.back, gap=theme.SPACE[2])
        fill(self, top, holding(both), gap=theme.SPACE[1])

    def _connect(self) -> None:
        model = self.model
        self.back.clicked.connect(self.left)
        self.reason.line.textEdited.connect(model.set_reason)
        self.cards.selectionModel().currentChanged.connect(lambda: model.mark(self.cards.currentIndex().row()))
        self.alike.selectionModel().currentChanged.connect(lambda: model.mark_alike(self.alike.currentIndex().row()))
        self.alike.chosen.connect(lambda _: model.compare())
        acts: tuple[tuple[KeyButton, Callable[[], None]], ...] = (
            (self.separate, model.separate),
            (self.compare, model.compare),
            (self.move_receipt, self.receipts_wanted.emit),
            (self.pdf, partial(self.ask_where_to_save, True)),
            (self.json, partial(self.ask_where_to_save, False)),
            (self.forget, model.forget),
            (self.keep, model.keep),
        )
        for button, run in acts:
            wire(self, button, run)
        model.changed.connect(self._follow)

    def ask_where_to_save(self, pdf: bool) -> None:
        """A dialog over this page only; at the counter nothing is ever in the way."""
        if self.model.member is None:
            return
        if self.dialog is not None:
            self.dialog.deleteLater()
        files = wording.PDF_FILES if pdf else wording.JSON_FILES
        dialog = self.dialog = QFileDialog(self, wording.SAVE_TITLE, str(Path.home()), files)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf" if pdf else "json")
        dialog.selectFile(self.model.file_name(pdf=pdf))
        dialog.fileSelected.connect(lambda name: self.model.save(Path(name), pdf=pdf))
        dialog.open()

    def take_focus(self) -> None:
        """Her cards."""
        self.cards.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self) -> None:
        model, now = self.model, self.model.now
        self.about.setText("" if now is None else now.member.short_name)
        cards = () if now is None else now.profiles
        rows = [Row(each.id, wording.card_row(each.name, each.phone_ends, each.since)) for each in cards]
        self.cards.show_rows(rows, min(model.marked, len(rows) - 1) if rows else None)
        alike = () if now is None else now.alike
        found = [
            Row(each.member, (wording.who(each.name, each.phone_ends),), below=(wording.sure(each.how),))
            for each in alike
        ]
        self.alike.show_rows(found, min(model.marked_alike, len(found) - 1) if found else None)
        self.nobody.setVisible(not found)
        self.alike.setVisible(bool(found))
        self.compare.setVisible(bool(found))
        self.separate.setVisible(model.is_several)
        self.reason.setVisible(model.is_several)
        self.reason.show_text(model.reason)
        self.done.tell(model.words)
        self.wrong.tell(model.trouble)
        self.asked.tell(model.asked)
        self.keep.setVisible(model.asked is not None)
        self.forget.set_words(wording.REALLY if model.asked is not None else wording.FORGET)
        for button in (self.separate, self.pdf, self.json, self.forget):
            button.setEnabled(now is not None and not model.busy)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What nothing else wanted ends here: letters are not for the search box."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(self.focusWidget(), KeyButton):
            self.focusWidget().click()  # type: ignore[attr-defined]
        event.accept()
