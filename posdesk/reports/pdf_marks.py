"""Decides how words and bars stand on paper: the two faces, what is drawn of any text, its width, its lines.

Every text of a shop (a name, a reason, a brand) is drawn letter by letter as it stands and is never read as markup.
Letters the typeface lacks (Hebrew, Arabic, CJK, emoji) become one mark each; they are whole in every other form.
Refuses to know reports. Lengths are points, 72 an inch; x counts to the right, y down from the top of a row.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"
LACKING = "\N{REPLACEMENT CHARACTER}"
"""Stands for a letter that the typeface does not have."""
TEXT, MUTED, RULE, NOW, BEFORE = "#12201A", "#47564D", "#C3CCC6", "#0B6B45", "#A9BDB1"

# A report fetches nothing, whatever a name in it looks like.
rl_config.trustedSchemes = []
rl_config.trustedHosts = []


class Face(StrEnum):
    """The faces that are embedded, by the name they are registered with."""

    PLAIN = "PosDeskPlain"
    STRONG = "PosDeskStrong"


_FILES = {Face.PLAIN: "IBMPlexSans-Regular.ttf", Face.STRONG: "IBMPlexSans-SemiBold.ttf"}


class Words(NamedTuple):
    """One line of text that begins at x; y: of its base line."""

    x: float
    y: float
    text: str
    size: float
    face: Face = Face.PLAIN
    colour: str = TEXT


class Bar(NamedTuple):
    """A filled rectangle; y: of its upper edge."""

    x: float
    y: float
    width: float
    height: float
    colour: str = RULE


class Row(NamedTuple):
    """What is never parted by the end of a page. marks: relative to its upper left corner."""

    height: float
    marks: tuple[Words | Bar, ...]


@cache
def face_widths(face: Face) -> dict[int, float]:
    """Of every letter of a face its width, in thousandths of its size. The face is ready to be drawn with after it."""
    font = TTFont(face, str(FONTS / _FILES[face]))
    pdfmetrics.registerFont(font)
    widths: dict[int, float] = font.face.charWidths
    return widths


def width(text: str, size: float, face: Face = Face.PLAIN) -> float:
    """How wide a drawable text is."""
    of = face_widths(face)
    return sum(map(of.__getitem__, map(ord, text))) * size / 1000


@lru_cache(maxsize=8192)
def drawable(text: str) -> str:
    """A text as it can be drawn: one line, without what has no shape, a mark for each letter that is lacking."""
    if text.isascii() and text.isprintable():
        return text
    of = face_widths(Face.PLAIN)
    return " ".join("".join(_drawn(unicodedata.normalize("NFC", text), of)).split(" "))


def _drawn(text: str, of: dict[int, float]) -> Iterator[str]:
    for letter in text:
        kind = unicodedata.category(letter)
        if letter.isspace() or kind == "Cc":
            yield " "
        elif kind == "Cf":  # joins, turns the direction, marks the byte order: nothing to see
            continue
        elif ord(letter) in of:
            yield letter
        elif kind not in ("Mn", "Me"):
            plain = unicodedata.normalize("NFKC", letter)
            yield plain if all(ord(each) in of for each in plain) else LACKING


def lines(text: str, size: float, room: float, face: Face = Face.PLAIN) -> list[str]:
    """A drawable text in lines no wider than `room`, broken between words, or within one that is too wide; at least one
    line."""
    blank, found = width(" ", size, face), list[str]()
    line, used = list[str](), 0.0
    for word in text.split(" "):
        wide = width(word, size, face)
        if line and used + blank + wide <= room:
            line.append(word)
            used += blank + wide
            continue
        if line:
            found.append(" ".join(line))
        if wide > room:
            *full, word = broken(word, size, room, face)
            found += full
            wide = width(word, size, face)
        line, used = [word], wide
    return [*found, " ".join(line)]


def broken(word: str, size: float, room: float, face: Face = Face.PLAIN) -> list[str]:
    """A word in pieces that fit, parted behind hyphens, else at any letter; each has at least one letter."""
    pieces, piece, used = list[str](), "", 0.0
    for part in _parts(word):
        wide = width(part, size, face)
        if piece and used + wide <= room:
            piece += part
            used += wide
            continue
        if piece:
            pieces.append(piece)
        if wide > room:
            *full, part = _cut(part, size, room, face)
            pieces += full
            wide = width(part, size, face)
        piece, used = part, wide
    return [*pieces, piece]


def _parts(word: str) -> list[str]:
    return [f"{part}-" for part in word.split("-")[:-1]] + [word.rsplit("-", 1)[-1]]


def _cut(word: str, size: float, room: float, face: Face) -> list[str]:
    of, pieces, begin, used = face_widths(face), list[str](), 0, 0.0
    for at, letter in enumerate(word):
        wide = of[ord(letter)] * size / 1000
        if used + wide > room and at > begin:
            pieces.append(word[begin:at])
            begin, used = at, 0.0
        used += wide
    return [*pieces, word[begin:]]


def fitted(text: str, size: float, room: float, face: Face = Face.PLAIN) -> str:
    """A drawable text cut so that it fits one line, with an ellipsis where something is gone."""
    if width(text, size, face) <= room:
        return text
    return _cut(text, size, max(room - width("…", size, face), size), face)[0].rstrip() + "…"


def right(edge: float, y: float, text: str, size: float, face: Face = Face.PLAIN, colour: str = TEXT) -> Words:
    """Words that end at `edge`."""
    return Words(edge - width(text, size, face), y, text, size, face, colour)


def paragraph(text: str, size: float, room: float, face: Face = Face.PLAIN, colour: str = TEXT) -> Row:
    """A text of any length as one row."""
    leading = size * 1.3
    found = lines(drawable(text), size, room, face)
    marks = tuple(Words(0, at * leading + size, line, size, face, colour) for at, line in enumerate(found))
    return Row(len(found) * leading, marks)


def stacked(rows: Sequence[Row]) -> Row:
    """Rows below one another as one that is not parted."""
    marks: list[Words | Bar] = []
    down = 0.0
    for row in rows:
        marks += [mark._replace(y=mark.y + down) for mark in row.marks]
        down += row.height
    return Row(down, tuple(marks))
