"""Decides how many uses of a reward or campaign this register may still give before it speaks to its hub (RD10, CM08).

What it gave since the hub counted is taken off, even where it was taken back: the hub gives it back with its next word.
"""

from sqlalchemy import select

from db.engine import marks, sql
from db.rows import SELECT_WITH_SUBJECT, fact_with_subject, keys_of
from db.store import Store
from db.tables import allowances
from db.trouble import in_words
from posdesk.domain.business_day import DAY_MS, Instant
from posdesk.domain.facts import RewardRedeemed

GOOD_MS = 30 * DAY_MS
"""The hub counts on nothing that it told a register before that."""

_TOLD = sql(select(allowances.c.rule, allowances.c.uses, allowances.c.position, allowances.c.at))
_UNCOUNTED = f"{SELECT_WITH_SUBJECT} WHERE (facts.hub_position IS NULL OR facts.hub_position = 0)"
_LATER = f"{SELECT_WITH_SUBJECT} WHERE facts.hub_position > ?"


def left(store: Store, now: Instant) -> dict[str, int]:
    """By a campaign's rule or a reward's id; empty when the hub said nothing, or said it too long ago. Raises
    EnvironmentTrouble."""
    reader, names = store.connections.reader, store.names
    with in_words(store.folder):
        told = reader.execute(_TOLD).fetchall()
        if not told or told[0][3] <= now - GOOD_MS:
            return {}
        found = {rule: uses for rule, uses, *_ in told}
        kinds = keys_of(names, [("reward.redeemed", 1)])
        own = [key for (place, register, _), key in names.origin_keys.items() if (place, register) == _me(store)]
        waiting = f"{_UNCOUNTED} AND facts.kind IN ({marks(len(kinds))}) AND facts.origin IN ({marks(len(own))})"
        later = f"{_LATER} AND facts.kind IN ({marks(len(kinds))}) AND facts.origin IN ({marks(len(own))})"
        rows = reader.execute(waiting, (*kinds, *own)).fetchall()
        rows += reader.execute(later, (told[0][2], *kinds, *own)).fetchall()
        given = [fact_with_subject(row, names).body for row in rows]
    for body in given:
        if isinstance(body, RewardRedeemed):
            rule = body.award_rule if body.award_rule in found else body.reward
            if rule in found:
                found[rule] = max(found[rule] - 1, 0)
    return found


def _me(store: Store) -> tuple[str, str]:
    return store.store, store.register
