"""Decides how a state is shown in few words: icon, word and colour together. Refuses to know which states there are."""

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui import icons, theme
from ui.widgets.surface import box
from ui.widgets.text import clean, escaped

# tone: (ground token, ink token)
TONES: Final = {
    "ok": ("ok_bg", "ok"),
    "warn": ("warn_bg", "warn"),
    "bad": ("bad_bg", "bad"),
    "info": ("info_bg", "info"),
    "plain": ("surface2", "muted"),
    "bronze": ("tier_bronze", "on_tier"),
    "silver": ("tier_silver", "on_tier"),
    "gold": ("tier_gold", "on_tier"),
    "platinum": ("tier_platinum", "on_tier"),
}
_TIER_TONES: Final = ("bronze", "silver", "gold", "platinum")
_GAP: Final = 6


def tier_tone(name: str, rank: int = 0) -> str:
    """The tone of a tier: by its name where it is a metal, else by its rank (0 the lowest, the highest is platinum)."""
    return name.lower() if name.lower() in _TIER_TONES else _TIER_TONES[min(max(rank, 0), len(_TIER_TONES) - 1)]


class Chip(QWidget):
    """A word with its icon on a coloured ground."""

    def __init__(self, words: str, icon: str, tone: str) -> None:
        super().__init__()
        self._words, self._icon, self._tone = "", icon, tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set(words, icon, tone)

    def set(self, words: str, icon: str, tone: str) -> None:
        """Show another state. Raises KeyError for a tone that is none."""
        _ = TONES[tone]
        self._words, self._icon, self._tone = clean(words), icons.known(icon), tone
        self.setAccessibleName(self._words)
        self.updateGeometry()
        self.update()

    @property
    def words(self) -> str:
        """The words shown."""
        return self._words

    @property
    def tone(self) -> str:
        """The tone shown."""
        return self._tone

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        return _size(self._words)

    def minimumSizeHint(self) -> QSize:
        """A state is never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, icon and word."""
        painter = QPainter(self)
        _paint(painter, QRectF(self.rect()), self._words, self._icon, self._tone, theme.token("chip_border"))
        painter.end()


class ChipButton(QPushButton):
    """A state that opens what is behind it: a chip as wide as its words, with room round it for a finger."""

    def __init__(self, words: str, icon: str, tone: str) -> None:
        super().__init__()
        self._words, self._icon, self._tone = "", icon, tone
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set(words, icon, tone)

    def set(self, words: str, icon: str, tone: str) -> None:
        """Show another state. Raises KeyError for a tone that is none."""
        _ = TONES[tone]
        self._words, self._icon, self._tone = clean(words), icons.known(icon), tone
        self.setText(escaped(words))
        self.setAccessibleName(self._words)
        self.updateGeometry()
        self.update()

    @property
    def words(self) -> str:
        """The words shown."""
        return self._words

    @property
    def tone(self) -> str:
        """The tone shown."""
        return self._tone

    def sizeHint(self) -> QSize:
        """As wide as its words, as high as a target."""
        size = _size(self._words)
        return QSize(size.width(), max(theme.TARGET, size.height()))

    def minimumSizeHint(self) -> QSize:
        """A state is never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the chip in the middle; a stronger border under the pointer, the ring with the focus."""
        height, rect = _size(self._words).height(), QRectF(self.rect())
        inner = QRectF(0, round((rect.height() - height) / 2), rect.width(), height)
        border = theme.token("border_strong" if self.underMouse() else "chip_border")
        painter = QPainter(self)
        _paint(painter, inner, self._words, self._icon, self._tone, border)
        if self.hasFocus():
            radius = min(theme.RADIUS_CHIP, height / 2)
            box(painter, inner, radius, QColor(Qt.GlobalColor.transparent), theme.token("focus"), 2)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        """Another text size asks for another width."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()


def _size(words: str) -> QSize:
    metrics = QFontMetricsF(theme.font(theme.BODY, 600))
    width = round(metrics.horizontalAdvance(words) + 0.5) + theme.icon_px(18) + _GAP + 22
    return QSize(width, round(metrics.height() + 10))


def _paint(painter: QPainter, rect: QRectF, words: str, icon: str, tone: str, border: QColor) -> None:
    ground, ink = (theme.token(name) for name in TONES[tone])
    box(painter, rect, min(theme.RADIUS_CHIP, rect.height() / 2), ground, border)
    side = theme.icon_px(18)
    icons.paint(painter, icon, ink, QRectF(rect.left() + 10, round(rect.center().y() - side / 2), side, side))
    face = theme.font(theme.BODY, 600)
    painter.setFont(face)
    painter.setPen(ink)
    base = rect.top() + rect.height() / 2 + QFontMetricsF(face).capHeight() / 2
    painter.drawText(QPointF(rect.left() + 10 + side + _GAP, round(base)), words)


def chip(words: str, icon: str, tone: str = "plain") -> Chip:
    """A state chip. tone: ok, warn, bad, info, plain, or a tier's (see `tier_tone`)."""
    return Chip(words, icon, tone)


def chip_button(words: str, icon: str, tone: str = "plain") -> ChipButton:
    """A state chip that can be pressed."""
    return ChipButton(words, icon, tone)
