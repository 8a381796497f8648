"""Decides how often each campaign was used by everybody together: what its limits count (CM08)."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from posdesk.domain.facts import Fact, RedemptionVoided, RewardRedeemed, VisitVoided
from posdesk.domain.rewards import CAMPAIGN

Counts = dict[str, Counter[tuple[str, date]]]


def uses_of(facts: Iterable[Fact]) -> Counts:
    """The uses that stand, by the campaign's rule and by (store, business day)."""
    found: Counts = {}
    for fact, _ in standing_uses(facts):
        count_use(found, fact)
    return found


def count_use(uses: Counts, fact: Fact) -> None:
    """Count one more use; a fact that is none changes nothing."""
    body = fact.body
    if isinstance(body, RewardRedeemed) and (body.award_rule or "").startswith(CAMPAIGN):
        uses.setdefault(body.award_rule or "", Counter())[fact.store, fact.business_day] += 1


def standing_uses(facts: Iterable[Fact]) -> Iterator[tuple[Fact, RewardRedeemed]]:
    """The uses of campaigns that were not taken back, nor their visits. One whose goods all came back stays: it was
    given out."""
    known = list(facts)
    undone = {fact.body.redemption for fact in known if isinstance(fact.body, RedemptionVoided)}
    undone |= {fact.body.visit for fact in known if isinstance(fact.body, VisitVoided)}
    for fact in known:
        body = fact.body
        if not isinstance(body, RewardRedeemed) or not (body.award_rule or "").startswith(CAMPAIGN):
            continue
        if fact.id not in undone and body.visit not in undone:
            yield fact, body
