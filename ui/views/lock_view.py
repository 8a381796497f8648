"""Decides how the locked screen is laid out, and the form of the first owner: a page in place of all others, so that
nothing that was on the screen can be read."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QStackedWidget, QWidget

from ui import people_wording as wording
from ui import theme
from ui.viewmodels.signing import Lock, Signing
from ui.views.fields import Field, Wrong
from ui.views.layouts import column, row
from ui.views.picture import Picture
from ui.views.pin_part import PinPart
from ui.widgets.buttons import KeyButton, key_button
from ui.widgets.panel import Panel
from ui.widgets.text import label

WIDEST = 760


class FirstOwner(QWidget):
    """Name, PIN, and the PIN again."""

    def __init__(self, model: Signing) -> None:
        super().__init__()
        self._model = model
        self.name = Field(wording.NAME, wording.NAME_EXAMPLE)
        self.pin, self.again = Field(wording.PIN, wording.PIN_EXAMPLE), Field(wording.AGAIN, wording.PIN_EXAMPLE)
        for field in (self.pin, self.again):
            field.line.setEchoMode(QLineEdit.EchoMode.Password)
            field.line.setMaxLength(6)
        self.wrong = Wrong()
        self.begin = key_button(wording.BEGIN, "Enter", "check", primary=True)
        self.not_now = key_button(wording.NOT_NOW, "Esc", "x")
        both = row(self.pin, self.again, gap=theme.SPACE[2])
        self.setLayout(column(self.name, both, self.wrong, row(self.begin, self.not_now, None), gap=theme.SPACE[2]))
        self.begin.clicked.connect(self.enter)
        self.not_now.clicked.connect(model.not_now)
        model.changed.connect(self._follow)
        self._follow()

    def enter(self) -> None:
        """Make the owner of what was typed; on an empty line go to it first."""
        for field in (self.name, self.pin, self.again):
            if not field.line.text().strip():
                field.line.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self._model.make_first(self.name.line.text(), self.pin.line.text(), self.again.line.text())

    def clear(self) -> None:
        """Nothing of a PIN stays in a line."""
        for field in (self.pin, self.again):
            field.line.clear()

    def take_focus(self) -> None:
        """The name."""
        self.name.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self) -> None:
        self.wrong.tell(self._model.error)
        self.begin.setEnabled(not self._model.busy)
        if self._model.lock_state is not Lock.FIRST or self._model.error is not None:
            self.clear()


class LockView(QWidget):
    """The lock, or the form of the first owner."""

    def __init__(self, model: Signing) -> None:
        super().__init__()
        self._model = model
        self.heading, self.line = label("", "name"), label("", "muted", wrap=True)
        self.note = Wrong("lock", "warn_text", "body")
        self.part, self.first = PinPart(model.entry, wording.SIGN_IN), FirstOwner(model)
        self.pages = QStackedWidget()
        for page in (self.part, self.first):
            self.pages.addWidget(page)
        self.card = Panel((28, 22, 28, 24), raised=True)
        self.card.setMaximumWidth(WIDEST * max(theme.look().scale, 100) // 100)
        self.card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.card.body.addLayout(row(Picture("lock", "primary", 28), self.heading, None, gap=theme.SPACE[2]))
        for each in (self.line, self.note, self.pages):
            self.card.body.addWidget(each)
        across = row(None, self.card, None)
        across.setStretch(1, 8)
        whole = column(None, across, None)
        whole.setContentsMargins(16, 16, 16, 16)
        self.setLayout(whole)
        model.changed.connect(self._follow)
        self._follow()

    def take_focus(self) -> None:
        """Where one types."""
        (self.first if self._model.lock_state is Lock.FIRST else self.part).take_focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What nothing else wanted ends here: nothing typed reaches what is locked."""
        if self._model.lock_state is not Lock.FIRST:
            self.part.key(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.window().focusWidget()
            focused.click() if isinstance(focused, KeyButton) else self.first.enter()
        elif event.key() == Qt.Key.Key_Escape:
            self._model.not_now()
        event.accept()

    def _follow(self) -> None:
        first = self._model.lock_state is Lock.FIRST
        self.heading.setText(wording.WHO_ARE_YOU if first else wording.LOCKED)
        self.line.setText(wording.FIRST_LINE if first else wording.LOCKED_LINE)
        self.note.tell(self._model.note)
        self.pages.setCurrentWidget(self.first if first else self.part)
