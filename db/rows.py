"""Decides how a fact becomes a row and a row a fact again: ids as 16 bytes, names as small numbers.

Refuses to know when rows are written or read. Everything here is on the hot path of a member card: keep it small.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import insert, select

from db.bodies import body_of, stored_text
from db.engine import Connection, Row, sql
from db.tables import facts, kinds, origins, staff, subjects
from posdesk.domain.facts import Fact
from posdesk.domain.hybrid_clock import COUNTER_BITS

Kind = tuple[str, int]
Origin = tuple[str, str, int]
"""Store, register, incarnation."""

COLUMNS = [column for column in facts.c if column.name != "seal"]
"""What a fact is made of. Its seal is asked for only by who looks whether it holds."""
SELECT_FACTS = sql(select(*COLUMNS))
"""The columns of a row, in the order `fact_of` reads them; a WHERE is put behind it."""
SELECT_WITH_SUBJECT = sql(select(*COLUMNS, subjects.c.id).select_from(facts.outerjoin(subjects)))
"""The same, and the subject's 16 bytes behind."""
INSERT_FACT = sql(insert(facts))
"""A row of `row_of` and its seal behind."""
_ALL_KINDS, _ALL_ORIGINS, _ALL_STAFF = sql(select(kinds)), sql(select(origins)), sql(select(staff))
_fact_of: Callable[[type[Fact], tuple[object, ...]], Fact] = tuple.__new__
"""A fact from all its fields, in half the time that `Fact(...)` takes."""
_date_of = date.fromordinal
_ADD_KIND, _ADD_ORIGIN, _ADD_STAFF = sql(insert(kinds)), sql(insert(origins)), sql(insert(staff))


def blob_of(text: str) -> bytes:
    """The 16 bytes of a UUID's text."""
    return bytes.fromhex(text.replace("-", ""))


def text_of(blob: bytes) -> str:
    """The text of a UUID's 16 bytes, small letters and dashes."""
    digits = blob.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def is_uuid(text: str) -> bool:
    """Whether this is a UUID as `text_of` writes it."""
    try:
        return text_of(blob_of(text)) == text
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Names:
    """The small numbers of kinds, origins and staff, both ways, as far as they are known to the file.

    Filled by `learn`; a transaction that is rolled back must be followed by `learn` again.
    """

    kinds: dict[int, Kind] = field(default_factory=dict)
    origins: dict[int, Origin] = field(default_factory=dict)
    staff: dict[int | None, str | None] = field(default_factory=dict)
    kind_keys: dict[Kind, int] = field(default_factory=dict)
    origin_keys: dict[Origin, int] = field(default_factory=dict)
    staff_keys: dict[str | None, int | None] = field(default_factory=dict)


def learn(names: Names, connection: Connection) -> None:
    """Read all names of the file anew. They are few: kinds, registers and people of the shop."""
    for known in (names.kinds, names.origins, names.staff, names.kind_keys, names.origin_keys, names.staff_keys):
        known.clear()
    names.kinds.update({key: (kind, version) for key, kind, version in connection.execute(_ALL_KINDS)})
    names.origins.update(
        {key: (store, register, inc) for key, store, register, inc in connection.execute(_ALL_ORIGINS)}
    )
    names.staff.update({None: None, **dict(connection.execute(_ALL_STAFF).fetchall())})
    names.kind_keys.update({kind: key for key, kind in names.kinds.items()})
    names.origin_keys.update({origin: key for key, origin in names.origins.items()})
    names.staff_keys.update({name: key for key, name in names.staff.items()})


def kind_key(names: Names, connection: Connection, kind: Kind) -> int:
    """The number of a kind and version; a new one gets a row."""
    key = names.kind_keys.get(kind)
    if key is None:
        key = names.kind_keys[kind] = len(names.kinds) + 1
        names.kinds[key] = kind
        connection.execute(_ADD_KIND, (key, *kind))
    return key


def origin_key(names: Names, connection: Connection, origin: Origin) -> int:
    """The number of a store, register and incarnation; a new one gets a row."""
    key = names.origin_keys.get(origin)
    if key is None:
        key = names.origin_keys[origin] = len(names.origins) + 1
        names.origins[key] = origin
        connection.execute(_ADD_ORIGIN, (key, *origin))
    return key


def staff_key(names: Names, connection: Connection, name: str | None) -> int | None:
    """The number of a person's name (None: nobody was signed in); a new one gets a row."""
    if name is None:
        return None
    key = names.staff_keys.get(name)
    if key is None:
        key = names.staff_keys[name] = len(names.staff) + 1
        names.staff[key] = name
        connection.execute(_ADD_STAFF, (key, name))
    return key


def keys_of(names: Names, wanted: Iterable[Kind]) -> list[int]:
    """The numbers of those kinds of `wanted` that the file has ever seen."""
    return [names.kind_keys[kind] for kind in wanted if kind in names.kind_keys]


def every_version(names: Names, wanted: Collection[str]) -> list[Kind]:
    """Those kinds the file has ever seen, in whatever version."""
    return [kind for kind in names.kind_keys if kind[0] in wanted]


def row_of(fact: Fact, key: int, subject: int | None, names: Names, connection: Connection) -> Row:
    """The row of a sealed fact. key: its place of arrival. subject: the member's key."""
    return (
        key,
        blob_of(fact.id),
        kind_key(names, connection, (fact.kind, fact.version)),
        subject,
        origin_key(names, connection, (fact.store, fact.register, fact.incarnation)),
        fact.sequence,
        staff_key(names, connection, fact.staff),
        fact.occurred_at,
        fact.business_day.toordinal(),
        fact.clock - (fact.occurred_at << COUNTER_BITS),
        stored_text(fact),
        fact.hub_epoch,
        fact.hub_position,
        fact.corrected_at,
    )


def fact_of(row: Row, subject: str | None, names: Names) -> Fact:
    """The fact of a row as SELECT_FACTS yields it. subject: the member's id as text."""
    _, id, kind_number, _, origin, sequence, staff_number, at, day, ahead, stored, epoch, position, corrected = row[:14]
    kind, version = names.kinds[kind_number]
    body, text = body_of(kind, version, stored)
    store, register, incarnation = names.origins[origin]
    fields = (
        text_of(id),
        kind,
        version,
        subject,
        store,
        register,
        incarnation,
        sequence,
        names.staff[staff_number],
        at,
        _date_of(day),
        (at << COUNTER_BITS) + ahead,
        body,
        text,
        epoch,
        position,
        corrected,
    )
    return _fact_of(Fact, fields)


def fact_with_subject(row: Row, names: Names) -> Fact:
    """The fact of a row as SELECT_WITH_SUBJECT yields it."""
    return fact_of(row, None if row[14] is None else text_of(row[14]), names)
