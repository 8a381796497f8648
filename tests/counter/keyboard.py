"""A keyboard and a scanner at the counter: key events with times, to whatever has the focus."""

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

FINGER_MS, SCANNER_MS = 140, 6


class Keyboard:
    """Fingers leave time between keys, a scanner does not; the times are in the events, nothing waits."""

    def __init__(self) -> None:
        self._time = 10_000

    def type(self, text: str) -> None:
        """As a person types."""
        for character in text:
            self._stroke(character, ord(character.upper()), FINGER_MS)

    def scan(self, text: str) -> None:
        """As a scanner types, with Enter at the end."""
        self._time += 1_000
        for character in text:
            self._stroke(character, ord(character.upper()), SCANNER_MS)
        self._stroke("\r", Qt.Key.Key_Return, SCANNER_MS)

    def press(self, *keys: Qt.Key) -> None:
        """Keys that are not text, a while after the last one; shortcuts fire."""
        for key in keys:
            self._time += 1_000
            target = QApplication.focusWidget()
            assert target is not None
            QTest.keyClick(target, key)

    def _stroke(self, text: str, key: int, gap: int) -> None:
        self._time += gap
        target = QApplication.focusWidget()
        assert target is not None
        for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
            event.setTimestamp(self._time)
            event.setAccepted(kind != QEvent.Type.ShortcutOverride)
            QCoreApplication.sendEvent(target, event)
