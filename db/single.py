"""Decides that one program at a time has a store open, or serves a hub. Refuses to know what it does with it.

The lock belongs to the process and is let go by the system when the process ends, however it ends.
"""

import os
import sys
from io import BufferedRandom
from pathlib import Path

from posdesk.domain.refusals import EnvironmentTrouble, TroubleCode

LOCK_FILE = "posdesk.lock"
IN_USE = "PosDesk is already running with this store. Use the window that is open, or close it first."


def take(folder: Path, name: str = LOCK_FILE, in_use: str = IN_USE) -> BufferedRandom:
    """Take the store in `folder`; closing what is returned lets it go. name: of the file that is locked, for something
    else than a store; in_use: what is said when somebody has it. Raises EnvironmentTrouble(IN_USE, NO_ACCESS)."""
    try:
        file = os.fdopen(os.open(folder / name, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
    except OSError as error:
        words = f"The folder {folder} is missing or may not be written to. Give this account the right to write there."
        raise EnvironmentTrouble(TroubleCode.NO_ACCESS, words) from error
    try:
        _lock(file)
    except OSError as error:
        file.close()
        raise EnvironmentTrouble(TroubleCode.IN_USE, in_use) from error
    return file


if sys.platform == "win32":
    import msvcrt

    def _lock(file: BufferedRandom) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: BufferedRandom) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
