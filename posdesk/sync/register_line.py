"""Decides how a register and its hub come together, stay so, and part: the port `HubLine`.

Whatever the hub said is kept before anything is built upon it, so pairing and syncing may be cut anywhere. Refuses to
know networks (it is given `reach` and `let_in`), files and tables (posdesk.counter.hub_link), threads and pauses.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from posdesk.counter.hub_line import Difference, Fault, LineState, Progress, Step, Way
from posdesk.counter.hub_link import Link, LinkHome, Outbox
from posdesk.counter.ports import Clock
from posdesk.domain.id_hash import mark_of
from posdesk.domain.refusals import EnvironmentTrouble, Refusal, RefusalCode, Refused
from posdesk.domain.replication import START, Admitted, DayTally, Done, Welcome
from posdesk.sync.cycle import Cycle, Leap, stay
from posdesk.sync.invitation import read_invitation
from posdesk.sync.ports import Hub, Shareable
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

GOES_ON = frozenset({Fault.UNREACHED, Fault.BUSY, Fault.UNSETTLED})
"""What a register goes past its store's hub for. The rest is for somebody to look at."""

T = TypeVar("T")
Reach = Callable[[str, str], AbstractContextManager[Hub]]
"""A hub by its address and the register's secret, open until the block ends."""
Ask = Callable[[str, str, str | None], Admitted]
"""Ask the hub at an address to take this register, with a code, and the pin of the hub's key where it is known by that.
Raises Refused or SyncTrouble."""


@dataclass(slots=True)
class RegisterLine:
    """The port `HubLine`. checked: a hub's address as it is kept, from what was typed; raises Refused. heard: told by
    how many milliseconds this computer's clock is ahead of the hub's. step: does work in the store's file while the hub
    is spoken with. today: the store's business day. leap: how this register comes by a snapshot of a hub's facts."""

    replica: Shareable
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
            way=None if link is None else link.way,
            head_office=None if link is None else link.head_office,
            passed_on_at=None if link is None else link.passed_on_at,
        )

    def exchange(self, told: Progress) -> Done:
        """See the port. Where the store's hub cannot be reached, with head office; where neither can, the trouble is
        the store's hub's."""
        link = self._paired()
        if self.replica.place().hub not in (None, link.hub):  # the power was cut while it was paired with another
            self.step(partial(self.outbox.belong_to, link.hub))
        return self._over(link, lambda url: self._exchange(link, url, told))

    def _exchange(self, link: Link, url: str, told: Progress) -> Done:
        with self._connected(url) as hub:
            cycle = Cycle(hub, self.replica, self.clock, told, self.leap(hub), _Keys(self.home, link.hub))
            try:
                done = cycle.run()
            except SyncTrouble:
                self._note(link, cycle.done, None)
                raise
        self._note(link, done, url)
        return done

    def _over(self, link: Link, act: Callable[[str], T]) -> T:
        """Do it with the hub this register is paired with, else with head office above that."""
        try:
            return act(link.url)
        except SyncTrouble as trouble:
            if link.head_office is None or trouble.fault not in GOES_ON:
                raise
            with suppress(SyncTrouble):
                return act(link.head_office)
            raise

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
        invitation = read_invitation(url, code)
        address = self.checked(invitation.url)
        admitted = self.let_in(address, invitation.code, invitation.pin)
        self.close()
        link = Link(address, admitted.hub, certificate=admitted.certificate)
        self.home.pair(link, admitted.token)  # first: nobody can ask for the secret again
        if admitted.hash_key is not None:
            _Keys(self.home, link.hub).keep_hash_key(admitted.hash_key)
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
    def _connected(self, url: str) -> Iterator[Hub]:
        """The hub at an address, over the connection of the last time if that ended well. While one is in use it is
        nobody else's: an exchange that was given up on may still wait on it."""
        token = self.home.token()
        if token is None:
            raise Revoked(TOKEN_GONE)
        kept, self._kept = self._kept, None
        if kept is None or kept.shown != (url, token):
            if kept is not None:
                kept.until.close()
            until = ExitStack()
            kept = _Connection((url, token), until.enter_context(self.reach(url, token)), until)
        try:
            yield kept.hub
        except BaseException:
            kept.until.close()
            raise
        self.close()
        self._kept = kept

    def _their_tally(self, period: tuple[str, str]) -> list[DayTally]:
        def ask(url: str) -> list[DayTally]:
            with self._connected(url) as hub:
                return hub.tally(next(iter(self.replica.place().witnesses), START), *period)

        return self._over(self._paired(), ask)

    def _note(self, link: Link, done: Done, reached: str | None) -> None:
        """Remember what the hub's clock said, and when all of it was done, with the hub at which address; nothing, if
        this is another hub's register meanwhile."""
        now_linked = self.home.link()
        if done.welcome is None or now_linked is None or now_linked.url != link.url:
            return
        self.heard(done.off)
        now = self.clock.now()
        compared = replace(now_linked, ahead=done.off, compared_at=now + self.clock.off())
        if reached is not None:
            compared = replace(self._reached(compared, done.welcome, reached), reached_at=now)
        self.home.keep(compared)

    def _reached(self, link: Link, welcome: Welcome, url: str) -> Link:
        """What the hub said of the one above it. An address that no manager would be let type is not taken from it."""
        if url != link.url:
            return replace(link, way=Way.HEAD_OFFICE)
        if welcome.relay is None:
            return replace(link, way=Way.HUB, head_office=None, office_certificate=None, passed_on_at=None)
        office, relay = None, welcome.relay
        with suppress(Refused):
            office = self.checked(relay.head_office)
        known = replace(link, way=Way.STORE_HUB, head_office=office, office_certificate=relay.certificate)
        return replace(known, passed_on_at=relay.reached_at)


@dataclass(frozen=True, slots=True)
class _Keys:
    """The port `HashKeyHome` beside the link to a hub. Where it cannot be kept the exchange goes on: the hub is asked
    again the next time."""

    home: LinkHome
    hub: str

    def hash_mark(self) -> str | None:
        """See the port."""
        with suppress(EnvironmentTrouble):
            return mark_of(self.home.hash_key())
        return None

    def keep_hash_key(self, key: bytes) -> None:
        """See the port. Nothing, if this is another hub's register meanwhile."""
        with suppress(EnvironmentTrouble):
            linked = self.home.link()
            if linked is not None and linked.hub == self.hub:
                self.home.keep_hash_key(key)


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
