"""Decides what a desk without a door, without a customer screen or without a key answers: the ports of
posdesk.counter.ports that something else stands for elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from posdesk.domain.business_day import Instant
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.state_pack import StatePack


@dataclass(frozen=True, slots=True)
class GateOff:
    """The port `StatePacks` where there is no door: the hub's desk for other programs."""

    def chosen(self) -> StatePack | None:
        """See the port."""
        return None

    def all(self) -> Sequence[StatePack]:
        """See the port."""
        return ()

    def choose(self, state: str | None) -> StatePack | None:
        """See the port."""
        if state is None:
            return None
        raise Refused(Refusal(RefusalCode.NO_STATE_PACK, "There is no state's pack here."))


@dataclass(frozen=True, slots=True)
class NoProof:
    """The port `Presence` where there is no customer screen."""

    def number(self, member: str, now: Instant) -> str | None:
        """See the port."""
        return None

    def prove(self, member: str, typed: str, now: Instant) -> bool:
        """See the port."""
        return False

    def proof(self, member: str, now: Instant) -> str | None:
        """See the port."""
        return None


@dataclass(frozen=True, slots=True)
class NoIdHashes:
    """The port `IdHashes` where no ID is remembered."""

    def of(self, jurisdiction: str, number: str) -> str | None:
        """See the port."""
        return None


GATE_OFF: Final = GateOff()
NO_PROOF: Final = NoProof()
NO_ID_HASHES: Final = NoIdHashes()
