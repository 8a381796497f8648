"""Decides how a register and its hub come together, stay so, and part: the port `HubLine`.

Whatever the hub said is kept before anything is built upon it, so pairing and syncing may be cut anywhere. Refuses to
know networks (it is given `reach` and `let_in`), files and tables (posdesk.counter.hub_link), threads and pauses.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from posdesk.counter.hub_line import Difference, LineState, Progress
from posdesk.counter.hub_link import Link, LinkHome, Outbox
from posdesk.counter.ports import Clock
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.replication import START, Admitted, DayTally, Done, Witness
from posdesk.sync.cycle import Cycle
from posdesk.sync.ports import Hub, Replica
from posdesk.sync.trouble import HistoryChanged, Revoked, SyncTrouble

NOT_PAIRED = "This register works alone: it was not paired with a hub. Ask for a code at the hub, then: pair URL CODE"
UNSENT = (
    "{count:,} facts are on this computer only. Let them be sent first (sync), or keep them in a file (outbox --save "
    "FILE) that another register brings in."
)
TOKEN_GONE = (
    "The secret with which this register shows itself to the hub is gone from this computer. Nothing is lost. Ask for "
    "a code at the hub and pair this register anew."
)


Reach = Callable[[str, str], AbstractContextManager[Hub]]
"""A hub by its address and the register's secret, open until the block ends."""
Ask = Callable[[str, str], Admitted]
"""Ask the hub at an address to take this register, with a code. Raises Refused or SyncTrouble."""


@dataclass(slots=True)
class RegisterLine:
    """The port `HubLine`. heard: told by how many milliseconds this computer's clock is ahead of the hub's. today: the
    store's business day. checked: a hub's address as it is kept, from what was typed; raises Refused."""

    replica: Replica
    outbox: Outbox
    home: LinkHome
    clock: Clock
    reach: Reach
    let_in: Ask
    checked: Callable[[str], str]
    heard: Callable[[int], None]
    today: Callable[[], date]
    _hub: Hub | None = None
    _shown: tuple[str, str] | None = None
    _open: ExitStack = field(default_factory=ExitStack)

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
        hub = self._reached(link)
        cycle = Cycle(hub, self.replica, self.clock, told)
        try:
            done = cycle.run()
        except SyncTrouble:
            self._note(link, cycle.done, whole=False)
            self.close()  # a connection that has seen trouble is not used again
            raise
        self._note(link, done, whole=True)
        return done

    def compare(self, days: int) -> list[Difference]:
        """See the port."""
        hub = self._reached(self._paired())
        last = self.today()
        # tomorrow too: in a store further east it may have begun
        period = (last - timedelta(days=days - 1)).isoformat(), (last + timedelta(days=1)).isoformat()
        try:
            theirs = hub.tally(self._newest(), *period)
        except HistoryChanged:
            self.exchange(lambda done, fresh: None)
            theirs = self._reached(self._paired()).tally(self._newest(), *period)
        return differences(self.replica.tally(*period), theirs)

    def pair(self, url: str, code: str) -> None:
        """See the port. A register that is paired may be paired anew, with the same hub or another: nothing it holds is
        lost, and another hub is offered all of it."""
        address = self.checked(url)
        admitted = self.let_in(address, code)
        self.close()
        # Kept first: a secret that is lost has to be revoked at the hub. If the power is cut before the next line, the
        # first cycle finds another hub's name and says so; pairing once more mends it.
        self.home.pair(Link(address, admitted.hub), admitted.token)
        self.outbox.belong_to(admitted.hub)

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
        self._open.close()
        self._hub = self._shown = None

    def _paired(self) -> Link:
        link = self.home.link()
        if link is None:
            raise Refused(Refusal(RefusalCode.NOT_PAIRED, NOT_PAIRED))
        return link

    def _reached(self, link: Link) -> Hub:
        token = self.home.token()
        if token is None:
            raise Revoked(TOKEN_GONE)
        if self._hub is None or self._shown != (link.url, token):
            self.close()
            self._hub, self._shown = self._open.enter_context(self.reach(link.url, token)), (link.url, token)
        return self._hub

    def _newest(self) -> Witness:
        return next(iter(self.replica.place().witnesses), START)

    def _note(self, link: Link, done: Done, *, whole: bool) -> None:
        """Remember what the hub's clock said, and when all of it was done."""
        if done.welcome is None:
            return
        self.heard(done.off)
        now = self.clock.now()
        reached_at = now if whole else link.reached_at
        self.home.keep(replace(link, reached_at=reached_at, ahead=done.off, compared_at=now + self.clock.off()))


def refuse_while_unsent(count: int) -> None:
    """Raises Refused(UNSENT) while facts are on this computer only."""
    if count:
        raise Refused(Refusal(RefusalCode.UNSENT, UNSENT.format(count=count)))


def believed(link: Link | None, shows: int) -> int | None:
    """What the last comparison still says of this computer's own clock, which `shows` this: milliseconds it is ahead,
    None: nothing. A clock that shows an earlier time than it did then was set, or stood still, since."""
    if link is None or link.compared_at is None or shows < link.compared_at:
        return None
    return link.ahead


def differences(ours: list[DayTally], theirs: list[DayTally]) -> list[Difference]:
    """The stores' days that two tallies of the same period say otherwise, in their order."""
    here, there = ({(one.day, one.store): one for one in side} for side in (ours, theirs))
    found = []
    for day, store in sorted(here.keys() | there.keys()):
        mine, its = here.get((day, store)), there.get((day, store))
        if mine != its:
            found.append(Difference(store, day, mine.count if mine else 0, its.count if its else 0))
    return found
