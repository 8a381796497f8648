"""Decides who is filed when, and how everybody whose figures are stale is filed in batches.

A fact only notes its member as stale: folding is too dear while somebody waits at the counter. Before a question, and
in quiet moments, those noted are folded, beside whoever writes, and filed, each batch in a transaction of its own.
Noted too are those whose figures change by themselves (good_until), and everybody when another program was published.
What is filed is always what a rebuild would file.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import ColumnElement, bindparam, delete, func, insert, literal, or_, select, update

from db import joined
from db.engine import Connection, bound, marks, sql
from db.figure_names import FigureNames, learn
from db.figure_rows import Changes, gather, write
from db.figure_stale import note_everybody
from db.figure_tables import STORE, figure_members, figures_filed, figures_stale
from db.programs import PROGRAM
from db.readers import facts_of_members
from db.reckoning import Reckoning, figured
from db.rows import COLUMNS, SELECT_WITH_SUBJECT, Names, fact_with_subject, text_of
from db.tables import facts, strays, subjects
from posdesk.domain.business_day import Instant
from posdesk.domain.facts import Fact, fold_order, happened_at, instants_of, rises

MEANING = 3
"""Raised when figures_of means something else than before: then everybody is filed anew."""
MEMBERS_ASKED = 500
"""So many members' facts are asked for in one statement."""

_m, _s = figure_members.c, figures_stale.c
_NEXT = f"{sql(select(figures_stale).where(_s.member > bindparam('after')).order_by(_s.member))} LIMIT ?"
_HOW_MANY = sql(select(func.count()).select_from(figures_stale))
_SETTLE = sql(delete(figures_stale).where(_s.member == bindparam("of"), _s.news == bindparam("seen")))
_FILED = sql(select(figures_filed.c.programs, figures_filed.c.latest))
_BEGIN = sql(insert(figures_filed))
_GO_ON = sql(update(figures_filed).values(programs=bindparam("programs"), latest=bindparam("latest")))
_PUBLISHED = sql(
    select(facts.c.id)
    .where(facts.c.subject.is_(None), facts.c.kind == bindparam("kind"))
    .where(func.coalesce(facts.c.corrected_at, facts.c.occurred_at) <= bindparam("at"))
    .order_by(facts.c.id)
)
_FACTS, _IN_ORDER = f"{SELECT_WITH_SUBJECT} WHERE facts.subject", "ORDER BY facts.subject"
_STRAYS = sql(select(*COLUMNS, subjects.c.id, strays.c.member).join_from(strays, facts).outerjoin(subjects)) + (
    " WHERE strays.member"
)
_MEMBER_OF_ROW = itemgetter(3)
_ID_OF = sql(select(subjects.c.id).where(subjects.c.key == bindparam("key")))


class Group(NamedTuple):
    """Members for whom it is the same business day now. stores: their home stores, by number. elsewhere: also those
    without one, or of one that nobody has opened. alone: there is no other group."""

    day: date
    stores: tuple[int, ...]
    elsewhere: bool
    alone: bool

    def has(self, home_store: ColumnElement[int]) -> ColumnElement[bool] | None:
        """Whether a member of this home store belongs to it, as a condition; None: everybody does."""
        if self.alone:
            return None
        mine = home_store.in_(self.stores)
        return or_(home_store.is_(None), mine) if self.elsewhere else mine


class Batch(NamedTuple):
    """Members that are folded and not yet written. last: the last one looked at, by key. members: how many; facts: how
    many of theirs. done: each with her news, except those who have a fact that is yet to come, who stay stale."""

    last: int
    members: int
    facts: int
    changes: Changes
    done: list[tuple[int, int]]


def groups_of(how: Reckoning, names: FigureNames) -> list[Group]:
    """Everybody, by the business day it is for them."""
    here = how.moment(None).day
    stores: dict[date, list[int]] = {here: []}
    for name, key in names.of_kind(STORE).items():
        stores.setdefault(how.moment(name).day, []).append(key)
    return [Group(day, tuple(keys), day == here, len(stores) == 1) for day, keys in stores.items()]


def prepare(connection: Connection, names: Names, figure_names: FigureNames, how: Reckoning) -> int:
    """Note as stale, in the open transaction, whom the calendar or another program made so; yields how many are. Before
    anything is filed: it also learns the names anew."""
    learn(figure_names, connection)
    groups = groups_of(how, figure_names)
    programs, latest = _programs(connection, names, how.at), max(group.day for group in groups).toordinal()
    filed = connection.execute(_FILED).fetchone()
    if filed is None:
        connection.execute(_BEGIN, (1, programs, latest))
    else:
        if filed[0] != programs:
            note_everybody(connection)
        for group in groups:
            _note_over(connection, group, since=filed[1])
        if filed != (programs, latest):
            connection.execute(_GO_ON, (programs, max(filed[1], latest)))
    return int(connection.execute(_HOW_MANY).fetchone()[0])


