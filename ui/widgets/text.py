"""Decides how text reaches the screen: always plain, cleaned of signs that lie, cut with dots where it does not fit.

The only place where a QLabel is made (a test looks for others). Refuses to know what the words say.
"""

import unicodedata
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

# A name may not turn the direction of what follows it, hide letters, or carry a control character.
_LYING: Final = {"Cf", "Cc", "Cs", "Co", "Cn", "Zl", "Zp"}


def clean(text: str) -> str:
    """The text without control, zero-width and direction signs; tabs and line ends become one space each."""
    if text.isascii() and text.isprintable():
        return text
    spaced = text.replace("\r\n", " ").replace("\n", " ").replace("\t", " ")
    return "".join(sign for sign in spaced if unicodedata.category(sign) not in _LYING)


def escaped(words: str) -> str:
    """Cleaned words for a button or a menu, where a bare `&` would mark a shortcut."""
    return clean(words).replace("&", "&&")


def tool_tip(words: str) -> str:
    """Words for a tool tip, which guesses rich text: escaped inside a plain paragraph; empty for none."""
    if not words:
        return ""
    if not set("<>&\"'").isdisjoint(words):
        from html import escape  # not before the first paint, where nothing needs it

        words = escape(words)
    return f"<p>{clean(words)}</p>"


class Label(QLabel):
    """A plain text label. One line is cut with dots at its width and says the whole in its tool tip; `wrap` folds."""

    def __init__(self, text: str, role: str, wrap: bool) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.setProperty("role", role)
        self.setWordWrap(wrap)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show other words, cleaned."""
        super().setText(clean(text))
        self.updateGeometry()

    def set_role(self, role: str) -> None:
        """Show in another role (see `label`)."""
        if self.property("role") != role:
            self.setProperty("role", role)
            self.style().unpolish(self)
            self.style().polish(self)

    def minimumSizeHint(self) -> QSize:
        """A cut line may shrink to a few letters; a folded text keeps what Qt asks for."""
        if self.wordWrap():
            return super().minimumSizeHint()
        few = self.fontMetrics().horizontalAdvance("Mmmm…")
        whole = super().sizeHint()
        return QSize(min(few, whole.width()), whole.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line, cut with dots when it is wider than the label."""
        inner = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, inner.width())
        if self.wordWrap() or shown == self.text():
            self._tip("")
            super().paintEvent(event)
            return
        self._tip(self.text())
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(QColor(self.palette().color(self.foregroundRole())))
        painter.drawText(inner, int(self.alignment()), shown)
        painter.end()

    def _tip(self, text: str) -> None:
        wanted = tool_tip(text)
        if self.toolTip() != wanted:
            self.setToolTip(wanted)


def label(text: str, role: str = "body", *, wrap: bool = False) -> Label:
    """A label. role: body, strong, muted, fine, section, name, number, bad. wrap: fold instead of cut."""
    return Label(text, role, wrap)
