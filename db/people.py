"""Decides who works here by the facts in the file, and counts wrong PINs. Implements the ports `People` and `PinTries`.

Refuses to know what follows from either. What was read is kept until a fact that changes it arrives.
"""

from dataclasses import dataclass, field
from threading import RLock

from sqlalchemy import bindparam, delete, insert, literal_column, select

from db import readers
from db.engine import Connections, sql, writing
from db.rows import Names, every_version
from db.tables import pin_tries
from db.trouble import in_words
from posdesk.domain.pins import Tries
from posdesk.domain.staff import KINDS, Roster, roster_of

MOST_NAMES = 200
"""So many names that nobody has are remembered; the oldest of more are forgotten."""
_c = pin_tries.c
_OF = sql(select(_c.wrong, _c.at).where(_c.who == bindparam("who")))
_PUT = sql(insert(pin_tries).prefix_with("OR REPLACE"))
_DROP = sql(delete(pin_tries).where(_c.who == bindparam("who")))
_NAMES = sql(select(_c.who).where(_c.who.like(literal_column("'name:%'"))).order_by(_c.at.desc(), _c.who))


@dataclass(frozen=True, slots=True)
class SqlPeople:
    """The port `People` over one file. The kept answer is thrown away by `forget`."""

    connections: Connections
    names: Names
    kept: list[Roster] = field(default_factory=list)

    def roster(self) -> Roster:
        """See the port."""
        if not self.kept:
            with in_words():
                kinds = every_version(self.names, KINDS)
                facts = readers.facts_of_nobody(self.connections.reader, self.names, *kinds)
            self.kept[:] = [roster_of(facts)]
        return self.kept[0]

    def forget(self) -> None:
        """Something was said about staff: read anew at the next question."""
        self.kept.clear()


@dataclass(frozen=True, slots=True)
class SqlPinTries:
    """The port `PinTries` over one file. door: who writes holds it."""

    connections: Connections
    door: RLock

    def of(self, who: str) -> Tries:
        """See the port."""
        with in_words():
            row = self.connections.reader.execute(_OF, (who,)).fetchone()
        return Tries() if row is None else Tries(*row)

    def put(self, who: str, tries: Tries | None) -> None:
        """See the port."""
        writer = self.connections.writer
        with self.door, in_words(self.connections.path.parent), writing(writer):
            if tries is None:
                writer.execute(_DROP, (who,))
            else:
                writer.execute(_PUT, (who, tries.wrong, tries.at))
                writer.executemany(_DROP, writer.execute(_NAMES).fetchall()[MOST_NAMES:])
