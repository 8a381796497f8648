"""A test that leaves a thread or a window behind fails; one that tidies up does not. Seen on planted tests."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rules.sources import PROJECT

PLANTED = """
import threading

release = threading.Event()
kept = []


def test_leaves_a_thread():
    threading.Thread(target=release.wait, name="straggler", daemon=True).start()


def test_ends_its_thread():
    release.set()
    thread = threading.Thread(target=print)
    thread.start()
    thread.join()


def test_leaves_a_window(qapp):
    from PySide6.QtWidgets import QWidget
    kept.append(QWidget(objectName="straggler"))


def test_hands_its_window_over(qtbot):
    from PySide6.QtWidgets import QWidget
    window = QWidget()
    qtbot.addWidget(window)
    window.show()


def test_hears_a_warning_of_qt(qapp):
    from PySide6.QtCore import qWarning
    qWarning("something is odd")


def test_has_a_home_of_its_own(home):
    from pathlib import Path
    assert Path.home() == home and not (home / ".config").exists()
"""


@pytest.fixture
def planted_tests(tmp_path: Path) -> Path:
    """A project of one test file, with PosDesk's own conftest.py and settings."""
    (tmp_path / "tests").mkdir()
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    conftest = (PROJECT / "tests" / "conftest.py").read_text("utf-8")
    assert "SECONDS_FOR_A_THREAD_TO_END = 5.0" in conftest
    conftest = conftest.replace("SECONDS_FOR_A_THREAD_TO_END = 5.0", "SECONDS_FOR_A_THREAD_TO_END = 0.1")
    (tmp_path / "tests" / "conftest.py").write_text(conftest, "utf-8")
    (tmp_path / "tests" / "test_planted.py").write_text(PLANTED, "utf-8")
    return tmp_path


def test_whoever_leaves_something_behind_fails_and_nobody_else(
    planted_tests: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")  # a summary in whole lines
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    ended = subprocess.run(command, cwd=planted_tests, capture_output=True, text=True, check=False)
    summary = ended.stdout.split("short test summary info")[-1]
    assert "::test_leaves_a_thread - AssertionError: threads left running: straggler" in summary
    assert "::test_leaves_a_window - AssertionError: windows left standing: QWidget 'straggler'" in summary
    assert "::test_hears_a_warning_of_qt" in summary
    assert "1 failed, 5 passed, 2 errors" in summary
