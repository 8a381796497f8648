"""Decides what every request gets, whatever becomes of it: our header on its answer, a count, a line in the log.

An ASGI layer around all routes. A bug behind it is answered and written down without the values it had in hand.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from posdesk.hub.answers import no
from posdesk.hub.door import Front
from posdesk.hub.logs import bug_of, line_of
from posdesk.sync import wire

BUG = "The hub failed at this request. It is written down in its log."
GONE = 499
"""The status counted where the asker hung up before the answer."""


@dataclass(frozen=True, slots=True)
class Watching:
    """The layer (FastAPI asks for a class that is given the app within)."""

    app: ASGIApp
    front: Front

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = self.front.seconds()
        noted: dict[str, Any] = {}
        scope.setdefault("state", {})["noted"] = noted
        sending = _with_our_header(send, noted)
        try:
            await self.app(scope, receive, sending)
        except ClientDisconnect:
            noted.setdefault("status", GONE)
        except Exception as error:
            noted |= bug_of(error) | {"error": "bug"}
            if "status" not in noted:
                await no(500, "bug", BUG)(scope, receive, sending)
        self._note(scope, noted, self.front.seconds() - began)

    def _note(self, scope: Scope, noted: dict[str, Any], seconds: float) -> None:
        front, route = self.front, getattr(scope.get("route"), "path", "other")
        front.metrics.answered(f"{_method(scope)} {route}", noted.get("status", GONE), seconds)
        fields = {"at": front.service.clock.now(), "event": "request", "route": route, "ms": round(seconds * 1000, 1)}
        front.log(line_of(noted | fields | {"method": _method(scope)}))


def _with_our_header(send: Send, noted: dict[str, Any]) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            noted["status"] = message["status"]
            MutableHeaders(scope=message)[wire.HEADER] = str(wire.PROTOCOL)
        await send(message)

    return sending


def _method(scope: Scope) -> str:
    return scope["method"] if scope["method"] in ("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS") else "other"


def watch(app: FastAPI, front: Front) -> None:
    """Put the layer around an app."""
    layer: Callable[..., ASGIApp] = Watching
    app.add_middleware(layer, front=front)
