"""What every test may count on: a home of its own, no screen needed, no key ring, and nothing left running behind it.

Imports no Qt: a test that draws nothing never loads it through this file.
"""

import gc
import itertools
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

PROJECT = Path(__file__).resolve().parent.parent
SHARED_DATA = PROJECT.parent / "shared" / "data"
SECONDS_FOR_A_THREAD_TO_END = 5.0

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Whoever's machine this is: its key ring is never asked. A test that needs keys brings a ring in memory.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

# Nothing here is timed: a busy machine is no failure.
settings.register_profile("short", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("long", max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("short")

_homes = itertools.count(1)


@pytest.fixture(scope="session")
def _all_homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(autouse=True)
def home(_all_homes: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home directory, this test's own; HOME and the XDG directories point into it."""
    own = _all_homes / str(next(_homes))
    own.mkdir()
    (own / "run").mkdir(mode=0o700)  # Qt warns of a runtime directory that others may enter
    monkeypatch.setenv("HOME", str(own))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(own / "run"))
    for name, folder in (
        ("CONFIG", ".config"),
        ("DATA", ".local/share"),
        ("STATE", ".local/state"),
        ("CACHE", ".cache"),
    ):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(own / folder))
    return own


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real files beside the project. Skips, saying so, where there is none."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the shared folder of real files is not beside the project: ../shared/data")
    return SHARED_DATA


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """Fail a test that leaves a thread running or a window standing."""
    threads, windows = set(_threads()), _windows()
    yield
    left_threads = [thread.name for thread in _threads() if thread not in threads and _still_runs(thread)]
    left_windows = _windows() - windows
    if left_windows:  # one that only waits for its deletion is not left standing
        gc.collect()
        left_windows = _windows() - windows
    assert not left_threads, f"threads left running: {', '.join(left_threads)}"
    assert not left_windows, f"windows left standing: {', '.join(sorted(left_windows))}"


def _threads() -> list[threading.Thread]:
    """Threads that Python started; one that Qt started and Python only visited ends with Qt's own objects."""
    return [thread for thread in threading.enumerate() if not isinstance(thread, threading._DummyThread)]


def _still_runs(thread: threading.Thread) -> bool:
    thread.join(SECONDS_FOR_A_THREAD_TO_END)
    return thread.is_alive()


def _windows() -> set[str]:
    """The top-level widgets, each by its class, name and address in Qt; none while nobody has loaded Qt's widgets."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return set()
    core, shiboken = sys.modules["PySide6.QtCore"], sys.modules["shiboken6"]
    core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete.value)
    return {
        f"{type(widget).__name__} {widget.objectName()!r} at {shiboken.getCppPointer(widget)[0]:x}"
        for widget in widgets.QApplication.topLevelWidgets()
        if widget.parent() is None
    }
