"""Compares a picture of the screen with the one that is kept, pixel by pixel; writes out what differs."""

import os
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QColor, QImage, QPixmap
from PySide6.QtWidgets import QWidget

KEPT = Path(__file__).resolve().parent / "golden"


@dataclass(frozen=True)
class Golden:
    """Called with a name and a picture; fails when the kept one differs. update: keep what is given instead.

    keep: folder of the kept pictures. out: where the actual and the difference go when they differ. levels: by so many,
    of 255, a colour may differ: none but for letters over 64 pixels high, whose edges Qt draws a little otherwise once
    others were drawn before.
    """

    keep: Path
    out: Path
    update: bool
    levels: int = 0

    def __call__(self, name: str, picture: QWidget | QPixmap | QImage) -> None:
        actual = as_image(picture)
        kept = self.keep / f"{name}.png"
        if self.update:
            self.keep.mkdir(parents=True, exist_ok=True)
            if not kept.exists() or not same(actual, as_image(QImage(str(kept))), self.levels):
                assert actual.save(str(kept)), f"{kept} could not be written"
            return
        assert kept.exists(), f"no picture {kept.name} is kept; look at it, then keep it with --update-golden"
        differs = difference(actual, as_image(QImage(str(kept))), self.levels)
        if differs is not None:
            actual.save(str(self.out / f"{name}-actual.png"))
            differs.picture.save(str(self.out / f"{name}-difference.png"))
        assert differs is None, f"{name}: {differs.words}; look at {self.out / name}-actual.png and -difference.png"


@dataclass(frozen=True)
class Difference:
    """How two pictures differ: words, and the actual one, faded, with every differing pixel red."""

    words: str
    picture: QImage


def as_image(picture: QWidget | QPixmap | QImage) -> QImage:
    """A picture with 32 bits a pixel and nothing see-through."""
    if isinstance(picture, QWidget):
        picture = picture.grab()
    image = picture.toImage() if isinstance(picture, QPixmap) else picture
    return image.convertToFormat(QImage.Format.Format_RGB32)


def same(one: QImage, other: QImage, levels: int = 0) -> bool:
    """Whether two pictures are equal to the pixel, or every colour of every pixel within so many levels of 255."""
    if one.size() != other.size():
        return False
    mine, its = bytes(one.constBits()), bytes(other.constBits())
    return mine == its or (levels > 0 and all(abs(a - b) <= levels for a, b in zip(mine, its, strict=True)))


def difference(actual: QImage, kept: QImage, levels: int = 0) -> Difference | None:
    """None for equal pictures."""
    if actual.size() != kept.size():
        sizes = [f"{image.width()}x{image.height()}" for image in (actual, kept)]
        return Difference(f"is {sizes[0]}, the kept one is {sizes[1]}", actual)
    if same(actual, kept, levels):
        return None
    shown, red = actual.copy(), QColor("#E00000")
    count = 0
    for y in range(actual.height()):
        for x in range(actual.width()):
            if actual.pixel(x, y) != kept.pixel(x, y):
                shown.setPixelColor(x, y, red)
                count += 1
            else:
                shown.setPixelColor(x, y, _faded(actual.pixelColor(x, y)))
    return Difference(f"{count} pixels differ", shown)


def _faded(colour: QColor) -> QColor:
    grey = 200 + (colour.lightness() * 55) // 255
    return QColor(grey, grey, grey)


def updating(asked: bool) -> bool:
    """Whether pictures are to be kept anew: by the option, or by POSDESK_UPDATE_GOLDEN=1 where it is not known."""
    return asked or os.environ.get("POSDESK_UPDATE_GOLDEN") == "1"
