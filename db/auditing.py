"""Decides whether a file still holds what was recorded: walks the chain of its seals, and names what does not fit.

Reads one moment of the file in one pass, and beside it all that a chain alone does not show (audit_bounds.py). Refuses
to know what a seal covers (posdesk.domain.sealing) and to put anything right.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from db.audit_bounds import Confirmed, Emptied, findings_beyond, noted_through
from db.engine import Connection, Row, snapshot, sql
from db.rows import Names, learn, text_of
from db.seals import SEALED_COLUMNS, Parts, digest_of, dropped_rows, link_of, parts_of, salt_of
from db.store import Store
from db.tables import amended, facts, subjects
from db.trouble import in_words
from posdesk.domain.audit import MOST_NAMED, Audit, Finding, Named, Wrong, about, missing, moved, seal_word
from posdesk.domain.sealing import FIRST, NEVER_ERASED, body_hash, digest, link

STEP = 10_000
"""Facts between two words of progress."""
MOST_COMPARED = 200
"""So many facts that do not fit are compared with each other's places."""
Progress = Callable[[int, int], None]

_ROWS = sql(
    select(*SEALED_COLUMNS, facts.c.hub_epoch, facts.c.hub_position, amended.c.place, amended.c.body, amended.c.now)
    .select_from(facts.outerjoin(subjects).outerjoin(amended, amended.c.key == facts.c.key))
    .order_by(facts.c.key)
)
_HOW_MANY = sql(select(func.count()).select_from(facts))
_IS_HERE = sql(select(facts.c.key).where(facts.c.id == bindparam("id")))


class _Misfit(NamedTuple):
    """A fact whose seal does not follow the one before it. said, place, body: what was sealed. gap: how many keys lie
    between it and the fact before. unproven: the seal before it is gone."""

    fact: Named
    seal: bytes
    said: str
    place: str
    body: bytes
    previous: bytes
    gap: int
    before: Named | None
    unproven: bool


@dataclass(slots=True)
class _Walk:
    """What is known so far. previous: the seal before the next. others: what the next may follow instead, and what that
    would say of the misfit before it. lost: a seal is gone that cannot be worked out. highest: the last sequence of an
    origin. last: the last key that was sealed. before: the last row. more: misfits and findings beyond what is kept."""

    names: Names
    findings: list[Finding] = field(default_factory=list)
    misfits: list[_Misfit] = field(default_factory=list)
    more: int = 0
    amended: Counter[str] = field(default_factory=Counter)
    emptied: list[Emptied] = field(default_factory=list)
    confirmed: Confirmed = field(default_factory=Confirmed)
    previous: bytes = FIRST
    others: list[tuple[bytes, Wrong | None]] = field(default_factory=list)
    lost: bool = False
    highest: dict[int, int] = field(default_factory=dict)
    last: int = 0
    before: Row | None = None
    count: int = 0


def verify(store: Store, noted: str | None = None, progress: Progress | None = None) -> Audit:
    """Look at the whole file. noted: a seal as an earlier Audit gave it, which the chain has to go through. progress:
    told (facts so far, facts in all) every STEP facts. Raises EnvironmentTrouble."""
    with in_words(store.folder), snapshot(store.connections) as reader:
        return verify_moment(reader, noted, progress)


def verify_moment(reader: Connection, noted: str | None = None, progress: Progress | None = None) -> Audit:
    """The same, of what one connection sees: all of it has to be one moment."""
    names = Names()
    learn(names, reader)
    walk = _Walk(names)
    _walk(reader, walk, progress)
    beyond, notes = findings_beyond(reader, names, walk.emptied, walk.confirmed, walk.highest)
    found = [*walk.findings, *_of_misfits(walk.misfits), *beyond, *noted_through(reader, noted)]
    found.sort(key=lambda one: one.key or walk.last + 1)
    seal = seal_word(walk.last, walk.previous) if walk.last else ""
    more = walk.more + max(0, len(found) - MOST_NAMED)
    return Audit(walk.count, dict(walk.amended), tuple(found[:MOST_NAMED]), more, tuple(notes), seal)


def _walk(reader: Connection, walk: _Walk, progress: Progress | None) -> None:
    (all_of_them,) = reader.execute(_HOW_MANY).fetchone()
    gone = list(dropped_rows(reader))
    for row in reader.execute(_ROWS):
        while gone and gone[0][0] < row[0]:
            _without_fact(reader, walk, gone.pop(0))
        _with_fact(walk, row)
        if progress is not None and walk.count % STEP == 0:
            progress(walk.count, all_of_them)
    for one in gone:
        _without_fact(reader, walk, one)


def _with_fact(walk: _Walk, row: Row) -> None:
    parts = parts_of(row, walk.names)
    walk.count += 1
    if row[6] > walk.highest.get(row[5], 0):
        walk.highest[row[5]] = row[6]
    wrong = walk.confirmed.note(row[0], row[14], row[15])
    if wrong is not None:
        named = _named(row, walk.names)
        _found(walk, Finding(Wrong.CONFIRMED, f"{named} {wrong}", row[0], named))
    if row[13] is None:
        _without_seal(walk, row, parts)
    else:
        _check(walk, row, parts)
    walk.before = row


