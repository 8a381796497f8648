"""Decides what happens to points once they are earned: which lot is used first, what expires, what is taken back.

Every change is a movement of one lot, in the store whose lot it is, so that the movements of a store always sum to what
its lots are worth (LG03). Refuses to know how many points a visit earns (earning.py) and why something is redeemed.
"""

from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from posdesk.domain import expiry
from posdesk.domain.facts import Fact
from posdesk.domain.program import Program
from posdesk.domain.standing import Lot, LotSource, Movement, PointsEnding

_FOR_EVER = date.max
_VISIT, _EARNED, _EXPIRED = LotSource.VISIT, Movement.EARNED, Movement.EXPIRED
"""At hand: every visit asks for them (see counting.py)."""
Part = tuple[Lot, int]
"""So many hundredths of a lot."""


@dataclass(slots=True)
class Owed:
    """What was taken and was not there (X05, RD11). store: the one that is short of it. points: hundredths still owed.
    paid: the lots that have paid for it since."""

    store: str
    points: int
    paid: list[Part] = field(default_factory=list)


@dataclass(slots=True)
class Taken:
    """What was taken from which lots, and what was owed; whoever took it can give it back from here (X01)."""

    parts: list[Part]
    owed: Owed | None = None


@dataclass(slots=True)
class Purse:
    """A member's points while the facts are walked.

    live: the lots with points left, in the order they are used (P01) while none ends by inactivity. idle: one may.
    gone: hundredths that expired, by the fact they came from. owed: shortfalls, oldest first. moves: by store, what
    each movement sums to. active_on: the last activity (P07). today: the latest business day seen. ends_on: no lot ends
    before it.
    """

    live: list[Lot] = field(default_factory=list)
    idle: bool = False
    gone: dict[str, int] = field(default_factory=dict)
    owed: list[Owed] = field(default_factory=list)
    moves: dict[str, dict[Movement, int]] = field(default_factory=dict)
    active_on: date = date.min
    today: date = date.min
    ends_on: date = _FOR_EVER


def new_lot(program: Program, fact: str, source: LotSource, store: str, day: date, points: int) -> Lot:
    """An empty lot for `points` as `program` gives it: it lasts as long as its rules say now, whatever later rules say
    (P04). Points of a visit wait for the pending days."""
    rules = program.point_rules
    usable_from = day
    if rules.pending_days and source is _VISIT:
        usable_from = day + timedelta(days=rules.pending_days)
    life = program.lives.get(day)
    if life is None:
        life = program.lives[day] = expiry.life(rules, day)
    last, idle = life
    return Lot(fact, source, store, day, usable_from, last, idle, points, 0, program.version)


def put_in(purse: Purse, lot: Lot, points: int, movement: Movement) -> None:
    """Points come into a lot. What the member owes is paid from them first (RD11)."""
    move(purse, lot.store, movement, points)
    if purse.owed:
        points -= _pay(purse, lot, points)
    if points:
        was_live = lot.left > 0
        lot.left += points
        if not was_live:
            _lay(purse, lot)


def earn(purse: Purse, program: Program, fact: Fact, points: int) -> None:
    """What a visit earns comes in: the most frequent of all movements."""
    store = fact.store
    lot = new_lot(program, fact.id, _VISIT, store, fact.business_day, points)
    if purse.owed:
        put_in(purse, lot, points, _EARNED)
        return
    moved = purse.moves.get(store)
    if moved is not None and _EARNED in moved:
        moved[_EARNED] += points
    else:
        move(purse, store, _EARNED, points)
    lot.left = points
    _lay(purse, lot)


def take(purse: Purse, points: int, day: date, store: str) -> Taken:
    """Redeem points: by soonest end, then by age, lots without an end last; pending ones never (P01). What is not there
    is owed to `store`."""
    lots = [lot for lot in in_order_of_use(purse) if lot.usable_from <= day]
    return _take(purse, lots, points, store, Movement.REDEEMED)


