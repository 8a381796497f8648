"""The twelve rules of the exchange, each broken once: what a simulation is worth shows in whether it notices.

A mutant is one part put together otherwise, in front of the real ones: nothing of theirs is patched.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from db.readers import all_facts
from posdesk.domain.codec import decode_fact
from posdesk.domain.facts import Draft, Fact, RewardRedeemed, happened_at
from posdesk.domain.refusals import Refused
from posdesk.domain.replication import (
    START,
    Answered,
    Hello,
    Outcome,
    Page,
    Received,
    Verdict,
    Welcome,
    Witness,
)
from posdesk.sync.ports import Hub, Replica
from posdesk.sync.trouble import NoHub, NotTaken
from tests.sim.cast import GIFTS
from tests.sim.places import SimHub, SimRegister
from tests.sim.world import Rules


def _read(line: str) -> Fact | None:
    try:
        return decode_fact(line)
    except (Refused, ValueError):
        return None


@dataclass(frozen=True)
class HubInFront:
    """A hub as it is; a mutant says something else in one place."""

    inner: Hub
    hub: SimHub | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


class KnowsByPlace(HubInFront):
    """1: it takes register and sequence for a fact's name, as many do."""

    def push(self, seen: Witness, lines: Sequence[str]) -> Answered:
        """See the port."""
        assert self.hub is not None
        there = [fact for line in self.hub.lines().values() if (fact := _read(line)) is not None]
        known = {(fact.register, fact.sequence): fact for fact in there}
        fresh = [line for line in lines if not self._is_known(line, known)]
        answered = self.inner.push(seen, fresh)
        verdicts = dict(zip(fresh, answered.verdicts, strict=True))
        return replace(answered, verdicts=tuple(verdicts.get(line, Verdict(Outcome.ALREADY, 1)) for line in lines))

    @staticmethod
    def _is_known(line: str, known: dict[tuple[str, int], Fact]) -> bool:
        fact = _read(line)
        return fact is not None and (fact.register, fact.sequence) in known


class ForgetsWitnesses(HubInFront):
    """4: it takes every register's word for having seen its own history."""

    def hello(self, hello: Hello) -> Welcome:
        """See the port."""
        welcome = self.inner.hello(replace(hello, witnesses=()))
        return replace(welcome, agreed=hello.witnesses[0].position if hello.witnesses else 0)

    def push(self, seen: Witness, lines: Sequence[str]) -> Answered:
        """See the port."""
        return self.inner.push(START, lines)

    def pull(self, seen: Witness, after: int, limit: int) -> Page:
        """See the port."""
        return self.inner.pull(START, after, limit)


class ShowsGaps(HubInFront):
    """6: positions are drawn when a request begins and show when it ends: while one takes long, later ones show."""

    def pull(self, seen: Witness, after: int, limit: int) -> Page:
        """See the port."""
        page = self.inner.pull(seen, after, limit)
        slow = {placed.position for placed in page.facts if placed.position % 7 == 3}
        assert self.hub is not None
        if self.hub.clock.now() // 60_000 % 3 or not page.facts or page.facts[-1].position in slow:
            return page
        return replace(page, facts=tuple(placed for placed in page.facts if placed.position not in slow))


class RefusesTheFuture(HubInFront):
    """8: what says that it happened later than now is not taken."""

    def push(self, seen: Witness, lines: Sequence[str]) -> Answered:
        """See the port."""
        assert self.hub is not None
        now = self.hub.clock.now() + 120_000
        early = [line for line in lines if (fact := _read(line)) is None or happened_at(fact) <= now]
        answered = self.inner.push(seen, early)
        verdicts = dict(zip(early, answered.verdicts, strict=True))
        late = Verdict(Outcome.PARKED, words="It has not happened yet.")
        return replace(answered, verdicts=tuple(verdicts.get(line, late) for line in lines))


class GrantsTwice(HubInFront):
    """CM08: each register may give what is left, whatever the others may."""

    def hello(self, hello: Hello) -> Welcome:
        """See the port."""
        welcome = self.inner.hello(hello)
        return replace(welcome, allowances=dict.fromkeys(welcome.allowances or (), GIFTS))


class NeverBehind(HubInFront):
    """A store's hub takes every register's word for having seen what it has."""

    def hello(self, hello: Hello) -> Welcome:
        """See the port."""
        welcome = self.inner.hello(hello)
        assert welcome.relay is not None
        agreed = hello.witnesses[0].position if hello.witnesses else 0
        return replace(welcome, agreed=agreed, relay=replace(welcome.relay, behind=False))


class GivesUpWhole(HubInFront):
    """7: a request that fails is tried again as it was."""

    def push(self, seen: Witness, lines: Sequence[str]) -> Answered:
        """See the port."""
        try:
            return self.inner.push(seen, lines)
        except NotTaken as no:
            raise NoHub(no.words) from None


@dataclass(frozen=True)
class ReplicaInFront:
    """A register's side as it is; a mutant does something else in one place."""

    inner: Replica
    register: SimRegister

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


