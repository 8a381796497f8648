"""Decides how a QR code is drawn on a screen: black on white in every theme, with the white a reader needs.

Refuses to know what it says.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from posdesk.counter.cards import Dots

QUIET = 4
"""Dots of white around it."""
SIDE = 220
"""Pixels at least."""


def paint_code(painter: QPainter, dots: "Dots", rect: QRectF) -> None:
    """Draw a code into a square, its white included; every dot is the same whole number of pixels."""
    side = len(dots) + 2 * QUIET
    pitch = max(int(min(rect.width(), rect.height())) // side, 1)
    left = round(rect.center().x() - pitch * side / 2)
    top = round(rect.center().y() - pitch * side / 2)
    painter.fillRect(QRectF(left, top, pitch * side, pitch * side), QColor(Qt.GlobalColor.white))
    for row, line in enumerate(dots, start=QUIET):
        for column, dark in enumerate(line, start=QUIET):
            if dark:
                dot = QRectF(left + column * pitch, top + row * pitch, pitch, pitch)
                painter.fillRect(dot, QColor(Qt.GlobalColor.black))


class CodePicture(QWidget):
    """A code; empty before there is one."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._dots: Dots = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_code(self, dots: "Dots") -> None:
        """Show another one."""
        self._dots = dots
        self.update()

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(SIDE, SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        if self._dots:
            painter = QPainter(self)
            paint_code(painter, self._dots, QRectF(self.rect()))
            painter.end()
