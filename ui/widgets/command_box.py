"""Decides how a command is found by name (Ctrl+K): words typed in any order, the best match first.

Refuses to know what a command does; it says which one was chosen.
"""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import icons, theme
from ui.widgets.panel import Panel
from ui.widgets.surface import box
from ui.widgets.text import clean, label


class Command(NamedTuple):
    """Something the desk can do. id: for programs; words: shown; key: beside it, or empty; icon: Lucide name."""

    id: str
    words: str
    key: str = ""
    icon: str = "command"


def matching(commands: Sequence[Command], typed: str) -> list[Command]:
    """The commands in which every typed word begins a word (best) or stands somewhere; best first, else as given."""
    wanted = typed.casefold().split()

    def rank(command: Command) -> int | None:
        text = f"{command.words} {command.key}".casefold()
        words = text.split()
        if all(any(word.startswith(want) for word in words) for want in wanted):
            return 0 if not wanted or words[0].startswith(wanted[0]) else 1
        return 2 if all(want in text for want in wanted) else None

    ranked = [(found, command) for command in commands if (found := rank(command)) is not None]
    return [command for _, command in sorted(ranked, key=lambda pair: pair[0])]


def _drawable(commands: Sequence[Command]) -> tuple[Command, ...]:
    """The commands; raises FileNotFoundError for one whose icon does not ship."""
    return tuple(command for command in commands if icons.known(command.icon))


_Index = QModelIndex | QPersistentModelIndex


class _Commands(QAbstractListModel):
    """The commands that match, as rows."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Command] = []

    def show(self, rows: list[Command]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        command = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return clean(command.words)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{clean(command.words)}, key {command.key}" if command.key else clean(command.words)
        return None


class _Row(QStyledItemDelegate):
    """Draws icon, words and key of one command."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(200, max(theme.TARGET, theme.control_height() - 4))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model = index.model()
        assert isinstance(model, _Commands)
        command = model.rows[index.row()]
        rect = QRectF(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            box(painter, rect, theme.RADIUS_CONTROL, theme.token("surface2"), theme.token("focus"), 2)
        side = theme.icon_px(20)
        icon_rect = QRectF(rect.left() + 12, round(rect.center().y() - side / 2), side, side)
        icons.paint(painter, command.icon, theme.token("muted"), icon_rect)
        inner = rect.adjusted(12 + side + 10, 0, -14, 0)
        painter.setFont(theme.font(theme.BODY, 600))
        painter.setPen(theme.token("text"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, clean(command.words))
        painter.setFont(theme.font())
        painter.setPen(theme.token("muted"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, command.key)
        painter.restore()


class CommandBox(Panel):
    """A raised card: a line to type in, the matches below. Signals: `chosen(id)`, `closed` (Esc)."""

    chosen = Signal(str)
    closed = Signal()

    def __init__(self, commands: Sequence[Command]) -> None:
        super().__init__((12, 12, 12, 12), raised=True)
        self._commands = _drawable(commands)
        self.setAccessibleName("Commands by name")
        self.line = QLineEdit()
        self.line.setPlaceholderText("Type what you want to do")
        self.line.setAccessibleName("Command name")
        self.line.textChanged.connect(self._filter)
        self.line.installEventFilter(self)
        self._model, self._row = _Commands(), _Row()
        self.list = QListView()
        self.list.setAccessibleName("Commands that match")
        self.list.setModel(self._model)
        self.list.setItemDelegate(self._row)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.clicked.connect(self._choose)
        self._none = label("No command by that name.", "muted")
        self.body.addWidget(self.line)
        self.body.addWidget(self._none)
        self.body.addWidget(self.list, 1)
        self._filter("")

    def open(self) -> None:
        """Show empty, with the focus in the line."""
        self.line.clear()
        self._filter("")
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def shown(self) -> list[Command]:
        """The commands that match now, best first."""
        return list(self._model.rows)

    def _filter(self, typed: str) -> None:
        self._model.show(matching(self._commands, typed))
        self._none.setVisible(not self._model.rows)
        self.list.setVisible(bool(self._model.rows))
        self.list.setCurrentIndex(self._model.index(0))

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self._model.rows[index.row()].id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up, Down, Enter and Esc work while the line has the focus."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event.key())
        return super().eventFilter(watched, event)

    def _key(self, key: int) -> bool:
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1 if key == Qt.Key.Key_Down else -1
            rows = max(len(self._model.rows), 1)
            self.list.setCurrentIndex(self._model.index((self.list.currentIndex().row() + step) % rows))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.list.currentIndex())
        elif key == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            return False
        return True


def command_box(commands: Sequence[Command]) -> CommandBox:
    """A command palette; place it over the window and call `open`."""
    return CommandBox(commands)