def fold_batch(
    reader: Connection, names: Names, figure_names: FigureNames, how: Reckoning, after: int, facts_at_once: int
) -> Batch | None:
    """Fold the next stale members after the key `after`, until so many facts are read; None when there are none. Reads
    only, all of it of one moment."""
    stale = dict(reader.execute(_NEXT, (after, facts_at_once)).fetchall())
    changes, done, looked_at, read = Changes(), [], 0, 0
    for some in _in_pieces(list(stale)):
        if read >= facts_at_once:
            break
        for key, id, about, known in facts_about_each(reader, names, some):
            read += len(known)
            figures = figured(id, about, how) if about else None
            gather(changes, reader, figure_names, key, figures, known)
            if not about or happened_at(about[-1]) <= how.at:
                done.append((key, stale[key]))
        after, looked_at = some[-1], looked_at + len(some)
    return Batch(after, looked_at, read, changes, done) if looked_at else None


def write_batch(connection: Connection, batch: Batch) -> None:
    """Write a batch in the open transaction. Whoever has had news since it was folded stays stale."""
    write(connection, batch.changes)
    connection.executemany(_SETTLE, batch.done)


def _in_pieces(keys: list[int]) -> Iterator[list[int]]:
    return (keys[start : start + MEMBERS_ASKED] for start in range(0, len(keys), MEMBERS_ASKED))


class Known(NamedTuple):
    """A member by key and id, with the facts she is filed by, in fold order, and all that she may have been filed by
    before. about: empty for one who is shown under another's name, and for one of whom there are none."""

    key: int
    id: str
    about: Sequence[Fact]
    known: Sequence[Fact]


def facts_about_each(connection: Connection, names: Names, keys: Sequence[int]) -> Iterator[Known]:
    """Of each of these members (by key) of whom there are any, the facts."""
    merged = joined.tied(connection, keys)
    alone = [key for key in keys if key not in merged]
    astray: dict[int, list[Fact]] = {}
    for row in connection.execute(f"{_STRAYS} IN ({marks(len(alone))})", alone):
        astray.setdefault(row[-1], []).append(fact_with_subject(row, names))
    rows = connection.execute(f"{_FACTS} IN ({marks(len(alone))}) {_IN_ORDER}", alone)
    for key, own in groupby(rows, key=_MEMBER_OF_ROW):
        about = [fact_with_subject(row, names) for row in own]
        id = about[0].subject or ""
        about += astray.get(key, ())
        in_order = _ordered(about)
        yield Known(key, id, in_order, in_order)
    for key in sorted(merged):
        yield _of_merged(connection, names, key)


def _of_merged(connection: Connection, names: Names, key: int) -> Known:
    """Of somebody who was ever merged: what was filed of her may stem from anybody she was one with."""
    people = joined.whole(connection, {key})
    known = facts_of_members(connection, names, joined.kin(connection, {key}))
    about = facts_of_members(connection, names, people) if joined.head(connection, key) == key else []
    (id,) = connection.execute(_ID_OF, (key,)).fetchone()
    return Known(key, text_of(id), _ordered(about), known)


def _ordered(about: list[Fact]) -> list[Fact]:
    return about if rises(instants_of(about)) else sorted(about, key=fold_order)


def _note_over(connection: Connection, group: Group, since: int) -> None:
    """Note those of a group whose figures were filed for earlier days only, or, since a clock may be set back, for
    later ones. since: the latest day anybody was filed for."""
    day = group.day.toordinal()
    _note_where(connection, group, _m.good_until.is_not(None), _m.good_until < day)
    if day < since:
        _note_where(connection, group, _m.filed_on > day)


def _note_where(connection: Connection, group: Group, *conditions: ColumnElement[bool]) -> None:
    mine = group.has(_m.home_store)
    found = select(_m.key, literal(0)).where(*conditions, _m.key.not_in(select(_s.member)))
    whole = found if mine is None else found.where(mine)
    statement, parameters = bound(insert(figures_stale).from_select(["member", "news"], whole))
    connection.execute(statement, parameters)


def _programs(connection: Connection, names: Names, at: Instant) -> str:
    """A word for the programs published by `at`."""
    published = connection.execute(_PUBLISHED, (names.kind_keys.get(PROGRAM), at))
    return sha256(b"".join([b"%d" % MEANING, *(id for (id,) in published)])).hexdigest()[:16]
