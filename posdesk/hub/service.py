"""Decides what the hub answers a register that was let in: the port `Hub`, over the hub's database.

Refuses to know how requests travel (posdesk.hub.app) and how rows look (db.hub). One call is one transaction.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection

from db.hub import devices, erasure, feed, hash_key, history, intake, standing, tray, vouching
from db.hub.intake import Device, Offered
from db.hub.opening import TRIES, UNWELL, HubDatabase, is_worth_another_try
from db.hub.published import HubPrograms, Shelf
from db.rows import blob_of
from posdesk import __version__
from posdesk.counter.ports import Clock
from posdesk.domain.business_day import BusinessCalendar, Instant
from posdesk.domain.facts import Fact
from posdesk.domain.id_hash import mark_of
from posdesk.domain.refusals import Refused
from posdesk.domain.replication import (
    Admitted,
    Answered,
    Asking,
    DayTally,
    Hello,
    Lineage,
    Page,
    Relay,
    Shared,
    Standing,
    Vouched,
    Welcome,
    Witness,
)
from posdesk.hub.rulebook import Asker, Rulebook
from posdesk.sync import wire
from posdesk.sync.trouble import HistoryChanged, HubBusy, NotTaken

CHANGED = "The hub was put back to an older copy of itself, or this register was. Say hello, and offer what it lacks."
RESTORED = (
    "{register} in {store} said fact {known} before and {said} now: it was put back to an older copy of itself. What "
    "the hub holds of it comes back by itself; what it had not sent is lost. Look at its receipts since then."
)
TWIN = (
    "Two computers call themselves {register} in {store}: one is a copy of the other. Both keep what they record. Pair "
    "one of them under a name of its own."
)
CLOCK = "The clock of {register} in {store} is {seconds} seconds off. Set it."
ROLLED_BACK = (
    "This hub was put back to an older copy of itself: {missing} changes were missing. Registers offer them again by "
    "themselves; those that one register alone had and that is gone are lost."
)

NO_HUB = "Only a store's hub may vouch for registers: it is let in with a code of its own (pair-code --for-hub)."

UNWELL_WORDS = "The hub's database does not answer. It is tried again."

T = TypeVar("T")


class Met(NamedTuple):
    """What a hub finds when a register shows its witnesses. agreed, version, relay: see Welcome."""

    agreed: int
    version: str = __version__
    relay: Relay | None = None


@dataclass(frozen=True, slots=True)
class HubService:
    """The hub's side, shared by all who speak to it. told: hears of facts that are new, after they are committed.
    answering: makes what answers a register, where that is not a DeviceHub (posdesk.hub.store_hub)."""

    database: HubDatabase
    clock: Clock
    told: Callable[[Sequence[tuple[int, Fact]]], None] = lambda fresh: None
    shelf: Shelf = field(default_factory=Shelf)
    rulebook: Rulebook = field(default_factory=Rulebook)
    answering: "Callable[[HubService, Device], DeviceHub] | None" = None

    def of(self, device: Device) -> "DeviceHub":
        """The hub as this register sees it."""
        return DeviceHub(self, device) if self.answering is None else self.answering(self, device)

    def let_in(self, asking: Asking) -> Admitted:
        """Pair a register. Raises Refused(BAD_CODE, BAD_STORE, ALREADY_PAIRED) and HubBusy."""

        def act(connection: Connection) -> Admitted:
            now = self.clock.now()
            who = asking.code, asking.register, asking.store
            paired = devices.pair(connection, *who, now, asking.for_hub, public=asking.public)
            device = paired.device
            name, epoch = history.name(connection), history.head(connection).epoch
            key = hash_key.known(connection) if asking.wants_key else None
            return Admitted(name, paired.token, device.store, device.register, device.key, epoch, hash_key=key)

        return self.write(act)

    def device_of(self, token: str) -> devices.Known | None:
        """Who shows this token; None: nobody we know. Raises HubBusy."""
        return self.read(lambda connection: devices.device_of(connection, token))

    def counts(self) -> tuple[int, int]:
        """How many registers may speak, and the head's position. Raises HubBusy."""

        def ask(connection: Connection) -> tuple[int, int]:
            live = sum(seen.revoked_at is None for seen in devices.all_devices(connection))
            return live, history.head(connection).position

        return self.read(ask)

    def programs(self, connection: Connection) -> HubPrograms:
        """What the facts say of programs, campaigns and stores, within a transaction."""
        return HubPrograms(connection, self.shelf.look(connection))

    def calendar(self, connection: Connection, store: str) -> BusinessCalendar | None:
        """A store's zone and cut-off, as far as a fact says."""
        with suppress(Refused):
            return self.programs(connection).calendar(store)
        return None

    def write(self, act: Callable[[Connection], T]) -> T:
        """One transaction, begun anew when another one came in between. Raises HubBusy."""
        for _ in range(TRIES):
            try:
                with self.database.writing() as connection:
                    return act(connection)
            except UNWELL as error:
                if not is_worth_another_try(error):
                    raise HubBusy(UNWELL_WORDS, after=5.0) from error
        raise HubBusy("The hub has much to do. It is tried again.", after=1.0)

    def read(self, ask: Callable[[Connection], T]) -> T:
        """Several reads. Raises HubBusy."""
        try:
            with self.database.reading() as connection:
                return ask(connection)
        except UNWELL as error:
            raise HubBusy(UNWELL_WORDS, after=5.0) from error

    def read_again(self) -> int:
        """Judge anew what was parked, once this PosDesk is newer than the one that parked it; yields how many facts
        stand now. For a hub's start, before it serves. Raises HubBusy."""
        now = self.clock.now()
        fresh = self.write(lambda connection: intake.take_again(connection, now, self.calendars_in(connection)))
        self.tell(fresh)
        return len(fresh)

    def calendars_in(self, connection: Connection) -> intake.Calendars:
        """Every store's, asked within a transaction."""
        return lambda store: self.calendar(connection, store)

    def tell(self, fresh: Sequence[tuple[int, Fact]]) -> None:
        """Say what is new, once it is committed."""
        if any(fact.kind == erasure.KIND for _, fact in fresh):
            self.database.note_erasures()
        if fresh:
            self.told(fresh)


