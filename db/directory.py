"""Decides how the tables of the look-up are kept: a member is written, seen again, removed, in the fact's transaction.

Refuses to know what a fact is (projections.py calls with finished profiles) and how members are found (search.py).

A full-text index takes entries cheaply only in the order of their row ids and many at a time: one by one a member costs
0.2 ms and now and then 40 ms of merging, 256 sorted together 0.03 ms each. So `write` and `touch` change the member's
row alone, and `settle` files all that have gathered. Until then search.py reads them from the rows, so nothing is late.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from heapq import merge

from sqlalchemy import BindParameter, bindparam, delete, insert, select, update
from sqlalchemy.schema import CreateIndex, DropIndex

from db.engine import Connection, Row, sql
from db.search_tables import DAY_BITS, LAST_DAY, VIRTUAL, members, words
from posdesk.domain.identity import indexed_words
from posdesk.domain.member import Member

SETTLE_AT = 128
"""So many members are written or seen again before they are filed: twice as many hold up the counter twice as long."""
TIDIED_PAGES = 64
"""So many pages of each full-text index are merged in a quiet moment: about 10 ms."""
SECURE_DELETE_SINCE = (3, 42, 0)
AT_ONCE = 5000
"""Rows in memory at a time while everybody is filed."""

_A_DAY = 1 << DAY_BITS
_m = members.c
_key: BindParameter[int] = bindparam("k")
_known = select(_m.first_name, _m.last_name, _m.phone, _m.rank, _m.slot).where(_m.key == _key)
_KNOWN, _INSERT, _DELETE = sql(_known), sql(insert(members)), sql(delete(members).where(_m.key == _key))
_UPDATE = sql(update(members).where(_m.key == _key).values({c: bindparam(f"new_{c.name}") for c in members.c[1:]}))
_RANK = sql(select(_m.rank).where(_m.key == _key))
_SET_RANK = sql(update(members).where(_m.key == _key).values(rank=bindparam("new_rank")))
_NEWEST_SLOT = "SELECT min(slot) FROM members WHERE slot >= ?"
_NEWEST_UNFILED = "SELECT min(rank) FROM members WHERE rank IS NOT slot AND rank >= ?"
_HOW_MANY_UNFILED = "SELECT count(*) FROM members WHERE rank IS NOT slot"
_UNFILED = "SELECT rank, slot, first_name, last_name, phone FROM members WHERE rank IS NOT slot ORDER BY rank"
_NOW_FILED = "UPDATE members SET slot = rank WHERE rank IS NOT slot"
_EVERYBODY = "SELECT slot, first_name, last_name, phone FROM members ORDER BY +slot"
_ADD_WORD = "INSERT INTO words (word) VALUES (?) ON CONFLICT DO NOTHING"
_DROP_WORD = sql(delete(words).where(words.c.word == bindparam("gone")))
_HAS_WORD = "SELECT rowid FROM member_words WHERE member_words MATCH ? LIMIT 1"
_FILE_WORDS = "INSERT INTO member_words (rowid, words) VALUES (?, ?)"
_FILE_DIGITS = "INSERT INTO member_digits (rowid, digits) VALUES (?, ?)"
_UNFILE_WORDS = "INSERT INTO member_words (member_words, rowid, words) VALUES ('delete', ?, ?)"
_UNFILE_DIGITS = "INSERT INTO member_digits (member_digits, rowid, digits) VALUES ('delete', ?, ?)"
_TIDY = (
    (
        "SELECT v FROM member_words_config WHERE k = 'usermerge'",
        "INSERT INTO member_words (member_words, rank) VALUES ('usermerge', ?)",
        "INSERT INTO member_words (member_words, rank) VALUES ('merge', ?)",
    ),
    (
        "SELECT v FROM member_digits_config WHERE k = 'usermerge'",
        "INSERT INTO member_digits (member_digits, rank) VALUES ('usermerge', ?)",
        "INSERT INTO member_digits (member_digits, rank) VALUES ('merge', ?)",
    ),
)
_SECURELY = (
    "INSERT INTO member_words (member_words, rank) VALUES ('secure-delete', ?)",
    "INSERT INTO member_digits (member_digits, rank) VALUES ('secure-delete', ?)",
)
_EMPTY = (
    "DELETE FROM members",
    "DELETE FROM words",
    "INSERT INTO member_words (member_words) VALUES ('delete-all')",
    "INSERT INTO member_digits (member_digits) VALUES ('delete-all')",
)
_INDEXES = sorted(members.indexes, key=lambda index: str(index.name))
_DROP_INDEXES, _MAKE_INDEXES = [sql(DropIndex(i)) for i in _INDEXES], [sql(CreateIndex(i)) for i in _INDEXES]


def create_virtual(connection: Connection) -> None:
    """Make the full-text tables of a fresh store, after the others."""
    for statement in VIRTUAL:
        connection.execute(statement)


def write(connection: Connection, key: int, member: Member, last_seen: date) -> None:
    """Write a member's row, new or changed, in the open transaction. last_seen is what holds now, earlier or later."""
    known = connection.execute(_KNOWN, (key,)).fetchone()
    phone = backwards(member.phone)
    if known is None:
        rank, slot = next_rank(connection, last_seen), None
    else:
        rank = known[3] if day_of(known[3]) == last_seen else next_rank(connection, last_seen)
        slot = known[4]
        if slot is not None and (rank > known[3] or known[:3] != (member.first_name, member.last_name, phone)):
            _unfile(connection, slot, known)
            slot = None
    email = member.email.lower() if member.email else None
    row = (member.first_name, member.last_name, phone, email, member.card_code, member.external, rank, slot)
    if known is None:
        connection.execute(_INSERT, (key, *row))
    else:
        connection.execute(_UPDATE, (*row, key))
    for word in indexed_words(member.first_name, member.last_name):
        connection.execute(_ADD_WORD, (word,))
    _settle_when_due(connection)


