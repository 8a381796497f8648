"""The hub as a process: it says where it listens, ends when it is told to, and never listens in the clear unawares."""

import json
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.hub.opening import open_hub
from posdesk.domain.refusals import EnvironmentTrouble, RefusalCode, Refused, TroubleCode
from posdesk.domain.replication import START
from posdesk.hub.service import HubService
from posdesk.hub.serving import HubClock, Serving, Tls, serve
from posdesk.sync.client import HttpHub
from posdesk.sync.trouble import NoHub
from tests.fakes.clock import FakeClock
from tests.hub.certificates import Made, a_certificate
from tests.hub.facts import a_line
from tests.hub.hubs import NOBODY, House, Stranger
from tests.rules.sources import PROJECT

SERVE = (
    "import sys; from posdesk.hub.serving import serve; "
    "serve(sys.argv[1], port=0, ready=lambda url: print(url, flush=True))"
)


@contextmanager
def a_process(url: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A hub in a process of its own, and the address it told."""
    command = [sys.executable, "-c", SERVE, url]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=PROJECT, text=True, **pipes) as process:  # type: ignore[call-overload]
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def url_of(house: House) -> str:
    return house.database.engine.url.render_as_string()


@pytest.mark.parametrize("word", [signal.SIGTERM, signal.SIGINT])
def test_a_hub_in_a_process_serves_and_ends_in_peace_when_told_to(house: House, word: signal.Signals) -> None:
    token = house.token()
    with a_process(url_of(house)) as (process, url):
        assert Stranger(url, token, HubClock()).push(a_line(1)).status_code == 200
        process.send_signal(word)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 0
    assert house.lines() == [a_line(1)]
    lines = [json.loads(line) for line in said.splitlines()]
    assert [line["route"] for line in lines if line["event"] == "request"] == ["/v1/facts"]
    assert {line["event"] for line in lines} == {"request", "server"}


def test_a_push_under_way_is_answered_before_the_hub_ends(house: House) -> None:
    token = house.token()
    path = house.database.engine.url.database
    assert path is not None
    with a_process(url_of(house)) as (process, url), ThreadPoolExecutor(1) as threads:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")  # the push has to wait for this
            push = threads.submit(Stranger(url, token, HubClock()).push, a_line(1))
            while "posdesk_pushes_under_way 1" not in Stranger(url).ask("GET", "/v1/metrics").text:
                assert not push.done()
            process.send_signal(signal.SIGTERM)
            other.execute("ROLLBACK")
        assert push.result().json()["verdicts"][0]["outcome"] == "accepted"
        process.communicate(timeout=60)
    assert process.returncode == 0
    assert house.lines() == [a_line(1)]


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.20", "::", "hub.example.com", ""])
def test_nobody_listens_to_a_network_in_the_clear_unawares(tmp_path: Path, host: str) -> None:
    with pytest.raises(Refused, match="--certificate") as no:
        serve(f"sqlite:///{tmp_path / 'hub.db'}", host)
    assert no.value.refusal.code is RefusalCode.BAD_ADDRESS
    assert not (tmp_path / "hub.db").exists()


def test_several_workers_need_a_database_that_takes_them(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="PostgreSQL"):
        serve(f"sqlite:///{tmp_path / 'hub.db'}", workers=2)


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken, pytest.raises(EnvironmentTrouble) as trouble:
        serve(f"sqlite:///{tmp_path / 'hub.db'}", port=taken.getsockname()[1])
    assert trouble.value.code is TroubleCode.IN_USE


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 70_000), ("127.0.0.1", -1), ("no.such.host.invalid", 0)])
def test_an_address_that_is_none_is_told(tmp_path: Path, host: str, port: int) -> None:
    with pytest.raises(Refused) as no:
        serve(f"sqlite:///{tmp_path / 'hub.db'}", host, port, insecure_network=True)
    assert no.value.refusal.code is RefusalCode.BAD_ADDRESS


def test_a_database_that_is_none_is_told() -> None:
    with pytest.raises(Refused) as no:
        serve("mysql://somewhere")
    assert no.value.refusal.code is RefusalCode.BAD_STORE


# --------------------------------------------------------------------------------------------------------- certificates


def tls_of(made: Made) -> Tls:
    """What a hub is given."""
    return Tls(made.certificate, made.key)


def test_a_hub_with_a_certificate_is_trusted_by_whoever_was_given_it(house: House, tmp_path: Path) -> None:
    tls, token = tls_of(a_certificate(tmp_path)), house.token()
    with Serving(house.service, log=house.log.append, tls=tls) as hub:
        assert hub.url.startswith("https://")
        with HttpHub(hub.url, token, house.clock, authority=tls.certificate) as line:
            assert line.push(START, [a_line(1)]).verdicts[0].stands


@pytest.mark.parametrize("given", ["nothing", "another", "for another address"])
def test_a_hub_that_cannot_prove_itself_hears_nothing(house: House, tmp_path: Path, given: str) -> None:
    host = "192.0.2.1" if given == "for another address" else "127.0.0.1"
    tls, other = tls_of(a_certificate(tmp_path, host=host)), a_certificate(tmp_path, name="other")
    authority = {"nothing": None, "another": other.certificate, "for another address": tls.certificate}[given]
    with (
        Serving(house.service, log=house.log.append, tls=tls) as hub,
        HttpHub(hub.url, house.token(), house.clock, authority=authority) as line,
        pytest.raises(NoHub, match="cannot prove"),
    ):
        line.push(START, [a_line(1)])
    assert house.log == []


def test_half_a_certificate_or_a_wrong_one_is_told(tmp_path: Path) -> None:
    hub, other = a_certificate(tmp_path), a_certificate(tmp_path, name="other")
    for certificate, key in (
        (hub.certificate, None),
        (None, hub.key),
        (hub.certificate, other.key),
        (tmp_path, hub.key),
    ):
        with pytest.raises(Refused) as no:
            serve(f"sqlite:///{tmp_path / 'hub.db'}", certificate=certificate, key=key)
        assert no.value.refusal.code is RefusalCode.BAD_FILE
    with pytest.raises(Refused) as no:
        HttpHub("https://127.0.0.1", NOBODY, FakeClock(), authority=hub.key)
    assert no.value.refusal.code is RefusalCode.BAD_FILE


def test_the_hub_s_clock_is_the_computer_s() -> None:
    clock = HubClock()
    before = datetime.now(UTC).timestamp() * 1000
    assert before - 1 <= clock.now() <= datetime.now(UTC).timestamp() * 1000 + 1
    assert clock.off() == 0


def test_two_servers_over_one_database_give_one_order(tmp_path: Path, house: House) -> None:
    again = open_hub(url_of(house))
    try:
        with house.serving() as one, Serving(HubService(again, house.clock), log=house.log.append) as other:
            token = house.token()
            Stranger(one.url, token).push(a_line(1))
            Stranger(other.url, token).push(a_line(2))
            assert Stranger(one.url, token).ask("GET", "/v1/facts").text.splitlines()[1:] == [
                f"1 {a_line(1)}",
                f"2 {a_line(2)}",
            ]
    finally:
        again.close()
