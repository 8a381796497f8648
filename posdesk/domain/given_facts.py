"""Decides what a person gives a member by hand, and no rule does: points, an award, a tier. Bodies of facts, values
only."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class GivenFor(StrEnum):
    """Why a person, and no rule of the program, gave an award."""

    MANAGER = "manager"
    REFERRAL = "referral"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class PointsAdjusted:
    """A person gave points (hundredths) or took them (below 0), with a reason. write_off: they cover a shortfall
    (X05)."""

    points: int
    reason: str
    write_off: bool = False


@dataclass(frozen=True, slots=True)
class AwardGiven:
    """A person gave an award. reward: its id in the program. valid_until: the last business day, None for ever."""

    reward: str
    title: str
    reason: str
    given_for: GivenFor = GivenFor.MANAGER
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class TierOverridden:
    """A manager holds a member at a tier to the end of business day `until`, with a reason (TI06)."""

    tier: str
    until: date
    reason: str
