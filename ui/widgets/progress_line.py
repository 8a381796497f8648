"""Decides how a part that is done is drawn: a line that fills. Refuses to know what is done."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.widgets.surface import box

HEIGHT = 10


class ProgressLine(QWidget):
    """A line; hidden until a part is known."""

    def __init__(self) -> None:
        super().__init__()
        self._part = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    @property
    def part(self) -> float:
        """From 0 to 1."""
        return self._part

    def set_part(self, part: float | None) -> None:
        """Show a part, from 0 to 1; None hides the line."""
        self.setVisible(part is not None)
        if part is not None:
            self._part = max(0.0, min(1.0, part))
            self.setAccessibleName(f"{self._part * 100:.0f} percent")
            self.update()

    def sizeHint(self) -> QSize:
        """A line."""
        return QSize(120, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the groove, and what is done of it."""
        painter = QPainter(self)
        rect = QRectF(self.rect())
        box(painter, rect, HEIGHT / 2, theme.token("surface2"), theme.token("border_strong"))
        done = QRectF(rect.left(), rect.top(), max(HEIGHT, rect.width() * self._part), rect.height())
        if self._part > 0:
            box(painter, done, HEIGHT / 2, theme.token("primary"), theme.token("primary"), 0)
        painter.end()