def touch(connection: Connection, key: int, last_seen: date) -> None:
    """A member was seen on the business day `last_seen`: now the newest of that day.

    An earlier day than known changes nothing, nor does a key under which nobody has enrolled.
    """
    row = connection.execute(_RANK, (key,)).fetchone()
    if row is None or day_of(row[0]) > last_seen:
        return
    rank = next_rank(connection, last_seen)
    if rank < row[0] - 1:  # else the newest of the day is seen again
        connection.execute(_SET_RANK, (rank, key))
        _settle_when_due(connection)


def remove(connection: Connection, key: int) -> None:
    """Take a member out of the look-up, and out of the full-text indexes' bytes where the SQLite in use can do that.

    A word that nobody else is called leaves the vocabulary too.
    """
    known = connection.execute(_KNOWN, (key,)).fetchone()
    if known is None:
        return
    if known[4] is not None:
        _forget(connection, known[4], known)
    connection.execute(_DELETE, (key,))
    waiting = {word for row in connection.execute(_UNFILED) for word in indexed_words(row[2], row[3])}
    for word in indexed_words(known[0], known[1]):
        if word not in waiting and connection.execute(_HAS_WORD, (f'"{word}"',)).fetchone() is None:
            connection.execute(_DROP_WORD, (word,))


def settle(connection: Connection) -> int:
    """File every member that was written or seen again since the last time; yields how many. Within a transaction.

    For a quiet moment: no visit waits for it then. It also takes a step in merging what earlier filings left behind,
    without which every move would take its bytes until the index merges everything by itself.
    """
    filed = _file(connection)
    for known, set_, merge_some in _TIDY:
        if connection.execute(known).fetchone() is None:
            connection.execute(set_, (2,))  # two segments of a size are enough to be merged; four by default
        connection.execute(merge_some, (TIDIED_PAGES,))
    return filed


def clear(connection: Connection) -> None:
    """Empty every table of the look-up, before a rebuild."""
    for statement in _EMPTY:
        connection.execute(statement)


