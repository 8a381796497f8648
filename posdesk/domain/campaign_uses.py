"""Decides how often each campaign was used by everybody together: what its limits count (CM08)."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from posdesk.domain.campaigning import Uses
from posdesk.domain.facts import Fact, RedemptionVoided, RewardRedeemed, VisitVoided
from posdesk.domain.rewards import CAMPAIGN


def uses_of(facts: Iterable[Fact]) -> Uses:
    """The uses that stand, by the campaign's rule and by (store, business day). A use whose goods all came back stays
    counted: it was given out."""
    known = list(facts)
    undone = {fact.body.redemption for fact in known if isinstance(fact.body, RedemptionVoided)}
    undone |= {fact.body.visit for fact in known if isinstance(fact.body, VisitVoided)}
    found: dict[str, Counter[tuple[str, date]]] = {}
    for fact in known:
        body = fact.body
        if not isinstance(body, RewardRedeemed) or not (body.award_rule or "").startswith(CAMPAIGN):
            continue
        if fact.id not in undone and body.visit not in undone:
            found.setdefault(body.award_rule or "", Counter())[fact.store, fact.business_day] += 1
    return found
