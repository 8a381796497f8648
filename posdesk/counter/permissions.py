"""Decides whether whoever is signed in may do an act, and writes the act together with the approval it needed.

Every use case that not everybody may do stores its facts with `append` of this module, or asks `check`. Refuses to know
how somebody proves who he or she is (signing_in.py) and what each role may do (domain).
"""

from collections.abc import Sequence

from posdesk.counter.ports import Desk
from posdesk.domain.facts import Draft, Fact
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.staff import NOBODY, Person, Roster, may, who_may
from posdesk.domain.staff_facts import ApprovalGiven, Permission

ACTS = {
    Permission.ADJUST_POINTS: "Giving or taking points by hand",
    Permission.WRITE_OFF: "Writing points off",
    Permission.GIVE_AWARD: "Giving an award by hand",
    Permission.OVERRIDE_TIER: "Holding a tier",
    Permission.TAKE_BACK: "Taking goods back",
    Permission.VOID_OF_ANOTHER: "Undoing what somebody else recorded",
    Permission.MOVE_VISIT: "Giving a receipt to another member",
    Permission.MERGE: "Merging members",
    Permission.ERASE: "Forgetting a member",
    Permission.EXPORT: "Taking all entries out",
    Permission.BRING_IN: "Bringing in a file",
    Permission.CLOSE_DAY: "Closing the day",
    Permission.SETTLE_EXCEPTION: "Settling an exception",
    Permission.CHANGE_LOCKED: "Changing what was read off an ID",
    Permission.SEE_HIDDEN: "Seeing what is hidden",
    Permission.MANAGE_STAFF: "Changing who works here",
    Permission.PUBLISH_PROGRAM: "Publishing a program",
    Permission.RUN_CAMPAIGNS: "Changing campaigns and sending their messages",
    Permission.CHANGE_SETTINGS: "Changing settings and stock of the store",
}
"""What each permission is for, as a sentence about it begins."""


def roster(desk: Desk) -> Roster:
    """Who works here; empty where this shop names nobody."""
    return NOBODY if desk.staffing is None else desk.staffing.people.roster()


def signed_in(desk: Desk) -> Person | None:
    """Who is signed in and works here."""
    return roster(desk).one(desk.station.staff)


def named(desk: Desk, staff: str | None) -> str | None:
    """What a fact's `staff` is called."""
    return roster(desk).name_of(staff)


def allowed(desk: Desk, permission: Permission) -> bool:
    """Whether the act may be done now, be it by an approval. All may be done where the shop names nobody."""
    known = roster(desk)
    return not known.in_use or any(may(known.one(id), permission) for id in (desk.station.staff, desk.station.approval))


def sees_hidden(desk: Desk) -> bool:
    """Whether whoever is signed in sees what is hidden by role. An approval lets an act be done, and looking is none;
    at a hub, where nobody can sign in, nobody does."""
    if desk.staffing is None:
        return False
    known = roster(desk)
    return not known.in_use or may(known.one(desk.station.staff), Permission.SEE_HIDDEN)


def check(desk: Desk, permission: Permission) -> None:
    """Raises Refused(NOT_PERMITTED) in words that say who may do it."""
    if not allowed(desk, permission):
        raise not_permitted(signed_in(desk), ACTS[permission], who_may(permission))


def append(desk: Desk, permission: Permission, drafts: Sequence[Draft]) -> tuple[Fact, ...]:
    """Store the facts of an act, as Ledger.append does, and with them in one transaction who approved it, where whoever
    is signed in may not do it alone. Yields the act's own facts. Raises Refused(NOT_PERMITTED) and as the ledger."""
    check(desk, permission)
    known = roster(desk)
    approver = known.one(desk.station.approval)
    if not known.in_use or approver is None or may(known.one(desk.station.staff), permission):
        return desk.ledger.append(drafts).facts
    return append_approved(desk, permission, approver, drafts)


def append_approved(desk: Desk, permission: Permission, approver: Person, drafts: Sequence[Draft]) -> tuple[Fact, ...]:
    """Store the facts of an act together with its approval. Yields the act's own facts."""
    told = ApprovalGiven(permission, approver.id, tuple(draft.id for draft in drafts))
    given = drafts[-1]._replace(id=desk.ids.new(desk.clock.now()), subject=None, body=told)
    return tuple(fact for fact in desk.ledger.append([*drafts, given]).facts if fact.id != given.id)


def not_permitted(person: Person | None, act: str, who: str) -> Refused:
    """The refusal of an act that is for somebody else. act: `Taking goods back`. who: `a manager or an owner`."""
    words = f"{act} is for {who}."
    if person is None:
        words += " Nobody is signed in here: sign in first."
    return Refused(Refusal(RefusalCode.NOT_PERMITTED, words))
