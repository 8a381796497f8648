"""Decides what stays of a visit when goods come back: line by line, never more than was bought (X03, X04).

Refuses to know what that does to points, tiers and milestones.
"""

from collections.abc import Iterable

from posdesk.domain.facts import Line, LineKind


def kept_lines(lines: tuple[Line, ...], returned: Iterable[Line]) -> tuple[Line, ...]:
    """The lines that stay, with what is left of their cents and quantity; a line that is all returned has 0 of both.

    A returned line is taken from the lines of the same product, brand and category first, then from those of the same
    brand, then from any product: a return known only by its amount still finds its goods. What is beyond the visit's
    value is left out (X04).
    """
    kept = list(lines)
    for back in returned:
        cents, quantity = back.cents, back.quantity
        for alike in (_same_goods, _same_brand, _any_product):
            for index, line in enumerate(kept):
                if cents <= 0:
                    break
                if line.cents > 0 and alike(line, back):
                    taken = min(cents, line.cents)
                    items = min(quantity, line.quantity) if taken < line.cents else line.quantity
                    kept[index] = line._replace(cents=line.cents - taken, quantity=line.quantity - items)
                    cents, quantity = cents - taken, max(quantity - items, 0)
    return tuple(kept)


def kept_net(lines: tuple[Line, ...], net: list[int], kept: tuple[Line, ...]) -> list[int]:
    """What was paid for the lines that stay: each line's net in proportion to the cents kept, floored."""
    return [
        paid if after.cents == before.cents else (paid * after.cents // before.cents if before.cents else 0)
        for before, paid, after in zip(lines, net, kept, strict=True)
    ]


def _same_goods(line: Line, back: Line) -> bool:
    return (line.product, line.brand, line.category, line.kind) == (back.product, back.brand, back.category, back.kind)


def _same_brand(line: Line, back: Line) -> bool:
    return back.brand is not None and line.brand == back.brand and line.kind == LineKind.PRODUCT


def _any_product(line: Line, back: Line) -> bool:
    return line.kind == LineKind.PRODUCT and back.kind == LineKind.PRODUCT
