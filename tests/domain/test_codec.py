"""Facts as JSON: what is written is read back, and whatever is wrong is refused by its path, never a crash."""

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posdesk.domain import codec, fact_schemas
from posdesk.domain.facts import ABOUT_A_MEMBER, KINDS, Body, Fact, Line, MemberEnrolled, Parked, VisitRecorded, kind_of
from posdesk.domain.plain_body import is_plain, plain
from posdesk.domain.refusals import RefusalCode, Refused
from tests.domain.bodies import bodies, facts, json_values, nearly_bodies, spoilt_lines
from tests.domain.histories import History, moment, sealed

KIND_NAMES = sorted(KINDS)


def a_line(body: str = '{"lines":[{"cents":6250}]}', **envelope: Any) -> str:
    """One line of an export: a visit of $62.50 unless said otherwise."""
    fact = sealed(VisitRecorded((Line(6250),)), moment("2026-03-02"), 1)
    fields = json.loads(codec.encode_fact(fact)) | envelope
    del fields["body"]
    return f'{{"body":{body},{json.dumps(fields)[1:]}'


def trouble_with(line: str) -> str:
    """The words with which a line is refused."""
    with pytest.raises(Refused) as caught:
        codec.decode_fact(line)
    assert caught.value.refusal.code is RefusalCode.BAD_FACT
    return caught.value.refusal.words


@given(bodies)
def test_every_body_is_read_back_as_it_was_written(body: Body) -> None:
    kind, version = kind_of(body)
    text = codec.checked_text(body)
    assert codec.decode_body(kind, version, text) == body
    assert codec.encode_body(codec.decode_body(kind, version, text)) == text


@given(facts())
def test_every_fact_is_read_back_and_has_one_form(fact: Fact) -> None:
    line = codec.encode_fact(fact)
    assert "\n" not in line
    assert codec.decode_fact(line) == fact
    assert line == codec.canonical(json.loads(line))


@given(spoilt_lines() | json_values.map(json.dumps) | st.text(max_size=80))
def test_whatever_comes_in_is_read_or_refused_never_a_crash(line: str) -> None:
    _read_or_refuse(line)


@given(facts().map(codec.encode_fact) | spoilt_lines())
def test_a_line_and_its_one_form_are_read_together_as_they_are_apart(line: str) -> None:
    _is_read_together(line)


@pytest.mark.parametrize(
    "line",
    [
        a_line(business_day="20260302"),
        a_line(business_day="2026-W10-1"),
        a_line(newer=1),
        a_line(corrected_at=None),
        a_line(corrected_at=1),
        a_line('{"lines":[{"cents":6250}],"newer":{"b":1,"a":[1e15,0.1]}}'),
        a_line('{ "lines" : [ {"cents" : 6250, "quantity": 1000} ], "receipt": null}'),
        a_line('{"lines":[{"cents":6250,"brand":"caf\\u00e9"}]}'),
        a_line(kind="visit.foreseen"),
    ],
)
def test_a_line_in_another_form_is_read_together_with_its_one_form(line: str) -> None:
    _is_read_together(line)


def _is_read_together(line: str) -> None:
    try:
        fact = codec.decode_fact(line)
    except Refused:
        with pytest.raises(Refused):
            codec.decode_with_line(line)
        return
    assert codec.decode_with_line(line) == (fact, codec.encode_fact(fact))


@given(st.sampled_from(KIND_NAMES), nearly_bodies)
def test_json_is_plain_when_its_body_is_written_just_so(kind: tuple[str, int], body: dict[str, Any]) -> None:
    _is_plain_when_written_so(kind, body)


@given(bodies, st.none() | st.tuples(st.sampled_from(["newer", "receipt", "kind"]), json_values))
def test_json_is_plain_when_its_body_is_written_just_so_nearly(body: Body, more: tuple[str, Any] | None) -> None:
    said = json.loads(codec.encode_body(body))
    _is_plain_when_written_so(kind_of(body), said | (dict([more]) if more else {}))


@pytest.mark.parametrize(
    ("kind", "body", "is_so"),
    [
        ("day.closed", {"day": "2026-03-02", "number": 1, "included": ""}, True),
        ("day.closed", {"day": "20260302", "number": 1, "included": ""}, False),
        ("visit.recorded", {"lines": [{"cents": 1}, {"cents": 1, "quantity": 1000}]}, False),
        ("visit.recorded", {"lines": []}, True),
        ("visit.recorded", {"lines": [], "receipt": None}, False),
        ("visit.recorded", {"lines": [{"cents": 1, "newer": 1}]}, False),
    ],
)
def test_json_is_plain_when_nothing_of_it_has_another_form(kind: str, body: dict[str, Any], is_so: bool) -> None:
    assert is_plain(KINDS[kind, 1], body) is is_so


