"""Decides what a person may say of who is who: two members are one (I03), they are two after all, one is to be
forgotten (I06). Each is a fact, or several in one transaction.

Who may do it stands in posdesk.domain.staff. Refuses to know how a profile and a standing follow (domain).
"""

from dataclasses import dataclass

from posdesk.counter import permissions
from posdesk.counter.known_members import known_member
from posdesk.counter.ports import Desk
from posdesk.counter.visits import draft
from posdesk.domain.facts import MemberErased
from posdesk.domain.member import Member, profile
from posdesk.domain.merging import Link, ids_of, links_of
from posdesk.domain.people_facts import MemberMerged, MemberUnmerged
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.staff_facts import Permission
from posdesk.office.adjustments import checked_reason
from posdesk.office.duplicates import drafts_apart

UNSENT = "about her and on this computer only. Let the hub have that first (sync), then forget her."


@dataclass(frozen=True, slots=True)
class Merged:
    """Two members are one: the fact that says so, and who she is now, with every id of hers in `joined`."""

    merge: str
    member: Member


@dataclass(frozen=True, slots=True)
class Unmerged:
    """Links were taken back: the facts that had made them, and the members that are shown now, the one asked for
    first."""

    merges: tuple[str, ...]
    members: tuple[Member, ...]


def merge(desk: Desk, member_id: str, into: str, reason: str) -> Merged:
    """Two members are one person; both keep all they have, under the id of the one made first.

    Raises Refused: NO_MEMBER for somebody unknown or erased, SAME_MEMBER when they are one already, NO_REASON.
    """
    why = checked_reason(reason)
    one, facts = known_member(desk, member_id)
    other, others = known_member(desk, into)
    if one.id == other.id:
        words = f"{one.short_name} is that member already. Nothing changed."
        raise Refused(Refusal(RefusalCode.SAME_MEMBER, words))
    (fact,) = permissions.append(desk, Permission.MERGE, [draft(desk, one.id, MemberMerged(other.id, why))])
    both = profile(one.id, [*facts, *others, fact])
    assert both is not None  # both were there
    return Merged(fact.id, both)


def unmerge(desk: Desk, what: str, reason: str) -> Unmerged:
    """They are two after all. what: the fact that merged them, or a member, who then stands alone again.

    Each has what the facts say of it, as if they had never been one; what was recorded meanwhile stays with the id that
    it names. They are told apart by it: nobody is asked again whether they are one. Raises Refused(NOT_MERGED,
    NO_REASON).
    """
    why = checked_reason(reason)
    member_id, links = _links(desk, what)
    if not links:
        words = "Nobody is merged by that. Give the id that `merge` gave, or a member's own id; `show` lists them."
        raise Refused(Refusal(RefusalCode.NOT_MERGED, words))
    taken_back = [draft(desk, link.one, MemberUnmerged(link.merge, why)) for link in links]
    apart = [each for link in links for each in drafts_apart(desk, link.one, link.other)]
    permissions.append(desk, Permission.MERGE, [*taken_back, *apart])
    ends = dict.fromkeys([member_id, *(end for link in links for end in (link.one, link.other))])
    shown = {found.id: found for end in ends if (found := profile(end, desk.ledger.facts_about(end))) is not None}
    return Unmerged(tuple(link.merge for link in links), tuple(shown.values()))


def erase(desk: Desk, member_id: str, *, really: bool) -> tuple[str, ...]:
    """Forget a member, and everyone she is one with: it is the person who asks. Yields every id. Nothing brings it
    back. Raises Refused(NO_MEMBER), UNSENT while something of hers has not come to the hub, and NOT_SURE unless
    `really`."""
    member, facts = known_member(desk, member_id)
    unsent = sum(fact.hub_position is None for fact in facts)
    if unsent and desk.reach.online() is not None:
        entries = "1 entry is" if unsent == 1 else f"{unsent:,} entries are"
        raise Refused(Refusal(RefusalCode.UNSENT, f"{entries} {UNSENT}"))
    if not really:
        words = (
            f"{member.short_name} would be forgotten here, at the hub and at every register: name, phone, e-mail, "
            "birthday, whatever was written down. Visits stay, nobody's. Nothing brings it back."
        )
        raise Refused(Refusal(RefusalCode.NOT_SURE, words))
    people = ids_of(member.id, facts)
    permissions.append(desk, Permission.ERASE, [draft(desk, each, MemberErased()) for each in people])
    return people


def _links(desk: Desk, what: str) -> tuple[str, list[Link]]:
    """The member whose links are to be taken back, and which those are."""
    fact = desk.ledger.fact(what)
    if fact is not None and isinstance(fact.body, MemberMerged):
        member = fact.subject or ""
        return member, [link for link in links_of(desk.ledger.facts_about(member)) if link.merge == what]
    return what, [link for link in links_of(desk.ledger.facts_about(what)) if what in (link.one, link.other)]
