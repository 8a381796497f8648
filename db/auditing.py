"""Decides whether a file still holds what was recorded: walks its chain of seals beside its facts, and names what does
not fit.

Reads one moment of the file in one pass, and beside it all that a chain alone does not show (audit_bounds.py). Refuses
to know what a seal covers (posdesk.domain.sealing) and to put anything right.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from db.audit_bounds import Confirmed, Emptied, findings_beyond, noted_through
from db.engine import Connection, Row, snapshot, sql
from db.rows import Names, learn, text_of
from db.seals import SELECT_ROWS, Parts, digest_of, parts_of
from db.store import Store
from db.tables import amended, dropped, facts, seals
from db.trouble import in_words
from posdesk.domain.audit import MOST_NAMED, Audit, Finding, Named, Wrong, about, missing, seal_word
from posdesk.domain.sealing import FIRST, NEVER_ERASED, body_hash, digest, link

STEP = 10_000
"""Facts between two words of progress."""
MOST_COMPARED = 200
"""So many facts that do not fit are compared with each other's places."""
Progress = Callable[[int, int], None]

_ROWS = f'{SELECT_ROWS} ORDER BY facts."key"'
_SEALS = sql(
    select(
        *(seals.c.key, seals.c.salt, seals.c.link),
        *(amended.c.place, amended.c.body, amended.c.now, dropped.c.id, dropped.c.digest),
    )
    .select_from(
        seals.outerjoin(amended, amended.c.key == seals.c.key).outerjoin(dropped, dropped.c.key == seals.c.key)
    )
    .order_by(seals.c.key)
)
_HOW_MANY = sql(select(func.count()).select_from(facts))
_IS_HERE = sql(select(facts.c.key).where(facts.c.id == bindparam("id")))


class _Seal(NamedTuple):
    """A row of seals, with what is said of it beside. dropped, of: the id and the digest of a fact that rightly is not
    there."""

    key: int
    salt: bytes | None
    link: bytes
    place: str | None
    body: bytes | None
    now: bytes | None
    dropped: bytes | None
    of: bytes | None


class _Misfit(NamedTuple):
    """A fact that does not fit its seal, and what its seal follows."""

    parts: Parts
    seal: _Seal
    previous: bytes


@dataclass(slots=True)
class _Walk:
    """What is known so far. follows: the links the next seal may follow: the stored one, and what it would be if that
    alone was changed, or removed. doubt: a misfit that the next seal may explain. lost: a seal is gone that cannot be
    worked out. highest: sequence by origin."""

    names: Names
    findings: list[Finding] = field(default_factory=list)
    amended: Counter[str] = field(default_factory=Counter)
    misfits: list[_Misfit] = field(default_factory=list)
    emptied: list[Emptied] = field(default_factory=list)
    replaced: list[tuple[int, bytes]] = field(default_factory=list)
    confirmed: Confirmed = field(default_factory=Confirmed)
    follows: list[bytes] = field(default_factory=lambda: [FIRST])
    doubt: Finding | None = None
    lost: bool = False
    highest: dict[int, int] = field(default_factory=dict)
    last: int = 0
    before: Named | None = None
    gone: list[int] = field(default_factory=list)
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
    _find_moved(walk)
    walk.findings += _lost_for_good(reader, walk.replaced)
    beyond, notes = findings_beyond(reader, names, walk.emptied, walk.confirmed, walk.highest)
    found = [*walk.findings, *beyond, *noted_through(reader, noted)]
    found.sort(key=lambda one: one.key or walk.last + 1)
    seal = seal_word(walk.last, walk.follows[0]) if walk.last else ""
    named, more = tuple(found[:MOST_NAMED]), max(0, len(found) - MOST_NAMED)
    return Audit(walk.count, dict(walk.amended), named, more, tuple(notes), seal)


def _walk(reader: Connection, walk: _Walk, progress: Progress | None) -> None:
    (all_of_them,) = reader.execute(_HOW_MANY).fetchone()
    sealed = map(_Seal._make, reader.execute(_SEALS))
    for key, row, seal in _paired(reader.execute(_ROWS), sealed):
        if row is None:
            assert seal is not None
            _without_fact(walk, seal)
        else:
            _with_fact(walk, row, seal)
        if seal is not None:
            walk.last = key
        if progress is not None and walk.count % STEP == 0 and row is not None:
            progress(walk.count, all_of_them)
    _settle_doubt(walk)
    _name_missing(walk, None)


def _paired(rows: Iterable[Row], sealed: Iterable[_Seal]) -> Iterator[tuple[int, Row | None, _Seal | None]]:
    """Facts and seals of one key together, in the order of keys; either may lack."""
    left, right = iter(rows), iter(sealed)
    row, seal = next(left, None), next(right, None)
    while row is not None or seal is not None:
        if seal is None or (row is not None and row[0] < seal.key):
            assert row is not None
            yield row[0], row, None
            row = next(left, None)
        elif row is None or seal.key < row[0]:
            yield seal.key, None, seal
            seal = next(right, None)
        else:
            yield seal.key, row, seal
            row, seal = next(left, None), next(right, None)


