"""Decides how a points balance is drawn: a button with the figure, what of it ends soon, and its key.

Refuses to know what pressing it opens.
"""

from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from ui import icons, theme
from ui.widgets.surface import box
from ui.widgets.text import clean, escaped

KEY: Final = "Alt+P"
_PADDING: Final = 14
_GAP: Final = 10


class PointsButton(QPushButton):
    """The balance in large, under it what ends soon, the key beside it."""

    def __init__(self) -> None:
        super().__init__()
        self._balance, self._below, self._owed = "", "", False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.show_balance("", "")

    def show_balance(self, balance: str, below: str, *, owed: bool = False) -> None:
        """`312 points` and `40 end Dec 31`; owed: more was taken than there was, which has its own icon and colour."""
        self._balance, self._below, self._owed = clean(balance), clean(below), owed
        self.setText(escaped(balance))
        self.setAccessibleName(", ".join(part for part in (self._balance, self._below) if part))
        self.setAccessibleDescription(f"Key {KEY}")
        self.updateGeometry()
        self.update()

    @property
    def words(self) -> tuple[str, str]:
        """The words shown: the balance, and what stands under it."""
        return self._balance, self._below

    def _words_width(self) -> float:
        upper = QFontMetricsF(theme.font(theme.SECTION if not self._below else theme.BODY, 600))
        lower = QFontMetricsF(theme.font(theme.FINE))
        return max(upper.horizontalAdvance(self._balance), lower.horizontalAdvance(self._below))

    def _icon_width(self) -> int:
        """An icon stands there only while something is owed: that is a state, a balance is none."""
        return theme.icon_px() + _GAP if self._owed else 0

    def sizeHint(self) -> QSize:
        """Room for all of it, never less than a target."""
        key = QFontMetricsF(theme.font()).horizontalAdvance(KEY)
        width = 2 * _PADDING + self._icon_width() + self._words_width() + _GAP + key
        return QSize(round(width + 0.5), theme.control_height())

    def minimumSizeHint(self) -> QSize:
        """A balance is never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw box, icon, words and key."""
        painter, rect = QPainter(self), QRectF(self.rect())
        fill = "surface2" if self.underMouse() or self.isDown() else "bad_bg" if self._owed else "surface"
        ink = theme.token("bad" if self._owed and fill == "bad_bg" else "text")
        box(painter, rect, theme.RADIUS_CONTROL, theme.token(fill), theme.token("border_strong"), 1)
        if self._owed:
            side = theme.icon_px()
            icon = QRectF(_PADDING, round(rect.center().y() - side / 2), side, side)
            icons.paint(painter, "triangle-alert", ink, icon)
        self._write(painter, rect.adjusted(_PADDING + self._icon_width(), 0, -_PADDING, 0), ink)
        if self.hasFocus():
            box(painter, rect, theme.RADIUS_CONTROL, QColor(Qt.GlobalColor.transparent), theme.token("focus"), 2)
        painter.end()

    def _write(self, painter: QPainter, inner: QRectF, ink: QColor) -> None:
        left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        muted = ink if self._owed else theme.token("muted")
        painter.setPen(ink)
        painter.setFont(theme.font(theme.SECTION if not self._below else theme.BODY, 600))
        upper = round(theme.text_px(theme.FINE) * 0.66) if self._below else 0
        painter.drawText(inner.translated(0, -upper), left, self._balance)
        painter.setPen(muted)
        if self._below:
            painter.setFont(theme.font(theme.FINE))
            painter.drawText(inner.translated(0, round(theme.text_px(theme.BODY) * 0.66)), left, self._below)
        painter.setFont(theme.font())
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), KEY)

    def enterEvent(self, event: QEnterEvent) -> None:
        """The pointer came: show it."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer went."""
        super().leaveEvent(event)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Another text size asks for another width."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.updateGeometry()
