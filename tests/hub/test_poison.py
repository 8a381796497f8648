"""Whatever comes over the wire is answered clearly, leaves nothing half stored, and holds up nothing after it."""

import json

import pytest

from posdesk.domain.replication import Hello
from posdesk.hub.serving import Serving
from posdesk.sync import wire
from tests.hub.facts import NOW, a_line, id_of
from tests.hub.hubs import House, Stranger, error_of

ID = "019ac1d0-0000-7000-8000-00000000abcd"


def poisoned(name: str, value: str) -> str:
    """A fact's line in which the value of a field is this text, JSON or not."""
    return a_line(0xABCD, **{name: "@"}).replace('"@"', value)


def in_body(value: str) -> str:
    """The same, the value standing in the body."""
    return a_line(0xABCD, body="@").replace('"@"', value)


def a_hello(name: str, value: str) -> bytes:
    """A hello in which the value of a field is this text, JSON or not."""
    said = json.loads(wire.write_hello(Hello(1, 1, None, (), NOW, "1")))
    return json.dumps(said | {name: "@"}).replace('"@"', value).encode()


def a_field(value: str) -> str:
    """A field of a member was set, of this name."""
    line = a_line(0xABCD, kind="member.field_set", subject=ID, body={"field": "@", "value": "x"})
    return line.replace('"@"', value)


DEEP = "[" * 5000 + "]" * 5000
BAD = {
    "NUL in a name": poisoned("staff", '"Da\\u0000na"'),
    "half a letter in a name": poisoned("staff", '"Da\\ud800na"'),
    "half a letter in a newer body": in_body('{"x":"\\udfff"}').replace("visit.recorded", "visit.imagined"),
    "a bare NUL": a_line(0xABCD, staff="Da~na").replace("~", "\0"),
    "NaN": in_body('{"lines":[{"cents":NaN}]}'),
    "a number beyond a float": in_body('{"lines":[{"cents":1e999}]}'),
    "a number beyond 64 bits": in_body(f'{{"lines":[{{"cents":{2**63}}}]}}'),
    "a number of 5000 digits": poisoned("sequence", "9" * 5000),
    "a sequence beyond 64 bits": poisoned("sequence", str(2**64)),
    "a sequence below 0": poisoned("sequence", "-1"),
    "a name of a million letters": poisoned("staff", json.dumps("x" * 1_000_000)),
    "JSON 5000 deep": in_body(DEEP),
    "JSON 40 deep": in_body('{"x":' * 40 + "1" + "}" * 40),
    "the year 10000": poisoned("business_day", '"10000-01-01"'),
    "an instant after 9999": poisoned("occurred_at", str(253_402_300_800_000)),
    "a day that is not the instant's": poisoned("business_day", '"2020-01-01"'),
    "an id that is none": a_line(0xABCD, id="../../etc"),
    "no id": a_line(0xABCD, id=None),
    "no JSON": "{",
    "a list": "[]",
    "a text": '"fact"',
    "null": "null",
    "a member nobody named": a_line(0xABCD, kind="consent.set"),
    "a body that is a list": in_body("[1]"),
    "half a letter that the words would quote": a_field('"\\ud800"'),
    "NUL that the words would quote": a_field('"\\u0000"'),
    "a hundred thousand letters that the words would quote": a_field(json.dumps("x" * 100_000)),
}
GOOD = {
    "an unknown kind": a_line(0xABCD, kind="visit.imagined", body={"x": [1, {"y": None}]}),
    "a newer version": a_line(0xABCD, version=99, body={"x": 1}),
    "another store's fact": a_line(0xABCD, store="boulder-1", register="register 9"),
    "a key given twice": a_line(0xABCD, staff="Dana").replace('"staff":"Dana"', '"staff":"Mike","staff":"Dana"'),
    "keys nobody knows": a_line(0xABCD, colour="green"),
    "blanks between": json.dumps(json.loads(a_line(0xABCD)), indent=None, separators=(" , ", " : ")),
    "a fact of next week": a_line(0xABCD, occurred_at=NOW + 7 * 86_400_000, business_day="2026-11-30"),
}


@pytest.fixture
def register(house: House, hub: Serving) -> Stranger:
    """Register 1 of denver-1, by hand."""
    return Stranger(hub.url, house.token())


