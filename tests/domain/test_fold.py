"""The fold as a whole: a set of facts, a moment, one standing; and where each figure comes from."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posdesk.domain.business_day import end_of_day
from posdesk.domain.explain import FIGURES, Because, because
from posdesk.domain.facts import Line, OpeningRecorded, VisitRecorded, VisitReturned, VisitVoided
from posdesk.domain.fold import fold
from posdesk.domain.program import Basis, Counting, EarnRule, RuleRef, Window
from posdesk.domain.standing import Standing
from tests.domain.histories import DENVER, MEMBER, NEW_YORK, History, a_program, milestone, tiers, usd

RICH = a_program(
    tier_window=Window.ROLLING_12_MONTHS,
    tiers=tiers(usd("$200"), usd("$600")),
    earn_rules=(EarnRule("star-each-7", 100, 7_00),),
    milestones=(
        milestone("every-3", every=3, nudge=2, valid_days=20),
        milestone("each-100", Basis.SPEND, every=usd("$100")),
    ),
)

one_happening = st.tuples(
    st.integers(0, 120),  # day
    st.integers(0, 23),  # hour
    st.sampled_from(["visit", "visit", "visit", "return", "void", "opening", "receipt"]),
    st.integers(0, 150_00),
    st.integers(0, 9),  # which earlier visit, which register
    st.booleans(),  # in the other zone
)
happenings = st.lists(one_happening, max_size=18)
Happening = tuple[int, int, str, int, int, bool]


def told(happened: list[Happening]) -> History:
    """A history of anything that can happen to a member, in any order."""
    history = History(RICH)
    history.program_from("2026-03-01", a_program(version=2, counting=Counting.EVERY_SALE, milestones=RICH.milestones))
    visits: list[str] = []
    for day, hour, what, cents, which, away in happened:
        when = f"{date(2026, 1, 1) + timedelta(days=day)} {hour:02d}:15"
        place = {"register": f"register {which % 3}", "calendar": NEW_YORK if away else DENVER}
        earlier = visits[which % len(visits)] if visits else None
        if what == "visit":
            lines = (Line(cents, f"Brand {which % 4}"), Line(cents // 3))
            nudges = ("every-3",) if which == 1 else ()
            visits.append(
                history.happened(when, VisitRecorded(lines, cents // 5, receipt=str(which), nudges=nudges), **place)  # type: ignore[arg-type]
            )
        elif what == "return" and earlier:
            history.happened(when, VisitReturned((Line(cents, "Brand 1"),), earlier))
        elif what == "receipt":
            history.happened(when, VisitReturned((Line(cents),), None, str(which)))
        elif what == "void" and earlier:
            history.happened(when, VisitVoided(earlier, "wrong"))
        elif what == "opening":
            history.happened(when, OpeningRecorded(which, cents, which * 100))
    return history


@pytest.mark.rule("LG02", "VS06", "TI04")
@given(happenings, st.randoms(use_true_random=False))
def test_order_and_repetition_of_the_facts_change_nothing(happened: list[Happening], chance: random.Random) -> None:
    _shuffled_is_the_same(happened, chance)


@pytest.mark.long
@settings(max_examples=2000)
@given(happenings, st.randoms(use_true_random=False))
def test_order_and_repetition_of_the_facts_change_nothing_long(
    happened: list[Happening], chance: random.Random
) -> None:
    _shuffled_is_the_same(happened, chance)


def _shuffled_is_the_same(happened: list[Happening], chance: random.Random) -> None:
    history = told(happened)
    mixed = [*history.facts, *chance.choices(history.facts or [None], k=5)] if history.facts else []
    chance.shuffle(mixed)
    assert history.standing(facts=[fact for fact in mixed if fact is not None]) == history.standing()


@pytest.mark.rule("TI09")
@given(happenings, st.integers(0, 130))
def test_a_past_moment_knows_nothing_of_what_came_after(happened: list[Happening], day: int) -> None:
    history = told(happened)
    then = history.as_of(f"{date(2026, 1, 1) + timedelta(days=day)} 12:00")
    known = [fact for fact in history.facts if fact.occurred_at <= then.at]
    standing = fold(MEMBER, history.facts, history.timeline(), then)
    assert standing == fold(MEMBER, known, history.timeline(), then)
    assert all(visit.occurred_at <= then.at for visit in standing.history)


@given(happenings)
def test_the_figures_of_a_standing_add_up(happened: list[Happening]) -> None:
    history = told(happened)
    standing = history.standing()
    openings = [fact.body for fact in history.facts if isinstance(fact.body, OpeningRecorded)]
    assert standing.visits == sum(visit.counted for visit in standing.history) + sum(each.visits for each in openings)
    assert standing.spend_cents == sum(v.spend_cents for v in standing.history) + sum(o.spend_cents for o in openings)
    assert standing.points == sum(v.points for v in standing.history) + sum(o.points for o in openings)
    keys = [(award.rule.id, award.n) for award in standing.awards]
    assert len(keys) == len(set(keys))
    assert all(visit.counted == (visit.why_not is None) for visit in standing.history)
    assert all((visit.points, visit.spend_cents) == (0, 0) for visit in standing.history if visit.voided_by)


@given(happenings)
def test_the_facts_named_for_a_figure_give_it_again_when_folded_alone(happened: list[Happening]) -> None:
    history = told(happened)
    standing = history.standing()
    for figure, name in (("visits", "visits"), ("spend", "spend_cents"), ("points", "points")):
        named = explained(history, standing, figure)
        alone = history.standing(facts=[fact for fact in history.facts if fact.id in named.facts])
        assert getattr(alone, name) == named.value, figure
        assert len(set(named.facts)) == len(named.facts)


def explained(history: History, standing: Standing, figure: str) -> Because:
    """Where a figure comes from; it must be known."""
    found = because(standing, history.timeline(), figure)
    assert found is not None
    return found


def test_every_figure_names_its_facts_and_its_rule_with_the_version() -> None:
    history = History(RICH)
    opening = history.opened("2026-01-01", visits=1, spend="$10")
    first = history.visit("2026-01-02", Line(60_00, "Wren", "Tea"))
    again = history.visit("2026-01-02 13:00", Line(70_00, "Moss", "Tea"))
    gone = history.visit("2026-01-03", Line(80_00, "Wren"))
    history.voided("2026-01-03 13:00", gone)
    back = history.returned("2026-01-04", again, Line(10_00, "Moss"))
    last = history.visit("2026-02-05", Line(30_00, "Wren"))
    standing = history.standing("2026-02-06")

    def told_of(figure: str) -> tuple[object, tuple[RuleRef, ...], set[str]]:
        found = explained(history, standing, figure)
        return found.value, found.rules, set(found.facts)

    assert told_of("visits") == (3, (RuleRef("visits", 1),), {opening, first, last})
    assert told_of("spend") == (usd("$160"), (), {opening, first, again, back, last})
    assert told_of("points")[1:] == ((RuleRef("star-each-7", 1),), {opening, first, again, back, last})
    assert told_of("tier") == ("tier-0", (RuleRef("tier-0", 1),), {opening, first, again, back, last})
    assert told_of("milestone:every-3") == (3, (RuleRef("every-3", 1),), {opening, first, last})
    assert told_of("award:every-3:1") == ("a treat", (RuleRef("every-3", 1),), {last})
    assert told_of("award:each-100:1") == ("a treat", (RuleRef("each-100", 1),), {again})
    assert told_of("brand:WREN") == (usd("$90"), (RuleRef("habits", 1),), {first, last})
    assert told_of("category:tea") == (usd("$120"), (RuleRef("habits", 1),), {first, again, back})
    assert told_of("month:2026-01") == (usd("$120"), (), {first, again, back})
    assert all(because(standing, history.timeline(), figure) for figure in FIGURES)


@pytest.mark.parametrize(
    "figure", ["luck", "brand:Nobody", "month:1999-01", "award:every-3:9", "award:x", "milestone:x"]
)
def test_a_figure_that_there_is_not_has_no_because(figure: str) -> None:
    history = History(RICH)
    history.visit("2026-01-02")
    assert because(history.standing(), history.timeline(), figure) is None


def test_nobody_who_never_came_has_a_standing_too() -> None:
    standing = History(RICH).standing()
    assert (standing.visits, standing.spend_cents, standing.points, standing.tier.id) == (0, 0, 0, "tier-0")
    assert (standing.brands, standing.awards, standing.first_visit) == ((), (), None)
    assert len(standing.months) == 13


@pytest.mark.rule("TI09", "VS02")
def test_the_end_of_a_business_day_is_a_moment_of_its_own() -> None:
    history = History()
    history.visits("2026-03-02 12:00", "2026-03-03 03:59", "2026-03-03 04:00")
    then = end_of_day(date(2026, 3, 2), DENVER)
    assert len(fold(MEMBER, history.facts, history.timeline(), then).history) == 2
