"""Decides which members a hub holds for one person, and makes the facts that follow: two are one by rule (I02, I04),
and whoever is one with somebody erased is erased too (I06).

It happens in the transaction in which the facts come in that it follows from, so it is said once. Members whose phone
and birthday are verified are found by a digest of both, those for whom an ID was read by a digest of its hash; both go
with the person. Refuses to know the rules themselves (posdesk.domain.same_person).
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, Table, delete, func, insert, or_, select

from db.hub import erasure
from db.hub.rows import mark_of
from db.hub.tables import NOT_A_VISIT, facts, verified, verified_ids
from db.rows import blob_of, text_of
from posdesk.domain.business_day import Instant
from posdesk.domain.codec import decode_fact
from posdesk.domain.facts import Draft, Fact, MemberEnrolled, MemberErased, MemberField, MemberFieldSet, kind_of
from posdesk.domain.hybrid_clock import tick
from posdesk.domain.merging import Link, group, links_ever, links_of, partings
from posdesk.domain.people_facts import MemberIdRead, MemberMerged
from posdesk.domain.same_person import HUB, erased_with, known_by, known_by_id, merged_by_rule, parted

MERGED, MERGES = "member.merged", ("member.merged", "member.unmerged")
TOLD_APART, ID_READ = "member.told_apart", "member.id_read"
_PROFILE = ("member.enrolled", "member.field_set", ID_READ, "member.erased")
_TELLING = (MemberField.PHONE, MemberField.BIRTHDAY)
_OFF_AN_ID = '"id_scan"'


class _Rule(NamedTuple):
    """A rule by which two are one. table: who is known by what; by: what a member is known by, from the facts that make
    her own profile."""

    table: Table
    by: Callable[[str, Sequence[Fact]], str | None]
    same_id: bool


def _phone_and_birthday(member: str, about: Sequence[Fact]) -> str | None:
    told = known_by(member, about)
    return None if told is None else " ".join(told)


_RULES = (_Rule(verified, _phone_and_birthday, same_id=False), _Rule(verified_ids, known_by_id, same_id=True))


def merges_around(connection: Connection, members: Iterable[str]) -> list[Fact]:
    """Every merge, and what takes it back, that these members or anybody merged with them were ever in; and whom they
    were told apart from."""
    found: dict[str, Fact] = {}
    reached = {blob_of(member) for member in members}
    fresh = set(reached)
    while fresh:
        ends: set[bytes] = set()
        about = select(facts.c.line).where(facts.c.subject.in_(list(fresh)), facts.c.kind.in_((*MERGES, TOLD_APART)))
        into = select(facts.c.line).where(facts.c.target.in_(list(fresh)), facts.c.kind == MERGED)
        for statement in (about, into):
            for (line,) in connection.execute(statement):
                fact = decode_fact(line)
                found[fact.id] = fact
                ends.add(blob_of(fact.subject or ""))
                if isinstance(fact.body, MemberMerged):
                    ends.add(blob_of(fact.body.into))
        fresh = ends - reached
        reached |= fresh
    return list(found.values())


def shown(connection: Connection, members: Iterable[str]) -> list[str]:
    """Under whose names these members are shown, each once."""
    return list(dict.fromkeys(group(one, links_of(merges_around(connection, [one])))[0] for one in members))


def joined(connection: Connection) -> dict[str, str]:
    """Everyone who is one with others: the id under which she is shown."""
    statement = select(facts.c.line).where(facts.c.kind.in_(MERGES), NOT_A_VISIT)
    links = links_of(decode_fact(line) for (line,) in connection.execute(statement))
    ends = {end for link in links for end in (link.one, link.other)}
    return {end: people[0] for end in sorted(ends) if len(people := group(end, links)) > 1}


def follow(connection: Connection, fresh: Sequence[Fact], epoch: int, now: Instant) -> list[Fact]:
    """The facts that follow from these, which are stored already, sealed in the hub's own row; none is stored yet."""
    merges, links = _merged(connection, fresh)
    return _sealed(connection, [*merges, *_erased(connection, fresh, links)], fresh, epoch, now)


def _merged(connection: Connection, fresh: Sequence[Fact]) -> tuple[list[Draft], list[Link]]:
    """Merges by rule that newly told phones, birthdays and IDs bring about, and the links they are."""
    touched = {fact.subject: None for fact in fresh if fact.subject is not None and _tells(fact)}
    made: list[Draft] = []
    links: list[Link] = []
    if touched:
        about = _about(connection, _off_ids(connection, touched))
        for rule in _RULES:
            _merged_by(connection, rule, touched, about, made, links)
    return made, links


def _merged_by(
    connection: Connection,
    rule: _Rule,
    touched: Collection[str],
    about: Mapping[str, Sequence[Fact]],
    made: list[Draft],
    links: list[Link],
) -> None:
    known = _note(connection, rule, touched, about)
    alike = _alike(connection, rule, {mark for _, mark in known.values()})
    for member, (told, mark) in known.items():
        others = sorted(alike[mark] - {member})
        if not others:
            continue
        around = merges_around(connection, [member, *others])
        holding = [*links_of(around), *links]
        said = [*links_ever(around), *partings(around)]
        if parted([member, *others], said, {link.merge for link in holding}):
            continue
        for other, theirs in _about(connection, others).items():
            if other not in group(member, holding) and rule.by(other, theirs) == told:
                draft = merged_by_rule(member, other, same_id=rule.same_id)
                made.append(draft)
                link = Link(draft.id, member, other)
                holding.append(link)
                links.append(link)


