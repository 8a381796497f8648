"""Decides in which order the window comes up: painted first, the store opened behind it; and how it goes down again.

Refuses to know how a store is opened: it is given that, and has it done on the ledger lane.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from PySide6.QtCore import QSettings, QSize, QTimer
from PySide6.QtWidgets import QApplication

from ui import application, second_start, theme, window_place
from ui.frame import Frame
from ui.viewmodels.look import Look

if TYPE_CHECKING:
    from posdesk.counter.hub_line import HubLine, Loaded, Step
    from posdesk.counter.ports import Desk
    from posdesk.office.ports import Office
    from ui.background import Lane
    from ui.main_window import MainWindow
    from ui.viewmodels.connection import ConnectionState
    from ui.viewmodels.hub_side import HubSide, Schedule
    from ui.viewmodels.plugged import Plugged

FRAME, COUNTER = "frame", "counter"
QUIET_MS = 5_000
"""So long after the last visit the counter counts as quiet."""
REST_MS = 4
"""Between two steps of what is done then: about as long as a step."""
HUB_PATIENCE = 1.5
"""Seconds for which closing waits for an exchange, which may be cut anywhere, and for a printer."""
FIRST_SIZE = QSize(1366, 768)


class OpenStore(Protocol):
    """What is opened behind the painted window; asked on the lane that opened it, but for `copy`."""

    def notice(self) -> str | None:
        """Words the shop should see now, such as a disk that is filling up."""
        ...

    def quiet(self) -> bool:
        """Do some of what waits for a moment in which nobody waits; whether there is more."""
        ...

    def copy(self) -> None:
        """Make the hourly copy, if it is due; on a thread of its own."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


S = TypeVar("S", bound=OpenStore)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class HubParts(Generic[S]):
    """What it takes to keep a store in step with a hub. line_of: the line of an open store, made on the ledger lane;
    `Step` is how work on the hub lane reaches the ledger. load: takes a file of facts into a store, some at a time.
    schedule: when exchanges begin."""

    line_of: "Callable[[S, Step], HubLine]"
    load: "Callable[[S, Path], Iterator[Loaded]]"
    schedule: "Schedule"


@dataclass(slots=True)
class Behind(Generic[S]):
    """The stores opened behind the window, all on the ledger lane: at first one, another when that one would not do."""

    open_store: Callable[[], S]
    desk_of: "Callable[[S], Desk]"
    office_of: "Callable[[S, Desk], Office] | None" = None
    hub: HubParts[S] | None = None
    plugged: "Callable[[Lane], Plugged] | None" = None
    opened: list[S] = field(default_factory=list)
    lines: "list[HubLine]" = field(default_factory=list)

    def open_desk(self) -> "Desk":
        """Open the store; the desk over it."""
        store = self.open_store()
        self.opened.append(store)
        return self.desk_of(store)

    def office(self, desk: "Desk") -> "Office":
        """The office over the store that is open, whose desk this is."""
        assert self.office_of is not None
        return self.office_of(self.opened[-1], desk)

    def line(self, step: "Step") -> "HubLine":
        """The line of the store that is open, made once."""
        assert self.hub is not None
        while len(self.lines) < len(self.opened):
            self.lines.append(self.hub.line_of(self.opened[len(self.lines)], step))
        return self.lines[-1]

    def load(self, path: Path) -> "Iterator[Loaded]":
        """Take a file of facts into the store that is open."""
        assert self.hub is not None
        return self.hub.load(self.opened[-1], path)

    def notice(self) -> str | None:
        """Words the shop should see now."""
        return next((words for store in self.opened if (words := store.notice())), None)

    def quiet(self) -> bool:
        """See OpenStore."""
        return any(store.quiet() for store in self.opened)

    def copy(self) -> None:
        """See OpenStore."""
        for store in self.opened:
            store.copy()

    def close(self) -> None:
        """Close what was opened."""
        for store in self.opened:
            store.close()


def run(
    open_store: Callable[[], S],
    desk_of: "Callable[[S], Desk]",
    data: Path,
    *,
    office_of: "Callable[[S, Desk], Office] | None" = None,
    hub: HubParts[S] | None = None,
    plugged: "Callable[[Lane], Plugged] | None" = None,
    connection: "ConnectionState | None" = None,
    first: bool = False,
    told: Callable[[str], None] = lambda what: None,
    loaded: Callable[[], None] = lambda: None,
    quiet_ms: int = QUIET_MS,
) -> int:
    """Show the window until it is closed; returns the exit code.

    open_store: opens the store; runs on the ledger lane after the first paint, and again with the next question when it
    raised EnvironmentTrouble. desk_of: the desk over it; office_of: the manager's ports over both, None: there are no
    screens of the manager. hub: None: this register works alone. plugged: printer and scanner, given the lane on which
    printing waits. first: where nobody signs in yet, ask for the owner. data: the data folder. told: hears FRAME and
    COUNTER when each is first painted. loaded: called once, quiet_ms after the counter is up. quiet_ms: when it counts
    as quiet. A second start on the folder raises the first window. Raises EnvironmentTrouble (display, folder).
    """
    data.mkdir(parents=True, exist_ok=True)
    settings = application.settings(data)
    look = Look(settings)
    app = application.build(theme.Theme(look.theme), look.scale, outline=True)
    claim = second_start.claim(data)
    if claim is None:
        second_start.knock(data)
        return 0
    watch = application.watch(data)
    frame, behind = Frame(), Behind(open_store, desk_of, office_of, hub, plugged)
    window_place.restore(frame, settings, FIRST_SIZE)
    watch.fault.connect(lambda: _fault(frame, watch.log))
    lanes: list[Lane] = []

    def furnish() -> None:
        told(FRAME)
        application.build(theme.Theme(look.theme), look.scale)
        window = _furnish(frame, behind, lanes, settings, connection, first)
        window.painted.connect(lambda: go_on(window))

    def go_on(window: "MainWindow") -> None:
        told(COUNTER)
        _keep_up(window, lanes, behind, quiet_ms, loaded)
        window.start()
        second_start.listen(claim, frame)
        _listen(app, window, watch.stopped)

    frame.painted.connect(furnish)
    frame.show()
    try:
        code = app.exec()
        window_place.keep(frame, settings)
    finally:
        _end(app, frame, lanes, behind)
        watch.end()
        claim.release()
    return code


