"""Decides whom a published campaign is for, over all members and for one: the ports that messages need, over the
calendar of campaigns. Implements `Readership` and `CampaignBook`.

Clauses find the candidates among a million; each of them is then asked whole, since some of it (a birthday that has to
settle, uses before, what was shown of an earlier version) is no clause over figures. Refuses to know whether a message
may go (sending.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from posdesk.counter.campaigns import answers_for
from posdesk.counter.card import member_moment
from posdesk.counter.ports import Desk
from posdesk.counter.visits import this_day
from posdesk.domain.campaigning import Answer, Kept, side
from posdesk.domain.campaigns import Campaign
from posdesk.domain.fold import fold
from posdesk.domain.member import profile
from posdesk.domain.merging import ids_of
from posdesk.domain.occasions import audience
from posdesk.office.audiences import Audiences
from posdesk.office.mailroom import Found, Mailroom, Zones

PAGE = 500
"""Members asked for at once."""


@dataclass(frozen=True, slots=True)
class PublishedReadership:
    """The ports over what is published at a desk."""

    desk: Desk
    audiences: Audiences

    def of(self, campaign: Campaign, day: date) -> Iterator[str]:
        """See the port."""
        calendar, now = self.desk.programs.campaigns(), self.desk.clock.now()
        segments = calendar.segments_of.get((campaign.id, campaign.version), calendar.segments)
        after: str | None = None
        while page := self.audiences.members(audience(campaign), segments, now, PAGE, after):
            yield from (member for member in page if self.holds(campaign, member, day))
            after = page[-1]

    def holds(self, campaign: Campaign, member: str, day: date) -> bool:
        """See the port. Who is kept from it, to compare, is of it too; who has told what it asks for is not (DT06)."""
        found = self._answer(campaign, member)
        return found is not None and (found.why.holds or found.held_out) and (found.asks or campaign.question is None)

    def held_out(self, campaign: Campaign, member: str) -> bool:
        """See the port. Of members who are one, all have to be on that side."""
        if not campaign.holdout_percent:
            return False
        return side(campaign, ids_of(member, self.desk.ledger.facts_about(member))) is Kept.HELD_OUT

    def find(self, campaign: str, version: int | None = None) -> Found | None:
        """See the port."""
        calendar, now = self.desk.programs.campaigns(), self.desk.clock.now()
        day = this_day(self.desk)
        state = calendar.state(campaign, now, day)
        if state is None:
            return None
        in_force = calendar.version_at(campaign, now, day)
        known = {each.campaign.version: each.campaign for each in calendar.versions[campaign]}
        wanted = in_force.campaign if version is None and in_force is not None else known.get(version or 0)
        return None if wanted is None else Found(wanted, state)

    def _answer(self, campaign: Campaign, member: str) -> Answer | None:
        desk, now = self.desk, self.desk.clock.now()
        facts = desk.ledger.facts_about(member)
        moment, _ = member_moment(desk, profile(member, facts), now)
        standing = fold(member, facts, desk.programs.timeline(), moment)
        found = answers_for(desk, facts, standing, now)
        return next((each for each in found if each.campaign.id == campaign.id), None)


def mailroom(desk: Desk, audiences: Audiences, zones: Zones) -> Mailroom:
    """The ports that messages need, over what is published."""
    published = PublishedReadership(desk, audiences)
    return Mailroom(published, published, zones)