def _is_plain_when_written_so(kind: tuple[str, int], said: dict[str, Any]) -> None:
    try:
        read = codec.decode_body(*kind, json.dumps(said))
    except Refused:
        return
    assert is_plain(KINDS[kind], said) is (plain(read) == said)


def test_a_body_that_grows_too_long_in_its_one_form_is_refused() -> None:
    many = ",".join(["1e15"] * (codec.MAX_BODY // 18 + 1))
    assert "longer than" in trouble_with(a_line(f'{{"lines":[],"newer":[{many}]}}'))


@pytest.mark.long
@settings(max_examples=5000)
@given(spoilt_lines() | json_values.map(json.dumps) | st.text(max_size=80))
def test_whatever_comes_in_is_read_or_refused_long(line: str) -> None:
    _read_or_refuse(line)


@given(st.sampled_from(KIND_NAMES), nearly_bodies)
def test_a_body_of_wrong_values_is_read_or_refused(kind: tuple[str, int], body: dict[str, Any]) -> None:
    try:
        read = codec.decode_body(*kind, json.dumps(body))
    except Refused:
        return
    assert codec.decode_body(*kind, codec.encode_body(read)) == read


def _read_or_refuse(line: str) -> None:
    try:
        fact = codec.decode_fact(line)
    except Refused:
        return
    assert codec.decode_fact(codec.encode_fact(fact)) == fact
    if isinstance(fact.body, VisitRecorded):
        History().standing(facts=[fact])


@pytest.mark.parametrize(
    "body",
    [
        '{"lines":[{"cents":1e999}]}',
        '{"lines":[{"cents":NaN}]}',
        '{"lines":[],"later":-Infinity}',
        '{"lines":[],"later":1e999}',
        '{"lines":[{"cents":62.5}]}',
        '{"lines":[{"cents":9223372036854775808}]}',
        '{"lines":[{"cents":100000000001}]}',
        '{"lines":[{"cents":true}]}',
        '{"lines":[{"cents":1}],"discount_cents":-1}',
        '{"lines":[{"cents":1}],"points_paid_cents":-1}',
        '{"lines":[{"cents":1,"brand":""}]}',
        '{"lines":[{"cents":1,"brand":"a\\u0000b"}]}',
        '{"lines":[{"cents":1,"brand":"\\ud800"}]}',
        '{"lines":[{"cents":1,"kind":"gift"}]}',
        '{"lines":{}}',
        '{"lines":' + "[" * 5000 + "]" * 5000 + "}",
        '{"lines":[],"later":' + "[" * 200 + "]" * 200 + "}",
        '{"lines":[],"receipt":"' + "x" * 300_000 + '"}',
        '{"lines":[' + ",".join(['{"cents":1}'] * 1001) + "]}",
        "{}",
        "[]",
        "null",
    ],
)
def test_a_poisoned_visit_is_refused_in_words(body: str) -> None:
    assert trouble_with(a_line(body))


@pytest.mark.parametrize(
    ("envelope", "path"),
    [
        ({"id": "not-a-uuid"}, "id"),
        ({"id": "00000000-0000-7000-8000-00000000000A"}, "id"),
        ({"subject": 5}, "subject"),
        ({"kind": "member.enrolled", "subject": None}, "subject"),
        ({"version": "1"}, "version"),
        ({"store": ""}, "store"),
        ({"register": "\ud800"}, "register"),
        ({"occurred_at": -1}, "occurred_at"),
        ({"occurred_at": 10**15}, "occurred_at"),
        ({"occurred_at": None}, "occurred_at"),
        ({"corrected_at": -1}, "corrected_at"),
        ({"corrected_at": "noon"}, "corrected_at"),
        ({"business_day": "yesterday"}, "business_day"),
        ({"business_day": "0001-01-01"}, "business_day"),
        ({"business_day": "2026-03-09"}, "business_day"),
        ({"business_day": "9999-12-31"}, "business_day"),
        ({"clock": 1.5}, "clock"),
        ({"sequence": -1}, "sequence"),
        ({"incarnation": -1}, "incarnation"),
        ({"staff": ""}, "staff"),
    ],
)
def test_a_poisoned_envelope_is_refused_by_its_path(envelope: dict[str, Any], path: str) -> None:
    assert trouble_with(a_line(**envelope)).startswith(f"{path}: ")


def test_the_path_leads_into_the_lines() -> None:
    assert trouble_with(a_line('{"lines":[{"cents":1},{"cents":"2"}]}')).startswith("body.lines[1].cents: ")
    assert trouble_with(a_line('{"lines":[{}]}')) == "body.lines[0]: has no cents"


@pytest.mark.parametrize(("kind", "version"), [("visit.recorded", 2), ("case.opened", 1)])
def test_what_a_newer_posdesk_wrote_is_parked_to_the_letter(kind: str, version: int) -> None:
    fact = codec.decode_fact(a_line('{"new":[1,{"deep":null}]}', kind=kind, version=version))
    assert fact.body == Parked('{"new":[1,{"deep":null}]}')
    assert codec.decode_fact(codec.encode_fact(fact)) == fact
    assert History().standing(facts=[fact]).visits == 0


@pytest.mark.parametrize("body", ['"\\ud800"', '{"a":1e999}', '{"a":' + "[" * 200 + "]" * 200 + "}"])
def test_what_cannot_be_stored_is_not_parked_either(body: str) -> None:
    assert trouble_with(a_line(body, kind="case.opened"))


def test_keys_of_a_newer_posdesk_are_ignored_and_kept() -> None:
    text = '{"lines":[{"batch":"B-7","cents":6250}],"mood":"sunny"}'
    fact = codec.decode_fact(a_line(text))
    assert fact.body == VisitRecorded((Line(6250),))
    assert fact.text == text
    assert "sunny" in codec.encode_fact(fact)


def test_defaults_are_left_out_and_equal_facts_are_equal_text() -> None:
    assert codec.encode_body(VisitRecorded((Line(6250),))) == '{"lines":[{"cents":6250}]}'


def test_a_member_with_one_name_only_can_be_written() -> None:
    body = MemberEnrolled("Cher", "", moment_day())
    assert codec.decode_body("member.enrolled", 1, codec.checked_text(body)) == body


@pytest.mark.parametrize("birthday", ["tomorrow", "2001-13-45", "1990-02-30", "2-3", "20010530", "13-01"])
def test_a_birthday_that_is_none_is_refused(birthday: str) -> None:
    for kind, body in (
        ("member.enrolled", {"first_name": "A", "last_name": "B", "enrolled_on": "2026-01-01", "birthday": birthday}),
        ("member.field_set", {"field": "birthday", "value": birthday}),
    ):
        with pytest.raises(Refused):
            codec.decode_body(kind, 1, json.dumps(body))


def test_every_kind_has_a_schema_with_its_fields() -> None:
    schemas = fact_schemas.schemas()
    assert sorted(schemas) == sorted(f"{kind}.{version}" for kind, version in KINDS)
    for (kind, version), shape in KINDS.items():
        schema = schemas[f"{kind}.{version}"]
        assert set(schema["properties"]) == set(shape.__annotations__)
        assert schema["description"]


def moment_day() -> Any:
    """A day."""
    return sealed(VisitRecorded(()), moment("2026-03-02"), 1).business_day


@pytest.mark.parametrize(
    ("kind", "body", "trouble"),
    [
        (
            "visit.returned",
            '{"lines":[{"cents":1}],"numbers":[0,1]}',
            "body.numbers: names 2 lines of the visit; 1 came",
        ),
        ("visit.returned", '{"lines":[{"cents":1}],"numbers":[-1]}', "body.numbers[0]: is not between 0 and 999"),
        ("reward.redeemed", '{"reward":"ten-off","title":"$10 off","spent":-1}', "body.spent: is not between 0 and"),
        ("reward.redeemed", '{"reward":"ten-off","title":"$10 off","visit":"A-1"}', "body.visit: is not a UUID"),
        ("redemption.voided", '{"redemption":"A-1","reason":"typing error"}', "body.redemption: is not a UUID"),
        ("points.adjusted", '{"points":1.5,"reason":"sorry"}', "body.points: is not a whole number"),
        ("award.given", '{"reward":"r","title":"t","reason":"x","given_for":"luck"}', "body.given_for: “luck” is not"),
        (
            "award.given",
            '{"reward":"r","title":"t","reason":"x","valid_until":"9999-12-31"}',
            "body.valid_until: is the",
        ),
        ("tier.overridden", '{"tier":"gold","until":"soon","reason":"x"}', "body.until: “soon” is not a date"),
        (
            "tier.overridden",
            '{"tier":"gold","until":"9999-12-31","reason":"x"}',
            "body.until: is the end of the calendar",
        ),
        ("stock.counted", '{"reward":"t-shirt","pieces":-1}', "body.pieces: is not between 0 and"),
    ],
)
def test_a_poisoned_redemption_gift_or_return_is_refused_by_its_path(kind: str, body: str, trouble: str) -> None:
    with pytest.raises(Refused, match=f"^{re.escape(trouble)}"):
        codec.decode_body(kind, 1, body)


@pytest.mark.parametrize("kind", sorted(ABOUT_A_MEMBER))
def test_what_happens_to_a_member_names_the_member(kind: str) -> None:
    assert trouble_with(a_line(kind=kind, subject=None)) == f"subject: a {kind} names the member it is about"


def test_a_store_in_a_zone_that_is_none_is_refused() -> None:
    with pytest.raises(Refused, match=r"body\.zone: “Mars/Olympus” is not a time zone like America/Denver"):
        codec.decode_body("store.opened", 1, '{"name":"Corner Leaf","zone":"Mars/Olympus"}')
