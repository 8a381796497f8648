"""The hub's log says what happened, and never to whom."""

import json
import logging
from typing import Any

import pytest

from posdesk.hub.logs import FIELDS, JsonLines, bug_of, line_of, to_stderr
from posdesk.hub.serving import Serving
from posdesk.sync import wire
from posdesk.sync.signing import Secret, new_key, public_of
from tests.builders import STORE
from tests.hub.facts import a_line
from tests.hub.hubs import NOBODY, House, Stranger, error_of

CANARY = "Zebulonica"


def test_no_name_token_code_body_or_query_reaches_the_log(house: House, capfd: pytest.CaptureFixture[str]) -> None:
    with house.serving() as hub:
        code = house.code()
        key = new_key()
        token = Stranger(hub.url).pair(code, f"register {CANARY}", public=public_of(key)).json()["token"]
        register = Stranger(hub.url, Secret(token, key).text)
        register.push(a_line(staff=CANARY), a_line(body={"lines": CANARY}), f"{CANARY}\0")
        register.ask("GET", f"/v1/facts?after={CANARY}&{CANARY}=1")
        register.ask("GET", f"/{CANARY}")
        register.ask(CANARY, f"/v1/facts/{CANARY}")
        register.ask("POST", "/v1/hello", json.dumps({"version": CANARY}), wire.JSON, {"x-name": CANARY})
        Stranger(hub.url, Secret(CANARY, bytes(32)).text).push(a_line())
        Stranger(hub.url).pair(CANARY)
    written = "\n".join(house.log) + "".join(capfd.readouterr())
    assert len(house.log) == 8
    for secret in (CANARY, token, code, STORE, "Dana", "127.0.0.1"):
        assert secret not in written


def test_each_request_is_one_line_of_known_fields(house: House, hub: Serving) -> None:
    register = Stranger(hub.url, house.token())
    house.seconds.now = 5
    register.push(a_line(1), a_line(1, staff="Mike"), "{")
    register.ask("GET", "/v1/tally?first=2026-11-22&last=2026-11-23")
    register.ask("POST", "/v1/have", "", wire.LINES)
    register.ask("GET", "/nowhere")
    Stranger(hub.url, NOBODY).push(a_line())
    pushed, tallied, had, nowhere, unknown = house.logged(5)
    assert pushed == {
        "at": house.clock.now(), "event": "request", "route": "/v1/facts", "method": "POST", "status": 200, "ms": 0.0,
        "device": 1, "facts": 3, "accepted": 1, "parked": 1, "refused": 1,
    }  # fmt: skip
    assert (tallied["route"], tallied["days"], had["ids"]) == ("/v1/tally", 2, 0)
    assert (nowhere["route"], nowhere["status"], nowhere["error"]) == ("other", 404, "no_such_thing")
    assert (unknown["status"], unknown["error"]) == (401, "unknown")
    assert "device" not in unknown
    assert all(line.keys() <= set(FIELDS) for line in house.logged())


def test_what_is_not_on_the_list_is_not_written() -> None:
    assert json.loads(line_of({"event": "request", "name": CANARY, "status": None})) == {"event": "request"}


def a_bug() -> BaseException:
    try:
        raise KeyError(CANARY)
    except KeyError as error:
        return error


def test_of_a_bug_the_place_is_written_and_not_the_value() -> None:
    said = bug_of(a_bug())
    assert said["bug"] == "KeyError"
    assert said["where"][-1].startswith("tests/hub/test_logs.py:")
    assert CANARY not in json.dumps(said)


def test_a_bug_is_answered_in_our_shape_written_down_and_the_next_request_is_served(house: House) -> None:
    class Broken:
        """A service with a bug in it."""

        clock = house.clock

        def device_of(self, token: str) -> Any:
            raise KeyError(token)

        def counts(self) -> tuple[int, int]:
            return 0, 0

    with Serving(Broken(), log=house.log.append, manner=None) as hub:  # type: ignore[arg-type]
        answer = Stranger(hub.url, Secret(CANARY, bytes(32)).text).push(a_line())
        assert (answer.status_code, error_of(answer)) == (500, "bug")
        assert Stranger(hub.url).ask("GET", "/v1/health").status_code == 200
    bug = house.logged(1)[0]
    assert (bug["bug"], bug["error"], bug["status"]) == ("KeyError", "bug", 500)
    assert CANARY not in house.log[0]


def test_what_the_server_says_is_a_line_of_the_same_kind() -> None:
    error = a_bug()
    record = logging.LogRecord("uvicorn", logging.ERROR, __file__, 1, "failed: %s", ("x",), None)
    record.exc_info = (type(error), error, error.__traceback__)
    said = json.loads(JsonLines().format(record))
    assert (said["event"], said["level"], said["words"], said["bug"]) == ("server", "error", "failed: x", "KeyError")
    assert CANARY not in json.dumps(said)


def test_lines_go_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    to_stderr('{"event":"x"}')
    assert capsys.readouterr().err == '{"event":"x"}\n'
