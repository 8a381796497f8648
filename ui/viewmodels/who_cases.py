"""The use cases of who is who as the manager's screens call them, each imported when it is first needed. They run on
the ledger lane. Refuses to know rules: it hands over what was typed."""

from datetime import date
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from posdesk.counter.duplicates import Candidate
    from posdesk.counter.ports import Desk
    from posdesk.domain.member import Member
    from posdesk.office.duplicates import Duplicates, Search
    from posdesk.office.merge_preview import Preview
    from posdesk.office.ports import Office

A_MOMENT = 0.08
"""Seconds for which a visit may have to wait for the search."""


class Profile(NamedTuple):
    """One of the cards that are one member. since: the day of enrolment."""

    id: str
    name: str
    phone_ends: str | None
    since: date | None


class RecordNow(NamedTuple):
    """A member as she is known: every card of hers, and who looks like her."""

    member: "Member"
    profiles: tuple[Profile, ...]
    alike: "tuple[Candidate, ...]"


def begin(office: "Office") -> "Search":
    """Begin to look through everybody. Raises Refused where whoever is signed in may not merge."""
    from posdesk.counter import signing_in
    from posdesk.domain.staff_facts import Permission
    from posdesk.office import duplicates

    signing_in.allow(office.desk, Permission.MERGE)
    assert office.members is not None
    return duplicates.search(office.desk, office.members)


def go_on_with(search: "Search") -> "int | Duplicates":
    """Go on for a moment: how many were compared so far, or at the end what was found."""
    until, done = monotonic() + A_MOMENT, 0
    while monotonic() < until:
        try:
            done = next(search)
        except StopIteration as end:
            found: Duplicates = end.value
            return found
    return done


def preview(desk: "Desk", one: str, other: str) -> "Preview":
    """What a merge would come to. Raises Refused."""
    from posdesk.office import merge_preview

    return merge_preview.preview(desk, one, other)


def merge(desk: "Desk", one: str, other: str, reason: str) -> str:
    """Two are one; her name. Raises Refused."""
    from posdesk.office import people

    return people.merge(desk, one, other, reason).member.short_name


def tell_apart(desk: "Desk", one: str, other: str) -> None:
    """They are two. Raises Refused."""
    from posdesk.office import duplicates

    duplicates.tell_apart(desk, one, other)


def record(desk: "Desk", member_id: str) -> RecordNow:
    """Who a member is. Raises Refused."""
    from posdesk.counter.duplicates import candidates_of
    from posdesk.counter.known_members import known_member
    from posdesk.domain.member import profile

    member, facts = known_member(desk, member_id)
    own = [(id, profile(id, [fact for fact in facts if fact.subject == id])) for id in member.joined or (member.id,)]
    profiles = tuple(
        Profile(id, each.short_name, each.phone_ends, each.enrolled_on) for id, each in own if each is not None
    )
    return RecordNow(member, profiles, candidates_of(desk, member_id))


def separate(desk: "Desk", member_id: str, reason: str) -> list[str]:
    """A card is a member of its own again; the names of who is shown now. Raises Refused."""
    from posdesk.office import people

    return [member.short_name for member in people.unmerge(desk, member_id, reason).members]


def save_data(desk: "Desk", member_id: str, path: Path, *, pdf: bool) -> None:
    """Write all that is held of a member into a file, whole or not at all. Raises Refused, EnvironmentTrouble."""
    import json

    from posdesk.domain.people_facts import DataForm
    from posdesk.office.member_data import member_data, value_of
    from posdesk.reports import files

    data = member_data(desk, member_id, DataForm.PDF if pdf else DataForm.JSON)
    if pdf:
        from posdesk.reports.pdf_member import pdf_of_member

        files.write({path: pdf_of_member(data)})
    else:
        files.write({path: json.dumps(value_of(data), ensure_ascii=False, indent=1).encode()})


def forget(desk: "Desk", member_id: str, *, really: bool) -> None:
    """Forget a member. Raises Refused: without `really` it says what that would be."""
    from posdesk.office import people

    people.erase(desk, member_id, really=really)
