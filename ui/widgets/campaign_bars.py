"""Decides how campaigns lie in time: a bar for each over three months around today, which is marked.

Refuses to know what a campaign is: it is given names and days.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.widgets.surface import box
from ui.widgets.text import clean

BEFORE_DAYS, DAYS = 30, 91
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MOST = 8
"""Bars that are drawn; the list above has all of them."""
BAR, GAP = 18, 4


class Bar(NamedTuple):
    """One campaign: its name, first and last day (None: open), and whether it runs."""

    name: str
    first: date | None
    last: date | None
    runs: bool


class CampaignBars(QWidget):
    """Bars from the left edge, thirty days ago, to the right, sixty days ahead."""

    def __init__(self) -> None:
        super().__init__()
        self._bars: tuple[Bar, ...] = ()
        self._today = date(2000, 1, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set(self, bars: Sequence[Bar], today: date) -> None:
        """Show these, the first at the top."""
        self._bars, self._today = tuple(bars)[:MOST], today
        spoken = "; ".join(f"{bar.name}, {_span(bar)}" for bar in bars)
        self.setAccessibleName(f"Calendar: {spoken}" if spoken else "Calendar: nothing")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """A line of months and the bars."""
        return QSize(400, _months_height() + max(1, len(self._bars)) * (BAR + GAP) + GAP)

    def minimumSizeHint(self) -> QSize:
        """Bars may get narrow."""
        return QSize(200, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw months, today, and the bars."""
        painter = QPainter(self)
        start = self._today - timedelta(days=BEFORE_DAYS)
        self._paint_months(painter, start)
        for number, bar in enumerate(self._bars):
            self._paint_bar(painter, bar, start, _months_height() + GAP + number * (BAR + GAP))
        x = self._x(self._today, start)
        painter.fillRect(QRectF(x - 1, 0, 2, self.height()), theme.token("focus"))
        painter.end()

    def _x(self, day: date, start: date) -> float:
        return self.width() * (day - start).days / DAYS

    def _paint_months(self, painter: QPainter, start: date) -> None:
        painter.setFont(theme.font(theme.FINE))
        for ahead in range(DAYS):
            day = start + timedelta(days=ahead)
            if day.day == 1:
                x = self._x(day, start)
                painter.fillRect(QRectF(x, 0, 1, self.height()), theme.token("border"))
                painter.setPen(theme.token("muted"))
                words = MONTHS[day.month - 1]
                painter.drawText(QRectF(x + 5, 0, 60, _months_height()), Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_bar(self, painter: QPainter, bar: Bar, start: date, top: float) -> None:
        left = 0.0 if bar.first is None else max(0.0, self._x(bar.first, start))
        right = float(self.width()) if bar.last is None else self._x(bar.last + timedelta(days=1), start)
        right = min(right, float(self.width()))
        if right <= left:
            return
        fill, border = ("info_bg", "info") if bar.runs else ("surface2", "border_strong")
        rect = QRectF(left, top, right - left, BAR)
        box(painter, rect, 4, theme.token(fill), theme.token(border), dashed=not bar.runs)
        painter.setFont(theme.font(theme.FINE))
        painter.setPen(theme.token("info" if bar.runs else "muted"))
        inner = rect.adjusted(6, 0, -4, 0)
        words = painter.fontMetrics().elidedText(clean(bar.name), Qt.TextElideMode.ElideRight, int(inner.width()))
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), words)


def _months_height() -> int:
    return round(QFontMetricsF(theme.font(theme.FINE)).height()) + 4


def _span(bar: Bar) -> str:
    first = "" if bar.first is None else f"from {bar.first:%B} {bar.first.day}"
    last = "without an end" if bar.last is None else f"to {bar.last:%B} {bar.last.day}"
    return f"{first} {last}".strip()
