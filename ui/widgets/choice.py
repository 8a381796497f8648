"""Decides how one of several words is chosen: a closed list with its name, by arrows, letters or the mouse.

Refuses to know what the words stand for.
"""

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy

from ui import theme
from ui.widgets.text import clean


class Choice(QComboBox):
    """A list that is closed until it is wanted. `chosen` says the key of what a person chose."""

    chosen = Signal(str)

    def __init__(self, name: str, words: Mapping[str, str], least: int = 90) -> None:
        super().__init__()
        self._least = least
        self.setAccessibleName(name)
        self.view().setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.set_words(words)
        self.activated.connect(lambda at: self.chosen.emit(self.itemData(at)))

    def set_words(self, words: Mapping[str, str]) -> None:
        """Offer these, by key."""
        was = self.blockSignals(True)
        self.clear()
        for key, said in words.items():
            self.addItem(clean(said), str(key))
        self.blockSignals(was)

    def show_key(self, key: str) -> None:
        """Show the word of a key, which is offered too where it was not."""
        at = self.findData(str(key))
        if at < 0:
            self.addItem(clean(str(key)), str(key))
            at = self.count() - 1
        if at != self.currentIndex():
            self.setCurrentIndex(at)

    @property
    def words(self) -> dict[str, str]:
        """What is offered, by key."""
        return {str(self.itemData(at)): self.itemText(at) for at in range(self.count())}

    @property
    def key(self) -> str:
        """What is chosen."""
        return str(self.currentData() or "")

    def sizeHint(self) -> QSize:
        """As high as a line to type in."""
        return QSize(max(self._least, 90), theme.control_height())

    def minimumSizeHint(self) -> QSize:
        """Words are cut before the list gets wider than its place."""
        return QSize(self._least, theme.control_height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box, and an arrow that says it can be opened."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = theme.token("text" if self.isEnabled() else "muted")
        painter.setPen(QPen(ink, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        x, y = self.width() - 18.0, self.height() / 2
        painter.drawPolyline([QPointF(x - 5, y - 2.5), QPointF(x, y + 2.5), QPointF(x + 5, y - 2.5)])
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A wheel scrolls the page and changes nothing."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down choose at once; Enter opens the list."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.showPopup()
        else:
            before = self.currentIndex()
            super().keyPressEvent(event)
            if self.currentIndex() != before and not self.view().isVisible():
                self.chosen.emit(self.key)
