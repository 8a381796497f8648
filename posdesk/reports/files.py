"""Decides what a report's file is called and that it is written whole or not at all.

A name can be sent by e-mail and kept on any system: the shop, the store, the days, the number. Refuses to know what is
in a file.
"""

import errno
import os
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from posdesk.domain.refusals import EnvironmentTrouble, Refusal, RefusalCode, Refused, TroubleCode
from posdesk.reports.heading import ALL_STORES, number
from posdesk.reports.values import Head, Kind

LONGEST_SHOP = 40
_FULL = {errno.ENOSPC, errno.EDQUOT}
_AWAY = re.compile(r"[^a-z0-9]+")


def name_of(head: Head, ending: str, *more: str, copy: bool = False) -> str:
    """`corner-leaf denver-1 2026-11-23 Z 0042.pdf`. more: words before the ending. Only letters, digits, blanks, dots
    and dashes of ASCII, whatever the shop is called."""
    days = f"{head.first}" if head.first == head.last else f"{head.first} to {head.last}"
    shop = _AWAY.sub("-", _ascii(head.name or "").lower())[:LONGEST_SHOP].strip("-")
    store = ALL_STORES.lower() if head.store is None else re.sub(r"[^A-Za-z0-9._-]+", "-", _ascii(head.store))
    what = number(head) if head.kind is not Kind.PERIOD else ""
    words = [shop if shop != store.lower() else "", store, days, what.replace("rev. ", "rev "), *more]
    return " ".join(word for word in [*words, "copy" if copy else ""] if word) + ending


def place(asked: str, name: str) -> Path:
    """Where a file goes: into the folder asked for, under its own name, or to the very path."""
    path = Path(asked)
    return path / name if path.is_dir() or asked.endswith(("/", os.sep)) else path


def write(files: Mapping[Path, bytes]) -> None:
    """Write files beside their places, all of them to the end, and only then put each in its place; what stood there
    under such a name is replaced.

    Raises EnvironmentTrouble(DISK_FULL) or Refused(BAD_FILE): then what is not there yet is not there in part either.
    """
    halves = {path: _half(path) for path in files}
    at = next(iter(files), Path())
    try:
        for path, content in files.items():
            at = path
            _written(halves[path], content)
        for path, half in halves.items():
            at = path
            os.replace(half, path)
    except OSError as error:
        raise _trouble(at, error) from error
    finally:
        for half in halves.values():
            half.unlink(missing_ok=True)


def make_folder(path: Path) -> None:
    """Make a folder where there is none. Raises as write."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _trouble(path, error) from error


def try_room(path: Path, size: int) -> None:
    """Find out whether a file of so many bytes can be written, before something is done that cannot be undone. Raises
    as write."""
    half = _half(path)
    try:
        _written(half, bytes(size))
    except OSError as error:
        raise _trouble(path, error) from error
    finally:
        half.unlink(missing_ok=True)


def _half(path: Path) -> Path:
    return path.with_name(f"{path.name}.part")


def _written(half: Path, content: bytes) -> None:
    with half.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _trouble(path: Path, error: OSError) -> EnvironmentTrouble | Refused:
    if error.errno in _FULL:
        words = f"The disk is full: {path} was not written. Free some space, then do it again."
        return EnvironmentTrouble(TroubleCode.DISK_FULL, words)
    reason = error.strerror or "this computer does not say why"
    words = f"{path} cannot be written: {reason}. Look whether its folder is there and no program has it open."
    return Refused(Refusal(RefusalCode.BAD_FILE, words))


def _ascii(text: str) -> str:
    """Letters without their marks: `Café` -> `Cafe`."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