def _furnish(
    frame: Frame,
    behind: Behind[S],
    lanes: "list[Lane]",
    settings: QSettings,
    connection: "ConnectionState | None",
    first: bool,
) -> "MainWindow":
    """Load the counter and put it into the frame; begin the lanes, that of the hub first, the ledger's last."""
    from ui.background import Lane
    from ui.main_window import MainWindow

    hub = None if behind.hub is None else Lane("hub", HUB_PATIENCE)
    copies, ledger = Lane("copies"), Lane("ledger")
    slips = None if behind.plugged is None else Lane("slips", HUB_PATIENCE)
    lanes.extend(lane for lane in (hub, slips, copies, ledger) if lane is not None)
    plugged = None if behind.plugged is None or slips is None else behind.plugged(slips)
    office = None if behind.office_of is None else behind.office
    side = None if hub is None else _hub_side(behind, hub, ledger)
    given = connection, office, side
    window = MainWindow(behind.open_desk, ledger, settings, *given, first=first, aside=copies, plugged=plugged)
    frame.setCentralWidget(window)
    window.focus_search()
    return window


def _hub_side(behind: Behind[S], hub: "Lane", ledger: "Lane") -> "HubSide":
    """The line over the store, its exchanges on the hub lane, their steps on the ledger lane."""
    from ui.background import stepping
    from ui.viewmodels.hub_side import HubSide, Pulse

    assert behind.hub is not None
    pulse = Pulse()
    step = stepping(ledger, hub, pulse.beat)
    return HubSide(lambda _: behind.line(step), lambda _, path: behind.load(path), hub, behind.hub.schedule, pulse)


def _hear_network(window: "MainWindow") -> None:
    """When the network is back, the hub is asked at once."""
    from ui import network

    back = network.listen(window)
    back.back.connect(window.network_back)


def _keep_up(
    window: "MainWindow", lanes: "Sequence[Lane]", behind: Behind[S], quiet_ms: int, loaded: Callable[[], None]
) -> None:
    """After each visit ask what the shop should see. Some time after the last, when nobody waits: what the store puts
    off, a step at a time, then the hourly copy, which must not keep the ledger lane and so has its own."""
    copies, lane = lanes[-2:]
    QTimer.singleShot(quiet_ms, window, loaded)
    timer, rest = QTimer(window), QTimer(window)
    for each, pause in ((timer, quiet_ms), (rest, REST_MS)):
        each.setSingleShot(True)
        each.setInterval(pause)
    said: str | None = None

    def tell(words: str | None) -> None:
        nonlocal said
        if words is not None and words != said:  # what was put away does not come back with the next visit
            window.model.notices.tell_trouble(words)
        said = words

    def failed(error: Exception) -> None:
        tell(str(error))

    def quiet() -> None:
        lane.submit(behind.quiet, rested, failed)

    def rested(more: bool) -> None:
        if timer.isActive():
            return  # somebody came: it goes on when it is quiet again
        if more:
            rest.start()
        else:
            copies.submit(behind.copy, lambda _: None, failed)

    def visited() -> None:
        rest.stop()
        lane.submit(behind.notice, tell)
        timer.start()

    timer.timeout.connect(quiet)
    rest.timeout.connect(quiet)
    window.model.day.changed.connect(visited)


def _listen(app: QApplication, window: "MainWindow", stopped: str | None) -> None:
    """Hear scans from anywhere, and the network where there is a hub; and load what will be asked for. stopped: what is
    to be said of the last end."""
    from ui import beforehand, scanning, wording

    beforehand.begin(window)

    if window.exchanges is not None:
        _hear_network(window)

    keys = scanning.install(app)
    keys.setParent(window)  # the filter goes when the window goes
    if window.beside is not None:
        keys.read.connect(window.beside.scan_read)
    keys.scanned.connect(window.scanned)
    keys.too_long.connect(lambda: window.model.tell_problem(wording.SCAN_TOO_LONG))
    if stopped is not None:
        window.say(stopped)


def _fault(frame: Frame, log: Path) -> None:
    from ui import crash_dialog

    dialog = crash_dialog.show_once(frame, log)
    if dialog is not None:
        dialog.stop.connect(frame.close)


def _end(app: QApplication, frame: Frame, lanes: "Sequence[Lane]", behind: Behind[S]) -> None:
    """What waits for the hub is let go; everything else accepted is done before the store is closed, where it was
    opened: on the last of the lanes."""
    held = frame.centralWidget()
    if held is not None:
        app.removeEventFilter(held)
    for timer in frame.findChildren(QTimer):  # what it put off has no lane any more
        timer.stop()
    for lane in lanes:
        if lane is lanes[-1]:
            lane.submit(behind.close, lambda _: None)
        lane.close()
    frame.deleteLater()
