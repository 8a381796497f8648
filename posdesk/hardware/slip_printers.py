"""Decides how a slip reaches its printer (network, USB, serial line, a file), and what is said when it does not.

It is asked whether it has paper; one that does not answer that is printed on all the same, for many cheap ones never
do. Nothing is tried again by itself: the visit is in the store, and a slip can be printed at any time. Refuses to know
what is on a slip.
"""

import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from posdesk.counter.slips import Slip
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.hardware.escpos_library import library
from posdesk.hardware.settings import HardwareSettings, Printer, check
from posdesk.hardware.slips import slip_bytes

SECONDS = 3.0
"""A printer in the shop's network answers at once."""
STATUS_SECONDS = 1.0
PORT = 9100
BAUD = 9600
AGAIN = "Nothing is lost: Ctrl+P prints the slip again."
NONE_SET_UP = "No printer of slips is set up. F10, Test the hardware, sets one up."
NO_PAPER = f"The printer of slips is out of paper. Put in a new roll. {AGAIN}"
_PAPER_STATUS, _PAPER_OUT = b"\x10\x04\x04", 0x60  # DLE EOT 4; both bits of the paper's end
_IS_STATUS, _STATUS_BITS = 0x12, 0x93
"""Bits that every answer to DLE EOT has: anything else is no answer."""


USB_PRINTERS = Path("/sys/class/usbmisc")
NO_USB = "This computer has no way to reach a printer on USB by its number. Set `printer` to system, or to serial."


@dataclass(frozen=True, slots=True)
class EscposPrinter:
    """The port `SlipPrinter` of whatever is set up when it is asked."""

    settings: Callable[[], HardwareSettings]

    def print_slip(self, slip: Slip) -> None:
        """See the port."""
        settings = self.settings()
        if settings.printer in (Printer.NONE, Printer.SYSTEM):
            raise _refused(NONE_SET_UP)
        check(settings)
        said = slip_bytes(slip, settings)
        try:
            device = _opened(settings)
            try:
                if _has_no_paper(device, settings):
                    raise _refused(NO_PAPER)
                device._raw(said)
            finally:
                device.close()
        except _troubles() as error:
            raise _refused(_off(settings)) from error


def _opened(settings: HardwareSettings) -> Any:
    """The printer, ready to be written to. Raises what _troubles names."""
    if settings.printer is Printer.NETWORK:
        host, _, port = settings.printer_address.partition(":")
        device = library().Network(host, port=int(port or PORT), timeout=SECONDS)
        device.device = socket.create_connection((host, int(port or PORT)), SECONDS)  # its own leaks what fails
    else:
        device = _plugged_in(settings)
        device.open()
    return device


def _plugged_in(settings: HardwareSettings) -> Any:
    """A printer on a cable, not opened yet. Raises Refused where this computer cannot reach one on USB."""
    address = settings.printer_address
    if settings.printer is Printer.SERIAL:
        port, _, baud = address.partition("@")
        return library().Serial(port, baudrate=int(baud or BAUD), timeout=SECONDS, dsrdtr=False)
    if settings.printer is Printer.FILE:
        return library().File(address)
    vendor, _, product = address.lower().partition(":")
    if library().Usb.is_usable():
        return library().Usb(int(vendor, 16), int(product, 16), timeout=int(SECONDS * 1000))
    if not USB_PRINTERS.is_dir():
        raise _refused(_off(settings) if sys.platform.startswith("linux") else NO_USB)
    device = usb_device(vendor, product)
    if device is None:
        raise _refused(_off(settings))
    return library().File(device)


def usb_device(vendor: str, product: str, printers: Path = USB_PRINTERS) -> str | None:
    """The device file that Linux has made for a printer on USB, by the numbers on it; None: it is not plugged in."""
    for found in sorted(printers.glob("lp*")):
        with suppress(OSError):
            told = [
                ((found / "device").resolve().parent / name).read_text().strip() for name in ("idVendor", "idProduct")
            ]
            if told == [vendor, product]:
                return f"/dev/usb/{found.name}"
    return None


def _has_no_paper(device: Any, settings: HardwareSettings) -> bool:
    """Whether the printer says so; one that says nothing has some. A file, and what is reached as one, cannot be
    asked."""
    if settings.printer is Printer.FILE:
        return False
    if settings.printer is Printer.NETWORK:
        device.device.settimeout(STATUS_SECONDS)
    try:
        status = bytes(device.query_status(_PAPER_STATUS))
    except (TimeoutError, NotImplementedError):
        status = b""
    if settings.printer is Printer.NETWORK:
        device.device.settimeout(SECONDS)
    return bool(status) and status[0] & _STATUS_BITS == _IS_STATUS and status[0] & _PAPER_OUT == _PAPER_OUT


def _troubles() -> tuple[type[BaseException], ...]:
    """All that a printer which is off, gone or no printer makes the library raise. ValueError: no driver."""
    from escpos.exceptions import Error

    return (Error, OSError, RuntimeError, ValueError)


def _off(settings: HardwareSettings) -> str:
    where = f"{settings.printer} {settings.printer_address}"
    return f"The printer of slips does not answer ({where}). Is it on, and its cable in? {AGAIN}"


def _refused(words: str) -> Refused:
    return Refused(Refusal(RefusalCode.NO_PRINTER, words))
