"""Decides who is filed when, and how everybody whose figures are stale is filed in batches.

A fact only notes its member as stale: folding is too dear while somebody waits at the counter. Before a question, and
in quiet moments, those noted are folded and filed, each batch in a transaction of its own. Noted too are those whose
figures change by themselves (good_until), and everybody when another program was published. What is filed is always
what a rebuild would file.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import ColumnElement, bindparam, delete, func, insert, or_, select, update

from db.engine import Connection, bound, marks, sql
from db.figure_names import FigureNames, learn
from db.figure_rows import Changes, gather, write
from db.figure_stale import note_everybody
from db.figure_tables import STORE, figure_members, figures_filed, figures_stale
from db.programs import PROGRAM, SqlPrograms
from db.rows import SELECT_WITH_SUBJECT, Names, fact_with_subject
from db.tables import facts, strays, subjects
from posdesk.domain.business_day import AsOf, Instant, as_of
from posdesk.domain.facts import Fact, fold_order, is_in_order
from posdesk.domain.figures import Figures
from posdesk.domain.figuring import figures_of
from posdesk.domain.fold import fold
from posdesk.domain.member import profile
from posdesk.domain.refusals import Refused

MEANING = 1
"""Raised when figures_of means something else than before: then everybody is filed anew."""
MEMBERS_AT_ONCE = 2000
FACTS_AT_ONCE = 2000
"""A batch ends with the member who brings it to so many facts: a visit may have to wait for it, a tenth of a second."""

_m, _s = figure_members.c, figures_stale.c
_NEXT = f"{sql(select(_s.member).where(_s.member > bindparam('after')).order_by(_s.member))} LIMIT ?"
_HOW_MANY = sql(select(func.count()).select_from(figures_stale))
_SETTLE = sql(delete(figures_stale).where(_s.member == bindparam("of")))
_FILED = sql(select(figures_filed.c.programs, figures_filed.c.latest))
_BEGIN = sql(insert(figures_filed))
_GO_ON = sql(update(figures_filed).values(programs=bindparam("programs"), latest=bindparam("latest")))
_PUBLISHED = sql(
    select(facts.c.id)
    .where(facts.c.subject.is_(None), facts.c.kind == bindparam("kind"), facts.c.occurred_at <= bindparam("at"))
    .order_by(facts.c.id)
)
_FACTS, _IN_ORDER = f"{SELECT_WITH_SUBJECT} WHERE facts.subject", "ORDER BY facts.subject"
_STRAYS = sql(select(facts, subjects.c.id, strays.c.member).join_from(strays, facts).outerjoin(subjects)) + (
    " WHERE strays.member"
)
_MEMBER_OF_ROW = itemgetter(3)


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


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What members are folded with: the programs, the store whose day counts for who has no home store (VS04), and the
    instant."""

    programs: SqlPrograms
    store: str
    at: Instant
    moments: dict[str | None, AsOf] = field(default_factory=dict)

    def moment(self, home_store: str | None) -> AsOf:
        """The moment in the zone of a home store. Raises Refused when this store itself is not set up."""
        if home_store not in self.moments:
            try:
                calendar = self.programs.calendar(home_store or self.store)
            except Refused:
                calendar = self.programs.calendar(self.store)
            self.moments[home_store] = as_of(self.at, calendar)
        return self.moments[home_store]

    def groups(self, names: FigureNames) -> list[Group]:
        """Everybody, by the business day it is for them."""
        here = self.moment(None).day
        stores: dict[date, list[int]] = {here: []}
        for name, key in names.of_kind(STORE).items():
            stores.setdefault(self.moment(name).day, []).append(key)
        return [Group(day, tuple(keys), day == here, len(stores) == 1) for day, keys in stores.items()]


class Batch(NamedTuple):
    """What one batch did: the last member looked at, by key, and how many that were."""

    last: int
    members: int


def prepare(connection: Connection, names: Names, figure_names: FigureNames, how: Reckoning) -> int:
    """Note as stale, in the open transaction, whom the calendar or another program made so; yields how many are. Before
    anything is filed: it also learns the names anew."""
    learn(figure_names, connection)
    groups = how.groups(figure_names)
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


def file_batch(
    connection: Connection, names: Names, figure_names: FigureNames, how: Reckoning, after: int = 0
) -> Batch | None:
    """Fold and file the next stale members after the key `after`, in the open transaction; None when there are none.

    Whoever has a fact that is yet to come at how.at stays stale.
    """
    keys = [key for (key,) in connection.execute(_NEXT, (after, MEMBERS_AT_ONCE))]
    if not keys:
        return None
    changes, read, last, yet_to_come = Changes(), 0, keys[-1], set()
    for key, id, about in _facts_about(connection, names, keys):
        read += len(about)
        figures = figured(id, about, how)
        if figures is not None:
            gather(changes, connection, figure_names, key, figures, about)
        if about[-1].occurred_at > how.at:
            yet_to_come.add(key)
        if read >= FACTS_AT_ONCE:
            last = key
            break
    write(connection, changes)
    done = [key for key in keys if key <= last]
    connection.executemany(_SETTLE, [(key,) for key in done if key not in yet_to_come])
    return Batch(last, len(done))


def figured(member_id: str, about: Sequence[Fact], how: Reckoning) -> Figures | None:
    """The figures of a member from the facts about her; None when nobody has enrolled under this id."""
    member = profile(member_id, about)
    if member is None:
        return None
    moment, timeline = how.moment(member.home_store), how.programs.timeline()
    standing = fold(member_id, about, timeline, moment)
    return figures_of(member, about, standing, timeline.at(moment.at), moment.day)


def _facts_about(
    connection: Connection, names: Names, keys: Sequence[int]
) -> Iterator[tuple[int, str, Sequence[Fact]]]:
    """Each of these members by key and id, with every fact about her in fold order."""
    astray: dict[int, list[Fact]] = {}
    for row in connection.execute(f"{_STRAYS} IN ({marks(len(keys))})", keys):
        astray.setdefault(row[-1], []).append(fact_with_subject(row, names))
    rows = connection.execute(f"{_FACTS} IN ({marks(len(keys))}) {_IN_ORDER}", keys)
    for key, own in groupby(rows, key=_MEMBER_OF_ROW):
        about = [fact_with_subject(row, names) for row in own]
        id = about[0].subject or ""
        about += astray.get(key, ())
        yield key, id, about if is_in_order(about) else sorted(about, key=fold_order)


def _note_over(connection: Connection, group: Group, since: int) -> None:
    """Note those of a group whose figures were filed for earlier days only, or, since a clock may be set back, for
    later ones. since: the latest day anybody was filed for."""
    day = group.day.toordinal()
    _note_where(connection, group, _m.good_until.is_not(None), _m.good_until < day)
    if day < since:
        _note_where(connection, group, _m.filed_on > day)


def _note_where(connection: Connection, group: Group, *conditions: ColumnElement[bool]) -> None:
    mine = group.has(_m.home_store)
    found = select(_m.key).where(*conditions, *(() if mine is None else (mine,)), _m.key.not_in(select(_s.member)))
    statement, parameters = bound(insert(figures_stale).from_select(["member"], found))
    connection.execute(statement, parameters)


def _programs(connection: Connection, names: Names, at: Instant) -> str:
    """A word for the programs published by `at`."""
    published = connection.execute(_PUBLISHED, (names.kind_keys.get(PROGRAM), at))
    return sha256(b"".join([b"%d" % MEANING, *(id for (id,) in published)])).hexdigest()[:16]
