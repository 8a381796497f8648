"""Decides how the customer screen is drawn, for a display of any size seen from two steps away.

Everything is drawn in parts of the display's height; there is nothing on it to press. Refuses to know what is shown
when.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import hardware_wording as wording
from ui import icons, theme
from ui.viewmodels.mirror import Mirror, Shown
from ui.widgets.chips import TONES, tier_tone
from ui.widgets.code_picture import paint_code
from ui.widgets.surface import box
from ui.widgets.text import clean

if TYPE_CHECKING:
    from posdesk.counter.cards import Facing

PARTS = 100
"""Of the height: sizes are given in these."""
EDGE = 7
"""Parts that stay free at every edge."""


class CustomerScreenView(QWidget):
    """What faces the member."""

    def __init__(self, mirror: Mirror, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mirror = mirror
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        mirror.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        self.setAccessibleName(self.words())
        self.update()

    def words(self) -> str:
        """All that stands on it, read out."""
        mirror, facing = self._mirror, self._mirror.facing
        if mirror.shown is Shown.PICTURE:
            return wording.PICTURE
        if mirror.shown is Shown.BLANK or mirror.shown is Shown.OFF:
            return ""
        if facing is None:
            said = [mirror.shop, wording.JOIN if mirror.join else wording.WELCOME]
        else:
            steps = [f"{facing.done} of {facing.total}", facing.reward] if facing.total else []
            number = [wording.YOUR_NUMBER, mirror.number] if mirror.number else []
            said = [mirror.shop, facing.first_name, facing.tier, *steps, *facing.offers, *number]
        return ", ".join(clean(each) for each in said if each)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.token("bg"))
        mirror = self._mirror
        if mirror.shown is Shown.BLANK:
            self._leaf(painter, 45, 45, 10, "border_strong")
        elif mirror.shown is Shown.PICTURE:
            self._test(painter)
        elif mirror.shown is not Shown.OFF:
            self._head(painter)
            if mirror.facing is None:
                self._join(painter)
            else:
                self._member(painter, mirror.facing)
        painter.end()

    # ------------------------------------------------------------------------------------------------------- the states

    def _head(self, painter: QPainter) -> None:
        self._leaf(painter, EDGE, EDGE, 8, "primary")
        self._write(painter, EDGE + 10, EDGE + 6, self._mirror.shop, 5, 600, "muted", self._wide() - EDGE * 2 - 10)

    def _join(self, painter: QPainter) -> None:
        middle, mirror = self._wide() / 2, self._mirror
        if mirror.join is None:
            self._centred(painter, middle, 55, wording.WELCOME, 12, 600, "text")
            return
        self._centred(painter, middle, 28, wording.JOIN, 6, 600, "text")
        paint_code(painter, mirror.join, self._rect(middle - 29, 34, 58, 58))

    def _member(self, painter: QPainter, facing: "Facing") -> None:
        room, right = self._wide() - 2 * EDGE, self._wide() - EDGE
        self._write(painter, EDGE, 31, facing.first_name, 13, 600, "text", room * 0.72)
        self._tier(painter, facing.tier, right)
        down = 38.0
        if facing.total:
            self._steps(painter, facing, down)
            words = wording.steps_left(facing.total - facing.done, facing.reward)
            self._write(painter, EDGE, down + 15, words, 3.6, 400, "muted", room)
            down += 21
        number_room = 40.0 if self._mirror.number else 0.0
        if facing.offers:
            self._write(painter, EDGE, down + 3, wording.YOUR_OFFERS, 3.6, 600, "muted", room - number_room)
            fitting = int((PARTS - EDGE - down - 5) // 6.4)
            for at, title in enumerate(facing.offers[: max(fitting, 1)]):
                top = down + 6 + at * 6.4
                icons.paint(painter, "gift", theme.token("primary"), self._rect(EDGE, top, 4, 4))
                self._write(painter, EDGE + 5.5, top + 3.6, title, 4.2, 600, "text", room - number_room - 6)
        if self._mirror.number:
            self._number(painter, self._mirror.number, right)

    def _tier(self, painter: QPainter, tier: str, right: float) -> None:
        ground, ink = TONES[tier_tone(tier)]
        words, face = clean(tier), self._face(4.6, 600)
        wide = QFontMetricsF(face).horizontalAdvance(words) / self._part() + 12
        rect = self._rect(right - wide, 21.5, wide, 9)
        box(painter, rect, rect.height() / 2, theme.token(ground), theme.token("chip_border"), 2)
        side = self._part() * 4.6
        where = QRectF(rect.left() + side / 2, rect.center().y() - side / 2, side, side)
        icons.paint(painter, "badge-check", theme.token(ink), where)
        self._write(painter, right - wide + 8.4, 27.6, words, 4.6, 600, ink, wide)

    def _steps(self, painter: QPainter, facing: "Facing", top: float) -> None:
        whole, gap = self._wide() - 2 * EDGE, 1.2
        pitch = (whole + gap) / facing.total
        painter.setFont(self._face(min(4.4, pitch * 0.5), 600))
        for step in range(1, facing.total + 1):
            filled = step <= facing.done
            rect = self._rect(EDGE + (step - 1) * pitch, top, pitch - gap, 9)
            border = theme.token("primary" if filled else "border_strong")
            box(painter, rect, self._part(), theme.token("primary" if filled else "surface"), border, 2)
            painter.setPen(theme.token("on_primary" if filled else "text"))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(step))

    def _number(self, painter: QPainter, number: str, right: float) -> None:
        rect = self._rect(right - 38, PARTS - EDGE - 20, 38, 20)
        box(painter, rect, 2 * self._part(), theme.token("surface"), theme.token("border_strong"), 2)
        self._centred(painter, right - 19, PARTS - EDGE - 14, wording.YOUR_NUMBER, 3.2, 400, "muted")
        self._centred(painter, right - 19, PARTS - EDGE - 4.5, number, 8, 600, "text")

    def _test(self, painter: QPainter) -> None:
        """A frame at the very edge, so that one sees whether all of the display is used, and its measures."""
        edge = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        box(painter, edge, 0, QColor(Qt.GlobalColor.transparent), theme.token("primary"), 4)
        middle, size = self._wide() / 2, f"{self.width()} x {self.height()}"
        self._leaf(painter, middle - 6, 26, 12, "primary")
        self._centred(painter, middle, 55, wording.PICTURE, 6, 600, "text")
        self._centred(painter, middle, 66, f"{self.screen().name()}, {size}", 4, 400, "muted")

    # ------------------------------------------------------------------------------------------------------- the parts

    def _part(self) -> float:
        """Pixels of a hundredth of the height, or of what a display higher than wide has room for."""
        return min(self.height(), self.width() * 0.75) / PARTS

    def _wide(self) -> float:
        return self.width() / self._part()

    def _rect(self, x: float, y: float, wide: float, high: float) -> QRectF:
        part = self._part()
        return QRectF(round(x * part), round(y * part), round(wide * part), round(high * part))

    def _face(self, parts: float, weight: int) -> QFont:
        face = theme.font(theme.BODY, weight)
        face.setPixelSize(max(round(parts * self._part()), 6))
        return face

    def _leaf(self, painter: QPainter, x: float, y: float, side: float, token: str) -> None:
        middle = self._wide() / 2 - side / 2 if token == "border_strong" else x
        icons.paint(painter, "leaf", theme.token(token), self._rect(middle, y, side, side))

    def _write(
        self, painter: QPainter, x: float, y: float, text: str, size: float, weight: int, token: str, room: float
    ) -> None:
        """One line from x on, cut where it does not fit; y: of its base line."""
        face = self._face(size, weight)
        shown = QFontMetricsF(face).elidedText(clean(text), Qt.TextElideMode.ElideRight, room * self._part())
        painter.setFont(face)
        painter.setPen(theme.token(token))
        painter.drawText(QPointF(x * self._part(), y * self._part()), shown)

    def _centred(
        self, painter: QPainter, middle: float, y: float, text: str, size: float, weight: int, token: str
    ) -> None:
        wide = QFontMetricsF(self._face(size, weight)).horizontalAdvance(clean(text)) / self._part()
        self._write(painter, middle - wide / 2, y, text, size, weight, token, wide + 1)
