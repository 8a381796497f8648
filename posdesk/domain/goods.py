"""Decides which products of a receipt a rule is about. Names are compared without case; the rules hold them
casefolded."""

from collections.abc import Iterable

from posdesk.domain.facts import Line, LineKind
from posdesk.domain.rewards import Goods


def fits(goods: Goods, line: Line) -> bool:
    """Whether a line is a product of these goods."""
    return (
        line.kind == LineKind.PRODUCT
        and _among(goods.brands, goods.not_brands, line.brand)
        and _among(goods.categories, goods.not_categories, line.category)
        and _among(goods.products, goods.not_products, line.product)
    )


def eligible_cents(goods: Goods, lines: Iterable[Line]) -> int:
    """What the products of these goods cost, in cents."""
    return sum([line.cents for line in lines if fits(goods, line)])


def _among(wanted: frozenset[str], unwanted: frozenset[str], name: str | None) -> bool:
    if not wanted and not unwanted:
        return True
    folded = None if name is None else name.casefold()
    return (not wanted or folded in wanted) and folded not in unwanted