def take_away(purse: Purse, points: int, store: str, movement: Movement, first: str = "") -> Taken:
    """Points go without being used: in the order of use, pending ones too, the lots of the fact `first` before all."""
    lots = in_order_of_use(purse)
    if first:
        lots = sorted(lots, key=lambda lot: lot.fact != first)
    return _take(purse, lots, points, store, movement)


def take_back(purse: Purse, points: int, store: str, fact: str) -> None:
    """Take back points that `fact` earned (X02). What of them has expired is gone already and not taken twice."""
    lapsed = min(purse.gone.get(fact, 0), points)
    if lapsed:
        purse.gone[fact] -= lapsed
    if points > lapsed:
        take_away(purse, points - lapsed, store, Movement.REVERSED, first=fact)


def give_back(purse: Purse, taken: Taken, points: int, day: date, grace: int) -> int:
    """Redeemed points come back: what is still owed is forgiven, then the lots they were taken from get them, each with
    its own end; from a lot that has ended meanwhile they last `grace` days from `day` (X01). Yields how many came."""
    rest = points
    if taken.owed is not None and taken.owed.points:
        forgiven = min(taken.owed.points, rest)
        taken.owed.points -= forgiven
        rest -= forgiven
        move(purse, taken.owed.store, Movement.GIVEN_BACK, forgiven)
        purse.owed = [owed for owed in purse.owed if owed.points]
    for parts in (taken.parts, taken.owed.paid if taken.owed else []):
        for index, (lot, part) in enumerate(parts):
            back = min(part, rest)
            if back:
                rest -= back
                parts[index] = (lot, part - back)
                put_in(purse, _lasting(purse, lot, back, day, grace), back, Movement.GIVEN_BACK)
    return points - rest


def active(purse: Purse, day: date) -> None:
    """The member did something that counts as activity: points that end by inactivity last on (P07)."""
    if day > purse.active_on:
        purse.active_on = day


def pass_to(purse: Purse, day: date) -> None:
    """Time passes to the beginning of business day `day`: what ended before is expired (P02). Never goes back."""
    if day <= purse.today:
        return
    purse.today = day
    if purse.ends_on >= day:
        return
    ended, idle = 0, purse.idle
    purse.ends_on = _FOR_EVER
    for lot in in_order_of_use(purse) if idle else purse.live:
        end = _end_of(purse, lot) if idle else lot.expires_on or _FOR_EVER
        if end >= day:
            purse.ends_on = end
            break
        move(purse, lot.store, _EXPIRED, -lot.left)
        purse.gone[lot.fact] = purse.gone.get(lot.fact, 0) + lot.left
        lot.left = 0
        ended += 1
    if idle:
        _sweep(purse)
    else:  # they stand in front
        del purse.live[:ended]


def balance(purse: Purse) -> int:
    """What the member has, hundredths; below 0 when more was taken than there was."""
    return sum([lot.left for lot in purse.live]) - short(purse)


def short(purse: Purse) -> int:
    """Hundredths the member owes."""
    return sum([owed.points for owed in purse.owed])


def in_order_of_use(purse: Purse) -> Sequence[Lot]:
    """The lots with points left, the first to be used first (P01)."""
    if not purse.idle:
        return purse.live
    return sorted(purse.live, key=lambda lot: (_end_of(purse, lot), lot.earned_on))


def ending(purse: Purse, day: date, within: int) -> tuple[PointsEnding, ...]:
    """Points that end on `day` or in the `within` days after it, by the day (P08)."""
    latest = day + timedelta(days=within)
    ends: dict[date, int] = {}
    for lot in in_order_of_use(purse):
        end = _end_of(purse, lot)
        if end > latest:
            break
        ends[end] = ends.get(end, 0) + lot.left
    return tuple([PointsEnding(on, points) for on, points in ends.items()])


def move(purse: Purse, store: str, movement: Movement, points: int) -> None:
    """Note a movement of a store's points."""
    moved = purse.moves.get(store)
    if moved is None:
        moved = purse.moves[store] = {}
    moved[movement] = moved.get(movement, 0) + points


