"""A fault leaves a log without anybody's name, and the next start says that nothing was lost."""

import json
import stat
import subprocess
import sys
import threading
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ui import crash
from ui.application import Watch
from ui.crash_dialog import CrashDialog, show_once

NOW = datetime(2026, 11, 23, 12, 44, tzinfo=timezone(timedelta(hours=-7)))
PROJECT = Path(__file__).resolve().parents[2]
CANARY = "Zebulonica +19995550123"


def fault() -> Exception:
    """An error whose message, cause and variables hold personal data."""
    with pytest.raises(ValueError) as raised:
        show(CANARY)
    return raised.value


def show(name: str) -> str:
    nobody: dict[str, str] = {}
    try:
        return nobody[name]
    except KeyError as error:
        raise ValueError(f"cannot show {name}") from error


def lines(log: Path) -> list[dict[str, object]]:
    return [json.loads(line) for path in sorted(log.glob("faults-*.log")) for line in path.read_text().splitlines()]


def test_the_log_says_where_and_never_what(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    crash.record(tmp_path, fault(), NOW)
    (entry,) = lines(tmp_path)
    assert entry["at"] == "2026-11-23T12:44:00-07:00"
    errors = entry["errors"]
    assert isinstance(errors, list)
    assert [each["error"] for each in errors] == ["ValueError", "KeyError"]
    assert errors[0]["where"][-1].startswith("tests/ui/test_crash.py:")
    written = "".join(path.read_text() for path in tmp_path.iterdir()) + capsys.readouterr().err
    assert "Zebulonica" not in written
    assert "1999" not in written
    assert str(tmp_path.home()) not in written


def test_only_the_owner_may_read_the_log(tmp_path: Path) -> None:
    crash.record(tmp_path, fault(), NOW)
    (path,) = tmp_path.glob("faults-*.log")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_logs_are_kept_fourteen_days(tmp_path: Path) -> None:
    for days in range(20):
        crash.record(tmp_path, fault(), NOW + timedelta(days=days))
    kept = sorted(path.name for path in tmp_path.glob("faults-*.log"))
    assert (kept[0], kept[-1], len(kept)) == ("faults-2026-11-28.log", "faults-2026-12-12.log", 15)


def test_a_fault_in_every_paint_does_not_fill_the_disk(tmp_path: Path) -> None:
    path = tmp_path / f"faults-{NOW.date()}.log"
    path.write_bytes(b"x" * crash.LARGEST)
    crash.record(tmp_path, fault(), NOW)
    assert path.stat().st_size == crash.LARGEST


def test_a_log_that_cannot_be_written_is_no_second_fault(tmp_path: Path) -> None:
    blocked = tmp_path / "log"
    blocked.write_text("a file where the folder should be")
    crash.record(blocked, fault(), NOW)


def test_a_disk_that_takes_nothing_does_not_keep_the_window_from_opening(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "log").write_text("a file where the folder should be")
    watch = Watch(tmp_path)
    assert watch.stopped is None
    crash.beat(watch.log)
    watch.end()


@pytest.mark.parametrize(
    ("stopped", "words"),
    [
        (None, None),
        (NOW, "PosDesk stopped at 12:44. Nothing was lost."),
        (NOW - timedelta(days=1), "PosDesk stopped on Nov 22, 2026 at 12:44. Nothing was lost."),
    ],
)
def test_the_next_start_says_when_it_stopped(stopped: datetime | None, words: str | None) -> None:
    assert crash.words(stopped, NOW) == words


def test_a_start_after_a_stop_knows_and_a_start_after_an_end_does_not(tmp_path: Path) -> None:
    assert crash.begin(tmp_path / "log") is None
    assert crash.begin(tmp_path / "log") is not None
    crash.end(tmp_path / "log")
    assert crash.begin(tmp_path / "log") is None
    crash.beat(tmp_path / "nowhere")


def test_a_fault_in_any_thread_reaches_the_gui_thread_after_the_log(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sys.excepthook, threading.excepthook
    watch = Watch(tmp_path)
    told: list[str] = []
    watch.fault.connect(lambda: told.append(threading.current_thread().name))

    def fail() -> None:
        raise ValueError(CANARY)

    with qtbot.waitSignal(watch.fault):
        thread = threading.Thread(target=fail, name="lane-test")
        thread.start()
        thread.join()
    error = fault()
    with qtbot.waitSignal(watch.fault):
        sys.excepthook(type(error), error, error.__traceback__)
    assert [entry["thread"] for entry in lines(watch.log)] == ["lane-test", "MainThread"]
    assert told[-1] == "MainThread"
    watch.end()
    assert (sys.excepthook, threading.excepthook) == before


def test_a_start_after_a_bad_end_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    first = Watch(tmp_path)
    assert first.stopped is None
    first.end(properly=False)
    second = Watch(tmp_path)
    assert second.stopped is not None
    assert second.stopped.endswith("Nothing was lost.")
    second.end()


def test_the_dialog_is_not_modal_and_opens_once(qtbot: QtBot, tmp_path: Path) -> None:
    from PySide6.QtWidgets import QWidget

    window = QWidget()
    qtbot.addWidget(window)
    shown = show_once(window, tmp_path)
    assert isinstance(shown, CrashDialog)
    assert not shown.isModal()
    assert show_once(window, tmp_path) is None
    with qtbot.waitSignal(shown.stop):
        shown._stop()


def test_a_crash_of_qt_itself_leaves_its_places_and_the_next_start_knows(tmp_path: Path) -> None:
    program = (
        "import faulthandler, pathlib, sys; from ui import crash; log = pathlib.Path(sys.argv[1]);"
        "crash.begin(log); crash.install(log, lambda: None); name = sys.argv[2]; faulthandler._sigsegv()"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path), CANARY], check=False, cwd=PROJECT)
    assert done.returncode != 0
    native = (tmp_path / "native.log").read_text()
    assert "Segmentation fault" in native
    assert "Zebulonica" not in native
    assert crash.begin(tmp_path) is not None
