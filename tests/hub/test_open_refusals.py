"""What another system sends and that cannot be is refused with the path of what is wrong, and leaves nothing behind."""

import json
from typing import Any

import pytest

from db.hub.api_keys import Scope
from posdesk.domain.facts import StoreOpened
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.hub.open_desk import OpenDesk
from posdesk.hub.open_intake import OpenIntake
from tests.builders import CALENDAR
from tests.hub.hubs import House, error_of
from tests.hub.open_house import FakeIdsOfHub, OpenHouse, Program
from tests.hub.open_visits import LINES, PHONE, a_visit, facts_of

BAD_VISITS: dict[str, tuple[Any, str]] = {
    "lines.0.cents": (a_visit(lines=[{"cents": "42"}]), "bad_fact"),
    "lines.1.colour": (a_visit(lines=[{"cents": 1}, {"cents": 1, "colour": "red"}]), "bad_fact"),
    "lines.0.kind": (a_visit(member=None, lines=[{"cents": 1, "kind": "wish"}]), "bad_fact"),
    "member": ({"lines": LINES}, "bad_fact"),
    "member: is named": (a_visit(member={"phone": PHONE, "card": "A1234"}), "bad_fact"),
    "member: is named by": (a_visit(member={}), "bad_fact"),
    "member.name": (a_visit(member={"name": "Ann"}), "bad_fact"),
    "tip": (a_visit(tip=5), "bad_fact"),
    "amount_cents": (a_visit(member=None, amount_cents=5), "bad_amount"),
    "lines, amount_cents": ({"member": None}, "bad_amount"),
    "amount_cents: Input": ({"member": None, "amount_cents": -5}, "bad_fact"),
    "discount_cents": (a_visit(member=None, discount_cents=6001), "bad_amount"),
    "brands": (a_visit(member=None, brands=["Moonridge"]), "bad_text"),
    "at: is no moment": (a_visit(member=None, at="yesterday at ten"), "bad_date"),
    "at: lies in the future": (a_visit(member=None, at="2026-11-23T11:40"), "bad_date"),
    "at: a visit": (a_visit(member=None, external="POS:1"), "bad_date"),
    "external": (a_visit(member=None, external="no system", at="2026-11-23T10:00"), "bad_fact"),
    "phone": (a_visit(member={"phone": "303"}), "bad_phone"),
    "receipt": (a_visit(member=None, receipt="T" * 41), "bad_fact"),
    "body": ("[]", "bad_fact"),
    "": ("{", "bad_fact"),
}
BAD_MEMBERS: dict[str, tuple[Any, str]] = {
    "name": ({}, "bad_fact"),
    "phone": ({"name": "Ann Lee", "phone": "12"}, "bad_phone"),
    "": ({"name": "Ann Lee", "email": "nobody"}, "bad_email"),
    "birthday": ({"name": "Ann Lee", "birthday": "30.5."}, "bad_birthday"),
    "card": ({"name": "Ann Lee", "card": "?"}, "bad_card_code"),
    "consents": ({"name": "Ann Lee", "consents": {"pigeon": True}}, "bad_fact"),
    "consents.text": ({"name": "Ann Lee", "consents": {"text": "yes"}}, "bad_fact"),
    "points": ({"name": "Ann Lee", "points": 100}, "bad_fact"),
}


def refusals(program: Program, route: str, bad: dict[str, tuple[Any, str]]) -> dict[str, tuple[int, str, bool]]:
    """Status and code of each, and whether the words name its path."""
    found = {}
    for path, (body, _) in bad.items():
        answer = program.post(route, body)
        found[path] = (answer.status_code, error_of(answer), path.lower() in answer.json()["words"].lower())
    return found


def as_it_was(house: OpenHouse) -> bool:
    """Whether nothing was recorded, and nothing broke."""
    return len(house.house.lines()) == 2 and not [line for line in house.house.logged() if "bug" in line]


@pytest.mark.parametrize(("route", "bad"), [("/visits", BAD_VISITS), ("/members", BAD_MEMBERS)])
def test_what_cannot_be_is_refused_with_the_path_of_what_is_wrong(
    open_house: OpenHouse, route: str, bad: dict[str, tuple[Any, str]]
) -> None:
    found = refusals(open_house.program(), route, bad)
    assert found == {path: (400, code, True) for path, (_, code) in bad.items()}
    assert as_it_was(open_house)


