"""Decides how the list of keys (F1) is laid out: the key in a cap, what it does beside it, in two columns."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ui import theme
from ui.widgets.panel import Panel
from ui.widgets.surface import box
from ui.widgets.text import clean, label


class KeyCap(QWidget):
    """A key as it is printed on a keyboard."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self._key = clean(key)
        self.setAccessibleName(f"Key {self._key}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As wide as its words, at least square."""
        metrics = QFontMetricsF(theme.font(theme.BODY, 600))
        height = round(metrics.height() + 8)
        return QSize(max(round(metrics.horizontalAdvance(self._key)) + 20, height), height)

    def minimumSizeHint(self) -> QSize:
        """A key is never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cap."""
        painter = QPainter(self)
        box(painter, QRectF(self.rect()), theme.RADIUS_BAR, theme.token("surface2"), theme.token("border_strong"))
        painter.setFont(theme.font(theme.BODY, 600))
        painter.setPen(theme.token("text"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._key)
        painter.end()


class KeyList(Panel):
    """A raised card with every key and what it does."""

    def __init__(self, title: str, keys: Sequence[tuple[str, str]], columns: int = 2) -> None:
        super().__init__(raised=True)
        self.setAccessibleName(title)
        self.body.addWidget(label(title, "section"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        rows = -(-len(keys) // columns)
        for index, (key, does) in enumerate(keys):
            column = 3 * (index // rows)
            grid.addWidget(
                KeyCap(key), index % rows, column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            )
            grid.addWidget(label(does), index % rows, column + 1, Qt.AlignmentFlag.AlignVCenter)
        for column in range(columns - 1):
            grid.setColumnMinimumWidth(3 * column + 2, 32)
        grid.setColumnStretch(3 * columns, 1)  # each column of words is as wide as its own words
        self.body.addLayout(grid)
        self.body.addStretch(1)


def key_list(title: str, keys: Sequence[tuple[str, str]], columns: int = 2) -> KeyList:
    """A card with (key, what it does) rows, filled column by column."""
    return KeyList(title, keys, columns)
