"""Decides what is read for a report, and what follows from standings and earlier days: the context beside the facts.

One path for a day, a week and a quarter, on a register and at the hub (LG08). Refuses to know how it is shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from posdesk.counter.ports import Desk
from posdesk.domain.business_day import Instant, end_of_day
from posdesk.domain.codec import MAX_LINES
from posdesk.domain.correction_facts import ExceptionSettled
from posdesk.domain.day_context import (
    DayContext,
    Earlier,
    FollowUps,
    GoodsBefore,
    Moved,
    NotCountedSum,
    NotPermitted,
    Odd,
    Owed,
    ReachedSum,
    SamePerson,
    TierMove,
    TierSum,
    Unsent,
    WonSum,
)
from posdesk.domain.day_sums import Adding, Sums, What
from posdesk.domain.exceptional import OF_STANDING
from posdesk.domain.follow_ups import key_of_answer
from posdesk.domain.letting_go import let_go_of
from posdesk.domain.member_days import MemberDay
from posdesk.domain.program import ProgramTimeline
from posdesk.domain.refusals import Refused
from posdesk.domain.standing import Movement, NotCounted
from posdesk.domain.sums_of_days import merge
from posdesk.office import unpermitted
from posdesk.office.ports import Days, MembersDays, Progress, unheard

WEEKS = 4
"""A day is compared with the same weekday of so many weeks."""
MOST_DAYS = 3660
"""A report is of so many days at most."""
ELSEWHERE = "UTC"
"""The zone of a store nobody has opened: its facts came before it did."""
SETTLED = "exception.settled"
MOST_UNPERMITTED = 200
"""Acts without permission that are kept with a close."""
MOST_GOODS = 200
"""Brands, and categories, of earlier days that are kept with a close: those that took in most."""


@dataclass(frozen=True, slots=True)
class Span:
    """Business days that are reported, both included. store: None for all stores."""

    first: date
    last: date
    store: str | None = None


def adding(desk: Desk, days: Days, people: Mapping[str, str] | None = None) -> Adding:
    """What adding up needs. people: who is shown under whose name, as of now without it."""
    zones = {}
    for store in {*days.stores(), desk.station.store}:
        zones[store] = ELSEWHERE
        with suppress(Refused):
            zones[store] = desk.programs.calendar(store).zone
    return Adding(desk.ledger.joined() if people is None else people, zones, desk.ledger.fact, days.roster())


@dataclass(frozen=True, slots=True)
class FiguresNow:
    """The context of days as it is now, and the members of the time before."""

    context: DayContext
    members_before: set[str]


def figures_now(
    desk: Desk, days: Days, span: Span, sums: Sums, with_what: Adding, progress: Progress = unheard
) -> FiguresNow:
    """The context as it is now. sums: of the span's facts. progress: told of members and days that are read."""
    there = days.member_days(span.first, span.last, span.store, progress)
    before = [(each, sums_of(days, each, with_what)) for each in earlier_spans(span)]
    without = unpermitted.not_permitted(days, span.first, span.last, span.store, with_what)
    beside = tuple(islice(without, MOST_UNPERMITTED)), follow_ups(desk, span, sums)
    with let_go_of(there.days, *[added.of_member for _, added in before]):
        return _figures(desk, span, sums, with_what, there, before, beside)


def _figures(
    desk: Desk,
    span: Span,
    sums: Sums,
    with_what: Adding,
    there: MembersDays,
    before: Sequence[tuple[Span, Sums]],
    beside: tuple[tuple[NotPermitted, ...], FollowUps],
) -> FiguresNow:
    with_any = [(each, added) for each, added in before if added.receipts]
    timeline = desk.programs.timeline()
    end = end_of_day(span.last, desk.programs.calendar(span.store or desk.station.store)).at
    context = DayContext(
        counted=sums.guests + sum([each.counted for each in there.days]),
        not_counted=_not_counted(there.days),
        same=_same(sums, with_what),
        tiers=_tiers(sums, there.days, timeline, end),
        tier_moves=_tier_moves(there.days, timeline, end),
        reached=_reached(there.days),
        won=_won(there.days),
        owed=owed(there),
        refund_cents=sum([each.refund_cents for each in there.days]),
        odd=odd_of(there.days, with_what),
        earlier=tuple(_earlier(each, added) for each, added in with_any),
        goods_before=_goods([added for _, added in with_any], sums),
        unsent=_unsent(desk),
        not_permitted=beside[0],
        follow_ups=beside[1],
    )
    return FiguresNow(context, {member for _, added in with_any for member in added.members})


def follow_ups(desk: Desk, span: Span, sums: Sums) -> FollowUps:
    """Which of the span's low scores have an answer by now. sums: of the span; they tell what was settled in it."""
    if not sums.low:
        return FollowUps()
    settled = {each.about for each in sums.corrections if each.what is What.SETTLED}
    for fact in desk.ledger.facts_since(span.last + timedelta(days=1), {SETTLED}):
        if isinstance(fact.body, ExceptionSettled):
            settled.add(fact.body.what)
    done = sum([key_of_answer(fact) in settled for fact in sums.low])
    return FollowUps(len(sums.low) - done, done)


def earlier_spans(span: Span) -> list[Span]:
    """What a span is compared with: a day with the same weekday of the weeks before, more days with as many before."""
    if span.first == span.last:
        return [_moved(span, -7 * week) for week in range(1, WEEKS + 1)]
    return [_moved(span, -((span.last - span.first).days + 1))]


