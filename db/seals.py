"""Decides how facts are sealed as they enter the file, and how a fact that rightly changes keeps its seal.

One chain goes over all rows in order of arrival, whoever made them: so it has one end, and not one for each register
and incarnation. Runs within a transaction somebody else has begun. Refuses to know what a seal covers
(posdesk.domain.sealing) and who looks at it (auditing.py).
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from secrets import token_bytes
from typing import NamedTuple

from sqlalchemy import ColumnElement, LargeBinary, bindparam, cast, func, insert, literal_column, null, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from db.engine import Connection, Parameters, Row, sql
from db.rows import Names
from db.tables import amended, dropped, facts, seals, subjects
from posdesk.domain.facts import Fact
from posdesk.domain.sealing import FIRST, NEVER_ERASED, SALT_BYTES, body_hash, digest, link, place_of, said_of

AT_ONCE = 10_000

_f = facts.c
SELECT_ROWS = sql(
    select(
        *(_f.key, _f.id, _f.kind, _f.subject, subjects.c.id, _f.origin, _f.sequence, _f.staff, _f.occurred_at),
        *(_f.business_day, _f.clock_ahead, _f.corrected_at, cast(_f.body, LargeBinary).label("stored")),
        *(_f.hub_epoch, _f.hub_position),
    ).select_from(facts.outerjoin(subjects))
)
"""A fact's row as `parts_of` reads it; a WHERE or an ORDER is put behind it."""
INSERT_SEAL = sql(insert(seals))
_ZERO: ColumnElement[int] = literal_column("0")
_LAST_FACT, _LAST_SEAL = (select(func.max(column)).scalar_subquery() for column in (_f.key, seals.c.key))
_ENDS = sql(
    select(
        func.max(func.coalesce(_LAST_FACT, _ZERO), func.coalesce(_LAST_SEAL, _ZERO)),
        select(seals.c.link).where(seals.c.key == _LAST_SEAL).scalar_subquery(),
    )
)
_BY_KEY = f'{SELECT_ROWS} WHERE facts."key" = ?'
_SALT = sql(select(seals.c.salt).where(seals.c.key == bindparam("at")))
_DROP_SALT = sql(update(seals).values(salt=null()).where(seals.c.key == bindparam("at")))
_AMENDED = sql(select(amended.c.place, amended.c.body).where(amended.c.key == bindparam("at")))
_added = upsert(amended)
_AMEND = sql(_added.on_conflict_do_update(index_elements=["key"], set_={"now": _added.excluded.now}))
_ID = sql(select(_f.id).where(_f.key == bindparam("at")))
_DROP = sql(insert(dropped))


class Parts(NamedTuple):
    """What the digest of a row is over. stored: the bytes of its body. kind: None where its number names none."""

    kind: str | None
    said: str
    place: str
    stored: bytes


def ends(connection: Connection) -> tuple[int, bytes]:
    """The last key that was ever given to a fact (0 before the first), and the last seal."""
    key, last = connection.execute(_ENDS).fetchone()
    return key, last or FIRST


def add(connection: Connection, previous: bytes, arrived: Sequence[tuple[Fact, Row]]) -> None:
    """Seal facts whose rows (rows.row_of) have just been stored, in this order, behind the seal `previous`."""
    entries = []
    for fact, row in arrived:
        subject = None if fact.subject is None else bytes.fromhex(fact.subject.replace("-", ""))
        said = said_of(row[1], fact.kind, fact.version, subject, fact.store, fact.register, fact.staff, row[7])
        place = place_of(fact.incarnation, row[5], row[9], row[8], row[13])
        salt = _salt(fact.kind)
        previous = link(previous, digest(said, place, body_hash(salt, row[10].encode())))
        entries.append((row[0], salt, previous))
    connection.executemany(INSERT_SEAL, entries)


def begin(connection: Connection, names: Names) -> None:
    """Seal every fact of a file that has no seals yet, as it is."""
    if connection.execute("SELECT 1 FROM seals LIMIT 1").fetchone() is not None:
        return
    previous = FIRST
    rows = _rows(connection)
    while some := list(islice(rows, AT_ONCE)):
        entries = []
        for row in some:
            parts = parts_of(row, names)
            salt = _salt(parts.kind)
            previous = link(previous, digest_of(parts, salt))
            entries.append((row[0], salt, previous))
        connection.executemany(INSERT_SEAL, entries)


def amend(connection: Connection, names: Names, key: int, statement: str, values: Parameters) -> None:
    """Change a sealed fact by a statement: its seal stays what it was, and what it covered that is no more is kept as a
    hash. Where the body changes, the salt goes: nobody can guess what it was."""
    before, salt = _sealed(connection, names, key)
    place, body = connection.execute(_AMENDED, (key,)).fetchone() or (before.place, body_hash(salt, before.stored))
    connection.execute(statement, values)
    after, _ = _sealed(connection, names, key)
    if after.stored != before.stored and salt is not None:
        connection.execute(_DROP_SALT, (key,))
        salt = None
    connection.execute(_AMEND, (key, place, body, digest_of(after, salt)))


def drop(connection: Connection, names: Names, key: int, statement: str, values: Parameters) -> None:
    """Remove a sealed fact by a statement; what was sealed at its key is kept as a hash, and nobody gets its key."""
    before, salt = _sealed(connection, names, key)
    (id,) = connection.execute(_ID, (key,)).fetchone()
    place, body = connection.execute(_AMENDED, (key,)).fetchone() or (before.place, body_hash(salt, before.stored))
    connection.execute(statement, values)
    connection.execute(_DROP, (key, id, digest(before.said, place, body)))


def parts_of(row: Row, names: Names) -> Parts:
    """What the digest of a row of SELECT_ROWS is over. A number that names nothing is told as it is."""
    _, id, kind_key, subject_key, subject, origin_key, sequence, staff_key, at = row[:9]
    day, ahead, corrected_at, stored = row[9:13]
    kind, version = names.kinds.get(kind_key) or (None, kind_key)
    store, register, incarnation = names.origins.get(origin_key) or ("\0", "", origin_key)
    staff = names.staff.get(staff_key, f"\0{staff_key}")
    about = f"\0{subject_key}".encode() if subject is None and subject_key is not None else subject
    said = said_of(id, kind or "\0", version, about, store, register, staff, at)
    return Parts(kind, said, place_of(incarnation, sequence, ahead, day, corrected_at), stored)


def digest_of(parts: Parts, salt: bytes | None) -> bytes:
    """The digest of a row as it is."""
    return digest(parts.said, parts.place, body_hash(salt, parts.stored))


def _salt(kind: str | None) -> bytes | None:
    return None if kind in NEVER_ERASED else token_bytes(SALT_BYTES)


def _sealed(connection: Connection, names: Names, key: int) -> tuple[Parts, bytes | None]:
    row = connection.execute(_BY_KEY, (key,)).fetchone()
    found = connection.execute(_SALT, (key,)).fetchone()
    return parts_of(row, names), None if found is None else found[0]


def _rows(connection: Connection) -> Iterator[Row]:
    yield from connection.execute(f'{SELECT_ROWS} ORDER BY facts."key"')
