"""Decides what a manager does with campaigns: check a document, publish, pause, resume, end, and list them all.

Each act is a fact. Refuses to know whom a campaign reaches (campaigning.py, audiences.py) and what it brought
(campaign_results.py).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from posdesk.counter import permissions
from posdesk.counter.ports import Desk
from posdesk.counter.visits import draft, this_day
from posdesk.domain import campaign_document, segment_document
from posdesk.domain.campaign_contradictions import contradictions, paid_scores
from posdesk.domain.campaign_facts import (
    CampaignEnded,
    CampaignPaused,
    CampaignPublished,
    CampaignResumed,
    SegmentPublished,
)
from posdesk.domain.campaigns import Campaign, State, Unreadable
from posdesk.domain.facts import Body
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.segments import Segment
from posdesk.domain.staff_facts import Permission
from posdesk.office.adjustments import in_force


@dataclass(frozen=True, slots=True)
class Listed:
    """One campaign: the version in force, or the first one where that is still to come; what has become of it; how many
    versions there were, and the newest of them, which may be for later."""

    campaign: Campaign
    state: State
    versions: int
    newest: Campaign


@dataclass(frozen=True, slots=True)
class Book:
    """All campaigns on a business day, those that run first, then by id; and those that a newer PosDesk wrote."""

    campaigns: tuple[Listed, ...]
    unreadable: tuple[Unreadable, ...]
    segments: tuple[Segment, ...]
    today: date


_ORDER = (State.RUNNING, State.PAUSED, State.SCHEDULED, State.ENDED)


def book(desk: Desk) -> Book:
    """Everything that was published, as it stands now."""
    calendar, now, day = desk.programs.campaigns(), desk.clock.now(), this_day(desk)
    found = []
    for name, versions in calendar.versions.items():
        version, state = calendar.version_at(name, now, day), calendar.state(name, now, day)
        if version is not None and state is not None:
            found.append(Listed(version.campaign, state, len(versions), versions[-1].campaign))
    found.sort(key=lambda each: (_ORDER.index(each.state), each.campaign.id))
    return Book(tuple(found), tuple(calendar.unreadable), tuple(calendar.segments.values()), day)


def validated(desk: Desk | None, document: str) -> Campaign:
    """Read a document and check all of it. desk: None: without a store, so that only the document itself is checked.
    Raises Refused(BAD_CAMPAIGN) with a line for each problem."""
    known = {} if desk is None else desk.programs.campaigns().segments
    campaign = campaign_document.parse(document, known)
    problems = [*paid_scores(campaign, known), *([] if desk is None else _against(desk, campaign))]
    if problems:
        raise Refused(Refusal(RefusalCode.BAD_CAMPAIGN, "\n".join(problems)))
    return campaign


def publish(desk: Desk, document: str) -> Campaign:
    """Publish a document: it is in force from now on, within its own window. Raises Refused(BAD_CAMPAIGN) as validated
    does, and when its version is not above the one before, or it was ended."""
    campaign = validated(desk, document)
    permissions.append(desk, Permission.RUN_CAMPAIGNS, [draft(desk, None, CampaignPublished(document))])
    return campaign


def publish_segments(desk: Desk, document: str) -> Sequence[Segment]:
    """Publish segments that campaigns may name, and personas. Raises Refused(BAD_SEGMENT)."""
    found = segment_document.parse(document, desk.programs.campaigns().segments)
    permissions.append(desk, Permission.RUN_CAMPAIGNS, [draft(desk, None, SegmentPublished(document))])
    return found


def pause(desk: Desk, name: str, reason: str | None = None) -> Listed:
    """Let a campaign rest. Raises Refused(NO_CAMPAIGN, NOT_USABLE)."""
    return _change(desk, name, CampaignPaused(name, reason), (State.RUNNING, State.SCHEDULED))


def resume(desk: Desk, name: str) -> Listed:
    """Let a campaign that rests go on. Raises Refused(NO_CAMPAIGN, NOT_USABLE)."""
    return _change(desk, name, CampaignResumed(name), (State.PAUSED,))


def end(desk: Desk, name: str, reason: str | None = None) -> Listed:
    """End a campaign for good. Raises Refused(NO_CAMPAIGN, NOT_USABLE)."""
    return _change(desk, name, CampaignEnded(name, reason), (State.RUNNING, State.SCHEDULED, State.PAUSED))


def listed(desk: Desk, name: str) -> Listed:
    """One campaign as it stands. Raises Refused(NO_CAMPAIGN)."""
    everything = book(desk).campaigns
    found = next((each for each in everything if each.campaign.id == name), None)
    if found is None:
        there = ", ".join(each.campaign.id for each in everything) or "none"
        raise Refused(Refusal(RefusalCode.NO_CAMPAIGN, f"There is no campaign “{name}”. There is {there}."))
    return found


def _change(desk: Desk, name: str, body: Body, possible: tuple[State, ...]) -> Listed:
    found = listed(desk, name)
    if found.state not in possible:
        words = f"“{found.campaign.title}” is {found.state}. Nothing changed."
        raise Refused(Refusal(RefusalCode.NOT_USABLE, words))
    permissions.append(desk, Permission.RUN_CAMPAIGNS, [draft(desk, None, body)])
    return listed(desk, name)


def _against(desk: Desk, campaign: Campaign) -> Iterator[str]:
    """Why a sound document cannot be published here."""
    calendar, now = desk.programs.campaigns(), desk.clock.now()
    before = calendar.versions.get(campaign.id, ())
    newest = max((version.campaign.version for version in before), default=0)
    if calendar.stopped(campaign.id, now) is State.ENDED:
        yield f"campaign.id: “{campaign.id}” was ended. Give the new one an id of its own."
    elif campaign.version <= newest:
        yield f"campaign.version: version {newest} is published. Give this one {newest + 1}."
    if campaign.last_day is not None and campaign.last_day < this_day(desk):
        yield f"campaign.last_day: {campaign.last_day} is over. Write a day to come, or leave it out."
    yield from contradictions(campaign, in_force(desk))
