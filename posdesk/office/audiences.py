"""Decides what the office asks about the members of a segment: how many, some of them with their reasons, one of them.

Refuses to know how all members are asked at once (the port Audiences does). Reasons are read from one member's
standing, folded anew: the same reading that the counter has.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from posdesk.counter.card import member_moment
from posdesk.counter.known_members import nobody
from posdesk.counter.ports import Desk
from posdesk.domain.business_day import Instant
from posdesk.domain.clauses import Clause
from posdesk.domain.figures import Figures
from posdesk.domain.figuring import figures_of
from posdesk.domain.fold import fold
from posdesk.domain.lift import Did
from posdesk.domain.member import Member, profile
from posdesk.domain.membership import holds
from posdesk.domain.segments import Node, Segment

Progress = Callable[[int, int], None]
Segments = Mapping[str, Segment]


class Audiences(Protocol):
    """Asks a segment of all members. Each method raises EnvironmentTrouble when the computer cannot do it, and Refused
    while there is no store or program yet.

    at: the moment, in each member's own business day. A question first brings up to date what a million members are
    read from; `refresh` does it beforehand, where it may take long and somebody watches.
    """

    def refresh(self, at: Instant, progress: Progress | None = None, go_on: Callable[[], bool] | None = None) -> int:
        """Bring everybody up to date; yields how many members that were. progress: told (members done, members in all)
        after each batch. go_on: asked between batches; when it says no, the rest waits for the next time."""
        ...

    def count(self, node: Node, segments: Segments, at: Instant) -> int:
        """How many members the clauses hold for. segments: those that the clauses name."""
        ...

    def members(self, node: Node, segments: Segments, at: Instant, limit: int, after: str | None = None) -> list[str]:
        """The ids of the first `limit` members it holds for, in a stable order; after: the last one of the page
        before."""
        ...

    def did_since(self, since: Mapping[str, date], at: Instant) -> Mapping[str, Did]:
        """What each of these members did from a business day of her own on: whether she came on a later one, and what
        she spent from it on."""
        ...


@dataclass(frozen=True, slots=True)
class Sampled:
    """One member of a segment, with the clauses that hold for her."""

    member: Member
    why: Clause


def sample(
    desk: Desk, audiences: Audiences, node: Node, segments: Segments, limit: int, after: str | None = None
) -> list[Sampled]:
    """Some members of a segment, at most `limit`, with their reasons; after: the last one of the page before."""
    at = desk.clock.now()
    ids = audiences.members(node, segments, at, limit, after)
    found = [figures_at(desk, member_id, at) for member_id in ids]
    return [Sampled(one[0], holds(one[1], node, segments)) for one in found if one is not None]


def explain(desk: Desk, node: Node, segments: Segments, member_id: str) -> Sampled:
    """Why a member is in a segment, or is not. Raises Refused(NO_MEMBER)."""
    found = figures_at(desk, member_id, desk.clock.now())
    if found is None:
        raise nobody()
    member, figures = found
    return Sampled(member, holds(figures, node, segments))


def figures_at(desk: Desk, member_id: str, at: Instant) -> tuple[Member, Figures] | None:
    """A member and her figures at the instant `at`, folded anew; None when nobody has enrolled under this id."""
    facts = desk.ledger.facts_about(member_id)
    member = profile(member_id, facts)
    if member is None:
        return None
    moment, timeline = member_moment(desk, member, at)[0], desk.programs.timeline()
    standing = fold(member_id, facts, timeline, moment)
    return member, figures_of(member, facts, standing, timeline.at(at), moment.day)
