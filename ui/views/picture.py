"""Decides how an icon stands by itself in a layout: drawn in the token in force, growing with the text."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import icons, theme
from ui.widgets.surface import box


class Picture(QWidget):
    """One icon, drawn in the token in force."""

    def __init__(self, name: str, token: str = "primary", size: int = 24) -> None:
        super().__init__()
        self._name, self._token, self._size, self._ground = name, token, size, ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setFixedWidth(theme.icon_px(size))

    def show_icon(self, name: str, token: str, ground: str = "") -> None:
        """Show another icon, or the same in another colour. ground: the token of what it stands on, when its own."""
        self._name, self._token, self._ground = icons.known(name), token, ground
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it in the middle."""
        side = theme.icon_px(self._size)
        if self.width() != side:
            self.setFixedWidth(side)
        painter = QPainter(self)
        where = QRectF(0, round((self.height() - side) / 2), side, side)
        if self._ground:
            box(painter, where, theme.RADIUS_CHIP / 2, theme.token(self._ground), theme.token("chip_border"))
            where = where.adjusted(2, 2, -2, -2)
        icons.paint(painter, self._name, theme.token(self._token), where)
        painter.end()
