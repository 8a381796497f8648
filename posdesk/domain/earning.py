"""Decides how many points a visit earns. Exact until the very end: the remainder is carried from visit to visit (E03).

Exact earnings are ints in units of 1 / program.exact_unit hundredths of a point. Refuses to know about time.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from posdesk.domain import money
from posdesk.domain.facts import Line, LineKind
from posdesk.domain.program import EarnRule, Multiplier, Program, Tier

_PRODUCT = LineKind.PRODUCT
"""At hand: every line of every visit is asked (see counting.py)."""


def net_cents(lines: tuple[Line, ...], reduction: int) -> list[int]:
    """What was paid for each line once `reduction` cents (basket discounts and value paid with points) are shared over
    the product lines by largest remainder (E01, E04). Lines that are no products keep their amount and are no spend."""
    paid = [line.cents for line in lines]
    if not reduction:
        return paid
    products = [index for index, line in enumerate(lines) if line.kind == _PRODUCT and line.cents > 0]
    amounts = [paid[index] for index in products]
    reduction = min(reduction, sum(amounts))
    for index, share in zip(products, money.split_by_weight(reduction, amounts), strict=True):
        paid[index] -= share
    return paid


def spend_cents(lines: tuple[Line, ...], net: list[int]) -> int:
    """The spend of a basket whoever's it is: what was paid for products (E02)."""
    return sum([cents for line, cents in zip(lines, net, strict=True) if line.kind == LineKind.PRODUCT])


@dataclass(slots=True)
class Terms:
    """What a visit earns by, given who comes and when: one program, tier, kind of member and weekday.

    told_apart: what of a line these rules look at; rates: exact points for each cent of a line, by that, as far as they
    were asked. flat: exact points for a counted visit. cap: the most exact points of a visit, None when there is none
    (E05).
    """

    program: Program
    rules: tuple[EarnRule, ...]
    multipliers: tuple[Multiplier, ...]
    tier_percent: int
    flat: int
    cap: int | None
    told_apart: Callable[[Line], Hashable] = field(compare=False)
    rates: dict[Hashable, int] = field(default_factory=dict)


def terms(program: Program, tier: Tier, member_type: str | None, weekday: int) -> Terms:
    """The terms for a member of `member_type` who holds `tier` before the visit (E06), on a weekday (Monday is 0)."""
    asked = (tier.id, member_type, weekday if program.weekdays_matter else 0)
    found = program.terms.get(asked)
    if found is None:
        found = program.terms[asked] = _terms(program, tier, member_type, weekday)
    return found


def _terms(program: Program, tier: Tier, member_type: str | None, weekday: int) -> Terms:
    def fits(rule: EarnRule | Multiplier) -> bool:
        return (
            (not rule.tiers or tier.id in rule.tiers)
            and (not rule.member_types or (member_type or "").casefold() in rule.member_types)
            and (not rule.weekdays or weekday in rule.weekdays)
        )

    rules = tuple(rule for rule in program.earn_rules if fits(rule))
    multipliers = tuple(multiplier for multiplier in program.multipliers if fits(multiplier))
    whole_visit = [multiplier for multiplier in multipliers if not multiplier.brands and not multiplier.categories]
    flat = sum(rule.points for rule in rules if not rule.per_cents) * program.exact_unit // 100
    cap = program.point_rules.visit_cap
    return Terms(
        program=program,
        rules=rules,
        multipliers=multipliers,
        tier_percent=tier.earn_percent,
        flat=flat * _percent(whole_visit, tier.earn_percent),
        cap=None if cap is None else cap * program.exact_unit,
        told_apart=_told_apart(program, (*rules, *multipliers)),
    )


def _told_apart(program: Program, rules: Sequence[EarnRule | Multiplier]) -> Callable[[Line], Hashable]:
    """What of a product line its rate depends on. A shop has thousands of products; most programs ask for few words."""
    named = {
        "brand": program.excluded_brands or any(rule.brands for rule in rules),
        "category": program.excluded_categories or any(rule.categories for rule in rules),
        "product": program.excluded_products,
    }
    return attrgetter(*([name for name, asked in named.items() if asked] or ["kind"]))


