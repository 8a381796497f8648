"""Brings a main window to the front, as its program does."""

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.main_window import MainWindow


def raised(qtbot: QtBot, window: MainWindow) -> None:
    """Show it, start it, and wait until something in it has the focus."""
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    window.start()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
