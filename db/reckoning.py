"""Decides what members are folded with when they are filed: the programs, and each one's own business day (VS04).

Most members of a store have never bought anything, and the standings of many of them are the same: whoever enrolled on
the same day without a birthday. Such a standing is folded once. Refuses to know rows (figure_rows.py).
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from db.programs import SqlPrograms
from posdesk.counter.ports import member_calendar
from posdesk.domain.business_day import AsOf, Instant, as_of
from posdesk.domain.facts import ConsentSet, Fact, MemberEnrolled, happened_at
from posdesk.domain.figures import Figures
from posdesk.domain.figuring import figures_of
from posdesk.domain.fold import fold
from posdesk.domain.member import profile
from posdesk.domain.program import ProgramTimeline
from posdesk.domain.standing import Standing

Alike = tuple[AsOf, tuple[tuple[int, date, str | None], ...]]


@dataclass(frozen=True)
class Reckoning:
    """What members are folded with at the instant `at`. store: whose day counts for who has no home store. moments: by
    home store, as far as it was asked. alike: the standings that many have."""

    programs: SqlPrograms
    store: str
    at: Instant
    moments: dict[str | None, AsOf] = field(default_factory=dict)
    alike: dict[Alike, Standing] = field(default_factory=dict)

    @cached_property
    def timeline(self) -> ProgramTimeline:
        """The programs. Raises Refused(NO_STORE_YET) before there is one."""
        return self.programs.timeline()

    @cached_property
    def starts(self) -> list[Instant]:
        """When each program came into force."""
        return [start for start, _ in self.timeline.steps()]

    def moment(self, home_store: str | None) -> AsOf:
        """The moment in the zone of a home store. Raises Refused when this store itself is not set up."""
        if home_store not in self.moments:
            self.moments[home_store] = as_of(self.at, member_calendar(self.programs, home_store, self.store))
        return self.moments[home_store]


def figured(member_id: str, about: Sequence[Fact], how: Reckoning) -> Figures | None:
    """The figures of a member from the facts about her; None when nobody has enrolled under this id."""
    member = profile(member_id, about)
    if member is None:
        return None
    moment = how.moment(member.home_store)
    standing = _standing(member_id, about, how, moment)
    return figures_of(member, about, standing, how.timeline.at(moment.at), moment.day)


def _standing(member_id: str, about: Sequence[Fact], how: Reckoning, moment: AsOf) -> Standing:
    alike = _alike(about, how, moment)
    if alike is None:
        return fold(member_id, about, how.timeline, moment)
    known = how.alike.get(alike)
    if known is None:
        known = how.alike[alike] = fold(member_id, about, how.timeline, moment)
    return replace(known, member=member_id)


def _alike(about: Sequence[Fact], how: Reckoning, moment: AsOf) -> Alike | None:
    """What the fold makes a standing of when nothing was bought: under which programs and on which days somebody
    enrolled or consented, and as which kind of member. None: there is more to it."""
    seen: list[tuple[int, date, str | None]] = []
    for fact in about:
        body, at = fact.body, happened_at(fact)
        if at > how.at:
            return None
        if isinstance(body, MemberEnrolled) and body.birthday is None:
            seen.append((bisect_right(how.starts, at), fact.business_day, body.member_type))
        elif isinstance(body, ConsentSet):
            seen.append((bisect_right(how.starts, at), fact.business_day, None))
        else:
            return None
    return moment, tuple(seen)
