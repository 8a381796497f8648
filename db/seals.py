"""Decides how facts are sealed as they enter the file, and how a fact that rightly changes keeps its seal.

One chain goes over all rows in order of arrival, whoever made them: so it has one end, and not one for each register
and incarnation. A seal stands in the fact's own row: a page of its own would cost a visit four times as much. Runs
within a transaction somebody else has begun. Refuses to know what a seal covers (posdesk.domain.sealing) and who looks
at it (auditing.py).
"""

from collections.abc import Iterator, Sequence
from secrets import token_bytes
from typing import NamedTuple

from sqlalchemy import LargeBinary, bindparam, cast, func, insert, literal_column, null, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from db.engine import Connection, Parameters, Row, sql
from db.rows import Names
from db.tables import amended, dropped, facts, subjects
from posdesk.domain.facts import Fact
from posdesk.domain.sealing import FIRST, NEVER_ERASED, SALT_BYTES, body_hash, digest, link, place_of, said_of

LINK_BYTES = len(FIRST)
AT_ONCE = 10_000

_f = facts.c
SEALED_COLUMNS = (
    *(_f.key, _f.id, _f.kind, _f.subject, subjects.c.id, _f.origin, _f.sequence, _f.staff, _f.occurred_at),
    *(_f.business_day, _f.clock_ahead, _f.corrected_at, cast(_f.body, LargeBinary).label("stored"), _f.seal),
)
"""A fact's row as `parts_of` reads it, and its seal."""
SELECT_SEALED = sql(select(*SEALED_COLUMNS).select_from(facts.outerjoin(subjects)))
_LAST_KEY, _LAST_DROPPED = (select(func.max(key)).scalar_subquery() for key in (_f.key, dropped.c.key))
_LAST_SEALED = select(func.max(_f.key)).where(_f.seal.is_not(None)).scalar_subquery()
_ENDS = sql(select(_LAST_KEY, _f.key, _f.seal, _LAST_DROPPED).where(_f.key == _LAST_SEALED))
_ENDS_UNSEALED = sql(select(_LAST_KEY, literal_column("0"), null(), _LAST_DROPPED))
_DROPPED_SEAL = sql(select(dropped.c.link).where(dropped.c.key == bindparam("at")))
_BY_KEY = f'{SELECT_SEALED} WHERE facts."key" = ?'
_AFTER = f'{SELECT_SEALED} WHERE facts."key" > ? ORDER BY facts."key"'
_SEAL = sql(update(facts).values(seal=bindparam("sealed")).where(_f.key == bindparam("at")))
_DROP_SALT = sql(
    update(facts)
    .values(seal=func.substr(_f.seal, literal_column("1"), literal_column(str(LINK_BYTES))))
    .where(_f.key == bindparam("at"))
)
_AMENDED = sql(select(amended.c.place, amended.c.body).where(amended.c.key == bindparam("at")))
_added = upsert(amended)
_AMEND = sql(_added.on_conflict_do_update(index_elements=["key"], set_={"now": _added.excluded.now}))
_DROP = sql(insert(dropped))


class Parts(NamedTuple):
    """What the digest of a row is over. stored: the bytes of its body. kind: None where its number names none."""

    key: int
    kind: str | None
    said: str
    place: str
    stored: bytes


def ends(connection: Connection) -> tuple[int, bytes]:
    """The last key that was ever given to a fact (0 before the first), and the last seal."""
    found = connection.execute(_ENDS).fetchone() or connection.execute(_ENDS_UNSEALED).fetchone()
    key, at, seal, gone = found
    if gone is not None and gone > at:
        (seal,) = connection.execute(_DROPPED_SEAL, (gone,)).fetchone()
    return max(key or 0, gone or 0), link_of(seal)


def link_of(seal: bytes | None) -> bytes:
    """The link in a seal; where somebody took it away, what the first follows."""
    return FIRST if seal is None else seal[:LINK_BYTES]


def salt_of(seal: bytes | None) -> bytes | None:
    """The salt in a seal, if it has one."""
    return None if seal is None else seal[LINK_BYTES:] or None


