"""Tells a member's history in a few words, and asks what it stands for. Programs are values here, not TOML."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from posdesk.domain import money
from posdesk.domain.business_day import AsOf, BusinessCalendar, Instant, as_of, business_day, to_instant
from posdesk.domain.facts import (
    Body,
    Fact,
    Line,
    MemberEnrolled,
    MemberField,
    MemberFieldSet,
    OpeningRecorded,
    RewardRedeemed,
    VisitRecorded,
    VisitReturned,
    VisitVoided,
    kind_of,
)
from posdesk.domain.fold import fold
from posdesk.domain.given_facts import PointsAdjusted
from posdesk.domain.program import (
    AwardRule,
    Basis,
    Counting,
    EarnRule,
    Milestone,
    Program,
    ProgramTimeline,
    Tier,
    Window,
)
from posdesk.domain.rewards import PAY_WITH_POINTS
from posdesk.domain.standing import Standing, VisitOutcome

MEMBER = "00000000-0000-7000-8000-00000000feed"
DENVER = BusinessCalendar("America/Denver", 240)
NEW_YORK = BusinessCalendar("America/New_York", 240)
LATER = "2039-12-31 12:00"
BASE_ONLY = (Tier("member", "Member", 0),)
POINT_A_DOLLAR = EarnRule("point-a-dollar", 100, 100)
STAR_EACH_50 = EarnRule("star-each-50", 100, 50_00)


def usd(text: str) -> int:
    """`$62.50` as cents."""
    return money.parse_dollars(text)


def moment(when: str, calendar: BusinessCalendar = DENVER) -> Instant:
    """`2026-03-01 14:00` (or the day alone: noon) on the wall clock of the store."""
    wall = datetime.fromisoformat(when if ":" in when else f"{when} 12:00")
    return to_instant(wall.replace(tzinfo=ZoneInfo(calendar.zone)))


def a_program(**changes: Any) -> Program:
    """One counted visit a business day, a point a dollar to the hundredth, one tier, no milestones; then `changes`."""
    plain = Program(
        name="Test",
        version=1,
        counting=Counting.BUSINESS_DAY,
        gap_hours=4,
        point_name="points",
        earn_unit=1,
        earn_rules=(POINT_A_DOLLAR,),
        excluded_brands=frozenset(),
        excluded_categories=frozenset(),
        excluded_products=frozenset(),
        tier_basis=Basis.SPEND,
        tier_window=Window.LIFETIME,
        tier_days=365,
        tiers=BASE_ONLY,
        milestones=(),
    )
    return replace(plain, **changes)


def tiers(*minimums: int) -> tuple[Tier, ...]:
    """A ladder: tier-0 at 0, then one tier for each minimum, `tier-1`, `tier-2`, ..."""
    return tuple(Tier(f"tier-{step}", f"Tier {step}", minimum) for step, minimum in enumerate((0, *minimums)))


def milestone(
    name: str = "m",
    on: Basis = Basis.VISITS,
    valid_days: int | None = None,
    reward: str | None = None,
    **rule: Any,
) -> Milestone:
    """A milestone that gives `a treat`: `at=10` once, `every=10` again and again."""
    return Milestone(name, on, AwardRule("a treat", valid_days, reward), **rule)


class History:
    """What happened to one member, told in any order; every teller returns the id of the fact it made."""

    def __init__(self, program: Program | None = None, calendar: BusinessCalendar = DENVER) -> None:
        self.facts: list[Fact] = []
        self.calendar = calendar
        self.programs: list[tuple[Instant, Program]] = [(0, program or a_program())]

    def program_from(self, when: str, program: Program) -> None:
        """Another program is in force from `when` on."""
        self.programs.append((moment(when, self.calendar), program))

    def visit(self, when: str, *bought: str | Line, **more: Any) -> str:
        """A visit: amounts (`"$60"`) or lines. register=, store=, calendar=, id= place it; the rest is the body's."""
        place = {key: more.pop(key) for key in ("register", "store", "calendar", "id", "hub") if key in more}
        lines = tuple(Line(usd(one)) if isinstance(one, str) else one for one in bought or ("$10",))
        return self.happened(when, VisitRecorded(lines, **more), **place)

    def visits(self, *whens: str) -> list[str]:
        """A $10 visit at each of these times."""
        return [self.visit(when) for when in whens]

    def daily_visits(self, count: int, first: str = "2026-01-01", *bought: str | Line) -> list[str]:
        """One visit a day from `first` on."""
        start = date.fromisoformat(first).toordinal()
        return [self.visit(date.fromordinal(start + day).isoformat(), *bought) for day in range(count)]

    def returned(self, when: str, visit: str | None, *back: str | Line, receipt: str | None = None) -> str:
        """Goods came back."""
        lines = tuple(Line(usd(one)) if isinstance(one, str) else one for one in back)
        return self.happened(when, VisitReturned(lines, visit, receipt))

    def returned_line(self, when: str, visit: str, number: int, back: Line) -> str:
        """Goods of the visit's line `number` (the first is 0) came back."""
        return self.happened(when, VisitReturned((back,), visit, numbers=(number,)))

    def voided(self, when: str, visit: str) -> str:
        """A visit was voided."""
        return self.happened(when, VisitVoided(visit, "wrong member"))

    def opened(self, when: str, visits: int = 0, spend: str = "$0", points: int = 0) -> str:
        """An opening balance came in."""
        return self.happened(when, OpeningRecorded(visits, usd(spend), points))

    def redeemed(self, when: str, points: int = 0, *, award: tuple[str, int] | None = None, **more: Any) -> str:
        """A reward was used: so many hundredths of points, or an award by its key. reward=, visit=, bonus= and the
        like are the body's; register=, store=, id=, hub= place it."""
        place = {key: more.pop(key) for key in ("register", "store", "id", "hub") if key in more}
        reward = more.pop("reward", "treat")
        rule, n = award or (None, 0)
        return self.happened(
            when, RewardRedeemed(reward, "a treat", award_rule=rule, award_n=n, spent=points, **more), **place
        )

    def bought_with(self, when: str, points: int, cents: int, *bought: str | Line, **more: Any) -> str:
        """A visit paid in part with points; the redemption stands before it, as the counter seals them."""
        visit = f"00000000-0000-7000-9000-{len(self.facts):012x}"
        self.redeemed(when, points, reward=PAY_WITH_POINTS, visit=visit, value_cents=cents)
        return self.visit(when, *bought, id=visit, points_paid_cents=cents, **more)

    def adjusted(self, when: str, points: int, **more: Any) -> str:
        """A manager gave or took hundredths of points."""
        return self.happened(when, PointsAdjusted(points, "because", **more))

    def enrolled(self, when: str, **profile: Any) -> str:
        """The member joined."""
        day = date.fromisoformat(when[:10])
        return self.happened(when, MemberEnrolled("Maria", "Gonzalez", day, **profile))

    def field_set(self, when: str, field: MemberField, value: str | None) -> str:
        """A field of the profile changed."""
        return self.happened(when, MemberFieldSet(field, value))

    def happened(
        self,
        when: str,
        body: Body,
        *,
        register: str = "register 1",
        store: str = "denver-1",
        calendar: BusinessCalendar | None = None,
        id: str | None = None,
        hub: int | None = None,
    ) -> str:
        """Any fact, sealed as a register would. hub: its position there, once confirmed."""
        calendar = calendar or self.calendar
        fact = sealed(body, moment(when, calendar), len(self.facts) + 1, register, store, calendar, id)
        self.facts.append(fact if hub is None else fact._replace(hub_epoch=1, hub_position=hub))
        return fact.id

    def timeline(self) -> ProgramTimeline:
        """The programs in force."""
        return ProgramTimeline(self.programs)

    def standing(self, when: str = LATER, facts: Sequence[Fact] | None = None) -> Standing:
        """What all that (or `facts` of it) stands for at `when`."""
        told = self.facts if facts is None else facts
        return fold(MEMBER, told, self.timeline(), self.as_of(when))

    def as_of(self, when: str = LATER) -> AsOf:
        """`when` as a moment of the home store."""
        return as_of(moment(when, self.calendar), self.calendar)

    def outcome(self, visit: str, when: str = LATER) -> VisitOutcome:
        """What one visit did."""
        return next(each for each in self.standing(when).history if each.fact_id == visit)

    def awards(self, when: str = LATER) -> list[tuple[str, int]]:
        """The awards as (rule, n)."""
        return [(award.rule.id, award.n) for award in self.standing(when).awards]

    def award_states(self, when: str = LATER) -> dict[tuple[str, int], str]:
        """Each award's state by its key."""
        return {(award.rule.id, award.n): str(award.state) for award in self.standing(when).awards}

    def balance(self, when: str = LATER) -> int:
        """The points, hundredths."""
        return self.standing(when).points


def sealed(
    body: Body,
    at: Instant,
    sequence: int,
    register: str = "register 1",
    store: str = "denver-1",
    calendar: BusinessCalendar = DENVER,
    id: str | None = None,
) -> Fact:
    """A fact about MEMBER; its id is made of its sequence unless given."""
    kind, version = kind_of(body)
    return Fact(
        id=id or f"00000000-0000-7000-8000-{sequence:012x}",
        kind=kind,
        version=version,
        subject=MEMBER,
        store=store,
        register=register,
        incarnation=1,
        sequence=sequence,
        staff=None,
        occurred_at=at,
        business_day=business_day(at, calendar),
        clock=(at << 8) + sequence,
        body=body,
    )
