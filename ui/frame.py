"""Decides what is on the desktop in the first moment: a window with the counter's outline, before that is loaded.

Everything dear (views, view-models, icons) is imported once this has been painted. Refuses to know what it will hold.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QMainWindow

from ui import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPaintEvent

TOP, BOTTOM, EDGE = 65, 76, 16
LEFT_SHARE = 0.6


class Frame(QMainWindow):
    """The window itself. What it holds is put in with setCentralWidget after `painted`."""

    painted = Signal()
    """The outline has been painted for the first time."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("PosDesk")
        self._was_painted = False

    def keyPressEvent(self, event: "QKeyEvent") -> None:
        """What comes when nothing in it has the focus is for what it holds."""
        held = self.centralWidget()
        if held is None:
            super().keyPressEvent(event)
        else:
            held.keyPressEvent(event)

    def paintEvent(self, event: "QPaintEvent") -> None:
        """The outline, until something lies over it; the first time, say so once the paint is over."""
        super().paintEvent(event)
        if self.centralWidget() is None:
            _outline(self)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self.painted.emit)


def _outline(frame: Frame) -> None:
    """Top row with the search box, the card, and the line above the buttons, in the colours of the theme."""
    width, height = frame.width(), frame.height()
    left = (width - 3 * EDGE) * LEFT_SHARE
    painter = QPainter(frame)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(frame.rect(), theme.token("bg"))
    painter.fillRect(QRectF(0, 0, width, TOP), theme.token("surface"))
    painter.setBrush(theme.token("surface"))
    painter.setPen(theme.token("border"))
    for area in (
        QRectF(EDGE, 9, width * 0.8, TOP - 18),
        QRectF(EDGE, TOP + 12, left, height - TOP - 12 - BOTTOM),
        QRectF(2 * EDGE + left, height - BOTTOM - 70, width - 3 * EDGE - left, 70),
    ):
        painter.drawRoundedRect(area, theme.RADIUS_CONTROL, theme.RADIUS_CONTROL)
    painter.end()