class CountsDeliveries(ReplicaInFront):
    """2: whatever is delivered is written down, whether it was here before or not."""

    def receive(self, page: Page) -> Received:
        """See the port."""
        held = self.register.ids_held()
        again = [fact for placed in page.facts if (fact := _read(placed.line)) is not None and fact.id in held]
        received = self.inner.receive(page)
        for fact in again:
            if fact.kind == "visit.recorded":
                self._write_down(fact)
        return received

    def _write_down(self, fact: Fact) -> None:
        id = self.register.ids.new(self.register.clock.now())
        draft = Draft(id, fact.subject, fact.store, fact.staff, fact.occurred_at, fact.business_day, fact.body)
        self.register.store.ledger.append([draft])


class KeepsConfirmations(ReplicaInFront):
    """3: what was confirmed once is confirmed for ever."""

    def settle(self, welcome: Welcome) -> int:
        """See the port."""
        place = self.inner.place()
        newest = place.witnesses[0].position if place.witnesses else 0
        return self.inner.settle(replace(welcome, agreed=max(newest, welcome.agreed)))


class KeepsItsRow(ReplicaInFront):
    """5: a register with a twin goes on in the row it has."""

    def reincarnate(self, incarnation: int) -> int:
        """See the port."""
        return 0


class WithdrawalsWait(ReplicaInFront):
    """10: a withdrawal of consent waits its turn."""

    def unsent_urgent(self) -> list[int]:
        """See the port."""
        return []


class MovesOnFirst(ReplicaInFront):
    """10: the cursor is moved in a transaction of its own, before the facts are stored in another."""

    def receive(self, page: Page) -> Received:
        """See the port."""
        if page.facts:
            last = page.facts[-1]._replace(line="moved on")
            self.inner.receive(replace(page, facts=(last,)))
        return self.inner.receive(page)


class KeepsPersons(ReplicaInFront):
    """11: an erasure is the business of the register where it was asked for."""

    def settle(self, welcome: Welcome) -> int:
        """See the port."""
        return self.inner.settle(replace(welcome, erased=()))

    def receive(self, page: Page) -> Received:
        """See the port."""
        kept = tuple(placed for placed in page.facts if '"kind":"member.erased"' not in placed.line)
        return self.inner.receive(replace(page, facts=kept)) if kept or not page.facts else Received()


class DropsSecondUses(ReplicaInFront):
    """12: an award that was used cannot be used again, so a second use cannot be."""

    def receive(self, page: Page) -> Received:
        """See the port."""
        used = self._used()
        kept = [p for p in page.facts if (fact := _read(p.line)) is None or _award(fact) not in used or self._has(fact)]
        if not kept and page.facts:
            return Received()
        return self.inner.receive(replace(page, facts=tuple(kept)))

    def _used(self) -> set[tuple[str | None, str | None, int] | None]:
        store = self.register.store
        return {_award(fact) for fact in all_facts(store.connections.reader, store.names)} - {None}

    def _has(self, fact: Fact) -> bool:
        return fact.id in self.register.ids_held()


def _award(fact: Fact) -> tuple[str | None, str | None, int] | None:
    body = fact.body
    return (fact.subject, body.award_rule, body.award_n) if isinstance(body, RewardRedeemed) else None


@dataclass(frozen=True, slots=True)
class Mutant:
    """rule: its number in design.md, or its id. words: what it does wrong. rules: how the world is put together."""

    rule: str
    words: str
    rules: Rules = field(default_factory=Rules)


def _service(front: Callable[[Hub, SimHub], Hub]) -> Rules:
    return Rules(service=front)


def _replica(front: Callable[[Replica, SimRegister], Replica]) -> Rules:
    return Rules(replica=front)


MUTANTS = (
    Mutant("1", "the hub knows a fact by register and sequence", _service(KnowsByPlace)),
    Mutant("2", "a register counts deliveries", _replica(CountsDeliveries)),
    Mutant("3", "what was confirmed stays confirmed", _replica(KeepsConfirmations)),
    Mutant("4", "the hub does not look at witnesses", _service(ForgetsWitnesses)),
    Mutant("5", "a twin keeps its row", _replica(KeepsItsRow)),
    Mutant("6", "positions show with gaps", _service(ShowsGaps)),
    Mutant("7", "a failed request is tried as a whole", Rules(hub=GivesUpWhole)),
    Mutant("8", "the hub refuses the future", _service(RefusesTheFuture)),
    Mutant("9", "any answer is the hub's", Rules(trusting=True)),
    Mutant("10", "withdrawals wait their turn", _replica(WithdrawalsWait)),
    Mutant("10", "the cursor moves before the facts are stored", _replica(MovesOnFirst)),
    Mutant("11", "an erasure stays where it was asked for", _replica(KeepsPersons)),
    Mutant("CM08", "every register may give all that is left", _service(GrantsTwice)),
    Mutant("12", "a second use of an award is dropped", _replica(DropsSecondUses)),
)

BELOW = (Mutant("4", "a store's hub does not look at witnesses", Rules(below=NeverBehind)),)
"""What a store's hub could do wrong."""
