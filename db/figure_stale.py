"""Decides how it is noted whose figures do not say what her facts say: one small row, in the transaction of the fact.

Refuses to know how she is filed again (figure_filing.py).
"""

from collections.abc import Iterable

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

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

_NOTE = sql(upsert(figures_stale).on_conflict_do_nothing())
_NOT_NOTED = subjects.c.key.not_in(select(figures_stale.c.member))
_NOTE_EVERYBODY = sql(insert(figures_stale).from_select(["member"], select(subjects.c.key).where(_NOT_NOTED)))
_TABLES = (figure_members, figure_days, figure_goods, figure_marks, figure_names, figures_filed)
_EMPTY = [sql(delete(table)) for table in _TABLES]


def note(connection: Connection, members: Iterable[int]) -> None:
    """These members (by key) have to be filed anew."""
    connection.executemany(_NOTE, [(member,) for member in sorted(members)])


def note_everybody(connection: Connection) -> None:
    """All have to be filed anew; what is filed stays until then."""
    connection.execute(_NOTE_EVERYBODY)


def clear(connection: Connection) -> None:
    """Throw all figures away, and note everybody: a rebuild. Names are learnt anew before the next filing."""
    for statement in _EMPTY:
        connection.execute(statement)
    note_everybody(connection)
