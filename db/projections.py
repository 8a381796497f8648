"""Decides what is kept beside the facts so that it can be found fast: profiles for the look-up, brands, strays.

Refuses to know how members are found (directory.py) and any rule: a standing is folded where it is shown. Projections
are written in the transaction of the facts they come from and are a function of the set of facts, whatever the order.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import BindParameter, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from db import directory, figure_stale, joined
from db.bodies import brands_in
from db.engine import Connection, marks, sql, writing
from db.rows import COLUMNS, SELECT_FACTS, Names, blob_of, fact_of, keys_of, text_of
from db.tables import brands, facts, strays, subjects
from db.trouble import in_words
from posdesk.domain.facts import Fact, Line, VisitRecorded, VisitReturned, VisitVoided
from posdesk.domain.member import Member, profile

if TYPE_CHECKING:
    from db.store import Store

VISIT = ("visit.recorded", 1)
VOID = ("visit.voided", 1)
REVERSALS = (VOID, ("visit.returned", 1))
ERASED = ("member.erased", 1)
PROFILE = (("member.enrolled", 1), ("member.field_set", 1), ("member.id_read", 1), ("consent.set", 1), ERASED)
"""The kinds a profile is folded from."""
_PROFILE_KINDS = frozenset(kind for kind, _ in PROFILE)

_key: BindParameter[int] = bindparam("key")
_id: BindParameter[bytes] = bindparam("id")
_member: BindParameter[int] = bindparam("member")
_COUNT_BRAND = sql(
    upsert(brands).on_conflict_do_update(index_elements=["name"], set_={"visits": brands.c.visits + bindparam("more")})
)
_OPEN_STRAY = sql(select(strays.c.fact).where(strays.c.member.is_(None)))
_STRAYS_OF_VISIT = sql(
    select(strays.c.fact, facts.c.subject)
    .join_from(strays, facts)
    .where(strays.c.visit == _id, strays.c.member.is_(None))
)
_ADD_STRAY, _DROP_STRAY = sql(insert(strays)), sql(delete(strays).where(strays.c.fact == _key))
_CLAIM_STRAY = sql(update(strays).values(member=_member).where(strays.c.fact == _key))
_VISIT_SUBJECT = sql(select(facts.c.subject).where(facts.c.id == _id, facts.c.kind == _key))
_SUBJECT_ID = sql(select(subjects.c.id).where(subjects.c.key == _key))
_LAST_DAY = sql(select(func.max(facts.c.business_day)).where(facts.c.subject == _member, facts.c.kind == _key))
_OF_KIND = f"{SELECT_FACTS} WHERE facts.subject = ? AND facts.kind = ?"
_STRAYS_OF_MEMBER = f'{SELECT_FACTS} JOIN strays ON strays.fact = facts."key" WHERE strays.member = ?'

_EMPTY = (sql(delete(strays)), sql(delete(brands)))
_HOW_MANY, _LAST_SUBJECT = sql(select(func.count()).select_from(facts)), sql(select(func.max(subjects.c.key)))
_PROFILE_FACTS = f'{sql(select(*COLUMNS, subjects.c.id))} WHERE facts.subject = subjects."key"'.replace(
    "FROM facts, subjects", "FROM subjects CROSS JOIN facts"
)
_BY_MEMBER = 'ORDER BY subjects."key"'
_REPLAY = sql(select(facts.c.key, facts.c.kind, facts.c.subject, facts.c.business_day, facts.c.body))
_BY_KEY = f'{SELECT_FACTS} WHERE facts."key" = ?'
_MEMBER_OF_ROW = itemgetter(3, 14)
STEP = 10_000
"""Facts between two words of progress."""
Progress = Callable[[int, int], None]


class Arrived(NamedTuple):
    """A fact that has just been stored: its place of arrival and its member's key."""

    key: int
    fact: Fact
    subject: int | None


def apply(connection: Connection, names: Names, arrived: Sequence[Arrived]) -> None:
    """Bring every projection up to date with facts that are stored already, in the same transaction."""
    visits = [entry for entry in arrived if isinstance(entry.fact.body, VisitRecorded)]
    changed = {entry.subject for entry in arrived if entry.subject and entry.fact.kind in _PROFILE_KINDS}
    merged = {entry.subject for entry in arrived if entry.subject and entry.fact.kind in joined.KINDS}
    regrouped = joined.follow(connection, names, merged)
    reversed_: set[int] = set()
    for entry in arrived:
        if isinstance(entry.fact.body, (VisitVoided, VisitReturned)):
            reversed_ |= _file_reversal(connection, names, entry)
    reversed_ |= _claim_strays(connection, visits)
    _count_brands(connection, visits)
    earlier = joined.whole(connection, reversed_) | regrouped
    rewritten = joined.whole(connection, changed) | earlier
    for subject in earlier:
        directory.remove(connection, subject)  # the last visit may lie further back now
    for subject in rewritten:
        write_member(connection, names, subject)
    _touch(connection, _last_days(visits), rewritten)
    figure_stale.note(connection, reversed_.union(entry.subject for entry in arrived if entry.subject))
    figure_stale.note_each(connection, regrouped)


