"""Decides which letters of a text a printer gets: those its code page has, others as near as can be, never a command.

What a printer obeys are the bytes below 32, and a name may hold any of them. Refuses to know what is printed.
"""

import unicodedata

NEAREST = {
    "ß": "ss", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE",
    "ð": "d", "þ": "th", "ı": "i", "€": "EUR", "£": "GBP", "“": '"', "”": '"', "„": '"', "’": "'", "‘": "'", "–": "-",
    "—": "-", "−": "-", "…": "...", "·": "-", "•": "-", "×": "x", "→": "->", "™": "TM", "№": "No",
}  # fmt: skip
"""What stands for a letter that a code page lacks and that is no letter with a mark on it."""
LACKING = "?"


def printable(text: str, code_page: str) -> str:
    """A text in letters that `code_page` (a codec of Python) has; blanks for what divides, nothing for what only
    steers."""
    return " ".join("".join(_nearest(letter, code_page) for letter in unicodedata.normalize("NFC", text)).split())


def encoded(text: str, code_page: str) -> bytes:
    """The bytes of a printable text; none of them is below 32."""
    return bytes(byte for byte in printable(text, code_page).encode(code_page, "replace") if byte >= 0x20)


def _nearest(letter: str, code_page: str) -> str:
    kind = unicodedata.category(letter)
    if letter.isspace() or kind == "Cc":
        return " "
    if kind in ("Cf", "Mn", "Me", "Cs"):
        return ""
    for near in (letter, NEAREST.get(letter, ""), _bare(letter)):
        if near and _has(near, code_page):
            return near
    return LACKING


def _bare(letter: str) -> str:
    """A letter without its marks, or spelt out: `é` -> `e`, `ﬁ` -> `fi`."""
    return "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))


def _has(text: str, code_page: str) -> bool:
    try:
        text.encode(code_page)
    except UnicodeEncodeError:
        return False
    return True
