"""What the hub believes: what a register's own key signed, now, and once."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from posdesk.domain.replication import START as NOTHING_SEEN
from posdesk.domain.replication import Hello
from posdesk.hub.serving import Serving
from posdesk.hub.signatures import Nonces
from posdesk.sync import signing, wire
from posdesk.sync.client import HttpHub
from posdesk.sync.signing import SIGNATURE_HEADER, TIME_HEADER, WINDOW_MS, Secret, read_stamp, secret_of
from posdesk.sync.trouble import HubBusy, Revoked
from tests.fakes.clock import MINUTE, FakeClock
from tests.hub.facts import NOW, a_line
from tests.hub.hubs import START, House, Stranger, error_of, own, shown
from tests.hub.test_openapi import ROUTES

YEAR = 365 * 24 * 60 * MINUTE
OPEN = {"/v1/health", "/v1/metrics", "/v1/pair"}


@pytest.fixture
def register(house: House, hub: Serving) -> Stranger:
    """Register 1, by hand."""
    return Stranger(hub.url, house.token(), house.clock)


@pytest.fixture
def late(house: House, hub: Serving) -> Iterator[tuple[HttpHub, FakeClock]]:
    """A register's line, and its clock."""
    clock = FakeClock()
    with HttpHub(hub.url, house.token(), clock) as line:
        yield line, clock


def signed(register: Stranger, line: str, path: str = "/v1/facts", seen: str = START) -> dict[str, str | None]:
    """The headers of a push of one fact."""
    what = signing.Request("POST", path.encode(), seen, f"{line}\n".encode())
    return shown(register.token or "", register.clock, what)


@pytest.mark.parametrize("altered", ["body", "path", "witness", "method", "time", "nonce", "signature"])
def test_whatever_is_altered_on_the_way_is_refused(house: House, register: Stranger, altered: str) -> None:
    sent = a_line()
    headers = signed(register, sent)
    stamp = read_stamp(headers[SIGNATURE_HEADER] or "")
    assert stamp is not None
    other = {
        "time": stamp._replace(time=stamp.time + 1),
        "nonce": stamp._replace(nonce="0" * 32),
        "signature": stamp._replace(signature=bytes(64)),
    }
    headers[SIGNATURE_HEADER] = signing.write_stamp(other.get(altered, stamp))
    by_hand = Stranger(register.url)
    if altered == "body":
        answer = by_hand.push(sent.replace("Dana", "Dave"), **headers)
    elif altered == "path":
        answer = by_hand.ask("POST", "/v1/facts?x=1", f"{sent}\n", wire.LINES, headers)
    elif altered == "witness":
        answer = by_hand.ask("POST", "/v1/facts", f"{sent}\n", wire.LINES, headers | {wire.WITNESS_HEADER: "1.9.feed"})
    elif altered == "method":
        answer = by_hand.ask("GET", "/v1/facts", headers=headers)
    else:
        answer = by_hand.push(sent, **headers)
    assert (answer.status_code, error_of(answer)) == (401, "signature")
    assert TIME_HEADER not in answer.headers
    assert house.lines() == []


@pytest.mark.parametrize("said", [None, "", "v1", "v2 1 2 3", "v1 1 " + "0" * 32 + " " + "A" * 85 + "==", "v1 \xff"])
def test_without_a_signature_nothing_is_heard(house: House, register: Stranger, said: str | None) -> None:
    answer = register.push(a_line(), **{SIGNATURE_HEADER: said})
    assert (answer.status_code, error_of(answer)) == (401, "unsigned")
    assert house.lines() == []


@pytest.mark.parametrize(
    ("path", "method"), [(path, method) for path in ROUTES if path not in OPEN for method in ROUTES[path]]
)
def test_every_route_of_a_register_wants_its_signature(
    house: House, register: Stranger, path: str, method: str
) -> None:
    path = path.replace("{sha256}", "0" * 64) + ("?first=2026-11-01&last=2026-11-02" if path == "/v1/tally" else "")
    kind = {"/v1/hello": wire.JSON, "/v1/registers": wire.JSON}.get(path, wire.LINES) if method == "post" else None
    body = b"" if kind is None else b"x"
    stranger = replace(register, token=Secret(own(register.token or "").token, bytes(32)).text)
    assert error_of(stranger.ask(method.upper(), path, body, kind)) == "signature"
    assert error_of(register.ask(method.upper(), path, body, kind, {SIGNATURE_HEADER: None})) == "unsigned"


def test_the_key_of_another_register_proves_nothing(house: House, hub: Serving) -> None:
    mine, theirs = own(house.token("register 1")), own(house.token("register 2"))
    for mixed in (Secret(mine.token, theirs.key), Secret(theirs.token, mine.key)):
        answer = Stranger(hub.url, mixed.text).push(a_line())
        assert (answer.status_code, error_of(answer)) == (401, "signature")
    assert house.lines() == []


def test_a_request_that_was_heard_is_not_heard_again(house: House, register: Stranger) -> None:
    sent = a_line()
    headers = signed(register, sent)
    assert Stranger(register.url).push(sent, **headers).status_code == 200
    again = Stranger(register.url).push(sent, **headers)
    assert (again.status_code, error_of(again)) == (401, "replayed")
    assert again.headers[TIME_HEADER] == str(house.clock.now())


def test_what_was_refused_uses_up_no_nonce(house: House, register: Stranger) -> None:
    sent = a_line()
    headers = signed(register, sent)
    assert error_of(Stranger(register.url).push(a_line(), **headers)) == "signature"
    assert Stranger(register.url).push(sent, **headers).status_code == 200