def _alike(connection: Connection, rule: _Rule, marks: Collection[bytes]) -> Mapping[bytes, set[str]]:
    """The members who are known by each of these."""
    found: dict[bytes, set[str]] = {mark: set() for mark in marks}
    if marks:
        columns = rule.table.c
        rows = select(columns.mark, columns.member).where(columns.mark.in_(list(marks)))
        for mark, member in connection.execute(rows):
            found[bytes(mark)].add(text_of(bytes(member)))
    return found


def _tells(fact: Fact) -> bool:
    body = fact.body
    if isinstance(body, MemberFieldSet):
        return body.field in _TELLING
    return isinstance(body, MemberEnrolled | MemberErased | MemberIdRead)


def _off_ids(connection: Connection, members: Collection[str]) -> list[str]:
    """Those of these members of whom anything was ever read off an ID: the others are not verified."""
    ids = [blob_of(member) for member in members]
    read = or_(facts.c.kind == ID_READ, facts.c.line.contains(_OFF_AN_ID))
    rows = select(facts.c.subject).where(facts.c.subject.in_(ids), facts.c.kind.in_(_PROFILE), read)
    found = {bytes(id) for (id,) in connection.execute(rows.distinct())}
    return [member for member in members if blob_of(member) in found]


def _note(
    connection: Connection, rule: _Rule, members: Collection[str], about: Mapping[str, Sequence[Fact]]
) -> Mapping[str, tuple[str, bytes]]:
    """Note by what each of these members is known now, or that she is not; yields what those are known by who are, and
    its mark."""
    connection.execute(delete(rule.table).where(rule.table.c.member.in_([blob_of(member) for member in members])))
    known = {}
    for member, theirs in about.items():
        told = rule.by(member, theirs)
        if told is not None:
            known[member] = told, mark_of(told)
    rows = [{"member": blob_of(member), "mark": mark} for member, (_, mark) in known.items()]
    if rows:
        connection.execute(insert(rule.table), rows)
    return known


def _about(connection: Connection, members: Sequence[str]) -> dict[str, list[Fact]]:
    """The facts that make each one's own profile."""
    found: dict[str, list[Fact]] = {member: [] for member in members}
    if members:
        wanted = select(facts.c.line).where(facts.c.subject.in_([blob_of(member) for member in members]))
        for (line,) in connection.execute(wanted.where(facts.c.kind.in_(_PROFILE))):
            fact = decode_fact(line)
            found[fact.subject or ""].append(fact)
    return found


def _erased(connection: Connection, fresh: Sequence[Fact], links: Sequence[Link]) -> list[Draft]:
    """Erasures of those who are one with somebody erased."""
    told = {fact.subject or "" for fact in fresh if fact.kind in (erasure.KIND, MERGED)} | {link.one for link in links}
    made: dict[str, Draft] = {}
    for member in sorted(told):
        people = group(member, [*links_of(merges_around(connection, [member])), *links])
        gone = erasure.among(connection, people) if len(people) > 1 else set()
        if gone:
            first = min(_erasures(connection, gone), key=lambda fact: fact.id)
            made |= {other: erased_with(first, other) for other in people if other not in gone}
    return list(made.values())


def _erasures(connection: Connection, members: Collection[str]) -> list[Fact]:
    ids = [blob_of(member) for member in members]
    found = select(facts.c.line).where(facts.c.subject.in_(ids), facts.c.kind == erasure.KIND)
    return [decode_fact(line) for (line,) in connection.execute(found)]


def _sealed(
    connection: Connection, drafts: Sequence[Draft], fresh: Sequence[Fact], epoch: int, now: Instant
) -> list[Fact]:
    """In the hub's row, of an incarnation for each epoch. What is there already is not made again."""
    if not drafts:
        return []
    ids = [blob_of(draft.id) for draft in drafts]
    there = {text_of(bytes(id)) for (id,) in connection.execute(select(facts.c.id).where(facts.c.id.in_(ids)))}
    row = select(func.max(facts.c.sequence)).where(facts.c.store == HUB, facts.c.register == HUB)
    last = int(connection.execute(row.where(facts.c.incarnation == epoch)).scalar() or 0)
    clock = max((fact.clock for fact in fresh), default=0)
    sealed = []
    for sequence, draft in enumerate((draft for draft in drafts if draft.id not in there), last + 1):
        clock = tick(clock, now)
        place = (draft.id, *kind_of(draft.body), draft.subject, draft.store, HUB, epoch, sequence, draft.staff)
        when = draft.occurred_at, draft.business_day, clock
        sealed.append(Fact(*place, *when, draft.body, corrected_at=draft.corrected_at))
    return sealed
