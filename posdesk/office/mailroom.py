"""What writing to members needs from the world, as Protocols, and what is asked about one of them before.

Refuses to know whether a message may go: that is sending.py's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

from posdesk.counter.card import member_moment
from posdesk.counter.ports import Desk
from posdesk.domain.business_day import Instant, local_time
from posdesk.domain.campaigns import Campaign, State
from posdesk.domain.facts import Fact
from posdesk.domain.member import profile
from posdesk.domain.messages import messages_of
from posdesk.domain.queueing import Recipient
from posdesk.domain.quiet_hours import zones_of_recipient


class Zones(Protocol):
    """The places of phones."""

    def of(self, phone: str) -> frozenset[str]:
        """The IANA zones an E.164 phone may be in; empty when nothing is known."""
        ...


class Readership(Protocol):
    """Whom a campaign is for."""

    def of(self, campaign: Campaign, day: date) -> Iterator[str]:
        """Every member it is for on a business day, its trigger included, each once, in a stable order."""
        ...

    def holds(self, campaign: Campaign, member: str, day: date) -> bool:
        """Whether it is for this member on a business day."""
        ...

    def held_out(self, campaign: Campaign, member: str) -> bool:
        """Whether the member is of the group that it is kept from, to compare (CM07)."""
        ...


class Found(NamedTuple):
    """One version of a campaign, and what has become of the campaign now."""

    campaign: Campaign
    state: State


class CampaignBook(Protocol):
    """The campaigns as published."""

    def find(self, campaign: str, version: int | None = None) -> Found | None:
        """A campaign by its id, in one version or in the one that holds now; None when there is none to be read."""
        ...


@dataclass(frozen=True, slots=True)
class Mailroom:
    """The ports that messages need beside the desk's."""

    audiences: Readership
    campaigns: CampaignBook
    zones: Zones


def recipient(
    desk: Desk,
    mailroom: Mailroom,
    member_id: str,
    facts: Sequence[Fact],
    now: Instant,
    *,
    fits: bool = True,
    held_out: bool = False,
) -> Recipient:
    """What is known of a member at `now` that decides whether she is written to. facts: all those about her.

    No profile says in which zone somebody lives, so her zone may be her home store's or any of her phone's (CM06).
    """
    member = profile(member_id, facts)
    _, calendar = member_moment(desk, member, now)
    phones = mailroom.zones.of(member.phone) if member is not None and member.phone is not None else frozenset()
    return Recipient(
        id=member_id,
        member=member,
        messages=messages_of(facts),
        today=local_time(now, calendar.zone).date(),
        zones=zones_of_recipient(None, phones, calendar.zone),
        fits=fits,
        held_out=held_out,
    )
