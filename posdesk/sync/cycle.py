"""Decides what one exchange between a register and its hub consists of, in which order, and when it is over.

    hello -> what has to be offered again -> withdrawals of consent -> what waits -> what came -> done

With a store's hub, which gives no positions, what waits on both sides is compared instead (posdesk.sync.sharing).

Each step leaves both sides whole, so a cycle may be cut anywhere and begun anew; nothing in it depends on a clock.
Refuses to know threads, pauses and networks (posdesk.sync.schedule, posdesk.sync.client).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from posdesk import __version__
from posdesk.counter.hub_line import Progress
from posdesk.counter.ports import Clock
from posdesk.domain.replication import (
    START,
    Answered,
    Done,
    Hello,
    Lineage,
    Outcome,
    Place,
    Received,
    Verdict,
    Welcome,
    Witness,
    is_behind,
)
from posdesk.sync import wire
from posdesk.sync.ports import HashKeyHome, Hub, Replica, Shareable
from posdesk.sync.sharing import Sharing
from posdesk.sync.trouble import HistoryChanged, NotTaken, WrongHub

ROUNDS = 4
"""How often a cycle says hello anew because the hub's history turned out to be another one."""
OTHER_HUB = (
    "This is not the hub this register was paired with: nothing was sent. If the shop has a new hub, unpair this "
    "register and pair it anew."
)


Loaded = Callable[[int, int], None]
"""Told how many bytes of a snapshot have come, and of how many."""
Leap = Callable[[Place, Witness, Loaded], int]
"""Brings a register that is far behind a ready file instead of pages; yields how many facts are new with it. Place: of
the register; Witness: the hub's head. See posdesk.sync.snapshot."""


def stay(place: Place, head: Witness, loaded: Loaded) -> int:
    """The `Leap` of whoever takes pages only."""
    return 0


