"""A hub and two registers, each a process that may be killed at any moment, and a bad line between them; and what has
to be true when all of it is over."""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from db import store as stores
from db.hub import devices, feed, overview
from db.hub.opening import HubDatabase, open_hub
from db.new_ids import RandomIds
from db.state import state_hash
from db.transfer import export_facts
from posdesk import compose
from posdesk.domain.codec import decode_fact
from posdesk.domain.replication import Done
from posdesk.office.programs import publish
from posdesk.office.stores import open_store
from tests.builders import CALENDAR, SAMPLE_PROGRAM, STORE
from tests.hub.mortals import Nursery, desk_of, line_of, opened, with_patience
from tests.sync import faults
from tests.sync.faults import BadLine, Fault

NAMES = ("front-1", "front-2")
VICTIMS = (("hub",), ("front-1",), ("front-2",), ("hub", "front-1"), ("front-1", "front-2"))
SIGN_IN = faults.an_answer("200 OK", "text/html", b"<html>Sign in to this network</html>")
BUSY = faults.an_answer("503 Service Unavailable", "text/plain", b"upstream is gone")
FAULTS: tuple[Fault, ...] = (
    faults.lost_on_the_way,
    faults.answer_lost,
    faults.twice,
    faults.silence,
    faults.dripping,
    faults.cut_without_a_word_on_length,
    faults.late(0.2),
    faults.cut(0.1),
    faults.cut(0.9),
    faults.instead(SIGN_IN),
    faults.instead(BUSY),
    faults.instead(b"\x16\x03\x01 this is no HTTP \xff\xfe\r\n\r\n"),
)
HANGS = 60.0
"""Seconds after which something that ought to happen is said never to happen."""


