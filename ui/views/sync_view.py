"""Decides how the sync page is laid out: what waits and what needs attention left; the line to the hub, what is wrong
with it and the keys right. While the register works alone, the right side is the form that pairs it.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QLineEdit, QScrollArea, QSizePolicy, QWidget

from ui import sync_wording as wording
from ui import theme
from ui.viewmodels.sync_page import SyncPage
from ui.views.fields import Field, Wrong
from ui.views.layouts import FlowLayout, fill, holding, row, sides
from ui.views.rows import Column, Row, RowList
from ui.widgets.buttons import KeyButton, key_button
from ui.widgets.chips import chip
from ui.widgets.page_keys import wire
from ui.widgets.panel import Panel
from ui.widgets.progress_line import ProgressLine
from ui.widgets.text import label

COLUMNS = (Column(0.6), Column(0.4, right=True))
LINES = 6
ADDRESS_LETTERS, CODE_LETTERS = 200, 20


class SyncView(QWidget):
    """The page. left: Esc."""

    left = Signal()

    def __init__(self, model: SyncPage) -> None:
        super().__init__()
        self._model = model
        self.heading = label(wording.SYNC, "name")
        self.state = chip("", "hard-drive", "info")
        self.back = key_button(wording.COUNTER, "Esc", "x")
        self.list = RowList(wording.LIST, COLUMNS)
        self.detail = label("", "body", wrap=True)
        self.lines = [label("", "body", wrap=True) for _ in range(LINES)]
        self.trouble, self.wrong = Wrong("triangle-alert"), Wrong()
        self.note = Wrong("info", "info", "banner-info")
        self.under_way, self.bar = label("", "strong", wrap=True), ProgressLine()
        self.address = Field(wording.ADDRESS, wording.ADDRESS_EXAMPLE)
        self.code = Field(wording.CODE, wording.CODE_EXAMPLE)
        self.sync = key_button(wording.SYNC_NOW, "F5", "refresh-cw", primary=True)
        self.pair = key_button(wording.PAIR, "Enter", "wifi", primary=True)
        self.compare = key_button(wording.COMPARE, "Alt+D", "search")
        self.save = key_button(wording.SAVE_COPY, "Alt+S", "hard-drive")
        self.load = key_button(wording.LOAD_COPY, "Alt+L", "plus")
        self.unpair = key_button(wording.UNPAIR, "Alt+X", "wifi-off")
        self.dialog: QFileDialog | None = None
        self._alone: bool | None = None
        self._lay_out()
        self._connect()
        self._follow()

    def _lay_out(self) -> None:
        self.address.line.setMaxLength(ADDRESS_LETTERS)
        self.code.line.setMaxLength(CODE_LETTERS)
        left, right = Panel((12, 10, 12, 10)), Panel((20, 14, 20, 14))
        left.body.addWidget(self.list, 1)
        self.detail.setContentsMargins(12, 4, 12, 4)
        left.body.addWidget(self.detail)
        for part in (*self.lines, self.trouble, self.under_way, self.bar, self.note, self.wrong):
            right.body.addWidget(part)
        right.body.addSpacing(theme.SPACE[1])
        right.body.addWidget(self.address)
        right.body.addWidget(self.code)
        right.body.addStretch(1)
        keys = FlowLayout()
        for button in (self.compare, self.save, self.load, self.unpair):
            keys.addWidget(button)
        right.body.addWidget(holding(keys))
        right.body.addLayout(row(None, self.sync, self.pair))
        both = sides(left, self._scrolled(right), 56)
        top = row(self.heading, self.state, None, self.back, gap=theme.SPACE[3])
        fill(self, top, holding(both), gap=theme.SPACE[2])

    def _scrolled(self, inside: QWidget) -> QScrollArea:
        """In a low window with large text the right side is scrolled, never cut."""
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        area.setWidget(inside)
        return area

    def _connect(self) -> None:
        model = self._model
        acts: tuple[tuple[KeyButton, Callable[[], None]], ...] = (
            (self.sync, model.sync_now),
            (self.compare, model.compare),
            (self.save, self._ask_where_to_save),
            (self.load, self._ask_what_to_load),
            (self.unpair, model.unpair),
        )
        for button, run in acts:
            wire(self, button, run)
        self.back.clicked.connect(self.left)
        self.pair.clicked.connect(self._pair)
        self.list.selectionModel().currentChanged.connect(self._show_detail)
        model.changed.connect(self._follow)

    def open(self) -> None:
        """Come to the front."""
        self._model.open()
        self.take_focus()

    def take_focus(self) -> None:
        """The main thing to do."""
        wanted = self.sync if self._model.paired else self.address.line
        wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    # ------------------------------------------------------------------------------------------------------- following

    def _follow(self) -> None:
        model = self._model
        self.state.set(*model.headline)
        said = model.lines
        for at, each in enumerate(self.lines):
            each.setText(said[at] if at < len(said) else "")
            each.setVisible(at < len(said))
        self.trouble.tell(model.line_trouble)
        self.note.tell(model.words)
        self.wrong.tell(model.trouble)
        words, part = model.progress
        self.under_way.setText(words)
        self.under_way.setVisible(bool(words))
        self.bar.set_part(part)
        self._show_keys()
        at = self.list.currentIndex().row()
        rows = [Row(each.key, each.cells, heading=each.heading) for each in model.rows]
        first = next((at for at, each in enumerate(model.rows) if each.words), None)
        self.list.show_rows(rows, at if 0 <= at < len(rows) else first)
        self._show_detail()

    def _show_keys(self) -> None:
        model, alone = self._model, not self._model.paired
        for shown, when in (
            (self.address, alone),
            (self.code, alone),
            (self.pair, alone),
            (self.sync, not alone),
            (self.compare, not alone),
            (self.unpair, not alone),
        ):
            shown.setVisible(when)
        for button in (self.pair, self.compare, self.save, self.load):
            button.setEnabled(not model.busy)
        self.unpair.set_words(wording.REALLY_UNPAIR if model.asking else wording.UNPAIR)
        if alone is not self._alone:  # what had the focus may be hidden now
            self._alone = alone
            self.take_focus()

    def _show_detail(self) -> None:
        """The marked row in full, where the list cuts it."""
        at, rows = self.list.currentIndex().row(), self._model.rows
        words = rows[at].words if 0 <= at < len(rows) else ""
        self.detail.setText(words)
        self.detail.setVisible(bool(words))

    # --------------------------------------------------------------------------------------------------------- actions

    def _pair(self) -> None:
        self._model.pair(self.address.line.text(), self.code.line.text())

    def _ask_where_to_save(self) -> None:
        dialog = self._dialog(wording.SAVE_TITLE, lambda name: self._model.save(Path(name)))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("jsonl")
        dialog.selectFile(wording.FILE_NAME)
        dialog.open()

    def _ask_what_to_load(self) -> None:
        dialog = self._dialog(wording.LOAD_TITLE, lambda name: self._model.load(Path(name)))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.open()

    def _dialog(self, title: str, then: Callable[[str], None]) -> QFileDialog:
        """It stands over this page only; at the counter nothing is ever in the way."""
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = QFileDialog(self, title, str(Path.home()), wording.FILES)
        self.dialog.fileSelected.connect(then)
        return self.dialog

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc, Enter on a button, Enter in the form; everything else ends here: letters are not for the search box."""
        focused = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if isinstance(focused, KeyButton):
                focused.click()
            elif isinstance(focused, QLineEdit):
                self._pair()
        event.accept()
