"""Decides how a report is drawn on the screen: its title, its charts, its tables, as they are read on paper.

It is given texts, not reports' rules; colours and sizes are the look's, so it follows every theme. Refuses to know what
a figure means.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.paper import PaperBar, PaperTable
from ui.widgets.surface import box
from ui.widgets.text import clean

MARGIN, GAP, COLUMN_GAP = 4, 22, 14
BARS_HEIGHT = 92
LEAST_COLUMN = 44
PAIR, MANY_PAIRS = 2, 8
"""So many rows of a name and a figure stand in two halves side by side."""


@dataclass(frozen=True, slots=True)
class _Text:
    words: str
    rect: QRectF
    right: bool = False
    size: int = theme.BODY
    weight: int = 400
    ink: str = "text"


@dataclass(slots=True)
class _Page:
    """What is drawn: texts, lines and bars, from the top."""

    texts: list[_Text] = field(default_factory=list)
    rules: list[QRectF] = field(default_factory=list)
    bars: list[QRectF] = field(default_factory=list)
    height: float = 0.0
    heights: dict[int, float] = field(default_factory=dict)

    def line(self, size: int) -> float:
        """How high a line of a text size is; a period has thousands of two sizes."""
        found = self.heights.get(size)
        if found is None:
            found = self.heights[size] = float(round(QFontMetricsF(theme.font(size)).height() * 1.25))
        return found


class ReportPaper(QWidget):
    """The report; as high as it needs."""

    def __init__(self) -> None:
        super().__init__()
        self._title, self._notes = "", tuple[str, ...]()
        self._tables: tuple[PaperTable, ...] = ()
        self._page, self._laid_for = _Page(), 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def tables(self) -> tuple[PaperTable, ...]:
        """What is shown."""
        return self._tables

    def set(self, title: str, notes: Sequence[str], tables: Sequence[PaperTable]) -> None:
        """Show another report; the one that is shown already stays as it is."""
        wanted = clean(title), tuple(map(clean, notes)), tuple(tables)
        if wanted == (self._title, self._notes, self._tables):
            return
        self._title, self._notes, self._tables = wanted
        self.setAccessibleName(title)
        self.setAccessibleDescription("\n".join([*notes, *map(_spoken, tables)]))
        self._lay_out()

    def sizeHint(self) -> QSize:
        """As high as what it holds."""
        return QSize(520, round(self._page.height))

    def minimumSizeHint(self) -> QSize:
        """It may get narrow, never low."""
        return QSize(280, round(self._page.height))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, other columns."""
        super().resizeEvent(event)
        if event.size().width() != self._laid_for:
            self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        """Another text size, another height."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what is seen of it."""
        painter, seen = QPainter(self), QRectF(event.rect())
        for rule in self._page.rules:
            if rule.intersects(seen):
                painter.fillRect(rule, theme.token("border"))
        for bar in self._page.bars:
            if bar.intersects(seen):
                box(painter, bar, min(3, bar.height() / 2), theme.token("primary"), theme.token("primary"), 0)
        for each in self._page.texts:
            if each.rect.intersects(seen):
                self._write(painter, each)
        painter.end()

    def _write(self, painter: QPainter, each: _Text) -> None:
        painter.setFont(theme.font(each.size, each.weight))
        painter.setPen(theme.token(each.ink))
        shown = painter.fontMetrics().elidedText(each.words, Qt.TextElideMode.ElideRight, round(each.rect.width()) + 1)
        side = Qt.AlignmentFlag.AlignRight if each.right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(each.rect, int(side | Qt.AlignmentFlag.AlignVCenter), shown)

    def _lay_out(self) -> None:
        self._laid_for = self.width()
        page, width = _Page(), float(max(self.width(), 280) - 2 * MARGIN)
        page.height = 2
        _line(page, self._title, width, theme.SECTION, 600)
        for note in self._notes:
            _line(page, note, width, ink="muted")
        for table in self._tables:
            page.height += GAP
            _line(page, clean(table.title), width, theme.SECTION, 600)
            if table.bars:
                _chart(page, table.bars, width)
            if table.stacked:
                _stacked(page, table, width)
            elif len(table.columns) == PAIR and len(table.rows) >= MANY_PAIRS:
                _halves(page, table, width)
            else:
                _rows(page, table, width)
        page.height = round(page.height + GAP)
        self._page = page
        self.setFixedHeight(round(page.height))
        self.updateGeometry()
        self.update()


def _spoken(table: PaperTable) -> str:
    rows = "; ".join(", ".join(cell for cell in row if cell) for row in table.rows)
    return f"{table.title}: {rows}"


def _line(page: _Page, words: str, width: float, size: int = theme.BODY, weight: int = 400, ink: str = "text") -> None:
    height = page.line(size)
    page.texts.append(_Text(words, QRectF(MARGIN, page.height, width, height), False, size, weight, ink))
    page.height += height