@dataclass
class Chaos:
    """All of it in one folder. seed: of everything that is drawn. killed: how often each of them was."""

    folder: Path
    database: str
    seed: str
    nursery: Nursery
    line: BadLine
    rng: Random = field(init=False)
    pids: dict[str, int] = field(default_factory=dict)
    killed: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.rng = Random(self.seed)

    # --------------------------------------------------------------------------------------------------- the beginning

    def set_up(self) -> None:
        """A hub that serves, and two registers that are paired with it and hold the same."""
        self.begin("hub")
        hub = open_hub(self.database)
        try:
            for name in NAMES:
                self._set_up_register(name, hub)
        finally:
            hub.close()

    def _set_up_register(self, name: str, hub: HubDatabase) -> None:
        clock, ids, folder = compose.SystemClock(), RandomIds(), self.folder / name
        stores.create(folder, store=STORE, register=name, clock=clock, ids=ids, keyring=False)
        with hub.writing() as connection:
            code = devices.make_code(connection, STORE, clock.now())
        store = opened(folder)
        line = line_of(store)
        try:
            line.pair(self.line.url, code)
            line.exchange(_nobody)
            if name == NAMES[0]:
                self._open_the_shop(store)
                line.exchange(_nobody)
        finally:
            line.close()
            store.close()

    def _open_the_shop(self, store: stores.Store) -> None:
        descriptor = os.open(self.said(NAMES[0]), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            desk = desk_of(store, descriptor)
            open_store(desk.ledger, desk.clock, desk.ids, store=STORE, name="Corner Leaf", zone=CALENDAR.zone)
            publish(desk, SAMPLE_PROGRAM.read_text(encoding="utf-8"))
        finally:
            os.close(descriptor)

    def said(self, register: str) -> Path:
        """The file of what a register has acknowledged."""
        return self.folder / f"{register}.said"

    def log(self, name: str) -> Path:
        """What a process wrote."""
        return self.folder / f"{name}.log"

    # ------------------------------------------------------------------------------------------------ births and deaths

    def begin(self, name: str, *, wait: bool = True) -> None:
        """Start one of them anew. wait: until the hub answers."""
        if name != "hub":
            life = f"{self.seed} {name} {self.killed[name]}"
            given = str(self.folder / name), str(self.said(name)), life
            self.pids[name] = self.nursery.born("register", self.log(name), *given)
            return
        address = self.folder / "hub.address"
        address.unlink(missing_ok=True)
        self.pids["hub"] = self.nursery.born("hub", self.log("hub"), self.database, str(address))
        if wait:
            self.until(address.exists, "the hub listens")
            self.line.lead_to(address.read_text("ascii"))

    def kill(self, name: str) -> None:
        """kill -9. It has to have been alive until then."""
        pid = self.pids.pop(name)
        os.kill(pid, signal.SIGKILL)
        code = self.nursery.buried(pid)
        assert code == -signal.SIGKILL, f"{name} had ended by itself; seed {self.seed}:\n{self._last_words(name)}"
        self.killed[name] += 1

    def end(self) -> None:
        """Whoever still lives does so no longer; whatever it did before is of no interest any more."""
        for name in list(self.pids):
            os.kill(pid := self.pids.pop(name), signal.SIGKILL)
            self.nursery.buried(pid)

    def round(self) -> None:
        """Faults on the line; at some moment somebody dies, and comes back; now and then dies while coming back."""
        self.line.next(*self.rng.choices(FAULTS, k=self.rng.randrange(4)))
        goal = len(self.acknowledged()) + self.rng.randrange(1, 25)
        self.until(lambda: len(self.acknowledged()) >= goal, "something is recorded")
        time.sleep(self.rng.random() * 0.15)
        for name in self.rng.choice(VICTIMS):
            self.kill(name)
            if self.rng.random() < 0.2:
                self.begin(name, wait=False)
                time.sleep(self.rng.random() * 0.3)
                self.kill(name)
            self.begin(name)

    def run(self, rounds: int) -> None:
        """All rounds; at their end everybody has been killed once more."""
        for name in NAMES:
            self.begin(name)
        for _ in range(rounds):
            self.round()
        for name in list(self.pids):
            self.kill(name)
        self.line.heal()

    def until(self, ready: Callable[[], bool], what: str) -> None:
        """Wait for it. Fails when it never comes."""
        ends = time.monotonic() + HANGS
        while not ready():
            words = {name: self._last_words(name) for name in ("hub", *NAMES)}
            assert time.monotonic() < ends, f"never: {what}; seed {self.seed}; {words}"
            time.sleep(0.005)

    def _last_words(self, name: str) -> str:
        path = self.log(name)
        return path.read_text("utf-8", "replace")[-2000:] if path.exists() else "(nothing)"

    # -------------------------------------------------------------------------------------------------------- the end

    def acknowledged(self) -> list[str]:
        """The id of every fact that any register has said to be safe."""
        found = []
        for name in NAMES:
            path = self.said(name)
            found += path.read_text("ascii").splitlines() if path.exists() else []
        return found

    def settle(self) -> dict[str, str]:
        """The hub comes back for good; each register exchanges until all of them hold the same: their state hashes."""
        self.begin("hub")
        return {name: self._settled(name) for name in (*NAMES, *NAMES)}

    def _settled(self, name: str) -> str:
        store = opened(self.folder / name)
        line = line_of(store)
        try:
            self.until(lambda: with_patience(lambda: line.exchange(_nobody)), f"{name} exchanges")
            assert store.ledger.waiting().count == 0, f"seed {self.seed}"
            assert line.state().aside == (), f"seed {self.seed}"
            return state_hash(store)
        finally:
            line.close()
            store.close()

    def ids_on(self, name: str) -> list[str]:
        """The ids of all facts a register holds."""
        store = opened(self.folder / name)
        try:
            return [decode_fact(line).id for line in export_facts(store)]
        finally:
            store.close()

    def differences(self, name: str) -> list[object]:
        """The days on which a register and the hub hold different facts."""
        store = opened(self.folder / name)
        line = line_of(store)
        try:
            return list(line.compare(7))
        finally:
            line.close()
            store.close()

    def at_the_hub(self) -> list[tuple[int, str]]:
        """Position and id of every fact the hub holds."""
        hub = open_hub(self.database)
        try:
            with hub.reading() as connection:
                return [(placed.position, decode_fact(placed.line).id) for placed in feed.all_lines(connection)]
        finally:
            hub.close()

    def complaints(self) -> list[str]:
        """What the hub's owner would be told, and what it could not take; and its bugs."""
        hub = open_hub(self.database)
        try:
            with hub.reading() as connection:
                told = [one.words for one in overview.all_attention(connection, 100)]
                told += [one.words for one in overview.all_parked(connection, 100)]
        finally:
            hub.close()
        return told + [line for line in self.log("hub").read_text("utf-8").splitlines() if '"bug"' in line]


def _nobody(done: Done, fresh: object) -> None:
    """Nobody is told."""