def sealed(previous: bytes, fresh: Sequence[Fact], rows: Sequence[Row]) -> list[Row]:
    """The rows (rows.row_of) of facts that arrive in this order behind the seal `previous`, each with its seal."""
    done = []
    for fact, row in zip(fresh, rows, strict=True):
        subject = None if fact.subject is None else bytes.fromhex(fact.subject.replace("-", ""))
        said = said_of(row[1], fact.kind, fact.version, subject, fact.store, fact.register, fact.staff, row[7])
        place = place_of(fact.incarnation, row[5], row[9], row[8], row[13])
        salt = _salt(fact.kind)
        previous = link(previous, digest(row[0], said, place, body_hash(salt, row[10].encode())))
        done.append((*row, previous + (salt or b"")))
    return done


def begin(connection: Connection, names: Names) -> None:
    """Seal every fact of a file that has no seals yet, as it is."""
    if connection.execute(_ENDS).fetchone() is not None:
        return
    previous, key = FIRST, 0
    while rows := connection.execute(_AFTER, (key,)).fetchmany(AT_ONCE):
        entries = []
        for row in rows:
            parts = parts_of(row, names)
            salt = _salt(parts.kind)
            previous = link(previous, digest_of(parts, salt))
            entries.append((previous + (salt or b""), row[0]))
        connection.executemany(_SEAL, entries)
        key = rows[-1][0]


def amend(connection: Connection, names: Names, key: int, statement: str, values: Parameters) -> None:
    """Change a sealed fact by a statement: its seal stays what it was, and what it covered that is no more is kept as a
    hash. Where the body changes, the salt goes: nobody can guess what it was."""
    before, seal = _sealed(connection, names, key)
    salt = salt_of(seal)
    place, body = connection.execute(_AMENDED, (key,)).fetchone() or (before.place, body_hash(salt, before.stored))
    connection.execute(statement, values)
    after, _ = _sealed(connection, names, key)
    if after.stored != before.stored and salt is not None:
        connection.execute(_DROP_SALT, (key,))
        salt = None
    connection.execute(_AMEND, (key, place, body, digest_of(after, salt)))


def drop(connection: Connection, names: Names, key: int, id: bytes, statement: str) -> None:
    """Remove a sealed fact by a statement with its id. What was sealed at its key is kept as a hash, and no fact gets
    its key."""
    before, seal = _sealed(connection, names, key)
    hashed = body_hash(salt_of(seal), before.stored)
    place, body = connection.execute(_AMENDED, (key,)).fetchone() or (before.place, hashed)
    connection.execute(statement, (id,))
    connection.execute(_DROP, (key, id, digest(key, before.said, place, body), link_of(seal)))


def parts_of(row: Row, names: Names) -> Parts:
    """What the digest of a row of SEALED_COLUMNS is over. A number that names nothing is told as it is."""
    key, id, kind_key, subject_key, subject, origin_key, sequence, staff_key, at = row[:9]
    day, ahead, corrected_at, stored = row[9:13]
    kind, version = names.kinds.get(kind_key) or (None, kind_key)
    store, register, incarnation = names.origins.get(origin_key) or ("\0", "", origin_key)
    staff = names.staff.get(staff_key, f"\0{staff_key}")
    about = f"\0{subject_key}".encode() if subject is None and subject_key is not None else subject
    said = said_of(id, kind or "\0", version, about, store, register, staff, at)
    return Parts(key, kind, said, place_of(incarnation, sequence, ahead, day, corrected_at), stored)


def digest_of(parts: Parts, salt: bytes | None) -> bytes:
    """The digest of a row as it is."""
    return digest(parts.key, parts.said, parts.place, body_hash(salt, parts.stored))


def dropped_rows(connection: Connection) -> Iterator[Row]:
    """Key, id, digest and seal of every fact that gave way to the hub's, in order."""
    yield from connection.execute(sql(select(dropped).order_by(dropped.c.key)))


def _salt(kind: str | None) -> bytes | None:
    return None if kind in NEVER_ERASED else token_bytes(SALT_BYTES)


def _sealed(connection: Connection, names: Names, key: int) -> tuple[Parts, bytes | None]:
    row = connection.execute(_BY_KEY, (key,)).fetchone()
    return parts_of(row, names), row[13]
