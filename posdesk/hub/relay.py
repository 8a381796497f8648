"""Decides how a store's hub exchanges facts with head office, and when: a cycle like a register's, over the hub's
database.

    the cycle -> what registers were told and this hub was not -> whom it let in

It runs in a thread of the serving process; several workers have one, in the process above them. Two at once would do no
harm. Refuses to know HTTP (it is given `reach`).
"""

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from functools import partial
from random import random
from threading import Event, Thread
from typing import Any

from sqlalchemy import Connection

from db.hub import devices, hash_key, tray, upstream, vouching
from db.hub.intake import Device
from db.hub.upstream import HubReplica
from posdesk.counter.hub_line import LineTrouble
from posdesk.domain.id_hash import mark_of
from posdesk.domain.refusals import EnvironmentTrouble, Refused
from posdesk.domain.replication import Answered, DayTally, Done, Hello, Page, Shared, Welcome, Witness
from posdesk.hub.logs import Log, bug_of, line_of, to_stderr
from posdesk.hub.service import HubService
from posdesk.sync import sharing_wire
from posdesk.sync.cycle import Cycle
from posdesk.sync.line import Timeouts
from posdesk.sync.ports import HeadOffice
from posdesk.sync.schedule import Schedule
from posdesk.sync.trouble import HistoryChanged, HubBusy, NotTaken, Revoked, WrongHub

LOOK_SECONDS = 1.0
"""How often it is looked whether something waits: workers tell nobody."""
BENEATH = "A store's hub has no other store's hub beneath it: pair this one with head office."
TAKEN = (
    "Head office has another register named {register} in {store}, so this one cannot go there when this hub is away. "
    "Revoke the other there: hub revoke {store} {register}"
)
REVOKED = (
    "Head office lets this hub in no more. It goes on sharing in the store; pair it anew: hub pair-upstream URL CODE"
)

Reach = Callable[[], AbstractContextManager[HeadOffice]]
"""Head office, open until the block ends. Raises Refused, EnvironmentTrouble or SyncTrouble."""


def exchange(service: HubService, office: HeadOffice) -> Done:
    """All of it once, with what came of it noted. Raises SyncTrouble; what was done until then stays done."""
    now = service.clock.now
    try:
        done = _exchange(service, office)
    except LineTrouble as trouble:
        note_trouble(service, trouble)
        raise
    service.write(lambda connection: upstream.note_tried(connection, now(), None, ""))
    return done


def note_trouble(service: HubService, trouble: LineTrouble) -> None:
    """Why an exchange did not end well, or could not begin."""
    service.write(partial(_note_trouble, at=service.clock.now(), trouble=trouble))


def _exchange(service: HubService, office: HeadOffice) -> Done:
    replica = HubReplica(service.database, service.clock, service.tell)
    done = Cycle(_Above(office), replica, service.clock, keys=_Keys(service)).run()
    for seen in service.read(upstream.all_shown):
        known = _knows(office, seen)
        service.write(partial(upstream.judged, seen=seen, known=known))
    _vouch(service, office)
    return done


def _knows(office: HeadOffice, seen: Witness) -> bool:
    """Whether head office's history went through there; if not, it learns by this that it was put back."""
    try:
        office.have(seen, [])
    except (HistoryChanged, NotTaken):
        return False
    return True


def _vouch(service: HubService, office: HeadOffice) -> None:
    place = service.read(upstream.upstream_of)
    assert place is not None, "this hub has one above it"
    asked = service.read(lambda connection: vouching.vouched_here(connection, place.store))[
        -sharing_wire.MOST_REGISTERS :
    ]
    said = office.vouch([one for _, one in asked]) if asked else []
    now = service.clock.now()

    def act(connection: Connection) -> None:
        for name in vouching.take_standings(connection, asked, said, now):
            words = TAKEN.format(store=place.store, register=name)
            devices.note_attention(connection, Device(0, place.store, name), "taken", words, now)

    service.write(act)


