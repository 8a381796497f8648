"""Whatever the line does, the register hears of a trouble it knows, and after it all is as if nothing had been."""

import gzip
import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.replica import SqlReplica
from posdesk.domain.refusals import Refused
from posdesk.domain.replication import START, Done, Outcome
from posdesk.hub.serving import Serving
from posdesk.sync import wire
from posdesk.sync.client import HttpHub, Timeouts, ask_to_be_let_in
from posdesk.sync.cycle import Cycle
from posdesk.sync.trouble import HubBusy, NoHub, Revoked, SyncTrouble, TooOld
from tests.db.tills import Till, a_till
from tests.hub.facts import a_line
from tests.hub.hubs import House
from tests.sync.faults import (
    BadLine,
    Fault,
    an_answer,
    answer_lost,
    cut,
    cut_without_a_word_on_length,
    dripping,
    instead,
    lost_on_the_way,
    rewritten,
    silence,
    twice,
    well,
    without_the_end_of_the_packing,
)

IMPATIENT = Timeouts(connect=3.0, read=1.0, whole=2.0)
SLOW = ("silence", "drop by drop")
"""Only these are waited for: to all others a computer that is busy may answer late."""
OURS = f"{wire.HEADER}: 1"
BOMB = gzip.compress(bytes(200 * 1024 * 1024))
NO_HEADER = rewritten(rb"\r\nposdesk-protocol: 1", b"")
OTHER_TYPE = rewritten(rb"application/vnd\.posdesk\+(json|lines)", b"application/json")

LOST: dict[str, Fault] = {
    "the request is lost": lost_on_the_way,
    "the answer is lost": answer_lost,
    "the answer is cut in its head": cut(0.3),
    "the answer is cut in its body": cut(0.9),
    "the answer is cut, and nothing says so": cut_without_a_word_on_length,
    "silence": silence,
    "drop by drop": dripping,
    "our header was taken off": NO_HEADER,
    "our type was changed": OTHER_TYPE,
    "no HTTP": instead(b"\x00\xff SSH-2.0 \r\n\r\n" * 9),
    "nothing": instead(b""),
    "a sign-in page": instead(an_answer("200 OK", "text/html", b"<html>Welcome to Airport Wi-Fi</html>")),
    "a redirect": instead(an_answer("302 Found", "text/html", b"", "location: http://127.0.0.1:1/")),
    "not found": instead(an_answer("404 Not Found", "text/html", b"<html>nginx</html>")),
    "a proxy's 503": instead(an_answer("503 Service Unavailable", "text/html", b"<html>nginx</html>")),
    "a proxy's 401": instead(an_answer("401 Unauthorized", "text/html", b"<html>nginx</html>")),
    "JSON of somebody else": instead(an_answer("200 OK", wire.JSON, b"{}")),
    "JSON of another type": instead(an_answer("200 OK", "application/json", b"{}", OURS)),
    "our type, nonsense in it": instead(an_answer("200 OK", wire.JSON, b"{}", OURS)),
    "no UTF-8": instead(an_answer("200 OK", wire.JSON, b'{"hub":"\xff"}', OURS)),
    "the other type": instead(an_answer("200 OK", wire.LINES, b"{}\n", OURS)),
    "packed as nobody asked": instead(an_answer("200 OK", wire.JSON, b"{}", OURS, "content-encoding: br")),
    "packed badly": instead(an_answer("200 OK", wire.JSON, b"{}", OURS, "content-encoding: gzip")),
    "a bomb": instead(an_answer("200 OK", wire.JSON, BOMB, OURS, "content-encoding: gzip")),
    "endless": instead(an_answer("200 OK", wire.JSON, b" " * (wire.MOST_ANSWER + 1), OURS)),
    "a no without words": instead(an_answer("409 Conflict", wire.JSON, b"", OURS)),
    "a status nobody knows": instead(an_answer("299 Odd", wire.JSON, b'{"error":"x","words":"y"}', OURS)),
}
OTHERWISE: dict[str, tuple[Fault, type[SyncTrouble]]] = {
    "a newer hub": (instead(an_answer("200 OK", wire.JSON, b"{}", f"{wire.HEADER}: 2")), TooOld),
    "an older hub": (instead(an_answer("200 OK", wire.JSON, b"{}", f"{wire.HEADER}: 0")), TooOld),
    "a page it lacks": (instead(an_answer("404 No", wire.JSON, b'{"error":"x","words":"y"}', OURS)), TooOld),
    "a busy hub": (instead(an_answer("503 No", wire.JSON, b'{"error":"x","words":"y"}', OURS)), HubBusy),
    "a hub with a bug": (instead(an_answer("500 No", wire.JSON, b'{"error":"x","words":"y"}', OURS)), HubBusy),
}
ALL = {name: (fault, NoHub) for name, fault in LOST.items()} | OTHERWISE


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A register with a day's work on it."""
    opened = a_till(tmp_path / "till").opened()
    member = opened.member()
    for _ in range(5):
        opened.visit(member)
    yield opened
    opened.close()


