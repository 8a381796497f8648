"""Decides the story of two registers and a hub, and plays it over a real network of this computer: what they share,
what becomes of them when the cable is out, and what when it is in again.

Refuses to know how members, rules and the exchange work: each step is a use case or an exchange, and what is printed is
what they answered. Everything is in a folder that may be thrown away.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from db.new_ids import RandomIds
from posdesk import compose
from posdesk.counter import visits, wording
from posdesk.counter.card import open_card
from posdesk.counter.hub_line import LineTrouble
from posdesk.counter.visits import VisitEntry
from posdesk.demo import town
from posdesk.demo.cast import Player
from posdesk.demo.morning import Step, StoryBroke
from posdesk.domain.business_day import local_time
from posdesk.domain.facts import RewardRedeemed, happened_at

if TYPE_CHECKING:
    from db.store import Store
    from posdesk.counter.ports import Desk
    from posdesk.hub.service import HubService
    from posdesk.hub.serving import Serving
    from posdesk.sync.register_line import RegisterLine

SECOND = "register 2"
STAFF = ("Dana", "Priya")
REWARD = "$10 off"
SHOWN = 12
"""Letters of a state hash that are printed: enough to see that two are equal."""
DAYS = 7


@dataclass(frozen=True, slots=True)
class Register:
    """One of the two: its open store, its desk, its line to the hub."""

    store: "Store"
    desk: "Desk"
    line: "RegisterLine"

    @property
    def name(self) -> str:
        """Its name in the store."""
        return self.store.register

    def waiting(self) -> int:
        """How many facts are on this register only."""
        return self.store.ledger.waiting().count


@dataclass(slots=True)
class Cable:
    """The network to the hub: while it is out nobody listens at the hub's address."""

    service: "HubService"
    port: int = 0
    serving: "Serving | None" = None

    def plug_in(self) -> str:
        """The hub listens; at which address."""
        from posdesk.hub.serving import Serving

        self.serving = Serving(self.service, log=lambda line: None, port=self.port)
        url = self.serving.__enter__().url
        self.port = urlsplit(url).port or 0
        return url

    def pull(self) -> None:
        """It does not."""
        serving, self.serving = self.serving, None
        if serving is not None:
            serving.__exit__(None, None, None)


@dataclass(frozen=True, slots=True)
class Chain:
    """The hub behind its cable, and both registers. her: who stands at the counter, one visit before a reward."""

    cable: Cable
    front: Register
    back: Register
    her: Player

    @property
    def member(self) -> str:
        """Her id."""
        return self.her.resident.id

    @property
    def short_name(self) -> str:
        """How a screen calls her."""
        return open_card(self.front.desk, self.member).member.short_name


Told = Iterator[tuple[str, str]]


def play(folder: Path, first: Path, her: Player) -> list[Step]:
    """Play the story; returns its rows. folder: where the hub and the second register are made. first: the folder of a
    store that is there already, the first register's. Raises StoryBroke when the registers end up different."""
    with _a_chain(folder, first, her) as chain:
        zone = chain.front.desk.programs.calendar(town.STORE).zone
        scenes: tuple[Callable[[Chain], Told], ...] = (_paired, _together, _cable_out, _cable_in, _the_same)
        return [
            Step(f"{local_time(chain.front.desk.clock.now(), zone):%H:%M}", done, said)
            for scene in scenes
            for done, said in scene(chain)
        ]


@contextmanager
def _a_chain(folder: Path, first: Path, her: Player) -> Iterator[Chain]:
    """Everything that is open during the story. The hub does not listen yet."""
    from db import store as stores
    from db.hub.opening import open_hub
    from posdesk.hub.service import HubService

    clock, ids, second = compose.SystemClock(), RandomIds(), folder / "second"
    stores.create(second, store=town.STORE, register=SECOND, clock=clock, ids=ids, keyring=False)
    with ExitStack() as until:
        database = open_hub(f"sqlite:///{folder / 'hub.db'}")
        until.callback(database.close)
        cable = Cable(HubService(database, clock))
        until.callback(cable.pull)
        front, back = (_opened(path, staff, until) for path, staff in zip((first, second), STAFF, strict=True))
        yield Chain(cable, front, back, her)


def _opened(folder: Path, staff: str, until: ExitStack) -> Register:
    """One register, which is closed at the end of it all."""
    store = compose.open_store(folder)
    until.callback(store.close)
    line = compose.line_of(store)
    until.callback(line.close)
    return Register(store, _desk_of(store, staff), line)


def _desk_of(store: "Store", staff: str) -> "Desk":
    """As compose makes it, of a store that may not have heard yet where it stands."""
    from posdesk.counter.holds import HoldsInMemory
    from posdesk.counter.ports import Desk, Station

    station = Station(store.store, store.register, staff)
    return Desk(store.ledger, store.directory, store.programs, store.clock, store.ids, HoldsInMemory(), station)


# ------------------------------------------------------------------------------------------------------------- scenes