def _percent(multipliers: Iterable[Multiplier], tier_percent: int) -> int:
    """The percent that multipliers which fit come to: within a group they add, the highest group wins, and one of 0
    beats all (E05). The tier's own percent is a group."""
    groups = {"": tier_percent}
    for multiplier in multipliers:
        groups[multiplier.group] = groups.get(multiplier.group, 0) + multiplier.percent
        if not multiplier.percent:
            return 0
    return max(groups.values()) if tier_percent else 0


def spend_and_points(terms: Terms, lines: tuple[Line, ...], net: list[int], counted: bool) -> tuple[int, int]:
    """(cents of spend, exact points in 1 / program.exact_unit hundredths) of a basket.

    Spend is what was paid for products; gift cards, tax, tips, delivery and rewards are none (E02). Points come from
    the products that earn, every rule that fits a line adding, and for a counted visit that paid anything; never below
    0, never above the cap (E01, E02, E05, E09).
    """
    spend = exact = 0
    rates, told_apart = terms.rates, terms.told_apart
    for line, cents in zip(lines, net, strict=True):
        if line.kind is _PRODUCT:
            spend += cents
            goods = told_apart(line)
            if goods not in rates:
                rates[goods] = _rate(terms, line)
            exact += cents * rates[goods]
    if counted and spend > 0:
        exact += terms.flat
    if terms.cap is not None and exact > terms.cap:
        exact = terms.cap
    return spend, max(exact, 0)


def settle(program: Program, exact: int, carry: int) -> tuple[int, int]:
    """Floor exact earnings plus the remainder carried so far to the program's unit (E03).

    Returns (hundredths of points, new remainder). A negative `exact` is a return; it takes back whole units only when
    the remainder no longer covers it, so that earning and returning any amounts in any steps ends where it began. It
    never earns (X06): a remainder that has become whole units, because a newer program's are finer, waits for a visit.
    """
    whole, rest = divmod(exact + carry, program.earn_step)
    if exact <= 0 < whole:
        return 0, exact + carry
    return whole * program.earn_unit, rest


def carry_over(old: Program, new: Program, carry: int) -> int:
    """A remainder under `old` in the units of `new`, floored."""
    return carry * new.exact_unit // old.exact_unit


def earns(program: Program, line: Line) -> bool:
    """Whether a product line can earn: its brand, category and product are not excluded (E02)."""
    brands, categories, products = program.excluded_brands, program.excluded_categories, program.excluded_products
    return not (
        (brands and line.brand is not None and line.brand.casefold() in brands)
        or (categories and line.category is not None and line.category.casefold() in categories)
        or (products and line.product is not None and line.product.casefold() in products)
    )


def _rate(terms: Terms, line: Line) -> int:
    """Exact points for each cent of a product line."""
    if not earns(terms.program, line):
        return 0
    unit = terms.program.exact_unit // 100
    for_money = sum(rule.points * (unit // rule.per_cents) for rule in terms.rules if _for_money(rule, line))
    return for_money * _percent([each for each in terms.multipliers if _matches(each, line)], terms.tier_percent)


def _for_money(rule: EarnRule, line: Line) -> bool:
    return rule.per_cents > 0 and _matches(rule, line)


def _matches(rule: EarnRule | Multiplier, line: Line) -> bool:
    if rule.brands and (line.brand is None or line.brand.casefold() not in rule.brands):
        return False
    return not rule.categories or (line.category is not None and line.category.casefold() in rule.categories)


def rule_ids(terms: Terms, lines: Iterable[Line], counted: bool) -> tuple[str, ...]:
    """The earn rules under which at least one of the lines (or the counted visit) earns, and the multipliers."""
    earning = [line for line in lines if line.kind == LineKind.PRODUCT and earns(terms.program, line)]
    by_rule = [
        rule.id
        for rule in terms.rules
        if (any(_for_money(rule, line) for line in earning) if rule.per_cents else counted)
    ]
    fitting = [each for each in terms.multipliers if any(_matches(each, line) for line in earning)]
    return (*by_rule, *(multiplier.id for multiplier in fitting))
