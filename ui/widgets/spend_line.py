"""Decides how thirteen months are drawn: a small column a month, the current one marked. Refuses to know money's words.

The figures come as words, so that hiding amounts is the caller's decision.
"""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.widgets.surface import box


class Month(NamedTuple):
    """One column: a short name (`Nov`), an amount in cents (drawn by its height; below 0 drawn as 0), and its words."""

    name: str
    cents: int
    words: str


def _names_height() -> int:
    """Room for the names of months under the ground line, in pixels."""
    return round(QFontMetricsF(theme.font(theme.FINE)).height()) + 4


class SpendLine(QWidget):
    """Columns by month, oldest first; the last is the month that runs."""

    def __init__(self) -> None:
        super().__init__()
        self._months: tuple[Month, ...] = ()
        self._caption = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set(self, months: Sequence[Month], caption: str = "") -> None:
        """Show months, oldest first; caption: said before the figures by a screen reader."""
        self._months, self._caption = tuple(months), caption
        spoken = ", ".join(f"{month.name} {month.words}" for month in months)
        self.setAccessibleName(f"{caption}: {spoken}" if caption else spoken)
        self.update()

    def sizeHint(self) -> QSize:
        """A strip: columns and the names below."""
        return QSize(360, 44 + _names_height())

    def minimumSizeHint(self) -> QSize:
        """Columns may get narrow."""
        return QSize(160, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the columns on a ground line."""
        painter = QPainter(self)
        if self._months:
            ground = self.height() - _names_height()
            painter.fillRect(QRectF(0, ground, self.width(), 1), theme.token("border_strong"))
            largest = max(1, *(month.cents for month in self._months))
            for index, month in enumerate(self._months):
                self._paint_month(painter, index, month, largest, ground)
        painter.end()

    def _paint_month(self, painter: QPainter, index: int, month: Month, largest: int, ground: int) -> None:
        pitch = self.width() / len(self._months)
        left, right = round(index * pitch + 3), round((index + 1) * pitch - 3)
        last = index == len(self._months) - 1
        height = round((ground - 2) * max(month.cents, 0) / largest)
        if height:
            column = QRectF(left, ground - max(height, 2), right - left, max(height, 2))
            ink = theme.token("primary" if not last else "surface2")
            box(painter, column, min(3, column.height() / 2), ink, theme.token("primary"), 2 if last else 0)
        face = theme.font(theme.FINE, 600 if last else 400)
        painter.setFont(face)
        every = 1 if QFontMetricsF(face).horizontalAdvance("Nov ") < pitch else 2
        if (len(self._months) - 1 - index) % every == 0:
            painter.setPen(theme.token("text" if last else "muted"))
            below = QRectF(left - 12, ground + 3, right - left + 24, self.height() - ground - 3)
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, month.name)


def spend_line(months: Sequence[Month] = (), caption: str = "") -> SpendLine:
    """Columns by month; see SpendLine.set."""
    made = SpendLine()
    made.set(months, caption)
    return made
