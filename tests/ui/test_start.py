"""The window comes up before the store, and goes down after it."""

import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from posdesk.counter.hub_line import LineState, Progress, Step
from posdesk.counter.ports import Desk
from posdesk.domain.refusals import EnvironmentTrouble, TroubleCode
from posdesk.domain.replication import Done
from posdesk.sync.schedule import Schedule
from tests.builders import a_shop
from tests.fakes.hub_line import FakeHubLine
from ui import application, start
from ui.frame import Frame
from ui.main_window import MainWindow
from ui.viewmodels.counter import CounterModel
from ui.viewmodels.look import Look

LANE = "lane-ledger"
STEPS = 3
"""Of a quiet moment, until there is nothing more to do."""


@dataclass
class Opened:
    """Stands for an open store; keeps what happened, and on which thread."""

    desk: Desk
    words: str | None = None
    asked: int = 0
    happened: list[tuple[str, str]] = field(default_factory=list)

    def notice(self) -> str | None:
        """What the shop should see."""
        self.asked += 1
        return self.words

    def quiet(self) -> bool:
        """Note it; there is more to do twice."""
        self.happened.append(("quiet", threading.current_thread().name))
        return self.happened.count(("quiet", LANE)) < STEPS

    def copy(self) -> None:
        """Note it."""
        self.happened.append(("copy", threading.current_thread().name))

    def close(self) -> None:
        """Note it."""
        self.happened.append(("close", threading.current_thread().name))


class StuckLine(FakeHubLine):
    """A line whose hub does not answer until the test says so."""

    def __init__(self, answers: threading.Event) -> None:
        super().__init__(LineState("https://hub.example", "", (), (), 0, None))
        self.asked, self.asked_on = threading.Event(), list[str]()
        self._answers = answers

    def exchange(self, told: Progress) -> Done:
        """Wait."""
        self.asked_on.append(threading.current_thread().name)
        self.asked.set()
        self._answers.wait(30)
        return Done()


def the_frame() -> Frame:
    """The window on the desktop."""
    (frame,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, Frame) and each.isVisible()]
    return frame


def the_window() -> MainWindow | None:
    """What the frame holds, once it has been loaded."""
    held = the_frame().centralWidget()
    return held if isinstance(held, MainWindow) else None


def the_model() -> CounterModel | None:
    """The model behind it."""
    window = the_window()
    return None if window is None else window.model


def when(ready: object, then: object) -> QTimer:
    """Do `then` as soon as `ready` is true; asks again at each turn of the event loop."""
    timer = QTimer()

    def look() -> None:
        if ready():  # type: ignore[operator]
            timer.stop()
            then()  # type: ignore[operator]

    timer.timeout.connect(look)
    timer.start(0)
    return timer


@pytest.fixture(autouse=True)
def look_as_kept(tmp_path: Path) -> None:
    """The settings a start finds: light, as the other pictures."""
    Look(application.settings(tmp_path)).set_theme("light")


def test_the_frame_is_painted_then_the_counter_then_the_store_is_opened_on_the_lane(
    qapp: QApplication, tmp_path: Path
) -> None:
    opened = Opened(a_shop("Dana R.").desk)

    def open_store() -> Opened:
        opened.happened.append(("open", threading.current_thread().name))
        return opened

    def ready() -> bool:
        return (model := the_model()) is not None and model.day.figures is not None

    timer = when(ready, lambda: the_frame().close())

    def told(what: str) -> None:
        opened.happened.append((what, threading.current_thread().name))

    assert start.run(open_store, lambda store: store.desk, tmp_path, told=told) == 0
    gui = threading.current_thread().name
    assert opened.happened == [(start.FRAME, gui), (start.COUNTER, gui), ("open", LANE), ("close", LANE)]
    timer.deleteLater()


def test_a_store_that_cannot_be_opened_is_said_on_the_banner_and_tried_again(
    qapp: QApplication, tmp_path: Path
) -> None:
    opened = Opened(a_shop().desk)
    tries: list[str] = []

    def open_store() -> Opened:
        tries.append("try")
        if len(tries) == 1:
            raise EnvironmentTrouble(TroubleCode.IN_USE, "This store is open in another program. Close it there.")
        return opened

    said: list[str | None] = []

    def ready() -> bool:
        return (model := the_model()) is not None and model.notices.trouble is not None

    def try_again() -> None:
        window = the_window()
        assert window is not None
        said.append(window.model.notices.trouble)
        window.page.top.search.setText("maria")
        window.model.day.changed.connect(the_frame().close)
        window.model.visits()

    timer = when(ready, try_again)
    start.run(open_store, lambda store: store.desk, tmp_path)
    assert said == ["This store is open in another program. Close it there."]
    assert tries == ["try", "try"]
    assert [what for what, _ in opened.happened] == ["close"]
    timer.deleteLater()


def test_what_the_shop_should_see_now_stands_on_the_banner(qapp: QApplication, tmp_path: Path) -> None:
    opened = Opened(a_shop().desk, words="The reserve of room is used up. Make room on the disk.")
    said: list[str | None] = []

    def ready() -> bool:
        return (model := the_model()) is not None and model.notices.trouble is not None

    def put_away() -> None:
        model = the_model()
        assert model is not None
        said.append(model.notices.trouble)
        model.notices.dismiss()
        for _ in range(2):  # as after visits: the store is asked again, and the first answer is here before the second
            model.day.changed.emit()
        again = when(lambda: opened.asked == 3, lambda: QTimer.singleShot(0, leave))
        again.setParent(the_frame())

    def leave() -> None:
        model = the_model()
        assert model is not None
        said.append(model.notices.trouble)
        the_frame().close()

    timer = when(ready, put_away)
    start.run(lambda: opened, lambda store: store.desk, tmp_path)
    assert said == [opened.words, None], "what was put away does not come back"
    timer.deleteLater()