def _with_fact(walk: _Walk, row: Row, seal: _Seal | None) -> None:
    parts = parts_of(row, walk.names)
    walk.count += 1
    if row[6] > walk.highest.get(row[5], 0):
        walk.highest[row[5]] = row[6]
    named = _named(row, parts, walk.names)
    wrong = walk.confirmed.note(row[0], row[13], row[14])
    if wrong is not None:
        walk.findings.append(Finding(Wrong.CONFIRMED, f"{named} {wrong}", row[0], named))
    if seal is None:
        _without_seal(walk, named, parts)
    else:
        _check(walk, named, row, parts, seal)
    walk.before = named


def _check(walk: _Walk, named: Named, row: Row, parts: Parts, seal: _Seal) -> None:
    """Whether a fact fits its seal, and its seal the one before."""
    here = digest_of(parts, seal.salt)
    if seal.place is None or seal.body is None:
        sealed, fits_now = here, True
    else:
        sealed, fits_now = (
            digest(parts.said, seal.place, seal.body),
            _is_as_amended(walk, named, row, parts, seal, here),
        )
    follows = next((one for one in walk.follows if link(one, sealed) == seal.link), None)
    _settle_doubt(walk, explained=follows is not None and follows is not walk.follows[0])
    _name_missing(walk, named)
    following = [seal.link]
    if follows is None and seal.key > walk.last + 1:
        walk.findings.append(missing(seal.key - walk.last - 1, walk.last + 1, walk.before, named))
    elif follows is None and walk.lost:
        walk.findings.append(about(Wrong.UNPROVEN, named))
    elif follows is None:
        walk.doubt = about(Wrong.CHANGED, named)
        following.append(link(walk.follows[0], sealed))
        walk.misfits.append(_Misfit(parts, seal, walk.follows[0]))
    if follows is not None and not fits_now:
        walk.findings.append(about(Wrong.CHANGED, named))
    walk.follows, walk.lost = following, False


def _is_as_amended(walk: _Walk, named: Named, row: Row, parts: Parts, seal: _Seal, here: bytes) -> bool:
    """Whether a fact that rightly is another than it was sealed is what it was made then."""
    emptied = seal.salt is None and parts.kind not in NEVER_ERASED
    if emptied:
        walk.emptied.append(Emptied(named, row[4]))
    walk.amended["erased" if emptied else "placed"] += 1
    return here == seal.now and (emptied or body_hash(seal.salt, parts.stored) == seal.body)


def _without_seal(walk: _Walk, named: Named, parts: Parts) -> None:
    walk.findings.append(about(Wrong.UNSEALED, named))
    if parts.kind in NEVER_ERASED:
        walk.follows.append(link(walk.follows[0], digest_of(parts, None)))
    else:
        walk.lost = True


def _without_fact(walk: _Walk, seal: _Seal) -> None:
    """A seal whose fact is not there: rightly, where the hub's took its place."""
    if seal.of is not None and seal.dropped is not None:
        follows = [one for one in walk.follows if link(one, seal.of) == seal.link]
        if follows:
            _settle_doubt(walk, explained=follows[0] is not walk.follows[0])
            walk.amended["replaced"] += 1
            walk.replaced.append((seal.key, seal.dropped))
            walk.follows, walk.lost = [seal.link], False
            return
    _settle_doubt(walk)
    walk.gone.append(seal.key)
    walk.follows, walk.lost = [seal.link], False


def _settle_doubt(walk: _Walk, explained: bool = False) -> None:
    """Say what the last misfit was: the fact, or, where the next seal follows what it should have been, its seal."""
    doubt, walk.doubt = walk.doubt, None
    if doubt is None or doubt.fact is None:
        return
    if explained:
        walk.misfits.pop()
        doubt = about(Wrong.SEAL, doubt.fact)
    walk.findings.append(doubt)


def _name_missing(walk: _Walk, after: Named | None) -> None:
    if walk.gone:
        walk.findings.append(missing(len(walk.gone), walk.gone[0], walk.before, after))
        walk.gone.clear()


def _find_moved(walk: _Walk) -> None:
    """Say of misfits that each fit another's place that they were put there."""
    some = walk.misfits[:MOST_COMPARED]
    moved = {one.seal.key for one in some if any(_fits(one.parts, other) for other in some if other is not one)}
    walk.findings = [
        about(Wrong.MOVED, one.fact) if one.wrong is Wrong.CHANGED and one.fact and one.key in moved else one
        for one in walk.findings
    ]


def _fits(parts: Parts, place: _Misfit) -> bool:
    return link(place.previous, digest_of(parts, place.seal.salt)) == place.seal.link


def _lost_for_good(reader: Connection, replaced: Sequence[tuple[int, bytes]]) -> list[Finding]:
    """Facts that the hub's should stand for, which is not there either."""
    words = "fact {} was set aside for the hub's, which is not here"
    return [
        Finding(Wrong.MISSING, words.format(text_of(id)), key)
        for key, id in replaced
        if reader.execute(_IS_HERE, (id,)).fetchone() is None
    ]


def _named(row: Row, parts: Parts, names: Names) -> Named:
    store, register, incarnation = names.origins.get(row[5], ("?", "?", row[5]))
    return Named(row[0], text_of(row[1]), parts.kind or f"kind {row[2]}", store, register, incarnation, row[6])
