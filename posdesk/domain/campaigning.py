"""Decides what a campaign means for one member, here and now: whether she gets it, by which version, and why not.

A pure function of the calendar of campaigns, her figures and standing, and where she stands; so a register answers
without a network, and the hub the same. Refuses to know what a reward does to a basket (redemption.py) and words.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from posdesk.domain.business_day import Instant
from posdesk.domain.campaign_facts import CampaignsMet, Meeting
from posdesk.domain.campaigns import Calendar, Campaign, Place, Published, Renewal, State, Trigger
from posdesk.domain.clauses import Clause, ClauseCode, Unit, all_of, is_near
from posdesk.domain.facts import Fact, fold_order
from posdesk.domain.figures import Column, Figures
from posdesk.domain.membership import Known, Segments, holds, until_out_of_reach
from posdesk.domain.occasions import asked_of, occasion, trigger_node
from posdesk.domain.program import RuleRef
from posdesk.domain.stable_ids import digest
from posdesk.domain.standing import Award, AwardSource, AwardState, Standing

Uses = Mapping[str, Mapping[tuple[str, date], int]]
"""Uses that stand of every campaign, by its rule and by (store, business day)."""
HONOURED_DAYS = 30
"""A version without a last day that was shown to a member is good for so many days after the next one (CM09)."""
PERIOD = 1000
"""A use is numbered `period * PERIOD + count`, count from 1: two registers that give the same one name it alike."""


class Met(NamedTuple):
    """A meeting and the business day of it."""

    day: date
    meeting: Meeting


@dataclass(frozen=True, slots=True)
class Here:
    """Where and when. clock: this store's wall clock. online: whether the hub can be asked, None when this shop works
    without one. allowances: by a campaign's rule, how many uses the hub lets this register give offline (CM08).
    settle_days: a birthday told later than so many days before it waits a year (DT04)."""

    at: Instant
    store: str
    day: date
    clock: time
    online: bool | None = None
    allowances: Mapping[str, int] = field(default_factory=dict)
    uses: Uses = field(default_factory=dict)
    settle_days: int = 30


@dataclass(frozen=True, slots=True)
class Answer:
    """One campaign for one member. n: the number of the use that she could make of it. why: the clauses, that hold when
    she gets it now. until: her last business day. held_out: nothing but the comparison keeps it from her (CM07). asks:
    its question is to be asked; the reward comes after the answer."""

    campaign: Campaign
    n: int
    why: Clause
    until: date | None
    held_out: bool = False
    asks: bool = False

    @property
    def not_yet(self) -> bool:
        """Whether it is worth showing with its distance: all that is missing she can still do."""
        return not self.why.holds and self.campaign.not_yet and not self.held_out and is_near(self.why)

    def award(self, day: date) -> Award:
        """What she gets, as an award that its key names."""
        reward = self.campaign.reward
        rule = RuleRef(self.campaign.rule, self.campaign.version)
        return Award(
            rule,
            self.n,
            self.campaign.title if reward is None else reward.title,
            "",
            day,
            self.until,
            source=AwardSource.CAMPAIGN,
            reward=None if reward is None else reward.id,
        )


class Kept(StrEnum):
    """On which side of the comparison somebody is. mixed: of merged members one was treated and one held out; treated,
    but left out of the figures (CM07)."""

    TREATED = "treated"
    HELD_OUT = "held_out"
    MIXED = "mixed"


def side(campaign: Campaign, members: Iterable[str]) -> Kept:
    """On which side a person is. members: her id, and those that were merged into her."""
    sides = {digest(member, campaign.salt) % 100 < campaign.holdout_percent for member in members}
    if sides == {True}:
        return Kept.HELD_OUT
    return Kept.MIXED if True in sides else Kept.TREATED


def met_by(facts: Iterable[Fact]) -> tuple[Met, ...]:
    """The meetings of a member with campaigns, oldest first."""
    found = sorted((fact for fact in facts if isinstance(fact.body, CampaignsMet)), key=fold_order)
    return tuple(
        Met(fact.business_day, meeting)
        for fact in found
        if isinstance(fact.body, CampaignsMet)
        for meeting in fact.body.met
    )


def answers(
    calendar: Calendar, figures: Figures, standing: Standing, met: Sequence[Met], here: Here, place: Place | None
) -> tuple[Answer, ...]:
    """Every campaign that runs now, for one member; those first that come first, by priority and id. place: only those
    that are said there, and of one that is out of reach no more clauses than it takes to say so; None: all of them,
    with every clause."""
    known: Known = {}
    found = []
    for name in calendar.versions:
        version = version_for(calendar, name, met, here)
        if version is not None and (place is None or place in version.campaign.channels):
            segments = calendar.segments_of[name, version.campaign.version]
            asked = _Asked(calendar, version, segments, figures, standing, met, here, known, place is not None)
            found.append(_answer(asked))
    found.sort(key=lambda answer: (-answer.campaign.priority, answer.campaign.id))
    return tuple(_in_groups(found))


def version_for(calendar: Calendar, name: str, met: Sequence[Met], here: Here) -> Published | None:
    """The version that holds for a member: the last one she was shown, as long as it is honoured (CM09), else the one
    in force; None while the campaign does not run (CM10: its own last day decides, and no network)."""
    if calendar.stopped(name, here.at) is not None:
        return None
    shown = [each.meeting for each in met if each.meeting.campaign == name and not each.meeting.held_out]
    if shown:
        version = _honoured(calendar, name, shown[-1].campaign_version, here)
        if version is not None:
            return version
    runs = calendar.state(name, here.at, here.day) is State.RUNNING
    return calendar.version_at(name, here.at, here.day) if runs else None


def _honoured(calendar: Calendar, name: str, number: int, here: Here) -> Published | None:
    versions = [version for version in calendar.versions.get(name, ()) if version.at <= here.at]
    for version, after in pairwise(versions):
        if version.campaign.version == number:
            began = max(after.day, after.campaign.first_day or after.day)
            last = version.campaign.last_day or began + timedelta(days=HONOURED_DAYS)
            return version if here.day <= last else None
    return None  # it is the one in force


@dataclass(frozen=True, slots=True)
class _Asked:
    """One campaign and whom it is asked of. known: values of fields worked out for other campaigns. short: stop
    where it is out of reach."""

    calendar: Calendar
    version: Published
    segments: Segments
    figures: Figures
    standing: Standing
    met: Sequence[Met]
    here: Here
    known: Known
    short: bool

    @property
    def campaign(self) -> Campaign:
        """The campaign in its version."""
        return self.version.campaign


def _answer(asked: _Asked) -> Answer:
    campaign, here = asked.campaign, asked.here
    rule = RuleRef(campaign.rule, campaign.version)
    around = [*_around(campaign, here, rule)]
    if not all(clause.holds for clause in around):  # it is not on here and now, so nobody need be asked
        return Answer(campaign, 0, all_of(around, rule), None)
    told = _told(asked)
    audience = _audience(asked, told)
    clauses = [*around, *(until_out_of_reach(audience) if asked.short else audience)]
    if asked.short and clauses and not is_near(clauses[-1]):
        return Answer(campaign, 0, all_of(clauses, rule), None)
    period = _period(asked)
    uses = _uses_before(asked, period)
    count = next(number for number in range(1, len(uses) + 2) if number not in uses)
    clauses.append(_left(campaign, len(uses), rule))
    clauses += _limits(campaign, here, rule)
    out = side(campaign, asked.figures.joined or (asked.figures.member,)) is Kept.HELD_OUT
    held_out = out and all(clause.holds for clause in clauses)
    if out:
        clauses.append(Clause(ClauseCode.NOT_HELD_OUT, False, rule, "CM07"))
    asks = campaign.question is not None and told is None
    return Answer(campaign, period * PERIOD + count, all_of(clauses, rule), _until(asked, told), held_out, asks)


def _around(campaign: Campaign, here: Here, rule: RuleRef) -> Iterator[Clause]:
    """Whether it is on, here and now."""
    first, last = campaign.first_day, campaign.last_day
    if first is not None:
        yield Clause(ClauseCode.VALID_FROM, here.day >= first, rule, "", here.day, first, None, Unit.DATE)
    if last is not None:
        yield Clause(ClauseCode.VALID_UNTIL, here.day <= last, rule, "CM10", here.day, last, None, Unit.DATE)
    if campaign.stores:
        needed = ", ".join(sorted(campaign.stores))
        yield Clause(ClauseCode.STORE, here.store in campaign.stores, rule, "", here.store, needed, unit=Unit.WORD)
    if campaign.weekdays:
        weekday, needed = here.day.weekday(), ",".join(map(str, sorted(campaign.weekdays)))
        yield Clause(ClauseCode.WEEKDAY, weekday in campaign.weekdays, rule, "", weekday, needed, unit=Unit.WORD)
    if campaign.hours is not None:
        start, end = campaign.hours
        needed = f"{start:%H:%M} to {end:%H:%M}"
        open_now = start <= here.clock < end
        yield Clause(ClauseCode.HOURS, open_now, rule, "", f"{here.clock:%H:%M}", needed, unit=Unit.WORD)


def _audience(asked: _Asked, told: date | None) -> Iterator[Clause]:
    """Her, at this moment of hers. After an answer the trigger is asked of the day on which it was given (DT06)."""
    campaign, figures = asked.campaign, asked.figures
    node = trigger_node(campaign.when)
    if campaign.question is not None and told is not None:
        yield from _answered(asked, told)
    elif node is not None:
        yield holds(figures, node, asked.segments, asked.known, short=asked.short)
        if campaign.when.trigger is Trigger.BIRTHDAY and figures.values[Column.BIRTHDAY] is not None:
            yield _settled(asked)
    if campaign.where is not None:
        yield holds(figures, campaign.where, asked.segments, asked.known, short=asked.short)


def _answered(asked: _Asked, told: date) -> Iterator[Clause]:
    """A question pays who answered it within the campaign, and while the trigger let it be asked; later, or before it
    began, it pays nothing."""
    campaign, rule = asked.campaign, RuleRef(asked.campaign.rule, asked.campaign.version)
    began = campaign.first_day or asked.calendar.versions[campaign.id][0].day
    yield Clause(ClauseCode.TOLD_IN_TIME, told >= began, rule, "DT06", told, began, unit=Unit.DATE)
    joined, when = asked.figures.values[Column.ENROLLED_ON], campaign.when
    if when.trigger is Trigger.JOINED and isinstance(joined, date):
        first, last = (joined + timedelta(days=days) for days in (when.first, when.last - 1))
        yield Clause(ClauseCode.TOLD_IN_TIME, first <= told <= last, rule, "DT06", told, last, unit=Unit.DATE)


def _settled(asked: _Asked) -> Clause:
    """Whether the birthday was known long enough before the day (DT04)."""
    rule = RuleRef(asked.campaign.rule, asked.campaign.version)
    kept = occasion(Trigger.BIRTHDAY, "", asked.figures, asked.standing)
    since, settle = asked.standing.birthday_since, asked.here.settle_days
    latest = kept - timedelta(days=settle) if isinstance(kept, date) else None
    holds_ = since is not None and latest is not None and since <= latest
    return Clause(ClauseCode.BIRTHDAY_SETTLED, holds_, rule, "DT04", since, latest, unit=Unit.DATE)


def _told(asked: _Asked) -> date | None:
    """The business day on which the campaign's question was answered for the first time."""
    question = asked.campaign.question
    day = None if question is None else asked_of(asked.figures, question.field)
    return None if day is None else date.fromordinal(day)


