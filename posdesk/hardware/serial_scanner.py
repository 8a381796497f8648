"""Decides how a scanner on a serial line is read: on a thread of its own, into the same decoder as one that types.

A line that is not there, or is pulled out, is tried again until the scanner is closed. Nothing that was read is kept.
Refuses to know what a code means.
"""

import threading
import time
from collections.abc import Callable

from posdesk.hardware import scanner
from posdesk.hardware.scanner import Reading

READ_SECONDS = 0.02
"""How long one look at the line lasts: a fraction of the silence that ends a scan."""
AGAIN_SECONDS = 2.0


class SerialScanner:
    """Reads `port` at `baud` from the moment it is made until `close`. heard: each whole scan, and its text. told:
    None when the line is open, else words. Both are called on the reader's thread."""

    def __init__(
        self, port: str, baud: int, heard: Callable[[Reading, str], None], told: Callable[[str | None], None]
    ) -> None:
        self._port, self._baud, self._heard, self._told = port, baud, heard, told
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="serial-scanner", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Let go of the line; returns when it is free."""
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        import serial

        said: str | None = ""
        while not self._over.is_set():
            try:
                with serial.Serial(self._port, self._baud, timeout=READ_SECONDS) as line:
                    if said is not None:
                        self._told(None)
                        said = None
                    self._read(line.read, lambda: int(line.in_waiting))
            except (OSError, ValueError):  # pyserial's own errors are OSErrors
                words = f"The scanner on {self._port} is not there. Is its cable in? It is tried again by itself."
                if words != said:
                    self._told(words)
                    said = words
                self._over.wait(AGAIN_SECONDS)

    def _read(self, read: Callable[[int], bytes], waiting: Callable[[], int]) -> None:
        """Until it is over, or the line breaks: bytes as strokes at the time they came."""
        burst = scanner.EMPTY
        while not self._over.is_set():
            came = read(1)
            came += read(waiting()) if came else b""
            at = time.monotonic_ns() // 1_000_000
            if not came:
                burst = self._take(burst, scanner.silence(burst, at))
            for sign in came.decode("latin-1"):
                if scanner.is_held(sign):
                    burst = self._take(burst, scanner.stroke(burst, sign, at))

    def _take(self, before: scanner.Burst, outcome: scanner.Outcome) -> scanner.Burst:
        if outcome.scanned is not None:
            self._heard(scanner.reading(before, outcome), outcome.scanned)
        return outcome.burst
