"""Decides whose personal data has been kept long enough, and forgets it: by facts, as whoever asks for it is forgotten.

It is off until the program says after how many months without a visit (`[retention]`). Whoever is one with others was
seen when any of them was. Nobody is forgotten of whom the hub lacks anything: that would be lost. Refuses to know how a
fact takes a person out of a file (db.erasure).
"""

from collections import Counter
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from posdesk.counter import permissions
from posdesk.counter.ports import Desk
from posdesk.counter.visits import draft, this_day
from posdesk.domain.facts import Fact, MemberErased
from posdesk.domain.member import Member, profile
from posdesk.domain.merging import ids_of
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.staff_facts import Permission
from posdesk.domain.tiers import add_months
from posdesk.office.adjustments import in_force
from posdesk.office.ports import MemberList, Progress, unheard

PAGE = 200
PARTS = ("first_name", "last_name", "phone", "email", "birthday", "card_code", "external", "interests", "id_hash")
"""What is counted in the report, by the names of a Member's parts."""

KEPT_FOR_EVER = (
    "Members are kept for ever here. Say on the page “Store settings” after how many months they are to be forgotten, "
    "or write `[retention]` with `forget_after_months` into the program and publish it."
)
COUNT_AGAIN = "Since it was counted another day began, or the setting changed. Count again first; nobody was forgotten."


@dataclass(frozen=True, slots=True)
class Purge:
    """What a purge did, or would do. before: members last seen before this business day. members: so many were
    forgotten, with so many ids in all. entries: facts about them; what happened stays in them, nobody's. parts: by the
    part of a profile, how many had it. unsent: members who stay, since the hub lacks something of theirs. dry: nothing
    was done."""

    before: date
    months: int
    dry: bool
    members: int
    ids: int
    entries: int
    parts: Mapping[str, int]
    unsent: int


Steps = Generator[int, None, Purge]
"""A purge, member by member: yields how many were forgotten so far, or would be; returns what it came to. Closing it
ends the work; what was done stays done."""


def purge(desk: Desk, members: MemberList, *, dry: bool = False, progress: Progress = unheard) -> Purge:
    """Forget every member who was last seen before as many months as the program says; each in a transaction of her
    own, so what was done stays done when it is cut short. progress: told how many were forgotten, of how many it is not
    known (0); what it raises ends the work. Raises Refused: NOT_USABLE where the program says nothing, NOT_PERMITTED;
    and EnvironmentTrouble."""
    steps = purging(desk, members, dry=dry, page=PAGE)
    while True:
        try:
            progress(next(steps), 0)
        except StopIteration as end:
            done: Purge = end.value
            return done


def purging(
    desk: Desk, members: MemberList, *, dry: bool = False, page: int = 1, counted: Purge | None = None
) -> Steps:
    """The same in steps, between which others read and write. page: members asked for at once; with 1 whoever comes
    between two steps is seen to have come, and stays. counted: what a person was told would go; another day than its
    own is refused. Raises Refused at once, before the first step: as purge, and NOT_SURE where it is another day."""
    permissions.check(desk, Permission.ERASE)
    months = in_force(desk).forget_after_months
    if months is None:
        raise Refused(Refusal(RefusalCode.NOT_USABLE, KEPT_FOR_EVER))
    before = add_months(this_day(desk), -months)
    if counted is not None and (counted.before, counted.months) != (before, months):
        raise Refused(Refusal(RefusalCode.NOT_SURE, COUNT_AGAIN))
    return _each(desk, _due(desk, members, before, page), before, months, dry)


def _each(desk: Desk, due: Iterator[tuple[Member, list[Fact]]], before: date, months: int, dry: bool) -> Steps:
    counted: Counter[str] = Counter()
    for member, facts in due:
        if desk.reach.online() is not None and any(fact.hub_position is None for fact in facts):
            counted["unsent"] += 1
            yield counted["members"]
            continue
        people = ids_of(member.id, facts)
        counted.update({"members": 1, "ids": len(people), "entries": len(facts)})
        counted.update(part for part in PARTS if getattr(member, part))
        if not dry:
            erased = [draft(desk, each, MemberErased(on_request=False)) for each in people]
            permissions.append(desk, Permission.ERASE, erased)
        yield counted["members"]
    parts = {part: counted[part] for part in PARTS}
    told = counted["members"], counted["ids"], counted["entries"]
    return Purge(before, months, dry, *told, parts, counted["unsent"])


def _due(desk: Desk, members: MemberList, before: date, at_once: int) -> Iterator[tuple[Member, list[Fact]]]:
    """Who was last seen before that day, each once, and what is held of her."""
    after: str | None = None
    several: set[str] = set()
    while True:
        page, after = members.last_seen_before(before, after, at_once)
        for id in page:
            facts = desk.ledger.facts_about(id)
            member = profile(id, facts)
            if member is not None and member.id not in several:
                several |= {member.id} if member.joined else set()
                yield member, facts
        if after is None:
            return
