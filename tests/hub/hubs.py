"""Builds a hub for a test: a real database in a file, its service, and registers that were let in."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select

from db.hub import devices, feed
from db.hub.intake import Device
from db.hub.opening import HubDatabase, open_hub
from db.hub.tables import attention
from posdesk.counter.ports import Clock
from posdesk.hub.limits import Limits
from posdesk.hub.service import HubService
from posdesk.hub.serving import Serving
from posdesk.hub.snapshots import Snapshots
from posdesk.sync import signing, wire
from posdesk.sync.signing import Secret, new_key, public_of, secret_of
from tests.builders import PUBLIC, STORE
from tests.fakes.clock import FakeClock
from tests.hub.receiver import PATIENCE

START = "0.0."
NOBODY = Secret("no-token-of-theirs", bytes(32)).text
"""The secret of whoever no hub let in."""


@dataclass
class Stopwatch:
    """Seconds that pass when the test says so."""

    now: float = 0.0

    def __call__(self) -> float:
        """The seconds so far."""
        return self.now


@dataclass
class House:
    """A hub without a network around it, and what it wrote down."""

    database: HubDatabase
    clock: FakeClock
    service: HubService
    seconds: Stopwatch = field(default_factory=Stopwatch)
    log: list[str] = field(default_factory=list)

    def serving(self, limits: Limits | None = None, snapshots: Snapshots | None = None) -> Serving:
        """The hub on the network of this computer."""
        limits = limits or Limits()
        return Serving(self.service, limits, log=self.log.append, seconds=self.seconds, snapshots=snapshots)

    def code(self, store: str = STORE) -> str:
        """A code with which one register can be paired."""
        with self.database.writing() as connection:
            return devices.make_code(connection, store, self.clock.now())

    def token(self, register: str = "register 1", store: str = STORE) -> str:
        """The secret of a register that has just been let in: its token, and its key."""
        code, key = self.code(store), new_key()
        with self.database.writing() as connection:
            paired = devices.pair(connection, code, register, store, self.clock.now(), public=public_of(key))
        return Secret(paired.token, key).text

    def device(self, secret: str) -> Device:
        """Whom the hub takes whoever has this secret for."""
        found = self.service.device_of(own(secret).token)
        assert found is not None
        return found.device

    def revoke(self, register: str = "register 1", store: str = STORE) -> None:
        """Let it speak no more."""
        with self.database.writing() as connection:
            assert devices.revoke(connection, store, register, self.clock.now())

    def lines(self) -> list[str]:
        """Every fact, in order, as the hub holds it."""
        with self.database.reading() as connection:
            return [placed.line for placed in feed.all_lines(connection)]

    def attention(self, kind: str) -> list[str]:
        """The words of what the owner should look at, of a kind."""
        with self.database.reading() as connection:
            return list(connection.execute(select(attention.c.words).where(attention.c.kind == kind)).scalars())

    def logged(self, least: int = 0) -> list[dict[str, Any]]:
        """What it wrote down. least: so many lines are awaited, for a line comes after its answer has gone out."""
        patience = time.monotonic() + PATIENCE
        while len(self.log) < least and time.monotonic() < patience:
            time.sleep(0.005)
        return [json.loads(line) for line in self.log]


@dataclass(frozen=True)
class Stranger:
    """Whoever writes a request by hand, letter by letter."""

    url: str
    token: str | None = None
    clock: Clock = FakeClock()  # noqa: RUF009  # it stands still

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | str = b"",
        kind: str | None = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> httpx.Response:
        """Send it; a header that is None is left out."""
        said: dict[str, str | None] = {wire.HEADER: str(wire.PROTOCOL), wire.WITNESS_HEADER: START}
        if kind is not None:
            said["content-type"] = kind
        content = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
        merged = said | dict(headers or {})
        if self.token is not None:
            seen = merged[wire.WITNESS_HEADER] or ""
            merged = shown(self.token, self.clock, signing.Request(method, path.encode(), seen, content)) | merged
        sent = [(name.encode(), value.encode("latin-1")) for name, value in merged.items() if value is not None]
        return httpx.request(method, f"{self.url}{path}", headers=sent, content=content, trust_env=False, timeout=30)

    def push(self, *lines: str, **headers: str | None) -> httpx.Response:
        """Offer facts."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.ask("POST", "/v1/facts", "".join(f"{line}\n" for line in lines), wire.LINES, named)

    def pair(
        self, code: str, register: str = "register 1", store: str | None = None, public: bytes = PUBLIC
    ) -> httpx.Response:
        """Show a code."""
        said = {"code": code, "register": register, "store": store, "version": "1", "public": public.hex()}
        body = json.dumps(said)
        return self.ask("POST", "/v1/pair", body, wire.JSON)


def own(secret: str) -> Secret:
    """What a register keeps, in its parts."""
    found = secret_of(secret)
    assert found is not None
    return found


def written(headers: Mapping[str, str | None]) -> str:
    """As they stand in a request."""
    return "".join(f"{name}: {value}\r\n" for name, value in headers.items())


def shown(secret: str, clock: Clock, request: signing.Request) -> dict[str, str | None]:
    """The headers with which whoever has this secret shows itself, now."""
    signer = signing.Signer(own(secret), clock)
    return {"authorization": f"Bearer {own(secret).token}", signing.SIGNATURE_HEADER: signer.sign(request)}


def a_house(folder: Path, clock: FakeClock | None = None) -> House:
    """An empty hub in a folder."""
    clock = clock or FakeClock()
    database = open_hub(f"sqlite:///{folder / 'hub.db'}")
    return House(database, clock, HubService(database, clock))


def error_of(answer: httpx.Response) -> str:
    """The code of a no; fails when it has not the shape of one."""
    assert answer.headers[wire.HEADER] == "1"
    assert answer.headers["content-type"] == f"{wire.JSON}; charset=utf-8"
    return wire.read_error(answer.text)[0]
