"""Decides what stays of a visit when goods come back: line by line, never more than was bought (X03, X04).

Refuses to know what that does to points, tiers and milestones.
"""

from collections.abc import Sequence

from posdesk.domain.facts import Line, LineKind


def kept_lines(lines: tuple[Line, ...], returned: Sequence[Line], numbers: Sequence[int] = ()) -> tuple[Line, ...]:
    """The lines that stay, with what is left of their cents and quantity; a line that is all returned has 0 of both.

    A returned line is taken from the line whose number it has. Without a number it is taken from the lines of the same
    product, brand and category first, then from those of the same brand, then from any product: a return known only by
    its amount still finds its goods. What is beyond the visit's value is left out (X04).
    """
    kept = list(lines)
    for index, back in enumerate(returned):
        number = numbers[index] if index < len(numbers) else None
        if number is not None:
            if 0 <= number < len(kept):
                kept[number] = less(kept[number], back.cents, back.quantity)
            continue
        _take_by_goods(kept, back)
    return tuple(kept)


def less(line: Line, cents: int, quantity: int) -> Line:
    """What is left of a line when so much of it comes back. All of its cents take all of its quantity, and the other
    way round, so that nothing is left that has no price or no pieces."""
    taken, items = min(cents, line.cents), min(quantity, line.quantity)
    if taken == line.cents and (taken or items == line.quantity):
        taken, items = line.cents, line.quantity
    return line._replace(cents=line.cents - taken, quantity=line.quantity - items)


def share_of(line: Line, quantity: int) -> int:
    """The cents of `quantity` thousandths of a line that has more: in proportion, floored."""
    if quantity >= line.quantity:
        return line.cents
    return line.cents * max(quantity, 0) // line.quantity


def kept_net(lines: tuple[Line, ...], net: list[int], kept: tuple[Line, ...]) -> list[int]:
    """What was paid for the lines that stay: each line's net in proportion to the cents kept, floored."""
    return [
        paid if after.cents == before.cents else (paid * after.cents // before.cents if before.cents else 0)
        for before, paid, after in zip(lines, net, kept, strict=True)
    ]


def all_back(bought: tuple[Line, ...], kept: tuple[Line, ...]) -> bool:
    """Whether every product that cost something came back; of a visit that cost nothing, every piece."""
    products = [(before, after) for before, after in zip(bought, kept, strict=True) if before.kind is LineKind.PRODUCT]
    if any(before.cents > 0 for before, _ in products):
        return all(after.cents <= 0 for _, after in products)
    return all(after.quantity <= 0 for _, after in products)


def product_cents(lines: tuple[Line, ...]) -> int:
    """What the products of a receipt cost, before anything off the whole basket."""
    return sum([line.cents for line in lines if line.kind == LineKind.PRODUCT])


def _take_by_goods(kept: list[Line], back: Line) -> None:
    cents, quantity = back.cents, back.quantity
    for alike in (_same_goods, _same_brand, _any_product):
        for index, line in enumerate(kept):
            if cents <= 0:
                return
            if line.cents > 0 and alike(line, back):
                after = less(line, cents, quantity)
                cents -= line.cents - after.cents
                quantity = max(quantity - (line.quantity - after.quantity), 0)
                kept[index] = after


def _same_goods(line: Line, back: Line) -> bool:
    return (line.product, line.brand, line.category, line.kind) == (back.product, back.brand, back.category, back.kind)


def _same_brand(line: Line, back: Line) -> bool:
    return back.brand is not None and line.brand == back.brand and line.kind == LineKind.PRODUCT


def _any_product(line: Line, back: Line) -> bool:
    return line.kind == LineKind.PRODUCT and back.kind == LineKind.PRODUCT
