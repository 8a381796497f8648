"""Decides how many uses of a reward or campaign this register may still give before it speaks to its hub (RD10, CM08).

What it gave since the hub counted is taken off, even where it was taken back: the hub gives it back with its next word.
"""

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import select

from db.engine import marks, sql
from db.ledger import SqlLedger
from db.rows import SELECT_WITH_SUBJECT, fact_with_subject, keys_of
from db.store import Store
from db.tables import allowances
from db.trouble import in_words
from posdesk.domain.business_day import DAY_MS, Instant
from posdesk.domain.facts import RewardRedeemed
from posdesk.domain.rewards import CAMPAIGN

GOOD_MS = 30 * DAY_MS
"""The hub counts on nothing that it told a register before that."""

_TOLD = sql(select(allowances.c.rule, allowances.c.uses, allowances.c.position, allowances.c.at))
_WAITING = f"{SELECT_WITH_SUBJECT} WHERE (facts.hub_position IS NULL OR facts.hub_position = 0)"
_LATER = f"{SELECT_WITH_SUBJECT} WHERE facts.hub_position > ?"


def left(store: Store, now: Instant) -> dict[str, int]:
    """By a campaign's rule or a reward's id; empty when the hub said nothing, or said it too long ago. Raises
    EnvironmentTrouble."""
    reader = store.connections.reader
    with in_words(store.folder):
        told = reader.execute(_TOLD).fetchall()
        if not told or told[0][3] <= now - GOOD_MS:
            return {}
        found = {rule: uses for rule, uses, *_ in told}
        ledger, me = store.ledger, (store.store, store.register)
        given = [*_own_uses(ledger, me, _WAITING), *_own_uses(ledger, me, _LATER, told[0][2])]
    for body in given:
        rule = body.award_rule if body.award_rule in found else body.reward
        if rule in found:
            found[rule] = max(found[rule] - 1, 0)
    return found


def waiting(ledger: SqlLedger, me: tuple[str, str]) -> dict[str, int]:
    """By rule, the uses of campaigns by this register, `me` (store and register), that its hub may not know of. Raises
    EnvironmentTrouble."""
    with in_words(ledger.folder):
        rules = [body.award_rule or "" for body in _own_uses(ledger, me, _WAITING)]
    return dict(Counter(rule for rule in rules if rule.startswith(CAMPAIGN)))


def _own_uses(ledger: SqlLedger, me: tuple[str, str], which: str, *values: int) -> Iterator[RewardRedeemed]:
    names = ledger.names
    kinds = keys_of(names, [("reward.redeemed", 1)])
    own = [key for (place, register, _), key in names.origin_keys.items() if (place, register) == me]
    wanted = f"{which} AND facts.kind IN ({marks(len(kinds))}) AND facts.origin IN ({marks(len(own))})"
    for row in ledger.reader.execute(wanted, (*values, *kinds, *own)).fetchall():
        body = fact_with_subject(row, names).body
        assert isinstance(body, RewardRedeemed), "no other kind was asked for"
        yield body
