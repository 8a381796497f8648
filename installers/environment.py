"""Decides whether the .venv of a checkout is what pyproject.toml and the lock ask for, and makes it so.

Standard library only: it runs before anything is installed. Refuses to know what PosDesk does with the packages.
Speaks on stderr alone, because stdout belongs to the commands.
"""

import hashlib
import importlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

LOCK = "requirements-dev.lock"
LONGEST_WAIT_SECONDS = 1800.0
NO_VENV_MODULE = (
    "this Python cannot make an environment of its own; install the package python3-venv "
    "(Debian, Ubuntu: apt-get install python3-venv) and start again"
)


class CannotPrepare(Exception):
    """This computer lacks something; the text is one line that says what, and what to do."""


def python_of(root: Path) -> Path:
    """The interpreter of the checkout's .venv, there or not."""
    return root / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def is_running_in(root: Path) -> bool:
    """Whether this process is the .venv's own Python."""
    return os.path.samefile(sys.prefix, root / ".venv")


def fingerprint(root: Path) -> str:
    """What a finished set-up was made from: a SHA-256 in hex over pyproject.toml, the lock and the Python."""
    parts = ((root / "pyproject.toml").read_bytes(), (root / LOCK).read_bytes(), sys.version.encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def is_ready(root: Path) -> bool:
    """Whether the last set-up finished, from the same files and for the same Python."""
    done = _done(root)
    return python_of(root).exists() and done.exists() and done.read_text("ascii") == fingerprint(root)


def prepare(root: Path) -> None:
    """Make root/.venv ready if it is not; whoever comes meanwhile waits and then finds it done.

    Raises CannotPrepare. What was half made then has no fingerprint and is made again at the next start.
    """
    try:
        if is_ready(root):
            return
        # SQLite's lock is one that every system has, and it ends with its process, however that ends.
        with closing(sqlite3.connect(root / ".venv.lock", timeout=LONGEST_WAIT_SECONDS)) as turn:
            turn.execute("BEGIN EXCLUSIVE")
            if not is_ready(root):
                _make(root)
    except (OSError, sqlite3.Error) as trouble:
        raise CannotPrepare(f"could not set itself up in {root}: {trouble}") from trouble


def _make(root: Path) -> None:
    sys.stderr.write("PosDesk: setting itself up in .venv, this once; it takes a minute or two\n")
    sys.stderr.flush()
    _done(root).unlink(missing_ok=True)
    if not _is_sound(root):
        _make_anew(root)
    install = ["-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--only-binary=:all:"]
    if not _runs(root, [str(python_of(root)), "-I", *install, "--require-hashes", "-r", str(root / LOCK)]):
        raise CannotPrepare(f"could not install its packages ({_reason(root)}); is there a network? {_more(root)}")
    _done(root).write_text(fingerprint(root), "ascii")


def _make_anew(root: Path) -> None:
    if not _has_ensurepip():
        raise CannotPrepare(NO_VENV_MODULE)
    venv = root / ".venv"
    if venv.is_symlink() or venv.is_file():
        venv.unlink()
    shutil.rmtree(venv, ignore_errors=True)
    # Started from another environment's Python, _base_executable is the one below it: ours is never inside another.
    maker = str(getattr(sys, "_base_executable", sys.executable))
    if not _runs(root, [maker, "-I", "-m", "venv", str(venv)]):
        raise CannotPrepare(f"could not make {venv} ({_reason(root)}); {_more(root)}")


def _has_ensurepip() -> bool:
    """Debian's bare python3 has venv, and not this, which fills it with pip."""
    try:
        importlib.import_module("ensurepip").version()
    except (ImportError, AttributeError):  # an emptied folder of that name imports, and holds nothing
        return False
    return True


def _is_sound(root: Path) -> bool:
    """Whether there is an environment of this very Python that can install into itself."""
    python = python_of(root)
    question = f"import pip, sys; sys.exit(sys.version != {sys.version!r})"
    try:
        return python.exists() and _runs(root, [str(python), "-I", "-c", question])
    except OSError:  # there is a file of that name, and no system can run it
        return False


def _runs(root: Path, command: Sequence[str]) -> bool:
    with _log(root).open("w", encoding="utf-8") as log:
        ended = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False)
    return ended.returncode == 0


def _reason(root: Path) -> str:
    lines = [line.strip() for line in _log(root).read_text("utf-8", "replace").splitlines() if line.strip()]
    errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith(("ERROR", "Error"))]
    return (errors or lines or ["it gave no reason"])[-1]


def _more(root: Path) -> str:
    return f"More is in {_log(root)}"


def _log(root: Path) -> Path:
    return root / ".venv.log"


def _done(root: Path) -> Path:
    return root / ".venv" / "set-up.done"
