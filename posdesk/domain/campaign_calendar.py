"""Decides which campaigns the facts name: every version of each, and what became of it. One that cannot be read here,
because a newer PosDesk wrote it, is kept, named, and not applied."""

import json
from collections.abc import Iterable, Mapping

from posdesk.domain import campaign_document, segment_document
from posdesk.domain.business_day import Instant
from posdesk.domain.campaign_facts import (
    CampaignEnded,
    CampaignPaused,
    CampaignPublished,
    CampaignResumed,
    SegmentPublished,
)
from posdesk.domain.campaigns import Calendar, Published, State, Unreadable
from posdesk.domain.facts import Body, Fact, Parked, fold_order, happened_at
from posdesk.domain.refusals import Refused
from posdesk.domain.segments import Segment

KINDS = frozenset({"campaign.published", "campaign.paused", "campaign.resumed", "campaign.ended", "segment.published"})
"""The kinds of facts that a calendar is made of."""
_CHANGES: Mapping[type, State] = {
    CampaignPaused: State.PAUSED,
    CampaignResumed: State.RUNNING,
    CampaignEnded: State.ENDED,
}


def calendar_of(facts: Iterable[Fact]) -> Calendar:
    """The calendar that these facts make, in any order; others among them are passed over."""
    ordered = sorted((fact for fact in facts if fact.kind in KINDS), key=fold_order)
    versions: dict[str, list[Published]] = {}
    changes: dict[str, list[tuple[Instant, State]]] = {}
    segments: dict[str, Segment] = {}
    unreadable: list[Unreadable] = []
    for fact in ordered:
        body = fact.body
        if isinstance(body, SegmentPublished):
            _learn(segments, fact, body.document, unreadable)
        elif isinstance(body, CampaignPaused | CampaignResumed | CampaignEnded):
            changes.setdefault(body.campaign, []).append((happened_at(fact), _CHANGES[type(body)]))
        elif isinstance(body, CampaignPublished | Parked):
            _publish(versions, segments, fact, unreadable)
    latest = max((happened_at(fact) for fact in ordered), default=None)
    return Calendar(versions, changes, tuple(unreadable), segments, latest)


def _learn(segments: dict[str, Segment], fact: Fact, document: str, unreadable: list[Unreadable]) -> None:
    try:
        found = segment_document.parse(document, segments)
    except Refused as refused:
        unreadable.append(Unreadable(fact.id, "a segment", refused.refusal.words.partition("\n")[0]))
    else:
        segments.update({segment.id: segment for segment in found})


def _publish(
    versions: dict[str, list[Published]], segments: Mapping[str, Segment], fact: Fact, unreadable: list[Unreadable]
) -> None:
    if not isinstance(fact.body, CampaignPublished):
        name, why = _of_a_newer_form(fact.body), f"{fact.kind} {fact.version} is of a newer PosDesk"
        unreadable.append(Unreadable(fact.id, name, why))
        return
    document = fact.body.document
    try:
        campaign = campaign_document.parse(document, segments)
    except Refused as refused:
        why = refused.refusal.words.partition("\n")[0]
        unreadable.append(Unreadable(fact.id, campaign_document.name_of(document), why))
    else:
        versions.setdefault(campaign.id, []).append(Published(campaign, happened_at(fact), fact.id, fact.business_day))


def _of_a_newer_form(body: Body) -> str:
    """What can be read of the name of a campaign whose fact is of a version that is not known here."""
    raw = json.loads(body.raw) if isinstance(body, Parked) else None
    document = raw.get("document") if isinstance(raw, dict) else None
    return campaign_document.name_of(document) if isinstance(document, str) else "a campaign"
