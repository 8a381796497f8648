"""Decides what is kept of the uses that each register may give of a campaign while nobody can ask the hub (CM08).

Refuses to know how many that should be (posdesk.domain.allowances).
"""

from collections.abc import Mapping

from sqlalchemy import Connection, delete, func, insert, select

from db.hub.intake import Device
from db.hub.tables import devices, grants
from posdesk.domain.business_day import DAY_MS, Instant

GOOD_MS = 30 * DAY_MS
"""A register that was not heard of for so long may not give any more of what it was granted, and others may."""


def of_others(connection: Connection, device: Device, now: Instant) -> dict[str, int]:
    """By rule: how many uses all other registers together may give."""
    statement = (
        select(grants.c.rule, func.sum(grants.c.uses))
        .join(devices, devices.c.key == grants.c.device)
        .where(grants.c.device != device.key, grants.c.at > now - GOOD_MS, devices.c.revoked_at.is_(None))
        .group_by(grants.c.rule)
    )
    return {rule: int(uses) for rule, uses in connection.execute(statement)}


def registers(connection: Connection) -> int:
    """How many registers may speak to this hub."""
    statement = select(func.count()).select_from(devices).where(devices.c.revoked_at.is_(None))
    return int(connection.execute(statement).scalar_one())


def put(connection: Connection, device: Device, granted: Mapping[str, int], now: Instant) -> None:
    """Grant a register this, instead of what it was granted before."""
    connection.execute(delete(grants).where(grants.c.device == device.key))
    rows = [{"device": device.key, "rule": rule, "uses": uses, "at": now} for rule, uses in granted.items() if uses]
    if rows:
        connection.execute(insert(grants), rows)
