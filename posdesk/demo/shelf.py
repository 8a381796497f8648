"""Decides what the made-up store sells and what goes into a basket: brands, categories, seasons, loyalty.

Refuses to know who buys, when, and what it earns. Everything random comes out of the generator that is passed in.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from posdesk.domain.facts import WHOLE, Line

RESOURCES = Path(__file__).resolve().parents[2] / "resources" / "demo"
LINES = ((1, 34), (2, 32), (3, 19), (4, 10), (5, 5))
"""How many products are in a basket, and in how many of a hundred baskets."""
SMALL = 1500
"""Products below so many cents are often bought more than once at a time."""


class Product(NamedTuple):
    """Something on the shelf. price: cents. pull: how often it is picked, before the season."""

    name: str
    brand: str
    category: str
    price: int
    pull: float


class Taste(NamedTuple):
    """What somebody likes: the brands, favourite first, and the share of lines (0 to 1) that go to them."""

    brands: tuple[str, ...]
    loyalty: float


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything that is sold. seasons: by category, the percent by which July and December differ. cumulated: by
    month, running weights of the products in their order, filled when a month is first asked for."""

    products: tuple[Product, ...]
    by_brand: Mapping[str, tuple[Product, ...]]
    pulls: Mapping[str, int]
    seasons: Mapping[str, tuple[int, int]]
    cumulated: dict[int, list[float]] = field(default_factory=dict)
    lines: dict[tuple[str, int], Line] = field(default_factory=dict)


def load(path: Path = RESOURCES / "shelf.toml") -> Shelf:
    """Read the shelf's document."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    categories: Mapping[str, Any] = document["category"]
    products = [
        Product(one["name"], brand["name"], one["category"], one["price"], brand["pull"] / len(brand["products"]))
        for brand in document["brand"]
        for one in brand["products"]
    ]
    pulled: dict[str, float] = {}
    for product in products:
        pulled[product.category] = pulled.get(product.category, 0) + product.pull
    balanced = [
        product._replace(pull=product.pull * categories[product.category]["weight"] / pulled[product.category])
        for product in products
    ]
    brands = [brand["name"] for brand in document["brand"]]
    return Shelf(
        products=tuple(balanced),
        by_brand={name: tuple(product for product in balanced if product.brand == name) for name in brands},
        pulls={brand["name"]: brand["pull"] for brand in document["brand"]},
        seasons={name: (one["july"], one["december"]) for name, one in categories.items()},
    )


def taste(shelf: Shelf, rng: Random, loyalty: tuple[float, float]) -> Taste:
    """Somebody's taste: one to three brands, loyal between the two shares."""
    names, weights = list(shelf.pulls), list(shelf.pulls.values())
    liked = dict.fromkeys(rng.choices(names, weights, k=rng.choice((1, 2, 2, 3))))
    return Taste(tuple(liked), rng.uniform(*loyalty))


def basket(shelf: Shelf, rng: Random, day: date, likes: Taste) -> tuple[Line, ...]:
    """The lines of one receipt: one to five products, each once."""
    (count,) = rng.choices([lines for lines, _ in LINES], [weight for _, weight in LINES])
    chosen: dict[str, Product] = {}
    for _ in range(count):
        product = _pick(shelf, rng, day.month, likes)
        chosen[product.name] = product
    return tuple(line(shelf, product, _pieces(rng, product)) for product in chosen.values())


def line(shelf: Shelf, product: Product, pieces: int = 1) -> Line:
    """The line of a receipt for so many pieces of a product; equal ones are one object."""
    made = shelf.lines.get((product.name, pieces))
    if made is None:
        made = Line(product.price * pieces, product.brand, product.category, product.name, pieces * WHOLE)
        shelf.lines[product.name, pieces] = made
    return made


def total(lines: Sequence[Line]) -> int:
    """What the lines cost together, in cents."""
    return sum(one.cents for one in lines)


def _pick(shelf: Shelf, rng: Random, month: int, likes: Taste) -> Product:
    if likes.brands and rng.random() < likes.loyalty:
        brand = likes.brands[0] if rng.random() < 0.7 else rng.choice(likes.brands)
        return rng.choice(shelf.by_brand[brand])
    if month not in shelf.cumulated:
        shelf.cumulated[month] = list(accumulate(one.pull * _season(shelf, one, month) for one in shelf.products))
    return rng.choices(shelf.products, cum_weights=shelf.cumulated[month])[0]


def _season(shelf: Shelf, product: Product, month: int) -> float:
    july, december = shelf.seasons[product.category]
    summer = {6: 0.5, 7: 1.0, 8: 0.5}.get(month, 0.0)
    winter = {11: 0.4, 12: 1.0}.get(month, 0.0)
    return 1 + (july * summer + december * winter) / 100


def _pieces(rng: Random, product: Product) -> int:
    return rng.choice((1, 1, 2, 3)) if product.price < SMALL else 1
