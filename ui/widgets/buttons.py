"""Decides how a button looks: its words, its key beside them, its icon. Refuses to know what it does.

A button takes the focus by Tab only, never by a click: the search box keeps it.
"""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from ui import icons, theme
from ui.widgets.surface import box
from ui.widgets.text import clean, escaped

_PADDING = 18
_GAP = 10


class KeyButton(QPushButton):
    """A button that shows words and the key that does the same. Disabled it is dashed and grey."""

    def __init__(self, words: str, key: str, icon: str | None, primary: bool, quiet: bool) -> None:
        super().__init__()
        self._words, self._key, self._icon = clean(words), key, icon and icons.known(icon)
        self._primary, self._quiet, self._ink = primary, quiet, "text"
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        self.setDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_words(words)

    @property
    def key(self) -> str:
        """The key as shown, or empty."""
        return self._key

    def set_words(self, words: str, icon: str | None = None, key: str | None = None) -> None:
        """Show other words (and another icon or key, when given)."""
        self._words = clean(words)
        self._key = self._key if key is None else key
        self._icon = icons.known(icon) if icon else self._icon
        self.setText(escaped(words))
        self.setAccessibleName(self._words)
        self.setAccessibleDescription(f"Key {self._key}" if self._key else "")
        self.updateGeometry()
        self.update()

    def set_ink(self, token: str) -> None:
        """Draw a borderless button in another token, for a ground of its own."""
        self._ink = token
        self.update()

    def _widths(self) -> tuple[float, float, float]:
        """Widths of icon, words and key, gaps included, in pixels."""
        words = QFontMetricsF(theme.font(theme.BODY, 600)).horizontalAdvance(self._words)
        key = QFontMetricsF(theme.font(theme.BODY, 400)).horizontalAdvance(self._key)
        icon = float(theme.icon_px(20)) if self._icon else 0.0
        return (
            icon + (_GAP - 2 if icon and words else 0),
            words,
            key + _GAP if key and (words or icon) else key,
        )

    def sizeHint(self) -> QSize:
        """Room for all of it, never less than a target."""
        width = round(sum(self._widths()) + 0.5) + 2 * (_PADDING if self._words else 12)
        return QSize(max(width, theme.TARGET), theme.control_height())

    def minimumSizeHint(self) -> QSize:
        """Words on a button are never cut."""
        return self.sizeHint()

    def _colours(self) -> tuple[QColor, QColor, QColor, QColor]:
        """Fill, border, words, key."""
        hovered = self.underMouse() or self.isDown()
        if not self.isEnabled():
            return tuple(map(theme.token, ("surface2", "border_strong", "muted", "muted")))  # type: ignore[return-value]
        if self._primary:
            fill = theme.token("primary_hover" if hovered else "primary")
            return fill, fill, theme.token("on_primary"), theme.token("on_primary")
        ground = QColor(Qt.GlobalColor.transparent) if self._quiet else theme.token("surface")
        if self._ink != "text":
            ink = theme.token(self._ink)
            return ground, ink if hovered else ground, ink, ink
        fill = theme.token("surface2") if hovered or self.isChecked() else ground
        border = QColor(Qt.GlobalColor.transparent) if self._quiet else theme.token("border_strong")
        return fill, border, theme.token("text"), theme.token("muted")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw box, icon, words, key and the focus ring."""
        painter = QPainter(self)
        fill, border, ink, key_ink = self._colours()
        rect = QRectF(self.rect())
        box(painter, rect, theme.RADIUS_CONTROL, fill, border, 1, dashed=not self.isEnabled())
        icon_width, words_width, key_width = self._widths()
        left = rect.center().x() - (icon_width + words_width + key_width) / 2
        if self._icon:
            side = theme.icon_px(20)
            icons.paint(painter, self._icon, ink, QRectF(round(left), round(rect.center().y() - side / 2), side, side))
        self._write(painter, QPointF(left + icon_width, 0), self._words, 600, ink)
        self._write(painter, QPointF(left + icon_width + words_width + key_width, 0), self._key, 400, key_ink, True)
        if self.hasFocus():
            self._ring(painter, rect)
        painter.end()

    def _write(self, painter: QPainter, at: QPointF, text: str, weight: int, ink: QColor, ends: bool = False) -> None:
        """Write one run of text on the middle line; `ends`: `at` is where it ends."""
        if not text:
            return
        face = theme.font(theme.BODY, weight)
        metrics = QFontMetricsF(face)
        base = self.height() / 2 + (metrics.capHeight() / 2)
        left = at.x() - metrics.horizontalAdvance(text) if ends else at.x()
        painter.setFont(face)
        painter.setPen(ink)
        painter.drawText(QPointF(round(left), round(base)), text)

    def _ring(self, painter: QPainter, rect: QRectF) -> None:
        """2 px round a plain button; on a primary one 3 px with a line of ground between ring and fill."""
        clear = QColor(Qt.GlobalColor.transparent)
        width = 3 if self._primary else 2
        box(painter, rect, theme.RADIUS_CONTROL, clear, theme.token("focus"), width)
        if self._primary:
            box(painter, rect.adjusted(3, 3, -3, -3), theme.RADIUS_BAR, clear, theme.token("on_primary"), 1)

    def enterEvent(self, event: QEnterEvent) -> None:
        """The pointer came: show it."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer went."""
        super().leaveEvent(event)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Another text size or theme asks for another width."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.updateGeometry()


def key_button(words: str, key: str = "", icon: str | None = None, primary: bool = False) -> KeyButton:
    """A button with its words and key (`Hide`, `F8`); icon by Lucide name; primary: the one main thing to do."""
    return KeyButton(words, key, icon, primary, quiet=False)


def icon_button(icon: str, name: str) -> KeyButton:
    """A borderless button that is only an icon, 44 px or more; `name` is what a screen reader says."""
    made = KeyButton("", "", icon, primary=False, quiet=True)
    made.setAccessibleName(clean(name))
    return made