@pytest.fixture
def bad(hub: Serving) -> Iterator[BadLine]:
    """A bad line to the hub."""
    with BadLine(hub.url) as line:
        yield line


def cycle(till: Till, url: str, token: str, timeouts: Timeouts = Timeouts()) -> Done:  # noqa: B008
    with HttpHub(url, token, till.clock, timeouts=timeouts) as line:
        return Cycle(line, SqlReplica(till.store.ledger), till.clock).run()


def ids_here(till: Till) -> list[str]:
    with_positions = till.writer.execute("SELECT lower(hex(id)) FROM facts WHERE hub_position > 0 ORDER BY 1")
    return [id for (id,) in with_positions]


def assert_whole(house: House, till: Till) -> None:
    """Hub and register hold the same facts, each once, and nothing waits."""
    assert till.store.ledger.waiting().count == 0
    lines = house.lines()
    assert len(lines) == len(set(lines)) >= 8
    assert sorted(json.loads(line)["id"].replace("-", "") for line in lines) == ids_here(till)


def test_a_day_s_work_reaches_the_hub_and_another_register(
    house: House, hub: Serving, till: Till, tmp_path: Path
) -> None:
    done = cycle(till, hub.url, house.token())
    assert (done.sent, done.set_aside) == (8, ())
    assert_whole(house, till)
    other = a_till(tmp_path / "other", "register 2")
    try:
        assert cycle(other, hub.url, house.token("register 2")).came == 8
        assert other.projections() == till.projections()
    finally:
        other.close()


@pytest.mark.parametrize("name", ALL)
def test_each_trouble_has_its_name_and_afterwards_nothing_is_missing(
    house: House, bad: BadLine, till: Till, name: str
) -> None:
    fault, trouble = ALL[name]
    token = house.token()
    for step, asked in enumerate(("hello", "push", "pull")):
        if (name, asked) != ("a hub with a bug", "push"):  # that has tests of its own
            bad.next(*[well] * step, fault)
            with pytest.raises(trouble):
                cycle(till, bad.url, token, IMPATIENT if name in SLOW else Timeouts())
            bad.heal()
        cycle(till, bad.url, token)
        assert_whole(house, till)
        till.visit(None)


def test_a_request_that_arrives_twice_counts_once(house: House, bad: BadLine, till: Till) -> None:
    token = house.token()
    bad.next(*[twice, well] * 4)  # the second of two is refused as heard before, and signed anew
    assert cycle(till, bad.url, token).sent == 8
    assert bad.passed_on >= 9
    assert_whole(house, till)


def test_a_push_whose_answer_was_lost_is_answered_already(house: House, bad: BadLine) -> None:
    sent = a_line()
    with HttpHub(bad.url, house.token(), house.clock) as line:
        bad.next(answer_lost)
        with pytest.raises(NoHub):
            line.push(START, [sent])
        assert line.push(START, [sent]).verdicts[0].outcome is Outcome.ALREADY
    assert house.lines() == [sent]


