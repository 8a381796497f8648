"""Decides what happens when the disk is full: 16 MB were put aside, and are given up so that the visit is still saved.

Refuses to know what is being saved. After that the shop is told to make room; with room the ballast is made again.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

BALLAST_BYTES = 16 * 1024 * 1024
SPENT = (
    "The disk of this computer is full. This was still saved, from a reserve that is now used up: "
    "free some space before the next visit."
)
_CHUNK = bytes(1024 * 1024)


@dataclass(frozen=True, slots=True)
class Ballast:
    """The file put aside, and its size in bytes (0: none is wanted)."""

    path: Path
    size: int = BALLAST_BYTES

    def lay(self) -> None:
        """Put it aside if it is not there and the disk has four times its room; says nothing when it cannot."""
        if self.size == 0 or self.is_laid():
            return
        try:
            if shutil.disk_usage(self.path.parent).free < 4 * self.size:
                return
            with self.path.open("wb") as file:  # written, not only sized: a file with holes holds no room
                for start in range(0, self.size, len(_CHUNK)):
                    file.write(_CHUNK[: self.size - start])
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            self.path.unlink(missing_ok=True)

    def is_laid(self) -> bool:
        """Whether the reserve is there."""
        return self.path.exists()

    def give_up(self) -> bool:
        """Free its room. False when there was none to give."""
        try:
            self.path.unlink()
        except OSError:
            return False
        return True

    def notice(self) -> str | None:
        """Words for the screen when the reserve is used up, else None."""
        return None if self.size == 0 or self.is_laid() else SPENT