@dataclass(slots=True)
class Cycle:
    """One exchange under way. told: hears after each request how far it has come. keys: where the chain's key for
    hashes of IDs is kept; None: nowhere, and it is not asked for."""

    hub: Hub
    replica: Replica
    clock: Clock
    told: Progress = lambda done, fresh: None
    leap: Leap = stay
    keys: HashKeyHome | None = None
    done: Done = field(default_factory=Done)
    seen: Witness = START

    def run(self) -> Done:
        """Go through it. Raises SyncTrouble; what was done until then stays done, and `done` says what."""
        for _ in range(ROUNDS - 1):
            try:
                return self._once()
            except HistoryChanged:  # it went on in another history while we spoke: begin with what both have
                continue
        return self._once()

    def _once(self) -> Done:
        again = self._greet()
        if self._welcome().relay is not None:
            self._share()
        else:
            if again:
                self._find_what_it_has()
            self._push(self.replica.unsent_urgent())
            self._push(None)
        if not is_behind(self._welcome()):
            self._pull()
        return self.done

    def _welcome(self) -> Welcome:
        assert self.done.welcome is not None, "nothing is said before hello"
        return self.done.welcome

    def _share(self) -> None:
        """Compare with a store's hub what waits."""
        replica = cast(Shareable, self.replica)  # whoever is none refuses such a welcome (posdesk.hub.relay)
        if Sharing(self.hub, replica, self.seen, self._shared).run() is Outcome.FORKED:
            self._greet_as_twin()
            Sharing(self.hub, replica, self.seen, self._shared).run()

    def _shared(self, handed: int, aside: Sequence[tuple[str, str]], received: Received) -> None:
        done = self.done
        sent, came = done.sent + handed, done.came + len(received.new)
        self.done = replace(done, sent=sent, came=came, set_aside=(*done.set_aside, *aside))
        self.told(self.done, received.new)

    def _greet(self) -> int:
        """Say hello; yields how many facts wait again that had been confirmed."""
        place = self.replica.place()
        before = self.clock.now() + self.clock.off()
        hello = Hello(place.incarnation, place.sequence, place.last, place.witnesses, before, __version__, place.cursor)
        mark = None if self.keys is None else self.keys.hash_mark()
        welcome = self.hub.hello(replace(hello, let_out=self.replica.let_out(), heard=place.heard, hash_mark=mark))
        after = self.clock.now() + self.clock.off()
        if place.hub not in (None, welcome.hub):
            raise WrongHub(OTHER_HUB)
        if self.keys is not None and welcome.hash_key is not None:
            self.keys.keep_hash_key(welcome.hash_key)
        welcome = replace(welcome, hash_key=None)  # whoever else sees the answer has no business with it
        again = self.replica.settle(welcome)
        self.seen = welcome.head
        off = (before + after) // 2 - welcome.now
        self.done = replace(
            self.done,
            again=self.done.again + again,
            off=off,
            welcome=welcome,
            lineage=welcome.lineage,
            known=welcome.known,
        )
        if welcome.lineage is not Lineage.SAME:
            self._begin_new_row(welcome)
        self.told(self.done, ())
        return again

    def _begin_new_row(self, welcome: Welcome) -> None:
        self.replica.reincarnate(welcome.incarnation)
        self.done = replace(self.done, reincarnated=True)

    def _find_what_it_has(self) -> None:
        """Ask which of the waiting facts the hub holds: most of them, mostly, and an id is shorter than a fact."""
        after = 0
        while True:
            ids, after = self.replica.unsent_ids(after, wire.MOST_IDS)
            if not ids:
                return
            places = self.hub.have(self.seen, ids)
            there = [(id, Verdict(Outcome.ALREADY, at)) for id, at in zip(ids, places, strict=True) if at]
            self.replica.note_verdicts([id for id, _ in there], [verdict for _, verdict in there], self.seen)

    def _push(self, keys: Sequence[int] | None) -> None:
        """Send what waits (of `keys`: only these), in pieces as large as the hub takes."""
        limit, in_vain = wire.MOST_FACTS, 0
        while True:
            if keys is not None and not keys:
                return
            waiting = self.replica.unsent(limit, wire.MOST_BYTES, keys[:limit] if keys is not None else None)
            if not waiting:
                return
            try:
                answered = self.hub.push(self.seen, [line for _, line in waiting])
            except NotTaken as no:
                if len(waiting) > 1:
                    limit = len(waiting) // 2
                    continue
                answered = Answered((Verdict(Outcome.REFUSED, words=no.words),), self.seen)  # it is this very fact
            self.seen = answered.head
            ids, verdicts = [id for id, _ in waiting], answered.verdicts
            settled = self.replica.note_verdicts(ids, verdicts, answered.head)
            aside = [(id, v.words) for id, v in zip(ids, verdicts, strict=True) if _is_aside(v)]
            stands = sum(verdict.stands for verdict in verdicts)
            self.done = replace(self.done, sent=self.done.sent + stands, set_aside=(*self.done.set_aside, *aside))
            self.told(self.done, ())
            forked = any(verdict.outcome is Outcome.FORKED for verdict in verdicts)
            in_vain = 0 if settled else in_vain + 1
            if in_vain > (ROUNDS if forked else 0):  # a new row did not help either: it would go on for ever
                raise NotTaken("The hub answered, and took none of the facts it was sent.")
            if forked:
                self._greet_as_twin()
            if keys is not None:
                keys = keys[len(waiting) :]
            limit = min(wire.MOST_FACTS, limit * 2)

    def _greet_as_twin(self) -> None:
        """Another register's facts stand where ours would: get a row of our own."""
        self._greet()
        if self.done.lineage is Lineage.SAME and self.done.welcome is not None:  # its last fact alone shows nothing
            self._begin_new_row(self.done.welcome)
            self.done = replace(self.done, lineage=Lineage.FORKED)

    def _pull(self) -> None:
        """Take what came, until there is no more. Nothing is asked for where the hub has said that nothing came: most
        cycles are one request."""
        place = self.replica.place()
        if place.cursor == self.seen.position:
            return
        leapt = self.leap(place, self.seen, self._loaded)
        self.done = replace(self.done, came=self.done.came + leapt)
        after = self.replica.place().cursor
        while True:
            page = self.hub.pull(self.seen, after, wire.MOST_FACTS)
            received = self.replica.receive(page)
            self.seen = page.head
            self.done = replace(self.done, came=self.done.came + len(received.new))
            self.told(self.done, received.new)
            if not page.facts or page.end:
                return
            after = page.facts[-1].position

    def _loaded(self, bytes_: int, of: int) -> None:
        self.done = replace(self.done, loaded=(bytes_, of))
        self.told(self.done, ())


def _is_aside(verdict: Verdict) -> bool:
    return verdict.outcome in (Outcome.PARKED, Outcome.REFUSED)
