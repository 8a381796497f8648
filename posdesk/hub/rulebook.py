"""Decides what the hub knows of the uses of campaigns, and so what it lets each register give offline.

It reads on from where it read last, so a register's hello costs what has happened since. Refuses to know registers.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock

from sqlalchemy import Connection

from db.hub import feed, grants, history, tray
from db.hub.intake import Device
from db.hub.published import HubPrograms
from db.hub.upstream import Upstream
from posdesk.domain import allowances
from posdesk.domain.business_day import Instant
from posdesk.domain.facts import Fact, RedemptionVoided, RewardRedeemed, VisitVoided
from posdesk.domain.refusals import Refused
from posdesk.domain.replication import START, Witness
from posdesk.domain.rewards import CAMPAIGN

KINDS = ("reward.redeemed", "redemption.voided", "visit.voided")
Programs = Callable[[Connection], HubPrograms]


@dataclass(frozen=True, slots=True)
class Asker:
    """Who says hello, and when. welcome: the incarnation it is answered with; since: see db.hub.devices.Greeted."""

    device: Device
    now: Instant
    welcome: int
    since: int


@dataclass
class _Read:
    """What was read so far. uses: of campaigns, by rule and id. undone: ids of uses and visits that were taken back."""

    to: Witness = START
    uses: dict[str, dict[str, RewardRedeemed]] = field(default_factory=dict)
    undone: set[str] = field(default_factory=set)

    def learn(self, facts: Iterable[Fact]) -> None:
        """Take more facts in; one that was taken before changes nothing."""
        for fact in facts:
            match fact.body:
                case RewardRedeemed(award_rule=str(rule)) if rule.startswith(CAMPAIGN):
                    self.uses.setdefault(rule, {})[fact.id] = fact.body
                case RedemptionVoided():
                    self.undone.add(fact.body.redemption)
                case VisitVoided():
                    self.undone.add(fact.body.visit)
                case _:
                    continue


@dataclass
class Rulebook:
    """One for all who serve; each process has its own."""

    door: Lock = field(default_factory=Lock)
    read: _Read = field(default_factory=_Read)

    def allowances(
        self, programs: Programs, connection: Connection, asker: Asker, let_out: Mapping[str, int]
    ) -> dict[str, int] | None:
        """What the register may give offline from now on, noted in the open transaction. None for one that a store's
        hub lets give. let_out: what may have been given that this hub does not know: that much stays the asker's,
        whatever it is granted now."""
        device, now = asker.device, asker.now
        if device.vouched_by is not None:
            return None
        day = datetime.fromtimestamp(now / 1000, UTC).date()
        known = programs(connection)
        told = _of_rewards(known, now)
        if not allowances.limited(known.campaigns(), now, day):
            return told
        history.locked(connection)  # what is left is shared out one by one
        others, count = grants.of_others(connection, device, now), grants.registers(connection)
        limited = allowances.limited(programs(connection).campaigns(), now, day)
        with self.door:
            self._catch_up(connection)
            used = {each.rule: self._used(each.rule) for each in limited}
        weight = max(grants.registers(connection, device.key), 1) if device.for_hub else 1
        granted = allowances.of_campaigns(limited, used, others, max(count, 1), device.store, weight)
        grants.put(connection, device, _kept_back(granted, let_out), now, asker.welcome, asker.since)
        return told | granted

    def shares(
        self, programs: Programs, connection: Connection, asker: Asker, let_out: Mapping[str, int], place: Upstream
    ) -> dict[str, int]:
        """The same at a store's hub: an even share of what head office granted it, less what the store gave since, as
        far as no other register was told to give it."""
        device, now = asker.device, asker.now
        told = _of_rewards(programs(connection), now)
        history.locked(connection)
        granted = grants.of_hub(connection) if place.granted_at > now - grants.GOOD_MS else {}
        given = _given_since(connection, place, device)
        others, count = grants.of_others(connection, device, now), max(grants.registers(connection), 1)
        shared = {
            rule: allowances.share(uses - given[rule], others.get(rule, 0), count) for rule, uses in granted.items()
        }
        unknown = Counter(let_out) - tray.uses(connection, device)
        grants.put(connection, device, _kept_back(shared, unknown), now, asker.welcome, asker.since)
        return told | shared

    def _catch_up(self, connection: Connection) -> None:
        head = history.head(connection)
        if head == self.read.to:
            return
        if not history.knows(connection, self.read.to):  # the database was put back under our feet
            self.read = _Read()
        self.read.learn(fact for _, fact in feed.facts_of_kinds(connection, KINDS, self.read.to.position))
        self.read.to = head

    def _used(self, rule: str) -> int:
        undone = self.read.undone
        return sum(id not in undone and body.visit not in undone for id, body in self.read.uses.get(rule, {}).items())


def _of_rewards(programs: HubPrograms, now: Instant) -> dict[str, int]:
    """Of a program that is not there, or is a newer PosDesk's, nobody may give anything."""
    try:
        return allowances.of_rewards(programs.timeline().at(now))
    except Refused:
        return {}


def _kept_back(granted: Mapping[str, int], let_out: Mapping[str, int]) -> dict[str, int]:
    rules = granted.keys() | {rule for rule in let_out if rule.startswith(CAMPAIGN)}
    return {rule: max(granted.get(rule, 0), let_out.get(rule, 0)) for rule in rules}


def _given_since(connection: Connection, place: Upstream, device: Device) -> Counter[str]:
    """Uses in the store that head office had not counted when it granted; but those the device itself takes off, since
    they have no position yet."""
    head = history.head(connection).position
    given: Counter[str] = Counter()
    for position, fact in feed.facts_of_kinds(connection, ["reward.redeemed"], place.granted_to):
        own = fact.register == device.register and position > head
        if fact.store == place.store and not own and isinstance(fact.body, RewardRedeemed):
            given[fact.body.award_rule or ""] += 1
    return given
