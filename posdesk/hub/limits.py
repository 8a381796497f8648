"""Decides how much the hub takes from whom in how short a time: buckets that fill again, and a door that shuts.

Refuses to know who asks for what: whoever calls gives a name for it. Seconds come from a clock that never goes back.
Each process of a hub counts for itself.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address
from typing import Any

from posdesk.sync import wire

Seconds = Callable[[], float]
"""The time in seconds since whenever, never going back."""
MOST_NAMES = 10_000
"""So many callers are remembered; who has been silent for longest is forgotten first."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests a second in the long run, and so many at once after a quiet time."""

    per_second: float
    at_once: int


@dataclass(frozen=True, slots=True)
class Limits:
    """What one process of the hub takes. An honest register comes near none of it.

    body: bytes of a request, as sent and as unpacked; body_seconds: in which all of it has to arrive. threads: requests
    that are at the database at once; pushes: of those, the ones that write. hello, push, pull, have, tally, snapshot:
    of one register. look_up, read, write, export: of one key of another system; exports: that are under way at once.
    pairing: of one address. tries: wrong codes from one address, after which it has to wait `shut` seconds.
    """

    body: int = wire.MOST_BODY
    body_seconds: float = 30.0
    threads: int = 16
    pushes: int = 8
    hello: Rate = Rate(10, 60)
    push: Rate = Rate(20, 100)
    pull: Rate = Rate(50, 200)
    have: Rate = Rate(20, 100)
    tally: Rate = Rate(2, 10)
    snapshot: Rate = Rate(20, 100)
    look_up: Rate = Rate(2, 30)
    read: Rate = Rate(20, 100)
    write: Rate = Rate(20, 100)
    export: Rate = Rate(0.2, 10)
    exports: int = 2
    pairing: Rate = Rate(1, 10)
    tries: int = 5
    shut: float = 600.0


@dataclass(slots=True)
class Buckets:
    """For each name a bucket of `rate.at_once` tokens, filling at `rate.per_second`; a request takes one."""

    rate: Rate
    seconds: Seconds
    _levels: OrderedDict[Hashable, tuple[float, float]] = field(default_factory=OrderedDict)

    def wait(self, name: Hashable) -> float:
        """Take a token: 0 when there was one, else the seconds until there will be."""
        now = self.seconds()
        level, at = self._levels.pop(name, (float(self.rate.at_once), now))
        level = min(float(self.rate.at_once), level + max(now - at, 0.0) * self.rate.per_second)
        taken = level >= 1.0
        self._levels[name] = (level - 1.0 if taken else level, now)
        _forget_oldest(self._levels)
        return 0.0 if taken else (1.0 - level) / self.rate.per_second


@dataclass(slots=True)
class Lockout:
    """Shuts out a name for `shut` seconds after `tries` failures without a success between them."""

    tries: int
    shut: float
    seconds: Seconds
    _failures: OrderedDict[Hashable, tuple[int, float]] = field(default_factory=OrderedDict)

    def wait(self, name: Hashable) -> float:
        """Seconds until this name may try again, 0 when it may."""
        failures, at = self._failures.get(name, (0, 0.0))
        left = at + self.shut - self.seconds()
        if left <= 0.0:
            self._failures.pop(name, None)
        return max(left, 0.0) if failures >= self.tries else 0.0

    def failed(self, name: Hashable) -> None:
        """It failed once more."""
        failures, _ = self._failures.pop(name, (0, 0.0))
        self._failures[name] = failures + 1, self.seconds()
        _forget_oldest(self._failures)

    def succeeded(self, name: Hashable) -> None:
        """It is let in: what was before is forgotten."""
        self._failures.pop(name, None)


def origin(host: str | None) -> str:
    """The name under which an address is counted: itself, or of IPv6 the first 64 bits, for one computer has all of
    the rest to itself."""
    try:
        address = ip_address(host or "")
    except ValueError:
        return "unknown"
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(address.ipv4_mapped) if address.ipv4_mapped is not None else f"{address.exploded[:19]}::/64"


def _forget_oldest(names: OrderedDict[Hashable, Any]) -> None:
    while len(names) > MOST_NAMES:
        names.popitem(last=False)
