"""Decides how the figures of a member follow from the standing, the profile and the facts: one shape, whoever asks.

Refuses to know segments (membership.py) and tables (db). Returns are taken off, voided visits left out, as in the
standing itself.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from posdesk.domain import journey
from posdesk.domain.earning import earns
from posdesk.domain.facts import Channel, Fact, MemberEnrolled, MemberFieldSet, fold_order
from posdesk.domain.feedback_facts import FeedbackGiven
from posdesk.domain.figures import Column, DayFigures, Figures, GoodsFigures, GoodsKind, Scalar
from posdesk.domain.ladder import DROP_DAYS
from posdesk.domain.member import AT_ENROLMENT, Member
from posdesk.domain.program import Program
from posdesk.domain.rewards import CAMPAIGN
from posdesk.domain.standing import AwardSource, AwardState, Standing

GAPS = 12
"""The rhythm is the median of so many last gaps between counted visits."""
_ONE_DAY = timedelta(days=1)
Goods = dict[tuple[GoodsKind, str, date], list[int]]


def figures_of(member: Member, facts: Iterable[Fact], standing: Standing, program: Program, day: date) -> Figures:
    """The figures of a member on business day `day`. facts: all about her; standing, program: as of that day."""
    known = list(facts)
    days, goods, eligible = _bought(standing, program)
    rhythm = _rhythm([entry.day for entry in days if entry.visits])
    last_seen = standing.last_visit or member.enrolled_on or day
    stage, stays_until = journey.stage(standing.visits, last_seen, rhythm, day)
    return Figures(
        member=member.id,
        day=day,
        values=_values(member, known, standing, rhythm, stage),
        days=days,
        goods=goods,
        eligible=eligible,
        marks=_marks(member, known, standing),
        good_until=min((until for until in (stays_until, *_changes(standing, day)) if until), default=None),
        habit=program.habit,
        joined=member.joined,
    )


def _values(
    member: Member, facts: Sequence[Fact], standing: Standing, rhythm: int | None, stage: journey.Stage
) -> Mapping[Column, Scalar]:
    tier, birthday = standing.tier, member.birthday
    return {
        Column.ENROLLED_ON: member.enrolled_on,
        Column.FIRST_VISIT: standing.first_visit,
        Column.LAST_VISIT: standing.last_visit,
        Column.VISITS: standing.visits,
        Column.SPEND: standing.spend_cents,
        Column.POINTS: standing.points,
        Column.POINTS_AVAILABLE: standing.points_available,
        Column.RHYTHM_DAYS: rhythm,
        Column.STAGE: stage,
        Column.TIER: tier.id,
        Column.TIER_SINCE: tier.since,
        Column.TIER_MISSING: None if tier.next is None else tier.next.missing,
        Column.MEMBER_TYPE: None if standing.member_type is None else standing.member_type.casefold(),
        Column.HOME_STORE: member.home_store,
        Column.BIRTHDAY: None if birthday is None else int(birthday[-5:-3]) * 100 + int(birthday[-2:]),
        Column.BORN_ON: None if birthday is None or len(birthday) == len("05-30") else date.fromisoformat(birthday),
        Column.HAS_PHONE: int(member.phone is not None),
        Column.HAS_EMAIL: int(member.email is not None),
        Column.MAY_TEXT: int(Channel.TEXT in member.consents),
        Column.MAY_EMAIL: int(Channel.EMAIL in member.consents),
        Column.SCORE: _score(facts),
    }


def _bought(
    standing: Standing, program: Program
) -> tuple[tuple[DayFigures, ...], tuple[GoodsFigures, ...], tuple[tuple[date, int], ...]]:
    """What was bought, by day, and by day and goods. A line that all came back is no purchase (X06)."""
    days: dict[date, list[int]] = {}
    goods: Goods = {}
    eligible: dict[date, int] = {}
    for visit, nets in zip(standing.history, standing.nets, strict=True):
        if visit.voided_by is not None:
            continue
        of_day = days.setdefault(visit.day, [0, 0, 0])
        for at, more in enumerate((visit.counted, 1, visit.spend_cents)):
            of_day[at] += more
        seen: set[tuple[GoodsKind, str]] = set()
        for line, cents in zip(visit.lines, nets, strict=True):
            if line.kind != "product" or (visit.returned_by and not line.cents and not line.quantity):
                continue
            earning = cents if earns(program, line) else 0
            eligible[visit.day] = eligible.get(visit.day, 0) + earning
            for kind, name in ((GoodsKind.BRAND, line.brand), (GoodsKind.CATEGORY, line.category)):
                if name is not None:
                    key = (kind, name.casefold())
                    entry = goods.setdefault((*key, visit.day), [0, 0, 0])
                    entry[0] += key not in seen
                    entry[1] += cents
                    entry[2] += earning
                    seen.add(key)
    return (
        tuple(DayFigures(day, *days[day]) for day in sorted(days)),
        tuple(GoodsFigures(*key, *goods[key]) for key in sorted(goods)),
        tuple(sorted(eligible.items())),
    )


def _rhythm(days: Sequence[date]) -> int | None:
    """The median number of days between the last counted visits; of two in the middle the shorter. None with fewer
    than three of them."""
    recent = days[-GAPS - 1 :]
    gaps = sorted((after - before).days for before, after in pairwise(recent))
    return gaps[(len(gaps) - 1) // 2] if len(gaps) > 1 else None


def _score(facts: Sequence[Fact]) -> int | None:
    said = [fact for fact in facts if isinstance(fact.body, FeedbackGiven)]
    last = max(said, key=fold_order, default=None)
    return last.body.score if last is not None and isinstance(last.body, FeedbackGiven) else None


def _marks(member: Member, facts: Iterable[Fact], standing: Standing) -> Mapping[str, int]:
    marks: Counter[str] = Counter()
    for award in standing.awards:
        if award.source is AwardSource.MILESTONE and award.state is not AwardState.REVOKED:
            marks[f"milestone:{award.rule.id}"] += 1
            reached = f"reached:{award.rule.id}"
            marks[reached] = max(marks.get(reached, 0), award.earned_on.toordinal())
        if award.source is not AwardSource.BIRTHDAY and award.state is AwardState.OPEN and award.reward:
            marks[f"award:{award.reward}"] += 1
    for milestone in standing.milestones:
        if not milestone.reached and milestone.missing < milestone.step:
            marks[f"to_milestone:{milestone.rule.id}"] = milestone.missing
    for use in standing.redemptions:
        if use.standing:  # all versions of a campaign are one
            of_campaign = (use.award_rule or "").startswith(CAMPAIGN)
            marks[f"redeemed:{use.award_rule if of_campaign else use.reward}"] += 1
    for visit in standing.history:
        if visit.counted:
            marks[f"store:{visit.store}"] += 1
    for word in (member.interests or "").split(","):
        if word.strip():
            marks[f"interest:{word.strip().casefold()}"] = 1
    for field, day in _first_known(facts):
        mark = f"filled:{field}"
        marks[mark] = min(marks.get(mark, day.toordinal()), day.toordinal())
    return dict(marks)


def _first_known(facts: Iterable[Fact]) -> Iterator[tuple[str, date]]:
    """Each field with each day on which it was told: cleared and filled again it stays the first one's (DT06)."""
    for fact in facts:
        body = fact.body
        if isinstance(body, MemberFieldSet) and body.value is not None:
            yield body.field, fact.business_day
        elif isinstance(body, MemberEnrolled):
            yield from ((field, fact.business_day) for field in AT_ENROLMENT if getattr(body, field) is not None)


def _changes(standing: Standing, day: date) -> Iterator[date]:
    """The last days on which something is as it is, if nothing happens: points, awards, the tier."""
    for lot in standing.lots:
        if lot.usable_from > day:
            yield lot.usable_from - _ONE_DAY
        if lot.idle_days is not None:  # later activity only puts it off
            yield max(max(lot.earned_on, standing.last_visit or day) + timedelta(days=lot.idle_days), day)
        elif lot.expires_on is not None:
            yield lot.expires_on
    for award in standing.awards:
        if award.source is AwardSource.BIRTHDAY:
            continue
        if award.state is AwardState.OPEN and award.valid_until is not None:
            yield award.valid_until
        elif award.state is AwardState.WAITING and award.valid_from is not None:
            yield award.valid_from - _ONE_DAY
    tier = standing.tier
    if tier.held_until is not None:
        yield tier.held_until
    if tier.next is not None and tier.next.until is not None:
        yield tier.next.until
    if tier.drop is not None:
        yield tier.drop.on - _ONE_DAY
    elif tier.metric or tier.since is not None:  # a drop is told so many days ahead: look again by then
        yield day + timedelta(days=DROP_DAYS)
