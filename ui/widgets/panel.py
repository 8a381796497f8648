"""Decides how a card lies on the ground: a filled, rounded panel. Refuses to know what lies on it."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import theme
from ui.widgets.surface import box


class Panel(QWidget):
    """A card. `.body` is its vertical layout. raised: for what slides over others, with a stronger border."""

    def __init__(self, margins: tuple[int, int, int, int] = (20, 16, 20, 16), raised: bool = False) -> None:
        super().__init__()
        self._raised = raised
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(*margins)
        self.body.setSpacing(theme.SPACE[1])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the surface."""
        painter = QPainter(self)
        border = theme.token("border_strong" if self._raised else "border")
        if self._raised:
            painter.fillRect(self.rect(), theme.token("bg"))
        box(painter, QRectF(self.rect()), theme.RADIUS_CARD, theme.token("surface"), border, 2 if self._raised else 1)
        painter.end()


def panel(margins: tuple[int, int, int, int] = (20, 16, 20, 16), *, raised: bool = False) -> Panel:
    """An empty card; margins left, top, right, bottom in pixels."""
    return Panel(margins, raised)
