"""Decides where the window opens: where it was, unless no screen shows that place any more."""

from PySide6.QtCore import QByteArray, QRect, QSettings, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

_KEY = "window/place"
_SEEN = 100  # pixels of the window's head that must lie on some screen to be grabbed


def keep(window: QWidget, settings: QSettings) -> None:
    """Remember the place, size and state of a window."""
    settings.setValue(_KEY, window.saveGeometry())


def restore(window: QWidget, settings: QSettings, first: QSize) -> None:
    """Open where it was; the first time, or where no screen is now, `first` large in the middle of the main screen."""
    kept = settings.value(_KEY)
    if not (isinstance(kept, QByteArray) and window.restoreGeometry(kept) and _on_a_screen(window.geometry())):
        area = QGuiApplication.primaryScreen().availableGeometry()
        size = first.boundedTo(area.size())
        place = QRect(area.topLeft(), size)
        place.moveCenter(area.center())
        window.setGeometry(place)


def _on_a_screen(place: QRect) -> bool:
    head = QRect(place.left(), place.top(), place.width(), 40)
    parts = (screen.availableGeometry().intersected(head) for screen in QGuiApplication.screens())
    return any(part.width() >= _SEEN and part.height() > 0 for part in parts)
