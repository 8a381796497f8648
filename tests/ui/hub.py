"""A shop in memory and the hub's side of it: a line that says what the test wants, moments that the test counts."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from posdesk.counter.hub_line import LineState, Loaded, WaitingKind
from posdesk.sync.schedule import Schedule
from tests.builders import Shop
from tests.fakes.hub_line import ALONE, FakeHubLine
from tests.fakes.lane import FakeLane
from ui.viewmodels.connection import ConnectionState
from ui.viewmodels.door import DeskDoor, StraightLane
from ui.viewmodels.exchanges import Exchanges
from ui.viewmodels.hub_side import HubSide, Pulse

URL = "https://hub.corner-leaf.example:7050"
MINUTE = 60_000


def paired(shop: Shop, *waiting: WaitingKind, minutes_ago: int | None = 3) -> LineState:
    """A register that was in step some minutes ago, or never."""
    reached = None if minutes_ago is None else shop.clock.now() - minutes_ago * MINUTE
    return LineState(URL, "The token is in the key ring.", waiting, (), 0, reached)


def some_wait(shop: Shop) -> tuple[WaitingKind, ...]:
    """Fourteen entries, the oldest forty minutes old."""
    now = shop.clock.now()
    return (
        WaitingKind("visit.recorded", 11, now - 39 * MINUTE),
        WaitingKind("campaign.met", 2, now - 20 * MINUTE),
        WaitingKind("member.enrolled", 1, now - 25 * MINUTE),
    )


@dataclass
class Moments:
    """A clock that only counts up, as the test says, ms. The shop's clock goes with it."""

    shop: Shop
    at: int = 1_000_000

    def __call__(self) -> int:
        return self.at

    def pass_by(self, ms: int) -> None:
        """Let time pass."""
        self.at += ms
        self.shop.clock.advance(ms / MINUTE)


@dataclass
class Hub:
    """The hub's side. lane: work on it is done when the test says so; files: what loading yields."""

    shop: Shop
    state: LineState = ALONE
    lane: Any = field(default_factory=FakeLane)
    files: dict[str, list[Loaded]] = field(default_factory=dict)
    chance: float = 0.0

    def __post_init__(self) -> None:
        self.line = FakeHubLine(self.state, self.shop.clock.now)
        self.moments = Moments(self.shop)
        self.connection = ConnectionState()
        self.side = HubSide(
            lambda _: self.line, self._load, self.lane, Schedule(), Pulse(self.moments), lambda: self.chance
        )

    def door(self) -> DeskDoor:
        """A door that answers at once."""
        return DeskDoor(self.shop.desk, StraightLane())

    def begun(self) -> Exchanges:
        """The exchanges, begun; the first one is done."""
        made = Exchanges(self.door(), self.side, self.connection)
        made.refresh()
        if isinstance(self.lane, FakeLane):
            self.lane.run()
        return made

    def _load(self, _: object, path: Path) -> Iterator[Loaded]:
        return iter(self.files[path.name])
