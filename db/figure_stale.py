"""Decides how it is noted whose figures do not say what her facts say: one small row, in the transaction of the fact.

Refuses to know how she is filed again (figure_filing.py).
"""

from collections.abc import Iterable

from sqlalchemy import delete, insert, literal_column, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from db import joined
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

_s = figures_stale.c
_MORE = {"news": _s.news + literal_column("1")}
_NOTE = sql(upsert(figures_stale).on_conflict_do_update(index_elements=["member"], set_=_MORE))
_NOT_NOTED = select(subjects.c.key, literal_column("0")).where(subjects.c.key.not_in(select(_s.member)))
_NOTE_EVERYBODY = (
    sql(update(figures_stale).values(_MORE)),
    sql(insert(figures_stale).from_select(["member", "news"], _NOT_NOTED)),
)
_TABLES = (figure_members, figure_days, figure_goods, figure_marks, figure_names, figures_filed)
_EMPTY = [sql(delete(table)) for table in _TABLES]


def note(connection: Connection, members: Iterable[int]) -> None:
    """These members (by key) have to be filed anew; of one who is joined with others, all of them together are."""
    note_each(connection, {joined.head(connection, member) for member in set(members)})


def note_each(connection: Connection, members: Iterable[int]) -> None:
    """These very members have to be filed anew, or to be filed no longer."""
    connection.executemany(_NOTE, [(member, 0) for member in sorted(members)])


def note_everybody(connection: Connection) -> None:
    """All have to be filed anew; what is filed stays until then."""
    for statement in _NOTE_EVERYBODY:
        connection.execute(statement)


def clear(connection: Connection) -> None:
    """Throw all figures away, and note everybody: a rebuild. Names are learnt anew before the next filing."""
    for statement in _EMPTY:
        connection.execute(statement)
    note_everybody(connection)
