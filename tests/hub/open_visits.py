"""Visits as another system sends them, and the facts that came of it."""

from typing import Any

from posdesk.domain.codec import decode_fact
from posdesk.domain.facts import Fact
from tests.hub.open_house import OpenHouse

PHONE = "+13035557700"
LINES = [
    {"cents": 4200, "brand": "Moonridge", "category": "Flower", "quantity": 3500},
    {"cents": 1800, "product": "Gummies"},
    {"cents": 500, "kind": "tax"},
]


def a_member(house: OpenHouse, phone: str | None = PHONE) -> str:
    """Somebody whom register and hub know."""
    member = house.till.member(phone=phone)
    house.sync()
    return member


def a_visit(**other: Any) -> dict[str, Any]:
    """A visit by phone, with lines."""
    return {"member": {"phone": PHONE}, "lines": LINES, "receipt": "T-9", **other}


def facts_of(house: OpenHouse, kind: str) -> list[Fact]:
    """The facts of a kind, as the hub holds them."""
    return [fact for fact in map(decode_fact, house.house.lines()) if fact.kind == kind]
