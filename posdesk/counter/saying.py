"""Decides the one sentence worth saying: of all that could be said, what matters most.

Each has its place between 0 and 100, and a campaign the one its author gave it; so a shop can put its own words before
or behind ours (docs/campaigns.md has the list). Refuses to know what is true of the member (the standing says it).
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from posdesk.counter import wording
from posdesk.counter.campaigns import Seen
from posdesk.counter.offers import Offer
from posdesk.domain.campaign_facts import Meeting
from posdesk.domain.facts import Fact
from posdesk.domain.member import Member
from posdesk.domain.program import Basis
from posdesk.domain.standing import AwardSource, Standing
from posdesk.domain.visiting import WARNED

WIN_BACK_DAYS = 60
NEAR = 10
"""The next tier is near when no more than this part of what it needs is missing."""
LAST_TIME = "last time was not right. What can we do better?"
"""For her ears alone: a screen that others may see does not say it (ui.viewmodels.member_words)."""
FIRST_VISIT, UNHAPPY, AWARD, REWARD_NOW, NUDGE, POINTS_END, TIER_DROPS = 95, 92, 90, 85, 80, 75, 70
WIN_BACK, NEAR_TIER, ASK_EMAIL, PERSONA, FAVOURITE, GREETING = 45, 40, 35, 30, 10, 0
"""The places of what PosDesk says by itself; a campaign of the same place comes first. Whoever was unhappy is asked
about that before a present is named: the other way round it would look like its price (G26), and presents stand among
the offers anyway."""


class Sentence(NamedTuple):
    """Something to say, its place, and what it says once, to be recorded with the visit (M02, P08)."""

    place: int
    words: str
    nudges: tuple[str, ...] = ()


def best_said(
    member: Member,
    standing: Standing,
    offers: Sequence[Offer],
    campaigns: Seen,
    days_since: int | None,
    unanswered: Fact | None = None,
) -> tuple[Sentence, Meeting | None]:
    """The one sentence worth saying, and the meeting with a campaign that saying it is. unanswered: her last feedback,
    where it waits for an answer (follow_ups.unanswered)."""
    known = [*_sentences(member, standing, offers, days_since)]
    if unanswered is not None:
        known.append(Sentence(UNHAPPY, f"{_called(member)}, {LAST_TIME}"))
    known += [Sentence(PERSONA, persona.tip) for persona in campaigns.personas[:1] if persona.tip]
    own, says = max(known, key=lambda each: each.place), campaigns.says
    if says and says[0].priority >= own.place:
        return Sentence(says[0].priority, says[0].words), says[0].met
    return own, None


def _called(member: Member) -> str:
    return member.first_name or "there"


def _sentences(
    member: Member, standing: Standing, offers: Sequence[Offer], days_since: int | None
) -> Iterator[Sentence]:
    name, today, points = _called(member), standing.as_of.day, standing.point_name
    yield Sentence(GREETING, f"Good to see you, {name}.")
    if days_since is None:
        yield Sentence(FIRST_VISIT, f"Welcome, {name}! Your first visit starts your rewards.")
        return
    earned = [each.award for each in offers if each.usable and each.award is not None]
    award = next((each for each in earned if each.source is not AwardSource.CAMPAIGN), None)
    if award is not None:
        end = "" if award.valid_until is None else f", good until {wording.day_words(award.valid_until, today)}"
        yield Sentence(AWARD, f"{name}, you have {award.title}{end}.")
    next_one = next((m for m in standing.milestones if m.on is Basis.VISITS and m.missing == 1 and not m.reached), None)
    if next_one is not None and days_since > 0:  # a second receipt of the day would not be counted (VS01)
        yield Sentence(REWARD_NOW, f"This visit is your {wording.ordinal(next_one.target)}: you get {next_one.title}.")
    nudge = next((milestone for milestone in standing.milestones if milestone.nudge_due), None)
    if nudge is not None:
        words = f"Only {wording.to_milestone(nudge, points)} until you get {nudge.title}."
        yield Sentence(NUDGE, words, (nudge.rule.id,))
    if standing.ending_due:
        ending = standing.ending_due[0]
        words = (
            f"{wording.some_points(ending.points, points)} end {wording.day_words(ending.on, today)}: use them today?"
        )
        yield Sentence(POINTS_END, words, (f"{WARNED}{ending.on.isoformat()}",))
    if standing.tier.drop is not None:
        yield Sentence(TIER_DROPS, f"{wording.keeps_tier(standing.tier, standing.tier.drop, today, points)}.")
    if days_since >= WIN_BACK_DAYS:
        yield Sentence(WIN_BACK, f"Good to see you again, {name}. It has been {days_since:,} days.")
    following = standing.tier.next
    if following is not None and following.missing * NEAR <= following.needed:
        ahead = wording.to_next_tier(standing.tier, following, today, points)
        yield Sentence(NEAR_TIER, f"You are {ahead}.")
    if member.email is None:
        yield Sentence(ASK_EMAIL, "Would you like your rewards by email?")
    if standing.brands:
        yield Sentence(FAVOURITE, f"Shall it be {standing.brands[0].name} again?")
