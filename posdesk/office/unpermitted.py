"""Decides what of some days was done by somebody who might not, as people were when it was done, and nobody approved.

The same at a register and at the hub: it is asked of the facts (domain.guarded). Refuses to know who looks at it.
"""

from collections.abc import Iterator
from datetime import date

from posdesk.domain import guarded
from posdesk.domain.day_context import NotPermitted
from posdesk.domain.day_sums import Adding
from posdesk.office.ports import Days


def not_permitted(days: Days, first: date, last: date, store: str | None, with_what: Adding) -> Iterator[NotPermitted]:
    """The acts of these days, both included, in fold order; of one store or of all. Raises EnvironmentTrouble."""
    of_staff = days.of_staff()
    if not of_staff:
        return
    acts = days.of_kinds(first, last, store, guarded.KINDS)
    for each in guarded.unpermitted(acts, of_staff, with_what.look):
        fact = each.fact
        where = fact.store, fact.business_day
        yield NotPermitted(str(each.act), fact.id, *where, with_what.member(fact.subject), fact.staff)
