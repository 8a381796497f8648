"""Decides what can happen to a campaign: it is published, paused, resumed, ended; it meets a member. Bodies of facts,
values only."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CampaignPublished:
    """One version of a campaign is in force from the fact's own instant on, until a later one. document: TOML text."""

    document: str


@dataclass(frozen=True, slots=True)
class CampaignPaused:
    """A campaign rests until it is resumed. campaign: its id."""

    campaign: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class CampaignResumed:
    """A campaign that rested goes on. campaign: its id."""

    campaign: str


@dataclass(frozen=True, slots=True)
class CampaignEnded:
    """A campaign is over, whatever its window says. campaign: its id."""

    campaign: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class SegmentPublished:
    """Segments that campaigns and the counter may name. document: TOML text; one of the same id replaces it."""

    document: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """One campaign and one member. n: which of its uses it was about (campaigning.py). held_out: it was kept from her,
    to compare (CM07)."""

    campaign: str
    campaign_version: int
    n: int
    held_out: bool = False


@dataclass(frozen=True, slots=True)
class CampaignsMet:
    """What a look-up at the counter showed a member for the first time, or kept from her (CM07, CM09)."""

    met: tuple[Meeting, ...]


CampaignBody = CampaignPublished | CampaignPaused | CampaignResumed | CampaignEnded | SegmentPublished | CampaignsMet

CAMPAIGN_KINDS: Mapping[tuple[str, int], type[CampaignBody]] = {
    ("campaign.published", 1): CampaignPublished,
    ("campaign.paused", 1): CampaignPaused,
    ("campaign.resumed", 1): CampaignResumed,
    ("campaign.ended", 1): CampaignEnded,
    ("segment.published", 1): SegmentPublished,
    ("campaign.met", 1): CampaignsMet,
}
"""Kind and version of each of these; facts.KINDS has them too."""
