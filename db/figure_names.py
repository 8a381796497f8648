"""Decides which small number stands for a name in the tables of figures: goods, words, home stores, marks.

Names are only ever added. Refuses to know what they mean.
"""

from dataclasses import dataclass, field

from sqlalchemy import insert, select

from db.engine import Connection, sql
from db.figure_tables import figure_names

_ALL, _ADD = sql(select(figure_names)), sql(insert(figure_names))
NOBODYS = 0
"""The number of a name that is in no row."""


@dataclass(frozen=True, slots=True)
class FigureNames:
    """The numbers by (kind, name), as far as they are known to the file. Filled by `learn`; a transaction that is
    rolled back must be followed by `learn` again."""

    keys: dict[tuple[str, str], int] = field(default_factory=dict)

    def known(self, kind: str, name: str) -> int:
        """The number of a name, NOBODYS when no figure has it."""
        return self.keys.get((kind, name), NOBODYS)

    def of_kind(self, kind: str) -> dict[str, int]:
        """All names of a kind."""
        return {name: key for (its_kind, name), key in self.keys.items() if its_kind == kind}


def learn(names: FigureNames, connection: Connection) -> None:
    """Read all names of the file anew."""
    names.keys.clear()
    names.keys.update({(kind, name): key for key, kind, name in connection.execute(_ALL)})


def number(names: FigureNames, connection: Connection, kind: str, name: str) -> int:
    """The number of a name; a new one gets a row."""
    key = names.keys.get((kind, name))
    if key is None:
        key = names.keys[kind, name] = len(names.keys) + 1
        connection.execute(_ADD, (key, kind, name))
    return key
