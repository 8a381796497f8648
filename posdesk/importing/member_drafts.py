"""Decides what a member of a file becomes: an enrolment, or for a known member only what the file says anew.

A value that was once said of a member, by whomever, is not said again: an import done twice adds nothing, and an old
file does not undo what the counter changed since. A consent is never given back to one who withdrew it.
"""

from typing import Any

from posdesk.counter.ports import Desk
from posdesk.domain.business_day import Instant, business_day, local_time
from posdesk.domain.facts import (
    Body,
    ConsentSet,
    Draft,
    Fact,
    MemberEnrolled,
    MemberField,
    MemberFieldSet,
    OpeningRecorded,
    VisitRecorded,
)
from posdesk.domain.member import AT_ENROLMENT
from posdesk.importing import stable_ids
from posdesk.importing.column_map import MapKind
from posdesk.importing.drafts import Group
from posdesk.importing.member_rows import MemberRow
from posdesk.importing.report import PreviewRow
from posdesk.importing.row_values import Stores


def new_member(stores: Stores, member: MemberRow, member_id: str, first_visit: Instant | None) -> Group:
    """Enrol somebody: on the day the file tells, else at the first visit, else now."""
    system, now, calendar = stores.column_map.system, stores.desk.clock.now(), stores.calendars[member.store]
    at = first_visit if first_visit is not None else now
    at, day = member.enrolled or (at, business_day(at, calendar))
    told: dict[str, Any] = {str(field): value for field, value in member.told.items()}
    names = {"first_name": member.first_name, "last_name": member.last_name}
    body = MemberEnrolled(enrolled_on=day, home_store=member.store, external=member.external, **(told | names))
    bodies: list[tuple[str, Body, Instant]] = [("enrolled", body, at)]
    bodies += [
        (f"consent {channel}", ConsentSet(channel, given, source(stores)), at)
        for channel, given in sorted(member.consents.items())
    ]
    if member.opening is not None:
        bodies.append(("opening", member.opening, now))
    drafts = tuple(
        Draft(
            id=stable_ids.fact_id(at, system, kind, member.key),
            subject=member_id,
            store=member.store,
            staff=None,
            occurred_at=when,
            business_day=business_day(when, calendar),
            body=said,
        )
        for kind, said, when in bodies
    )
    return Group(member.line, drafts, member_id, enrols=True)


def known_member(stores: Stores, member: MemberRow, member_id: str, facts: list[Fact]) -> Group:
    """What the file says anew of a member who is in the ledger. facts: all about the member. Words for what is not
    taken are added to `member.left_out`."""
    desk = stores.desk
    bodies: list[Body] = []
    if stores.column_map.kind == MapKind.MEMBERS:
        said = _values_said(facts)
        bodies += [MemberFieldSet(field, value) for field, value in member.told.items() if (field, value) not in said]
        bodies += _consents(stores, member, facts)
        if member.opening is not None:
            bodies += _opening(member, facts)
    now = desk.clock.now()
    day = business_day(now, stores.calendars[member.store])
    drafts = tuple(Draft(desk.ids.new(now), member_id, member.store, None, now, day, body) for body in bodies)
    return Group(member.line, drafts, member_id)


def identify(desk: Desk, system: str, external: str, key: str) -> tuple[str, bool]:
    """The member's id, and whether the ledger knows the member already."""
    known = desk.directory.by_external(external)
    return (known, True) if known is not None else (stable_ids.member_id(system, key), False)


def source(stores: Stores) -> str:
    """How a consent names where it is from."""
    return f"import:{stores.column_map.name}"


def _values_said(facts: list[Fact]) -> set[tuple[MemberField, str | None]]:
    said: set[tuple[MemberField, str | None]] = set()
    for fact in facts:
        if isinstance(fact.body, MemberEnrolled):
            said |= {(field, getattr(fact.body, field)) for field in AT_ENROLMENT}
        elif isinstance(fact.body, MemberFieldSet):
            said.add((fact.body.field, fact.body.value))
    return said


def _consents(stores: Stores, member: MemberRow, facts: list[Fact]) -> list[Body]:
    """A yes only where nobody has said anything yet; a no unless this import has said it before."""
    before = [fact.body for fact in facts if isinstance(fact.body, ConsentSet)]
    said = {body.channel for body in before}
    refused = {body.channel for body in before if not body.given and body.source == source(stores)}
    return [
        ConsentSet(channel, given, source(stores))
        for channel, given in sorted(member.consents.items())
        if (given and channel not in said) or (not given and channel not in refused)
    ]


def _opening(member: MemberRow, facts: list[Fact]) -> list[Body]:
    """An opening balance counts once, and not on top of the same visits imported one by one."""
    opening = member.opening
    before = [fact.body for fact in facts if isinstance(fact.body, OpeningRecorded)]
    if opening is None or opening in before:
        return []
    if before:
        member.left_out.append("opening balance left out: one was recorded before and counts once")
        return []
    mark = f"{member.external.partition(':')[0]}:"
    if any(isinstance(fact.body, VisitRecorded) and (fact.body.external or "").startswith(mark) for fact in facts):
        member.left_out.append("opening balance left out: visits from the same system are here and would count twice")
        return []
    return [opening]


def shown_member(stores: Stores, member: MemberRow, at: Instant) -> PreviewRow:
    """How a dry run shows somebody new."""
    when = local_time(at, stores.calendars[member.store].zone).strftime("%Y-%m-%d %H:%M")
    name = f"{member.first_name} {member.last_name}".strip()
    shown = (MemberField.PHONE, MemberField.EMAIL, MemberField.BIRTHDAY)
    contacts = [str(field) for field in shown if field in member.told]
    words = f"new member {name}" + (f", with {', '.join(contacts)}" if contacts else "")
    if member.opening is not None:
        words += f", {member.opening.visits} visits brought along"
    return PreviewRow(when, member.store, member.key, words)
