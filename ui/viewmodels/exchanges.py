"""Decides when this register exchanges facts with its hub while the window is open; keeps what is known of the line.

The exchange itself runs on the hub lane; what came is told here, and screens refresh themselves. Refuses to know
widgets, how facts travel, and when the next exchange is due (posdesk.sync.schedule).
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from posdesk.counter.hub_line import LineTrouble
from posdesk.domain.allowances import asks_hub
from posdesk.domain.refusals import Refused
from ui import sync_wording as wording
from ui.viewmodels import line_words
from ui.viewmodels.connection import ConnectionState
from ui.viewmodels.door import DeskDoor
from ui.viewmodels.hub_side import HubSide
from ui.viewmodels.line_words import LineNow

if TYPE_CHECKING:
    from posdesk.counter.hub_line import HubLine, LineState
    from posdesk.counter.ports import Desk
    from posdesk.domain.business_day import Instant
    from posdesk.domain.facts import Fact
    from posdesk.domain.replication import Done

TICK_MS = 10_000
"""How often a line that does not move is looked at."""
BANNER_MS = 120_000
"""Offline for less than that is on the chip only."""

T = TypeVar("T")


class Answer(NamedTuple):
    """What the ledger lane says of the line. at: by the desk's clock; zone: of this store; asks_hub: see LineNow."""

    line: "HubLine"
    state: "LineState"
    at: "Instant"
    zone: str
    asks_hub: bool


class Came(NamedTuple):
    """A fact that came from another register, as far as screens ask: the member it is about, and its kind."""

    subject: str | None
    kind: str