def _note_trouble(connection: Connection, at: int, trouble: LineTrouble) -> None:
    upstream.note_tried(connection, at, trouble.fault.value, trouble.words)
    if isinstance(trouble, Revoked):
        place = upstream.upstream_of(connection)
        assert place is not None, "this hub has one above it"
        devices.note_attention(connection, Device(0, place.store, place.register), "revoked", REVOKED, at)


@dataclass(frozen=True, slots=True)
class _Keys:
    """The port `HashKeyHome` of a store's hub, which passes the key on to its registers."""

    service: HubService

    def hash_mark(self) -> str:
        """See the port."""
        return mark_of(self.service.read(hash_key.known))

    def keep_hash_key(self, key: bytes) -> None:
        """See the port."""
        self.service.write(partial(hash_key.told, key=key))


@dataclass(frozen=True, slots=True)
class _Above:
    """The port `Hub` of head office, which another store's hub is not."""

    office: HeadOffice

    def hello(self, hello: Hello) -> Welcome:
        """See the port."""
        welcome = self.office.hello(hello)
        if welcome.relay is not None:
            raise WrongHub(BENEATH)
        return welcome

    def push(self, seen: Witness, lines: Sequence[str]) -> Answered:
        """See the port."""
        return self.office.push(seen, lines)

    def pull(self, seen: Witness, after: int, limit: int) -> Page:
        """See the port."""
        return self.office.pull(seen, after, limit)

    def have(self, seen: Witness, ids: Sequence[str]) -> list[int]:
        """See the port."""
        return self.office.have(seen, ids)

    def tally(self, seen: Witness, first_day: str, last_day: str) -> list[DayTally]:
        """See the port."""
        return self.office.tally(seen, first_day, last_day)

    def share(self, seen: Witness, after: str, upto: str, ids: Sequence[str]) -> Shared:
        """See the port."""
        return self.office.share(seen, after, upto, ids)


@dataclass(slots=True)
class Relaying:
    """The thread that does it when it is due: `with Relaying(service, reach):`. seconds: never goes back. chance: in
    [0, 1)."""

    service: HubService
    reach: Reach
    log: Log = to_stderr
    seconds: Callable[[], float] = time.monotonic
    chance: Callable[[], float] = random
    look: float = LOOK_SECONDS
    _ending: Event = field(default_factory=Event)
    _thread: Thread | None = None

    def __enter__(self) -> "Relaying":
        """Begin."""
        self._thread = Thread(target=self._run, name="relay", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End; an exchange under way is waited for, for as long as a request may take."""
        self._ending.set()
        assert self._thread is not None
        self._thread.join(Timeouts().whole)

    def _run(self) -> None:
        schedule = Schedule().started(self._now(), self.chance())
        while not self._ending.wait(self.look):
            try:
                schedule = self._look(schedule)
            except Exception as error:  # a thread that ends says nothing to anybody
                self._log(bug_of(error) | {"error": "bug"})
                schedule = schedule.failed(self._now(), None, self.chance())

    def _look(self, schedule: Schedule) -> Schedule:
        """What is due is done. Raises what is a bug."""
        if not schedule.is_due(self._now()):
            return schedule.recorded(self._now()) if self._waits() else schedule
        schedule, began, begun = schedule.begun(self._now()), self._now(), False
        try:
            with self.reach() as office:
                begun = True
                done = exchange(self.service, office)
        except LineTrouble as trouble:
            if not begun:  # no exchange has noted it
                note_trouble(self.service, trouble)
            self._log({"error": trouble.fault.value})
            return schedule.failed(self._now(), trouble, self.chance())
        except (Refused, EnvironmentTrouble) as trouble:
            self._log({"error": type(trouble).__name__})
            return schedule.failed(self._now(), None, self.chance())
        if done.sent or done.came or done.again:
            self._log({"sent": done.sent, "came": done.came, "again": done.again, "ms": self._now() - began})
        return schedule.ended(self._now())

    def _waits(self) -> bool:
        with suppress(HubBusy):
            return self.service.read(tray.waits)
        return False

    def _now(self) -> int:
        return int(self.seconds() * 1000)

    def _log(self, noted: dict[str, Any]) -> None:
        self.log(line_of(noted | {"at": self.service.clock.now(), "event": "relay"}))
