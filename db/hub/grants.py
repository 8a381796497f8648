"""Decides what is kept of the uses that each register may give of a campaign while nobody can ask the hub (CM08).

Refuses to know how many that should be (posdesk.domain.allowances).
"""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, func, insert, or_, select, update

from db.hub.intake import Device
from db.hub.tables import WHOLE, devices, grants
from posdesk.domain.business_day import DAY_MS, Instant

GOOD_MS = 30 * DAY_MS
"""A register that was not heard of for so long may not give any more of what it was granted, and others may."""


def _is_good() -> ColumnElement[bool]:
    """What a store's hub was granted its registers may have been told up to GOOD_MS later."""
    now = bindparam("now", type_=WHOLE)
    own = and_(devices.c.for_hub == 0, grants.c.at > now - GOOD_MS)
    return or_(own, and_(devices.c.for_hub == 1, grants.c.at > now - 2 * GOOD_MS))


_MOST = (
    select(grants.c.rule, func.max(grants.c.uses).label("uses"))
    .join(devices, devices.c.key == grants.c.device)
    .where(grants.c.device != bindparam("device"), _is_good(), devices.c.revoked_at.is_(None))
    .group_by(grants.c.device, grants.c.rule)
    .subquery()
)
_OF_OTHERS = select(_MOST.c.rule, func.sum(_MOST.c.uses)).group_by(_MOST.c.rule)
_OF_HUB = select(grants.c.rule, grants.c.uses).where(grants.c.device == 0)
_REGISTERS = select(func.count()).select_from(devices).where(devices.c.revoked_at.is_(None), devices.c.for_hub == 0)
_VOUCHED = _REGISTERS.where(devices.c.vouched_by == bindparam("hub"))
_OWN = grants.c.device == bindparam("of")
_LAST = _OWN, grants.c.welcome == select(func.max(grants.c.welcome)).where(_OWN).scalar_subquery()
_FORGET = delete(grants).where(_OWN, grants.c.welcome < bindparam("since"))
_NEWEST = select(grants.c.rule, grants.c.uses).where(*_LAST)
_SAME_AGAIN = update(grants).where(*_LAST).values(welcome=bindparam("said"), at=bindparam("now"))
_GRANT = insert(grants)


def of_others(connection: Connection, device: Device, now: Instant) -> dict[str, int]:
    """By rule: how many uses all other registers together may give, each by whichever of its welcomes says most."""
    rows = connection.execute(_OF_OTHERS, {"device": device.key, "now": now})
    return {rule: int(uses) for rule, uses in rows}


def let_out(connection: Connection, now: Instant) -> dict[str, int]:
    """By rule: how many uses all registers of this store's hub together may give."""
    return of_others(connection, Device(0, "", ""), now)


def of_hub(connection: Connection) -> dict[str, int]:
    """By rule: what head office granted to this store's hub."""
    return {rule: int(uses) for rule, uses in connection.execute(_OF_HUB)}


def registers(connection: Connection, vouched_by: int | None = None) -> int:
    """How many registers may speak to this hub; those that a store's hub vouched for, or all."""
    asked = connection.execute(_REGISTERS) if vouched_by is None else connection.execute(_VOUCHED, {"hub": vouched_by})
    return int(asked.scalar_one())


def put(
    connection: Connection, device: Device, granted: Mapping[str, int], now: Instant, welcome: int, since: int
) -> None:
    """Grant a register this with a welcome. Nobody knows whether that one will arrive, so what it was granted by
    `since`, the last that did, and by those after it stays granted too."""
    own = {"of": device.key}
    connection.execute(_FORGET, own | {"since": since})
    before = {row.rule: row.uses for row in connection.execute(_NEWEST, own)}
    some = {rule: uses for rule, uses in granted.items() if uses}
    if before and before == some:  # as mostly: it is the same again
        connection.execute(_SAME_AGAIN, own | {"said": welcome, "now": now})
    elif some:
        place = {"device": device.key, "welcome": welcome, "at": now}
        connection.execute(_GRANT, [place | {"rule": rule, "uses": uses} for rule, uses in some.items()])
