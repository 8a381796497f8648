"""Decides which facts and which rule stand behind a figure of a standing. Shop language is made elsewhere (wording)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from posdesk.domain import earning
from posdesk.domain.facts import Line
from posdesk.domain.program import Basis, Program, ProgramTimeline, RuleRef
from posdesk.domain.standing import LotSource, Standing, VisitOutcome


@dataclass(frozen=True, slots=True)
class Because:
    """One figure of a standing: its name, its value in its own unit, the rules (with version) that made it, and the
    facts it was made of, oldest first."""

    figure: str
    value: int | str
    rules: tuple[RuleRef, ...]
    facts: tuple[str, ...]


FIGURES = ("visits", "spend", "points", "tier")
"""The figures every standing has. Milestones are `milestone:ID`, awards `award:ID:N`, brands `brand:NAME`, categories
`category:NAME`, months `month:2026-11`."""


def because(standing: Standing, timeline: ProgramTimeline, figure: str) -> Because | None:
    """Where `figure` of `standing` came from; None when the standing has no such figure."""
    programs = {program.version: program for _, program in timeline.steps()}
    kind, _, name = figure.partition(":")
    explain = _EXPLAINED.get(kind)
    return None if explain is None else explain(standing, programs, figure, name)


Programs = Mapping[int, Program]
_Explainer = Callable[[Standing, Programs, str, str], Because | None]


def _facts(visits: Iterable[VisitOutcome], openings: tuple[str, ...] = ()) -> tuple[str, ...]:
    found = list(openings)
    for visit in visits:
        found += [visit.fact_id, *visit.returned_by]
    return tuple(found)


def _standing_visits(standing: Standing) -> list[VisitOutcome]:
    return [visit for visit in standing.history if visit.voided_by is None]


def _visits(standing: Standing, programs: Programs, figure: str, _: str) -> Because:
    counted = [visit for visit in standing.history if visit.counted]
    rules = dict.fromkeys(RuleRef("visits", visit.program) for visit in counted)
    return Because(figure, standing.visits, tuple(rules), _facts(counted, standing.openings))


def _spend(standing: Standing, programs: Programs, figure: str, _: str) -> Because:
    visits = _standing_visits(standing)
    return Because(figure, standing.spend_cents, (), _facts(visits, standing.openings))


def _points(standing: Standing, programs: Programs, figure: str, _: str) -> Because:
    """All that ever moved the balance: visits and what came back of them, openings, redemptions, adjustments."""
    visits = _standing_visits(standing)
    rules: dict[RuleRef, None] = {}
    for visit in visits:
        rules |= dict.fromkeys(earn_rules(programs[visit.program], visit))
    others = [lot.fact for lot in standing.lots if lot.source in (LotSource.ADJUSTMENT, LotSource.BONUS)]
    uses = [use.fact_id for use in standing.redemptions if use.standing and use.points]
    return Because(figure, standing.points, tuple(rules), (*_facts(visits, standing.openings), *others, *uses))


def earn_rules(program: Program, visit: VisitOutcome) -> tuple[RuleRef, ...]:
    """The rules by which what is left of a visit earns, with the program's version."""
    tier = program.tier_by_id.get(visit.tier_before, program.tiers[0])
    terms = earning.terms(program, tier, visit.member_type, visit.day.weekday())
    return tuple(program.ref(rule) for rule in earning.rule_ids(terms, visit.lines, visit.counted))


def _tier(standing: Standing, programs: Programs, figure: str, _: str) -> Because:
    tier = standing.tier
    visits = [
        visit
        for visit in _standing_visits(standing)
        if (tier.start is None or visit.day >= tier.start) and (visit.counted or tier.basis is not Basis.VISITS)
    ]
    return Because(figure, tier.id, (tier.rule,), _facts(visits, standing.openings))


def _milestone(standing: Standing, programs: Programs, figure: str, name: str) -> Because | None:
    found = next((milestone for milestone in standing.milestones if milestone.rule.id == name), None)
    if found is None:
        return None
    return Because(figure, found.current, (found.rule,), _counted_for(standing, found.on))


def _award(standing: Standing, programs: Programs, figure: str, name: str) -> Because | None:
    rule_id, _, n = name.rpartition(":")
    found = next((award for award in standing.awards if award.rule.id == rule_id and str(award.n) == n), None)
    if found is None:
        return None
    return Because(figure, found.title, (found.rule,), (found.earned_by,))


def _counted_for(standing: Standing, on: Basis) -> tuple[str, ...]:
    visits = _standing_visits(standing)
    return _facts([visit for visit in visits if visit.counted or on is Basis.SPEND], standing.openings)


def _bought(of: Callable[[Line], str | None]) -> _Explainer:
    def explain(standing: Standing, programs: Programs, figure: str, name: str) -> Because | None:
        wanted = name.casefold()
        visits = [
            visit
            for visit in _standing_visits(standing)
            if any((of(line) or "").casefold() == wanted for line in visit.lines)
        ]
        habits = standing.brands if figure.startswith("brand") else standing.categories
        habit = next((habit for habit in habits if habit.name.casefold() == wanted), None)
        if habit is None:
            return None
        return Because(figure, habit.spend_cents, (RuleRef("habits", standing.program),), _facts(visits))

    return explain


def _month(standing: Standing, programs: Programs, figure: str, name: str) -> Because | None:
    found = next((month for month in standing.months if month.month == name), None)
    if found is None:
        return None
    visits = [visit for visit in _standing_visits(standing) if visit.day.isoformat().startswith(name)]
    return Because(figure, found.spend_cents, (), _facts(visits))


_EXPLAINED: Mapping[str, _Explainer] = {
    "visits": _visits,
    "spend": _spend,
    "points": _points,
    "tier": _tier,
    "milestone": _milestone,
    "award": _award,
    "brand": _bought(lambda line: line.brand),
    "category": _bought(lambda line: line.category),
    "month": _month,
}
