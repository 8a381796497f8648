"""Decides on which day a birthday falls in a year, how far away it is, and when its treat can be used.

A birthday is `2001-05-30` or `05-30`; both serve the treat, only one with a year serves the age gate (DT05).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from posdesk.domain.program import BirthdayRule


@dataclass(frozen=True, slots=True)
class Treat:
    """The treat of one birthday: its year, and the first and last business day it can be used (DT03)."""

    year: int
    first: date
    last: date


def falls_on(birthday: str, year: int) -> date:
    """The day a birthday is kept in `year`; 29 February falls on the 28th in common years (DT01)."""
    month, day = (int(part) for part in birthday.split("-")[-2:])
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, 2, 28)


def days_until(birthday: str, today: date) -> int:
    """Days from `today` to the next time the birthday is kept; 0 on the day itself."""
    this_year = falls_on(birthday, today.year)
    following = this_year if this_year >= today else falls_on(birthday, today.year + 1)
    return (following - today).days


def is_of_age(birthday: str, years: int, today: date) -> bool:
    """Whether somebody is `years` old on the store-local day `today`: from the first moment of the birthday on; born on
    29 February, from 1 March in common years (DT02). Raises ValueError for a birthday without a year (DT05)."""
    born = date.fromisoformat(birthday)
    try:
        of_age = born.replace(year=born.year + years)
    except ValueError:
        of_age = date(born.year + years, 3, 1)
    return today >= of_age


def treat(rule: BirthdayRule, birthday: str, known_since: date, day: date, ahead: int = 0) -> Treat | None:
    """The treat whose days `day` is within, or that begins within `ahead` days; None when there is none.

    The window crosses the year's end (DT03). A birthday that came or changed less than `settle_days` days before the
    date waits until the next year (DT04).
    """
    for year in (day.year - 1, day.year, day.year + 1):
        kept = falls_on(birthday, year)
        around = timedelta(days=rule.days_around)
        if kept - around - timedelta(days=ahead) <= day <= kept + around and known_since <= kept - timedelta(
            days=rule.settle_days
        ):
            return Treat(year, kept - around, kept + around)
    return None


def days_away(birthday: str, today: date) -> int:
    """Days from `today` to the birthday that is nearest, from -182 to 183; below 0 when it is over. Of two as near the
    one to come (DT01, DT03)."""
    kept = (falls_on(birthday, year) for year in (today.year - 1, today.year, today.year + 1))
    return min(((day - today).days for day in kept), key=lambda away: (abs(away), -away))


def age(born: date, today: date) -> int:
    """Whole years on the store-local day `today`; who was born on 29 February is older from 1 March on in common years
    (DT02). Below 0 for somebody not yet born."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