def copy_of(purse: Purse, taken: Sequence[Taken]) -> tuple[Purse, list[Taken]]:
    """A purse that goes its own way from here, with what was taken from its lots."""
    lots: dict[int, Lot] = {}
    debts: dict[int, Owed] = {}

    def lot_of(lot: Lot) -> Lot:
        if id(lot) not in lots:
            lots[id(lot)] = replace(lot)
        return lots[id(lot)]

    def parts_of(parts: Sequence[Part]) -> list[Part]:
        return [(lot_of(lot), part) for lot, part in parts]

    def owed_of(owed: Owed) -> Owed:
        if id(owed) not in debts:
            debts[id(owed)] = Owed(owed.store, owed.points, parts_of(owed.paid))
        return debts[id(owed)]

    copied = replace(
        purse,
        live=[lot_of(lot) for lot in purse.live],
        gone=dict(purse.gone),
        owed=[owed_of(owed) for owed in purse.owed],
        moves={store: dict(moved) for store, moved in purse.moves.items()},
    )
    return copied, [Taken(parts_of(each.parts), each.owed and owed_of(each.owed)) for each in taken]


def _take(purse: Purse, lots: Sequence[Lot], points: int, store: str, movement: Movement) -> Taken:
    rest, taken = points, Taken([])
    for lot in lots:
        if not rest:
            break
        part = min(rest, lot.left)
        lot.left -= part
        rest -= part
        taken.parts.append((lot, part))
        move(purse, lot.store, movement, -part)
    if taken.parts:
        _sweep(purse)
    if rest:
        taken.owed = Owed(store, rest)
        purse.owed.append(taken.owed)
        move(purse, store, movement, -rest)
    return taken


def _pay(purse: Purse, lot: Lot, points: int) -> int:
    """Pay what is owed, oldest first, with points of `lot`; yields how many that took."""
    rest = points
    for owed in purse.owed:
        part = min(owed.points, rest)
        rest -= part
        owed.points -= part
        owed.paid.append((lot, part))
        if owed.store != lot.store:
            move(purse, lot.store, Movement.MOVED, -part)
            move(purse, owed.store, Movement.MOVED, part)
        if not rest:
            break
    purse.owed = [owed for owed in purse.owed if owed.points]
    return points - rest


def _lasting(purse: Purse, lot: Lot, points: int, day: date, grace: int) -> Lot:
    """The lot that points come back into: their own, or one that lasts a little when theirs has ended."""
    if _end_of(purse, lot) >= max(day, purse.today):
        return lot
    end = max(day, purse.today) + timedelta(days=grace)
    return replace(lot, source=LotSource.GRACE, expires_on=end, idle_days=None, earned=points, left=0)


def _lay(purse: Purse, lot: Lot) -> None:
    """Put a lot where its turn is. Points mostly end in the order they were earned: then it is the last."""
    live, last_day = purse.live, lot.expires_on or _FOR_EVER
    before = live[-1] if live else lot
    if last_day >= (before.expires_on or _FOR_EVER) and lot.earned_on >= before.earned_on:
        live.append(lot)
    else:
        insort(live, lot, key=_turn)
    if lot.idle_days is not None:
        purse.idle = True
        last_day = _end_of(purse, lot)
    if last_day < purse.ends_on:
        purse.ends_on = last_day


def _turn(lot: Lot) -> tuple[date, date]:
    return lot.expires_on or _FOR_EVER, lot.earned_on


def _sweep(purse: Purse) -> None:
    purse.live = [lot for lot in purse.live if lot.left]


def _end_of(purse: Purse, lot: Lot) -> date:
    """The last day a lot can be used, as things stand. Activity only ever puts it later."""
    if lot.idle_days is not None:
        return max(purse.active_on, lot.earned_on) + timedelta(days=lot.idle_days)
    return lot.expires_on or _FOR_EVER
