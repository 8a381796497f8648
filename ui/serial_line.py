"""Decides how scans of a serial scanner come from the thread that reads them to the window, and that the thread ends
with it.

Refuses to know what is read and what it means.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

if TYPE_CHECKING:
    from posdesk.hardware.scanner import Reading
    from posdesk.hardware.serial_scanner import SerialScanner


class SerialLine(QObject):
    """The scanner on the serial line that is set up, if any. scanned: how a scan came, and its text. told: None, the
    line is read; else words."""

    scanned = Signal(object, str)
    told = Signal(object)
    _heard = Signal(object, str)
    _said = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader: SerialScanner | None = None
        self._wanted = "", 0
        self._words: str | None = ""
        queued = Qt.ConnectionType.QueuedConnection  # they are sent on the reader's thread
        self._heard.connect(self.scanned, queued)
        self._said.connect(self._note, queued)

    def follow(self, port: str, baud: int) -> None:
        """Read this line from now on; none for an empty port."""
        if (port, baud) == self._wanted:
            return
        self.close()
        self._wanted, self._words = (port, baud), ""
        if port:
            from posdesk.hardware.serial_scanner import SerialScanner

            self._reader = SerialScanner(port, baud, self._on_scan, self._said.emit)

    def tell_again(self) -> None:
        """Say once more how the line is, for who has just begun to listen."""
        if self._words != "":
            self.told.emit(self._words)

    def close(self) -> None:
        """Let go of the line."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None
        self._wanted = "", 0

    def _on_scan(self, reading: "Reading", text: str) -> None:
        self._heard.emit(reading, text)

    def _note(self, words: str | None) -> None:
        self._words = words
        self.told.emit(words)
