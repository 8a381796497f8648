"""How far a tier or a milestone is, as a clause."""

from posdesk.domain import distances
from posdesk.domain.clauses import Clause, ClauseCode, Unit
from posdesk.domain.program import Basis, RuleRef
from tests.domain.histories import History, a_program, milestone, tiers


def history(basis: Basis = Basis.SPEND) -> History:
    """A member with two visits of $60 at tier-1, under a program of three tiers and two milestones."""
    told = History(
        a_program(
            version=3,
            tier_basis=basis,
            tiers=tiers(*{Basis.SPEND: (100_00, 500_00), Basis.VISITS: (2, 9), Basis.POINTS: (100_00, 500_00)}[basis]),
            milestones=(
                milestone("ten", every=10),
                milestone("once", at=2),
                milestone("k", Basis.SPEND, every=1000_00),
            ),
        )
    )
    told.visits("2026-01-01", "2026-01-02")
    told.visit("2026-01-02", "$100")
    return told


def to(what: str, name: str, basis: Basis = Basis.SPEND) -> Clause | None:
    """The way to a tier or a milestone."""
    told = history(basis)
    ask = {"tier": distances.to_tier, "milestone": distances.to_milestone}[what]
    return ask(told.standing(), told.timeline().at(0), name)


def test_a_tier_that_is_held_holds_and_so_do_those_below_it() -> None:
    assert to("tier", "tier-1") == Clause(
        ClauseCode.SPEND, True, RuleRef("tier-1", 3), "TI03", 120_00, 100_00, None, Unit.CENTS
    )
    below = to("tier", "tier-0")
    assert below is not None
    assert below.holds


def test_a_tier_ahead_says_what_is_missing_in_its_own_unit() -> None:
    assert to("tier", "tier-2") == Clause(
        ClauseCode.SPEND, False, RuleRef("tier-2", 3), "TI03", 120_00, 500_00, 380_00, Unit.CENTS
    )
    visits, points = to("tier", "tier-2", Basis.VISITS), to("tier", "tier-2", Basis.POINTS)
    assert visits is not None
    assert points is not None
    assert (visits.code, visits.seen, visits.distance, visits.unit) == (ClauseCode.VISITS, 2, 7, Unit.VISITS)
    assert (points.code, points.seen, points.distance, points.unit) == (
        ClauseCode.POINTS, 120_00, 380_00, Unit.POINTS
    )  # fmt: skip


def test_a_milestone_ahead_says_how_far_it_is_and_one_that_is_done_holds() -> None:
    assert to("milestone", "ten") == Clause(ClauseCode.VISITS, False, RuleRef("ten", 3), "M03", 2, 10, 8, Unit.VISITS)
    assert to("milestone", "once") == Clause(
        ClauseCode.VISITS, True, RuleRef("once", 3), "M01", 2, 2, None, Unit.VISITS
    )
    assert to("milestone", "k") == Clause(
        ClauseCode.SPEND, False, RuleRef("k", 3), "M03", 120_00, 1000_00, 880_00, Unit.CENTS
    )


def test_what_the_program_does_not_have_has_no_distance() -> None:
    assert to("tier", "diamond") is None
    assert to("milestone", "luck") is None
