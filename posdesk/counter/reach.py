"""Decides whether the counter may take it that the hub was reached a moment ago, and what it lets this register give.

Refuses to know how the hub is reached: it goes by what is kept of the last exchange, so the counter waits for nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from posdesk.counter.hub_link import LinkHome
from posdesk.counter.ports import Clock
from posdesk.domain.refusals import EnvironmentTrouble

FRESH_MS = 90_000
"""The hub is asked every half minute; after three questions without an answer it is taken for out of reach."""


@dataclass(frozen=True, slots=True)
class HubReach:
    """The port `Reach` of a register that may have been paired. left: asks the store what the hub lets it give."""

    home: LinkHome
    clock: Clock
    left: Callable[[], Mapping[str, int]]

    def online(self) -> bool | None:
        """See the port. A clock that was set since makes the hub one out of reach, until it is spoken with again."""
        try:
            link = self.home.link()
        except EnvironmentTrouble:  # the sync page says so; here it is as good as no answer
            return False
        if link is None:
            return None
        return link.reached_at is not None and 0 <= self.clock.now() - link.reached_at <= FRESH_MS

    def allowances(self) -> Mapping[str, int]:
        """See the port."""
        return self.left()