def test_a_visit_of_nobody_is_said_so(open_house: OpenHouse) -> None:
    program = open_house.program()
    for by, value in {
        "phone": PHONE,
        "card": "OLD-77",
        "email": "a@example.com",
        "external": "POS:1",
        "id": "A",
    }.items():
        answer = program.post("/visits", a_visit(member={by: value}))
        assert (answer.status_code, error_of(answer)) == (404, "no_member")
        assert answer.json()["words"] == f"No member with this {by}."
    assert as_it_was(open_house)


def test_without_an_idempotency_key_nothing_is_recorded(open_house: OpenHouse) -> None:
    program = open_house.program()
    for key in (None, "", "two words", "k" * 201):
        answer = program.post("/visits", a_visit(member=None), key)
        assert (answer.status_code, error_of(answer)) == (400, "bad_fact")
        assert "Idempotency-Key" in answer.json()["words"]
    assert as_it_was(open_house)


def test_poison_and_other_types_are_not_read(open_house: OpenHouse) -> None:
    program, deep = open_house.program(), "[" * 60 + "]" * 60
    for text in ('{"member":null,"amount_cents":1e999}', f'{{"member":null,"lines":{deep}}}', "\ufeff{}"):
        assert program.post("/visits", text).status_code == 400
    answer = program.post("/visits", a_visit(), **{"content-type": "text/plain"})
    assert (answer.status_code, error_of(answer)) == (415, "content_type")
    answer = program.post("/visits", '{"member":null,"receipt":"' + "x" * 3_000_000 + '"}')
    assert (answer.status_code, error_of(answer)) == (413, "too_large")
    assert as_it_was(open_house)


def test_only_a_key_that_may_write_records(open_house: OpenHouse) -> None:
    reader = open_house.program(Scope.READ, Scope.EXPORT)
    for path, body in (("/visits", a_visit(member=None)), ("/members", {"name": "Ann Lee"})):
        answer = reader.post(path, body)
        assert (answer.status_code, error_of(answer)) == (403, "scope")
    assert len(open_house.house.lines()) == 2


def test_half_a_letter_in_a_name_is_refused_and_nothing_is_stored(open_house: OpenHouse) -> None:
    for number, staff in enumerate(("Da\ud800na", "Da\0na")):
        answer = open_house.program(name=f"k{number}").post("/visits", json.dumps(a_visit(member=None, staff=staff)))
        assert answer.status_code == 400
    assert len(open_house.house.lines()) == 2


def test_no_register_may_take_a_name_of_the_hubs_own(house: House) -> None:
    with pytest.raises(Refused) as no:
        house.token("api till link")
    assert no.value.refusal.code is RefusalCode.BAD_STORE


def test_a_store_that_nobody_opened_takes_no_visits(open_house: OpenHouse) -> None:
    answer = open_house.program(store="boulder-1").post("/visits", a_visit(member=None))
    assert (answer.status_code, error_of(answer)) == (400, "bad_store")
    (opening,) = facts_of(open_house, "store.opened")
    open_house.of_another_store(opening._replace(body=StoreOpened("Boulder", CALENDAR.zone, 240)))
    assert open_house.program(store="boulder-1", name="2").post("/visits", a_visit(member=None)).status_code == 201


def test_another_process_of_the_hub_goes_on_in_the_same_row_or_one_of_its_own(open_house: OpenHouse) -> None:
    open_house.program().post("/visits", a_visit(member=None))
    other = OpenIntake(OpenDesk(open_house.house.service, FakeIdsOfHub()))
    key = OpenDesk(open_house.house.service, FakeIdsOfHub()).key_of(open_house.key(name="other"))
    assert key is not None
    open_house.till.clock.advance(1)
    open_house.house.clock.advance(1)
    other.visit(key, "1", json.dumps(a_visit(member=None, store="denver-1")))
    other.visit(key, "2", json.dumps(a_visit(member=None, store="denver-1")))
    rows: dict[tuple[str, int], list[int]] = {}
    for fact in facts_of(open_house, "visit.recorded"):
        rows.setdefault((fact.register, fact.incarnation), []).append(fact.sequence)
    assert sorted(rows.values()) == [[1], [1, 2]]
