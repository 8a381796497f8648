"""Decides how a PDF reaches this computer's printer: handed to the system, which queues it. Nothing of PosDesk's waits
for paper, and what was to be printed is still in the store when a printer is off.

Refuses to know what is on the pages.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from posdesk.domain.refusals import Refusal, RefusalCode, Refused

SPOOLER = "lp"
SECONDS = 20.0
"""The system takes a file at once; one that does not is stuck."""
NO_PRINTER = "There is no printer on this computer. Set one up in the system, or save the PDF."
NOTHING_LOST = "Nothing is lost: print it again when it is on, or save the PDF."


@dataclass(frozen=True, slots=True)
class Ran:
    """How a program ended: its code, and what it said when it was not well."""

    code: int
    said: str


def run(words: Sequence[str]) -> Ran:
    """Run a program to its end. Raises OSError where there is none, and TimeoutError."""
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as late:
        raise TimeoutError from late
    return Ran(done.returncode, done.stderr.strip())


@dataclass(frozen=True, slots=True)
class SystemPrinter:
    """The port `Printer`: `lp` on Linux and macOS, the program that opens PDFs on Windows. running: runs a program;
    found: where a program is, None: nowhere."""

    running: Callable[[Sequence[str]], Ran] = run
    found: Callable[[str], str | None] = shutil.which

    def print_pdf(self, pdf: bytes, title: str) -> None:
        """See the port."""
        if sys.platform == "win32":
            _hand_to_windows(pdf)
            return
        program = self.found(SPOOLER)
        if program is None:
            raise Refused(Refusal(RefusalCode.NO_PRINTER, NO_PRINTER))
        with tempfile.TemporaryDirectory(prefix="posdesk-print-") as folder:
            path = Path(folder) / "report.pdf"
            path.write_bytes(pdf)
            try:
                ran = self.running([program, "-t", title, "--", str(path)])
            except (OSError, TimeoutError):
                ran = Ran(1, "")
        if ran.code:
            why = f" It says: {ran.said}." if ran.said else ""
            raise Refused(Refusal(RefusalCode.NO_PRINTER, f"The printer does not take it.{why} {NOTHING_LOST}"))


def _hand_to_windows(pdf: bytes) -> None:
    """The program that prints reads the file later, so it stays; the system clears its folder of such files."""
    folder = Path(tempfile.mkdtemp(prefix="posdesk-print-"))
    path = folder / "report.pdf"
    path.write_bytes(pdf)
    try:
        os.startfile(path, "print")  # type: ignore[attr-defined,unused-ignore]
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        raise Refused(Refusal(RefusalCode.NO_PRINTER, f"The printer does not take it. {NOTHING_LOST}")) from None
