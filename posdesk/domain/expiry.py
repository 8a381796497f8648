"""Decides until when points last (P02, P03). Refuses to know what they came from and how many are left."""

from calendar import monthrange
from datetime import date, timedelta

from posdesk.domain.program import Expiry, PointRules
from posdesk.domain.tiers import add_months


def last_day(rules: PointRules, earned_on: date) -> date | None:
    """The last business day on which points earned on `earned_on` can be used; None when no date ends them.

    31 January and a month is the last of February (P03). Points that end by inactivity have no date of their own.
    """
    match rules.expiry:
        case Expiry.DAYS:
            return earned_on + timedelta(days=rules.expiry_after)
        case Expiry.MONTHS:
            return add_months(earned_on, rules.expiry_after)
        case Expiry.END_OF_MONTH:
            within = add_months(earned_on.replace(day=1), rules.expiry_after)
            return within.replace(day=monthrange(within.year, within.month)[1])
        case Expiry.END_OF_YEAR:
            return date(earned_on.year + rules.expiry_after, 12, 31)
        case Expiry.NEVER | Expiry.INACTIVITY:
            return None


def idle_days(rules: PointRules) -> int | None:
    """After how many days without activity points end; None when they do not end so."""
    return rules.expiry_after if rules.expiry is Expiry.INACTIVITY else None
