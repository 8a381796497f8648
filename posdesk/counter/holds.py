"""Keeps what open baskets hold in the memory of this program (port Holds). What a hold is and when it lapses is the
domain's (reservations.py)."""

from posdesk.domain import reservations
from posdesk.domain.business_day import Instant
from posdesk.domain.reservations import Held, Hold, Reservations


class HoldsInMemory:
    """The holds of this register; used by one lane at a time."""

    def __init__(self) -> None:
        self._those: Reservations = ()

    def hold(self, wanted: Hold, minutes: int) -> None:
        """See the port."""
        self._those = reservations.hold(self._those, wanted, minutes)

    def release(self, basket: str) -> None:
        """See the port."""
        self._those = reservations.release(self._those, basket)

    def held(self, member: str, basket: str, now: Instant, minutes: int) -> Held:
        """See the port."""
        return reservations.held(self._those, member, basket, now, minutes)
