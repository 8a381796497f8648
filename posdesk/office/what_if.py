"""Decides what a campaign, or another program, would have done over a past period: run over the real ledger, before it
is published. Nothing is saved.

The rules are asked as at the counter, at each visit as it was; nothing here knows them. A campaign is asked as if its
window were the period. What members would have done otherwise nobody knows: their visits are taken as they were.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple, TypeVar

from posdesk.counter.campaigns import SETTLE_DAYS
from posdesk.counter.card import member_moment
from posdesk.counter.ports import Desk, member_calendar
from posdesk.counter.visits import imagined, this_day
from posdesk.domain.business_day import AsOf, Instant, end_of_day, local_time, span
from posdesk.domain.campaign_facts import CampaignsMet, Meeting
from posdesk.domain.campaign_uses import standing_uses
from posdesk.domain.campaigning import Answer, Here, answers, met_by
from posdesk.domain.campaigns import Calendar, Campaign, Published
from posdesk.domain.facts import Fact, Line, RewardRedeemed, VisitRecorded, VisitVoided, happened_at
from posdesk.domain.figuring import figures_of
from posdesk.domain.fold import fold
from posdesk.domain.member import profile
from posdesk.domain.program import Program, ProgramTimeline
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.rewards import CAMPAIGN
from posdesk.domain.standing import Standing
from posdesk.domain.till import find, till_of

T = TypeVar("T")
Trial = Generator[int, None, T]
Progress = Callable[[int], None]
GoOn = Callable[[], bool]
Look = Callable[[str, Sequence[Fact], Sequence[Fact]], None]


@dataclass(frozen=True, slots=True)
class CampaignWhatIf:
    """What a campaign would have done. asked: members who came in the period. members: those who would have been
    offered it, whatever all members together may have; gained, lost: against the version that is published now, None
    when there is none. held_out: from whom it would have been kept, to compare. uses, cost_cents, points: what its
    reward would have given on the baskets as they were, within the limits over all members; where the campaign itself
    was used, what it gave. stopped: not everybody was asked."""

    asked: int
    members: int
    gained: int | None
    lost: int | None
    held_out: int
    uses: int
    cost_cents: int
    points: int
    stopped: bool


@dataclass(frozen=True, slots=True)
class ProgramWhatIf:
    """What another program would have done from the first day on, at the end of the last. tier_up, tier_down: members;
    awards_gained, awards_lost: of the period. points: hundredths earned more (below 0: less); worth_cents: what these
    pay like money under the new program. stopped: not everybody was asked."""

    asked: int
    tier_up: int
    tier_down: int
    awards_gained: int
    awards_lost: int
    points: int
    worth_cents: int
    stopped: bool


class _Use(NamedTuple):
    """One use as it would have been, by time."""

    at: Instant
    store: str
    day: date
    member: str
    cents: int
    points: int


class _Had(NamedTuple):
    """What one member would have had of a campaign."""

    got: bool
    held_out: bool
    uses: list[_Use]


def campaign_what_if(
    desk: Desk, campaign: Campaign, first: date, last: date, progress: Progress | None = None, go_on: GoOn | None = None
) -> CampaignWhatIf:
    """Run a campaign over the visits of a period. progress: told how many members are done; go_on: asked before each,
    whether to go on. Raises Refused(BAD_DATE) for a period that ends before it begins, or is not over."""
    return _to_its_end(campaign_trial(desk, campaign, first, last, go_on), progress)


def campaign_trial(
    desk: Desk, campaign: Campaign, first: date, last: date, go_on: GoOn | None = None
) -> "Trial[CampaignWhatIf]":
    """The same in steps, so that others may have their turn between: yields after each member how many are done."""
    _check(desk, first, last)
    published = desk.programs.campaigns()
    in_force = published.version_at(campaign.id, desk.clock.now(), this_day(desk))
    new = _over(desk, campaign, first, last)
    old = None if in_force is None else _over(desk, in_force.campaign, first, last)
    held_out = 0
    members: set[str] = set()
    before: set[str] = set()
    uses: list[_Use] = []

    def look(member: str, facts: Sequence[Fact], visits: Sequence[Fact]) -> None:
        nonlocal held_out
        had = _had(desk, new, member, facts, visits)
        held_out += had.held_out and not had.got
        uses.extend(had.uses)
        if had.got:
            members.add(member)
        if old is not None and _had(desk, old, member, facts, visits).got:
            before.add(member)

    asked, stopped = yield from _in_turn(desk, first, last, go_on, look)
    kept = _within_limits(campaign, uses)
    return CampaignWhatIf(
        asked=asked,
        members=len(members),
        gained=None if old is None else len(members - before),
        lost=None if old is None else len(before - members),
        held_out=held_out,
        uses=len(kept),
        cost_cents=sum(use.cents for use in kept),
        points=sum(use.points for use in kept),
        stopped=stopped,
    )


def program_what_if(
    desk: Desk, program: Program, first: date, last: date, progress: Progress | None = None, go_on: GoOn | None = None
) -> ProgramWhatIf:
    """Fold everybody who came in a period to its end, as it was and as if `program` had been in force from its first
    day on. progress, go_on, Raises: as campaign_what_if."""
    return _to_its_end(program_trial(desk, program, first, last, go_on), progress)


def program_trial(
    desk: Desk, program: Program, first: date, last: date, go_on: GoOn | None = None
) -> "Trial[ProgramWhatIf]":
    """The same in steps; see campaign_trial."""
    _check(desk, first, last)
    here = desk.programs.calendar(desk.station.store)
    timeline, start = desk.programs.timeline(), span(first, here)[0]
    steps = [step for step in timeline.steps() if step[0] < start]
    other = ProgramTimeline([*steps, (start, program)], desk.programs.campaigns().rewards)
    up = down = gained = lost = points = 0

    def look(member: str, facts: Sequence[Fact], visits: Sequence[Fact]) -> None:
        nonlocal up, down, gained, lost, points
        she = profile(member, facts)
        home = member_calendar(desk.programs, None if she is None else she.home_store, desk.station.store)
        moment = end_of_day(last, home)  # VS04
        was, would_be = fold(member, facts, timeline, moment), fold(member, facts, other, moment)
        places = _place(was, program, timeline.at(moment.at)), _place(would_be, program, program)
        up, down = up + (places[1] > places[0]), down + (places[1] < places[0])
        earned = _awards(was, first, last), _awards(would_be, first, last)
        gained, lost = gained + len(earned[1] - earned[0]), lost + len(earned[0] - earned[1])
        points += _points(would_be, first, last) - _points(was, first, last)

    asked, stopped = yield from _in_turn(desk, first, last, go_on, look)
    rules = program.point_rules
    worth = points * rules.pay_cents // rules.pay_points if rules.pay_points else 0
    return ProgramWhatIf(asked, up, down, gained, lost, points, worth, stopped)


def _check(desk: Desk, first: date, last: date) -> None:
    if last < first:
        raise Refused(Refusal(RefusalCode.BAD_DATE, f"{last} is before {first}. Write the earlier day first."))
    here = desk.programs.calendar(desk.station.store)
    if span(last, here)[0] > desk.clock.now():
        raise Refused(Refusal(RefusalCode.BAD_DATE, f"{last} is still to come. Take days that are over."))


def _to_its_end(trial: "Trial[T]", progress: Progress | None) -> T:
    while True:
        try:
            done = next(trial)
        except StopIteration as end:
            found: T = end.value
            return found
        if progress is not None:
            progress(done)


def _in_turn(
    desk: Desk, first: date, last: date, go_on: GoOn | None, look: Look
) -> Generator[int, None, tuple[int, bool]]:
    """Look at everybody who came in the period; yields after each member, whoever it is, how many are done. At the end:
    how many were looked at, and whether it was stopped."""
    asked = 0
    for done, (member, facts, visits) in enumerate(_everybody(desk, first, last), start=1):
        if go_on is not None and not go_on():
            return asked, True
        yield done
        if visits:
            asked += 1
            look(member, facts, visits)
    return asked, False


def _everybody(desk: Desk, first: date, last: date) -> Iterator[tuple[str, list[Fact], list[Fact]]]:
    """Every member: all facts, and the visits of the period that stand."""
    for member in desk.ledger.members():
        facts = desk.ledger.facts_about(member)
        voided = {fact.body.visit for fact in facts if isinstance(fact.body, VisitVoided)}
        visits = [
            fact
            for fact in facts
            if isinstance(fact.body, VisitRecorded) and first <= fact.business_day <= last and fact.id not in voided
        ]
        yield member, facts, visits


def _over(desk: Desk, campaign: Campaign, first: date, last: date) -> Calendar:
    """A calendar with this campaign alone, whose window is the period."""
    start = span(first, desk.programs.calendar(desk.station.store))[0]
    whole = replace(campaign, first_day=first, last_day=last)
    versions = {campaign.id: [Published(whole, min(start, desk.clock.now()), "", first)]}
    return Calendar(versions, {}, (), desk.programs.campaigns().segments)


def _had(desk: Desk, calendar: Calendar, member: str, facts: Sequence[Fact], visits: Sequence[Fact]) -> _Had:
    """What a member would have had at each visit, right before it was recorded. Each use counts at the next."""
    timeline = ProgramTimeline(desk.programs.timeline().steps(), calendar.rewards)
    added: list[Fact] = []
    uses: list[_Use] = []
    got = held_out = False
    (name,) = calendar.versions
    others = [fact for fact in facts if not _replaced(fact, name, visits[0].business_day)]
    real = {fact.body.visit: fact.body for fact, _ in standing_uses(facts) if isinstance(fact.body, RewardRedeemed)}
    for visit in visits:
        at = happened_at(visit)
        known = [*(fact for fact in others if happened_at(fact) < at), *added]
        answer = _answer(desk, calendar, timeline, member, facts, known, visit)
        if answer is None:
            continue
        held_out = held_out or answer.held_out
        if not answer.why.holds:
            continue
        got = got or not answer.asks
        added.append(_met(desk, member, answer, at))
        given = _gives(answer, visit, real.get(visit.id))
        if given is not None:
            added.append(_used(desk, member, answer, at))
            uses.append(_Use(at, visit.store, visit.business_day, member, *given))
    return _Had(got, held_out, uses)


def _answer(
    desk: Desk,
    calendar: Calendar,
    timeline: ProgramTimeline,
    member_id: str,
    facts: Sequence[Fact],
    known: Sequence[Fact],
    visit: Fact,
) -> Answer | None:
    """facts: all about her; known: those before the visit."""
    at = happened_at(visit)
    member = profile(member_id, known) or profile(member_id, facts)  # some are enrolled after their first visits
    if member is None:
        return None
    moment: AsOf = member_moment(desk, member, at)[0]
    standing, program = fold(member_id, known, timeline, moment), timeline.at(at)
    here = Here(
        at=at,
        store=visit.store,
        day=visit.business_day,
        clock=local_time(at, member_calendar(desk.programs, visit.store, desk.station.store).zone).time(),
        settle_days=SETTLE_DAYS if program.birthday is None else program.birthday.settle_days,
    )
    figures = figures_of(member, known, standing, program, moment.day)
    return next(iter(answers(calendar, figures, standing, met_by(known), here, None)), None)


def _replaced(fact: Fact, name: str, first: date) -> bool:
    """What really happened of this campaign in the period: the trial has its own of that."""
    if fact.business_day < first:
        return False
    body = fact.body
    of_it = isinstance(body, CampaignsMet) and all(each.campaign == name for each in body.met)
    return of_it or (isinstance(body, RewardRedeemed) and body.award_rule == f"{CAMPAIGN}{name}")


def _gives(answer: Answer, visit: Fact, real: RewardRedeemed | None) -> tuple[int, int] | None:
    """Cents and hundredths of points that the reward would have given on the basket as it was; None: nothing. real:
    what was used in that visit: the lines have its discount off already, so what it gave is what counts."""
    reward, body = answer.campaign.reward, visit.body
    if reward is None or answer.asks or not isinstance(body, VisitRecorded):
        return None
    if real is not None and real.award_rule == answer.campaign.rule:
        return real.value_cents, real.bonus
    lines: tuple[Line, ...] = body.lines
    found = find(reward, till_of(lines))
    return (sum(found.shares), reward.points) if found.fits else None


def _met(desk: Desk, member: str, answer: Answer, at: Instant) -> Fact:
    campaign = answer.campaign
    return imagined(desk, member, CampaignsMet((Meeting(campaign.id, campaign.version, answer.n),)), at)


def _used(desk: Desk, member: str, answer: Answer, at: Instant) -> Fact:
    campaign = answer.campaign
    reward = "award" if campaign.reward is None else campaign.reward.id
    body = RewardRedeemed(reward, campaign.title, award_rule=campaign.rule, award_n=answer.n)
    return imagined(desk, member, body, at)


def _within_limits(campaign: Campaign, uses: Sequence[_Use]) -> list[_Use]:
    """Those that the limits over all members would have let be, by time."""
    kept: list[_Use] = []
    of_day: dict[tuple[str, date], int] = {}
    for use in sorted(uses):
        key = use.store, use.day
        full = campaign.limits.total is not None and len(kept) >= campaign.limits.total
        day_full = campaign.limits.per_day is not None and of_day.get(key, 0) >= campaign.limits.per_day
        if not full and not day_full:
            of_day[key] = of_day.get(key, 0) + 1
            kept.append(use)
    return kept


def _place(standing: Standing, program: Program, its: Program) -> int:
    """The place of a tier on the new ladder; of one that it does not have, its place on the ladder of `its` program:
    what tiers are measured in may have changed with their names."""
    for ladder in (program, its):
        for place, tier in enumerate(ladder.tiers):
            if tier.id == standing.tier.id:
                return place
    return 0


def _awards(standing: Standing, first: date, last: date) -> set[tuple[str, int]]:
    return {(award.rule.id, award.n) for award in standing.awards if first <= award.earned_on <= last}


def _points(standing: Standing, first: date, last: date) -> int:
    return sum(visit.points for visit in standing.history if first <= visit.day <= last and visit.voided_by is None)
