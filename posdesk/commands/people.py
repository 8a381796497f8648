"""The commands about who is who: merge, unmerge, erase. The same use cases as the screen's."""

from argparse import Namespace

from posdesk.commands.answer import Answer, Json
from posdesk.commands.counter import resolve
from posdesk.commands.who_is_who import previewed
from posdesk.counter.ports import Desk
from posdesk.domain.member import Member
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.office import people


def merge(desk: Desk, given: Namespace) -> Answer:
    """`merge MEMBER OTHER --reason`: two members are one person; with --preview, what that would come to."""
    one, other = resolve(desk, given.member), resolve(desk, given.other)
    if given.preview:
        return previewed(desk, one, other)
    merged = people.merge(desk, one, other, given.reason or "")
    shown = merged.member
    words = f"{shown.short_name} is one member now, {shown.id}. To take it back: unmerge {merged.merge}"
    return Answer({"merge": merged.merge, **_who(shown), "joined": list(shown.joined), "words": words}, words)


def unmerge(desk: Desk, given: Namespace) -> Answer:
    """`unmerge MERGE-OR-MEMBER --reason`: they are two after all."""
    what = given.what.strip().lower()
    unmerged = people.unmerge(desk, what if desk.ledger.fact(what) else resolve(desk, given.what), given.reason)
    names = " and ".join(f"{member.short_name} ({member.id})" for member in unmerged.members)
    words = f"Taken back. {names} are members of their own."
    members: list[Json] = [_who(member) for member in unmerged.members]
    return Answer({"merges": list(unmerged.merges), "members": members, "words": words}, words)


def erase(desk: Desk, given: Namespace) -> Answer:
    """`erase MEMBER --really`: forget a member for ever."""
    member = resolve(desk, given.member)
    try:
        gone = people.erase(desk, member, really=given.really)
    except Refused as no:
        if no.refusal.code is not RefusalCode.NOT_SURE:
            raise
        raise Refused(Refusal(RefusalCode.NOT_SURE, f"{no.refusal.words} Say --really to do it.")) from None
    words = "Forgotten. Nothing here says any more who that was; the hub and the other registers follow."
    return Answer({"erased": list(gone), "words": words}, words)


def _who(member: Member) -> dict[str, Json]:
    return {"member": member.id, "name": member.short_name}
