"""What the sync needs: a hub to speak with, and the register's own facts. Both sides implement `Hub`: the service
itself (posdesk.hub), and the client that reaches it over a network (posdesk.sync.client). What screens and commands see
of it all is the port `HubLine` (posdesk.counter.hub_line)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, runtime_checkable

from posdesk.domain.replication import (
    Answered,
    DayTally,
    Hello,
    Page,
    Place,
    Received,
    Shared,
    Snapshot,
    Standing,
    Verdict,
    Vouched,
    Welcome,
    Witness,
)


class Hub(Protocol):
    """A hub, as one paired register sees it. Every method raises one of posdesk.sync.trouble's exceptions.

    seen: the newest witness the register was given. A hub that does not know it raises HistoryChanged: then the
    register says hello again before anything else.
    """

    def hello(self, hello: Hello) -> Welcome:
        """Introduce this register, and learn what both have in common."""
        ...

    def push(self, seen: Witness, lines: Sequence[str]) -> Answered:
        """Offer facts as lines of JSON, at most wire.MOST_FACTS and wire.MOST_BYTES of them."""
        ...

    def pull(self, seen: Witness, after: int, limit: int) -> Page:
        """The facts that follow position `after`, at most `limit`."""
        ...

    def have(self, seen: Witness, ids: Sequence[str]) -> list[int]:
        """The position of each of these facts, 0 for one the hub lacks."""
        ...

    def tally(self, seen: Witness, first_day: str, last_day: str) -> list[DayTally]:
        """Counts and marks of each store's days, both days included."""
        ...

    def share(self, seen: Witness, after: str, upto: str, ids: Sequence[str]) -> Shared:
        """Compare with a store's hub what waits for head office on both: all that waits here beyond the id `after` up
        to the id `upto`, at most wire.MOST_IDS."""
        ...


class HeadOffice(Hub, Protocol):
    """A hub, as a store's hub sees it."""

    def vouch(self, registers: Sequence[Vouched]) -> list[Standing]:
        """Let registers of the store in, or no more, at most sharing_wire.MOST_REGISTERS; what became of each."""
        ...


@runtime_checkable
class SnapshotSource(Protocol):
    """Where a register that is far behind gets a ready file instead of pages. Raises SyncTrouble."""

    def snapshot_head(self, seen: Witness) -> Snapshot | None:
        """What there is; None when the hub has none, or is too old to know what that is."""
        ...

    def snapshot_part(self, sha256: str, start: int, most: int) -> bytes:
        """The bytes from `start` on, at least one and at most so many; b"" when the hub has that snapshot no more."""
        ...


class SnapshotHome(Protocol):
    """Where a register gathers a snapshot and makes it its own. Raises EnvironmentTrouble; then its facts are as they
    were. What came so far outlives the program, until `discard`."""

    def suits(self, snapshot: Snapshot) -> bool:
        """Whether this register can use it, and is better off with it than with pages."""
        ...

    def begin(self, snapshot: Snapshot) -> int:
        """How many bytes of it came before."""
        ...

    def add(self, part: bytes) -> None:
        """The bytes that follow."""
        ...

    def prepare(self, snapshot: Snapshot, alive: Callable[[], None]) -> bool:
        """All has come: make it a file of this register beside the one in use, with everything that only this register
        has. False: it is not what the hub said it is. Takes long, and tells `alive` that it goes on; the counter goes
        on meanwhile."""
        ...

    def switch(self) -> int:
        """Put what was prepared in the place of the file in use, at once or not at all; yields how many facts are new
        here. Belongs where the ledger is used; short."""
        ...

    def discard(self) -> None:
        """Let go of all that was gathered, if there is anything."""
        ...


class HashKeyHome(Protocol):
    """Where a computer keeps the key under which its chain hashes numbers of IDs. Raises EnvironmentTrouble."""

    def hash_mark(self) -> str | None:
        """Of the key that is here (id_hash.mark_of), empty for none; None: no key can be kept now."""
        ...

    def keep_hash_key(self, key: bytes) -> None:
        """Keep this one, in place of what was there; durable on return."""
        ...


class Replica(Protocol):
    """A copy of the chain's facts, a register's or a store's hub's. Each method is one transaction, durable on return,
    and raises EnvironmentTrouble when the computer cannot do it."""

    def place(self) -> Place:
        """Where it stands."""
        ...

    def let_out(self) -> Mapping[str, int]:
        """By rule, how many uses of a campaign the hub may not know of; see Hello."""
        ...

    def settle(self, welcome: Welcome) -> int:
        """Take note of a welcome: what was confirmed beyond `welcome.agreed` is not confirmed any more, and the cursor
        goes back to there; what was parked is offered again to a hub of another version. Yields how many facts wait
        again that did not before."""
        ...

    def reincarnate(self, incarnation: int) -> int:
        """Begin a new row of facts, and give everything of this register that waits a place in it, ids unchanged.
        Yields how many there were."""
        ...

    def unsent_urgent(self) -> list[int]:
        """The keys of waiting facts that go before all others."""
        ...

    def unsent(self, limit: int, max_bytes: int, keys: Sequence[int] | None = None) -> list[tuple[str, str]]:
        """Ids and lines of facts that wait, oldest first; with `keys`, only of these. At least one, where any is."""
        ...

    def unsent_ids(self, after: int, limit: int) -> tuple[list[str], int]:
        """Ids of facts that wait, whose key is beyond `after`, and the last of their keys."""
        ...

    def note_verdicts(self, ids: Sequence[str], verdicts: Sequence[Verdict], head: Witness) -> int:
        """Write down what the hub said of these facts, and its witness. Yields how many wait no longer."""
        ...

    def receive(self, page: Page) -> Received:
        """Store a page's facts, and move the cursor behind it."""
        ...

    def tally(self, first_day: str, last_day: str) -> list[DayTally]:
        """As the hub's."""
        ...


class Shareable(Replica, Protocol):
    """A register's copy, which a store's hub can be compared with."""

    def waiting_after(self, id: str, limit: int) -> list[str]:
        """Ids of facts that wait, beyond an id (all are beyond the empty one), in the order of ids."""
        ...

    def lines_of(self, ids: Sequence[str]) -> list[tuple[str, str]]:
        """Ids and lines of those of the facts that wait, the urgent ones first, else the oldest."""
        ...

    def keep(self, lines: Sequence[str]) -> Received:
        """Store facts head office has not answered yet: they wait here too."""
        ...