def _period(asked: _Asked) -> int:
    """Which period of its renewal it is."""
    day, when = asked.here.day, asked.campaign.when
    match asked.campaign.limits.renews:
        case Renewal.DAY:
            return day.toordinal()
        case Renewal.MONTH:
            return day.year * 12 + day.month
        case Renewal.YEAR:
            return day.year
        case Renewal.OCCASION if when.trigger is Trigger.MILESTONE_REACHED:
            award = _reached(asked)
            return 0 if award is None else award.n
        case Renewal.OCCASION:
            found = occasion(when.trigger, when.milestone, asked.figures, asked.standing)
            if isinstance(found, date):
                return found.year if when.trigger is Trigger.BIRTHDAY else found.toordinal()
            return found or 0
    return 0


def _reached(asked: _Asked) -> Award | None:
    """Of the milestones that were reached within the trigger's days the first that is not used up: one large sale may
    reach two of them (M04). The last one when all are, None when there is none."""
    when, limits = asked.campaign.when, asked.campaign.limits
    first = asked.here.day - timedelta(days=when.last)
    found = [
        award
        for award in asked.standing.awards
        if award.rule.id == when.milestone and award.state is not AwardState.REVOKED and award.earned_on >= first
    ]
    found.sort(key=lambda award: award.n)
    left = (award for award in found if len(_uses_before(asked, award.n)) < limits.per_member)
    return next(left, found[-1] if found else None)


