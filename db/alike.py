"""Decides how members are read who may be one person: by what two of them have in common, and all of them in a row.

Beside the row a member has in the look-up only indexes are used, so one question takes as long in any store. Refuses to
know how alike two are (posdesk.domain.likeness) and who asks.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from db.directory import first_rank_before
from db.engine import Connection, Connections, Row, marks
from db.rows import blob_of, is_uuid, text_of
from db.trouble import in_words
from posdesk.counter.ports import Sketch
from posdesk.domain.likeness import Traits, handles
from posdesk.office.ports import Alike

MOST_ALIKE = 500
"""Members that are looked at who have one thing in common. More have a phone in common only where it is nobody's."""
AT_ONCE = 500

_COLUMNS = (
    "SELECT members.key, subjects.id, heads.id, members.first_name, members.last_name, members.phone, members.email, "
    "members.birthday, members.id_hash FROM members CROSS JOIN subjects ON subjects.key = members.key "
    "LEFT JOIN joined ON joined.member = members.key LEFT JOIN subjects AS heads ON heads.key = joined.head"
)
_BY_KEYS = f"{_COLUMNS} WHERE members.key IN"
_KEYS_OF = "SELECT key FROM subjects WHERE id IN"
_IN_ORDER = f"{_COLUMNS} WHERE members.key > ? ORDER BY members.key LIMIT 0 + ?"
_KEY_OF = "SELECT key FROM subjects WHERE id = ?"
_BY = {by: f"{_COLUMNS} WHERE members.{by} IS NOT NULL AND members.{by} = ? LIMIT 0 + ?" for by in Alike}
MOST_BORN = 20_000
"""Members born on one day whose names are looked at. More have a birthday in common only where it stands for none."""
_BORN = "SELECT key, first_name, last_name FROM members WHERE birthday IS NOT NULL AND birthday = ? LIMIT 0 + ?"
"""All of it stands in the index: the rows of those whose names are others are not read."""
_SIDE_BY_SIDE = {
    by: f"{_COLUMNS} WHERE members.{by} IS NOT NULL AND (members.{by}, members.key) > (?, ?) "
    f"ORDER BY members.{by}, members.key LIMIT 0 + ?"
    for by in Alike
}
_LAST_SEEN_BEFORE = (
    "SELECT members.key, subjects.id, heads.id FROM members CROSS JOIN subjects ON subjects.key = members.key "
    "LEFT JOIN joined ON joined.member = members.key LEFT JOIN subjects AS heads ON heads.key = joined.head "
    "WHERE members.rank >= ? AND members.key > ? ORDER BY members.key LIMIT 0 + ?"
)


def sketches(rows: Iterable[Row]) -> list[Sketch]:
    """Rows as the ports yield them."""
    return [
        Sketch(text_of(id), text_of(head or id), Traits(first, last, phone and f"+{phone[::-1]}", *others))
        for _, id, head, first, last, phone, *others in rows
    ]


def having(connection: Connection, traits: Traits) -> list[Row]:
    """The members who have any of these in common: phone, e-mail, ID; or the birthday, and anything of the names."""
    wanted = {
        Alike.ID: traits.id_hash,
        Alike.PHONE: traits.phone and traits.phone.lstrip("+")[::-1],
        Alike.EMAIL: traits.email and traits.email.lower(),
    }
    found: dict[int, Row] = {}
    for by, value in wanted.items():
        if value:
            rows = connection.execute(_BY[by], (value, MOST_ALIKE)).fetchall()
            found |= {row[0]: row for row in rows}
    if traits.birthday:
        hers = handles(traits.first_name, traits.last_name)
        born = connection.execute(_BORN, (traits.birthday, MOST_ALIKE)).fetchall()
        keys = [key for key, first, last in born if key not in found and not hers.isdisjoint(handles(first, last))]
        found |= {row[0]: row for row in with_keys(connection, keys)}
    return list(found.values())


def born(connection: Connection, birthday: str, is_called: Callable[[str, str], bool]) -> list[int]:
    """The members (by key) with this whole birthday whose first and last name are the ones that are meant."""
    rows = connection.execute(_BORN, (birthday, MOST_BORN))
    return [key for key, first, last in rows if is_called(first, last)]


def with_keys(connection: Connection, keys: Sequence[int]) -> list[Row]:
    """These members."""
    return connection.execute(f"{_BY_KEYS} ({marks(len(keys))})", list(keys)).fetchall() if keys else []


@dataclass(frozen=True, slots=True)
class SqlMemberList:
    """The port `MemberList` over an open file. Each page is a question of its own: nobody waits for the whole list."""

    connections: Connections

    def side_by_side(self, by: Alike, after: Sketch | None, limit: int) -> list[Sketch]:
        """See the port."""
        place: tuple[str, int] = ("", 0)
        if after is not None:
            place = _value(by, after.traits), self._key(after.own)
        return self._sketches(_SIDE_BY_SIDE[by], (*place, limit))

    def in_order(self, after: str | None, limit: int) -> list[Sketch]:
        """See the port."""
        return self._sketches(_IN_ORDER, (0 if after is None else self._key(after), limit))

    def sketched(self, members: Sequence[str]) -> list[Sketch]:
        """See the port."""
        return [sketch for page in _pages(members) for sketch in self._some(page)]

    def last_seen_before(self, day: date, after: str | None, limit: int) -> tuple[list[str], str | None]:
        """See the port."""
        with in_words():
            place = (first_rank_before(day), 0 if after is None else self._key(after), limit)
            rows = self.connections.reader.execute(_LAST_SEEN_BEFORE, place).fetchall()
        last = text_of(rows[-1][1]) if len(rows) == limit else None
        return list(dict.fromkeys(text_of(head or id) for _, id, head in rows)), last

    def _some(self, members: Sequence[str]) -> list[Sketch]:
        ids = [blob_of(one) for one in members if is_uuid(one)]
        with in_words():
            keys = self.connections.reader.execute(f"{_KEYS_OF} ({marks(len(ids))})", ids).fetchall()
            return sketches(with_keys(self.connections.reader, [key for (key,) in keys]))

    def _sketches(self, statement: str, parameters: Sequence[object]) -> list[Sketch]:
        with in_words():
            return sketches(self.connections.reader.execute(statement, parameters).fetchall())

    def _key(self, id: str) -> int:
        with in_words():
            found = self.connections.reader.execute(_KEY_OF, (blob_of(id),)).fetchone()
        return 0 if found is None else int(found[0])


def _value(by: Alike, traits: Traits) -> str:
    """What stands in the look-up's column."""
    value = getattr(traits, by) or ""
    return value.lstrip("+")[::-1] if by is Alike.PHONE else value


def _pages(members: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, len(members), AT_ONCE):
        yield members[at : at + AT_ONCE]
