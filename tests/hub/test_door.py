"""Who is let in with what: each way to be turned away has a status and words, and costs the hub little."""

import gzip
import json
import socket
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

import httpx
import pytest

from posdesk.hub.answers import Rejected, takes_gzip
from posdesk.hub.door import Front, a_push, unpacked
from posdesk.hub.limits import Limits
from posdesk.hub.metrics import TEXT
from posdesk.hub.serving import Serving
from posdesk.sync import signing, wire
from tests.builders import STORE
from tests.hub.facts import a_line
from tests.hub.hubs import START, House, Stranger, error_of, shown, written

BOMB_BYTES = 200 * 1024 * 1024


@pytest.fixture
def register(house: House, hub: Serving) -> Stranger:
    """Register 1 of denver-1, by hand."""
    return Stranger(hub.url, house.token())


def test_a_fact_sent_by_hand_is_accepted(house: House, register: Stranger) -> None:
    sent = a_line()
    answer = register.push(sent)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == f"{wire.JSON}; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["verdicts"] == [{"outcome": "accepted", "position": 1, "words": ""}]
    assert house.lines() == [sent]


@pytest.mark.parametrize(
    ("said", "words"),
    [(None, "posdesk-protocol: 1"), ("x", "posdesk-protocol: 1"), ("0", "register's PosDesk"), ("2", "hub's PosDesk")],
)
def test_whoever_speaks_another_protocol_is_told_which_side_is_too_old(
    register: Stranger, said: str | None, words: str
) -> None:
    for answer in (
        register.push(a_line(), posdesk_protocol=said),
        register.ask("POST", "/v1/pair", headers={wire.HEADER: said}),
    ):
        assert (answer.status_code, error_of(answer)) == (426, "protocol")
        assert words in answer.json()["words"]
        assert answer.headers["upgrade"] == "posdesk/1"


@pytest.mark.parametrize("shown", [None, "Bearer", "Bearer nobody", "Basic bm9ib2R5", "Bearer \xff", "nobody"])
def test_whoever_shows_no_token_of_ours_is_told_to_pair(house: House, register: Stranger, shown: str | None) -> None:
    answer = register.push(a_line(), authorization=shown)
    assert (answer.status_code, error_of(answer)) == (401, "unknown")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert house.lines() == []


def test_every_route_of_a_register_wants_its_token(house: House, register: Stranger) -> None:
    routes = [("POST", "hello"), ("POST", "facts"), ("GET", "facts"), ("POST", "have"), ("GET", "tally")]
    house.revoke()
    for method, route in routes:
        assert error_of(register.ask(method, f"/v1/{route}")) == "revoked"
        assert error_of(Stranger(register.url).ask(method, f"/v1/{route}")) == "unknown"


@pytest.mark.parametrize(
    "kind",
    [None, "application/json", wire.JSON, f"{wire.LINES}; charset=latin-1", "text/html", f"{wire.LINES}x", "\xff"],
)
def test_a_body_of_another_type_is_not_read(register: Stranger, kind: str | None) -> None:
    answer = register.push(a_line(), content_type=kind)
    assert (answer.status_code, error_of(answer)) == (415, "content_type")


@pytest.mark.parametrize("kind", [wire.LINES, f'{wire.LINES.upper()};charset="UTF-8"', f"{wire.LINES} ; charset=utf8"])
def test_a_type_may_be_written_in_other_ways(register: Stranger, kind: str) -> None:
    assert register.push(a_line(), content_type=kind).status_code == 200


@pytest.mark.parametrize("encoding", ["br", "deflate", "gzip, gzip", "zstd", "\xff"])
def test_a_body_packed_in_another_way_is_not_read(register: Stranger, encoding: str) -> None:
    answer = register.push(a_line(), content_encoding=encoding)
    assert (answer.status_code, error_of(answer)) == (415, "content_encoding")


@pytest.mark.parametrize("witness", [None, "", "1", "1.2", "x.1.y", "1.2.-", "-1.2.a", f"{2**53}.1.a", "1.\xff.a"])
def test_a_witness_that_is_none_is_a_bad_message(register: Stranger, witness: str | None) -> None:
    answer = register.push(a_line(), posdesk_witness=witness)
    assert (answer.status_code, error_of(answer)) == (400, "bad_fact")


def test_a_witness_of_another_history_is_a_conflict(register: Stranger) -> None:
    assert error_of(register.push(a_line(), posdesk_witness="1.9.feed")) == "history_changed"


@pytest.mark.parametrize(
    "query",
    ["after=-1", "after=x", "after=1e3", f"after={2**53}", "limit=0", "limit=501", "after=%00", "after=", "limit=1;--"],
)
def test_a_query_that_is_none_is_a_bad_message_in_our_shape(register: Stranger, query: str) -> None:
    answer = register.ask("GET", f"/v1/facts?{query}")
    assert (answer.status_code, error_of(answer)) == (400, "bad_fact")