def _uses_before(asked: _Asked, period: int) -> set[int]:
    """The counts of this period that are taken: uses of the reward; of words alone the days on which they were said
    before today."""
    campaign = asked.campaign
    if campaign.reward is not None:
        return {
            use.award_n % PERIOD
            for use in asked.standing.redemptions
            if use.standing and use.award_rule == campaign.rule and use.award_n // PERIOD == period
        }
    said = {
        each.day
        for each in asked.met
        if each.meeting.campaign == campaign.id
        and each.meeting.n // PERIOD == period
        and not each.meeting.held_out
        and each.day < asked.here.day
    }
    return set(range(1, len(said) + 1))


def _left(campaign: Campaign, used: int, rule: RuleRef) -> Clause:
    most = campaign.limits.per_member
    return Clause(ClauseCode.MEMBER_LIMIT, used < most, rule, "", used, most, unit=Unit.USES)


def _limits(campaign: Campaign, here: Here, rule: RuleRef) -> Iterator[Clause]:
    """What all members have of it together. Where there is a hub its allowance decides, so that registers that do not
    hear of each other give no more than the total between them (CM08)."""
    uses = here.uses.get(campaign.rule, {})
    if campaign.limits.per_day is not None:
        today, most = uses.get((here.store, here.day), 0), campaign.limits.per_day
        yield Clause(ClauseCode.DAY_LIMIT, today < most, rule, "CM08", today, most, unit=Unit.USES)
    if campaign.limits.total is not None:
        used, most = sum(uses.values()), campaign.limits.total
        if here.online is False or (campaign.rule in here.allowances and used < most):
            left = here.allowances.get(campaign.rule, 0)
            yield Clause(ClauseCode.ALLOWANCE, left > 0, rule, "CM08", left, 1, unit=Unit.USES)
        else:
            yield Clause(ClauseCode.TOTAL_LIMIT, used < most, rule, "CM08", used, most, unit=Unit.USES)


