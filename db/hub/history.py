"""Decides where the hub's history stands, and whether somebody who has seen it before saw the same one.

A witness is (epoch, position, tag); the tag is drawn at random for the transaction that made `position` the head. A hub
put back to an older copy gives the same positions to other facts, but never under the same tags: so whoever was told a
later witness finds out, and the hub with it. No clock and no file date has a part in it.
"""

import secrets
from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, func, insert, select, update

from db.hub.tables import TRAY, epochs, facts, heads, hub
from posdesk.domain.codec import refuse
from posdesk.domain.replication import START, Witness

MOST_EPOCHS = 1000
"""How far an older copy of a hub may be behind in epochs: each is one time that it was put back."""

_HEAD = select(hub.c.epoch, hub.c.head, func.coalesce(heads.c.tag, "")).join_from(
    hub, heads, heads.c.position == hub.c.head, isouter=True
)
_LOCK = update(hub).values(head=hub.c.head).returning(hub.c.epoch, hub.c.head)
_ADVANCE = update(hub).values(head=bindparam("to"))
_KNOWN = select(heads.c.position).where(heads.c.position == bindparam("at"), heads.c.tag == bindparam("known_tag"))
_BEFORE = (
    select(heads.c.epoch, heads.c.position, heads.c.tag)
    .where(heads.c.position <= bindparam("at"))
    .order_by(heads.c.position.desc())
    .limit(1)
)
_RAISE = update(hub).values(epoch=bindparam("to")).where(hub.c.epoch < bindparam("to"))
_NAME = select(hub.c.name)


def name(connection: Connection) -> str:
    """The hub's own name."""
    return str(connection.execute(_NAME).scalar_one())


def head(connection: Connection) -> Witness:
    """The witness of this moment; START's position and tag while nothing has happened."""
    return Witness(*connection.execute(_HEAD).one())


def locked(connection: Connection) -> tuple[int, int]:
    """Epoch and head, and the right to give the next positions: nobody else has it before this transaction ends."""
    epoch, at = connection.execute(_LOCK).one()
    return epoch, at


def advance(connection: Connection, epoch: int, to: int) -> Witness:
    """Make `to` the head, after `locked`, and draw its tag."""
    made = Witness(epoch, to, secrets.token_hex(8))
    connection.execute(_ADVANCE, {"to": to})
    connection.execute(insert(heads), {"position": to, "epoch": epoch, "tag": made.tag})
    return made


def top(connection: Connection) -> int:
    """The last place of the tray, or the one before its first. After `locked`."""
    highest = connection.execute(select(func.max(facts.c.position))).scalar_one()
    return max(highest or 0, TRAY)


def knows(connection: Connection, seen: Witness) -> bool:
    """Whether this history went through that witness."""
    if seen[1:] == START[1:]:
        return True
    return connection.execute(_KNOWN, {"at": seen.position, "known_tag": seen.tag}).first() is not None


def agreed(connection: Connection, witnesses: Sequence[Witness]) -> int:
    """The highest position up to which both histories are one."""
    for seen in sorted(witnesses, key=lambda one: one.position, reverse=True):
        if knows(connection, seen):
            return seen.position
    return 0


def ladder(connection: Connection, position: int) -> list[Witness]:
    """Witnesses before a position, ever further apart: whoever knows them finds out how far back a hub was put."""
    found, distance = dict[int, Witness](), 1
    while distance < position:
        seen = connection.execute(_BEFORE, {"at": position - distance}).first()
        if seen is not None:
            found[seen.position] = Witness(seen.epoch, seen.position, seen.tag)
        distance *= 2
    return [found[at] for at in sorted(found)]


def lost(connection: Connection, seen: Witness, device: int, now: int) -> int | None:
    """A register was given `seen`, and this history does not know it. Begins a new epoch unless one has begun since;
    returns the new one, None when there was no need. Raises Refused for an epoch this hub cannot have got to."""
    epoch, at = locked(connection)
    if seen.epoch < epoch:  # it was found out before: the register only has not heard of it
        return None
    if seen.epoch > epoch + MOST_EPOCHS:  # or one register's word could use up all numbers there are
        refuse("witness", f"epoch {seen.epoch} is none of this hub; it is in epoch {epoch}")
    following = seen.epoch + 1
    connection.execute(_RAISE, {"to": following})
    missing = max(seen.position - at, 0)
    row = {"epoch": following, "began": at, "found_at": now, "device": device, "missing": missing}
    connection.execute(insert(epochs), row)
    return following
