"""Decides how it is noted whose figures and days do not say what her facts say: a small row of each, in the transaction
of the fact.

Refuses to know how she is filed again (figure_filing.py, day_filing.py).
"""

from collections.abc import Iterable
from random import getrandbits

from sqlalchemy import ColumnElement, delete, insert, literal_column, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from db import joined
from db.day_tables import member_days, member_days_filed, member_days_stale, store_days
from db.engine import Connection, sql
from db.figure_tables import (
    figure_days,
    figure_goods,
    figure_marks,
    figure_members,
    figure_names,
    figures_filed,
    figures_stale,
)
from db.tables import subjects

NEWS_BITS = 60
"""Her news begin anywhere and count up: who filed her without somebody's next fact never finds the number he saw."""
_s = figures_stale.c
_MORE = {"news": _s.news + literal_column("1")}
_NOTE = sql(upsert(figures_stale).on_conflict_do_update(index_elements=["member"], set_=_MORE))
_ANYWHERE: ColumnElement[int] = literal_column("abs(random() / 16)")
_NOT_NOTED = select(subjects.c.key, _ANYWHERE).where(subjects.c.key.not_in(select(_s.member)))
_NOTE_EVERYBODY = (
    sql(update(figures_stale).values(_MORE)),
    sql(insert(figures_stale).from_select(["member", "news"], _NOT_NOTED)),
)
_d = member_days_stale.c
_MORE_DAYS = {"news": _d.news + literal_column("1")}
_NOTE_DAYS = sql(upsert(member_days_stale).on_conflict_do_update(index_elements=["member"], set_=_MORE_DAYS))
_DAYS_NOT_NOTED = select(subjects.c.key, _ANYWHERE).where(subjects.c.key.not_in(select(_d.member)))
_NOTE_DAYS_OF_EVERYBODY = (
    sql(update(member_days_stale).values(_MORE_DAYS)),
    sql(insert(member_days_stale).from_select(["member", "news"], _DAYS_NOT_NOTED)),
)
_TABLES = (
    *(figure_members, figure_days, figure_goods, figure_marks, figure_names, figures_filed),
    *(member_days, member_days_filed, store_days),
)
_EMPTY = [sql(delete(table)) for table in _TABLES]


def note(connection: Connection, members: Iterable[int]) -> None:
    """These members (by key) have to be filed anew; of one who is joined with others, all of them together are."""
    note_each(connection, {joined.head(connection, member) for member in set(members)})


def note_each(connection: Connection, members: Iterable[int]) -> None:
    """These very members have to be filed anew, or to be filed no longer."""
    noted = [(member, getrandbits(NEWS_BITS)) for member in sorted(members)]
    connection.executemany(_NOTE, noted)
    connection.executemany(_NOTE_DAYS, noted)


def note_everybody(connection: Connection) -> None:
    """All have to be filed anew; what is filed stays until then."""
    for statement in _NOTE_EVERYBODY:
        connection.execute(statement)


def note_days_of_everybody(connection: Connection) -> None:
    """The days of all have to be filed anew."""
    for statement in _NOTE_DAYS_OF_EVERYBODY:
        connection.execute(statement)


def clear(connection: Connection) -> None:
    """Throw all figures away, and note everybody: a rebuild. Names are learnt anew before the next filing."""
    for statement in _EMPTY:
        connection.execute(statement)
    note_everybody(connection)
    note_days_of_everybody(connection)
