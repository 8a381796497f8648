"""Decides how sealed facts enter the file: what is known, what contradicts it, what is new.

Refuses to know who sealed them (ledger.py here, transfer.py for those of other registers). Runs within a transaction
somebody else has begun.
"""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import bindparam, func, insert, select

from db import joined, seals, sum_filing
from db.engine import Connection, Row, marks, sql
from db.erasure import ERASED, bare, erase
from db.projections import Arrived, apply
from db.rows import INSERT_FACT, SELECT_WITH_SUBJECT, Names, blob_of, fact_with_subject, row_of
from db.tables import subjects
from posdesk.domain.facts import Fact
from posdesk.domain.refusals import Refusal, RefusalCode, Refused

AT_ONCE = 500
"""How many ids one statement asks for."""

_LAST_SUBJECT = sql(select(func.max(subjects.c.key)))
_SUBJECT = sql(select(subjects.c.key).where(subjects.c.id == bindparam("id")))
_ADD_SUBJECT = sql(insert(subjects))


def known_facts(connection: Connection, names: Names, ids: Sequence[str]) -> dict[str, Fact]:
    """Those of `ids` that are in the file already."""
    found = [fact_with_subject(row, names) for rows in _by_id(connection, ids) for row in rows]
    return {fact.id: fact for fact in found}


def insert_facts(connection: Connection, names: Names, sealed: Sequence[Fact]) -> None:
    """Store facts that are new, in this order, and bring the projections up to date. Of a member who was erased nothing
    is stored that says who she was; one of them may be her erasure."""
    apply(connection, names, insert_rows(connection, names, sealed))
    erase_again(connection, names, sealed)


def insert_rows(connection: Connection, names: Names, sealed: Sequence[Fact]) -> list[Arrived]:
    """The same, but for the projections and for what was here before of members who are erased: whoever stores many
    calls `erase_again`, and fills the projections at the end (projections.refill)."""
    sealed = bare(connection, names, sealed)
    last, seal = seals.ends(connection)
    about = {fact.subject: None for fact in sealed if fact.subject is not None}
    members = _member_keys(connection, about | dict.fromkeys(sorted(joined.named_by(sealed))))
    arrived = [
        Arrived(key, fact, None if fact.subject is None else members[fact.subject])
        for key, fact in enumerate(sealed, last + 1)
    ]
    rows = [row_of(entry.fact, entry.key, entry.subject, names, connection) for entry in arrived]
    connection.executemany(INSERT_FACT, seals.sealed(seal, sealed, rows))
    sum_filing.forget(connection, sealed)
    return arrived


def erase_again(connection: Connection, names: Names, stored: Sequence[Fact]) -> None:
    """Erase the members whose erasure is among facts that have just been stored."""
    erase(connection, names, [fact.subject for fact in stored if fact.kind == ERASED[0] and fact.subject is not None])


def conflict(fact_id: str) -> Refused:
    """The refusal of a second, different fact under a known id."""
    words = (
        f"A fact with the id {fact_id} is here already and says something else. Nothing was changed: "
        "facts are only ever added. If both are right, one needs an id of its own."
    )
    return Refused(Refusal(RefusalCode.FACT_CONFLICT, words))


def _by_id(connection: Connection, ids: Sequence[str]) -> Iterator[Iterable[Row]]:
    for start in range(0, len(ids), AT_ONCE):
        some = [blob_of(one) for one in ids[start : start + AT_ONCE]]
        yield connection.execute(f"{SELECT_WITH_SUBJECT} WHERE facts.id IN ({marks(len(some))})", some).fetchall()


def _member_keys(connection: Connection, members: Iterable[str]) -> dict[str, int]:
    """The key of each member; one never heard of before gets the next."""
    keys: dict[str, int] = {}
    following: int | None = None
    for member in members:
        found = connection.execute(_SUBJECT, (blob_of(member),)).fetchone()
        if found is None:
            following = following or (connection.execute(_LAST_SUBJECT).fetchone()[0] or 0) + 1
            connection.execute(_ADD_SUBJECT, (following, blob_of(member)))
            keys[member], following = following, following + 1
        else:
            keys[member] = found[0]
    return keys
