"""Decides how what a file holds of an erased member is taken out of it, so that no byte of the person is left (I06).

What is taken out of a fact is posdesk.domain.erasure's to say. secure_delete overwrites what a row held; the WAL and
the copies beside the file go too, once the transaction is over.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress

from sqlalchemy import bindparam, delete, literal_column, select, update

from db import directory, figure_stale, seals
from db.backup import COPIES, copies_in
from db.bodies import stored_text
from db.engine import Connection, Connections, marks, sql
from db.rows import SELECT_FACTS, Names, blob_of, fact_of, text_of
from db.tables import facts, set_aside, subjects, unread
from posdesk.domain.erasure import without_person
from posdesk.domain.facts import Fact, MemberErased

ERASED = ("member.erased", 1)

_SUBJECT = sql(select(subjects.c.key).where(subjects.c.id == bindparam("id")))
_ABOUT = f"{SELECT_FACTS} WHERE facts.subject = ?"
_REWRITE = sql(update(facts).values(body=bindparam("body")).where(facts.c.key == bindparam("at")))
_SUBJECTS = sql(select(subjects.c.id).join_from(subjects, facts, facts.c.subject == subjects.c.key))
_GONE = f"{_SUBJECTS} WHERE facts.kind = ?"
_FORGET_ASIDE = sql(delete(set_aside).where(set_aside.c.line.contains(bindparam("member"))))
_NAMES_HER = unread.c.line.contains(bindparam("member"))
_FORGET_UNREAD = sql(update(unread).values(line=literal_column("''")).where(_NAMES_HER))
"""The place in the hub's order stays, so that none seems to be missing."""


def bare(connection: Connection, names: Names, fresh: Sequence[Fact]) -> list[Fact]:
    """Facts about to be stored, without the persons who were erased before, or are by one of them."""
    members = {fact.subject for fact in fresh if isinstance(fact.body, MemberErased)}
    members |= _erased(connection, names, {fact.subject for fact in fresh if fact.subject is not None})
    return [without_person(fact) if fact.subject in members else fact for fact in fresh] if members else list(fresh)


def erase(connection: Connection, names: Names, members: Iterable[str]) -> None:
    """Take these members out of everything the file holds of them, in the open transaction. Doing it twice does no
    more; one never heard of is passed over."""
    for member in members:
        found = connection.execute(_SUBJECT, (blob_of(member),)).fetchone()
        if found is None:
            continue
        (subject,) = found
        for row in connection.execute(_ABOUT, (subject,)).fetchall():
            fact = fact_of(row, member, names)
            left = without_person(fact)
            if left != fact:
                seals.amend(connection, names, row[0], _REWRITE, (stored_text(left), row[0]))
        connection.execute(_FORGET_ASIDE, (member,))
        connection.execute(_FORGET_UNREAD, (member,))
        directory.remove(connection, subject, for_ever=True)
        figure_stale.note(connection, {subject})


def leave_no_trace(connections: Connections) -> None:
    """After the transaction: what was overwritten leaves the WAL, and copies made before are gone. The next copy is
    made within the hour."""
    connections.writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for copy in copies_in(connections.path.parent / COPIES):
        with suppress(OSError):
            copy.unlink()


def _erased(connection: Connection, names: Names, members: set[str]) -> set[str]:
    """Those of the members that a fact erased. Costs nothing where nobody ever was."""
    kind = names.kind_keys.get(ERASED)
    if kind is None or not members:
        return set()
    ids = [blob_of(member) for member in members]
    gone = f"{_GONE} AND subjects.id IN ({marks(len(ids))})"
    return {text_of(id) for (id,) in connection.execute(gone, (kind, *ids))}