class Exchanges(QObject):
    """The exchanges of this register, one after the other."""

    changed = Signal()
    """What `now` says is new."""
    came = Signal(object)
    """Facts that came: a sequence of Came."""
    said = Signal(str, bool)
    """The end of an exchange that somebody asked for: words, and whether it ended well."""
    _told = Signal(int, object, object)

    def __init__(
        self, door: DeskDoor, side: HubSide, connection: ConnectionState, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._door, self._side, self._connection = door, side, connection
        self.now = LineNow()
        self.line: HubLine | None = None
        self._schedule = side.schedule
        self._number = 0
        self._failed_at: int | None = None
        self._aloud = self._started = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)
        self._told.connect(self._hear)
        connection.grown.connect(self._recorded)

    # ----------------------------------------------------------------------------------------------------- being asked

    def refresh(self) -> None:
        """Ask how the line stands; the first time this begins the exchanges."""
        line = self._side.line

        def ask(desk: "Desk") -> Answer:
            found = line(desk)
            now, zone = desk.clock.now(), desk.programs.calendar(desk.station.store).zone
            return Answer(found, found.state(), now, zone, _asks_hub(desk, now))

        self._door.ask(ask, self._take, lambda _: None, supersede="line")

    def hurry(self, *, aloud: bool = True) -> None:
        """F5: exchange now. aloud: say how it ended."""
        if self.now.state is None:
            return
        if not self.now.paired:
            if aloud:
                self.said.emit(wording.ALONE_F5, False)
            return
        self._aloud = self._aloud or aloud
        self._become(asked=True)
        self.network_back()

    def network_back(self) -> None:
        """The network is there again: exchange now, if there is a hub."""
        if self.now.paired:
            self._schedule = self._schedule.hurried(self._moment())
            self.look()

    def on_hub_lane(
        self, work: "Callable[[HubLine], T]", done: Callable[[T], None], failed: Callable[[str], None]
    ) -> None:
        """Do something else that speaks to the hub. failed: gets the words of the trouble, or of the refusal."""
        line = self.line
        if line is None:
            return

        def words(error: Exception) -> None:
            failed(error.refusal.words if isinstance(error, Refused) else getattr(error, "words", str(error)))

        self._side.lane.submit(lambda: work(line), done, words)

    def stand_back(self) -> None:
        """Give up the exchange under way, so that the pairing may change."""
        if self.now.running:
            self._side.lane.renew()
            self._number += 1
            self._schedule = self._schedule.ended(self._moment())
            self._become(running=False, under_way=None)

    def began_anew(self) -> None:
        """This register was paired, or is not any more."""
        self._failed_at, self._started = None, False
        self._become(trouble=None, since=None, last=None, notes=())
        self.refresh()

    # -------------------------------------------------------------------------------------------------------- the turn

    def look(self) -> None:
        """Begin what is due, give up what is stuck, and come back when there is something to see."""
        if not self.now.paired:
            self._timer.stop()
            self._say()
            return
        moment = self._moment()
        if self.now.running:
            self._schedule = self._schedule.lives(min(self._side.pulse.at, moment))
            if self._schedule.is_stuck(moment, self._connection.now.waiting):
                self._give_up(moment)
        if self._schedule.is_due(moment):
            self._begin(moment)
        self._say()
        wait = TICK_MS if self.now.running else min(TICK_MS, self._schedule.wait(self._moment()))
        self._timer.start(wait)

    def _begin(self, moment: int) -> None:
        line = self.line
        assert line is not None
        self._number += 1
        number, tell, pulse = self._number, self._told.emit, self._side.pulse
        self._schedule = self._schedule.begun(moment)
        pulse.beat()
        self._become(running=True, under_way=None)

        def told(done: "Done", fresh: "Sequence[Fact]") -> None:
            pulse.beat()
            tell(number, done, [Came(fact.subject, fact.kind) for fact in fresh])

        self._side.lane.submit(
            lambda: line.exchange(told),
            lambda done: self._ended(number, done),
            lambda error: self._failed(number, error),
        )

    @Slot(int, object, object)
    def _hear(self, number: int, done: "Done", fresh: Sequence[Came]) -> None:
        """How far it has come; what came stays, even from one that was given up."""
        if fresh:
            self.came.emit(fresh)
        if number == self._number and self.now.running:
            self._become(under_way=done)

    def _ended(self, number: int, done: "Done") -> None:
        if number != self._number:
            return
        moment = self._moment()
        was_offline = self._failed_at is not None and moment - self._failed_at >= BANNER_MS
        self._schedule, self._failed_at = self._schedule.ended(moment), None
        notes = tuple(dict.fromkeys((*self.now.notes, *line_words.notes(done))))
        self._become(running=False, under_way=None, last=done, trouble=None, since=None, notes=notes)
        if was_offline:
            self._connection.tell_back(wording.back_online(done.sent, done.came))
        self._close(wording.exchanged(done.sent, done.came), True)

    def _failed(self, number: int, error: Exception) -> None:
        if number != self._number:
            return
        if isinstance(error, Refused):  # not paired any more: the answer of the line says so
            self._become(running=False, under_way=None)
            self.refresh()
            return
        trouble = error if isinstance(error, LineTrouble) else LineTrouble(getattr(error, "words", str(error)))
        self._note_failure(trouble, self._moment(), trouble)
        self._close(trouble.words, False)

    def _give_up(self, moment: int) -> None:
        self._side.lane.renew()
        self._number += 1
        self._note_failure(LineTrouble(wording.STUCK), moment, None)

    def _note_failure(self, shown: LineTrouble, moment: int, trouble: LineTrouble | None) -> None:
        self._failed_at = moment if self._failed_at is None else self._failed_at
        self._schedule = self._schedule.failed(moment, trouble, self._side.chance())
        self._become(running=False, under_way=None, trouble=shown)

    def _close(self, words: str, well: bool) -> None:
        """An exchange is over: how the line stands now, and a word to who asked for it."""
        if self._aloud:
            self._aloud = False
            self.said.emit(words, well)
        self._become(asked=False)
        self.refresh()
        self.look()

    # ------------------------------------------------------------------------------------------------------- following

    def _take(self, answer: Answer) -> None:
        self.line, since, moment = answer.line, self.now.since, self._moment()
        if self._failed_at is not None and since is None:
            since = answer.at - (moment - self._failed_at)
        self._become(state=answer.state, at=answer.at, zone=answer.zone, since=since, asks_hub=answer.asks_hub)
        if self.now.paired and not self._started:
            self._started = True
            self._schedule = self._schedule.started(moment, self._side.chance())
        self._connection.tell_waiting(self.now.waiting)
        self.look()

    def _recorded(self) -> None:
        if self.now.paired:
            self._schedule = self._schedule.recorded(self._moment())
            self.look()

    def _become(self, **news: object) -> None:
        self.now = replace(self.now, **news)  # type: ignore[arg-type]
        self.changed.emit()

    def _say(self) -> None:
        """Put the state on chip and banner."""
        for_long = self._failed_at is not None and self._moment() - self._failed_at >= BANNER_MS
        self._connection.tell(line_words.connection(self.now, self._connection.now.waiting, lasting=for_long))

    def _moment(self) -> int:
        return self._side.pulse.now()


def _asks_hub(desk: "Desk", now: "Instant") -> bool:
    with suppress(Refused):  # there is no program yet
        return asks_hub(desk.programs.timeline().at(now))
    return False
