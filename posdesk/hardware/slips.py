"""Decides how a slip becomes the bytes of an ESC/POS printer: lines as wide as the paper, letters that the printer has,
codes it draws itself or gets as a picture, and a cut at the end.

Refuses to know what is on the slip, and how the bytes reach a printer. Commands: Epson's reference of ESC/POS.
"""

from collections.abc import Iterator
from typing import Any

from posdesk.counter.slips import Slip, SlipCode, SlipLine
from posdesk.hardware.escpos_library import library
from posdesk.hardware.printable import encoded, printable
from posdesk.hardware.qr import QUIET, dots
from posdesk.hardware.settings import CodePage, Codes, HardwareSettings, Paper

COLUMNS = {Paper.WIDE: 48, Paper.NARROW: 32}
"""Letters of 12 dots in a line of 576, or 384."""
DOTS_WIDE = {Paper.WIDE: 576, Paper.NARROW: 384}
TABLES = {CodePage.CP437: 0, CodePage.CP850: 2, CodePage.CP858: 19, CodePage.CP1252: 16, CodePage.ASCII: 0}
"""The number of a code page in ESC t."""
CODE_DOTS = 6
"""Dots of the printer for a dot of a code: 3 mm for four of them."""
NO_KANJI = b"\x1c."
"""Printers for several scripts would else take two bytes above 127 for one letter."""
LINE_END = b"\n"


def slip_bytes(slip: Slip, settings: HardwareSettings) -> bytes:
    """All that a printer has to be sent for a slip."""
    printer, wide, page = library().Dummy(), COLUMNS[settings.paper], str(settings.code_page)
    printer.hw("INIT")
    printer._raw(NO_KANJI + b"\x1bt" + bytes([TABLES[settings.code_page]]))

    def say(text: str, **look: Any) -> None:
        printer.set(**({"align": "left", "bold": False, "normal_textsize": True} | look))
        for line in wrapped(printable(text, page), wide // 2 if look.get("double_width") else wide):
            printer._raw(encoded(line, page) + LINE_END)

    say(slip.shop, align="center", bold=True)
    say(slip.title, align="center", bold=True, normal_textsize=False, double_width=True, double_height=True)
    say(slip.about, align="center")
    say("")
    printer.set(align="left", normal_textsize=True)
    for each in slip.lines:
        printer.set(bold=each.strong)
        for line in _justified(each, wide, page):
            printer._raw(line + LINE_END)
    for note in (*slip.notes, *slip.marks):
        say("")
        say(note, bold=note in slip.marks)
    for code in slip.codes:
        _code(printer, code, settings, say)
    printer.set(align="left")
    printer.cut()
    return bytes(printer.output)


def wrapped(text: str, wide: int) -> list[str]:
    """A text in lines of at most `wide` letters, parted between words, else within one; at least one line."""
    found, line = list[str](), ""
    for word in text.split():
        while len(word) > wide:
            if line:
                found.append(line)
                line = ""
            found.append(word[:wide])
            word = word[wide:]
        if line and len(line) + 1 + len(word) > wide:
            found.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*found, line] if line or not found else found


def _justified(line: SlipLine, wide: int, page: str) -> Iterator[bytes]:
    """Words left, the figure right in the same line, or alone in the next where both do not fit."""
    left, right = printable(line.left, page), printable(line.right, page)
    *full, last = wrapped(left, wide)
    for each in full:
        yield encoded(each, page)
    if len(last) + 1 + len(right) > wide:
        yield encoded(last, page)
        last = ""
    ends = encoded(right[-wide:], page)
    begins = encoded(last, page)
    yield begins + b" " * (wide - len(begins) - len(ends) if ends else 0) + ends


def _code(printer: Any, code: SlipCode, settings: HardwareSettings, say: Any) -> None:
    say("")
    say(code.above, align="center")
    printer.set(align="center")
    if settings.codes is Codes.PRINTER:
        printer._raw(LINE_END)  # the white above a code, which the printer leaves to us; a picture has its own
        printer.qr(code.text, ec=1, size=_pitch(len(dots(code.text)), settings.paper), native=True)
        printer._raw(LINE_END)
    else:
        printer._raw(picture(code.text, settings.paper))
    if code.below:
        say(code.below, align="center")


def _pitch(side: int, paper: Paper) -> int:
    """Dots of the printer for a dot of a code of `side` dots: CODE_DOTS, or as many as fit the paper with the white."""
    return max(1, min(CODE_DOTS, DOTS_WIDE[paper] // (side + 2 * QUIET)))


def picture(text: str, paper: Paper) -> bytes:
    """A code as a picture (GS v 0), as large as CODE_DOTS says or as fits the paper."""
    made = dots(text)
    side, pitch = len(made) + 2 * QUIET, _pitch(len(made), paper)
    across = (side * pitch + 7) // 8
    rows = bytearray()
    white = [False] * QUIET
    for row in [()] * QUIET + list(made) + [()] * QUIET:
        cells = [*white, *(row or [False] * len(made)), *white]
        bits = "".join(("1" if dark else "0") * pitch for dark in cells).ljust(across * 8, "0")
        rows += int(bits, 2).to_bytes(across, "big") * pitch
    high = side * pitch
    return b"\x1dv0\x00" + across.to_bytes(2, "little") + high.to_bytes(2, "little") + bytes(rows)
