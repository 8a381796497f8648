"""Decides which campaigns the made-up store runs: all that PosDesk brings, written for the goods on its own shelf."""

from collections.abc import Iterator, Mapping

from posdesk import compose
from posdesk.domain.campaign_facts import CampaignPublished, SegmentPublished

ITS_OWN: Mapping[str, str] = {
    "Wyld": "Brindlewick",
    "Hilltop Farms": "Oxbow Parlour",
    '"CBD"': '"Tinctures"',
    '"Lotions"': '"Topicals"',
    "lotions": "balms",
}
"""What stands in the ready campaigns, and what this store has in its place."""


def published() -> Iterator[CampaignPublished | SegmentPublished]:
    """The kinds of members the budtenders are told of, then the campaigns, by name."""
    yield SegmentPublished(_own(compose.PERSONAS.read_text(encoding="utf-8")))
    for path in sorted(compose.CAMPAIGN_TEMPLATES.glob("*.toml")):
        yield CampaignPublished(_own(path.read_text(encoding="utf-8")))


def _own(text: str) -> str:
    for theirs, ours in ITS_OWN.items():
        text = text.replace(theirs, ours)
    return text
