"""Decides whether the counter may take it that the hub was reached, and what the hub lets it give meanwhile.

Refuses to know how the hub is reached; whoever speaks to it says so here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic

FRESH_SECONDS = 90.0
"""The hub is asked every half minute; after three questions without an answer it is taken for out of reach."""


@dataclass(slots=True)
class HubReach:
    """The port `Reach` of a register that was paired. left: asks what the hub lets it give. paired: False while it
    works alone. heard_at: when the hub answered last, in seconds of `seconds`, which no change of the clock touches."""

    left: Callable[[], Mapping[str, int]]
    paired: bool = False
    heard_at: float | None = None
    seconds: Callable[[], float] = monotonic

    def heard(self) -> None:
        """The hub has answered."""
        self.heard_at = self.seconds()

    def missed(self) -> None:
        """The hub has not answered."""
        self.heard_at = None

    def online(self) -> bool | None:
        """See the port."""
        if not self.paired:
            return None
        return self.heard_at is not None and self.seconds() - self.heard_at <= FRESH_SECONDS

    def allowances(self) -> Mapping[str, int]:
        """See the port."""
        return self.left() if self.paired else {}
