"""Decides until when points last (P02, P03). Refuses to know what they came from and how many are left."""

from calendar import monthrange
from datetime import date, timedelta

from posdesk.domain.program import Expiry, PointRules
from posdesk.domain.tiers import add_months


def life(rules: PointRules, earned_on: date) -> tuple[date | None, int | None]:
    """How long points earned on `earned_on` last: (the last business day they can be used, None when no date ends them;
    the days without activity after which they end, None when they do not end so). 31 January and a month is the last of
    February (P03)."""
    after = rules.expiry_after
    match rules.expiry:
        case Expiry.NEVER:
            return None, None
        case Expiry.INACTIVITY:
            return None, after
        case Expiry.DAYS:
            return earned_on + timedelta(days=after), None
        case Expiry.MONTHS:
            return add_months(earned_on, after), None
        case Expiry.END_OF_MONTH:
            within = add_months(earned_on.replace(day=1), after)
            return within.replace(day=monthrange(within.year, within.month)[1]), None
        case Expiry.END_OF_YEAR:
            return date(earned_on.year + after, 12, 31), None
