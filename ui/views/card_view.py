"""Decides how the card of a member is shown over the counter: its code to be scanned, its letters to be read, and what
can be done with it.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog

from ui import hardware_wording as wording
from ui import theme
from ui import wording as counter_wording
from ui.viewmodels.counter import CounterModel
from ui.views.layouts import FlowLayout, column, holding, row
from ui.widgets.buttons import key_button
from ui.widgets.code_picture import CodePicture
from ui.widgets.panel import Panel
from ui.widgets.text import label


class CardView(Panel):
    """The card of whose card is open. printed, made: what was pressed; saved: where to, and whether it is the card to
    show to others."""

    printed = Signal()
    made = Signal()
    saved = Signal(object, bool)

    def __init__(self, model: CounterModel, close: Callable[[], None]) -> None:
        super().__init__((20, 14, 20, 16), raised=True)
        self._model = model
        self.setAccessibleName(wording.CARD_TITLE)
        self.code = CodePicture(wording.CODE)
        self.name, self.letters = label("", "name"), label("", "section")
        self.hint = label(wording.CARD_HINT, "muted", wrap=True)
        self.print_button = key_button(wording.PRINT_CARD, "", "printer")
        self.save_button = key_button(wording.SAVE_CARD, "", "hard-drive")
        self.show_button = key_button(wording.SAVE_STATUS, "", "star")
        self.make_button = key_button(wording.MAKE_CARD, "", "plus", primary=True)
        self.close_button = key_button(counter_wording.CLOSE, "Esc", "x")
        self.dialog: QFileDialog | None = None
        keys = FlowLayout()
        for button in (self.make_button, self.print_button, self.save_button, self.show_button):
            keys.addWidget(button)
        words = column(self.name, self.letters, self.hint, None, holding(keys), gap=theme.SPACE[2])
        self.body.addLayout(row(label(wording.CARD_TITLE, "section"), None, self.close_button))
        beside = row(self.code, words, gap=theme.SPACE[4])
        beside.setStretch(1, 1)
        self.body.addLayout(beside)
        self.print_button.clicked.connect(self.printed)
        self.make_button.clicked.connect(self.made)
        self.save_button.clicked.connect(lambda: self._ask_where(False))
        self.show_button.clicked.connect(lambda: self._ask_where(True))
        self.close_button.clicked.connect(close)
        model.card_changed.connect(self._follow)
        self._follow()

    def take_focus(self) -> None:
        """What is done most."""
        wanted = self.print_button if self.print_button.isVisible() else self.make_button
        wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self) -> None:
        card = self._model.card
        code = None if card is None else card.member.card_code
        if card is not None:
            self.name.setText(card.member.initials if self._model.hidden else card.member.first_name)
        if code is not None:
            from posdesk.domain.scan_code import written
            from posdesk.hardware.qr import dots

            self.code.show_code(dots(code))
            self.letters.setText(written(code))
        else:
            self.letters.setText(wording.NO_CARD)
        self.code.setVisible(code is not None)
        for button in (self.print_button, self.save_button):
            button.setVisible(code is not None)
        self.make_button.setVisible(code is None)

    def _ask_where(self, to_show: bool) -> None:
        """Where to save a card; the dialog lies over this panel only."""
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = QFileDialog(self, wording.SAVE_TITLE, str(Path.home()), wording.CARD_FILES)
        self.dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.dialog.setDefaultSuffix("png")
        self.dialog.fileSelected.connect(lambda name: self.saved.emit(Path(name), to_show))
        self.dialog.open()