def test_a_quiet_moment_is_used_and_the_copy_keeps_nobody_waiting(qapp: QApplication, tmp_path: Path) -> None:
    opened = Opened(a_shop().desk)

    def ready() -> bool:
        return ("copy", "lane-copies") in opened.happened

    timer = when(ready, lambda: the_frame().close())
    start.run(lambda: opened, lambda store: store.desk, tmp_path, quiet_ms=1)
    steps = [what for what, _ in opened.happened if what in ("quiet", "copy")]
    assert steps == ["quiet"] * STEPS + ["copy"], "all of it is done, a step at a time, and then it is copied"
    assert {lane for what, lane in opened.happened if what == "quiet"} == {LANE}
    timer.deleteLater()


def test_a_visit_ends_a_quiet_moment(qapp: QApplication, tmp_path: Path) -> None:
    opened = Opened(a_shop().desk)

    def ready() -> bool:
        return ("quiet", LANE) in opened.happened

    def visited_then_left() -> None:
        model = the_model()
        assert model is not None
        model.day.changed.emit()  # as when a visit was recorded: the countdown begins anew
        timers.append(when(lambda: opened.asked > asked, the_frame().close))

    asked, timers = opened.asked, [when(ready, visited_then_left)]
    start.run(lambda: opened, lambda store: store.desk, tmp_path, quiet_ms=200)
    assert ("copy", "lane-copies") not in opened.happened
    for timer in timers:
        timer.deleteLater()


def test_what_is_typed_into_the_frame_is_a_search_at_once(qapp: QApplication, tmp_path: Path) -> None:
    opened = Opened(a_shop().desk)
    seen: list[object] = []

    def ready() -> bool:
        return (model := the_model()) is not None and model.day.figures is not None

    def type_a_letter() -> None:
        frame, window = the_frame(), the_window()
        assert window is not None
        seen.append(frame.focusWidget() is window.page.top.search)
        window.page.top.search.clearFocus()
        QApplication.sendEvent(
            frame, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_M, Qt.KeyboardModifier.NoModifier, "m")
        )
        typed = when(lambda: window.page.top.search.text() == "m", frame.close)
        typed.setParent(frame)

    timer = when(ready, type_a_letter)
    start.run(lambda: opened, lambda store: store.desk, tmp_path)
    assert seen == [True]
    timer.deleteLater()


def test_the_place_of_the_window_is_kept(qapp: QApplication, tmp_path: Path) -> None:
    opened, sizes = Opened(a_shop().desk), []

    def ready() -> bool:
        return (model := the_model()) is not None and model.day.figures is not None

    def resize_and_leave() -> None:
        frame = the_frame()
        sizes.append((frame.width(), frame.height()))
        frame.resize(960, 640)  # no larger than the screen drawn off
        frame.close()

    for _ in range(2):
        timer = when(ready, resize_and_leave)
        start.run(lambda: opened, lambda store: store.desk, tmp_path)
        timer.deleteLater()
    assert sizes[0] != sizes[1] == (960, 640)


def test_nothing_dear_is_loaded_before_the_first_paint() -> None:
    dear = (
        "sqlalchemy",
        "sqlcipher3",
        "alembic",
        "phonenumbers",
        "rapidfuzz",
        "db",
        "PySide6.QtNetwork",
        "ui.views",
        "ui.icons",
    )
    code = f"import ui.start, sys; print([name for name in {dear!r} if name in sys.modules])"
    root = Path(__file__).resolve().parents[2]
    answer = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_a_window_closes_although_the_hub_never_answers(qapp: QApplication, tmp_path: Path) -> None:
    opened, answers = Opened(a_shop().desk), threading.Event()
    line = StuckLine(answers)
    hub: start.HubParts[Opened] = start.HubParts(lambda _, step: line, lambda _, path: iter(()), Schedule())
    timer = when(lambda: line.asked.is_set() and opened.asked > 0, lambda: the_frame().close())
    assert start.run(lambda: opened, lambda store: store.desk, tmp_path, hub=hub) == 0
    assert not answers.is_set()
    assert [what for what, _ in opened.happened] == ["close"]
    answers.set()
    assert line.asked_on == ["lane-hub"]
    timer.deleteLater()


def test_a_line_is_made_once_on_the_lane_of_the_ledger(qapp: QApplication, tmp_path: Path) -> None:
    opened, made = Opened(a_shop().desk), []

    def line_of(store: Opened, step: Step) -> FakeHubLine:
        made.append((store, threading.current_thread().name))
        return FakeHubLine(LineState(None, "", (), (), 0, None))

    def ready() -> bool:
        window = the_window()
        return window is not None and window.exchanges is not None and window.exchanges.now.state is not None

    def ask_again_and_leave() -> None:
        window = the_window()
        assert window is not None
        assert window.exchanges is not None
        window.exchanges.refresh()
        the_frame().close()

    timer = when(ready, ask_again_and_leave)
    hub = start.HubParts(line_of, lambda store, path: iter(()), Schedule())
    start.run(lambda: opened, lambda store: store.desk, tmp_path, hub=hub)
    assert made == [(opened, LANE)]
    timer.deleteLater()