def _rows(page: _Page, table: PaperTable, width: float) -> None:
    """Columns as wide as what is in them; where room is short the texts give way."""
    rooms = _rooms(table, width)
    if any(table.columns):
        _cells(page, table, rooms, table.columns, theme.FINE, "muted")
        page.rules.append(QRectF(MARGIN, page.height, width, 1))
        page.height += 3
    for row in table.rows:
        _cells(page, table, rooms, row, theme.BODY, "text")


def _halves(page: _Page, table: PaperTable, width: float) -> None:
    """Names and figures in two halves, read down the left one first; in one where the text is too large for that."""
    half, room = (len(table.rows) + 1) // 2, (width - 2 * COLUMN_GAP) / 2
    wide = QFontMetricsF(theme.font(theme.BODY)).horizontalAdvance
    names, figures = (max(wide(clean(row[at])) for row in table.rows) + 2 for at in range(PAIR))
    if names + COLUMN_GAP + figures > room:
        half, room = len(table.rows), width
    height, top = page.line(theme.BODY), page.height
    for at, (name, figure) in enumerate(table.rows):
        left = MARGIN + (at >= half) * (room + 2 * COLUMN_GAP)
        line = QRectF(left, top + at % half * height, room, height)
        page.texts.append(_Text(clean(name), line.adjusted(0, 0, -figures - COLUMN_GAP, 0)))
        page.texts.append(_Text(clean(figure), line.adjusted(room - figures, 0, 0, 0), right=True))
        page.rules.append(QRectF(left, line.bottom() - 1, room, 1))
    page.height = top + half * height


def _rooms(table: PaperTable, width: float) -> list[float]:
    body, fine = QFontMetricsF(theme.font(theme.BODY)), QFontMetricsF(theme.font(theme.FINE))
    wanted = [fine.horizontalAdvance(clean(name)) + 2 for name in table.columns]
    for row in table.rows:
        for at, cell in enumerate(row):
            wanted[at] = max(wanted[at], body.horizontalAdvance(clean(cell)) + 2)
    over = sum(wanted) + COLUMN_GAP * (len(wanted) - 1) - width
    texts = [at for at, right in enumerate(table.right) if not right]
    while over > 0.5 and texts:
        widest = max(texts, key=lambda at: wanted[at])
        if wanted[widest] <= LEAST_COLUMN:
            break
        cut = min(over, max(wanted[widest] / 4, 8), wanted[widest] - LEAST_COLUMN)
        wanted[widest] -= cut
        over -= cut
    return wanted


def _cells(page: _Page, table: PaperTable, rooms: Sequence[float], cells: Sequence[str], size: int, ink: str) -> None:
    left, height = float(MARGIN), page.line(size)
    for cell, room, right in zip(cells, rooms, table.right, strict=True):
        page.texts.append(_Text(clean(cell), QRectF(left, page.height, room, height), right, size, 400, ink))
        left += room + COLUMN_GAP
    page.height += height


def _stacked(page: _Page, table: PaperTable, width: float) -> None:
    for first, *others in table.rows:
        _line(page, clean(first), width)
        below = " · ".join(clean(other) for other in others if other)
        if below:
            _line(page, below, width, theme.FINE, ink="muted")
        page.rules.append(QRectF(MARGIN, page.height + 1, width, 1))
        page.height += 5


def _chart(page: _Page, bars: Sequence[PaperBar], width: float) -> None:
    """Columns on a ground line, names below; the highest has its figure."""
    names, top = page.line(theme.FINE), page.height + page.line(theme.FINE)
    ground = top + BARS_HEIGHT * theme.look().scale / 100
    most = max(1, *(bar.amount for bar in bars))
    highest = max(range(len(bars)), key=lambda at: bars[at].amount)
    pitch = min(width / len(bars), 64.0)
    every = 1 if QFontMetricsF(theme.font(theme.FINE)).horizontalAdvance("00:00 ") < pitch else 3
    for at, bar in enumerate(bars):
        left, room = MARGIN + at * pitch, pitch
        height = (ground - top) * max(bar.amount, 0) / most
        if bar.amount > 0:
            page.bars.append(QRectF(left + 2, ground - max(height, 2), room - 4, max(height, 2)))
        if at == highest and bar.amount > 0:
            figure = QRectF(left + 2, ground - height - names, room + 160, names)
            page.texts.append(_Text(bar.words, figure, False, theme.FINE, 600))
        if at % every == 0:
            below = QRectF(left + 2, ground + 2, room * every, names)
            page.texts.append(_Text(bar.name, below, False, theme.FINE, 400, "muted"))
    page.rules.append(QRectF(MARGIN, ground, pitch * len(bars), 1))
    page.height = ground + names + 8
