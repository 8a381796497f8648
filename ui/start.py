"""Decides in which order the window comes up: painted first, the store opened behind it; and how it goes down again.

Refuses to know how a store is opened: it is given that, and has it done on the ledger lane.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from ui import application, second_start, theme, window_place, wording
from ui.main_window import MainWindow
from ui.viewmodels.connection import ConnectionState
from ui.viewmodels.look import Look

if TYPE_CHECKING:
    from posdesk.counter.ports import Desk
    from ui.background import Lane

FIRST_SIZE = QSize(1366, 768)


class OpenStore(Protocol):
    """What is opened behind the painted window; both are asked on the lane that opened it."""

    def notice(self) -> str | None:
        """Words the shop should see now, such as a disk that is filling up."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


S = TypeVar("S", bound=OpenStore)
T = TypeVar("T")


class LateLane:
    """The ledger lane, begun with the first question: the first paint has no use for a thread."""

    def __init__(self) -> None:
        self._lane: Lane | None = None

    def submit(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        supersede: str | None = None,
    ) -> None:
        """See ui.background.Lane."""
        if self._lane is None:
            from ui.background import Lane

            self._lane = Lane("ledger")
        self._lane.submit(work, done, failed, supersede=supersede)

    def close(self) -> None:
        """See ui.background.Lane."""
        if self._lane is not None:
            self._lane.close()


def run(
    open_store: Callable[[], S],
    desk_of: "Callable[[S], Desk]",
    data: Path,
    *,
    connection: ConnectionState | None = None,
) -> int:
    """Show the window until it is closed; returns the exit code.

    open_store: opens the store; runs on the ledger lane after the first paint, and again with the next question when it
    raised EnvironmentTrouble. desk_of: the desk over it. data: the data folder, for settings and log. A second start on
    it raises the first window and ends. Raises EnvironmentTrouble without a display, or when the folder is no place to
    write.
    """
    opened: list[S] = []

    def open_desk() -> "Desk":
        store = open_store()
        opened.append(store)
        return desk_of(store)

    def notice() -> str | None:
        return next((words for store in opened if (words := store.notice())), None)

    def close_stores() -> None:
        for store in opened:
            store.close()

    data.mkdir(parents=True, exist_ok=True)
    settings = application.settings(data)
    look = Look(settings)
    app = application.build(theme.Theme(look.theme), look.scale)
    claim = second_start.claim(data)
    if claim is None:
        second_start.knock(data)
        return 0
    watch = application.watch(data)
    lane = LateLane()
    window = MainWindow(open_desk, lane, settings, connection)
    window_place.restore(window, settings, FIRST_SIZE)
    window.painted.connect(lambda: _go_on(app, window, claim, watch.stopped))
    window.model.today_changed.connect(lambda: lane.submit(notice, lambda words: _tell(window, words)))
    watch.fault.connect(lambda: _fault(window, watch.log))
    window.show()
    try:
        code = app.exec()
        window_place.keep(window, settings)
    finally:
        _end(app, window, lane, close_stores)
        watch.end()
        claim.release()
    return code


def _go_on(app: QApplication, window: MainWindow, claim: second_start.Claim, stopped: str | None) -> None:
    """After the first paint."""
    from ui import scanning

    window.start()
    keys = scanning.install(app)
    keys.setParent(window)  # the filter goes when the window goes
    keys.scanned.connect(window.scanned)
    keys.too_long.connect(lambda: window.model.tell_problem(wording.SCAN_TOO_LONG))
    second_start.listen(claim, window)
    if stopped is not None:
        window.say(stopped)


def _tell(window: MainWindow, words: str | None) -> None:
    if words is not None:
        window.model.notices.tell_trouble(words)


def _fault(window: MainWindow, log: Path) -> None:
    from ui import crash_dialog

    dialog = crash_dialog.show_once(window, log)
    if dialog is not None:
        dialog.stop.connect(window.close)


def _end(app: QApplication, window: MainWindow, lane: LateLane, close_stores: Callable[[], None]) -> None:
    """Everything accepted is done before the store is closed, where it was opened."""
    lane.submit(close_stores, lambda _: None)
    lane.close()
    app.removeEventFilter(window)
    window.deleteLater()
