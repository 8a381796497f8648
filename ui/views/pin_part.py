"""Decides how a PIN is asked for: the people as tiles, a line of dots, a pad of digits beside it, what was wrong below.

Everything by keyboard from the line alone: digits, Up and Down for another person, Enter; or by finger. Refuses to know
what the PIN is for.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui import people_wording as wording
from ui import theme
from ui.viewmodels.pin_entry import PinEntry
from ui.views.fields import Wrong
from ui.views.layouts import FlowLayout, column, holding, row
from ui.widgets.buttons import KeyButton, key_button
from ui.widgets.text import label

_STEPS: dict[int, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
PAD = ("123", "456", "789", "0")
TILES_HEIGHT = 168
"""Pixels at 100 %: more people than that are scrolled."""


class PinLine(QLineEdit):
    """The digits as dots."""

    def __init__(self, model: PinEntry) -> None:
        super().__init__()
        self._model = model
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhSensitiveData)
        self.setPlaceholderText(wording.PIN_EXAMPLE)
        self.setMaxLength(40)
        self.textEdited.connect(model.set_pin)
        model.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        who = self._model.chosen
        self.setAccessibleName(f"{wording.PIN}, {who.name}" if who else wording.PIN)
        if self.text() != self._model.pin:
            self.setText(self._model.pin)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down: another person."""
        step = _STEPS.get(event.key())
        if step is None:
            super().keyPressEvent(event)
        else:
            self._model.move(step)


class Tiles(QScrollArea):
    """The people, each a button."""

    def __init__(self, model: PinEntry) -> None:
        super().__init__()
        self._model = model
        self._flow = FlowLayout()
        self.buttons: list[KeyButton] = []
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(wording.PEOPLE)
        self.viewport().setAutoFillBackground(False)
        model.people_changed.connect(self._fill)
        model.changed.connect(self._follow)
        self._fill()

    def _fill(self) -> None:
        flow = self._flow = FlowLayout()
        self.buttons = []
        for at, each in enumerate(self._model.people):
            button = key_button(each.name, "", "user")
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, at=at: self._model.choose(at))
            flow.addWidget(button)
            self.buttons.append(button)
        held = holding(flow)
        held.setAutoFillBackground(False)
        self.setWidget(held)
        self._follow()

    def _follow(self) -> None:
        for at, button in enumerate(self.buttons):
            chosen = at == self._model.at
            button.setChecked(chosen)
            button.set_words(self._model.people[at].name, "check" if chosen else "user")
            if chosen:
                self.ensureWidgetVisible(button)
        self._make_room()

    def _make_room(self) -> None:
        wanted = self._flow.heightForWidth(max(self.viewport().width(), 200))
        self.setFixedHeight(min(max(wanted, theme.control_height()), TILES_HEIGHT * theme.look().scale // 100))

    def resizeEvent(self, event: object) -> None:
        """Another width folds the tiles differently."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._make_room()


class PinPart(QWidget):
    """People, PIN and pad. verb: what Enter does. cancel: words of a second button, or None."""

    def __init__(self, model: PinEntry, verb: str, cancel: str | None = None) -> None:
        super().__init__()
        self._model, self._verb = model, verb
        self.tiles, self.line, self.wrong = Tiles(model), PinLine(model), Wrong()
        self.line.setProperty("role", "amount")
        self.enter = key_button(verb, "Enter", "check", primary=True)
        self.cancel = key_button(cancel or wording.DO_NOT, "Esc", "x")
        if cancel is None:
            self.cancel.hide()
        self.pad = self._pad()
        left = column(
            self.tiles,
            label(wording.PIN, "fine"),
            self.line,
            self.wrong,
            None,
            row(self.enter, self.cancel, None),
            gap=theme.SPACE[1],
        )
        whole = row(left, self.pad, gap=theme.SPACE[4])
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self.enter.clicked.connect(model.enter)
        model.changed.connect(self._follow)
        self._follow()

    def _pad(self) -> QWidget:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.TARGET_GAP)
        for line, digits in enumerate(PAD):
            for at, digit in enumerate(digits):
                button = key_button(digit)
                button.clicked.connect(lambda _=False, digit=digit: self._model.press(digit))
                grid.addWidget(button, line, at)
        rub_out = key_button(wording.RUB_OUT)
        rub_out.clicked.connect(self._model.rub_out)
        grid.addWidget(rub_out, len(PAD) - 1, 1, 1, 2)
        held = QWidget()
        held.setAccessibleName(wording.PAD)
        around = QVBoxLayout(held)
        around.setContentsMargins(0, 0, 0, 0)
        around.addLayout(grid)
        around.addStretch(1)
        held.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        return held

    def take_focus(self) -> None:
        """The line."""
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def key(self, event: QKeyEvent) -> None:
        """A key that nothing else wanted: Enter presses what has the focus, or asks; a digit is part of the PIN."""
        focused = self.window().focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if isinstance(focused, KeyButton):
                focused.click()
            else:
                self._model.enter()
        elif event.key() == Qt.Key.Key_Escape:
            self._model.rub_out()
        elif event.text().isdigit() and event.text().isascii():
            self._model.press(event.text())
            self.take_focus()
        event.accept()

    def _follow(self) -> None:
        self.wrong.tell(self._model.words)
        self.enter.setEnabled(not self._model.busy)
        self.enter.set_words(wording.SIGNING_IN if self._model.busy else self._verb)
