"""The use cases of the office as the manager's screens call them, each imported when it is first needed.

They run on the ledger lane. Refuses to know rules: it only hands over, and puts answers into lines.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from ui import office_wording as wording

if TYPE_CHECKING:
    from posdesk.domain.campaigns import Campaign
    from posdesk.domain.segments import Segment
    from posdesk.office.campaigns import Book
    from posdesk.office.ports import Office
    from posdesk.office.what_if import CampaignWhatIf, Trial

A_MOMENT = 0.08
"""Seconds for which a visit may have to wait for what is counted."""
SAMPLE = 5
"""Members of an audience that are shown."""


class Looked(NamedTuple):
    """An audience as it is now: how many, and some of them, each with the reasons in lines."""

    members: int
    sample: tuple[tuple[str, tuple[str, ...]], ...]


class Known(NamedTuple):
    """What an editor needs to know: the segments that were published, and the ready campaigns by name."""

    segments: "dict[str, Segment]"
    templates: "tuple[tuple[str, Campaign], ...]"
    versions: dict[str, int]


def campaign_book(office: "Office") -> "Book":
    """All campaigns."""
    from posdesk.office import campaigns

    return campaigns.book(office.desk)


def pause_or_resume(office: "Office", name: str, rests: bool) -> str:
    """Let it rest, or go on; the words of what was done. Raises Refused."""
    from posdesk.office import campaigns

    found = campaigns.resume(office.desk, name) if rests else campaigns.pause(office.desk, name)
    return f"“{found.campaign.title}” is {found.state} now."


def end_campaign(office: "Office", name: str) -> str:
    """End it; the words of what was done. Raises Refused."""
    from posdesk.office import campaigns

    found = campaigns.end(office.desk, name)
    return f"“{found.campaign.title}” is {found.state} now."


def audience_of(office: "Office", campaign: "Campaign") -> int:
    """How many members it is for today."""
    from posdesk.domain.occasions import audience

    return office.audiences.count(audience(campaign), _segments(office, campaign), office.desk.clock.now())


def results_of(office: "Office", name: str) -> tuple[str, ...]:
    """What it has brought, in lines. Raises Refused."""
    from posdesk.office.campaign_results import results
    from posdesk.office.campaign_words import results_lines

    return tuple(results_lines(results(office.desk, office.audiences, name)))


def look(office: "Office", campaign: "Campaign", document: str) -> Looked:
    """How many a campaign that is being written is for, and some of them with their reasons. Raises Refused when its
    document could not be published here, or whoever asks may not see what it asks about (G27)."""
    from posdesk.counter import permissions, reasons
    from posdesk.counter.visits import this_day
    from posdesk.domain import hidden
    from posdesk.domain.clauses import Clause
    from posdesk.domain.occasions import audience
    from posdesk.office import audiences
    from posdesk.office.adjustments import in_force
    from posdesk.office.campaigns import validated

    validated(office.desk, document)
    node, segments = audience(campaign), _segments(office, campaign)
    sees = permissions.sees_hidden(office.desk)
    if hidden.reads(node, segments) and not sees:  # who is reached, and even how many, would tell it
        raise Refused(Refusal(RefusalCode.BAD_SEGMENT, wording.REACH_HIDDEN))
    said = reasons.Told(this_day(office.desk), in_force(office.desk).point_name, sees=sees)
    found = audiences.sample(office.desk, office.audiences, node, segments, SAMPLE)

    def leaves(clause: Clause) -> list[str]:
        if clause.parts:
            return [line for part in clause.parts for line in leaves(part)]
        return [reasons.lines(clause, said)[0].removeprefix("yes ").removeprefix("no  ")]

    sample = tuple((each.member.short_name, tuple(leaves(each.why))) for each in found)
    return Looked(office.audiences.count(node, segments, office.desk.clock.now()), sample)


def known(office: "Office") -> Known:
    """What an editor begins with."""
    from posdesk.domain.campaign_document import parse

    calendar = office.desk.programs.campaigns()
    files = sorted(office.templates.glob("*.toml"))
    ready = []
    for path in files:
        with suppress(Refused, OSError, UnicodeDecodeError):  # one that somebody spoilt takes nothing else with it
            ready.append((path.stem, parse(path.read_text(encoding="utf-8"))))
    versions = {name: max(each.campaign.version for each in published) for name, published in calendar.versions.items()}
    return Known(dict(calendar.segments), tuple(ready), versions)


def publish(office: "Office", document: str) -> "Campaign":
    """Publish a document. Raises Refused."""
    from posdesk.office import campaigns

    return campaigns.publish(office.desk, document)


def begin_trial(office: "Office", campaign: "Campaign", days: int) -> "Trial[CampaignWhatIf]":
    """Begin to run a campaign over the last `days` days that are over."""
    from posdesk.counter.visits import this_day
    from posdesk.office.what_if import campaign_trial

    last = this_day(office.desk) - timedelta(days=1)
    return campaign_trial(office.desk, campaign, last - timedelta(days=days - 1), last)


def go_on_with(trial: "Trial[CampaignWhatIf]") -> int | tuple[str, ...]:
    """Go on for a moment: how many members are done, or at the end what it would have done, in lines."""
    from posdesk.office.campaign_words import what_if_lines

    until, done = monotonic() + A_MOMENT, 0
    while monotonic() < until:
        try:
            done = next(trial)
        except StopIteration as end:
            return tuple(what_if_lines(end.value))
    return done


def file_some(office: "Office") -> bool:
    """Bring some of what is counted up to date, for a moment; whether there may be more."""
    until = monotonic() + A_MOMENT
    return office.audiences.refresh(office.desk.clock.now(), go_on=lambda: monotonic() < until) > 0


def _segments(office: "Office", campaign: "Campaign") -> "dict[str, Segment]":
    brought: Sequence[Segment] = campaign.segments
    return {**office.desk.programs.campaigns().segments, **{segment.id: segment for segment in brought}}
