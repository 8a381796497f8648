"""Decides how a list of rows is drawn: columns of text, a state chip, one row marked. Refuses to know what a row is.

The list never takes typed letters: they belong to the search box.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui import icons, theme
from ui.widgets.chips import TONES
from ui.widgets.surface import box
from ui.widgets.text import clean

Index = QModelIndex | QPersistentModelIndex
PADDING = 12


@dataclass(frozen=True, slots=True)
class RowChip:
    """A state in a row: words, icon and tone, as on a chip."""

    words: str
    icon: str
    tone: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row. key: what it stands for. cells: one text a column, the first is strong. muted: it does not count.
    below: what stands under each cell, in small print. heading: it heads the rows after it."""

    key: str
    cells: tuple[str, ...]
    chip: RowChip | None = None
    muted: bool = False
    below: tuple[str, ...] = ()
    heading: bool = False

    @property
    def spoken(self) -> str:
        """The row as one sentence."""
        words = [*self.cells, *self.below, self.chip.words if self.chip else ""]
        return ", ".join(word for word in words if word)


@dataclass(frozen=True, slots=True)
class Column:
    """One column. share: of the width. right: figures stand at its right edge."""

    share: float
    right: bool = False


class _Rows(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: tuple[Row, ...] = ()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.rows[index.row()].spoken
        return None

    def show(self, rows: Sequence[Row]) -> None:
        """Take other rows. With as many as before only their content changes, and the list stays where it is."""
        if len(rows) == len(self.rows):
            self.rows = tuple(rows)
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()


class _Painter(QStyledItemDelegate):
    def __init__(self, model: _Rows, columns: Sequence[Column], tall: bool, parent: QObject) -> None:
        super().__init__(parent)
        self._model, self._columns, self._tall = model, columns, tall

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, theme.row_height() if self._tall else max(theme.TARGET, theme.text_px(theme.BODY) + 22))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._model.rows[index.row()]
        rect = QRectF(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            box(painter, rect, theme.RADIUS_CONTROL, theme.token("surface2"), theme.token("focus"), 2)
        else:
            painter.fillRect(QRectF(rect.left(), rect.bottom(), rect.width(), 1), theme.token("border"))
        inner = rect.adjusted(PADDING, 0, -PADDING, 0)
        if row.chip is not None:
            self._paint_chip(painter, row.chip, inner)
        inner.setRight(inner.right() - self._chips_width())
        self._paint_cells(painter, row, inner)
        painter.restore()

    def _paint_cells(self, painter: QPainter, row: Row, inner: QRectF) -> None:
        left = inner.left()
        size = theme.SECTION if (self._tall and not row.below) or row.heading else theme.BODY
        below = row.below or ("",) * len(row.cells)
        for number, (cell, under, column) in enumerate(zip(row.cells, below, self._columns, strict=True)):
            width = inner.width() * column.share
            strong = number == 0 and not row.muted
            face = theme.font(size if number == 0 else theme.BODY, 600 if strong else 400)
            ink = theme.token("text" if strong or (column.right and not row.muted) else "muted")
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            room = QRectF(left, inner.top(), inner.width() if row.heading else width - PADDING, inner.height())
            lower = round(theme.text_px(theme.FINE) * 0.72) if under else 0
            _write(painter, cell, room.translated(0, -lower), side, face, ink)
            if under:
                upper = round(theme.text_px(theme.BODY) * 0.72)
                _write(painter, under, room.translated(0, upper), side, theme.font(theme.FINE), theme.token("muted"))
            left += width

    def _chips_width(self) -> int:
        """Room kept for the widest chip, so that the columns of all rows stand under each other; pixels."""
        widths = [_chip_width(row.chip) for row in self._model.rows if row.chip is not None]
        return max(widths) + PADDING if widths else 0

    def _paint_chip(self, painter: QPainter, chip: RowChip, inner: QRectF) -> None:
        """Paint it at the right edge."""
        ground, ink = (theme.token(name) for name in TONES[chip.tone])
        face, side = theme.font(theme.BODY, 600), theme.icon_px(18)
        width, height = _chip_width(chip), round(QFontMetricsF(face).height() + 10)
        rect = QRectF(inner.right() - width, round(inner.center().y() - height / 2), width, height)
        box(painter, rect, min(theme.RADIUS_CHIP, height / 2), ground, theme.token("chip_border"))
        top = round(rect.center().y() - side / 2)
        icons.paint(painter, chip.icon, ink, QRectF(round(rect.left()) + 10, top, side, side))
        painter.setFont(face)
        painter.setPen(ink)
        words = rect.adjusted(side + 16, 0, 0, 0)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), chip.words)


def _write(painter: QPainter, words: str, room: QRectF, side: Qt.AlignmentFlag, face: QFont, ink: QColor) -> None:
    """One line in the middle of the room, cut with dots."""
    painter.setFont(face)
    painter.setPen(ink)
    shown = painter.fontMetrics().elidedText(clean(words), Qt.TextElideMode.ElideRight, int(room.width()))
    painter.drawText(room, int(side | Qt.AlignmentFlag.AlignVCenter), shown)


def _chip_width(chip: RowChip) -> int:
    return round(QFontMetricsF(theme.font(theme.BODY, 600)).horizontalAdvance(chip.words)) + theme.icon_px(18) + 28


class RowList(QListView):
    """Rows in columns; one may be marked. `chosen` says which row's key was clicked or entered."""

    chosen = Signal(str)

    def __init__(
        self, name: str, columns: Sequence[Column], *, tall: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._rows = _Rows(self)
        self._painter = _Painter(self._rows, columns, tall, self)
        self.setModel(self._rows)
        self.setItemDelegate(self._painter)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(lambda index: self.chosen.emit(self._rows.rows[index.row()].key))

    def show_rows(self, rows: Sequence[Row], marked: int | None = None) -> None:
        """Show these rows; marked: index of the one that Enter opens."""
        self._rows.show(rows)
        if marked is None or not rows:
            self.clearSelection()
            return
        index = self._rows.index(marked)
        if index != self.currentIndex():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows shown."""
        return self._rows.rows

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses the marked row; letters go on to the search box."""
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self.chosen.emit(self._rows.rows[index.row()].key)
        elif event.text().isprintable() and event.text():
            event.ignore()
        else:
            super().keyPressEvent(event)
