"""Decides how the tables of the look-up are kept: a member is written, seen again, removed, in the fact's transaction.

Refuses to know what a fact is (projections.py calls with finished profiles) and how members are found (search.py).
"""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import delete, insert, select
from sqlalchemy.sql import bindparam

from db.engine import Connection, sql
from db.search_tables import DAY_BITS, VIRTUAL, members
from posdesk.domain.identity import indexed_words
from posdesk.domain.member import Member

SETTLE_AT = 256
"""So many members are seen again before they are filed anew in the full-text indexes, all at once."""

_m = members.c
_INSERT = sql(insert(members))
_DELETE = sql(delete(members).where(_m.key == bindparam("k")))
_ROW = sql(select(members).where(_m.key == bindparam("k")))
_SET_RANK = "UPDATE members SET rank = ? WHERE key = ?"
_RANK = "SELECT rank FROM members WHERE key = ?"
_LAST_SLOT = "SELECT max(slot) FROM members WHERE slot < ?"
_LAST_MOVED = "SELECT max(rank) FROM members WHERE rank <> slot AND rank < ?"
_MOVED = "SELECT key, first_name, last_name, phone, rank, slot FROM members WHERE rank <> slot ORDER BY rank"
_COUNT_MOVED = "SELECT count(*) FROM members WHERE rank <> slot"
_ADD_WORD = "INSERT INTO words (word) VALUES (?) ON CONFLICT DO NOTHING"
_FILE_WORDS = "INSERT INTO member_words (rowid, words) VALUES (?, ?)"
_FILE_DIGITS = "INSERT INTO member_digits (rowid, digits) VALUES (?, ?)"
_UNFILE_WORDS = "DELETE FROM member_words WHERE rowid = ?"
_UNFILE_DIGITS = "DELETE FROM member_digits WHERE rowid = ?"


def create_virtual(connection: Connection) -> None:
    """Make the full-text tables of a fresh store, after the others."""
    for statement in VIRTUAL:
        connection.execute(statement)


def write(connection: Connection, key: int, member: Member, last_seen: date) -> None:
    """Write a member's row, new or changed, within the open transaction. last_seen never goes back (touch)."""
    known = connection.execute(_ROW, (key,)).fetchone()
    rank = next_rank(connection, last_seen)
    if known is not None:
        rank = max(rank, known[7]) if known[7] >> DAY_BITS < last_seen.toordinal() else known[7]
        _unfile(connection, known[8], known[3])
        connection.execute(_DELETE, (key,))
    phone = _backwards(member.phone)
    email = member.email.lower() if member.email else None
    names = (member.first_name, member.last_name)
    connection.execute(_INSERT, (key, *names, phone, email, member.card_code, member.external, rank, rank))
    _file(connection, rank, names, phone)


def touch(connection: Connection, key: int, last_seen: date) -> None:
    """A member was seen on `last_seen` (business day); an earlier day than known changes nothing, nor does a key nobody
    enrolled under."""
    row = connection.execute(_RANK, (key,)).fetchone()
    if row is None or row[0] >> DAY_BITS > last_seen.toordinal():
        return
    rank = next_rank(connection, last_seen)
    if rank != row[0] + 1:
        connection.execute(_SET_RANK, (rank, key))


def remove(connection: Connection, key: int) -> None:
    """Take a member out of the look-up."""
    known = connection.execute(_ROW, (key,)).fetchone()
    if known is not None:
        _unfile(connection, known[8], known[3])
        connection.execute(_DELETE, (key,))


def clear(connection: Connection) -> None:
    """Empty every table of the look-up, before a rebuild."""
    for statement in (
        "DELETE FROM members",
        "DELETE FROM words",
        "INSERT INTO member_words(member_words) VALUES ('delete-all')",
        "INSERT INTO member_digits(member_digits) VALUES ('delete-all')",
    ):
        connection.execute(statement)


def fill(connection: Connection, profiles: Iterable[tuple[int, Member, date]]) -> None:
    """Fill the emptied tables with many members (key, profile, last seen) at once: a rebuild, or a large import."""
    clear(connection)
    for key, member, last_seen in sorted(profiles, key=lambda row: row[2]):
        write(connection, key, member, last_seen)


def next_rank(connection: Connection, day: date) -> int:
    """The rank of whoever is seen now on `day`: above everyone seen on that day so far."""
    first = day.toordinal() << DAY_BITS
    after = first + (1 << DAY_BITS)
    last = max(connection.execute(statement, (after,)).fetchone()[0] or 0 for statement in (_LAST_SLOT, _LAST_MOVED))
    return max(last + 1, first)


def _file(connection: Connection, slot: int, names: Iterable[str], phone: str | None) -> None:
    found_by = indexed_words(*names)
    connection.execute(_FILE_WORDS, (slot, " ".join(found_by)))
    connection.executemany(_ADD_WORD, [(word,) for word in found_by])
    if phone:
        connection.execute(_FILE_DIGITS, (slot, phone))


def _unfile(connection: Connection, slot: int, phone: str | None) -> None:
    connection.execute(_UNFILE_WORDS, (slot,))
    if phone:
        connection.execute(_UNFILE_DIGITS, (slot,))


def _backwards(phone: str | None) -> str | None:
    return phone.lstrip("+")[::-1] if phone else None
