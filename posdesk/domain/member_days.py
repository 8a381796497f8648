"""Decides what each business day did to a member, store by store: in one walk over her facts, not a fold a day.

A day is what was known at its end: what a later day takes back is that day's. So a day's points are the difference of
two folds, at its end and at that of the day before (LG03), and days add up to any period. Refuses to know whose facts
are read, and what is made of the days.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from posdesk.domain import awards, lots
from posdesk.domain.business_day import BusinessCalendar, Instant, business_day, span
from posdesk.domain.facts import (
    Fact,
    MemberEnrolled,
    MemberField,
    MemberFieldSet,
    VisitRecorded,
    fold_order,
    instants_of,
)
from posdesk.domain.fold import Checkpoint, follow, goes_on, in_order
from posdesk.domain.program import ProgramTimeline
from posdesk.domain.standing import ExceptionKind, ExceptionLine, Movement, NotCounted
from posdesk.domain.walk import Walk, learn, set_out, totals

TOLD = (MemberField.PHONE, MemberField.EMAIL, MemberField.BIRTHDAY, MemberField.INTERESTS)
"""The fields of a profile that somebody has to ask for."""
FOR_EVER: Instant = 2**53
_MOVEMENTS = tuple(Movement)
_PLACE = attrgetter("store", "day")
_ONE_DAY = timedelta(days=1)

_NONE: dict[Movement, int] = {}
Moves = dict[str, dict[Movement, int]]
Calendars = Callable[[str], BusinessCalendar]
Groups = tuple[tuple[date, int], ...]
"""Business days, each with where its facts end."""


class Reached(NamedTuple):
    """An award that was earned: its key, and what it promises."""

    rule: str
    n: int
    title: str


class Won(NamedTuple):
    """A field of her profile became known for the first time. staff: who asked, None: nobody was signed in."""

    staff: str | None
    field: MemberField


class MemberDay(NamedTuple):
    """One member, store and business day. points: what moved, hundredths with their sign (LG03).

    counted: of the visits that stand at the end of the day those that count; why_not: why others do not. tier: held
    before the first of them, tier_after: after the last; None without any. member_type: what she was then.
    refund_cents: for goods that came back here. reached: awards earned here. won: fields of her profile. odd: what a
    manager should look at and was not there to be seen the day before.
    """

    member: str
    store: str
    day: date
    points: tuple[tuple[Movement, int], ...] = ()
    counted: int = 0
    why_not: tuple[NotCounted, ...] = ()
    tier: str | None = None
    tier_after: str | None = None
    member_type: str | None = None
    refund_cents: int = 0
    reached: tuple[Reached, ...] = ()
    won: tuple[Won, ...] = ()
    odd: tuple[ExceptionLine, ...] = ()

    @property
    def worth(self) -> int:
        """By how many hundredths the day changed what the store owes her."""
        return sum([moved for _, moved in self.points])


def member_days(
    member: str, facts: Iterable[Fact], timeline: ProgramTimeline, calendar_of: Calendars, until: Instant = FOR_EVER
) -> list[MemberDay]:
    """Every day on which something of these figures changed, in order of store and day, from all facts about a member
    (in any order). Points that will expire do so on days to come, unless something happens before. Facts after `until`
    are left out."""
    ordered = in_order(facts, until)
    calendars: dict[BusinessCalendar, set[str]] = {}
    for store in {fact.store for fact in ordered}:
        calendars.setdefault(calendar_of(store), set()).add(store)
    found: list[MemberDay] = []
    walks: dict[Groups, Mapping[tuple[str, date], _Day]] = {}
    for calendar, stores in calendars.items():
        groups = tuple(_by_day(ordered, calendar))
        if groups not in walks:  # most calendars part her facts in the same way
            walks[groups] = _days(ordered, timeline, groups)
        found += [_settled(member, *of, each) for of, each in walks[groups].items() if of[0] in stores]
    found.sort(key=_PLACE)
    return found


@dataclass(slots=True)
class _Day:
    """A MemberDay on its way: see there."""

    points: dict[Movement, int] = field(default_factory=dict)
    counted: int = 0
    why_not: list[NotCounted] = field(default_factory=list)
    tier: str | None = None
    tier_after: str | None = None
    member_type: str | None = None
    refund_cents: int = 0
    reached: list[Reached] = field(default_factory=list)
    won: list[Won] = field(default_factory=list)
    odd: list[ExceptionLine] = field(default_factory=list)


@dataclass(slots=True)
class _Path:
    """How far the walk has come. moves: what points had done at the last stop. odd: what was odd then. days: so far."""

    walk: Walk
    days: dict[tuple[str, date], _Day] = field(default_factory=dict)
    moves: Moves = field(default_factory=dict)
    odd: frozenset[tuple[ExceptionKind, str]] = frozenset()
    known: set[MemberField] = field(default_factory=set)
    last: Fact | None = None

    def on(self, store: str, day: date) -> _Day:
        """That day, as far as it is known."""
        found = self.days.get((store, day))
        if found is None:
            found = self.days[store, day] = _Day()
        return found


def _days(ordered: Sequence[Fact], timeline: ProgramTimeline, groups: Groups) -> Mapping[tuple[str, date], _Day]:
    path = _Path(set_out([], timeline))
    start = 0
    for day, end in groups:
        group = list(ordered[start:end])
        _let_expire(path, day)
        if _takes_back(path, group):
            path.walk = set_out(list(ordered[:end]), timeline)
            follow(path.walk, ordered[:end])
        else:
            learn(path.walk, group)
            follow(path.walk, group)
        lots.pass_to(path.walk.purse, day)
        path.last = group[-1]
        _note(path, day, group)
        start = end
    _let_expire(path, date.max)
    _note_orphans(path)
    return path.days


def _by_day(ordered: Sequence[Fact], calendar: BusinessCalendar) -> Iterator[tuple[date, int]]:
    """The business days of the calendar on which there are facts, each with where its facts end."""
    instants, at = instants_of(ordered), 0
    while at < len(instants):
        day = ordered[at].business_day
        start, end = _span(day, calendar)
        if not start <= instants[at] < end:  # by another clock than the calendar's
            day = business_day(instants[at], calendar)
            end = _span(day, calendar)[1]
        at = bisect_left(instants, end, lo=at)
        yield day, at


_span = lru_cache(maxsize=4096)(span)
"""Members come on the same days."""


def _settled(member: str, store: str, day: date, each: _Day) -> MemberDay:
    return MemberDay(
        member,
        store,
        day,
        tuple([(kind, each.points[kind]) for kind in _MOVEMENTS if each.points.get(kind)]) if each.points else (),
        each.counted,
        tuple(each.why_not),
        each.tier,
        each.tier_after,
        each.member_type,
        each.refund_cents,
        tuple(each.reached),
        tuple(each.won),
        tuple(each.odd),
    )


def _takes_back(path: _Path, group: Sequence[Fact]) -> bool:
    """Whether facts take back what was walked over already: then all is walked anew, knowing them."""
    if all(isinstance(fact.body, VisitRecorded) for fact in group):
        return False
    last = None if path.last is None else fold_order(path.last)
    return not goes_on(Checkpoint(path.walk, last), group)


def _let_expire(path: _Path, day: date) -> None:
    """Points end on their days, up to `day`."""
    purse = path.walk.purse
    while purse.ends_on < day:
        ending = max(purse.ends_on, purse.today) + _ONE_DAY
        if ending > day:
            return
        lots.pass_to(purse, ending)
        _note_moves(path, ending)
        if purse.owed:
            _note_odd(path, ending)


def _note_moves(path: _Path, day: date) -> None:
    now = path.walk.purse.moves
    if now == path.moves:
        return
    for store in now if now.keys() >= path.moves.keys() else {**path.moves, **now}:
        after, before = now.get(store, _NONE), path.moves.get(store, _NONE)
        if after != before:
            points = path.on(store, day).points
            for kind in after if after.keys() >= before.keys() else {**before, **after}:
                moved = after.get(kind, 0) - before.get(kind, 0)
                if moved:
                    points[kind] = points.get(kind, 0) + moved
    path.moves = {store: dict(moved) for store, moved in now.items()}


def _note(path: _Path, day: date, group: Sequence[Fact]) -> None:
    """What the facts of a day have brought about, now that all of them are known."""
    walk, there = path.walk, {fact.id: fact for fact in group}
    _note_moves(path, day)
    visits = sum([fact.kind == "visit.recorded" for fact in group])
    _note_visits(path, day, visits)
    _note_reached(path, day, there)
    if visits < len(group):
        for back in walk.returns:
            if back.fact_id in there:
                path.on(there[back.fact_id].store, day).refund_cents += back.refund_cents
        for fact in group:
            _note_told(path, day, fact)
    if walk.used or path.odd or walk.purse.owed:
        _note_odd(path, day)


def _note_visits(path: _Path, day: date, count: int) -> None:
    """The last visits of the walk; its history holds the voided ones too."""
    history = path.walk.history
    for visit in history[len(history) - count :]:
        if visit.voided_by is not None:
            continue
        noted = path.on(visit.store, day)
        noted.counted += visit.counted
        if visit.why_not is not None:
            noted.why_not.append(visit.why_not)
        if noted.tier is None:
            noted.tier = visit.tier_before
        noted.tier_after, noted.member_type = visit.tier_after, visit.member_type


def _note_reached(path: _Path, day: date, there: Mapping[str, Fact]) -> None:
    walk = path.walk
    total = totals(walk) if walk.earned else {}
    for earned in reversed(walk.earned):
        if earned.visit.id not in there:
            if earned.day < day - _ONE_DAY - _ONE_DAY:
                break
        elif total[earned.milestone.on] >= earned.goal:
            award = earned.milestone.award
            path.on(earned.visit.store, day).reached.append(Reached(earned.milestone.id, earned.n, award.title))
    for entry in walk.entries.values():
        if entry.fact.id in there and not entry.revoked:
            path.on(entry.fact.store, day).reached.append(Reached(entry.rule.id, 1, entry.award.title))


def _note_told(path: _Path, day: date, fact: Fact) -> None:
    body = fact.body
    if isinstance(body, MemberEnrolled):
        told = [each for each in TOLD if getattr(body, each) is not None]
    elif isinstance(body, MemberFieldSet) and body.value is not None and body.field in TOLD:
        told = [body.field]
    else:
        return
    for each in told:
        if each not in path.known:
            path.known.add(each)
            path.on(fact.store, day).won.append(Won(fact.staff, each))


def _note_odd(path: _Path, day: date) -> None:
    """Exceptions that were not there at the end of the day before."""
    walk, balance = path.walk, lots.balance(path.walk.purse)
    uses = awards.redemptions(walk, awards.all_of(walk, day)) if walk.used else ()
    stores = {use.fact_id: use.store for use in uses}
    odd = set()
    for line in awards.exceptions(walk, uses, balance, day):
        if line.kind is not ExceptionKind.ORPHAN_RETURN:  # they come by themselves: _note_orphans
            odd.add((line.kind, line.fact))
            if (line.kind, line.fact) not in path.odd:
                # a balance below zero is of no use: it is the store's that is short
                path.on(stores.get(line.fact) or walk.purse.owed[-1].store, day).odd.append(line)
    path.odd = frozenset(odd)


def _note_orphans(path: _Path) -> None:
    """Returns that never met their visit are listed once they have waited (X08)."""
    for fact, body in path.walk.orphans:
        day = fact.business_day + timedelta(days=path.walk.program.return_rules.orphan_days)
        cents = sum([line.cents for line in body.lines])
        path.on(fact.store, day).odd.append(ExceptionLine(ExceptionKind.ORPHAN_RETURN, fact.id, day, cents))
