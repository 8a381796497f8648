"""Decides how the library that speaks ESC/POS is loaded: when a slip is first printed, for it takes half a second, and
leaving nothing behind.

Loading it sets up logging for the whole program, makes a folder for what it could keep for the next time, and reads
what a hundred printers can, which takes a second more; it is given the one kind of printer that is needed instead.
Refuses to know slips.
"""

import json
import logging
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

FILE = "ESCPOS_CAPABILITIES_FILE"
"""Where the library looks for what printers can."""
CAPABILITIES = {
    "profiles": {
        "default": {
            "name": "ESC/POS",
            "vendor": "",
            "notes": "",
            "codePages": {"0": "CP437"},
            "colors": {"0": "black"},
            "features": {"paperFullCut": True, "paperPartCut": True, "qrCode": True, "bitImageRaster": True},
            "fonts": {"0": {"name": "Font A", "columns": 48}},
            "media": {"dpi": "Unknown", "width": {"mm": "Unknown", "pixels": "Unknown"}},
        }
    },
    "encodings": {"CP437": {"name": "CP437", "python_encode": "cp437"}},
}
"""A printer that does what every ESC/POS printer does, in the library's own form."""


@cache
def library() -> Any:
    """`escpos.printer`, and with it the kinds of printers it knows."""
    root = logging.getLogger()
    before, named = list(root.handlers), os.environ.get(FILE)
    with tempfile.TemporaryDirectory(prefix="posdesk-print-") as folder:
        path = Path(folder) / "printers.json"
        path.write_text(json.dumps(CAPABILITIES), encoding="utf-8")
        os.environ[FILE] = str(path)
        try:
            from escpos import capabilities, printer
        finally:
            os.environ.pop(FILE)
            if named is not None:
                os.environ[FILE] = named
    root.handlers[:] = before
    shutil.rmtree(capabilities.pickle_dir, ignore_errors=True)
    return printer
