"""Decides which signed requests the hub believes: signed by the register's own key, now, and not heard before.

Each process of a hub remembers for itself. Refuses to know how a request is read (posdesk.hub.door) and what is signed
of it (posdesk.sync.signing).
"""

import heapq
from dataclasses import dataclass, field
from typing import NamedTuple

from posdesk.domain.business_day import Instant
from posdesk.hub.answers import Rejected
from posdesk.sync.signing import SIGNATURE_HEADER, WINDOW_MS, Request, Stamp, is_signed, read_stamp

MOST_NONCES = 100_000
"""So many requests are remembered; of more, the oldest are forgotten and nothing as old as they is believed again."""
UNSIGNED = f"A register signs what it asks: {SIGNATURE_HEADER}. Bring this register's PosDesk up to date."
WRONG = (
    "What came is not what this register signed, or it is another register that signed it. If it goes on, a manager "
    "has to pair it anew."
)
LATE = "This request was signed at a time that is not the hub's. It is signed again by the hub's."
HEARD = "This request was heard before, or is no longer of now. It is signed anew."


@dataclass(slots=True)
class Nonces:
    """Which requests were believed lately. floor: nothing that was signed then or before is, whatever it is."""

    most: int = MOST_NONCES
    floor: Instant = 0
    _known: set[tuple[int, str]] = field(default_factory=set)
    _by_time: list[tuple[Instant, int, str]] = field(default_factory=list)

    def in_time(self, time: Instant, now: Instant) -> bool:
        """Whether a request signed at this time may be believed at all."""
        if self.floor >= now:  # this computer's clock was set back, and nobody may be shut out for that
            self.floor = 0
        return abs(time - now) <= WINDOW_MS and time > self.floor

    def is_new(self, device: int, nonce: str, time: Instant, now: Instant) -> bool:
        """Whether this request of a device was not believed before; it has been from now on."""
        if (device, nonce) in self._known or not self.in_time(time, now):
            return False
        self._known.add((device, nonce))
        heapq.heappush(self._by_time, (time, device, nonce))
        self._forget(now)
        return True

    def _forget(self, now: Instant) -> None:
        """What is too old to be believed need not be remembered; of the rest, so many."""
        while self._by_time[0][0] < now - WINDOW_MS or len(self._by_time) > self.most:
            time, device, nonce = heapq.heappop(self._by_time)
            self._known.discard((device, nonce))
            if time >= now - WINDOW_MS:
                self.floor = max(self.floor, min(time, now - 1))

    def __len__(self) -> int:
        return len(self._by_time)


class Signed(NamedTuple):
    """Who is said to have signed a request. mark: SHA-256 of the token that was shown. public: the key that was given
    when it was paired."""

    device: int
    mark: bytes
    public: bytes
    stamp: Stamp


def signed_by(device: int, mark: bytes, public: bytes, header: str, nonces: Nonces, now: Instant) -> Signed:
    """What a header says, before anything else is read. Raises Rejected(401): there is none, or it is not of now."""
    stamp = read_stamp(header)
    if stamp is None:
        raise Rejected(401, "unsigned", UNSIGNED)
    if not nonces.in_time(stamp.time, now):
        raise Rejected(401, "late", LATE, time=now)
    return Signed(device, mark, public, stamp)


def check_signed(signed: Signed, request: Request) -> None:
    """Raises Rejected(401) where another request was signed, or by somebody else. For any thread."""
    if not is_signed(request, signed.stamp, signed.mark, signed.public):
        raise Rejected(401, "signature", WRONG)


def check_new(signed: Signed, nonces: Nonces, now: Instant) -> None:
    """Raises Rejected(401) for what was believed before, or took too long to arrive. Only for what `check_signed` let
    pass: else anybody could use up a register's nonces."""
    if not nonces.is_new(signed.device, signed.stamp.nonce, signed.stamp.time, now):
        raise Rejected(401, "replayed", HEARD, time=now)