def _touch(connection: Connection, days: Mapping[int, date], but: Collection[int]) -> None:
    for subject, day in days.items():
        for one in joined.whole(connection, {subject}):
            if one not in but:
                directory.touch(connection, one, day)


def rebuild(store: "Store", progress: Progress | None = None, *, step: int = STEP) -> int:
    """Throw every projection away and fill it again from the facts, in one transaction; yields how many were replayed.

    progress: told (facts so far, facts in all) every `step` facts.
    """
    with store.ledger.door, in_words(store.folder):
        with writing(store.connections.writer):
            replayed = refill(store.connections.writer, store.names, progress, step)
        store.connections.writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return replayed


def refill(connection: Connection, names: Names, progress: Progress | None = None, step: int = STEP) -> int:
    """What `rebuild` does, within a transaction somebody else has begun. Memory: 8 bytes a member, besides the
    profiles the look-up is handed."""
    directory.clear(connection)
    figure_stale.clear(connection)
    for statement in _EMPTY:
        connection.execute(statement)
    seen = _replay(connection, names, progress, step)
    count_brands(connection, seen.brands)
    reversed_: set[int] = set()
    for key in seen.reversals:
        (row,) = connection.execute(_BY_KEY, (key,)).fetchall()
        reversed_ |= _file_reversal(connection, names, Arrived(key, fact_of(row, None, names), row[3]))
    for subject in reversed_:
        last = last_visit(connection, names, subject)
        seen.days[subject] = 0 if last is None else last.toordinal()
    joined.refill(connection, names, seen.merged)
    gone = joined.whole(connection, seen.erased)
    _last_days_of_groups(connection, seen.days)
    directory.fill(connection, _profiles(connection, names, seen.days, gone))
    return seen.replayed


@dataclass(slots=True)
class _Replayed:
    """What one pass over all facts saw. days: each member's last visit day (by key). reversals: the keys of reversing
    facts. merged, erased: members, by key."""

    days: "array[int]"
    brands: Counter[str] = field(default_factory=Counter)
    reversals: list[int] = field(default_factory=list)
    merged: set[int] = field(default_factory=set)
    erased: set[int] = field(default_factory=set)
    replayed: int = 0


def _replay(connection: Connection, names: Names, progress: Progress | None, step: int) -> _Replayed:
    subjects_, total = (connection.execute(statement).fetchone()[0] or 0 for statement in (_LAST_SUBJECT, _HOW_MANY))
    seen = _Replayed(array("q", bytes(8 * (subjects_ + 1))))
    days, counted = seen.days, seen.brands
    visit, reversing = names.kind_keys.get(VISIT), set(keys_of(names, REVERSALS))
    merging, erasing = set(keys_of(names, joined.MERGES)), names.kind_keys.get(ERASED)
    for key, kind, subject, day, body in connection.execute(_REPLAY):
        if kind == visit:
            if subject is not None and day > days[subject]:
                days[subject] = day
            counted.update(brands_in(body))
        elif kind in reversing:
            seen.reversals.append(key)
        elif kind in merging:
            seen.merged.add(subject)
        elif kind == erasing:
            seen.erased.add(subject)
        seen.replayed += 1
        if progress is not None and seen.replayed % step == 0:
            progress(seen.replayed, total)
    return seen


def _last_days_of_groups(connection: Connection, days: "array[int]") -> None:
    """Whoever is one with others was seen when any of them was."""
    shown = joined.heads(connection)
    last: dict[int, int] = {}
    for member, head in shown.items():
        last[head] = max(last.get(head, 0), days[member])
    for member, head in shown.items():
        days[member] = last[head]


def _profiles(
    connection: Connection, names: Names, days: "array[int]", gone: Collection[int]
) -> Iterator[tuple[int, Member, date]]:
    """Every member's key, own profile and last day seen, by key. gone: who was erased, or is one with who was."""
    kinds = keys_of(names, PROFILE)
    rows = connection.execute(f"{_PROFILE_FACTS} AND facts.kind IN ({marks(len(kinds))}) {_BY_MEMBER}", kinds)
    for (subject, id), about in groupby(rows, key=_MEMBER_OF_ROW):
        member_id = text_of(id)
        member = profile(member_id, [fact_of(row, member_id, names) for row in about])
        if member is not None and member.enrolled_on is not None and subject not in gone:
            yield subject, member, date.fromordinal(max(days[subject], member.enrolled_on.toordinal()))


