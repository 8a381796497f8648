"""Two registers that nothing reaches for three days give away one award twice; then each finds the hub again."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from db import store as stores
from db.new_ids import RandomIds
from posdesk import compose
from posdesk.counter.enrolment import EnrolmentForm, enrol
from posdesk.counter.holds import HoldsInMemory
from posdesk.counter.ports import Desk, Station
from posdesk.domain.business_day import DAY_MS
from posdesk.domain.codec import decode_fact
from posdesk.office.adjustments import give_award
from posdesk.office.programs import publish
from posdesk.office.stores import open_store
from tests.builders import CALENDAR, SAMPLE_PROGRAM, STORE
from tests.commands.conftest import Door
from tests.commands.conftest import data as data  # noqa: PLC0414  the fixture
from tests.commands.conftest import door as door  # noqa: PLC0414  the fixture
from tests.fakes.clock import FakeClock
from tests.hub.hubs import House, a_house
from tests.hub.mortals import NO_BALLAST
from tests.hub.offline_days import DAYS, REWARD
from tests.rules.sources import PROJECT
from tests.sync.faults import BadLine

NAMES = ("front-1", "front-2")
NOWHERE = "http://127.0.0.1:9"
ALONE = ["unshare", "--map-root-user", "--net"]
"""Begins a program in a network of its own, in which there is nobody."""


@dataclass
class Shop:
    """A hub that serves at `url` behind a cable, and two paired registers in folders of their own. member: has an
    award."""

    house: House
    url: str
    cable: BadLine
    folder: Path
    member: str


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """As it was four days ago: both registers hold the same."""
    clock = FakeClock(compose.SystemClock().now() - (DAYS + 1) * DAY_MS)
    (tmp_path / "hub").mkdir()
    house = a_house(tmp_path / "hub", clock)
    with house.serving() as hub, BadLine(hub.url) as cable:
        made = Shop(house, hub.url, cable, tmp_path, "")
        for name in NAMES:
            a_register(made, name, clock)
        yield made
    house.database.close()


def a_register(shop: Shop, name: str, clock: FakeClock) -> None:
    folder = shop.folder / name
    stores.create(folder, store=STORE, register=name, clock=clock, ids=RandomIds(), keyring=False)
    store = stores.open_store(folder, clock=clock, ids=RandomIds(), ballast_bytes=NO_BALLAST)
    with closing(store), closing(compose.line_of(store)) as line:
        if name == NAMES[0]:
            station = Station(STORE, name, "Dana")
            desk = Desk(store.ledger, store.directory, store.programs, clock, store.ids, HoldsInMemory(), station)
            open_store(desk.ledger, clock, desk.ids, store=STORE, name="Corner Leaf", zone=CALENDAR.zone)
            publish(desk, SAMPLE_PROGRAM.read_text(encoding="utf-8"))
            shop.member = enrol(desk, EnrolmentForm("Maria Garcia")).member_id
            give_award(desk, shop.member, REWARD, "a long wait")
        line.pair(shop.cable.url, shop.house.code())
        line.exchange(lambda done, fresh: None)


def may_be_alone() -> bool:
    """Whether a program may have a network of its own on this computer."""
    return sys.platform == "linux" and not subprocess.run([*ALONE, "true"], check=False, capture_output=True).returncode


def three_days(shop: Shop) -> list[dict[str, Any]]:
    """Both registers live through them at once, each in a process and a network of its own; what each said. Where that
    is not allowed the cable is cut behind both of them."""
    begins, alone, before = shop.house.clock.now() + 60_000, may_be_alone(), shop.cable.passed_on
    shop.cable.lead_to(NOWHERE)
    living = []
    for number, name in enumerate(NAMES):
        given = str(shop.folder / name), str(begins + number * 3_600_000), shop.member
        words = [*(ALONE if alone else ()), sys.executable, "-m", "tests.hub.offline_days", *given]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        living.append(subprocess.Popen(words, cwd=PROJECT, text=True, **pipes))  # type: ignore[call-overload]
    said = [process.communicate() for process in living]
    assert [process.returncode for process in living] == [0, 0], said
    assert shop.cable.passed_on - before == (0 if alone else len(NAMES) * DAYS)
    return [json.loads(out) for out, _ in said]


@pytest.mark.rule("RD10", "VS08")
def test_one_award_given_twice_by_registers_that_were_cut_off_is_kept_twice_and_listed_once(
    shop: Shop, door: Door
) -> None:
    days = three_days(shop)
    assert [one["troubles"] for one in days] == [["NoHub"] * DAYS] * 2
    shop.cable.lead_to(shop.url)
    shop.house.clock.set(compose.SystemClock().now())
    for name in (*NAMES, NAMES[0]):
        synced = door("sync", folder=shop.folder / name)
        assert (synced.code, synced.value["waiting"], synced.value["set_aside"]) == (0, 0, [])
    ids = [decode_fact(line).id for line in shop.house.lines()]
    assert sorted(set(ids)) == sorted(ids)
    assert {id for one in days for id in one["safe"]} <= set(ids)
    cards = [door("show", shop.member, folder=shop.folder / name).value for name in NAMES]
    first, second = (one["used"] for one in days)
    assert [[(line["kind"], line["fact"]) for line in card["exceptions"]] for card in cards] == [
        [("double_redeemed", second)]
    ] * 2
    assert [{use["redemption"]: use["double"] for use in card["redemptions"]} for card in cards] == [
        {first: False, second: True}
    ] * 2
    assert len({door("state-hash", folder=shop.folder / name).out for name in NAMES}) == 1
