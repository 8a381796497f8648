"""Decides what the sync page shows and what its keys do: exchange, compare, save, load, pair, unpair.

Refuses to know widgets, and how the line does any of it.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from posdesk.domain.refusals import Refusal
from ui import sync_wording as wording
from ui.viewmodels import line_words, people_cases
from ui.viewmodels.connection import ConnectionState
from ui.viewmodels.door import DeskDoor
from ui.viewmodels.exchanges import Exchanges
from ui.viewmodels.hub_side import HubSide

if TYPE_CHECKING:
    from posdesk.counter.hub_line import Difference, Loaded
    from posdesk.counter.ports import Desk

DAYS_COMPARED = 30
SHOWN_REFUSALS = 3


class SyncPage(QObject):
    """The page. words: what was done last; trouble: what did not work; asking: the second press unpairs."""

    changed = Signal()
    loaded = Signal()
    """Facts of a file are here now; whom they are about nobody has said."""

    def __init__(
        self,
        door: DeskDoor,
        side: HubSide,
        exchanges: Exchanges,
        connection: ConnectionState,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._door, self._side = door, side
        self.exchanges, self.connection = exchanges, connection
        self.differences: list[Difference] | None = None
        self.words, self.trouble, self.busy = "", "", ""
        self.asking = False
        exchanges.changed.connect(self.changed)
        connection.changed.connect(self.changed)

    @property
    def paired(self) -> bool:
        """Whether there is a hub."""
        return self.exchanges.now.paired

    @property
    def headline(self) -> line_words.Headline:
        """The state in a few words."""
        return line_words.headline(self.exchanges.now, self.connection.now)

    @property
    def lines(self) -> list[str]:
        """What is said of the line."""
        return line_words.lines(self.exchanges.now)

    @property
    def line_trouble(self) -> str:
        """What keeps this register from its hub, and what to do; empty when nothing does."""
        trouble = self.exchanges.now.trouble
        return "" if trouble is None else trouble.words

    @property
    def rows(self) -> list[line_words.Line]:
        """What waits, what needs attention, what differs."""
        return line_words.page_rows(self.exchanges.now, self.differences)

    @property
    def progress(self) -> tuple[str, float | None]:
        """What is under way: words, and which part of it is done where that is known."""
        return (self.busy, None) if self.busy else line_words.progress(self.exchanges.now)

    def open(self) -> None:
        """Come to the front."""
        self.words, self.trouble, self.asking = "", "", False
        self.exchanges.refresh()
        self.changed.emit()

    def sync_now(self) -> None:
        """F5."""
        self._say("")
        self.exchanges.hurry(aloud=False)

    def compare(self) -> None:
        """Ask which of the last days the hub holds otherwise."""
        if not self.paired:
            self._refused(wording.NOT_WHILE_ALONE)
        elif not self.busy:
            self._begin(wording.COMPARING)
            self.exchanges.on_hub_lane(lambda line: line.compare(DAYS_COMPARED), self._compared, self._refused)

    def _compared(self, found: "list[Difference]") -> None:
        self.differences = found
        self._say(wording.compared(len(found)) if found else wording.SAME)

    def save(self, path: Path) -> None:
        """Write what waits into a file."""
        line = self.exchanges.line
        if line is not None and not self.busy:
            self._begin(wording.SAVING)
            self._door.ask(
                lambda _: line.save_outbox(path),
                lambda number: self._say(wording.saved(number, path.name)),
                self._no,
                troubled=lambda: self._say(""),
            )

    def load(self, path: Path) -> None:
        """Take in the facts of a file, some at a time, so that a visit never waits for all of them."""
        if not self.busy:
            self._begin(wording.LOADING)
            side = self._side
            self._door.ask(lambda desk: side.load(desk, path), self._load_some, self._no)

    def _load_some(self, source: "Iterator[Loaded]") -> None:
        def some(_: "Desk") -> "Loaded | None":
            return next(source, None)

        so_far: list[Loaded] = []

        def done(loaded: "Loaded | None") -> None:
            if loaded is None:
                self._loaded(so_far[-1] if so_far else None)
                return
            so_far[:] = [loaded]
            self._begin(wording.loading(loaded.lines))
            self._door.ask(some, done, self._no, troubled=lambda: self._say(""))

        self._door.ask(some, done, self._no, troubled=lambda: self._say(""))

    def _loaded(self, loaded: "Loaded | None") -> None:
        if loaded is None:
            self._say(wording.loaded(0, 0, 0))
            return
        reasons = [wording.refused_line(*each) for each in loaded.refused[:SHOWN_REFUSALS]]
        self._say(wording.loaded(loaded.new, loaded.already, len(loaded.refused)), " ".join(reasons))
        if loaded.new:
            self.loaded.emit()
        self.exchanges.refresh()

    def pair(self, address: str, code: str) -> None:
        """Let this register be let in by a hub. The whole text of its QR code may stand for both."""
        if self.busy:
            return
        if not address.strip() or not (code.strip() or "#" in address):
            self._refused(wording.BOTH_NEEDED)
            return
        self._begin(wording.PAIRING)
        url, given = address.strip(), code.strip()

        def pair(_: None) -> None:
            self.exchanges.on_hub_lane(lambda line: line.pair(url, given), lambda _: self._paired(), self._refused)

        self._door.ask(people_cases.may_change_settings, pair, self._no)

    def _paired(self) -> None:
        self._say(wording.PAIRED)
        self.exchanges.began_anew()

    def unpair(self) -> None:
        """Forget the hub; the first press asks, the second does it."""
        line = self.exchanges.line
        if line is None or not self.paired:
            return
        if not self.asking:
            self.asking = True
            self.changed.emit()
            return
        self.exchanges.stand_back()
        self._door.ask(lambda desk: people_cases.unpair(desk, line), lambda _: self._unpaired(), self._no)

    def _unpaired(self) -> None:
        self.differences = None
        self._say(wording.UNPAIRED)
        self.exchanges.began_anew()

    def _begin(self, busy: str) -> None:
        self.words, self.trouble, self.busy, self.asking = "", "", busy, False
        self.changed.emit()

    def _say(self, words: str, trouble: str = "") -> None:
        self.words, self.trouble, self.busy, self.asking = words, trouble, "", False
        self.changed.emit()

    def _refused(self, words: str) -> None:
        self._say("", words)

    def _no(self, refusal: Refusal) -> None:
        self._refused(refusal.words)
