"""Decides how an icon stands by itself in a layout: drawn in the token in force, growing with the text."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import icons, theme


class Picture(QWidget):
    """One icon, drawn in the token in force."""

    def __init__(self, name: str, token: str = "primary", size: int = 24) -> None:
        super().__init__()
        self._name, self._token, self._size = name, token, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setFixedWidth(theme.icon_px(size))

    def show_icon(self, name: str, token: str) -> None:
        """Show another icon, or the same in another colour."""
        self._name, self._token = icons.known(name), token
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it in the middle."""
        side = theme.icon_px(self._size)
        if self.width() != side:
            self.setFixedWidth(side)
        painter = QPainter(self)
        where = QRectF(0, round((self.height() - side) / 2), side, side)
        icons.paint(painter, self._name, theme.token(self._token), where)
        painter.end()
