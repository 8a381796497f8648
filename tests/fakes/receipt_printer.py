"""A printer of slips on a port of this computer: it takes bytes, says whether it has paper, and what it printed can be
read."""

import socket
import threading
from dataclasses import dataclass, field

PAPER_STATUS = b"\x10\x04\x04"
ENOUGH, OUT = b"\x12", b"\x72"
NO_LENGTH = {b"\x1b@": 2, b"\x1c.": 2, b"\x1bt": 3, b"\x1ba": 3, b"\x1bE": 3, b"\x1b!": 3, b"\x1d!": 3, b"\x1bM": 3}
NO_LENGTH |= {b"\x1b-": 3, b"\x1bd": 3, b"\x1d\x42": 3, b"\x1b{": 3, b"\x1d(": 0, b"\x1dV": 3, b"\x1bG": 3, b"\x1db": 3}


@dataclass
class Printed:
    """What stands on the paper. lines: the texts; codes: of QR codes that the printer drew; pictures: width and height
    in dots; cut: whether it was cut at the end; table: the number of the code page."""

    lines: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    pictures: list[tuple[int, int]] = field(default_factory=list)
    cut: bool = False
    table: int | None = None


def read(sent: bytes, code_page: str = "cp437") -> Printed:
    """Play the bytes as a printer would. Raises ValueError for a command that no slip of ours has."""
    printed, text, at = Printed(), bytearray(), 0
    while at < len(sent):
        two = sent[at : at + 2]
        if sent[at] == 0x0A:
            printed.lines.append(text.decode(code_page))
            text, at = bytearray(), at + 1
        elif two == b"\x1d(":
            length = int.from_bytes(sent[at + 3 : at + 5], "little")
            body = sent[at + 5 : at + 5 + length]
            if body[:3] == b"1P0":
                printed.codes.append(body[3:].decode())
            at += 5 + length
        elif two == b"\x1dv":
            across, high = (int.from_bytes(sent[at + 4 + 2 * each : at + 6 + 2 * each], "little") for each in (0, 1))
            printed.pictures.append((across * 8, high))
            at += 8 + across * high
        elif two in NO_LENGTH:
            printed.table = sent[at + 2] if two == b"\x1bt" else printed.table
            printed.cut = printed.cut or two == b"\x1dV"
            at += NO_LENGTH[two]
        elif sent[at] >= 0x20:
            text.append(sent[at])
            at += 1
        else:
            raise ValueError(f"the printer does not know {sent[at : at + 3]!r}")
    return printed


class FakeReceiptPrinter:
    """Listens on 127.0.0.1 at `port` until `close`. paper: whether it has some; mute: it answers no question."""

    def __init__(self, *, paper: bool = True, mute: bool = False) -> None:
        self.paper, self.mute = paper, mute
        self.slips: list[bytes] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, name="receipt-printer")
        self._thread.start()

    @property
    def address(self) -> str:
        """As the settings name it."""
        return f"127.0.0.1:{self.port}"

    def close(self) -> None:
        """It is switched off."""
        with socket.create_connection(("127.0.0.1", self.port)):
            self._closing = True
        self._thread.join()
        self._door.close()

    _closing = False

    def _serve(self) -> None:
        while not self._closing:
            line, _ = self._door.accept()
            with line:
                self._take(line)

    def _take(self, line: socket.socket) -> None:
        came = bytearray()
        while part := line.recv(4096):
            came += part
            if PAPER_STATUS in came:
                came = came.replace(PAPER_STATUS, b"")
                if not self.mute:
                    line.sendall(ENOUGH if self.paper else OUT)
        if came:
            self.slips.append(bytes(came))
