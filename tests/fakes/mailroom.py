"""A mailroom that is lists: who is in the audience, which campaigns there are, where phones are."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from posdesk.domain.campaigns import Campaign, State
from posdesk.office.mailroom import Found, Mailroom


@dataclass
class FakeAudiences:
    """members: whom every campaign is for. kept_from: those it is kept from."""

    members: list[str] = field(default_factory=list)
    kept_from: set[str] = field(default_factory=set)

    def of(self, campaign: Campaign, day: date) -> Iterator[str]:
        """All of them."""
        return iter(self.members)

    def holds(self, campaign: Campaign, member: str, day: date) -> bool:
        """Whether it is one of them."""
        return member in self.members

    def held_out(self, campaign: Campaign, member: str) -> bool:
        """Whether it is one it is kept from."""
        return member in self.kept_from


@dataclass
class FakeCampaignBook:
    """campaigns: by id, in the one version they have."""

    campaigns: dict[str, Found] = field(default_factory=dict)

    def put(self, campaign: Campaign, state: State = State.RUNNING) -> None:
        """Publish one, or say what has become of it."""
        self.campaigns[campaign.id] = Found(campaign, state)

    def find(self, campaign: str, version: int | None = None) -> Found | None:
        """The campaign."""
        return self.campaigns.get(campaign)


@dataclass
class FakeZones:
    """zones: of every phone, by how it begins."""

    zones: dict[str, frozenset[str]] = field(default_factory=dict)

    def of(self, phone: str) -> frozenset[str]:
        """Those of the beginning that fits."""
        return next((zones for start, zones in self.zones.items() if phone.startswith(start)), frozenset())


@dataclass
class FakeMailroom:
    """The three of them, and the mailroom they make."""

    audiences: FakeAudiences = field(default_factory=FakeAudiences)
    campaigns: FakeCampaignBook = field(default_factory=FakeCampaignBook)
    zones: FakeZones = field(default_factory=FakeZones)

    @property
    def ports(self) -> Mailroom:
        """As a use case gets it."""
        return Mailroom(self.audiences, self.campaigns, self.zones)
