"""The commands of segments: how many members, who they are and why, and why one is in or out."""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from posdesk.commands.answer import Answer, Json, table
from posdesk.commands.counter import resolve
from posdesk.commands.signing import desk_at
from posdesk.counter import permissions, reasons, signing_in, wording
from posdesk.counter.card_values import clause_value
from posdesk.counter.ports import Desk
from posdesk.counter.reasons import Told
from posdesk.counter.visits import this_day
from posdesk.domain import hidden
from posdesk.domain.member import short_name
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.segment_document import parse
from posdesk.domain.segments import Segment
from posdesk.domain.staff_facts import Permission
from posdesk.office import audiences
from posdesk.office.adjustments import in_force

if TYPE_CHECKING:
    from db.store import Store


def count(store: "Store", given: Namespace) -> Answer:
    """`segment count FILE [SEGMENT]`: how many members each segment of the file has, or the one named."""
    known = _segments(given.file)
    wanted = [_named(known, given.segment)] if given.segment else list(known.values())
    desk = desk_at(store, given)
    for each in wanted:
        _may_ask(desk, each, known)
    now = desk.clock.now()
    found = {each.id: store.audiences.count(each.root, known, now) for each in wanted}
    rows = [[f"{found[each.id]:,}", each.title, each.id] for each in wanted]
    return Answer(
        [{"segment": each.id, "title": each.title, "members": found[each.id]} for each in wanted], table(rows)
    )


def members(store: "Store", given: Namespace) -> Answer:
    """`segment members FILE [SEGMENT] [--limit N] [--after MEMBER]`: some members, each with the reasons."""
    known, desk = _segments(given.file), desk_at(store, given)
    segment = _named(known, given.segment)
    _may_ask(desk, segment, known)
    said = _told(desk)
    found = audiences.sample(desk, store.audiences, segment.root, known, given.limit, given.after)
    value: list[dict[str, Json]] = [
        {
            "member": each.member.id,
            "name": short_name(each.member.first_name, each.member.last_name),
            "why": clause_value(each.why, sees=said.sees),
        }
        for each in found
    ]
    lines = [
        line
        for each in found
        for line in (f"{each.member.short_name}  {each.member.id}", *reasons.lines(each.why, said, depth=1))
    ]
    return Answer(value, "\n".join(lines) or f"Nobody is in “{segment.title}”.")


def explain(store: "Store", given: Namespace) -> Answer:
    """`segment explain FILE SEGMENT MEMBER`: why somebody is in a segment, or is not, and how far it is."""
    known, desk = _segments(given.file), desk_at(store, given)
    segment = _named(known, given.segment)
    if given.member is None:
        raise Refused(Refusal(RefusalCode.NO_MEMBER, "Whom? segment explain FILE SEGMENT MEMBER"))
    _may_ask(desk, segment, known)
    found = audiences.explain(desk, segment.root, known, resolve(desk, given.member))
    said, inside = _told(desk), found.why.holds
    why = "is in" if inside else f"is not in: {reasons.reason(found.why, said)}"
    value = {
        "member": found.member.id,
        "segment": segment.id,
        "holds": inside,
        "reason": reasons.reason(found.why, said),
        "why": clause_value(found.why, sees=said.sees),
    }
    lines = [f"“{segment.title}”: {found.member.short_name} {why}.", *reasons.lines(found.why, said)]
    return Answer(value, "\n".join(lines))


def _segments(path: str) -> dict[str, Segment]:
    """The segments of a file. Raises Refused(BAD_FILE, BAD_SEGMENT)."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as trouble:
        raise Refused(Refusal(RefusalCode.BAD_FILE, f"{path} cannot be read as text: {trouble}")) from None
    return {segment.id: segment for segment in parse(text)}


def _named(known: dict[str, Segment], name: str | None) -> Segment:
    """The segment of that id; without one the only one. Raises Refused(NO_SEGMENT)."""
    if name is None and len(known) == 1:
        return next(iter(known.values()))
    if name not in known:
        asked = "Which segment?" if name is None else f"There is no segment “{name}” in the file."
        raise Refused(Refusal(RefusalCode.NO_SEGMENT, f"{asked} It has {_and(list(known))}."))
    return known[name]


def _and(names: Sequence[str]) -> str:
    return f"{wording.count(len(names), 'segment')}: {', '.join(names)}"


def _told(desk: Desk) -> Told:
    return Told(this_day(desk), in_force(desk).point_name, sees=permissions.sees_hidden(desk))


def _may_ask(desk: Desk, segment: Segment, known: dict[str, Segment]) -> None:
    """Who is in a segment of what is hidden tells it, and so does how many. Raises Refused(NOT_PERMITTED)."""
    if hidden.reads(segment.root, known):
        signing_in.allow(desk, Permission.SEE_HIDDEN)