def _until(asked: _Asked, told: date | None) -> date | None:
    """Her last day: of the window, of the trigger, of the period, and of what an answer is good for."""
    campaign, day = asked.campaign, asked.here.day
    when, joined = campaign.when, asked.figures.values[Column.ENROLLED_ON]
    ends = [campaign.last_day]
    if campaign.question is not None:
        ends.append(None if told is None else told + timedelta(days=campaign.question.good_days))
    elif when.trigger is Trigger.JOINED and isinstance(joined, date):
        ends.append(joined + timedelta(days=when.last - 1))
    elif when.trigger in (Trigger.BIRTHDAY, Trigger.MILESTONE_REACHED, Trigger.TIER_ENTRY):
        since = _day_of_occasion(asked)
        ends.append(None if since is None else since + timedelta(days=when.last))
    match campaign.limits.renews:
        case Renewal.DAY:
            ends.append(day)
        case Renewal.MONTH:
            ends.append((day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1))
        case Renewal.YEAR:
            ends.append(day.replace(month=12, day=31))
    return min((end for end in ends if end is not None), default=None)


def _day_of_occasion(asked: _Asked) -> date | None:
    """The day its window is counted from: the birthday, the milestone, the tier."""
    when = asked.campaign.when
    if when.trigger is Trigger.MILESTONE_REACHED:
        award = _reached(asked)
        return None if award is None else award.earned_on
    found = occasion(when.trigger, when.milestone, asked.figures, asked.standing)
    return found if isinstance(found, date) else None


def _in_groups(found: Iterable[Answer]) -> Iterator[Answer]:
    """Of an exclusive group the first that she gets; the others say which one it is."""
    first: dict[str, Campaign] = {}
    for answer in found:
        campaign = answer.campaign
        if not campaign.group or not answer.why.holds:
            yield answer
        elif campaign.group not in first:
            first[campaign.group] = campaign
            yield answer
        else:
            rule, winner = RuleRef(campaign.rule, campaign.version), first[campaign.group]
            lost = Clause(ClauseCode.CAMPAIGN_GROUP, False, rule, "", winner.title, unit=Unit.WORD)
            why = all_of([*answer.why.parts, lost], rule)
            yield Answer(campaign, answer.n, why, answer.until, asks=answer.asks)
