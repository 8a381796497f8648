"""A disk that forgets: every write and sync of a run is logged, and any moment of it can be turned into what a power
cut would have left. What was synced is there; what was not is there, gone, or torn at a sector, each write for itself.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import apsw

SECTOR = 512


@dataclass
class Disk:
    """The log of a run, from the files it began with. Each entry: (what, file name, offset, data); what: write,
    truncate, sync, said."""

    files: dict[str, bytes] = field(default_factory=dict)
    log: list[tuple[str, str, int, bytes]] = field(default_factory=list)

    def begins_with(self, folder: Path) -> None:
        """What is in the folder now is on the disk for good; the run begins."""
        self.files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
        self.log.clear()

    def said(self, number: int) -> None:
        """The shop was told that visit `number` is saved."""
        self.log.append(("said", "", number, b""))

    def acknowledged(self, moment: int) -> int:
        """How many visits were reported saved before that moment."""
        return sum(what == "said" for what, *_ in self.log[:moment])

    def after_power_cut(self, moment: int, folder: Path, random: Random) -> None:
        """Write the files as a power cut at that moment would have left them."""
        written = {name for what, name, *_ in self.log[:moment] if what != "said"}
        for name in sorted(self.files.keys() | written):
            (folder / name).write_bytes(_left(self.files.get(name, b""), self.log[:moment], name, random))


def _left(before: bytes, log: list[tuple[str, str, int, bytes]], name: str, random: Random) -> bytes:
    synced = max((place for place, entry in enumerate(log) if entry[:2] == ("sync", name)), default=-1)
    content = bytearray(before)
    for place, (what, of, offset, data) in enumerate(log):
        if of != name or what not in ("write", "truncate"):
            continue
        if place > synced:
            fate = random.choice(("kept", "gone", "torn"))
            if fate == "gone":
                continue
            if fate == "torn":
                data = data[: random.randrange(0, len(data) + 1, SECTOR)]
        if what == "truncate":
            del content[offset:]
        else:
            content.extend(bytes(max(0, offset - len(content))))
            content[offset : offset + len(data)] = data
    return bytes(content)


class LoggedFile(apsw.VFSFile):
    """A file whose writes and syncs go into the log."""

    def __init__(self, base: str, name: str, flags: list[int], log: Callable[..., None]) -> None:
        super().__init__(base, name, flags)
        self._name, self._log = Path(str(name)).name, log

    def xWrite(self, data: bytes, offset: int) -> None:
        """Log it, then do it."""
        self._log("write", self._name, offset, bytes(data))
        super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:
        """Log it, then do it."""
        self._log("truncate", self._name, size, b"")
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:
        """Log it; the real disk need not be asked."""
        self._log("sync", self._name, 0, b"")


class LoggedDisk(apsw.VFS):
    """The file system of one run, under the name `logged`."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        super().__init__("logged", "")

    def xOpen(self, name: object, flags: list[int]) -> LoggedFile:
        """Open a file that logs."""
        path = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        return LoggedFile("", path, flags, lambda *entry: self._disk.log.append(entry))
