"""A chain in miniature, played from one seed: what people do at its registers, and what goes wrong meanwhile.

Only the world is made up: ledger, exchange, wire and hub are the real ones. What was acknowledged, and what was
destroyed with the last disk that held it, is kept count of here, for the laws to be checked against.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from db import allowances
from db.store import create
from posdesk.domain.campaign_facts import CampaignPublished
from posdesk.domain.codec import encode_fact
from posdesk.domain.facts import (
    Body,
    Channel,
    ConsentSet,
    Fact,
    Line,
    MemberEnrolled,
    MemberErased,
    MemberField,
    MemberFieldSet,
    ProgramPublished,
    RewardRedeemed,
    StoreOpened,
    VisitRecorded,
    VisitReturned,
    VisitVoided,
)
from posdesk.domain.replication import URGENT
from posdesk.sync.cycle import Cycle
from posdesk.sync.ports import Hub, Replica
from posdesk.sync.trouble import SyncTrouble
from tests.builders import CALENDAR, OPENING, SAMPLE_PROGRAM
from tests.fakes.ids import FakeIds
from tests.sim.cast import (
    AWARD,
    BRANDS,
    CAMPAIGN,
    DAY,
    GIFT,
    HELLO_OF_ROGUE,
    MEMBERS,
    NAMES,
    OPENING_DAY,
    POISONS,
    YEAR,
)
from tests.sim.mistaken import made_by_rule, made_with, who_is_who
from tests.sim.network import HubOverNetwork, Network, Picky
from tests.sim.places import MINUTE, STORE, Crashed, Fuse, HubClock, RegisterClock, SimHub, SimRegister, WorldTime


@dataclass(frozen=True, slots=True)
class Rules:
    """How the parts of the exchange are put together; a mutant replaces one of them. hub: what the register speaks to.
    service: what answers there; below: at the store's hub. trusting: the client takes any answer for the hub's."""

    hub: Callable[[Hub], Hub] = lambda hub: hub
    service: Callable[[Hub, SimHub], Hub] = lambda hub, _: hub
    replica: Callable[[Replica, SimRegister], Replica] = lambda replica, _: replica
    trusting: bool = False
    below: Callable[[Hub], Hub] = lambda hub: hub


@dataclass
class World:
    """All of it. spared: acknowledged facts that some disk still holds. indigestible: facts that something on the way
    throws out. hasty: what the exchange said that broke a promise while it went on (see laws)."""

    seed: int
    folder: Path
    templates: Path
    rules: Rules = field(default_factory=Rules)

    def __post_init__(self) -> None:
        self.rng = Random(self.seed)
        self.time = WorldTime(OPENING)
        self.ids = FakeIds()
        self.hub = SimHub(self.folder / "hub", HubClock(self.time), Fuse(self.rng))
        self.network = Network(self.hub, self.rng)
        self.registers: list[SimRegister] = []
        self.members = [self.ids.new(self.time.now) for _ in range(MEMBERS)]
        self.visits: list[str] = []
        self.made = {f"00000000-0000-7000-8000-0000000000{n}" for n in ("aa", "bb", "cc", "dd", "ee")}
        self.made |= made_by_rule(self.members)
        self.spared: dict[str, str] = {}
        self.contradicted: set[str] = set()
        self.indigestible: set[str] = set()
        self.images: list[tuple[int, Path]] = []
        self.backups: list[Path] = []
        self.rolled_back = self.copied = self.parted = False
        self.gifts = 0
        self.hasty: list[str] = []
        self.copies, self.unheard = 0, False
        self.epoch_before = 1
        for number in range(1, self.rng.randint(2, 4) + 1):
            self._add(f"register {number}")
        self.rogue = self.hub.let_in("register 99")
        first = self.registers[0]
        self.keep(first, StoreOpened("Corner Leaf", CALENDAR.zone, CALENDAR.cut_off))
        self.keep(first, ProgramPublished(SAMPLE_PROGRAM.read_text(encoding="utf-8")))
        self.keep(first, CampaignPublished(CAMPAIGN))

    def play(self, steps: int) -> None:
        """Let so many things happen."""
        acts = self._acts()
        for _ in range(steps):
            self.time.now += self.rng.choice((1_000, MINUTE, 60 * MINUTE, DAY // 2))
            self.rng.choices(acts[0], acts[1])[0](self.rng.choice(self.registers))

    def heal(self, rounds: int = 8) -> None:
        """The faults stop, and everybody speaks to the hub in turn until nothing moves."""
        self.network.rate = 0.0
        self.unheard = self._unheard()
        self.epoch_before = self.hub.epoch()
        while self.network.late:
            self.network.deliver_late()
        for _ in range(rounds):
            self.time.now += MINUTE
            if not any(self.all_speak()):
                return
        self.hasty.append("the exchange never comes to an end")

    def all_speak(self) -> list[bool]:
        """Everybody has a turn; whether each moved anything."""
        return [self.speak(register) for register in self.registers]

    def close(self) -> None:
        """Let go of every file."""
        for register in self.registers:
            register.store.close()
        self.hub.close()

    # ---------------------------------------------------------------------------------------------- what people do

    def keep(self, register: SimRegister, body: Body, subject: str | None = None) -> Fact | None:
        """Record something; it counts as acknowledged when the call came back."""
        id = self.ids.new(self.time.now)
        self.made.add(id)
        try:
            fact = register.record(id, body, subject)
        except Crashed:
            register.restart()
            return None
        self.spared[fact.id] = encode_fact(fact)
        return fact

    def visit(self, register: SimRegister) -> None:
        """Somebody buys something."""
        lines = tuple(Line(self.rng.randrange(500, 9000), brand) for brand in BRANDS[: self.rng.randint(1, 3)])
        fact = self.keep(register, VisitRecorded(lines), self.rng.choice((*self.members, None)))
        if fact is not None:
            self.visits.append(fact.id)

    def enrol(self, register: SimRegister) -> None:
        """Two registers may well enrol the same member id: an import did it on both."""
        number = self.rng.randrange(MEMBERS)
        body = MemberEnrolled("Maria", NAMES[number], OPENING_DAY, f"+1303556010{number}")
        self.keep(register, body, self.members[number])

    def redeem(self, register: SimRegister) -> None:
        """An award is used; elsewhere it may have been used already."""
        n = self.rng.randint(1, 2)
        body = RewardRedeemed("ten-off", "Ten off", award_rule=AWARD, award_n=n, value_cents=1000)
        self.keep(register, body, self.rng.choice(self.members))

    def give(self, register: SimRegister) -> None:
        """A gift of which there are few, if the hub lets this register give one."""
        if allowances.left(register.store, register.clock.now()).get(GIFT, 0):
            self.gifts += 1
            body = RewardRedeemed("big-spenders", "A shirt", award_rule=GIFT, award_n=self.gifts)
            self.keep(register, body, self.rng.choice(self.members))

    def undo(self, register: SimRegister) -> None:
        """A visit is voided or brought back, here or anywhere, known here or not."""
        if self.visits:
            visit = self.rng.choice(self.visits)
            body = self.rng.choice((VisitVoided(visit, "error"), VisitReturned((Line(500, BRANDS[0]),), visit=visit)))
            self.keep(register, body, self.rng.choice((*self.members, None)))

    def change(self, register: SimRegister) -> None:
        """A name is corrected."""
        number = self.rng.randrange(MEMBERS)
        body = MemberFieldSet(MemberField.LAST_NAME, f"{NAMES[number]} {self.rng.randrange(9)}")
        self.keep(register, body, self.members[number])

    def withdraw(self, register: SimRegister) -> None:
        """Somebody does not want texts any more."""
        self.keep(register, ConsentSet(Channel.TEXT, False, "counter, wording 1"), self.rng.choice(self.members))

    def erase(self, register: SimRegister) -> None:
        """Somebody wants to be forgotten; elsewhere she may still be spoken of, and be one with others."""
        fact = self.keep(register, MemberErased(), self.rng.choice(self.members))
        self.made |= set() if fact is None else made_with(fact, self.members)

    # ------------------------------------------------------------------------------------------------- what goes on

    def sync(self, register: SimRegister) -> None:
        """A register speaks to the hub over the network as it is; its power may be cut in the middle."""
        if self.rng.random() < 0.15:
            register.fuse.arm(80)
        self.speak(register)

    def speak(self, register: SimRegister) -> bool:
        """One cycle; yields whether it moved anything or went wrong."""
        return self.speak_over(self.network, self._answering(register), register)

    def speak_over(self, network: Network, answering: Callable[[], Hub], register: SimRegister) -> bool:
        """The same with a hub at the other end of some network."""
        urgent = self._urgent(register)
        del network.pushed[:]
        hub = self.rules.hub(HubOverNetwork(network, answering, register.name, self.rules.trusting))
        cycle = Cycle(hub, self.rules.replica(register.replica(), register), register.clock)
        try:
            done = cycle.run()
        except Crashed:
            register.restart()
            return True
        except SyncTrouble as trouble:
            if network.rate == 0.0:
                self.hasty.append(f"{register.name}: {type(trouble).__name__}, {trouble.words}")
            return True
        finally:
            register.fuse.left = None
            self._check_order(urgent, network)
        register.clock.told = done.off
        return bool(done.sent or done.came or done.set_aside or done.again or done.reincarnated)

    def _answering(self, register: SimRegister) -> Callable[[], Hub]:
        return lambda: self.rules.service(Picky(self.hub.service.of(register.device), self.indigestible), self.hub)

    def _urgent(self, register: SimRegister) -> set[str]:
        rows = register.store.connections.reader.execute(
            "SELECT facts.id FROM facts JOIN kinds ON kinds.key = facts.kind WHERE facts.hub_position IS NULL"
            " AND kinds.kind = 'consent.set'"
        )
        return {bytes(id).hex() for (id,) in rows}

    def _check_order(self, urgent: set[str], network: Network) -> None:
        """Withdrawals that waited when the cycle began are offered before anything else is."""
        other_seen = False
        offered: set[str] = set()
        for _, lines in network.pushed:
            for line in lines:
                id = line[line.index('"id":"') + 6 :][:36].replace("-", "")
                if not any(f'"kind":"{kind}"' in line for kind in URGENT):
                    other_seen = True
                elif other_seen and id in urgent - offered:
                    self.hasty.append("a withdrawal of consent was not sent first")
                offered.add(id)

    def late(self, _: SimRegister) -> None:
        """A request arrives long after its register gave up on it."""
        self.network.deliver_late()

    def weather(self, _: SimRegister) -> None:
        """The network becomes better or worse."""
        self.network.rate = self.rng.choice((0.0, 0.1, 0.3, 1.0))

    # ----------------------------------------------------------------------------------------------- what goes wrong

    def cut(self, register: SimRegister) -> None:
        """The power is cut while something is recorded."""
        register.fuse.arm(12)
        self.visit(register)
        register.fuse.left = None

    def restart(self, register: SimRegister) -> None:
        """The program is ended and started."""
        register.restart()

    def jump(self, register: SimRegister) -> None:
        """A clock goes wrong, or is set right."""
        register.clock.skew = self.rng.choice((0, 0, 90_000, -90_000, 40 * DAY, -40 * DAY, 9 * YEAR, -30 * YEAR))

    def image(self, register: SimRegister) -> None:
        """Somebody makes an image of a register's disk."""
        self.images.append((self.registers.index(register), self._copy()))
        register.copy_to(self.images[-1][1])

    def put_back(self, _: SimRegister) -> None:
        """A register's disk dies, and an image is put back."""
        if self.images:
            number, image = self.rng.choice(self.images)
            self.copied = True
            with self._losing(self.registers[number]):
                self.registers[number].put_back(image)

    def clone(self, register: SimRegister) -> None:
        """Somebody sets up a second computer from a copy of the first."""
        if len(self.registers) < 6:
            self.copied = True
            folder = self._copy()
            register.copy_to(folder)
            clock = RegisterClock(self.time, register.clock.skew)
            self.registers.append(SimRegister(folder, register.device, clock, self.ids, Fuse(self.rng)))

    def backup(self, _: SimRegister) -> None:
        """The hub's file is copied aside."""
        self.backups.append(self._copy())
        self.hub.backup(self.backups[-1])

    def roll_back(self, _: SimRegister) -> None:
        """An older copy of the hub's file is put in its place, and nobody is told."""
        if self.backups:
            self.rolled_back = True
            with self._losing(None):
                self.hub.put_back(self.rng.choice(self.backups))

    def poison(self, _: SimRegister) -> None:
        """Some other computer offers what nobody can use: it must not be in anybody's way."""
        lines = list(POISONS)
        if self.spared:
            id, line = self.rng.choice(list(self.spared.items()))
            self.contradicted.add(id)
            lines.append(line.replace('"staff":"Dana"', '"staff":"Mallory"'))
        hub = self.rules.service(self.hub.service.of(self.rogue), self.hub)
        try:
            hub.push(hub.hello(HELLO_OF_ROGUE).head, self.rng.sample(lines, self.rng.randint(1, len(lines))))
        except SyncTrouble as trouble:
            self.hasty.append(f"poison: {trouble.words}")

    def throw_out(self, register: SimRegister) -> None:
        """Something on the way cannot take one fact, whatever it comes with."""
        fact = self.keep(register, VisitRecorded((Line(6660, "Nobody"),)))
        if fact is not None:
            self.indigestible.add(fact.id)
            del self.spared[fact.id]

    # -------------------------------------------------------------------------------------------------------- insides

    def _acts(self) -> tuple[list[Callable[[SimRegister], None]], list[int]]:
        """What may happen in this seed, with weights: every seed has its own sort of misfortune."""
        acts: dict[Callable[[SimRegister], None], int] = {
            self.visit: 12, self.enrol: 2, self.redeem: 4, self.give: 4, self.undo: 3, self.change: 2, self.withdraw: 2,
            self.sync: 16, self.weather: 2,
        }  # fmt: skip
        troubles: dict[Callable[[SimRegister], None], int] = {
            self.late: 3, self.cut: 3, self.restart: 1, self.jump: 3, self.poison: 2,
        }  # fmt: skip
        for act, weight in troubles.items():
            if self.rng.random() < 0.6:
                acts[act] = weight
        if self.rng.random() < 0.4:
            acts |= {self.erase: 1}
        if self.rng.random() < 0.4:
            acts |= {self.image: 2, self.put_back: 1}
        if self.rng.random() < 0.3:
            acts |= {self.clone: 1}
        if self.rng.random() < 0.4:
            acts |= {self.backup: 2, self.roll_back: 1}
        if self.rng.random() < 0.1:
            acts |= {self.throw_out: 2}
        if self.seed % 3 == 0:
            acts |= who_is_who(self)
        return list(acts), list(acts.values())

    def _unheard(self) -> bool:
        """Whether a register was told something of the hub's present epoch that the hub does not know any more."""
        for register in self.registers:
            told = register.replica().place().witnesses
            if told and told[0].epoch >= self.hub.epoch() and self.hub.agreed(told) != told[0].position:
                return True
        return False

    @contextmanager
    def _losing(self, register: SimRegister | None) -> Iterator[None]:
        """What the disk in question (None: the hub's) alone held, and does not hold afterwards, is destroyed."""
        before = set(self.hub.lines()) if register is None else register.ids_held()
        yield
        held = set(self.hub.lines()).union(self.elsewhere(), *(other.ids_held() for other in self.registers))
        for id in before - held:
            self.spared.pop(id, None)

    def elsewhere(self) -> set[str]:
        """The ids of facts that some other disk holds."""
        return set()

    def _add(self, name: str) -> None:
        template = self.templates / name
        if not template.exists():
            clock = HubClock(WorldTime(OPENING))
            create(template, store=STORE, register=name, clock=clock, ids=FakeIds(), keyring=False, encrypted=False)
        folder = self._copy()
        shutil.copytree(template, folder)
        device = self.hub.let_in(name)
        self.registers.append(SimRegister(folder, device, RegisterClock(self.time), self.ids, Fuse(self.rng)))

    def _copy(self) -> Path:
        self.copies += 1
        return self.folder / f"disk {self.copies}"
