"""Decides by what a member is found at the hub: phone, card, e-mail and external id, each whole and exact.

A projection of the facts: caught up with when somebody asks, thrown away and made anew at will. It holds digests only;
names are not looked up here at all.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum

from sqlalchemy import Connection, delete, insert, select, update

from db.hub import history
from db.hub.open_tables import looked_at, looked_up
from db.hub.tables import NOT_A_VISIT, facts
from db.rows import blob_of, text_of
from posdesk.domain.codec import decode_fact
from posdesk.domain.facts import Fact
from posdesk.domain.member import Member, profile

KINDS = ("member.enrolled", "member.field_set", "member.erased")
"""What changes how a member is found."""
AT_ONCE = 500
"""Facts read in one step of catching up."""
MOST = 20
"""Members that one phone may be shared by, in an answer."""


class By(StrEnum):
    """What a member is found by."""

    PHONE = "phone"
    CARD = "card"
    EMAIL = "email"
    EXTERNAL = "external"


_VALUES: dict[By, Callable[[Member], str | None]] = {
    By.PHONE: lambda member: member.phone,
    By.CARD: lambda member: member.card_code,
    By.EMAIL: lambda member: member.email and member.email.lower(),
    By.EXTERNAL: lambda member: member.external,
}


def found(connection: Connection, by: By, value: str) -> list[str]:
    """The ids of the members with exactly this value, in its normal form; at most MOST."""
    statement = select(looked_up.c.member).where(looked_up.c.by == by.value, looked_up.c.value == _mark(value))
    return [text_of(bytes(id)) for (id,) in connection.execute(statement.order_by(looked_up.c.member).limit(MOST))]


def is_behind(connection: Connection) -> bool:
    """Whether facts have come that may change how a member is found."""
    at = connection.execute(select(looked_at.c.position)).scalar() or 0
    statement = select(facts.c.position).where(NOT_A_VISIT, facts.c.kind.in_(KINDS), facts.c.position > at).limit(1)
    return connection.execute(statement).first() is not None


def catch_up(connection: Connection) -> bool:
    """Take in the next AT_ONCE facts, in the open transaction; whether there may be more."""
    head = history.locked(connection)[1]
    at = connection.execute(select(looked_at.c.position)).scalar()
    if at is None:
        at = 0
        connection.execute(insert(looked_at), {"key": 1, "position": 0})
    statement = (
        select(facts.c.position, facts.c.subject)
        .where(
            NOT_A_VISIT,
            facts.c.kind.in_(KINDS),
            facts.c.position > at,
            facts.c.position <= head,
            facts.c.subject.is_not(None),
        )
        .order_by(facts.c.position)
        .limit(AT_ONCE)
    )
    rows = connection.execute(statement).all()
    if rows:
        _write(connection, sorted({bytes(row.subject) for row in rows}))
    more = len(rows) == AT_ONCE
    connection.execute(update(looked_at).values(position=rows[-1].position if more else head))
    return more


def start_anew(connection: Connection) -> None:
    """Throw the projection away; it is made anew by catching up."""
    connection.execute(delete(looked_up))
    connection.execute(delete(looked_at))


def _write(connection: Connection, subjects: Sequence[bytes]) -> None:
    """Write anew how these members are found."""
    connection.execute(delete(looked_up).where(looked_up.c.member.in_(subjects)))
    own = select(facts.c.subject, facts.c.line).where(facts.c.subject.in_(subjects), facts.c.kind.in_(KINDS))
    about: dict[bytes, list[Fact]] = {}
    for subject, line in connection.execute(own):
        about.setdefault(bytes(subject), []).append(decode_fact(line))
    members = (profile(text_of(subject), found) for subject, found in about.items())
    rows = [row for member in members if member is not None for row in _rows(member)]
    if rows:
        connection.execute(insert(looked_up), rows)


def _rows(member: Member) -> Iterator[dict[str, object]]:
    for by, value_of in _VALUES.items():
        if value := value_of(member):
            yield {"by": by.value, "value": _mark(value), "member": blob_of(member.id)}


def _mark(value: str) -> bytes:
    return hashlib.sha256(value.encode("utf-8", "backslashreplace")).digest()