def fill(connection: Connection, profiles: Iterable[tuple[int, Member, date]]) -> None:
    """Empty the tables and fill them with many members (key, profile, last seen) in one go: a rebuild.

    The indexes are made afterwards, and the full-text ones filled in their order, which SQLite sorts in memory: about
    60 bytes a member for the moment.
    """
    clear(connection)
    for statement in _DROP_INDEXES:
        connection.execute(statement)
    connection.executemany(_INSERT, _ranked_rows(profiles))
    for statement in _MAKE_INDEXES:
        connection.execute(statement)
    known: set[str] = set()
    everybody = connection.execute(_EVERYBODY)
    while rows := everybody.fetchmany(AT_ONCE):
        found_by = [indexed_words(first, last) for _, first, last, _ in rows]
        known.update(*found_by)
        connection.executemany(_FILE_WORDS, [(r[0], " ".join(w)) for r, w in zip(rows, found_by, strict=True)])
        connection.executemany(_FILE_DIGITS, [(slot, phone) for slot, _, _, phone in rows if phone])
    connection.executemany(_ADD_WORD, [(word,) for word in sorted(known)])


def _ranked_rows(profiles: Iterable[tuple[int, Member, date]]) -> Iterator[Row]:
    given: dict[date, int] = {}
    for key, member, day in profiles:
        rank = given[day] = given.get(day, _first_after(day)) - 1
        names = (member.first_name, member.last_name, backwards(member.phone))
        yield key, *names, member.email and member.email.lower(), member.card_code, member.external, rank, rank


def next_rank(connection: Connection, day: date) -> int:
    """The rank of whoever is seen now on `day`: before everyone seen on that day so far."""
    after = _first_after(day)
    newest = after
    for statement in (_NEWEST_SLOT, _NEWEST_UNFILED):
        (rank,) = connection.execute(statement, (after - _A_DAY,)).fetchone()
        newest = newest if rank is None else min(newest, rank)
    return newest - 1


def day_of(rank: int) -> date:
    """The business day in a rank."""
    return date.fromordinal(LAST_DAY - (rank >> DAY_BITS))


def backwards(phone: str | None) -> str | None:
    """The digits of an E.164 phone, last one first."""
    return phone.lstrip("+")[::-1] if phone else None


def _first_after(day: date) -> int:
    return (LAST_DAY - day.toordinal() + 1) << DAY_BITS


def _unfile(connection: Connection, slot: int, known: Row) -> None:
    connection.execute(_UNFILE_WORDS, (slot, " ".join(indexed_words(known[0], known[1]))))
    if known[2]:
        connection.execute(_UNFILE_DIGITS, (slot, known[2]))


def _forget(connection: Connection, slot: int, known: Row) -> None:
    (version,) = connection.execute("SELECT sqlite_version()").fetchone()
    can = tuple(map(int, version.split("."))) >= SECURE_DELETE_SINCE
    for statement in _SECURELY if can else ():
        connection.execute(statement, (1,))
    _unfile(connection, slot, known)
    for statement in _SECURELY if can else ():  # a rewrite of whole pages: too dear for every move
        connection.execute(statement, (0,))


def _file(connection: Connection) -> int:
    rows = connection.execute(_UNFILED).fetchall()
    filed = [row for row in rows if row[1] is not None]
    filed.sort(key=lambda row: row[1])
    arriving = ((rank, True, first, last, phone) for rank, _, first, last, phone in rows)
    leaving = ((slot, False, first, last, phone) for _, slot, first, last, phone in filed)
    for slot, arrives, first, last, phone in merge(arriving, leaving):
        connection.execute(_FILE_WORDS if arrives else _UNFILE_WORDS, (slot, " ".join(indexed_words(first, last))))
        if phone:
            connection.execute(_FILE_DIGITS if arrives else _UNFILE_DIGITS, (slot, phone))
    if rows:
        connection.execute(_NOW_FILED)
    return len(rows)


def _settle_when_due(connection: Connection) -> None:
    if connection.execute(_HOW_MANY_UNFILED).fetchone()[0] >= SETTLE_AT:
        _file(connection)
