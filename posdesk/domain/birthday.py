"""Decides on which day a birthday falls in a year, and how far away it is. A birthday is `2001-05-30` or `05-30`."""

from datetime import date


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