def test_a_request_that_is_heard_again_after_a_restart_changes_nothing(house: House, register: Stranger) -> None:
    sent = a_line()
    headers = signed(register, sent)
    assert Stranger(register.url).push(sent, **headers).status_code == 200
    with house.serving() as restarted:
        answer = Stranger(restarted.url).push(sent, **headers)
    assert answer.json()["verdicts"] == [{"outcome": "already", "position": 1, "words": ""}]
    assert house.lines() == [sent]


@pytest.mark.parametrize(
    ("off", "status"), [(-WINDOW_MS, 200), (WINDOW_MS, 200), (-WINDOW_MS - 1, 401), (WINDOW_MS + 1, 401)]
)
def test_five_minutes_either_way_are_now(house: House, register: Stranger, off: int, status: int) -> None:
    answer = replace(register, clock=FakeClock(house.clock.now() + off)).push(a_line())
    assert answer.status_code == status
    if status == 401:
        assert error_of(answer) == "late"
        assert answer.headers[TIME_HEADER] == str(house.clock.now())


@pytest.mark.parametrize("off", [-25 * YEAR, -YEAR, -6 * MINUTE, 6 * MINUTE, YEAR, 80 * YEAR, -70 * YEAR])
def test_a_register_with_a_wrong_clock_is_let_in_and_asked_to_sign_again_once(
    house: House, late: tuple[HttpHub, FakeClock], off: int
) -> None:
    line, clock = late
    clock.set(house.clock.now() + off)
    assert line.hello(Hello(1, 0, None, (), NOW, "1")).now == house.clock.now()
    for n in range(3):
        clock.advance(1)
        house.clock.advance(1)
        assert line.push(NOTHING_SEEN, [a_line(n + 1)]).verdicts[0].stands
    assert [entry["status"] for entry in house.logged(5)] == [401, 200, 200, 200, 200]


def test_a_clock_that_is_put_right_meanwhile_is_followed(house: House, late: tuple[HttpHub, FakeClock]) -> None:
    line, clock = late
    clock.set(house.clock.now() + YEAR)
    line.have(NOTHING_SEEN, [])
    clock.set(house.clock.now())  # the welcome said so
    clock.go_wrong(YEAR)
    line.have(NOTHING_SEEN, [])
    assert [entry["status"] for entry in house.logged(3)] == [401, 200, 200]
    clock.go_wrong(0)  # and somebody set it
    line.have(NOTHING_SEEN, [])
    assert [entry["status"] for entry in house.logged(5)] == [401, 200, 200, 401, 200]


def test_a_hub_whose_clock_leaps_is_busy_and_nobody_is_told_to_pair_anew(house: House, hub: Serving) -> None:
    leaping = replace(house.service, clock=_Leaping())
    with (
        Serving(leaping, log=house.log.append) as wild,
        HttpHub(wild.url, house.token(), house.clock) as line,
        pytest.raises(HubBusy),
    ):
        line.have(NOTHING_SEEN, [])
    assert [entry["error"] for entry in house.logged(2)] == ["late", "late"]


class _Leaping(FakeClock):
    """An hour passes whenever it is looked at."""

    def now(self) -> int:
        self.advance(60)
        return super().now()


def test_a_secret_that_is_none_is_said_before_anything_is_asked(hub: Serving) -> None:
    for text in ("", "token", "token.", ".key", f"{Secret('t', bytes(32)).text}x"):
        assert secret_of(text) is None
        with pytest.raises(Revoked, match="pair this register anew"):
            HttpHub(hub.url, text, FakeClock())
    assert secret_of(Secret("a.b", bytes(range(32))).text) == Secret("a.b", bytes(range(32)))


def test_a_secret_shows_itself_to_nobody() -> None:
    secret = Secret("the-token", bytes(range(32)))
    assert repr(secret) == "Secret()"


# ------------------------------------------------------------------------------------------------- what is remembered


def test_a_nonce_is_new_once_for_each_device() -> None:
    nonces = Nonces()
    assert nonces.is_new(1, "a", NOW, NOW)
    assert not nonces.is_new(1, "a", NOW, NOW)
    assert nonces.is_new(2, "a", NOW, NOW)


def test_a_nonce_is_remembered_for_as_long_as_its_time_is_believed() -> None:
    nonces, signed_at = Nonces(), NOW + WINDOW_MS
    assert nonces.is_new(1, "a", signed_at, NOW)
    end = signed_at + WINDOW_MS
    assert nonces.in_time(signed_at, end)
    assert not nonces.is_new(1, "a", signed_at, end)
    assert nonces.is_new(1, "b", end + 1, end + 1)
    assert len(nonces) == 1
    assert not nonces.in_time(signed_at, end + 1)


def test_of_too_many_the_oldest_are_forgotten_and_nothing_as_old_is_believed() -> None:
    nonces = Nonces(most=3)
    for n in range(5):
        assert nonces.is_new(1, str(n), NOW + n, NOW + n)
    assert (len(nonces), nonces.floor) == (3, NOW + 1)
    for n in range(5):
        assert not nonces.is_new(1, str(n), NOW + n, NOW + 5)
    assert len(nonces) == 3
    assert not nonces.in_time(NOW + 1, NOW + 5)
    assert nonces.in_time(NOW + 2, NOW + 5)


def test_a_hub_whose_clock_is_set_back_shuts_nobody_out() -> None:
    nonces = Nonces(most=1)
    for n in range(3):
        assert nonces.is_new(1, str(n), NOW + n, NOW + n)
    year_before = NOW - YEAR
    assert nonces.in_time(year_before, year_before)
    assert nonces.is_new(1, "again", year_before, year_before)
