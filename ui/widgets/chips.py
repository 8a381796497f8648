"""Decides how a state is shown in few words: icon, word and colour together. Refuses to know which states there are."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import icons, theme
from ui.widgets.surface import box
from ui.widgets.text import clean

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
        metrics = QFontMetricsF(theme.font(theme.BODY, 600))
        words = metrics.horizontalAdvance(self._words)
        height = round(metrics.height() + 10)
        return QSize(round(words + 0.5) + theme.icon_px(18) + _GAP + 22, height)

    def minimumSizeHint(self) -> QSize:
        """A state is never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, icon and word."""
        ground, ink = (theme.token(name) for name in TONES[self._tone])
        painter = QPainter(self)
        rect = QRectF(self.rect())
        box(painter, rect, min(theme.RADIUS_CHIP, rect.height() / 2), ground, theme.token("chip_border"))
        side = theme.icon_px(18)
        icons.paint(painter, self._icon, ink, QRectF(10, round(rect.center().y() - side / 2), side, side))
        face = theme.font(theme.BODY, 600)
        painter.setFont(face)
        painter.setPen(ink)
        base = rect.height() / 2 + QFontMetricsF(face).capHeight() / 2
        painter.drawText(QPointF(10 + side + _GAP, round(base)), self._words)
        painter.end()


def chip(words: str, icon: str, tone: str = "plain") -> Chip:
    """A state chip. tone: ok, warn, bad, info, plain, or a tier's (see `tier_tone`)."""
    return Chip(words, icon, tone)
