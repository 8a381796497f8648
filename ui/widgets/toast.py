"""Decides how the desk says that something is done: bottom left, eight seconds; an error stays until dismissed.

Refuses to be modal or to take the focus.
"""

from typing import Final

from PySide6.QtCore import QEvent, QObject, QRectF, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSpacerItem, QWidget

from ui import icons, theme
from ui.widgets.banner import TONES
from ui.widgets.buttons import icon_button, key_button
from ui.widgets.surface import box
from ui.widgets.text import label

SHOWN_MS: Final = 8000
_MARGIN: Final = 16


class Toast(QWidget):
    """A note at the bottom left of its parent, `above` pixels over the lower edge. `acted`: its button was pressed."""

    acted = Signal()

    def __init__(self, parent: QWidget, above: int = 0) -> None:
        super().__init__(parent)
        self._above = above
        self._icon, self._tone = "circle-check", "ok"
        self._label = label("", "banner-ok")
        self._action = key_button("Undo", "F4")
        self._action.clicked.connect(self.acted)
        self._close = icon_button("x", "Dismiss this message")
        self._close.clicked.connect(self.hide)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 4, 4)
        row.setSpacing(theme.TARGET_GAP)
        self._icon_room = QSpacerItem(0, 0)
        row.addItem(self._icon_room)
        for part in (self._label, self._action, self._close):
            row.addWidget(part)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(SHOWN_MS)
        self.timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    @property
    def words(self) -> str:
        """The words shown."""
        return self._label.text()

    @property
    def tone(self) -> str:
        """The tone shown."""
        return self._tone

    def tell(self, words: str, icon: str = "circle-check", tone: str = "ok", action: str = "", key: str = "") -> None:
        """Show words for eight seconds, `bad` ones until dismissed; action, key: a button beside them."""
        self._icon, self._tone = icons.known(icon), tone
        self._label.setText(words)
        self._label.set_role(f"banner-{tone}")
        self._close.set_ink(TONES[tone][1])
        self._action.setVisible(bool(action))
        if action:
            self._action.set_words(action, key=key)
        self.setAccessibleName(self._label.text())
        self.timer.stop()
        if tone != "bad":
            self.timer.start()
        self.show()
        self.raise_()
        self._place()

    def _place(self) -> None:
        """Bottom left, never wider than the parent."""
        around = self.parentWidget()
        if around is None:
            return
        self._icon_room.changeSize(theme.icon_px(20) + 10, 0)
        self._row.invalidate()
        self._label.ensurePolished()
        self._row.activate()
        size = self.sizeHint()
        width = min(size.width(), around.width() - 2 * _MARGIN)
        self.setGeometry(_MARGIN, around.height() - self._above - size.height() - 8, width, size.height())

    def set_above(self, above: int) -> None:
        """Keep `above` pixels clear under the toast (the row of buttons)."""
        self._above = above
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner when the parent changes size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def changeEvent(self, event: QEvent) -> None:
        """Another text size is another width."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.isVisible():
            self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground and icon."""
        ground, ink = (theme.token(name) for name in TONES[self._tone])
        painter = QPainter(self)
        box(painter, QRectF(self.rect()), theme.RADIUS_CARD, ground, ink, 1)
        side = theme.icon_px(20)
        icons.paint(painter, self._icon, ink, QRectF(14, round((self.height() - side) / 2), side, side))
        painter.end()


def toast(parent: QWidget, above: int = 0) -> Toast:
    """A hidden toast in a corner of `parent`; see Toast.tell."""
    return Toast(parent, above)
