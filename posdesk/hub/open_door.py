"""Decides who gets in to the open API: a key that is good, for what it is good for, and not too often.

Refuses to know what is asked.
"""

from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from typing import Annotated, Any

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from db.hub.api_keys import ApiKey, Scope
from posdesk.hub.answers import Rejected
from posdesk.hub.door import TOO_MANY, Front, at_the_database, front_of
from posdesk.hub.open_desk import OpenDesk
from posdesk.hub.open_intake import OpenIntake

NO_KEY = "Show a key of this hub: Authorization: Bearer KEY. Its owner makes one with: hub api-key"
UNKNOWN = "This hub does not know this key."
REVOKED = "This key is good no more."
SCOPE = "This key is not for that; it needs the scope {scope}."
TOO_FAST = "This key asks more often than this hub answers."
_BEARER = HTTPBearer(auto_error=False, scheme_name="ApiKey", description="A key that the hub's owner made.")


def open_of(request: Request) -> OpenDesk:
    """What reads for programs."""
    found: OpenDesk = request.app.state.intake.open
    return found


def intake_of(request: Request) -> OpenIntake:
    """What records for programs."""
    found: OpenIntake = request.app.state.intake
    return found


def _needs(scope: Scope) -> Callable[..., Coroutine[Any, Any, ApiKey]]:
    async def asker(
        request: Request, shown: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)]
    ) -> ApiKey:
        if shown is None:
            raise Rejected(401, "unknown", NO_KEY)
        key = await at_the_database(front_of(request), lambda: open_of(request).key_of(shown.credentials))
        if key is None:
            raise Rejected(401, "unknown", UNKNOWN)
        request.state.noted["api_key"] = key.key
        if key.revoked_at is not None:
            raise Rejected(401, "revoked", REVOKED)
        if scope not in key.scopes:
            raise Rejected(403, "scope", SCOPE.format(scope=scope))
        return key

    return asker


Reader = Annotated[ApiKey, Depends(_needs(Scope.READ))]
Writer = Annotated[ApiKey, Depends(_needs(Scope.WRITE))]
Exporter = Annotated[ApiKey, Depends(_needs(Scope.EXPORT))]
"""A route that has one is for keys of that scope only. Each raises Rejected(401, 403)."""


def in_time(front: Front, kind: str, key: ApiKey) -> None:
    """Raises Rejected(429) where this key asks for this too often."""
    wait = front.buckets[kind].wait(key.key)
    if wait:
        raise Rejected(429, "too_fast", TOO_FAST, wait)


def streamed(front: Front, pages: Iterator[str]) -> AsyncIterator[bytes]:
    """The pages of an export, each made when the one before has gone. Raises Rejected(429) at once when as many exports
    as may be are under way."""
    if front.exporting >= front.limits.exports:
        raise Rejected(429, "too_many", TOO_MANY, 5.0)
    return _streamed(front, pages)


async def _streamed(front: Front, pages: Iterator[str]) -> AsyncIterator[bytes]:
    front.exporting += 1
    try:
        while (page := await at_the_database(front, lambda: next(pages, None))) is not None:
            yield page.encode("utf-8")
    finally:
        front.exporting -= 1
