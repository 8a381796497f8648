"""Where a fold is on its way through a member's facts: the program in force and every running total.

Holds state and copies it; what a fact does to it is decided by visiting.py, redeeming.py and returning.py.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from operator import itemgetter

from posdesk.domain import counting, earning, ladder, lots, milestones, tiers
from posdesk.domain.business_day import Instant, day_in_utc
from posdesk.domain.facts import (
    Fact,
    Line,
    RedemptionVoided,
    RewardRedeemed,
    VisitRecorded,
    VisitReturned,
    VisitVoided,
    fold_order,
)
from posdesk.domain.given_facts import AwardGiven, TierOverridden
from posdesk.domain.program import AwardRule, Basis, Program, ProgramTimeline, RuleRef
from posdesk.domain.rewards import Reward
from posdesk.domain.standing import ReturnOutcome, VisitOutcome


@dataclass(slots=True)
class Basket:
    """The goods of a visit some of which came back: as sold; as the rest was last priced, with what was paid for each
    line (that changes when a discount goes back with goods, X07); and the exact points that what is left stands for."""

    sold: tuple[Line, ...]
    bought: tuple[Line, ...]
    paid: list[int]
    exact: int


@dataclass(slots=True)
class Used:
    """A redemption on the way. taken: what it cost. given_back: hundredths that came back. stands: it was not voided,
    its visit neither, and not all of the goods came back. in_time: what it names was there to be used on that day, as
    far as that can only be said then (a birthday's treat). reward: as the program then in force, or a campaign, has
    it; None: points like money, an award without one, or unknown."""

    fact: Fact
    body: RewardRedeemed
    taken: lots.Taken
    reward: Reward | None
    stands: bool = True
    in_time: bool = True
    given_back: int = 0
    clawed: bool = False


@dataclass(slots=True)
class Entry:
    """A tier with an award was come to, or somebody enrolled: the award, the fact that did it, the day. revoked: by a
    refund (TI05)."""

    rule: RuleRef
    award: AwardRule
    fact: Fact
    day: date
    revoked: bool = False


@dataclass(slots=True)
class Walk:
    """The state. voids, undone: visits and redemptions that are taken back, by their ids, with the fact that did it.

    goals: the counted visits and the spend below which no milestone is reached. history, nets, terms: for each visit,
    what it did, what was paid for its lines, and what it earned by. birthday: with the business day since which it is
    known; birthday_locked: it was read off an ID. bonuses: of each award that gives points, the use that gives them.
    enrolled: somebody did, under whichever id of hers; welcome: what the first enrolment gave.
    """

    program: Program
    timeline: ProgramTimeline
    upcoming: list[tuple[Instant, Program]]
    held: ladder.Held
    voids: dict[str, str]
    undone: dict[str, str]
    bonuses: dict[tuple[str, int], str] = field(default_factory=dict)
    visits: int = 0
    spend: int = 0
    points: int = 0
    carry: int = 0
    member_type: str | None = None
    birthday: tuple[str, date] | None = None
    birthday_locked: bool = False
    enrolled: bool = False
    welcome: Entry | None = None
    counted: counting.Counted = field(default_factory=counting.Counted)
    metric: tiers.Metric = field(default_factory=tiers.Metric)
    purse: lots.Purse = field(default_factory=lots.Purse)
    reaches: dict[str, milestones.Reach] = field(default_factory=dict)
    goals: tuple[int, int] = (0, 0)
    earned: list[milestones.Earned] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    given: list[tuple[Fact, AwardGiven, int]] = field(default_factory=list)
    overrides: list[tuple[Fact, TierOverridden]] = field(default_factory=list)
    used: list[Used] = field(default_factory=list)
    handed_over: set[str] = field(default_factory=set)
    baskets: dict[str, Basket] = field(default_factory=dict)
    orphans: list[tuple[Fact, VisitReturned]] = field(default_factory=list)
    returns: list[ReturnOutcome] = field(default_factory=list)
    history: list[VisitOutcome] = field(default_factory=list)
    nets: list[list[int]] = field(default_factory=list)
    terms: list[earning.Terms] = field(default_factory=list)
    openings: list[str] = field(default_factory=list)
    warned: set[str] = field(default_factory=set)


def set_out(ordered: list[Fact], timeline: ProgramTimeline) -> Walk:
    """At the beginning, knowing what of `ordered` is taken back later."""
    steps = timeline.steps()
    program = steps[0][1]
    walk = Walk(program, timeline, steps[1:], ladder.start(program), voids={}, undone={})
    learn(walk, ordered)
    for milestone in program.milestones:
        walk.reaches[milestone.id] = milestones.start(milestone)
    walk.goals = milestones.nearest(walk.reaches, program)
    return walk


def learn(walk: Walk, ordered: list[Fact]) -> None:
    """Note which visits and redemptions the facts take back, the first that does it being named; and which use of an
    award that gives points gives them: the first in the hub's order that was not taken back (I04)."""
    giving = []
    for fact in ordered:
        body = fact.body
        if isinstance(body, VisitRecorded):  # most are
            continue
        if isinstance(body, VisitVoided):
            walk.voids.setdefault(body.visit, fact.id)
        elif isinstance(body, RedemptionVoided):
            walk.undone.setdefault(body.redemption, fact.id)
        elif isinstance(body, RewardRedeemed) and body.bonus and body.award_rule is not None:
            giving.append((hub_order(fact), (body.award_rule, body.award_n), fact.id, body.visit))
    for _, award, use, visit in sorted(giving, key=itemgetter(0)):
        if use not in walk.undone and visit not in walk.voids:
            walk.bonuses.setdefault(award, use)


def hub_order(fact: Fact) -> tuple[bool, int, tuple[Instant, str, int, int, str]]:
    """What the hub has confirmed comes first, in its order; the rest as it is folded."""
    position = fact.hub_position or 0
    return position == 0, position, fold_order(fact)


def advance(walk: Walk, at: Instant, day: date) -> None:
    """Time passes to `at`, on business day `day`: programs come into force (E10), points end (P02)."""
    lots.pass_to(walk.purse, day)
    while walk.upcoming and walk.upcoming[0][0] <= at:
        before, (start, program) = walk.program, walk.upcoming.pop(0)
        walk.carry = earning.carry_over(before, program, walk.carry)
        walk.program = program
        # Programs belong to no store, so their day is the one in UTC: a tier's grace begins there, whoever looks when.
        ladder.change(walk.held, walk.metric, before, program, min(day_in_utc(start), day))
        for milestone in program.milestones:
            if not milestones.goes_on(before.milestone_by_id.get(milestone.id), milestone):
                milestones.begin(walk.reaches, milestone, totals(walk)[milestone.on])
        walk.goals = milestones.nearest(walk.reaches, program)


def totals(walk: Walk) -> dict[Basis, int]:
    """What a milestone may count."""
    return {Basis.VISITS: walk.visits, Basis.SPEND: walk.spend, Basis.POINTS: walk.points}


def copy_of(walk: Walk) -> Walk:
    """A walk that goes its own way from here. What is never changed once it is there is shared."""
    purse, taken = lots.copy_of(walk.purse, [used.taken for used in walk.used])
    return replace(
        walk,
        upcoming=list(walk.upcoming),
        held=ladder.copy_of(walk.held),
        voids=dict(walk.voids),
        undone=dict(walk.undone),
        bonuses=dict(walk.bonuses),
        counted=replace(walk.counted, days=set(walk.counted.days)),
        metric=tiers.copy_of(walk.metric),
        purse=purse,
        reaches={rule: replace(reach, nudged=set(reach.nudged)) for rule, reach in walk.reaches.items()},
        earned=list(walk.earned),
        entries={tier: replace(entry) for tier, entry in walk.entries.items()},
        given=list(walk.given),
        overrides=list(walk.overrides),
        used=[replace(used, taken=its) for used, its in zip(walk.used, taken, strict=True)],
        handed_over=set(walk.handed_over),
        baskets={visit: replace(basket) for visit, basket in walk.baskets.items()},
        orphans=list(walk.orphans),
        returns=list(walk.returns),
        history=list(walk.history),
        nets=list(walk.nets),
        terms=list(walk.terms),
        openings=list(walk.openings),
        warned=set(walk.warned),
    )
