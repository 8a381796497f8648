"""Decides how counts by name are drawn: one bar a row, its figure after it. Refuses to know what is counted."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.widgets.surface import box
from ui.widgets.text import clean


class Bars(QWidget):
    """Rows of name, bar, figure; the longest bar is the largest count."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[tuple[str, int], ...] = ()
        self._hidden = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set(self, rows: Sequence[tuple[str, int]]) -> None:
        """Show (name, count) rows in the order given."""
        self._rows = tuple((clean(name), count) for name, count in rows)
        self.setAccessibleName("; ".join(f"{name} {count}" for name, count in self._rows) or "Nothing yet")
        self.updateGeometry()
        self.update()

    def _pitch(self) -> int:
        return theme.text_px(theme.BODY) + 17

    def sizeHint(self) -> QSize:
        """As high as its rows."""
        return QSize(400, self._pitch() * len(self._rows))

    def minimumSizeHint(self) -> QSize:
        """Rows are never cut in height."""
        return QSize(200, self.sizeHint().height())

    def _name_width(self) -> float:
        metrics = QFontMetricsF(theme.font())
        widest = max((metrics.horizontalAdvance(name) for name, _ in self._rows), default=0.0)
        return min(max(widest, 140.0), self.width() * 0.4)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows."""
        painter = QPainter(self)
        painter.setFont(theme.font())
        largest = max((count for _, count in self._rows), default=0)
        names, figures = self._name_width(), QFontMetricsF(theme.font()).horizontalAdvance("0000")
        for index, (name, count) in enumerate(self._rows):
            self._paint_row(painter, index, name, count, (self.width() - names - 12 - figures) / max(largest, 1), names)
        painter.end()

    def _paint_row(self, painter: QPainter, index: int, name: str, count: int, unit: float, names: float) -> None:
        """unit: pixels a count of one."""
        pitch = self._pitch()
        row = QRectF(0, index * pitch, self.width(), pitch)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        cut = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(names))
        painter.setPen(theme.token("text"))
        painter.drawText(QRectF(0, row.top(), names, pitch), middle, cut)
        length = max(round(count * unit), 4 if count else 0)
        if count:
            bar = QRectF(round(names + 12), round(row.center().y() - 8), length, 16)
            box(painter, bar, min(4, length / 2), theme.token("primary"), theme.token("primary"), 0)
        painter.setPen(theme.token("text"))
        painter.drawText(QRectF(names + 12 + length + 8, row.top(), 80, pitch), middle, str(count))


def bars(rows: Sequence[tuple[str, int]] = ()) -> Bars:
    """Bars; see Bars.set."""
    made = Bars()
    made.set(rows)
    return made
