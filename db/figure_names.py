"""Decides which small number stands for a name in the tables of figures: goods, words, home stores, marks.

Names are only ever added. Refuses to know what they mean.
"""

from dataclasses import dataclass, field

from sqlalchemy import insert, select

from db.engine import Connection, Row, sql
from db.figure_tables import figure_names

_ALL, _ADD = sql(select(figure_names)), sql(insert(figure_names))
NOBODYS = 0
"""The number of a name that is in no row."""


@dataclass(frozen=True, slots=True)
class FigureNames:
    """The numbers by (kind, name). Filled by `learn`, which has to be called again when names were numbered and not
    written."""

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


def number(names: FigureNames, new: list[Row], kind: str, name: str) -> int:
    """The number of a name. One without gets the next, and its row is added to `new`, to be written by `add`."""
    key = names.keys.get((kind, name))
    if key is None:
        key = names.keys[kind, name] = len(names.keys) + 1
        new.append((key, kind, name))
    return key


def add(connection: Connection, new: list[Row]) -> None:
    """Write names that `number` has numbered."""
    connection.executemany(_ADD, new)
