"""Decides what is kept of a fault: when, which error, where in the code; never what it was about.

An error's message may hold a name or a phone, so no message is written, only its type and the places passed. One file
a day, 14 days, 0600, at most 1 MiB. No Qt here: it must work when Qt is what failed.
"""

import faulthandler
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Final, TextIO

import posdesk

KEPT_DAYS: Final = 14
LARGEST: Final = 1 << 20
_MARK: Final = "running"
_ROOT: Final = Path(__file__).resolve().parent.parent


def begin(log: Path) -> datetime | None:
    """Mark that PosDesk runs. Returns the local time it was last alive when it did not end properly the last time.

    A full disk keeps nobody from looking members up: then there is no mark.
    """
    mark = log / _MARK
    stopped = datetime.fromtimestamp(mark.stat().st_mtime).astimezone() if mark.is_file() else None
    with suppress(OSError):
        log.mkdir(parents=True, exist_ok=True)
        mark.write_text(f"{os.getpid()}\n", encoding="ascii")
    return stopped


def beat(log: Path) -> None:
    """PosDesk is alive now. A full or vanished disk is no reason to fail here."""
    with suppress(OSError):
        os.utime(log / _MARK)


def end(log: Path) -> None:
    """PosDesk ended properly."""
    with suppress(OSError):
        (log / _MARK).unlink(missing_ok=True)


def words(stopped: datetime | None, now: datetime) -> str | None:
    """What the next start says."""
    if stopped is None:
        return None
    day = "" if stopped.date() == now.date() else f" on {stopped:%b} {stopped.day}, {stopped.year}"
    return f"PosDesk stopped{day} at {stopped:%H:%M}. Nothing was lost."


def install(log: Path, told: Callable[[], None]) -> Callable[[], None]:
    """Write every unexpected error of any thread to the log folder, then call `told` on that thread.

    Returns the function that puts things back as they were. Crashes of Qt itself are written to `log/native.log`.
    """
    native = _native_log(log)
    before = sys.excepthook, threading.excepthook

    def fault(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            before[0](kind, error, trace)
            return
        record(log, error, datetime.now().astimezone())
        told()

    def thread_fault(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and args.exc_type is not SystemExit:
            fault(args.exc_type, args.exc_value, args.exc_traceback)

    def uninstall() -> None:
        sys.excepthook, threading.excepthook = before
        if native is not None:
            faulthandler.disable()
            native.close()

    sys.excepthook, threading.excepthook = fault, thread_fault
    return uninstall


def _native_log(log: Path) -> TextIO | None:
    """Where a crash of Qt itself is written; None where somebody else has asked for that, or nothing can be written."""
    if faulthandler.is_enabled():
        return None
    try:
        log.mkdir(parents=True, exist_ok=True)
        native = _private(log / "native.log")
    except OSError:
        return None
    faulthandler.enable(native)
    return native


def record(log: Path, error: BaseException, now: datetime) -> None:
    """Write one error as a line of JSON and throw away files over 14 days old. Never raises: it is the last resort."""
    import json  # here and below: a start without a fault should not pay for what only a fault needs
    import platform

    line = json.dumps(
        {
            "at": now.isoformat(timespec="seconds"),
            "thread": threading.current_thread().name,
            "version": posdesk.__version__,
            "python": platform.python_version(),
            "system": platform.system(),
            "errors": [{"error": type(each).__qualname__, "where": places(each)} for each in _chain(error)],
        }
    )
    print(f"PosDesk met a fault: {line}", file=sys.stderr)
    beat(log)
    with suppress(OSError):
        path = log / f"faults-{now.date()}.log"
        if not path.exists() or path.stat().st_size < LARGEST:
            with _private(path) as file:
                file.write(line + "\n")
        _clear(log, now)


def places(error: BaseException) -> list[str]:
    """Where an error passed, outermost first, as `ui/theme.py:12 apply`; paths outside the program by name only."""
    from traceback import walk_tb

    return [
        f"{_inside(frame.f_code.co_filename)}:{line} {frame.f_code.co_name}"
        for frame, line in walk_tb(error.__traceback__)
    ]


def _inside(filename: str) -> str:
    """A path of this computer may hold somebody's name."""
    path = Path(filename)
    inside = path.is_relative_to(_ROOT) and "site-packages" not in path.parts
    return path.relative_to(_ROOT).as_posix() if inside else path.name


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what it came from, at most ten."""
    current: BaseException | None = error
    for _ in range(10):
        if current is None:
            return
        yield current
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)


def _clear(log: Path, now: datetime) -> None:
    oldest = f"faults-{now.date() - timedelta(days=KEPT_DAYS)}.log"
    for path in log.glob("faults-*.log"):
        if path.name < oldest:
            path.unlink(missing_ok=True)


def _private(path: Path) -> TextIO:
    """A file to append to that only its owner may read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", encoding="utf-8")
