"""Decides what is kept of the uses that each register may give of a campaign while nobody can ask the hub (CM08).

Refuses to know how many that should be (posdesk.domain.allowances).
"""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select, update

from db.hub.intake import Device
from db.hub.tables import devices, grants
from posdesk.domain.business_day import DAY_MS, Instant

GOOD_MS = 30 * DAY_MS
"""A register that was not heard of for so long may not give any more of what it was granted, and others may."""


def of_others(connection: Connection, device: Device, now: Instant) -> dict[str, int]:
    """By rule: how many uses all other registers together may give, each by whichever of its welcomes says most."""
    most = (
        select(grants.c.rule, func.max(grants.c.uses).label("uses"))
        .join(devices, devices.c.key == grants.c.device)
        .where(grants.c.device != device.key, _is_good(now), devices.c.revoked_at.is_(None))
        .group_by(grants.c.device, grants.c.rule)
        .subquery()
    )
    statement = select(most.c.rule, func.sum(most.c.uses)).group_by(most.c.rule)
    return {rule: int(uses) for rule, uses in connection.execute(statement)}


def let_out(connection: Connection, now: Instant) -> dict[str, int]:
    """By rule: how many uses all registers of this store's hub together may give."""
    return of_others(connection, Device(0, "", ""), now)


def of_hub(connection: Connection) -> dict[str, int]:
    """By rule: what head office granted to this store's hub."""
    granted = select(grants.c.rule, grants.c.uses).where(grants.c.device == 0)
    return {rule: int(uses) for rule, uses in connection.execute(granted)}


def _is_good(now: Instant) -> ColumnElement[bool]:
    """What a store's hub was granted its registers may have been told up to GOOD_MS later."""
    own = and_(devices.c.for_hub == 0, grants.c.at > now - GOOD_MS)
    return or_(own, and_(devices.c.for_hub == 1, grants.c.at > now - 2 * GOOD_MS))


def registers(connection: Connection, vouched_by: int | None = None) -> int:
    """How many registers may speak to this hub; those that a store's hub vouched for, or all."""
    statement = select(func.count()).select_from(devices).where(devices.c.revoked_at.is_(None), devices.c.for_hub == 0)
    if vouched_by is not None:
        statement = statement.where(devices.c.vouched_by == vouched_by)
    return int(connection.execute(statement).scalar_one())


def put(
    connection: Connection, device: Device, granted: Mapping[str, int], now: Instant, welcome: int, since: int
) -> None:
    """Grant a register this with a welcome. Nobody knows whether that one will arrive, so what it was granted by
    `since`, the last that did, and by those after it stays granted too."""
    own = grants.c.device == device.key
    connection.execute(delete(grants).where(own, grants.c.welcome < since))
    newest = select(func.max(grants.c.welcome)).where(own).scalar_subquery()
    last = own, grants.c.welcome == newest
    before = {row.rule: row.uses for row in connection.execute(select(grants.c.rule, grants.c.uses).where(*last))}
    some = {rule: uses for rule, uses in granted.items() if uses}
    if before and before == some:  # as mostly: it is the same again
        connection.execute(update(grants).where(*last).values(welcome=welcome, at=now))
    elif some:
        place = {"device": device.key, "welcome": welcome, "at": now}
        connection.execute(insert(grants), [place | {"rule": rule, "uses": uses} for rule, uses in some.items()])
