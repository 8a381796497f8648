"""The members the pictures of the screen show: made up, the same each time, in the states that matter."""

from dataclasses import dataclass

from posdesk.domain.facts import Channel, ConsentSet
from posdesk.domain.people_facts import MemberMerged
from tests.builders import Shop

MARIA_CARD = "MARIA-4417"


@dataclass(frozen=True)
class People:
    """Ids of those who are looked at."""

    maria: str
    jamal: str
    mariana: str
    newcomer: str


def fill(shop: Shop) -> People:
    """A shop with a morning behind it: Maria is one visit short of her tenth."""
    maria = shop.member(
        "Maria", "Garcia", phone="+13035554417", card=MARIA_CARD, birthday="1988-11-26", joined_days_ago=1060
    )
    for at, (days, cents, brands) in enumerate(_MARIAS_VISITS):
        shop.visit(maria, cents, *brands, days_ago=days, hour=11 + at % 5)
    jamal = shop.member("Jamal", "Kerr", phone="+13035550142", email="jamal@kerr.example", joined_days_ago=700)
    for days in range(20, 700, 24):
        shop.visit(jamal, 9_900, "Sablewood", "Hilltop Farms", days_ago=days)
    mariana = shop.member("Mariana", "Okafor", phone="+17205558830", joined_days_ago=200)
    for days in (150, 94):
        shop.visit(mariana, 3_350, "Kivara", days_ago=days)
    newcomer = shop.member("Mario", "Vega", phone="+17205552210", email="m@vega.example", joined_days_ago=2)
    for first, last, phone in _OTHERS:
        other = shop.member(first, last, phone=phone, joined_days_ago=90)
        shop.visit(other, 4_100, "Blue Fern", days_ago=30)
    _this_morning(shop, jamal, mariana)
    return People(maria, jamal, mariana, newcomer)


def twins(shop: Shop, people: People) -> str:
    """Maria once more, who said no to texts, and whom a merge by hand joined with a third card; Jamal's sister, who has
    his phone; yields Maria's second id."""
    again = shop.member("María", "Garcia-Lopez", phone="+13035554417", email="maria@garcia.example", joined_days_ago=80)
    for days in (70, 44, 12):
        shop.visit(again, 5_200, "Moonridge", days_ago=days)
    shop.happened(ConsentSet(Channel.TEXT, False, "stop"), again)
    shop.member("Jamila", "Kerr", phone="+13035550142", joined_days_ago=50)
    third = shop.member("Maria", "Garcia", phone="+17205554401", birthday="1988-11-26", joined_days_ago=20)
    shop.happened(MemberMerged(people.maria, "lost her card"), third)
    shop.happened(ConsentSet(Channel.TEXT, True, "counter"), people.maria)
    shop.member("Mary", "Garcia", phone="+17205554499", birthday="1988-11-26", joined_days_ago=10)
    return again


def _this_morning(shop: Shop, jamal: str, mariana: str) -> None:
    now = shop.clock.now()
    for minutes, member, cents in ((95, None, 2_200), (60, mariana, 3_800), (41, jamal, 12_150), (12, None, 5_499)):
        shop.clock.set(now - minutes * 60_000)
        shop.visit(member, cents, "Hilltop Farms")
    shop.clock.set(now)


_MARIAS_VISITS = (
    (420, 21_000, ("Hilltop Farms", "Kivara")),
    (300, 45_000, ("Hilltop Farms",)),
    (211, 38_000, ("Hilltop Farms", "Blue Fern")),
    (160, 52_000, ("Hilltop Farms", "Kivara")),
    (121, 31_000, ("Kivara",)),
    (88, 64_000, ("Hilltop Farms",)),
    (61, 27_000, ("Hilltop Farms", "Kivara", "Sablewood Small Batch Concentrates")),
    (30, 33_000, ("Blue Fern",)),
    (12, 6_200, ("Hilltop Farms",)),
)

_OTHERS = (
    ("Marisol", "Quintero", "+13035557711"),
    ("Mark", "Lindqvist", "+13035550921"),
    ("Mara", "Oyelaran-Featherstonehaugh", None),
    ("Marek", "Nowak", "+19705551188"),
)
