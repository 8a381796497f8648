"""Processes that a test kills: a hub that serves, and a register that records and exchanges facts until it dies.

Run as a program it is what they are forked from, so that a life begins in milliseconds: each line of its input asks for
something, and is answered by one line. It has no thread and no file open, so a fork of it is as good as a fresh start.
"""

import dataclasses
import json
import os
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from db import store as stores
from db.ledger import SqlLedger
from db.new_ids import RandomIds
from posdesk import compose
from posdesk.counter import undoing, visits
from posdesk.counter.enrolment import EnrolmentForm, enrol
from posdesk.counter.holds import HoldsInMemory
from posdesk.counter.ports import Appended, Desk, Station
from posdesk.counter.visits import VisitEntry, draft
from posdesk.domain.facts import Channel, ConsentSet, Draft
from posdesk.domain.refusals import Refused
from posdesk.domain.replication import Done
from posdesk.hub.serving import serve
from posdesk.sync.client import HttpHub, Timeouts
from posdesk.sync.register_line import RegisterLine
from posdesk.sync.trouble import HubBusy, SyncTrouble
from tests.rules.sources import PROJECT

IMPATIENT = Timeouts(connect=1.0, read=0.5, whole=1.5)
"""A register of a test waits no longer for a hub that is silent."""
BRANDS = ("Moonridge", "Hilltop", "Brindlewick", "Cinderpost")
NO_BALLAST = 4096


# ------------------------------------------------------------------------------------------------------------ the hub


def a_hub(database: str, told: str) -> None:
    """Serve, and write the address into the file `told` once it answers."""

    def ready(url: str) -> None:
        half = Path(f"{told}.new")
        half.write_text(url, encoding="ascii")
        half.replace(told)

    serve(database, port=0, ready=ready)


# ------------------------------------------------------------------------------------------------------- the register


@dataclass(frozen=True)
class Acknowledging:
    """The port Ledger: says each fact's id, in a file, after the append that stored it has returned."""

    ledger: SqlLedger
    said: int

    def append(self, drafts: Sequence[Draft]) -> Appended:
        """See the port."""
        appended = self.ledger.append(drafts)
        os.write(self.said, "".join(f"{fact.id}\n" for fact in appended.facts).encode("ascii"))
        return appended

    def __getattr__(self, name: str) -> Any:
        return getattr(self.ledger, name)


def opened(folder: Path) -> stores.Store:
    """The store of a register, as the program opens it."""
    return stores.open_store(folder, clock=compose.SystemClock(), ids=RandomIds(), ballast_bytes=NO_BALLAST)


def desk_of(store: stores.Store, said: int) -> Desk:
    """Its desk, which acknowledges into the open file `said`."""
    ledger, station = Acknowledging(store.ledger, said), Station(store.store, store.register, "Dana")
    return Desk(ledger, store.directory, store.programs, store.clock, store.ids, HoldsInMemory(), station)


def line_of(store: stores.Store) -> RegisterLine:
    """Its line to the hub, as the program has it, but for its patience."""
    line = compose.line_of(store)
    return dataclasses.replace(line, reach=lambda url, secret: HttpHub(url, secret, store.clock, timeouts=IMPATIENT))


def a_register(folder: str, said: str, seed: str) -> None:
    """Open the store in a folder; record and exchange in turn, for ever. said: the file of what was acknowledged."""
    rng, store = Random(seed), opened(Path(folder))
    descriptor = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    desk, line = desk_of(store, descriptor), line_of(store)
    while True:
        for _ in range(rng.randint(1, 5)):
            _do_something(desk, rng)
        with_patience(lambda: line.exchange(_nobody))


def _nobody(done: Done, fresh: Sequence[Any]) -> None:
    """Nobody is told."""


def with_patience(exchange: Callable[[], object]) -> bool:
    """Exchange; whether it went well. One that the hub asks to wait does so for a moment."""
    try:
        exchange()
    except HubBusy as busy:
        print(f"busy: {busy}", flush=True)
        time.sleep(min(busy.after, 0.2))
    except SyncTrouble as trouble:
        print(f"{type(trouble).__name__}: {trouble}", flush=True)
    else:
        return True
    return False


def _do_something(desk: Desk, rng: Random) -> None:
    """What happens at a counter: mostly visits; a newcomer, an undo, somebody who wants no messages any more."""
    known = desk.directory.recent(30)
    act = rng.random()
    if act < 0.15 or not known:
        enrol(desk, EnrolmentForm(f"Nova {rng.randrange(10**9):x}"))
    elif act < 0.3:
        visits.record(desk, None, VisitEntry(rng.randrange(100, 9000)))
    elif act < 0.36:
        said = ConsentSet(Channel.TEXT, rng.random() < 0.5, "asked")
        desk.ledger.append([draft(desk, rng.choice(known).member, said)])
    elif act < 0.42:
        try:
            undoing.undo_last(desk)
        except Refused:
            return
    else:
        entry = VisitEntry(rng.randrange(100, 15000), tuple(rng.sample(BRANDS, 2)))
        visits.record(desk, rng.choice(known).member, entry)


# ------------------------------------------------------------------------------------------------- births and deaths

LIVES: dict[str, Callable[..., None]] = {"hub": a_hub, "register": a_register}


def main() -> None:
    """`born NAME LOG ARGUMENT...` forks a life and answers its process id; `buried PID` waits for its end and answers
    its exit code. Both as a list in JSON."""
    for line in sys.stdin:
        what, *given = json.loads(line)
        if what == "born":
            answer = os.fork()
            if answer == 0:
                _live(*given)
        else:
            answer = os.waitstatus_to_exitcode(os.waitpid(given[0], 0)[1])
        print(answer, flush=True)


def _live(name: str, log: str, *given: str) -> None:
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    try:
        LIVES[name](*given)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


@dataclass
class Nursery:
    """The program that lives are forked from."""

    process: "subprocess.Popen[str]"

    def born(self, name: str, log: Path, *given: str) -> int:
        """Begin a life; its process id."""
        return self._ask("born", name, str(log), *given)

    def buried(self, pid: int) -> int:
        """Wait until one is over; its exit code, or minus the signal that ended it."""
        return self._ask("buried", pid)

    def _ask(self, *words: object) -> int:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{json.dumps(words)}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


@contextmanager
def a_nursery() -> Iterator[Nursery]:
    """It is ready when a life is asked for, and over at the end of the block."""
    words = [sys.executable, "-m", "tests.hub.mortals"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(words, cwd=PROJECT, text=True, **pipes) as process:  # type: ignore[call-overload]
        yield Nursery(process)
        process.stdin.close()


if __name__ == "__main__":
    main()