def test_a_hub_that_fails_at_everything_sets_no_fact_aside(house: House, bad: BadLine, till: Till) -> None:
    token = house.token()
    bug = ALL["a hub with a bug"][0]
    bad.next(well, *[bug] * 40)
    with pytest.raises(HubBusy):
        cycle(till, bad.url, token)
    bad.heal()
    done = cycle(till, bad.url, token)
    assert (done.sent, done.set_aside) == (8, ())
    assert_whole(house, till)


def test_a_hub_that_fails_at_one_fact_only_gets_the_others(house: House, bad: BadLine, till: Till) -> None:
    token = house.token()
    bug = ALL["a hub with a bug"][0]
    bad.next(well, bug, bug, bug, bug, well, bug)  # 8, 4, 2, 1; it is well; 1
    done = cycle(till, bad.url, token)
    assert (done.sent, len(done.set_aside)) == (7, 1)
    assert len(house.lines()) == 7


def test_a_line_is_used_again_after_a_trouble(house: House, bad: BadLine) -> None:
    with HttpHub(bad.url, house.token(), house.clock, timeouts=IMPATIENT) as line:
        for fault in (silence, dripping, cut(0.5)):
            bad.next(fault)
            with pytest.raises(NoHub):
                line.have(START, [])
            assert line.have(START, []) == []


@pytest.mark.parametrize("fault", [NO_HEADER, OTHER_TYPE], ids=["no header", "other type"])
def test_a_no_counts_only_when_it_is_the_hub_s(house: House, bad: BadLine, fault: Fault) -> None:
    token = house.token()
    house.revoke()
    with HttpHub(bad.url, token, house.clock) as line:
        bad.next(fault)
        with pytest.raises(NoHub):
            line.have(START, [])
        with pytest.raises(Revoked):
            line.have(START, [])


@pytest.mark.parametrize("fault", [NO_HEADER, OTHER_TYPE, cut(0.9), silence], ids=["header", "type", "cut", "silence"])
def test_who_was_let_in_and_did_not_hear_it_is_let_in_again_by_the_owner(
    house: House, bad: BadLine, fault: Fault
) -> None:
    bad.next(fault)
    with pytest.raises(NoHub):
        ask_to_be_let_in(bad.url, house.code(), "register 1", timeouts=IMPATIENT)
    with pytest.raises(Refused):
        ask_to_be_let_in(bad.url, house.code(), "register 1")
    house.revoke()
    assert ask_to_be_let_in(bad.url, house.code(), "register 1").device == 2


def test_a_packed_answer_without_its_checksum_is_none(house: House, bad: BadLine) -> None:
    with HttpHub(bad.url, house.token(), house.clock) as line:
        head = line.push(START, [a_line() for _ in range(20)]).head
        bad.next(without_the_end_of_the_packing)
        with pytest.raises(NoHub):
            line.pull(head, 0, 500)
        assert len(line.pull(head, 0, 500).facts) == 20


def test_no_room_is_made_for_a_bomb(house: House, bad: BadLine) -> None:
    with HttpHub(bad.url, house.token(), house.clock) as line:
        bad.next(ALL["a bomb"][0])
        tracemalloc.start()
        try:
            with pytest.raises(NoHub):
                line.have(START, [])
            assert tracemalloc.get_traced_memory()[1] < 4 * wire.MOST_ANSWER
        finally:
            tracemalloc.stop()


def test_no_redirect_is_followed_with_the_secret(house: House, hub: Serving, bad: BadLine) -> None:
    elsewhere = an_answer("307 Temporary Redirect", "text/html", b"", f"location: {hub.url}/v1/have")
    with HttpHub(bad.url, house.token(), house.clock) as line:
        bad.next(instead(elsewhere))
        with pytest.raises(NoHub):
            line.have(START, [])
    assert house.log == []


def test_no_proxy_is_taken_from_the_environment(
    house: House, hub: Serving, bad: BadLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, bad.url)
    with HttpHub(hub.url, house.token(), house.clock) as line:
        assert line.have(START, []) == []
    assert bad.passed_on == 0
