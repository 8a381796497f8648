"""Decides what a store owes its members in points, and how a day moved it: it closes to zero (LG03).

    opening + earned - reversed - redeemed + given back - expired +- adjusted + brought along +- moved = closing

A day's movement is the difference of two folds, at its beginning and at its end, so what a later fact says about
earlier days is seen on the day it is said. Refuses to know whose facts are read and how (office).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from posdesk.domain.standing import Movement, Standing


@dataclass(frozen=True, slots=True)
class Liability:
    """The points of one store's lots over a day, hundredths: at the beginning, every movement with its sign, at the
    end."""

    opening: int = 0
    movements: Mapping[Movement, int] = field(default_factory=dict)
    closing: int = 0

    @property
    def difference(self) -> int:
        """What does not add up; always 0."""
        return self.opening + sum(self.movements.values()) - self.closing


def of_member(before: Standing | None, after: Standing) -> dict[str, Liability]:
    """One member's points by store, from the standing at the beginning of a day (None: nobody yet) to that at its
    end."""
    earlier = {} if before is None else before.movements
    opening, closing = ({} if each is None else _worth(each) for each in (before, after))
    return {
        store: Liability(
            opening.get(store, 0),
            {
                movement: moved
                for movement in Movement
                if (moved := after.movements.get(store, {}).get(movement, 0) - earlier.get(store, {}).get(movement, 0))
            },
            closing.get(store, 0),
        )
        for store in sorted({*earlier, *after.movements})
    }


def in_sum(those: Iterable[Liability]) -> Liability:
    """Several liabilities as one."""
    opening = closing = 0
    movements: dict[Movement, int] = {}
    for each in those:
        opening += each.opening
        closing += each.closing
        for movement, points in each.movements.items():
            movements[movement] = movements.get(movement, 0) + points
    return Liability(opening, movements, closing)


def _worth(standing: Standing) -> dict[str, int]:
    """What a member's lots are worth by store, less what is owed there: counted from the lots, not from movements."""
    worth: dict[str, int] = {}
    for lot in standing.lots:
        worth[lot.store] = worth.get(lot.store, 0) + lot.left
    for owed in standing.owed:
        worth[owed.store] = worth.get(owed.store, 0) - owed.points
    return worth