def _check(walk: _Walk, row: Row, parts: Parts) -> None:
    """Whether a fact fits its seal, and its seal the one before."""
    place, body = row[16:18]
    if place is None:
        place, body = parts.place, body_hash(salt_of(row[13]), parts.stored)
    elif not _is_as_amended(walk, row, parts):
        _found(walk, about(Wrong.CHANGED, _named(row, walk.names)))
    sealed = digest(row[0], parts.said, place, body)
    seal, others = link_of(row[13]), walk.others
    walk.others = []
    if link(walk.previous, sealed) != seal and not _explained(walk, others, sealed, seal):
        _misfit(walk, row, sealed, (seal, parts.said, place, body))
    walk.previous, walk.lost, walk.last = seal, False, row[0]


def _explained(walk: _Walk, others: Sequence[tuple[bytes, Wrong | None]], sealed: bytes, seal: bytes) -> bool:
    """Whether a seal follows something else than the one before it, because that one is not what it was."""
    for other, says in others:
        if link(other, sealed) == seal:
            if says is Wrong.SEAL:
                _found(walk, about(Wrong.SEAL, walk.misfits.pop().fact))
            return True
    return False


def _misfit(walk: _Walk, row: Row, sealed: bytes, of: tuple[bytes, str, str, bytes]) -> None:
    if len(walk.misfits) == MOST_NAMED:
        walk.more += 1
        return
    before = None if walk.before is None else _named(walk.before, walk.names)
    gap = row[0] - walk.last - 1
    walk.misfits.append(_Misfit(_named(row, walk.names), *of, walk.previous, gap, before, walk.lost))
    walk.others = [(link(walk.previous, sealed), Wrong.SEAL), (walk.previous, None)]


def _is_as_amended(walk: _Walk, row: Row, parts: Parts) -> bool:
    """Whether a fact that rightly is another than it was sealed is what it was made then."""
    salt = salt_of(row[13])
    emptied = salt is None and parts.kind not in NEVER_ERASED
    if emptied:
        walk.emptied.append(Emptied(_named(row, walk.names), row[4]))
    walk.amended["erased" if emptied else "placed"] += 1
    return bool(digest_of(parts, salt) == row[18] and (emptied or body_hash(salt, parts.stored) == row[17]))


def _without_seal(walk: _Walk, row: Row, parts: Parts) -> None:
    """The next seal may follow this one, if it was taken away: of a fact without a salt it can be worked out."""
    _found(walk, about(Wrong.UNSEALED, _named(row, walk.names)))
    if parts.kind in NEVER_ERASED:
        walk.others.append((link(walk.previous, digest_of(parts, None)), None))
    else:
        walk.lost = True


def _without_fact(reader: Connection, walk: _Walk, row: Row) -> None:
    """A seal whose fact is not there, for the hub's took its place."""
    key, id, sealed, seal = row
    others, walk.others = walk.others, []
    if link(walk.previous, sealed) != seal and not _explained(walk, others, sealed, seal):
        words = f"what is kept of fact {text_of(id)}, which gave way to the hub's, was changed or put in by hand"
        _found(walk, Finding(Wrong.CHANGED, words, key))
    elif reader.execute(_IS_HERE, (id,)).fetchone() is None:
        words = f"fact {text_of(id)} gave way to the hub's, which is not here"
        _found(walk, Finding(Wrong.MISSING, words, key))
    walk.amended["replaced"] += 1
    walk.previous, walk.lost, walk.last = seal, False, key


def _of_misfits(misfits: Sequence[_Misfit]) -> list[Finding]:
    """What they are: moved, where they follow a seal that is somewhere else in the file; behind one that is missing; or
    changed."""
    some = misfits[:MOST_COMPARED]
    there = {one.previous: one.before for one in some} | {one.seal: one.fact for one in some}
    behind = {one.fact.key: before for one in some for seal, before in there.items() if _follows(one, seal, before)}
    return [moved(one.fact, behind[one.fact.key]) if one.fact.key in behind else _finding(one) for one in misfits]


def _follows(misfit: _Misfit, seal: bytes, before: Named | None) -> bool:
    """Whether it was sealed behind this fact: under its own number, or the next after that one's."""
    numbers = {misfit.fact.key, 1 if before is None else before.key + 1}
    digests = (digest(number, misfit.said, misfit.place, misfit.body) for number in numbers)
    return any(link(seal, each) == misfit.seal for each in digests)


def _finding(misfit: _Misfit) -> Finding:
    if misfit.gap > 0:
        return missing(misfit.gap, misfit.before, misfit.fact)
    return about(Wrong.UNPROVEN if misfit.unproven else Wrong.CHANGED, misfit.fact)


def _found(walk: _Walk, finding: Finding) -> None:
    if len(walk.findings) < MOST_NAMED:
        walk.findings.append(finding)
    else:
        walk.more += 1


def _named(row: Row, names: Names) -> Named:
    kind, _ = names.kinds.get(row[2], (f"kind {row[2]}", 0))
    store, register, incarnation = names.origins.get(row[5], ("?", "?", row[5]))
    return Named(row[0], text_of(row[1]), kind, store, register, incarnation, row[6])