def write_people(connection: Connection, names: Names, subject: int) -> None:
    """Hand a member, and everyone who is one with her, to the look-up anew."""
    for one in joined.whole(connection, {subject}):
        write_member(connection, names, one)


def write_member(connection: Connection, names: Names, subject: int) -> None:
    """Fold one member's profile anew and hand it to the look-up: her own, so that whoever is one with others is found
    by all that any of them is called. Reads the few facts it is made of only."""
    people = joined.whole(connection, {subject})
    if len(people) > 1 and any(_is_erased(connection, names, one) for one in people):
        directory.remove(connection, subject)
        return
    found = connection.execute(_SUBJECT_ID, (subject,)).fetchone()
    member_id = text_of(found[0])
    about = [
        fact_of(row, member_id, names)
        for kind in keys_of(names, PROFILE)
        for row in connection.execute(_OF_KIND, (subject, kind))
    ]
    member = profile(member_id, about)
    if member is None or member.enrolled_on is None:
        return
    days = [last for one in people if (last := last_visit(connection, names, one)) is not None]
    directory.write(connection, subject, member, max(*days, member.enrolled_on) if days else member.enrolled_on)


def _is_erased(connection: Connection, names: Names, subject: int) -> bool:
    return connection.execute(_OF_KIND, (subject, names.kind_keys.get(ERASED))).fetchone() is not None


def last_visit(connection: Connection, names: Names, subject: int) -> date | None:
    """The business day of a member's last visit that was not voided."""
    visit = names.kind_keys.get(VISIT)
    voided = _voided_visits(connection, names, subject)
    if not voided:
        day = connection.execute(_LAST_DAY, (subject, visit)).fetchone()[0]
    else:
        rows = connection.execute(_OF_KIND, (subject, visit))
        day = max((row[8] for row in rows if text_of(row[1]) not in voided), default=None)
    return None if day is None else date.fromordinal(day)


def brands_of(lines: Iterable[Line]) -> set[str]:
    """The brand names on a receipt, each once."""
    return {line.brand for line in lines if line.brand is not None}


def count_brands(connection: Connection, counted: Counter[str]) -> None:
    """Add to the number of visits in which each brand was seen."""
    connection.executemany(_COUNT_BRAND, [(name, name.casefold(), count, count) for name, count in counted.items()])


def _count_brands(connection: Connection, visits: Sequence[Arrived]) -> None:
    counted: Counter[str] = Counter()
    for entry in visits:
        if isinstance(entry.fact.body, VisitRecorded):
            counted.update(brands_of(entry.fact.body.lines))
    if counted:
        count_brands(connection, counted)


def _last_days(visits: Sequence[Arrived]) -> dict[int, date]:
    days: dict[int, date] = {}
    for entry in visits:
        if entry.subject is not None:
            days[entry.subject] = max(days.get(entry.subject, date.min), entry.fact.business_day)
    return days


def _file_reversal(connection: Connection, names: Names, entry: Arrived) -> set[int]:
    """Note a void or return whose member is not (yet) the one of its visit; yields the member whose visit it is."""
    body = entry.fact.body
    if not isinstance(body, (VisitVoided, VisitReturned)) or body.visit is None:
        return set()
    visit = blob_of(body.visit)
    found = connection.execute(_VISIT_SUBJECT, (visit, names.kind_keys.get(VISIT))).fetchone()
    if found is None:
        connection.execute(_ADD_STRAY, (entry.key, visit, None))
        return set()
    (member,) = found
    if member is None:  # a guest's: nobody's card shows it
        return set()
    if member != entry.subject:
        connection.execute(_ADD_STRAY, (entry.key, visit, member))
    return {member}


def _claim_strays(connection: Connection, visits: Sequence[Arrived]) -> set[int]:
    """Give voids and returns that came before their visit to its member; yields the members it concerned."""
    claimed: set[int] = set()
    if not visits or connection.execute(_OPEN_STRAY).fetchone() is None:
        return claimed
    for entry in visits:
        for stray, its_subject in connection.execute(_STRAYS_OF_VISIT, (blob_of(entry.fact.id),)).fetchall():
            if entry.subject is None or entry.subject == its_subject:
                connection.execute(_DROP_STRAY, (stray,))
            else:
                connection.execute(_CLAIM_STRAY, (entry.subject, stray))
            if entry.subject is not None:
                claimed.add(entry.subject)
    return claimed


def _voided_visits(connection: Connection, names: Names, subject: int) -> set[str]:
    rows = list(connection.execute(_OF_KIND, (subject, names.kind_keys.get(VOID))))
    rows += connection.execute(_STRAYS_OF_MEMBER, (subject,))
    bodies = [fact_of(row, None, names).body for row in rows]
    return {body.visit for body in bodies if isinstance(body, VisitVoided)}