def _paired(chain: Chain) -> Told:
    from db.hub import devices

    url = chain.cable.plug_in()
    yield "hub serve", f"The hub listens at {url}"
    service = chain.cable.service
    for register in (chain.front, chain.back):
        held = register.waiting()
        code = service.write(lambda connection: devices.make_code(connection, town.STORE, service.clock.now()))
        register.line.pair(url, code)
        holds = wording.count(held, "fact") if held else "nothing: it is new"
        yield f"{register.name}: pair, code {code}", f"Let in. It holds {holds}"
        yield f"{register.name}: sync", _synced(register)


def _together(chain: Chain) -> Told:
    """What is earned at one register can be used at the other."""
    front, back = chain.front, chain.back
    card = open_card(front.desk, chain.member)
    saved = visits.record(front.desk, chain.member, VisitEntry(6250, ("Brindlewick",), "481516"), card.nudges)
    yield f"{front.name}: {chain.short_name} pays 62.50", saved.words
    for register in (front, back):
        yield f"{register.name}: sync", _synced(register)
    yield f"{back.name}: her card", _card(back, chain.member)


def _cable_out(chain: Chain) -> Told:
    """Nobody reaches the hub, and both give the same reward away."""
    chain.cable.pull()
    yield "The cable is pulled", "Nobody listens at the hub's address any more"
    for register, cents in ((chain.front, 4500), (chain.back, 3800)):
        card = open_card(register.desk, chain.member)
        choice = next((offer.choice for offer in card.offers if offer.usable and offer.title == REWARD), None)
        if choice is None:
            raise StoryBroke(f"{register.name} should offer {REWARD}; it offers {_card(register, chain.member)}")
        entry = VisitEntry(cents, ("Brindlewick",), choices=(choice,))
        after = visits.preview(register.desk, chain.member, entry)
        saved = visits.record(register.desk, chain.member, entry, card.nudges)
        did = f"{register.name}: Alt+1: {REWARD}, amount {cents / 100:.2f}"
        yield did, f"Pay {wording.dollars(after.applied.pay_cents)}. {saved.words}"
        guest = visits.record(register.desk, None, VisitEntry(2300))
        yield f"{register.name}: a guest pays 23.00", guest.words
        yield f"{register.name}: sync", f"{_unreached(register)} {wording.count(register.waiting(), 'fact')} waiting"


def _cable_in(chain: Chain) -> Told:
    chain.cable.plug_in()
    yield "The cable is back", "The hub listens again, where it did"
    for register in (chain.front, chain.back, chain.front):
        yield f"{register.name}: sync", _synced(register)


def _the_same(chain: Chain) -> Told:
    """Both hold the same, and say the same of what happened twice."""
    from db.state import state_hash

    registers = (chain.front, chain.back)
    hashes = [state_hash(register.store) for register in registers]
    for register, its in zip(registers, hashes, strict=True):
        yield f"{register.name}: state-hash", f"{its[:SHOWN]}…"
    listed = [_exceptions(register, chain.member) for register in registers]
    different = [register.line.compare(DAYS) for register in registers]
    if len(set(hashes)) != 1 or listed[0] != listed[1] or not listed[0] or any(different):
        raise StoryBroke(f"both should hold the same: {hashes}, {listed}, {different}")
    yield "compare", f"Equal. The last {DAYS} business days are the same on both registers and at the hub"
    for words in listed[0]:
        yield "Both registers: exceptions", words


# -------------------------------------------------------------------------------------------------------------- words


def _synced(register: Register) -> str:
    began = time.perf_counter()
    done = register.line.exchange(lambda done, fresh: None)
    took = time.perf_counter() - began
    waits = register.waiting()
    rest = "Nothing waits" if not waits else f"{wording.count(waits, 'fact')} waiting"
    return f"Sent {wording.count(done.sent, 'fact')}, {done.came:,} came, in {took:.2f} s. {rest}"


def _unreached(register: Register) -> str:
    try:
        register.line.exchange(lambda done, fresh: None)
    except LineTrouble as trouble:
        return trouble.words
    raise StoryBroke(f"{register.name} should not have reached the hub")


def _card(register: Register, member: str) -> str:
    card = open_card(register.desk, member)
    usable = ", ".join(offer.title for offer in card.offers if offer.usable) or "nothing yet"
    return f"{card.member.short_name} · {wording.count(card.standing.visits, 'visit')}. Can use now: {usable}"


def _exceptions(register: Register, member: str) -> list[str]:
    """What the manager is to look at, of this member."""
    standing = open_card(register.desk, member).standing
    told = []
    for exception in standing.exceptions:
        fact = register.store.ledger.fact(exception.fact)
        if fact is None or not isinstance(fact.body, RewardRedeemed):
            continue
        zone = register.desk.programs.calendar(fact.store).zone
        given = f"{fact.body.title} at {fact.register}, {local_time(happened_at(fact), zone):%H:%M}"
        words = str(exception.kind).replace("_", " ")
        told.append(f"{words}: {given}, {wording.dollars(exception.amount)}. Both uses are kept; the first one stands")
    return told