@pytest.mark.parametrize(
    "query",
    ["", "first=2026-11-01", "first=2026-11-01&last=2026-13-01", "first=1793750400&last=1793750401",
     "first=20261101&last=20261102", "first=2020-01-01&last=2026-11-01", "first=0000-01-01&last=0000-01-01"],
)  # fmt: skip
def test_days_that_are_none_are_a_bad_message(register: Stranger, query: str) -> None:
    assert error_of(register.ask("GET", f"/v1/tally?{query}")) == "bad_fact"


def test_days_in_the_wrong_order_hold_nothing(register: Stranger) -> None:
    register.push(a_line())
    assert register.ask("GET", "/v1/tally?first=2026-11-30&last=2026-11-01").json() == {"days": []}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/docs", 404),
        ("GET", "/v1/facts/", 404),
        ("PUT", "/v1/facts", 405),
        ("GET", "/v1/pair", 405),
    ],
)
def test_what_there_is_not_is_said_in_our_shape(register: Stranger, method: str, path: str, status: int) -> None:
    answer = register.ask(method, path)
    assert (answer.status_code, error_of(answer)) == (status, "no_such_thing")


# ------------------------------------------------------------------------------------------------------------- sizes


def test_a_body_that_is_too_large_is_cut_while_it_arrives(house: House, register: Stranger) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while sent < 64 * wire.MOST_BODY:
            sent += 65_536
            yield b"x" * 65_536

    said = shown(register.token or "", house.clock, signing.Request("POST", b"/v1/facts", START, b""))
    headers = {name: value or "" for name, value in said.items()}
    headers |= {wire.HEADER: "1", wire.WITNESS_HEADER: START, "content-type": wire.LINES}
    try:
        answer = httpx.post(f"{register.url}/v1/facts", content=endless(), headers=headers, trust_env=False)
    except httpx.TransportError:
        pass  # it hung up before the no was read
    else:
        assert error_of(answer) == "too_large"
    assert sent < 64 * wire.MOST_BODY
    assert [line["error"] for line in house.logged(1)] == ["too_large"]


def test_a_body_at_the_limit_is_read_and_one_byte_more_is_not(house: House, register: Stranger) -> None:
    assert register.push("x" * (wire.MOST_BODY - 1)).json()["verdicts"][0]["outcome"] == "refused"
    assert error_of(register.push("x" * wire.MOST_BODY)) == "too_large"


def test_a_packed_body_is_unpacked(house: House, register: Stranger) -> None:
    sent = a_line()
    answer = register.ask(
        "POST", "/v1/facts", gzip.compress(f"{sent}\n".encode()), wire.LINES, {"content-encoding": "gzip"}
    )
    assert answer.json()["verdicts"][0]["outcome"] == "accepted"
    assert house.lines() == [sent]


@pytest.mark.parametrize(
    "body",
    [b"", b"no gzip", gzip.compress(b"x" * 99)[:-5], gzip.compress(b"x") * 2],
    ids=["nothing", "no gzip", "cut", "two of them"],
)
def test_what_is_not_one_whole_gzip_is_a_bad_message(register: Stranger, body: bytes) -> None:
    answer = register.ask("POST", "/v1/facts", body, wire.LINES, {"content-encoding": "gzip"})
    assert (answer.status_code, error_of(answer)) == (400, "bad_fact")


def test_a_bomb_is_refused_without_room_being_made_for_it(house: House, register: Stranger) -> None:
    bomb = gzip.compress(bytes(BOMB_BYTES))
    assert len(bomb) < 210_000
    tracemalloc.start()
    try:
        with pytest.raises(Rejected) as no:
            unpacked(bomb, wire.MOST_BODY)
        assert no.value.status == 413
        assert tracemalloc.get_traced_memory()[1] < 4 * wire.MOST_BODY
    finally:
        tracemalloc.stop()
    answer = register.ask("POST", "/v1/facts", bomb, wire.LINES, {"content-encoding": "gzip"})
    assert (answer.status_code, error_of(answer)) == (413, "too_large")
    assert register.push(a_line()).status_code == 200


def test_a_body_that_never_ends_is_not_waited_for(house: House) -> None:
    with house.serving(Limits(body_seconds=0.2)) as hub:
        port = int(hub.url.rsplit(":", 1)[1])
        with socket.create_connection(("127.0.0.1", port), 30) as line:
            said = shown(house.token(), house.clock, signing.Request("POST", b"/v1/facts", START, b""))
            head = (
                f"POST /v1/facts HTTP/1.1\r\nhost: hub\r\n{written(said)}"
                f"{wire.HEADER}: 1\r\n{wire.WITNESS_HEADER}: {START}\r\ncontent-type: {wire.LINES}\r\n"
                "content-length: 100\r\n\r\nhalf"
            )
            line.sendall(head.encode())
            line.settimeout(30)
            answer = b""
            while part := line.recv(65_536):  # until the hub hangs up
                answer += part
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert b'"too_slow"' in answer


def test_whoever_hangs_up_in_the_middle_leaves_nothing_behind(house: House, register: Stranger) -> None:
    port = int(register.url.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port), 30) as line:
        said = shown(register.token or "", house.clock, signing.Request("POST", b"/v1/facts", START, b""))
        line.sendall(
            f"POST /v1/facts HTTP/1.1\r\nhost: hub\r\n{written(said)}"
            f"{wire.HEADER}: 1\r\n{wire.WITNESS_HEADER}: {START}\r\ncontent-type: {wire.LINES}\r\n"
            f"content-length: 5000\r\n\r\n{a_line()}\n".encode()
        )
    assert register.push(a_line(7)).status_code == 200
    assert house.lines() == [a_line(7)]


