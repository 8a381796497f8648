"""Decides how the way to the next reward is drawn: one box a step, its number inside, filled when done.

A nudge step carries a mark. Refuses to know what is counted.
"""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.widgets.surface import box

MOST_BOXES: Final = 20


class Steps(QWidget):
    """n boxes. Over MOST_BOXES steps one bar with its figures is drawn instead."""

    def __init__(self) -> None:
        super().__init__()
        self._done, self._total, self._nudge = 0, 0, frozenset[int]()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set(self, done: int, total: int, nudges: tuple[int, ...] = (), what: str = "visits", reward: str = "") -> None:
        """Show `done` of `total` steps; nudges: steps (from 1) to say something at; reward: at the end."""
        self._done, self._total, self._nudge = min(max(done, 0), total), total, frozenset(nudges)
        self.setAccessibleName(f"{self._done} of {total} {what} to {reward or 'the next reward'}")
        self.update()

    def sizeHint(self) -> QSize:
        """One line of boxes."""
        return QSize(min(max(self._total, 10), MOST_BOXES) * 30, theme.text_px(theme.BODY) + 12)

    def minimumSizeHint(self) -> QSize:
        """Boxes may get narrow, not low."""
        return QSize(160, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the boxes."""
        painter = QPainter(self)
        painter.setFont(theme.font(theme.BODY, 600))
        if self._total > MOST_BOXES:
            self._paint_bar(painter)
        else:
            for step in range(1, self._total + 1):
                self._paint_box(painter, step)
        painter.end()

    def _box_of(self, step: int) -> QRectF:
        """Whole pixels, so that every edge is sharp and the last box ends at the right edge."""
        gap = 6 if self.width() >= self._total * 30 else 3
        pitch = (self.width() + gap) / self._total
        left, right = round((step - 1) * pitch), round(step * pitch - gap)
        return QRectF(left, 0, right - left, self.height())

    def _paint_box(self, painter: QPainter, step: int) -> None:
        rect = self._box_of(step)
        filled = step <= self._done
        fill = theme.token("primary" if filled else "surface")
        border = theme.token("primary" if filled else "border_strong")
        box(painter, rect, theme.RADIUS_BAR, fill, border, 1)
        ink = theme.token("on_primary" if filled else "text")
        painter.setPen(ink)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(step))
        if step in self._nudge:
            self._paint_mark(painter, rect, ink)

    def _paint_mark(self, painter: QPainter, rect: QRectF, ink: QColor) -> None:
        """A dot in the upper right corner: a shape, not only a colour."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawEllipse(QRectF(rect.right() - 10, rect.top() + 4, 5, 5))

    def _paint_bar(self, painter: QPainter) -> None:
        rect = QRectF(self.rect())
        box(painter, rect, theme.RADIUS_BAR, theme.token("surface"), theme.token("border_strong"), 1)
        share = QRectF(rect)
        share.setWidth(rect.width() * self._done / self._total)
        words = f"{self._done} of {self._total}"
        painter.setPen(theme.token("text"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, words)
        painter.setClipRect(share)
        box(painter, rect, theme.RADIUS_BAR, theme.token("primary"), theme.token("primary"), 1)
        painter.setPen(theme.token("on_primary"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, words)


def steps(done: int = 0, total: int = 10, nudges: tuple[int, ...] = ()) -> Steps:
    """Step boxes; see Steps.set."""
    made = Steps()
    made.set(done, total, nudges)
    return made
