"""Decides whom an id means: a member as the facts tell her, or words that nobody has it.

Refuses to know what is done with her.
"""

from collections.abc import Iterable

from posdesk.counter.ports import Desk
from posdesk.domain.facts import Fact
from posdesk.domain.member import Member, profile
from posdesk.domain.refusals import Refusal, RefusalCode, Refused


def known_member(desk: Desk, member_id: str) -> tuple[Member, list[Fact]]:
    """A member, and all facts about her and whoever is one with her. Raises Refused(NO_MEMBER)."""
    facts = desk.ledger.facts_about(member_id)
    return member_in(member_id, facts), facts


def member_in(member_id: str, facts: Iterable[Fact]) -> Member:
    """The same from facts already read. Raises Refused(NO_MEMBER)."""
    member = profile(member_id, facts)
    if member is None:
        raise nobody()
    return member


def nobody() -> Refused:
    """Nobody has this id, or who had it was erased."""
    return Refused(Refusal(RefusalCode.NO_MEMBER, "No member with this id. Search again."))
