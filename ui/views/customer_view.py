"""Decides how the customer screen is drawn, for a display of any size seen from two steps away.

Everything is drawn in parts of the display's height, or of its width where that is less; there is nothing on it to
press. Refuses to know what is shown when.
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
    from collections.abc import Sequence

    from posdesk.counter.cards import Facing

PARTS = 100
"""Of the height, or of the width where that is less: sizes are given in these."""
EDGE = 6
"""Parts that stay free at every edge."""
NAME, BESIDE, SMALL = (13, 11, 9, 7), 5.4, 4.8
"""Parts a letter is high: of the name, from the size it has to the one it shrinks to; of what she can use; of words
about it. On the smallest displays for shops, 86 mm high, letters of 4.8 parts are read from a metre."""
LINES = 3
"""Into so many a long title is broken."""
STEPS_IN_A_ROW = 10
"""On a display higher than wide."""


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
            self._leaf(painter, self._wide() / 2 - 5, self._high() / 2 - 5, 10, "border_strong")
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
            self._centred(painter, middle, self._high() / 2 + 5, wording.WELCOME, 12, 600, "text")
            return
        side = min(self._high() - 38, self._wide() - 2 * EDGE, 80)
        top = max((self._high() - side) / 2, 32)
        self._centred(painter, middle, top - 5, wording.JOIN, 7, 600, "text")
        paint_code(painter, mirror.join, self._rect(middle - side / 2, top, side, side))

    def _member(self, painter: QPainter, facing: "Facing") -> None:
        """From the top: who, which tier, the steps, what can be used; the number to read aloud in the lowest corner."""
        room, number = self._wide() - 2 * EDGE, self._number_box()
        down = self._who(painter, facing, room)
        if facing.total:
            down = self._steps(painter, facing, down)
            words = wording.steps_left(facing.total - facing.done, facing.reward)
            down = self._lines(painter, EDGE, down + 7, words, SMALL, 400, "muted", room) + 3
        if facing.offers and number is not None and self._upright():
            self._offers(painter, facing.offers, down + 6, room, number.top() / self._part() - 3)
        elif facing.offers:
            beside = 0 if number is None else number.width() / self._part() + 4
            self._offers(painter, facing.offers, down + 6, room - beside, self._high() - EDGE)
        if number is not None:
            self._number(painter, self._mirror.number or "", number)

    def _who(self, painter: QPainter, facing: "Facing", room: float) -> float:
        """The name, and the tier beside it, or below it on a display higher than wide; yields where that ends."""
        words, face = clean(facing.tier), self._face(SMALL, 600)
        most = room if self._upright() else room * 0.45
        chip = min(QFontMetricsF(face).horizontalAdvance(words) / self._part() + 12.5, most)
        left = room if self._upright() else room - chip - 4
        first = clean(facing.first_name)
        fitting = (size for size in NAME if self._measured(first, size, 600) <= left)
        self._write(painter, EDGE, 29, first, next(fitting, NAME[-1]), 600, "text", left)
        if self._upright():
            self._tier(painter, words, tier_tone(facing.tier), EDGE, 34, chip)
            return 49.0
        self._tier(painter, words, tier_tone(facing.tier), EDGE + room - chip, 19.5, chip)
        return 34.0

    def _tier(self, painter: QPainter, words: str, tone: str, x: float, y: float, wide: float) -> None:
        ground, ink = TONES[tone]
        rect = self._rect(x, y, wide, 9.5)
        box(painter, rect, rect.height() / 2, theme.token(ground), theme.token("chip_border"), 2)
        side = self._part() * SMALL
        where = QRectF(rect.left() + side / 2, rect.center().y() - side / 2, side, side)
        icons.paint(painter, "badge-check", theme.token(ink), where)
        self._write(painter, x + 8.6, y + 6.4, words, SMALL, 600, ink, wide - 11.5)

    def _steps(self, painter: QPainter, facing: "Facing", top: float) -> float:
        """The steps in one row, or two; yields where they end."""
        whole, gap, high = self._wide() - 2 * EDGE, 1.2, 9.0
        two = self._upright() and facing.total > STEPS_IN_A_ROW
        in_a_row = (facing.total + 1) // 2 if two else facing.total
        pitch = (whole + gap) / in_a_row
        painter.setFont(self._face(min(SMALL, pitch * 0.5), 600))
        for step in range(facing.total):
            row, column = divmod(step, in_a_row)
            filled = step < facing.done
            rect = self._rect(EDGE + column * pitch, top + row * (high + gap), pitch - gap, high)
            border = theme.token("primary" if filled else "border_strong")
            box(painter, rect, self._part(), theme.token("primary" if filled else "surface"), border, 2)
            painter.setPen(theme.token("on_primary" if filled else "text"))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(step + 1))
        return top + high + (high + gap if two else 0)

    def _offers(self, painter: QPainter, titles: "Sequence[str]", top: float, room: float, bottom: float) -> None:
        """What she can use, the first first, as many as there is room for down to `bottom`, each whole."""
        self._write(painter, EDGE, top, wording.YOUR_OFFERS, SMALL, 600, "muted", room)
        down = top + 3
        for title in titles:
            lines = self._broken(title, BESIDE, 600, room - 7)
            if down + len(lines) * BESIDE * 1.2 > bottom:
                return
            icons.paint(painter, "gift", theme.token("primary"), self._rect(EDGE, down + 0.4, 5, 5))
            self._lines(painter, EDGE + 7, down + BESIDE * 0.85, title, BESIDE, 600, "text", room - 7)
            down += len(lines) * BESIDE * 1.2 + 1

    def _number_box(self) -> QRectF | None:
        if not self._mirror.number:
            return None
        wide, high = (self._wide() - 2 * EDGE, 40) if self._upright() else (48.0, 25.0)
        return self._rect(self._wide() - EDGE - wide, self._high() - EDGE - high, wide, high)

    def _number(self, painter: QPainter, number: str, rect: QRectF) -> None:
        box(painter, rect, 2 * self._part(), theme.token("surface"), theme.token("border_strong"), 2)
        part = self._part()
        middle, top, high = rect.center().x() / part, rect.top() / part, rect.height() / part
        self._centred(painter, middle, top + high * 0.3, wording.YOUR_NUMBER, SMALL, 400, "muted")
        self._centred(painter, middle, top + high * 0.8, number, high * (0.44 if self._upright() else 0.4), 600, "text")

    def _test(self, painter: QPainter) -> None:
        """A frame at the very edge, so that one sees whether all of the display is used, and its measures."""
        edge = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        box(painter, edge, 0, QColor(Qt.GlobalColor.transparent), theme.token("primary"), 4)
        middle, half, size = self._wide() / 2, self._high() / 2, f"{self.width()} x {self.height()}"
        self._leaf(painter, middle - 6, half - 24, 12, "primary")
        self._centred(painter, middle, half + 5, wording.PICTURE, 6, 600, "text")
        words = ", ".join(part for part in (self.screen().name(), size) if part)
        self._centred(painter, middle, half + 16, words, SMALL, 400, "muted")

    # ------------------------------------------------------------------------------------------------------- the parts

    def _upright(self) -> bool:
        """Whether the display is higher than wide."""
        return self.height() > self.width()

    def _part(self) -> float:
        """Pixels of a part: of the height, or of what a display nearly as high as wide has room for."""
        return (self.width() if self._upright() else min(self.height(), self.width() * 0.75)) / PARTS

    def _wide(self) -> float:
        return self.width() / self._part()

    def _high(self) -> float:
        return self.height() / self._part()

    def _rect(self, x: float, y: float, wide: float, high: float) -> QRectF:
        part = self._part()
        return QRectF(round(x * part), round(y * part), round(wide * part), round(high * part))

    def _face(self, parts: float, weight: int) -> QFont:
        face = theme.font(theme.BODY, weight)
        face.setPixelSize(max(round(parts * self._part()), 6))
        return face

    def _measured(self, text: str, size: float, weight: int) -> float:
        return QFontMetricsF(self._face(size, weight)).horizontalAdvance(text) / self._part()

    def _leaf(self, painter: QPainter, x: float, y: float, side: float, token: str) -> None:
        icons.paint(painter, "leaf", theme.token(token), self._rect(x, y, side, side))

    def _write(
        self, painter: QPainter, x: float, y: float, text: str, size: float, weight: int, token: str, room: float
    ) -> None:
        """One line from x on, cut where it does not fit; y: of its base line."""
        face = self._face(size, weight)
        shown = QFontMetricsF(face).elidedText(clean(text), Qt.TextElideMode.ElideRight, room * self._part())
        painter.setFont(face)
        painter.setPen(theme.token(token))
        painter.drawText(QPointF(x * self._part(), y * self._part()), shown)

    def _broken(self, text: str, size: float, weight: int, room: float) -> list[str]:
        """A text in as many lines as it takes, LINES at most: the last one may be too long."""
        lines = [""]
        for word in clean(text).split():
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and len(lines) < LINES and self._measured(longer, size, weight) > room:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines

    def _lines(
        self, painter: QPainter, x: float, y: float, text: str, size: float, weight: int, token: str, room: float
    ) -> float:
        """One or more lines; y: of the first base line; yields the last one's."""
        lines = self._broken(text, size, weight, room)
        for number, line in enumerate(lines):
            self._write(painter, x, y + number * size * 1.2, line, size, weight, token, room)
        return y + (len(lines) - 1) * size * 1.2

    def _centred(
        self, painter: QPainter, middle: float, y: float, text: str, size: float, weight: int, token: str
    ) -> None:
        wide = min(self._measured(clean(text), size, weight), self._wide() - 2)
        self._write(painter, middle - wide / 2, y, text, size, weight, token, wide + 1)
