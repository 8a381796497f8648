"""Audiences that fold every member for every question."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from posdesk.counter.ports import Desk
from posdesk.domain.business_day import Instant
from posdesk.domain.lift import Did
from posdesk.domain.membership import holds
from posdesk.domain.segments import Node
from posdesk.office.audiences import Progress, Segments, figures_at


class FakeAudiences:
    """The members of a desk's ledger, one by one."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def refresh(self, at: Instant, progress: Progress | None = None, go_on: Callable[[], bool] | None = None) -> int:
        """Nothing is ever filed."""
        return 0

    def count(self, node: Node, segments: Segments, at: Instant) -> int:
        """How many it holds for."""
        return len(list(self._all(node, segments, at)))

    def members(self, node: Node, segments: Segments, at: Instant, limit: int, after: str | None = None) -> list[str]:
        """The first ones after `after`, in the order they came."""
        found = list(self._all(node, segments, at))
        start = 0 if after is None else found.index(after) + 1
        return found[start : start + limit]

    def did_since(self, since: Mapping[str, date], at: Instant) -> Mapping[str, Did]:
        """By their figures."""
        found = {}
        for member, day in since.items():
            known = figures_at(self._desk, member, at)
            days = [] if known is None else [each for each in known[1].days if each.day >= day]
            again = any(each.day > day for each in days)
            found[member] = Did(again, sum(each.spend_cents for each in days))
        return found

    def _all(self, node: Node, segments: Segments, at: Instant) -> Iterator[str]:
        for member_id in self._desk.ledger.members():
            found = figures_at(self._desk, member_id, at)
            if found is not None and holds(found[1], node, segments).holds:
                yield member_id
