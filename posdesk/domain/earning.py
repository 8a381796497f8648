"""Decides how many points a visit earns. Exact until the very end: the remainder is carried from visit to visit (E03).

Exact earnings are ints in units of 1 / program.exact_unit hundredths of a point. Refuses to know about time.
"""

from collections.abc import Iterable

from posdesk.domain import money
from posdesk.domain.facts import Line, LineKind
from posdesk.domain.program import EarnRule, Program


def net_cents(lines: tuple[Line, ...], reduction: int) -> list[int]:
    """What was paid for each line once `reduction` cents (basket discounts and value paid with points) are shared over
    the product lines by largest remainder (E01, E04). Lines that are no products keep their amount and are no spend."""
    paid = [line.cents for line in lines]
    if not reduction:
        return paid
    products = [index for index, line in enumerate(lines) if line.kind == LineKind.PRODUCT and line.cents > 0]
    reduction = min(reduction, sum(paid[index] for index in products))
    for index, share in zip(products, money.split_by_weight(reduction, [paid[i] for i in products]), strict=True):
        paid[index] -= share
    return paid


def spend_cents(lines: tuple[Line, ...], net: list[int]) -> int:
    """The spend of a basket whoever's it is: what was paid for products (E02)."""
    return sum([cents for line, cents in zip(lines, net, strict=True) if line.kind == LineKind.PRODUCT])


def spend_and_points(program: Program, tier_percent: int, lines: tuple[Line, ...], net: list[int]) -> tuple[int, int]:
    """(cents of spend, exact points in 1 / program.exact_unit hundredths) of a basket.

    Spend is what was paid for products; gift cards, tax, tips, delivery and rewards are none (E02). Points come from
    the products that earn, every rule that fits a line adding; never below 0 (E01, E02, E09). tier_percent: the earn
    percent of the tier held before the visit (E06).
    """
    spend = exact = 0
    rates = program.rates
    for line, cents in zip(lines, net, strict=True):
        if line.kind == "product":
            spend += cents
            goods = line[1:4]
            rate = rates.get(goods)
            if rate is None:
                rate = rates[goods] = _rate(program, line)
            exact += cents * rate
    return spend, exact * tier_percent if exact > 0 else 0


def settle(program: Program, exact: int, carry: int) -> tuple[int, int]:
    """Floor exact earnings plus the remainder carried so far to the program's unit (E03).

    Returns (hundredths of points, new remainder). A negative `exact` is a return; it takes back whole units only when
    the remainder no longer covers it, so that earning and returning any amounts in any steps ends where it began.
    """
    step = program.earn_unit * program.exact_unit
    whole, rest = divmod(exact + carry, step)
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


def _rate(program: Program, line: Line) -> int:
    """Exact points, at 100 percent, for each cent of a product line; program.rates remembers it for equal goods."""
    if not earns(program, line):
        return 0
    unit = program.exact_unit // 100
    return sum(rule.points * (unit // rule.per_cents) for rule in program.earn_rules if _matches(rule, line))


def _matches(rule: EarnRule, line: Line) -> bool:
    if rule.brands and (line.brand is None or line.brand.casefold() not in rule.brands):
        return False
    return not rule.categories or (line.category is not None and line.category.casefold() in rule.categories)


def rule_ids(program: Program, lines: Iterable[Line]) -> tuple[str, ...]:
    """The earn rules under which at least one of the lines earns."""
    earning = [line for line in lines if line.kind == LineKind.PRODUCT and earns(program, line)]
    return tuple(rule.id for rule in program.earn_rules if any(_matches(rule, line) for line in earning))