@dataclass(frozen=True, slots=True)
class DeviceHub:
    """The port `Hub` for one register."""

    service: HubService
    device: Device

    def hello(self, hello: Hello) -> Welcome:
        """See the port."""
        now = self.service.clock.now()
        return self.service.write(lambda connection: self._welcome(connection, hello, now))

    def _welcome(self, connection: Connection, hello: Hello, now: Instant) -> Welcome:
        met = self._meet(connection, hello.witnesses, now)
        device, head = self.device, history.head(connection)
        known = devices.last_of_row(connection, device, hello.incarnation)
        lineage = _lineage(connection, device, hello, known)
        greeted = devices.greet(connection, device, hello, now, odd=met.relay is not None)
        self._note(connection, hello, lineage, known, greeted, now)
        asker = Asker(device, now, greeted.incarnation, greeted.since)
        return Welcome(
            hub=history.name(connection),
            epoch=head.epoch,
            head=head,
            agreed=met.agreed,
            lineage=lineage,
            known=known,
            incarnation=greeted.incarnation,
            now=now,
            version=met.version,
            erased=erasure.beyond(connection, min(hello.cursor, met.agreed), wire.MOST_IDS),
            allowances=self._allowances(connection, asker, hello.let_out),
            relay=met.relay,
            hash_key=_key_for(connection, hello),
        )

    def _meet(self, connection: Connection, witnesses: Sequence[Witness], now: Instant) -> Met:
        if witnesses and not history.knows(connection, witnesses[0]):
            self._lost(connection, witnesses[0], now)
        return Met(history.agreed(connection, witnesses))

    def _allowances(self, connection: Connection, asker: Asker, let_out: Mapping[str, int]) -> Mapping[str, int] | None:
        service = self.service
        return service.rulebook.allowances(service.programs, connection, asker, let_out)

    def push(self, seen: Witness, lines: Sequence[str]) -> Answered:
        """See the port."""
        if len(lines) > wire.MOST_FACTS or (len(lines) > 1 and sum(map(len, lines)) > wire.MOST_BYTES):
            raise NotTaken(f"A request holds {wire.MOST_FACTS} facts and {wire.MOST_BYTES} bytes at most.")
        offered = [intake.read(line) for line in lines]
        taken = self.service.write(lambda connection: self._take(connection, seen, offered))
        if taken is None:
            raise HistoryChanged(CHANGED)
        self.service.tell(taken.fresh)
        return Answered(taken.verdicts, taken.head)

    def pull(self, seen: Witness, after: int, limit: int) -> Page:
        """See the port."""
        limit = max(1, min(limit, wire.MOST_FACTS))
        return self._read(seen, lambda connection: feed.page(connection, max(0, after), limit, wire.MOST_BYTES))

    def have(self, seen: Witness, ids: Sequence[str]) -> list[int]:
        """See the port."""
        if len(ids) > wire.MOST_IDS:
            raise NotTaken(f"A request asks for {wire.MOST_IDS} ids at most.")
        return self._read(seen, lambda connection: feed.positions(connection, ids))

    def share(self, seen: Witness, after: str, upto: str, ids: Sequence[str]) -> Shared:
        """See the port. At head office nothing lies in a tray."""
        if len(ids) > wire.MOST_IDS:
            raise NotTaken(f"A request asks for {wire.MOST_IDS} ids at most.")

        def ask(connection: Connection) -> Shared:
            lacking = tray.lacking(connection, ids)
            lines, far = tray.of_span(connection, after, upto, ids, wire.MOST_FACTS, wire.MOST_BYTES)
            return Shared(tuple(lacking), tuple(lines), far)

        return self._read(seen, ask)

    def vouch(self, registers: Sequence[Vouched]) -> list[Standing]:
        """See the port `HeadOffice`."""
        if not self.device.for_hub:
            raise NotTaken(NO_HUB)
        now = self.service.clock.now()
        return self.service.write(lambda connection: vouching.vouch(connection, self.device, registers, now))

    def tally(self, seen: Witness, first_day: str, last_day: str) -> list[DayTally]:
        """See the port."""
        first, last = date.fromisoformat(first_day), date.fromisoformat(last_day)
        return self._read(seen, lambda connection: feed.tallies(connection, first, last))

    def may_have(self, seen: Witness, witness: Witness) -> bool:
        """Whether this register may have a snapshot of that moment. Raises HistoryChanged for a `seen` that the hub
        does not know."""
        return self._read(seen, lambda connection: standing.may_be_given(connection, witness))

    def _take(self, connection: Connection, seen: Witness, offered: Sequence[Offered]) -> intake.Taken | None:
        """None: the register has seen another history; that is noted, and nothing is taken."""
        now = self.service.clock.now()
        if not history.knows(connection, seen):
            self._lost(connection, seen, now)
            return None
        return intake.take(connection, self.device, offered, now, self.service.calendars_in(connection))

    def _read(self, seen: Witness, ask: Callable[[Connection], T]) -> T:
        answer = self.service.read(lambda connection: ask(connection) if history.knows(connection, seen) else None)
        if answer is not None:
            return answer
        self.service.write(lambda connection: self._lost(connection, seen, self.service.clock.now()))
        raise HistoryChanged(CHANGED)

    def _lost(self, connection: Connection, seen: Witness, now: int) -> None:
        began = history.head(connection).position
        if history.lost(connection, seen, self.device.key, now) is not None:
            words = ROLLED_BACK.format(missing=max(seen.position - began, 0))
            devices.note_attention(connection, self.device, "rolled_back", words, now)

    def _note(
        self,
        connection: Connection,
        hello: Hello,
        lineage: Lineage,
        known: int,
        greeted: devices.Greeted,
        now: Instant,
    ) -> None:
        """What the owner should hear of. What an old hello that comes late would look like as well has to wait."""
        device, off = self.device, hello.now - now
        place = {"register": device.register, "store": device.store}
        devices.note_incarnation(connection, device, hello.incarnation)
        if lineage is Lineage.RESTORED:
            words = RESTORED.format(known=known, said=hello.sequence, **place)
            devices.note_attention(connection, device, "restored", words, now, greeted.incarnation)
        if lineage is Lineage.FORKED:
            devices.note_attention(connection, device, "twin", TWIN.format(**place), now, greeted.incarnation)
        if greeted.fresh and abs(off) > intake.TOLERANCE:
            words = CLOCK.format(seconds=f"{abs(off) // 1000:,}", **place)
            devices.note_attention(connection, device, "clock", words, now)


def _key_for(connection: Connection, hello: Hello) -> bytes | None:
    """The chain's key for hashes of IDs, where the one that says hello can keep a secret and has another, or none."""
    key = None if hello.hash_mark is None else hash_key.known(connection)
    return None if mark_of(key) == hello.hash_mark else key


def _lineage(connection: Connection, device: Device, hello: Hello, known: int) -> Lineage:
    """How the register's row looks beside what is here of it. known: the last of it here."""
    if hello.last is not None and hello.sequence:
        there = devices.at_place(connection, device, hello.incarnation, hello.sequence)
        if any(id != blob_of(hello.last) for id in there):
            return Lineage.FORKED
    return Lineage.RESTORED if known > hello.sequence else Lineage.SAME
