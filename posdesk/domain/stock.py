"""Decides how many pieces of a reward's goods are left in a store: the latest count, less what was taken since."""

from collections.abc import Iterable

from posdesk.domain.facts import Fact, RedemptionVoided, RewardRedeemed, VisitVoided, fold_order
from posdesk.domain.store_facts import StockCounted


def left(facts: Iterable[Fact], store: str) -> dict[str, int]:
    """The pieces of each reward that was ever counted in `store`. Below 0 when more were given than there were: two
    registers that were offline. A redemption taken back, or used in a visit taken back, took nothing.

    facts: the counts, redemptions and voids at least; others are passed over, order and repetition are no matter.
    """
    known = sorted({fact.id: fact for fact in facts}.values(), key=fold_order)
    undone = {fact.body.redemption for fact in known if isinstance(fact.body, RedemptionVoided)}
    undone |= {fact.body.visit for fact in known if isinstance(fact.body, VisitVoided)}
    pieces: dict[str, int] = {}
    for fact in known:
        body = fact.body
        if fact.store != store:
            continue
        if isinstance(body, StockCounted):
            pieces[body.reward] = body.pieces
        elif isinstance(body, RewardRedeemed) and body.reward in pieces:
            pieces[body.reward] -= fact.id not in undone and body.visit not in undone
    return pieces