# ------------------------------------------------------------------------------------------------------------ answers


def test_a_large_answer_is_packed_for_whoever_takes_it(register: Stranger) -> None:
    register.push(*[a_line() for _ in range(20)])
    packed = register.ask("GET", "/v1/facts")
    plain = register.ask("GET", "/v1/facts", headers={"accept-encoding": "identity"})
    small = register.ask("GET", "/v1/facts?after=20")
    assert [answer.headers.get("content-encoding") for answer in (packed, plain, small)] == ["gzip", None, None]
    assert packed.text == plain.text


@pytest.mark.parametrize(
    ("said", "takes"),
    [
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("gzip;q=0", False),
        ("gzip; q=0.0", False),
        ("", False),
        ("xgzip", False),
    ],
)
def test_who_takes_gzip_says_so(said: str, takes: bool) -> None:
    assert takes_gzip(said) is takes


def test_health_is_for_anybody_and_tells_when_the_database_does_not_answer(house: House, hub: Serving) -> None:
    stranger = Stranger(hub.url)
    answer = stranger.ask("GET", "/v1/health", headers={wire.HEADER: None})
    assert (answer.status_code, answer.json()["ok"], answer.json()["protocol"]) == (200, True, 1)
    with house.database.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE hub RENAME TO gone")
    answer = stranger.ask("GET", "/v1/health")
    assert (answer.status_code, error_of(answer), answer.headers["retry-after"]) == (503, "busy", "5")


def test_metrics_count_and_name_nobody(house: House, register: Stranger) -> None:
    register.push(a_line(1), a_line(1, staff="Zebulonica"), a_line(2))
    answer = Stranger(register.url).ask("GET", "/v1/metrics", headers={wire.HEADER: None})
    assert answer.headers["content-type"].startswith(TEXT)
    samples = dict(line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#"))
    assert samples["posdesk_devices"] == "1"
    assert samples["posdesk_head_position"] == "2"
    assert samples['posdesk_facts_total{outcome="accepted"}'] == "2"
    assert samples['posdesk_facts_total{outcome="parked"}'] == "1"
    assert samples['posdesk_requests_total{route="POST /v1/facts",status="200"}'] == "1"
    assert samples['posdesk_request_seconds_bucket{route="POST /v1/facts",le="+Inf"}'] == "1"
    for canary in ("Zebulonica", STORE, "register 1", register.token or ""):
        assert canary not in answer.text


# ------------------------------------------------------------------------------------------------------------- rates


def test_more_pushes_at_once_than_the_hub_takes_are_put_off(house: House) -> None:
    with house.serving(Limits(pushes=1)) as hub, ThreadPoolExecutor(2) as threads:
        registers = [Stranger(hub.url, house.token(f"register {n}")) for n in range(2)]
        door = house.database.door
        assert door is not None
        with door:  # nobody writes while the test holds it
            asked = [threads.submit(register.push, a_line()) for register in registers]
            answered, waiting = wait(asked, return_when=FIRST_COMPLETED)
            (put_off,) = (one.result() for one in answered)
            assert (put_off.status_code, error_of(put_off)) == (429, "too_many")
            assert put_off.headers["retry-after"] == "1"
        assert [one.result().status_code for one in waiting] == [200]
        assert registers[0].push(a_line()).status_code == 200


def test_a_push_that_failed_makes_room_for_the_next(house: House) -> None:
    front = Front(house.service, Limits(pushes=1), house.seconds, house.log.append)
    with pytest.raises(ZeroDivisionError), a_push(front):
        raise ZeroDivisionError
    with a_push(front), pytest.raises(Rejected), a_push(front):
        pass
    assert front.pushing == 0


def test_codes_come_slowly_even_when_they_are_right(house: House, hub: Serving) -> None:
    stranger = Stranger(hub.url)
    statuses = [stranger.pair(house.code(), f"register {n}").status_code for n in range(11)]
    assert statuses == [200] * 10 + [429]
    house.seconds.now += 1
    assert stranger.pair(house.code(), "register 11").status_code == 200


def test_the_words_of_each_pairing_refusal_have_their_status(house: House, hub: Serving) -> None:
    stranger = Stranger(hub.url)
    statuses = {
        (answer.status_code, error_of(answer))
        for answer in (
            stranger.pair("0000-0000"),
            stranger.pair(house.code(), store="boulder-1"),
            stranger.pair(house.code(), register=" "),
            stranger.ask("POST", "/v1/pair", json.dumps({"register": "r"}), wire.JSON),
        )
    }
    assert statuses == {(403, "bad_code"), (400, "bad_store"), (400, "bad_fact")}
    assert stranger.pair(house.code()).status_code == 200
    taken = stranger.pair(house.code())
    assert (taken.status_code, error_of(taken)) == (409, "already_paired")