def sums_of(days: Days, span: Span, with_what: Adding) -> Sums:
    """The days of a span added up, as they are now."""
    sums = Sums()
    for each in days.sums(span.first, span.last, span.store, with_what):
        merge(sums, each.sums)
    return sums


def owed(there: MembersDays) -> Owed:
    """What was owed in points, over the stores asked for (LG03)."""
    moved: dict[Movement, int] = {}
    for each in there.days:
        for movement, points in each.points:
            moved[movement] = moved.get(movement, 0) + points
    opening = sum(there.opening.values())
    parts = tuple(Moved(str(movement), moved[movement]) for movement in Movement if moved.get(movement))
    return Owed(opening, parts, opening + sum(moved.values()))


def _unsent(desk: Desk) -> Unsent:
    """What waits for the hub (LG04); nothing does where there is none."""
    if desk.reach.online() is None:
        return Unsent()
    waiting = desk.ledger.waiting()
    return Unsent(waiting.count, 0 if waiting.oldest is None else max(desk.clock.now() - waiting.oldest, 0))


def _moved(span: Span, days: int) -> Span:
    by = timedelta(days=days)
    return Span(span.first + by, span.last + by, span.store)


def _earlier(span: Span, sums: Sums) -> Earlier:
    return Earlier(span.first, span.last, sums.receipts, len(sums.members), sums.new_members, sums.spend_cents)


def _goods(earlier: Sequence[Sums], sums: Sums) -> tuple[GoodsBefore, ...]:
    """What the goods of these days took in before. Goods that nobody bought now are left out."""
    found = []
    for category, now in ((False, sums.brands), (True, sums.categories)):
        most = sorted(now, key=lambda name: (-now[name][1], name))[:MOST_GOODS]
        before = [each.categories if category else each.brands for each in earlier]
        found += [GoodsBefore(name, category, sum(each[name][1] for each in before if name in each)) for name in most]
    return tuple(found)


def _same(sums: Sums, with_what: Adding) -> tuple[SamePerson, ...]:
    """Who of the day is shown under another's name: of those with receipts."""
    shown = sorted((id, head) for id, head in with_what.people.items() if id != head and head in sums.members)
    return tuple(SamePerson(id, head) for id, head in shown)[:MAX_LINES]


def _not_counted(there: Iterable[MemberDay]) -> tuple[NotCountedSum, ...]:
    found: dict[NotCounted, int] = {}
    for each in there:
        for why in each.why_not:
            found[why] = found.get(why, 0) + 1
    return tuple(NotCountedSum(str(why), found[why]) for why in NotCounted if why in found)


def _tiers(sums: Sums, there: Iterable[MemberDay], timeline: ProgramTimeline, end: Instant) -> tuple[TierSum, ...]:
    held = {(each.member, each.store, each.day): each.tier for each in there if each.tier is not None}
    members: dict[str, set[str]] = {}
    amounts: dict[str, list[int]] = {}
    base = timeline.at(end).tiers[0].id
    for key, (receipts, cents) in sums.of_member.items():
        tier = held.get(key, base)
        members.setdefault(tier, set()).add(key[0])
        amount = amounts.setdefault(tier, [0, 0])
        amount[0] += receipts
        amount[1] += cents
    order = [tier.id for tier in timeline.at(end).tiers]
    ranked = sorted(amounts, key=lambda tier: (order.index(tier) if tier in order else -1, tier))
    return tuple(TierSum(tier, tier_name(timeline, tier, end), len(members[tier]), *amounts[tier]) for tier in ranked)


def tier_name(timeline: ProgramTimeline, tier: str, at: Instant) -> str:
    """A tier's name in the program of that moment, or its id where that has no such tier any more."""
    found = timeline.at(at).tier_by_id.get(tier)
    return tier if found is None else found.name


def _tier_moves(there: Iterable[MemberDay], timeline: ProgramTimeline, end: Instant) -> tuple[TierMove, ...]:
    found: dict[tuple[str, str], int] = {}
    for each in there:
        if each.tier is not None and each.tier_after is not None and each.tier != each.tier_after:
            key = each.tier, each.tier_after
            found[key] = found.get(key, 0) + 1
    return tuple(
        TierMove(tier_name(timeline, left, end), tier_name(timeline, reached, end), found[left, reached])
        for left, reached in sorted(found)
    )


def _reached(there: Iterable[MemberDay]) -> tuple[ReachedSum, ...]:
    found: dict[tuple[str, str], int] = {}
    for each in there:
        for award in each.reached:
            found[award.rule, award.title] = found.get((award.rule, award.title), 0) + 1
    return tuple(ReachedSum(rule, title, found[rule, title]) for rule, title in sorted(found))


def _won(there: Iterable[MemberDay]) -> tuple[WonSum, ...]:
    found: dict[tuple[str, str], int] = {}
    for each in there:
        for won in each.won:
            key = won.staff or "", str(won.field)
            found[key] = found.get(key, 0) + 1
    return tuple(WonSum(staff or None, name, found[staff, name]) for staff, name in sorted(found))[:MAX_LINES]


def odd_of(there: Iterable[MemberDay], with_what: Adding) -> tuple[Odd, ...]:
    """What a manager should look at that only standings tell, with who was signed in then."""
    found = []
    for each in there:
        for line in each.odd:
            fact = with_what.look(line.fact) if line.fact else None
            kind, _ = OF_STANDING[line.kind]
            staff = None if fact is None else fact.staff
            found.append(Odd(str(kind), each.store, each.day, each.member, line.fact or None, line.amount, staff))
    return tuple(found[:MAX_LINES])
