"""Decides how the library that speaks ESC/POS is loaded: when a slip is first printed, for it takes 0.4 s, and leaving
nothing behind.

Loading it sets up logging for the whole program and makes a folder for what it could keep for the next time; both are
taken away again. Refuses to know slips.
"""

import logging
import shutil
from functools import cache
from typing import Any


@cache
def library() -> Any:
    """`escpos.printer`, and with it the kinds of printers it knows."""
    root = logging.getLogger()
    before = list(root.handlers)
    from escpos import capabilities, printer

    root.handlers[:] = before
    shutil.rmtree(capabilities.pickle_dir, ignore_errors=True)
    return printer
