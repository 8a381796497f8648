"""Decides how keys work on a page of their own: while it, or something on it, has the focus, and once for each press.

Refuses to know what they do. The counter's own keys work everywhere (main_window.py).
"""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from ui.widgets.buttons import KeyButton


def bind(page: QWidget, key: str, run: Callable[[], object]) -> None:
    """A key of the page does something."""
    shortcut = QShortcut(QKeySequence(key), page)
    shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    shortcut.setAutoRepeat(False)
    shortcut.activated.connect(run)


def wire(page: QWidget, button: KeyButton, run: Callable[[], object]) -> None:
    """A button of the page does something when it is clicked, and when its key is pressed: of Enter, both there are."""
    button.clicked.connect(lambda _: run())  # what it says besides is none of `run`
    for key in {button.key, button.key.replace("Enter", "Return")}:
        bind(page, key, run)
