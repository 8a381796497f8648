"""Decides how it is kept who is one person with whom: the links that merges make, and the groups that follow.

A member in no group has no row here. Both tables are projections, a function of the set of facts. Refuses to know what
a merge means (posdesk.domain.merging) and what else changes with a group (projections.py).
"""

from collections.abc import Collection, Iterable

from sqlalchemy import bindparam, delete, insert, select

from db.engine import Connection, marks, sql
from db.rows import SELECT_FACTS, Names, blob_of, fact_of, keys_of
from db.tables import joined, links, subjects
from posdesk.domain.facts import Fact
from posdesk.domain.merging import Link, group, links_of
from posdesk.domain.people_facts import MemberMerged

MERGES = (("member.merged", 1), ("member.unmerged", 1))
KINDS = frozenset(kind for kind, _ in MERGES)
"""The kinds that make and unmake groups."""

_KEY = sql(select(subjects.c.key).where(subjects.c.id == bindparam("id")))
_ABOUT = f"{SELECT_FACTS} WHERE facts.subject = ? AND facts.kind IN"
_UNLINK, _LINK = sql(delete(links).where(links.c.one == bindparam("of"))), sql(insert(links))
_PART, _JOIN = sql(delete(joined).where(joined.c.member == bindparam("of"))), sql(insert(joined))
_EMPTY = (sql(delete(links)), sql(delete(joined)))
_ANY = "SELECT 1 FROM links LIMIT 1"
_BY_ONE, _BY_OTHER = "SELECT one, other, holds FROM links WHERE one", "SELECT one, other, holds FROM links WHERE other"
_EVERY_END = "SELECT one FROM links UNION SELECT other FROM links"
_WHOLE = "SELECT member FROM joined WHERE head IN (SELECT head FROM joined WHERE member IN"
_IDS = "SELECT key, id FROM subjects WHERE key IN"
_HEAD = "SELECT head FROM joined WHERE member = ?"
_ALL = "SELECT member, head FROM joined"


def is_any(connection: Connection) -> bool:
    """Whether anybody was ever merged: nothing else here need be asked where nobody was."""
    return connection.execute(_ANY).fetchone() is not None


def named_by(facts: Iterable[Fact]) -> set[str]:
    """The other members that these facts name: they are known from then on, though no fact may be about them."""
    return {fact.body.into for fact in facts if isinstance(fact.body, MemberMerged)}


def whole(connection: Connection, members: Collection[int]) -> set[int]:
    """These members (by key), and everyone who is one with them."""
    found = set(members)
    if members and is_any(connection):
        rows = connection.execute(f"{_WHOLE} ({marks(len(found))}))", sorted(found))
        found |= {member for (member,) in rows.fetchall()}
    return found


def head(connection: Connection, member: int) -> int:
    """Under whose name a member is shown: her own, unless she is in a group."""
    found = connection.execute(_HEAD, (member,)).fetchone()
    return member if found is None else int(found[0])


def heads(connection: Connection) -> dict[int, int]:
    """Everyone in a group: under whose name she is shown."""
    return dict(connection.execute(_ALL).fetchall())


def kin(connection: Connection, members: Collection[int]) -> set[int]:
    """These members, and everyone who is or ever was one with them."""
    return _reached(connection, members, holding=False)


def tied(connection: Connection, members: Collection[int]) -> set[int]:
    """Those of these members that were ever merged with anybody."""
    if not members or not is_any(connection):
        return set()
    return {end for row in _links_of(connection, members) for end in row[:2]} & set(members)


def follow(connection: Connection, names: Names, changed: Collection[int]) -> set[int]:
    """Bring links and groups up to date with what is stored of these members' merges; yields everyone whose group may
    be another one now."""
    if not changed:
        return set()
    before = whole(connection, _neighbours(connection, changed))
    for member in changed:
        _relink(connection, names, member)
    affected = before | _reached(connection, before | _neighbours(connection, changed), holding=True)
    _regroup(connection, affected)
    return affected


def refill(connection: Connection, names: Names, merged: Iterable[int]) -> None:
    """Make both tables anew. merged: every member that a merge is about."""
    for statement in _EMPTY:
        connection.execute(statement)
    for member in merged:
        _relink(connection, names, member)
    _regroup(connection, {end for (end,) in connection.execute(_EVERY_END)})


def _relink(connection: Connection, names: Names, member: int) -> None:
    kinds = keys_of(names, MERGES)
    about = f"{_ABOUT} ({marks(len(kinds))})"
    rows = connection.execute(about, (member, *kinds)).fetchall()
    made = [(row[0], fact_of(row, "", names)) for row in rows]
    holding = {link.merge for link in links_of(fact for _, fact in made)}
    connection.execute(_UNLINK, (member,))
    for key, fact in made:
        if isinstance(fact.body, MemberMerged):
            (other,) = connection.execute(_KEY, (blob_of(fact.body.into),)).fetchone()
            connection.execute(_LINK, (key, member, other, int(fact.id in holding)))


def _regroup(connection: Connection, members: Collection[int]) -> None:
    ends = [(str(one), str(other)) for one, other, holds in _links_of(connection, members) if holds]
    found = [Link("", one, other) for one, other in ends]
    ids: dict[int, bytes] = dict(connection.execute(f"{_IDS} ({marks(len(members))})", sorted(members)).fetchall())
    connection.executemany(_PART, [(member,) for member in sorted(members)])
    rows = []
    for member in sorted(members):
        people = [int(one) for one in group(str(member), found)]
        if len(people) > 1:
            rows.append((member, min(people, key=ids.__getitem__)))
    connection.executemany(_JOIN, rows)


def _neighbours(connection: Connection, members: Collection[int]) -> set[int]:
    return set(members).union(*(row[:2] for row in _links_of(connection, members)))


def _reached(connection: Connection, members: Collection[int], holding: bool) -> set[int]:
    reached, fresh = set(members), set(members)
    while fresh:
        rows = _links_of(connection, fresh)
        fresh = {end for *ends, holds in rows for end in ends if holds or not holding} - reached
        reached |= fresh
    return reached


def _links_of(connection: Connection, members: Collection[int]) -> list[tuple[int, int, int]]:
    """The links of these members: one, other, and whether it holds."""
    given = sorted(members)
    question = f"{_BY_ONE} IN ({marks(len(given))}) UNION {_BY_OTHER} IN ({marks(len(given))})"
    found: list[tuple[int, int, int]] = connection.execute(question, given * 2).fetchall()
    return found
