"""Decides what this computer remembers of what is plugged into it, and which values it takes.

Kept as `hardware.json` in the store's folder: it is about one computer, no fact, and never synced. A file that is
damaged or from a newer PosDesk counts as far as it can be read. Refuses to know printers and screens.
"""

import json
import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from posdesk.domain.refusals import EnvironmentTrouble, Refusal, RefusalCode, Refused, TroubleCode

FILE = "hardware.json"
MAX_TEXT = 200
BAUDS = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)


class Printer(StrEnum):
    """How the printer of slips is reached. system: the printer of this computer, as an 80 mm PDF."""

    NONE = "none"
    NETWORK = "network"
    USB = "usb"
    SERIAL = "serial"
    FILE = "file"
    SYSTEM = "system"


class Paper(StrEnum):
    """Width of the roll in mm."""

    WIDE = "80"
    NARROW = "58"


class CodePage(StrEnum):
    """The letters that the printer is told to use."""

    CP437 = "cp437"
    CP850 = "cp850"
    CP858 = "cp858"
    CP1252 = "cp1252"
    ASCII = "ascii"


class Codes(StrEnum):
    """Who draws QR codes: the printer, or PosDesk as a picture, for printers that cannot."""

    PRINTER = "printer"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class HardwareSettings:
    """What is plugged in. printer_address: `192.168.1.50` or `192.168.1.50:9100`, `04b8:0e15` (USB), `/dev/ttyUSB0` or
    `COM3@38400`, a file's path. slip_after_visit: one is printed by itself. survey: an address, as a code on each slip.
    card_on_slip: the member's own code too. join: an address, as a code on the customer screen. screen: the name of the
    display for it, empty: the first that PosDesk is not on. scanner_port: of a scanner on a serial line.
    """

    printer: Printer = Printer.NONE
    printer_address: str = ""
    paper: Paper = Paper.WIDE
    code_page: CodePage = CodePage.CP437
    codes: Codes = Codes.PRINTER
    slip_after_visit: bool = False
    survey: str = ""
    card_on_slip: bool = False
    join: str = ""
    screen: str = ""
    scanner_port: str = ""
    scanner_baud: int = 9600


NAMES = tuple(field.name for field in fields(HardwareSettings))
_ADDRESS = re.compile(r"https?://[!-~]+")
_USB = re.compile(r"[0-9a-fA-F]{4}:[0-9a-fA-F]{4}")
_HOST = re.compile(r"[A-Za-z0-9.\-]+(:\d{1,5})?")


def prints_on_roll(settings: HardwareSettings) -> bool:
    """Whether this computer's own printer, which takes PDFs, has a roll of 80 mm in it."""
    return settings.printer is Printer.SYSTEM and settings.paper is Paper.WIDE


def load(folder: Path) -> HardwareSettings:
    """What the file in `folder` says; what cannot be read of it is as at first. Raises nothing."""
    known = HardwareSettings()
    try:
        raw = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return known
    for name in NAMES if isinstance(raw, dict) else ():
        if isinstance(raw.get(name), str | int):
            with suppress(Refused):
                known = changed(known, name, str(raw[name]))
    return known


def save(folder: Path, settings: HardwareSettings) -> None:
    """Write it, whole or not at all. Raises EnvironmentTrouble."""
    half = folder / f"{FILE}.part"
    try:
        half.write_text(json.dumps(asdict(settings), indent=1), encoding="utf-8")
        os.replace(half, folder / FILE)
    except OSError as error:
        words = f"The settings were not saved: {error.strerror or 'this computer does not say why'}."
        raise EnvironmentTrouble(TroubleCode.NO_ACCESS, words) from error
    finally:
        half.unlink(missing_ok=True)


def changed(settings: HardwareSettings, name: str, text: str) -> HardwareSettings:
    """With one value as it was typed. Raises Refused(BAD_TEXT) in words."""
    if name not in _READERS:
        raise _bad(f"There is no setting {name}. These there are: {', '.join(NAMES)}.")
    text = text.strip()
    if len(text) > MAX_TEXT or not text.isprintable():
        raise _bad(f"{name} has at most {MAX_TEXT} letters, and no others.")
    read: Any = _READERS[name]
    return replace(settings, **{name: read(text)})


def check(settings: HardwareSettings) -> None:
    """Whether kind and address of the printer go together. Raises Refused(BAD_TEXT) in words."""
    address = settings.printer_address
    fits = {
        Printer.NETWORK: (
            _HOST,
            "its name or number in the network, such as 192.168.1.50 or 192.168.1.50:9100",
        ),
        Printer.USB: (_USB, "vendor and product of the printer, such as 04b8:0e15"),
        Printer.SERIAL: (re.compile(r"[^@]+(@\d{3,6})?"), "its port, such as /dev/ttyUSB0 or COM3@38400"),
        Printer.FILE: (re.compile(r".+"), "the path of the device or the file, such as /dev/usb/lp0"),
    }
    if settings.printer in fits:
        pattern, words = fits[settings.printer]
        if pattern.fullmatch(address) is None:
            raise _bad(f"The address of a {settings.printer} printer is {words}.")


def _word(enum: type[StrEnum]) -> Callable[[str], object]:
    def read(text: str) -> object:
        if text.lower() not in list(enum):
            raise _bad(f"“{text}” is not one of {', '.join(enum)}.")
        return enum(text.lower())

    return read


def _flag(text: str) -> bool:
    if text.lower() not in ("true", "false", "yes", "no", "on", "off"):
        raise _bad(f"“{text}” is neither yes nor no.")
    return text.lower() in ("true", "yes", "on")


def _link(text: str) -> str:
    if text and _ADDRESS.fullmatch(text) is None:
        raise _bad(f"“{text}” is no address. Write it like https://example.com/join.")
    return text


def _baud(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) not in BAUDS:
        raise _bad(f"The speed is one of {', '.join(map(str, BAUDS))}.")
    return int(text)


def _bad(words: str) -> Refused:
    return Refused(Refusal(RefusalCode.BAD_TEXT, words))


_READERS: Mapping[str, Callable[[str], object]] = {
    "printer": _word(Printer),
    "printer_address": str,
    "paper": _word(Paper),
    "code_page": _word(CodePage),
    "codes": _word(Codes),
    "slip_after_visit": _flag,
    "survey": _link,
    "card_on_slip": _flag,
    "join": _link,
    "screen": str,
    "scanner_port": str,
    "scanner_baud": _baud,
}
