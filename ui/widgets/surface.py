"""Decides how a box is drawn: rounded, filled, bordered, focused. Refuses to know what stands inside."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen


def box(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    fill: QColor,
    border: QColor,
    width: float = 1.0,
    dashed: bool = False,
) -> None:
    """Draw a rounded box whose border lies wholly inside `rect`. width 0: no border."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(fill)
    painter.setPen(Qt.PenStyle.NoPen)
    if width and border.alpha():
        pen = QPen(border, width)
        if dashed:
            pen.setStyle(Qt.PenStyle.CustomDashLine)
            pen.setDashPattern([3, 3])
        painter.setPen(pen)
    half = width / 2
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius, radius)
