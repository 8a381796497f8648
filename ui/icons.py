"""Decides how an icon is found and coloured: Lucide drawings, recoloured by token, sharp at every size.

Refuses to know where icons are shown. No icon is ever a Unicode sign: none of the good fonts has them.
"""

from functools import cache
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ui import theme

FOLDER: Final = theme.RESOURCES / "icons"


def names() -> list[str]:
    """Every icon that ships, sorted."""
    return sorted(path.stem for path in FOLDER.glob("*.svg"))


def known(name: str) -> str:
    """The name itself. Raises FileNotFoundError for one that is none: a part asks when it is told, not in its paint."""
    _drawing(name)
    return name


@cache
def _drawing(name: str) -> str:
    return (FOLDER / f"{name}.svg").read_text(encoding="utf-8")


@cache
def _renderer(name: str, colour: str) -> QSvgRenderer:
    """Kept per name and colour: parsing costs ten times the painting."""
    return QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour).encode()))


def paint(painter: QPainter, name: str, colour: QColor, rect: QRectF) -> None:
    """Draw a `known` icon into a square in a painter's own resolution."""
    _renderer(name, colour.name()).render(painter, rect)


def pixmap(name: str, token: str = "text", size: int = 20) -> QPixmap:
    """An icon in a token's colour. size: pixels at 100 %; grows with the text and with the screen's pixel ratio."""
    return _pixmap(
        name, theme.token(token).name(), theme.icon_px(size), QGuiApplication.primaryScreen().devicePixelRatio()
    )


@cache
def _pixmap(name: str, colour: str, side: int, ratio: float) -> QPixmap:
    drawn = _renderer(name, colour)  # before the painter opens: an error under an open painter ends the process
    made = QPixmap(round(side * ratio), round(side * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    drawn.render(painter, QRectF(0, 0, side, side))
    painter.end()
    return made


def icon(name: str, token: str = "text", size: int = 20) -> QIcon:
    """As `pixmap`, for what takes a QIcon. Made in the theme in force: ask again after `theme.look().changed`."""
    return QIcon(pixmap(name, token, size))
