"""Decides what it means at head office that a store's hub vouches for the registers it let in, and which those are.

The secret stays where it is: a register shows the same token to both and signs with the same key, and both keep the
token's SHA-256 and the public key alone. A store's hub
speaks for its own store, and what is revoked on one side is revoked on both.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, func, insert, select, update

from db.hub import history
from db.hub.intake import Device
from db.hub.tables import devices
from posdesk.domain.business_day import Instant
from posdesk.domain.replication import Standing, Vouched

_d = devices.c


def vouch(connection: Connection, by: Device, registers: Sequence[Vouched], now: Instant) -> list[Standing]:
    """Let the registers in that a store's hub vouches for, under the secrets it names; yields what became of each."""
    history.locked(connection)
    return [_vouched(connection, by, one, now) for one in registers]


def vouched_here(connection: Connection, store: str) -> list[tuple[int, Vouched]]:
    """The registers of a store that were let in here, each with its key: the newest row of each name that was
    paired."""
    rows = connection.execute(
        select(_d.key, _d.register, _d.token, _d.public, _d.revoked_at)
        .where(_d.store == store, _d.for_hub == 0)
        .order_by(_d.key)
    )
    return [
        (key, Vouched(name, bytes(token).hex(), bytes(public).hex(), gone is not None))
        for key, name, token, public, gone in rows
    ]


def take_standings(
    connection: Connection, asked: Sequence[tuple[int, Vouched]], said: Sequence[Standing], now: Instant
) -> list[str]:
    """What head office made of them: whom it revoked may speak here no more either. Yields the names it has others
    of."""
    for (key, one), standing in zip(asked, said, strict=True):
        if standing is Standing.REVOKED and not one.revoked:
            connection.execute(update(devices).where(_d.key == key).values(revoked_at=now))
    return [one.register for (_, one), standing in zip(asked, said, strict=True) if standing is Standing.TAKEN]


def _vouched(connection: Connection, by: Device, one: Vouched, now: Instant) -> Standing:
    mark = bytes.fromhex(one.mark)
    known = connection.execute(select(_d.key, _d.vouched_by, _d.revoked_at, _d.public).where(_d.token == mark)).first()
    if known is None:
        return Standing.REVOKED if one.revoked else _let_in(connection, by, one, mark, now)
    if known.vouched_by != by.key or bytes(known.public).hex() != one.public:
        return Standing.TAKEN
    if one.revoked and known.revoked_at is None:
        connection.execute(update(devices).where(_d.key == known.key).values(revoked_at=now))
    return Standing.REVOKED if one.revoked or known.revoked_at is not None else Standing.LET_IN


def _let_in(connection: Connection, by: Device, one: Vouched, mark: bytes, now: Instant) -> Standing:
    same = select(_d.key, _d.vouched_by).where(
        _d.store == by.store, _d.register == one.register, _d.revoked_at.is_(None)
    )
    if connection.execute(same).first() is not None:
        return Standing.TAKEN
    key = connection.execute(select(func.coalesce(func.max(_d.key), 0))).scalar_one() + 1
    row = {"key": key, "store": by.store, "register": one.register, "token": mark, "paired_at": now}
    row |= {"public": bytes.fromhex(one.public), "incarnation": 0, "for_hub": 0, "vouched_by": by.key}
    connection.execute(insert(devices), row)
    return Standing.LET_IN
