"""Decides which programs of other systems may ask the hub, for what, and in whose store.

Refuses to keep a secret: SHA-256 is enough for one that was drawn at random. It is shown once, when it is made.
"""

import hashlib
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from db.hub import history
from db.hub.devices import OF_API
from db.hub.intake import Device
from db.hub.open_tables import api_keys
from posdesk.domain.business_day import Instant
from posdesk.domain.codec import MAX_TEXT
from posdesk.domain.refusals import Refusal, RefusalCode, Refused

THE_HUB = 0
"""The number under which the hub notes what it brought itself; registers have numbers from 1 on."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}")
_BEGINS = "posdesk_"
BAD_NAME = "A key's name has 1 to 64 letters, digits, blanks, dots and dashes."
NO_SCOPE = "A key needs at least one scope: {}."
TAKEN = "There is a key named {name} already. Take another name, or revoke it first: hub revoke-api-key {name}"
NO_KEY = "There is no key named {name} that is good: hub api-keys"


class Scope(StrEnum):
    """What a key is good for. read: look up one member, and her standing. write: record visits and members. export:
    all facts and all standings. hidden: in what the others give also what is hidden by role (G27)."""

    READ = "read"
    WRITE = "write"
    EXPORT = "export"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key, without its secret. store: None for all. Times in ms UTC."""

    key: int
    name: str
    scopes: frozenset[Scope]
    store: str | None
    made_at: Instant
    revoked_at: Instant | None

    @property
    def sees_hidden(self) -> bool:
        """Whether this key is told what is hidden by role."""
        return Scope.HIDDEN in self.scopes

    def row_in(self, store: str) -> Device:
        """The row of facts in which stands what this key records in a store."""
        return Device(THE_HUB, store, f"{OF_API}{self.name}")


def make(connection: Connection, name: str, store: str | None, scopes: Collection[Scope], now: Instant) -> str:
    """Make a key; yields its secret, which nobody can ask for again. Raises Refused(BAD_TEXT, BAD_STORE)."""
    if _NAME.fullmatch(name) is None or name != name.strip():
        raise Refused(Refusal(RefusalCode.BAD_TEXT, BAD_NAME))
    if not scopes:
        raise Refused(Refusal(RefusalCode.BAD_TEXT, NO_SCOPE.format(", ".join(Scope))))
    if store is not None and not 0 < len(store) <= MAX_TEXT:
        raise Refused(Refusal(RefusalCode.BAD_STORE, f"A store's id has 1 to {MAX_TEXT} characters."))
    history.locked(connection)  # two that make one at once come one after the other
    if _live(connection, name) is not None:
        raise Refused(Refusal(RefusalCode.BAD_TEXT, TAKEN.format(name=name)))
    secret = f"{_BEGINS}{secrets.token_urlsafe(32)}"
    key = connection.execute(select(func.coalesce(func.max(api_keys.c.key), 0))).scalar_one() + 1
    row = {"key": key, "name": name, "mark": _mark(secret), "store": store, "made_at": now}
    connection.execute(insert(api_keys), row | {"scopes": " ".join(sorted(scopes))})
    return secret


def of_secret(connection: Connection, secret: str) -> ApiKey | None:
    """The key somebody shows the secret of, revoked or not; None: there is none."""
    found = connection.execute(_SHOWN.where(api_keys.c.mark == _mark(secret))).first()
    return None if found is None else _key(found)


def listed(connection: Connection) -> list[ApiKey]:
    """Every key that was ever made, the oldest first."""
    return [_key(row) for row in connection.execute(_SHOWN.order_by(api_keys.c.key))]


def is_any(connection: Connection) -> bool:
    """Whether anybody may ask."""
    return connection.execute(select(_c.key).where(_c.revoked_at.is_(None)).limit(1)).first() is not None


def revoke(connection: Connection, name: str, now: Instant) -> None:
    """Let a key be good no more. Raises Refused(BAD_TEXT) when there is none of this name."""
    live = _live(connection, name)
    if live is None:
        raise Refused(Refusal(RefusalCode.BAD_TEXT, NO_KEY.format(name=name)))
    connection.execute(update(api_keys).where(api_keys.c.key == live).values(revoked_at=now))


_c = api_keys.c
_SHOWN = select(_c.key, _c.name, _c.scopes, _c.store, _c.made_at, _c.revoked_at)


def _key(row: Any) -> ApiKey:
    scopes = frozenset(Scope(scope) for scope in row.scopes.split())
    return ApiKey(row.key, row.name, scopes, row.store, row.made_at, row.revoked_at)


def _live(connection: Connection, name: str) -> int | None:
    found = connection.execute(select(_c.key).where(_c.name == name, _c.revoked_at.is_(None))).first()
    return None if found is None else int(found.key)


def _mark(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()
