"""Decides how a field to type in is laid out: its name above it, the example inside, what is wrong below."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from ui import wording
from ui.views.layouts import row
from ui.views.picture import Picture
from ui.widgets.buttons import KeyButton
from ui.widgets.panel import Panel
from ui.widgets.text import label


class Field(QWidget):
    """A named line to type in. `.line` is the input."""

    def __init__(self, name: str, example: str, *, optional: bool = False, big: bool = False) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.setPlaceholderText(example)
        self.line.setAccessibleName(f"{name}, {wording.OPTIONAL}" if optional else name)
        self.line.setMaxLength(200)
        if big:
            self.line.setProperty("role", "amount")
        self.caption = label(f"{name} ({wording.OPTIONAL})" if optional else name, "fine")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.caption)
        layout.addWidget(self.line)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def ask(self, name: str, example: str) -> None:
        """Ask for something else."""
        self.caption.setText(name)
        self.line.setAccessibleName(name)
        self.line.setPlaceholderText(example)

    def show_text(self, text: str) -> None:
        """Show a text without a word that it was typed."""
        if self.line.text() != text:
            was = self.line.blockSignals(True)
            self.line.setText(text)
            self.line.blockSignals(was)


class TypedPanel(Panel):
    """A panel over the screen that is typed in: Enter presses the button that has the focus; in a line it saves."""

    def __init__(self, enter: Callable[[], None]) -> None:
        super().__init__((20, 14, 20, 14), raised=True)
        self._enter = enter

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter; everything else is the window's."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif isinstance(focused := self.focusWidget(), KeyButton):
            focused.click()
        else:
            self._enter()


class Wrong(QWidget):
    """What is wrong, with its icon: stays until it is put right."""

    def __init__(self, icon: str = "circle-alert", token: str = "bad_text", role: str = "bad") -> None:
        super().__init__()
        self.words = label("", role, wrap=True)
        layout = row(Picture(icon, token, 20), self.words)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.hide()

    def tell(self, words: str | None) -> None:
        """Say it, or take it away."""
        self.words.setText(words or "")
        self.setAccessibleName(words or "")
        self.setVisible(bool(words))
