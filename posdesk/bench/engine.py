"""Decides how the loyalty engine is measured: folding a thousand facts, and a basket against fifty rewards.

The rules alone, without a disk: the facts are read before, so there is no floor but the goal itself.
"""

from dataclasses import replace

from db.store import Store
from posdesk.bench.figures import Figure, Times, median
from posdesk.bench.readings import members_with
from posdesk.counter.card import member_moment
from posdesk.counter.ports import Desk
from posdesk.domain import best_offers, redemption
from posdesk.domain.facts import Fact, Line
from posdesk.domain.fold import fold
from posdesk.domain.offers import Asker, Situation
from posdesk.domain.program import AwardRule, Basis, Milestone, Program
from posdesk.domain.rewards import Goods, Reward, RewardKind
from posdesk.domain.standing import Standing

FACTS, GOAL_FOLD_MS = 1000, 10.0
LINES, REWARDS, GOAL_PREVIEW_MS = 10, 50, 5.0
AWARDS = 5
"""Of the rewards, so many are the member's by an award; the others are bought with points."""
TURNS = 40
_KINDS = (
    RewardKind.AMOUNT_OFF,
    RewardKind.PERCENT_OFF,
    RewardKind.FREE_ITEM,
    RewardKind.CHEAPEST_ITEM,
    RewardKind.BUNDLE,
)


def engine(store: Store, desk: Desk) -> list[Figure]:
    """The figures of the engine; none when nobody here has been often enough."""
    members = members_with(store, FACTS, 10)
    if not members:
        return []
    histories = [(member, desk.ledger.facts_about(member)[:FACTS]) for member in members]
    return [_fold(desk, histories), _preview(desk, *histories[0])]


def _fold(desk: Desk, histories: list[tuple[str, list[Fact]]]) -> Figure:
    timeline, moment = desk.programs.timeline(), member_moment(desk, None, desk.clock.now())[0]
    times = Times()
    for turn in range(TURNS):
        member, facts = histories[turn % len(histories)]
        times.time(lambda member=member, facts=facts: fold(member, facts, timeline, moment))  # type: ignore[misc]
    note = f"median of {len(times.values)} folds of {FACTS:,} facts, visits of three lines; what is bought is not asked"
    return Figure(f"fold, {FACTS:,} facts", median(times.values), "ms", None, GOAL_FOLD_MS, note)


def _preview(desk: Desk, member: str, facts: list[Fact]) -> Figure:
    timeline, moment = desk.programs.timeline(), member_moment(desk, None, desk.clock.now())[0]
    program = _with_rewards(timeline.at(moment.at))
    standing = fold(member, facts, type(timeline)([(0, program)]), moment)
    basket = tuple(Line(9_00 + 177 * number, None, ("Flower", "Edibles")[number % 2]) for number in range(LINES))
    times = Times()
    for _ in range(TURNS):
        times.time(lambda: _ask(program, standing, basket))
    note = (
        f"median of {len(times.values)}: what can be used of {REWARDS} rewards, what each gives, the best combination"
    )
    return Figure(f"preview, {LINES} lines, {REWARDS} rewards", median(times.values), "ms", None, GOAL_PREVIEW_MS, note)


def _ask(program: Program, standing: Standing, basket: tuple[Line, ...]) -> redemption.Applied:
    who = Asker(program, standing, Situation("", standing.as_of.day))
    redemption.offers(who, basket)
    return redemption.apply(who, basket, best_offers.best(who, basket))


def _with_rewards(program: Program) -> Program:
    rewards = tuple(_reward(number) for number in range(REWARDS))
    milestones = tuple(
        Milestone(f"bench-{number}", Basis.VISITS, AwardRule(rewards[number].title, None, rewards[number].id), at=1)
        for number in range(AWARDS)
    )
    return replace(program, rewards=rewards, milestones=milestones, birthday=None, coupons=(), best_only=False)


def _reward(number: int) -> Reward:
    goods = Goods(categories=frozenset({"flower"})) if number % 4 == 0 else Goods()
    return Reward(
        f"bench-{number}",
        f"Reward {number}",
        _KINDS[number % len(_KINDS)],
        cents=5_00 + number,
        percent=5 + number % 20,
        items=1 + number % 3,
        cost=None if number < AWARDS else number * 10,
        goods=goods,
        minimum_cents=(0, 50_00, 100_00)[number % 3],
    )
