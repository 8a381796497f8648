"""Decides how a lasting state is told across the whole width: offline, trouble, back online. Never a box over work."""

from typing import Final

from PySide6.QtCore import QEvent, QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSpacerItem, QWidget

from ui import icons, theme
from ui.widgets.buttons import icon_button
from ui.widgets.text import label

# tone: (ground token, ink token)
TONES: Final = {
    "offline": ("offline_bg", "offline"),
    "ok": ("ok_bg", "ok"),
    "warn": ("warn_bg", "warn"),
    "bad": ("bad_bg", "bad"),
    "info": ("info_bg", "info"),
}


class Banner(QWidget):
    """A strip with an icon and words, hidden until `tell`. `dismissed` is sent when its cross is pressed."""

    dismissed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._icon, self._tone = "info", "info"
        self._label = label("", "banner-info", wrap=True)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._close = icon_button("x", "Dismiss this message")
        self._close.clicked.connect(self._dismiss)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 16, 4)
        row.setSpacing(8)
        self._icon_room = QSpacerItem(0, 0)
        row.addItem(self._icon_room)
        row.addWidget(self._label, 1)
        row.addWidget(self._close)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    @property
    def words(self) -> str:
        """The words shown."""
        return self._label.text()

    @property
    def tone(self) -> str:
        """The tone shown."""
        return self._tone

    def tell(self, words: str, icon: str, tone: str, dismissable: bool = False) -> None:
        """Show words. tone: offline, ok, warn, bad, info (KeyError for another). dismissable: with a cross."""
        ink = TONES[tone][1]
        self._icon, self._tone = icons.known(icon), tone
        self._label.setText(words)
        self._label.set_role(f"banner-{tone}")
        self._fit()
        self._close.set_ink(ink)
        self._close.setVisible(dismissable)
        self.setAccessibleName(self._label.text())
        self.show()
        self.update()

    def _dismiss(self) -> None:
        self.hide()
        self.dismissed.emit()

    def _fit(self) -> None:
        """Room for the icon, and height for the words, in the text size in force."""
        self._icon_room.changeSize(theme.icon_px(20) + 8, 0)
        self._label.setMinimumHeight(theme.text_px(theme.BODY) + 14)
        self._row.invalidate()

    def changeEvent(self, event: QEvent) -> None:
        """Another text size asks for another height."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground and icon; the label writes itself."""
        ground, ink = (theme.token(name) for name in TONES[self._tone])
        painter = QPainter(self)
        painter.fillRect(self.rect(), ground)
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.token("chip_border"))
        side = theme.icon_px(20)
        icons.paint(painter, self._icon, ink, QRectF(16, round((self.height() - side) / 2), side, side))
        painter.end()


def banner() -> Banner:
    """A hidden banner; see Banner.tell."""
    return Banner()
