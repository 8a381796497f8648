"""Decides how members' cards look as pictures (PNG): the code alone, to be sent or printed by others, and the card to
be shown. Refuses to know members, and how a code becomes dots. Lengths are pixels.
"""

from io import BytesIO
from typing import TYPE_CHECKING

from posdesk.counter.cards import Dots, StatusCard
from posdesk.reports.pdf_cards import in_letters
from posdesk.reports.pdf_marks import FONTS, NOW, drawable

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

DOT, QUIET = 12, 4
"""Pixels of a dot, and dots of white around a code."""
STATUS = (1200, 630)
LEFT = 90
LEAST = 2 / 3
"""A text that is too wide is written so much smaller at most, then cut."""


def code_png(dots: Dots) -> bytes:
    """The code, black on white, with the white that a reader needs around it."""
    from PIL import Image

    side = len(dots) + 2 * QUIET
    picture = Image.new("1", (side, side), 1)
    for row, line in enumerate(dots, start=QUIET):
        for column, dark in enumerate(line, start=QUIET):
            if dark:
                picture.putpixel((column, row), 0)
    return _png(picture.resize((side * DOT, side * DOT), Image.Resampling.NEAREST))


def status_png(card: StatusCard) -> bytes:
    """The card to be shown: shop, first name, tier."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", STATUS, NOW)
    draw = ImageDraw.Draw(picture)
    for text, size, weight, middle in (
        (card.shop, 46, "Regular", 115),
        (in_letters(card.first_name), 130, "SemiBold", 315),
        (card.tier, 76, "SemiBold", 515),
    ):
        shown, font = _fitted(drawable(text), size, weight)
        draw.text((LEFT, middle), shown, font=font, fill="#FFFFFF", anchor="lm")
    return _png(picture)


def _fitted(text: str, size: int, weight: str) -> "tuple[str, FreeTypeFont]":
    from PIL import ImageFont

    path, room = str(FONTS / f"IBMPlexSans-{weight}.ttf"), STATUS[0] - 2 * LEFT
    font = ImageFont.truetype(path, size)
    wide = font.getlength(text)
    if wide > room:
        font = ImageFont.truetype(path, max(int(size * LEAST), int(size * room / wide)))
        while len(text) > 1 and font.getlength(text) > room:
            text = text[:-2].rstrip() + "…"
    return text, font


def _png(picture: "Image") -> bytes:
    out = BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