@pytest.mark.parametrize("name", BAD)
def test_a_bad_fact_is_kept_aside_or_refused_and_blocks_nothing(house: House, register: Stranger, name: str) -> None:
    before, after = a_line(), a_line()
    lines = [before, BAD[name], after] if len(BAD[name]) < wire.MOST_BYTES // 2 else [BAD[name]]
    for expected in ("accepted", "already"):
        answer = register.push(*lines)
        verdicts = answer.json()["verdicts"]
        assert (answer.status_code, len(verdicts)) == (200, len(lines))
        bad = verdicts[len(lines) // 2]
        assert bad["outcome"] in ("parked", "refused")
        assert bad["position"] == 0
        assert 0 < len(bad["words"]) <= 600
        assert "\0" not in bad["words"]
        assert [verdict["outcome"] for verdict in verdicts if verdict is not bad] == [expected] * (len(lines) - 1)
    assert house.lines() == [line for line in lines if line != BAD[name]]
    assert register.push(a_line()).json()["verdicts"][0]["outcome"] == "accepted"


@pytest.mark.parametrize("name", GOOD)
def test_an_odd_fact_is_accepted_and_comes_back_once(house: House, register: Stranger, name: str) -> None:
    for expected in ("accepted", "already"):
        verdict = register.push(GOOD[name]).json()["verdicts"][0]
        assert (verdict["outcome"], verdict["position"]) == (expected, 1)
    (line,) = house.lines()
    assert id_of(line) == ID
    assert register.ask("GET", "/v1/facts").text.splitlines()[1] == f"1 {line}"


def test_a_parked_fact_is_answered_the_same_way_ever_after(house: House, register: Stranger) -> None:
    sent, other = a_line(1), a_line(1, staff="Mike")
    register.push(sent)
    answers = [register.push(other).json()["verdicts"][0] for _ in range(3)]
    assert answers[0]["outcome"] == "parked"
    assert answers[0] == answers[1] == answers[2]
    assert house.lines() == [sent]


@pytest.mark.parametrize("body", [b"\xff\xfe\n", a_line().encode("utf-16"), b'{"id":"\xed\xa0\x80"}\n'])
def test_a_body_that_is_no_utf_8_is_a_bad_message(house: House, register: Stranger, body: bytes) -> None:
    answer = register.ask("POST", "/v1/facts", body, wire.LINES)
    assert (answer.status_code, error_of(answer)) == (400, "bad_fact")
    assert house.lines() == []
    assert register.push(a_line()).status_code == 200


@pytest.mark.parametrize(
    ("path", "kind", "body"),
    [
        ("hello", wire.JSON, b""),
        ("hello", wire.JSON, b"[]"),
        ("hello", wire.JSON, b"null"),
        ("hello", wire.JSON, DEEP.encode()),
        ("hello", wire.JSON, b'{"incarnation":1e999}'),
        ("hello", wire.JSON, a_hello("version", '"\\u0000"')),
        ("hello", wire.JSON, a_hello("version", '"\\ud800"')),
        ("hello", wire.JSON, a_hello("witnesses", '["1.1.\\ud800"]')),
        ("hello", wire.JSON, a_hello("last", f'"{"z" * 36}"')),
        ("hello", wire.JSON, a_hello("incarnation", str(2**63))),
        ("hello", wire.JSON, a_hello("incarnation", "9" * 5000)),
        ("pair", wire.JSON, b'{"code":1,"register":"r"}'),
        ("pair", wire.JSON, b'{"code":"a","register":"\\u0000"}'),
        ("pair", wire.JSON, b'{"code":"a","register":"' + b"r" * 1_000_000 + b'"}'),
        ("have", wire.LINES, b"1\n"),
        ("have", wire.LINES, f"{ID}\n".encode() * 5001),
        ("have", wire.LINES, ID.upper().encode()),
        ("have", wire.LINES, ID.replace("a", "\u0661").encode()),
        ("facts", wire.LINES, b"{}\n" * 501),
    ],
)  # fmt: skip
def test_a_message_that_is_none_is_a_bad_message(
    house: House, register: Stranger, path: str, kind: str, body: bytes
) -> None:
    answer = register.ask("POST", f"/v1/{path}", body, kind)
    assert (answer.status_code, error_of(answer)) == (400, "bad_fact")
    assert not [line for line in house.logged() if "bug" in line]


def test_a_hello_as_it_should_be_is_welcome(register: Stranger) -> None:
    assert register.ask("POST", "/v1/hello", a_hello("version", '"1"'), wire.JSON).status_code == 200


def test_500_bad_facts_at_once_are_answered_one_by_one(house: House, register: Stranger) -> None:
    verdicts = register.push(*["{"] * 500).json()["verdicts"]
    assert [verdict["outcome"] for verdict in verdicts] == ["refused"] * 500
    assert house.lines() == []


def test_an_empty_push_is_no_fault(register: Stranger) -> None:
    assert register.push().json()["verdicts"] == []
