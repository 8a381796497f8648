"""The network between a register and the hub: every message goes through its bytes, and any of them may be lost, come
twice, come late, or be somebody else's."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import Any, TypeVar, cast

from posdesk.domain.refusals import Refused
from posdesk.domain.replication import (
    Answered,
    DayTally,
    Hello,
    Outcome,
    Page,
    Shared,
    Standing,
    Verdict,
    Vouched,
    Welcome,
    Witness,
)
from posdesk.sync import sharing_wire as written
from posdesk.sync import wire
from posdesk.sync.ports import HeadOffice, Hub
from posdesk.sync.trouble import HubBusy, NoHub, NotTaken
from tests.sim.places import Crashed, SimHub

T = TypeVar("T")


class Fault(StrEnum):
    """What may become of one call."""

    REQUEST_LOST = "the request is lost"
    ANSWER_LOST = "the answer is lost"
    TWICE = "the request arrives twice"
    LATE = "the request arrives later, and its answer nowhere"
    PORTAL = "a captive portal answers"
    CUT = "the answer is cut"
    BUSY = "the hub asks for patience"
    HUB_CUT = "the hub's power is cut in the middle"


@dataclass(slots=True)
class Network:
    """Between all registers and one hub. rate: how often something goes wrong. late: calls still on their way."""

    hub: SimHub
    rng: Random
    rate: float = 0.0
    late: list[Callable[[], str]] = field(default_factory=list)
    pushed: list[tuple[str, list[str]]] = field(default_factory=list)

    def call(self, act: Callable[[], str], read: Callable[[str], T], portal: Callable[[str], T] | None = None) -> T:
        """One request: `act` is the hub's part and gives its answer's text, `read` is the register's."""
        fault = self.rng.choice(list(Fault)) if self.rng.random() < self.rate else None
        if fault in (Fault.REQUEST_LOST, Fault.LATE):
            if fault is Fault.LATE:
                self.late.append(act)
            raise NoHub("lost on the way")
        if fault is Fault.BUSY:
            raise HubBusy("patience", after=5)
        if fault is Fault.PORTAL:
            return self._portal(read, portal)
        text = self._act(act, cut=fault is Fault.HUB_CUT)
        if fault is Fault.TWICE:
            text = self._act(act, cut=False)
        if fault is Fault.ANSWER_LOST:
            raise NoHub("no answer")
        if fault is Fault.CUT:
            return self._read(read, text[: self.rng.randrange(max(len(text), 1))])
        return self._read(read, text)

    def deliver_late(self) -> None:
        """One of the late calls arrives; nobody waits for its answer."""
        if self.late:
            act = self.late.pop(self.rng.randrange(len(self.late)))
            try:
                self._act(act, cut=False)
            except Exception:  # whatever it says, it says it to nobody
                return

    def _act(self, act: Callable[[], str], *, cut: bool) -> str:
        if cut:
            self.hub.fuse.arm(25)
        try:
            return act()
        except Crashed:
            self.hub.restart()
            raise NoHub("the hub is gone") from None
        finally:
            self.hub.fuse.left = None

    def _read(self, read: Callable[[str], T], text: str) -> T:
        """A text that is not a whole answer is as good as none (F21)."""
        try:
            return read(text)
        except Refused as no:
            raise NoHub(str(no)) from None

    def _portal(self, read: Callable[[str], T], trusting: Callable[[str], T] | None) -> T:
        page = "<html>Welcome to Corner Coffee. Accept our terms.</html>"
        return trusting(page) if trusting is not None else self._read(read, page)


@dataclass(slots=True)
class HubOverNetwork:
    """The port `Hub` as a register has it: every message is written, carried and read."""

    network: Network
    service: Callable[[], Hub]
    register: str
    trusting: bool = False

    def hello(self, hello: Hello) -> Welcome:
        """See the port."""
        text = wire.write_hello(hello)
        return self.network.call(
            lambda: wire.write_welcome(self.service().hello(wire.read_hello(text))), wire.read_welcome
        )

    def push(self, seen: Witness, lines: Sequence[str]) -> Answered:
        """See the port."""
        self.network.pushed.append((self.register, list(lines)))
        text, witness = wire.write_lines(lines), wire.write_witness(seen)
        return self.network.call(
            lambda: wire.write_answered(self.service().push(wire.read_witness(witness), wire.read_lines(text))),
            lambda answer: wire.read_answered(answer, len(lines)),
            portal=(lambda _: _all_well(len(lines), seen)) if self.trusting else None,
        )

    def pull(self, seen: Witness, after: int, limit: int) -> Page:
        """See the port."""
        witness = wire.write_witness(seen)
        return self.network.call(
            lambda: wire.write_page(self.service().pull(wire.read_witness(witness), after, limit)),
            lambda answer: wire.read_page(answer, after),
        )

    def have(self, seen: Witness, ids: Sequence[str]) -> list[int]:
        """See the port."""
        text, witness = wire.write_ids(ids), wire.write_witness(seen)
        return self.network.call(
            lambda: wire.write_positions(self.service().have(wire.read_witness(witness), wire.read_ids(text))),
            lambda answer: wire.read_positions(answer, len(ids)),
        )

    def share(self, seen: Witness, after: str, upto: str, ids: Sequence[str]) -> Shared:
        """See the port."""
        text, witness = written.write_sharing(after, upto, ids), wire.write_witness(seen)
        return self.network.call(
            lambda: written.write_shared(self.service().share(wire.read_witness(witness), *written.read_sharing(text))),
            lambda answer: written.read_shared(answer, after),
        )

    def vouch(self, registers: Sequence[Vouched]) -> list[Standing]:
        """See the port `HeadOffice`."""
        text = written.write_vouched(registers)
        return self.network.call(
            lambda: written.write_standings(cast(HeadOffice, self.service()).vouch(written.read_vouched(text))),
            lambda answer: written.read_standings(answer, len(registers)),
        )

    def tally(self, seen: Witness, first_day: str, last_day: str) -> list[DayTally]:
        """See the port."""
        witness = wire.write_witness(seen)
        return self.network.call(
            lambda: wire.write_tally(self.service().tally(wire.read_witness(witness), first_day, last_day)),
            wire.read_tally,
        )


def _all_well(count: int, seen: Witness) -> Answered:
    """What a client would believe that takes any answer for a yes."""
    return Answered(tuple(Verdict(Outcome.ALREADY, 1) for _ in range(count)), seen)


@dataclass(frozen=True, slots=True)
class Picky:
    """A hub behind something that throws out whole requests because of one fact in them."""

    hub: Hub
    indigestible: set[str]

    def push(self, seen: Witness, lines: Sequence[str]) -> Answered:
        """See the port."""
        if any(id in line for line in lines for id in self.indigestible):
            raise NotTaken("It stuck in something's throat.")
        return self.hub.push(seen, lines)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.hub, name)
