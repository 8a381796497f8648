"""Decides how the reports of a store's days hang together: each names the hash of the one before.

Refuses to know how a day is closed (office) and what a report says.
"""

from collections.abc import Sequence
from hashlib import sha256

from posdesk.domain.codec import body_text
from posdesk.domain.facts import Fact
from posdesk.domain.store_facts import DayClosed


def report_hash(fact: Fact) -> str:
    """The hash of a close: of where, when and by whom it was made, and of all it holds, the hash before too."""
    said = (fact.id, fact.store, fact.register, fact.staff or "", str(fact.occurred_at), body_text(fact))
    return sha256("\n".join(said).encode()).hexdigest()


def loose(closes: Sequence[Fact]) -> list[Fact]:
    """The closes that name a report before them that is not among `closes`, and those that name none although theirs
    is not the first of its store. Registers that did not know of each other may have made several that follow one."""
    known = {(fact.store, report_hash(fact)) for fact in closes}
    return [
        fact
        for fact in closes
        if isinstance(fact.body, DayClosed) and not _follows(fact.body, (fact.store, fact.body.previous) in known)
    ]


def _follows(closed: DayClosed, known: bool) -> bool:
    if closed.previous is None:
        return closed.number <= 1 and closed.revision == 1
    return known
