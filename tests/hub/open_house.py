"""Builds a hub that has synced with one register, and a program of another system that asks it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import httpx

from db.hub import api_keys, devices
from db.hub.api_keys import Scope
from db.hub.intake import Device
from db.replica import SqlReplica
from posdesk import compose
from posdesk.counter.card import open_card
from posdesk.counter.card_values import Json, card_value
from posdesk.counter.ports import Desk
from posdesk.domain.business_day import business_day
from posdesk.domain.codec import encode_fact
from posdesk.domain.facts import Fact
from posdesk.domain.replication import START, Done
from posdesk.hub.limits import Limits, Rate
from posdesk.hub.serving import Serving
from posdesk.sync.cycle import Cycle
from tests.builders import CALENDAR
from tests.db.tills import Till, a_till
from tests.fakes.ids import FakeIds
from tests.hub.hubs import House

ANY = Rate(1e9, 10**9)
UNLIMITED = Limits(look_up=ANY, read=ANY, write=ANY, export=ANY)
STORE = "denver-1"
ELSEWHERE = "019ac1d0-0000-7000-8000-00000000abcd"


@dataclass(frozen=True)
class Program:
    """A program of another system. secret: None: it shows none."""

    http: httpx.Client
    secret: str | None

    def get(self, path: str, **query: Any) -> httpx.Response:
        """Ask."""
        return self.http.get(f"/v1/open{path}", params=query or None, headers=self._headers())

    def post(self, path: str, body: Any, key: str | None = "1", **headers: str) -> httpx.Response:
        """Send. body: a value to be written as JSON, or text as it is."""
        content = body if isinstance(body, str | bytes) else json.dumps(body)
        said = {"content-type": "application/json"} | headers | self._headers()
        if key is not None:
            said["idempotency-key"] = key
        return self.http.post(f"/v1/open{path}", content=content, headers=said)

    def _headers(self) -> dict[str, str]:
        return {} if self.secret is None else {"authorization": f"Bearer {self.secret}"}


@dataclass(frozen=True)
class OpenHouse:
    """A hub, the register that filled it, and the way to the hub for programs."""

    house: House
    till: Till
    http: httpx.Client

    def key(self, *scopes: Scope, store: str | None = None, name: str = "till link") -> str:
        """The secret of a new key; without scopes it is good for all."""
        with self.house.database.writing() as connection:
            return api_keys.make(connection, name, store, scopes or tuple(Scope), self.house.clock.now())

    def program(self, *scopes: Scope, store: str | None = STORE, name: str = "till link") -> Program:
        """A program with a new key."""
        return Program(self.http, self.key(*scopes, store=store, name=name))

    def desk(self) -> Desk:
        """The register's."""
        return compose.desk_of(self.till.store, None)

    def card(self, member: str) -> dict[str, Json]:
        """What the register says with `show --json`."""
        return card_value(open_card(self.desk(), member))

    def today(self) -> date:
        """The business day it is at the register."""
        return business_day(self.till.clock.now(), CALENDAR)

    def of_another_store(self, fact: Fact) -> str:
        """Let a register of another store send this fact; yields its line."""
        line = encode_fact(fact._replace(id=ELSEWHERE, store="boulder-1", register="b 1", subject=None))
        self.house.service.of(Device(98, "boulder-1", "b 1")).push(START, [line])
        return line

    def sync(self, till: Till | None = None) -> Done:
        """An ordinary exchange of a register."""
        return exchange(self.house, till or self.till)


def exchange(house: House, till: Till) -> Done:
    """One cycle between a register and the hub, which it needs no pairing for here."""
    place = till.store.store, till.store.register
    with house.database.reading() as connection:
        known = [number for number, seen in enumerate(devices.all_devices(connection), 1) if seen.register == place[1]]
    device = Device(known[0] if known else 99, *place)
    return Cycle(house.service.of(device), SqlReplica(till.store.ledger), till.clock).run()


@contextmanager
def an_open_house(house: House, folder: Path, limits: Limits = UNLIMITED) -> Iterator[OpenHouse]:
    """A hub that knows a store and its program from a register."""
    till = a_till(folder / "till", ids=FakeIds()).opened()
    exchange(house, till)
    serving = Serving(house.service, limits, log=house.log.append, seconds=house.seconds, ids=FakeIdsOfHub())
    try:
        with serving as hub, httpx.Client(base_url=hub.url, trust_env=False, timeout=30) as http:
            yield OpenHouse(house, till, http)
    finally:
        till.close()


class FakeIdsOfHub(FakeIds):
    """Ids that no register of a test has."""

    def new(self, now: int) -> str:
        """The next one."""
        return super().new(now).replace("-8000-", "-9000-")
