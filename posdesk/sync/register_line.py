"""Decides how a register and its hub come together, stay so, and part: the port `HubLine`.

Whatever the hub said is kept before anything is built upon it, so pairing and syncing may be cut anywhere. Refuses to
know networks (it is given `reach` and `let_in`), files and tables (posdesk.counter.hub_link), threads and pauses.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from posdesk.counter.hub_line import Difference, LineState, Progress, Step
from posdesk.counter.hub_link import Link, LinkHome, Outbox
from posdesk.counter.ports import Clock
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.replication import START, Admitted, DayTally, Done
from posdesk.sync.cycle import Cycle, Leap, stay
from posdesk.sync.ports import Hub, Replica
from posdesk.sync.trouble import HistoryChanged, Revoked, SyncTrouble

NOT_PAIRED = "This register works alone: it was not paired with a hub. Ask for a code at the hub, then: pair URL CODE"
UNSENT = (
    "{count} on this computer only. Let them be sent first (sync), or keep them in a file (outbox --save FILE) that "
    "another register brings in."
)
TOKEN_GONE = (
    "The secret with which this register shows itself to the hub is gone from this computer. Nothing is lost. Ask for "
    "a code at the hub and pair this register anew."
)


T = TypeVar("T")
Reach = Callable[[str, str], AbstractContextManager[Hub]]
"""A hub by its address and the register's secret, open until the block ends."""
Ask = Callable[[str, str], Admitted]
"""Ask the hub at an address to take this register, with a code. Raises Refused or SyncTrouble."""


@dataclass(slots=True)
class RegisterLine:
    """The port `HubLine`. checked: a hub's address as it is kept, from what was typed; raises Refused. heard: told by
    how many milliseconds this computer's clock is ahead of the hub's. step: does work in the store's file while the hub
    is spoken with. today: the store's business day. leap: how this register comes by a snapshot of a hub's facts."""

    replica: Replica
    outbox: Outbox
    home: LinkHome
    clock: Clock
    reach: Reach
    let_in: Ask
    checked: Callable[[str], str]
    heard: Callable[[int], None]
    step: Step
    today: Callable[[], date]
    leap: Callable[[Hub], Leap] = lambda hub: stay
    _kept: "_Connection | None" = None

    def state(self) -> LineState:
        """See the port."""
        link = self.home.link()
        return LineState(
            url=None if link is None else link.url,
            token_home=self.home.words(),
            waiting=tuple(self.outbox.waiting()),
            aside=tuple(self.outbox.aside()),
            unread=self.outbox.unread(),
            reached_at=None if link is None else link.reached_at,
        )

    def exchange(self, told: Progress) -> Done:
        """See the port."""
        link = self._paired()
        if self.replica.place().hub not in (None, link.hub):  # the power was cut while it was paired with another
            self.step(partial(self.outbox.belong_to, link.hub))
        with self._connected(link) as hub:
            cycle = Cycle(hub, self.replica, self.clock, told, self.leap(hub))
            try:
                done = cycle.run()
            except SyncTrouble:
                self._note(link, cycle.done, whole=False)
                raise
        self._note(link, done, whole=True)
        return done

    def compare(self, days: int) -> list[Difference]:
        """See the port."""
        last = self.today()
        # tomorrow too: in a store further east it may have begun
        period = (last - timedelta(days=days - 1)).isoformat(), (last + timedelta(days=1)).isoformat()
        try:
            theirs = self._their_tally(period)
        except HistoryChanged:
            self.exchange(lambda done, fresh: None)
            theirs = self._their_tally(period)
        return differences(self.replica.tally(*period), theirs)

    def pair(self, url: str, code: str) -> None:
        """See the port. A register that is paired may be paired anew, with the same hub or another: nothing it holds is
        lost, and another hub is offered all of it."""
        address = self.checked(url)
        admitted = self.let_in(address, code)
        self.close()
        self.home.pair(Link(address, admitted.hub), admitted.token)  # first: nobody can ask for the secret again
        self.step(partial(self.outbox.belong_to, admitted.hub))

    def unpair(self) -> None:
        """See the port. Nothing else is forgotten: paired with the same hub again, it goes on where it was."""
        self._paired()
        refuse_while_unsent(sum(kind.count for kind in self.outbox.waiting()))
        self.close()
        self.home.forget()

    def save_outbox(self, path: Path) -> int:
        """See the port. Raises Refused(BAD_FILE) when the file cannot be written."""
        return self.outbox.save(path)

    def close(self) -> None:
        """Let go of the connection; the next exchange makes a new one."""
        kept, self._kept = self._kept, None
        if kept is not None:
            kept.until.close()

    def _paired(self) -> Link:
        link = self.home.link()
        if link is None:
            raise Refused(Refusal(RefusalCode.NOT_PAIRED, NOT_PAIRED))
        return link

    @contextmanager
    def _connected(self, link: Link) -> Iterator[Hub]:
        """The hub, over the connection of the last time if that ended well. While one is in use it is nobody else's: an
        exchange that was given up on may still wait on it."""
        token = self.home.token()
        if token is None:
            raise Revoked(TOKEN_GONE)
        kept, self._kept = self._kept, None
        if kept is None or kept.shown != (link.url, token):
            if kept is not None:
                kept.until.close()
            until = ExitStack()
            kept = _Connection((link.url, token), until.enter_context(self.reach(link.url, token)), until)
        try:
            yield kept.hub
        except BaseException:
            kept.until.close()
            raise
        self.close()
        self._kept = kept

    def _their_tally(self, period: tuple[str, str]) -> list[DayTally]:
        with self._connected(self._paired()) as hub:
            return hub.tally(next(iter(self.replica.place().witnesses), START), *period)

    def _note(self, link: Link, done: Done, *, whole: bool) -> None:
        """Remember what the hub's clock said, and when all of it was done; nothing, if this is another hub's register
        meanwhile."""
        now_linked = self.home.link()
        if done.welcome is None or now_linked is None or now_linked.url != link.url:
            return
        self.heard(done.off)
        now = self.clock.now()
        reached_at = now if whole else link.reached_at
        self.home.keep(replace(now_linked, reached_at=reached_at, ahead=done.off, compared_at=now + self.clock.off()))


@dataclass(frozen=True, slots=True)
class _Connection:
    """A hub that was reached. shown: with which address and secret. until: ends it."""

    shown: tuple[str, str]
    hub: Hub
    until: ExitStack


def at_once(work: Callable[[], T], /) -> T:
    """The port `Step` where nobody else is waiting for the store's file."""
    return work()


def refuse_while_unsent(count: int) -> None:
    """Raises Refused(UNSENT) while facts are on this computer only."""
    if count:
        words = UNSENT.format(count="1 fact is" if count == 1 else f"{count:,} facts are")
        raise Refused(Refusal(RefusalCode.UNSENT, words))


def differences(ours: list[DayTally], theirs: list[DayTally]) -> list[Difference]:
    """The stores' days that two tallies of the same period say otherwise, in their order."""
    here, there = ({(one.day, one.store): one for one in side} for side in (ours, theirs))
    found = []
    for day, store in sorted(here.keys() | there.keys()):
        mine, its = here.get((day, store)), there.get((day, store))
        if mine != its:
            found.append(Difference(store, day, mine.count if mine else 0, its.count if its else 0))
    return found
