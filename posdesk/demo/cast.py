"""Decides who plays in the morning's story: five members with a past made to measure, planted among the others.

Refuses to know what is done with them (morning.py).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from posdesk.demo.people import Kind, Resident, uuid_at
from posdesk.demo.rhythm import Season
from posdesk.demo.shelf import Taste
from posdesk.domain.business_day import DAY_MS
from posdesk.domain.facts import MemberEnrolled
from posdesk.domain.scan_code import CODE_BITS, new_card_code

TEN = ("Marisol", "Quintero", "+13035557731")
GONE = ("Theodore", "Okonkwo", "+17205554417")
TYPED = ("Anneliese", "Björnsdóttir", "+13035559026")
OTHER_SCRIPT = ("美玲", "林", "+19705552288")
HUNDRED = ("Ottoline", "Marchetti", "+13035554408")
NEWCOMER = ("Wren Castellanos", "(719) 555-6038")
"""Enrols during the story; must not be among the others."""
NEWCOMER_PHONE = "+17195556038"
PHONES = frozenset({TEN[2], GONE[2], TYPED[2], OTHER_SCRIPT[2], HUNDRED[2], NEWCOMER_PHONE})
WIN_BACK_DAYS = 94


@dataclass(frozen=True, slots=True)
class Player:
    """A member of the cast, and the business days of the visits before the story."""

    resident: Resident
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Cast:
    """ten: has nine visits and scans her card. gone: has not been here for 94 days. typed: nobody can spell her name,
    and her birthday is this week. other_script: her name is written in another script. hundred: has
    come a hundred times since the reward for it."""

    ten: Player
    gone: Player
    typed: Player
    other_script: Player
    hundred: Player

    def players(self) -> tuple[Player, ...]:
        """All five."""
        return self.ten, self.gone, self.typed, self.other_script, self.hundred


def cast(seed: int, period: Season, store: str) -> Cast:
    """The cast of a town; the same seed and the same moment give the same."""
    rng = Random(f"cast {seed} {period.until}")
    birthday = period.last + timedelta(days=3)
    return Cast(
        ten=_player(rng, period, store, TEN, 9, 8, 7, ("Brindlewick", "Cinderpost"), 0.85),
        gone=_player(rng, period, store, GONE, 14, 11, WIN_BACK_DAYS, ("Mosswright",), 0.6, email=None),
        typed=_player(
            rng, period, store, TYPED, 37, 12, 10, ("Nine Ladders", "Quillmoth"), 0.8, birthday=f"1987-{birthday:%m-%d}"
        ),
        other_script=_player(rng, period, store, OTHER_SCRIPT, 5, 15, 12, ("Pocketful of Tuesday",), 0.7),
        hundred=_player(rng, period, store, HUNDRED, 100, 2, 3, ("Oxbow Parlour",), 0.9),
    )


def _player(
    rng: Random,
    period: Season,
    store: str,
    who: tuple[str, str, str],
    visits: int,
    gap: int,
    last_seen: int,
    brands: tuple[str, ...],
    loyalty: float,
    *,
    email: str | None = "",
    birthday: str | None = None,
) -> Player:
    """Somebody with so many visits, `gap` days apart, the last `last_seen` days ago. email: "" for an own one."""
    first, last, phone = who
    days = [period.last - timedelta(days=last_seen + gap * back) for back in range(visits)]
    joins = days[-1]
    profile = MemberEnrolled(
        first_name=first,
        last_name=last,
        enrolled_on=joins,
        phone=phone,
        email=f"{phone[-4:]}@example.com" if email == "" else email,
        card_code=new_card_code(rng.getrandbits(CODE_BITS)),
        birthday=birthday,
        home_store=store,
    )
    id = uuid_at(rng, period.until - ((period.last - joins).days + 1) * DAY_MS)
    resident = Resident(id, Kind.STEADY, joins, days[0], gap, Taste(brands, loyalty), profile)
    return Player(resident, tuple(reversed(days)))
