"""Decides how parts are put side by side: rows and columns with the house's gaps. Refuses to know what they hold."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QLayoutItem,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui import theme

Part = QWidget | QLayout | int | None
"""A widget, a layout, a gap in pixels, or None for what stretches."""


def row(*parts: Part, gap: int = theme.SPACE[1]) -> QHBoxLayout:
    """Parts from left to right."""
    made = QHBoxLayout()
    _fill(made, parts, gap)
    return made


def column(*parts: Part, gap: int = theme.SPACE[1]) -> QVBoxLayout:
    """Parts from top to bottom."""
    made = QVBoxLayout()
    _fill(made, parts, gap)
    return made


def _fill(layout: QBoxLayout, parts: tuple[Part, ...], gap: int) -> None:
    layout.setSpacing(gap)
    layout.setContentsMargins(0, 0, 0, 0)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, int):
            layout.addSpacing(part)
        elif isinstance(part, QLayout):
            layout.addLayout(part)
        else:
            layout.addWidget(part)


def sides(left: QWidget, right: QWidget, share: int) -> QHBoxLayout:
    """Two parts of a page side by side. share: of the left one, in percent."""
    made = row(left, right, gap=theme.SPACE[3])
    made.setStretch(0, share)
    made.setStretch(1, 100 - share)
    return made


def fill(page: QWidget, *parts: Part, gap: int = theme.SPACE[1]) -> None:
    """The parts of a manager's page, one below the other; the last one has all the room that is left."""
    whole = column(*parts, gap=gap)
    whole.setContentsMargins(16, 12, 16, 12)
    whole.setStretch(len(parts) - 1, 1)
    page.setLayout(whole)


def holding(layout: QLayout) -> QWidget:
    """A bare widget with this layout."""
    made = QWidget()
    made.setLayout(layout)
    return made


class FlowLayout(QLayout):
    """Parts from left to right, on as many lines as they need."""

    def __init__(self, gap: int = theme.TARGET_GAP) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Take one more at the end."""
        self._items.append(item)

    def count(self) -> int:
        """How many there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """One of them, or None past the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Give one back."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """It asks for no more than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Fewer pixels across are more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height at a width, in pixels."""
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Place the parts."""
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        """All on one line."""
        hints = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(hint.width() for hint in hints) + self._gap * max(0, len(hints) - 1)
        return QSize(width, max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:
        """The widest part alone on a line."""
        hints = [item.minimumSize() for item in self._items if not item.isEmpty()]
        return QSize(
            max((hint.width() for hint in hints), default=0), max((hint.height() for hint in hints), default=0)
        )

    def _place(self, rect: QRect, *, move: bool) -> int:
        x, y, line = rect.x(), rect.y(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            hint = item.sizeHint()
            if line and x + hint.width() > rect.right() + 1:
                x, y, line = rect.x(), y + line + self._gap, 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), hint))
            x, line = x + hint.width() + self._gap, max(line, hint.height())
        return y + line - rect.y()


def scrolled(inside: QWidget, *, takes_any_width: bool = True) -> QScrollArea:
    """In a low window with large text this part is scrolled, never cut. takes_any_width: however wide what is inside
    would like to be."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    if takes_any_width:
        area.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
    area.setWidget(inside)
    return area
