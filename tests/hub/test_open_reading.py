"""What a program is told of members: the same as a register tells, of one member at a time, to whoever may know."""

import csv
import io
import json
from argparse import Namespace
from pathlib import Path

import pytest
from sqlalchemy import delete

from db.hub import api_keys
from db.hub.api_keys import Scope
from db.hub.tables import facts
from posdesk.commands import campaigns
from posdesk.counter import signing_in
from posdesk.counter.visits import void
from posdesk.domain.facts import MemberEnrolled, MemberField, MemberFieldSet, StoreOpened
from posdesk.domain.given_facts import PointsAdjusted
from posdesk.domain.people_facts import MemberIdRead
from posdesk.hub.limits import Limits, Rate
from posdesk.office import programs
from tests.builders import CALENDAR, SAMPLE_PROGRAM
from tests.hub.hubs import House, error_of
from tests.hub.open_house import OpenHouse, Program, an_open_house

PHONE = "+13035557700"


def a_regular(house: OpenHouse) -> str:
    """A member with a history of every kind."""
    till = house.till
    member = till.member(phone=PHONE)
    for days in (20, 15, 9, 4, 2):
        till.visit(member, 6200, "Moonridge", days)
    till.happened(PointsAdjusted(2_500, "lost card"), member)
    voided = till.visit(member, 900, None, 1)

    void(house.desk(), voided.id, "typed twice")
    house.sync()
    return member


def test_a_standing_is_to_the_letter_what_the_register_shows(open_house: OpenHouse) -> None:
    member = a_regular(open_house)
    answer = open_house.program().get(f"/members/{member}/standing")
    assert answer.status_code == 200
    assert answer.json() == open_house.card(member)
    assert answer.json()["visits"] == 5
    assert answer.json()["offers"]


def test_offers_are_what_the_register_says_with_reasons(open_house: OpenHouse) -> None:
    member = a_regular(open_house)
    answer = open_house.program().get(f"/members/{member}/offers")

    assert answer.json() == campaigns.offers(open_house.desk(), Namespace(member=member)).value
    assert all(offer["line"] for offer in answer.json()["offers"])


def test_a_standing_follows_what_registers_send_later(open_house: OpenHouse) -> None:
    member, program = a_regular(open_house), open_house.program()
    program.get(f"/members/{member}/standing")
    open_house.till.visit(member, 4000)
    assert program.get(f"/members/{member}/standing").json()["visits"] == 5
    open_house.sync()
    assert program.get(f"/members/{member}/standing").json() == open_house.card(member)


def test_a_program_published_later_counts_from_the_next_question_on(open_house: OpenHouse) -> None:
    member, program = a_regular(open_house), open_house.program()
    before = program.get(f"/members/{member}/standing").json()
    published = open_house.desk().programs.timeline().at(open_house.till.clock.now())

    open_house.till.clock.advance(1)
    open_house.house.clock.advance(1)
    text = SAMPLE_PROGRAM.read_text("utf-8").replace(f"version = {published.version}", "version = 77")
    programs.publish(open_house.desk(), text)
    open_house.sync()
    after = program.get(f"/members/{member}/standing").json()
    assert (before["program"], after["program"]) != (after["program"], before["program"])
    assert after == open_house.card(member)


def test_members_are_found_by_a_whole_phone_card_email_or_external_id(open_house: OpenHouse) -> None:
    till, program = open_house.till, open_house.program()
    member = till.ids.new(till.clock.now())
    body = MemberEnrolled("Ann", "Lee", open_house.today(), PHONE, "Ann.Lee@example.com", "OLD-77", external="POS:12")
    till.happened(body, member)
    open_house.sync()
    for by, typed in {
        "phone": "(303) 555-7700",
        "card": "old-77",
        "email": "ANN.lee@example.com",
        "external": "POS:12",
    }.items():
        assert program.get("/members", **{by: typed}).json() == {"members": [member]}
    for by, typed in {"phone": "3035557701", "card": "OLD-7", "email": "ann", "external": "POS:1"}.items():
        assert program.get("/members", **{by: typed}).json() == {"members": []}


def test_a_phone_that_changed_finds_its_member_anew(open_house: OpenHouse) -> None:
    program, member = open_house.program(), open_house.till.member(phone=PHONE)
    open_house.sync()
    assert program.get("/members", phone=PHONE).json() == {"members": [member]}
    open_house.till.clock.advance(1)
    open_house.till.happened(MemberFieldSet(MemberField.PHONE, "+13035557711"), member)
    open_house.sync()
    assert program.get("/members", phone=PHONE).json() == {"members": []}
    assert program.get("/members", phone="+13035557711").json() == {"members": [member]}


def test_a_phone_that_a_family_shares_names_all_of_them(open_house: OpenHouse) -> None:
    both = {open_house.till.member("Ann", "Lee", PHONE), open_house.till.member("Bob", "Lee", PHONE)}
    open_house.sync()
    assert set(open_house.program().get("/members", phone=PHONE).json()["members"]) == both


@pytest.mark.parametrize("query", [{}, {"phone": "3035557700", "card": "A1234"}, {"name": "Ann"}])
def test_members_are_never_listed(open_house: OpenHouse, query: dict[str, str]) -> None:
    answer = open_house.program().get("/members", **query)
    assert (answer.status_code, error_of(answer)) == (400, "bad_fact")


@pytest.mark.parametrize(("by", "typed"), [("phone", "303"), ("card", "PD1:XX"), ("phone", "")])
def test_half_a_value_is_refused(open_house: OpenHouse, by: str, typed: str) -> None:
    assert open_house.program().get("/members", **{by: typed}).status_code == 400


@pytest.mark.parametrize("member", ["019ac1d0-0000-7000-8000-00000000abcd", "Maria", "%00", "..%2fstanding"])
def test_nobody_with_this_id_is_said_so(open_house: OpenHouse, member: str) -> None:
    assert open_house.program().get(f"/members/{member}/standing").status_code == 404


def test_a_store_that_is_not_known_or_not_the_keys_is_refused(open_house: OpenHouse) -> None:
    member = a_regular(open_house)
    everywhere = open_house.program(store=None, name="all")
    assert error_of(everywhere.get(f"/members/{member}/standing", store="nowhere")) == "bad_store"
    answer = open_house.program().get(f"/members/{member}/standing", store="boulder-1")
    assert (answer.status_code, error_of(answer)) == (403, "other_store")
    assert everywhere.get(f"/members/{member}/standing").json() == open_house.card(member)


def test_a_hub_that_knows_no_program_yet_says_so(house: House, tmp_path: Path) -> None:
    with an_open_house(house, tmp_path) as other:
        with house.database.writing() as connection:
            connection.execute(delete(facts).where(facts.c.kind == "program.published"))
        member = a_regular(other)
        answer = other.program().get(f"/members/{member}/standing")
        assert (answer.status_code, error_of(answer)) == (409, "no_store_yet")
        assert other.program(name="2").get("/standings").text == ""


# -------------------------------------------------------------------------------------------------------- who may ask

ROUTES = {
    "/members?phone=3035557700": Scope.READ,
    "/members/019ac1d0-0000-7000-8000-00000000abcd/standing": Scope.READ,
    "/members/019ac1d0-0000-7000-8000-00000000abcd/offers": Scope.READ,
    "/facts": Scope.EXPORT,
    "/standings": Scope.EXPORT,
}


@pytest.mark.parametrize("route", ROUTES)
def test_without_a_good_key_of_its_scope_nobody_is_told_anything(open_house: OpenHouse, route: str) -> None:
    assert error_of(Program(open_house.http, None).get(route)) == "unknown"
    assert error_of(Program(open_house.http, "posdesk_made_up").get(route)) == "unknown"
    others = [scope for scope in Scope if scope is not ROUTES[route]]
    answer = open_house.program(*others).get(route)
    assert (answer.status_code, error_of(answer)) == (403, "scope")
    assert open_house.program(ROUTES[route], name="good").get(route).status_code in (200, 404)


def test_a_registers_token_is_no_key(open_house: OpenHouse) -> None:
    assert error_of(Program(open_house.http, open_house.house.token()).get("/facts")) == "unknown"


def test_a_key_that_was_revoked_is_good_no_more(open_house: OpenHouse) -> None:
    program = open_house.program()
    with open_house.house.database.writing() as connection:
        api_keys.revoke(connection, "till link", open_house.house.clock.now())
    answer = program.get("/facts")
    assert (answer.status_code, error_of(answer)) == (401, "revoked")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_look_ups_are_slowed_before_somebody_has_tried_all_phones(house: House, tmp_path: Path) -> None:
    with an_open_house(house, tmp_path, Limits(look_up=Rate(0.5, 2))) as other:
        program = other.program()
        asked = [program.get("/members", phone=f"303555{number:04}").status_code for number in (7701, 7702, 7703)]
        assert asked == [200, 200, 429]
        assert program.get("/members", phone="3035557704").headers["retry-after"] == "2"
        house.seconds.now += 2
        assert program.get("/members", phone="3035557704").status_code == 200


def test_no_value_of_a_question_is_in_the_log(open_house: OpenHouse) -> None:
    program = open_house.program()
    program.get("/members", phone="3035557799")
    program.get("/members", email="zebulonica@example.com")
    text = "\n".join(open_house.house.log)
    assert "5557799" not in text
    assert "zebulonica" not in text
    assert {line["api_key"] for line in open_house.house.logged()} == {1}


# ----------------------------------------------------------------------------------------------------------- exports


def test_facts_come_whole_in_order_and_from_where_somebody_left_off(open_house: OpenHouse) -> None:
    a_regular(open_house)
    program = open_house.program(store=None)
    answer = program.get("/facts")
    assert answer.headers["content-type"] == "application/x-ndjson; charset=utf-8"
    rows = [json.loads(line) for line in answer.text.splitlines()]
    assert [row["position"] for row in rows] == list(range(1, len(rows) + 1))
    assert [json.dumps(row["fact"]) for row in rows] == [
        json.dumps(json.loads(line)) for line in open_house.house.lines()
    ]
    rest = program.get("/facts", after=3).text
    assert rest == "".join(f"{line}\n" for line in answer.text.splitlines()[3:])
    assert program.get("/facts", after=10**9).text == ""


def test_how_people_sign_in_leaves_the_hub_for_registers_only(open_house: OpenHouse) -> None:
    desk = signing_in.make_owner(open_house.desk(), "Ana", "4719")
    open_house.sync()
    assert any("argon2id" in line for line in open_house.house.lines())
    answer = open_house.program(store=None).get("/facts").text
    kinds = [json.loads(line)["fact"]["kind"] for line in answer.splitlines()]
    assert "staff.added" in kinds
    assert "staff.pin_set" not in kinds
    assert "argon2id" not in answer
    assert desk.station.staff is not None


@pytest.mark.rule("G13")
def test_the_hash_of_an_id_leaves_the_hub_for_registers_only(open_house: OpenHouse) -> None:
    member = open_house.till.member("Maria", "Gomez")
    open_house.till.happened(MemberIdRead("c0ffee5eed"), member)
    open_house.sync()
    assert any("c0ffee5eed" in line for line in open_house.house.lines())
    answer = open_house.program(store=None).get("/facts").text
    assert "member.enrolled" in answer
    assert "c0ffee5eed" not in answer


def test_more_facts_than_a_page_come_as_one_stream(open_house: OpenHouse) -> None:
    for number in range(1100):
        open_house.till.visit(None, 100 + number)
    open_house.sync()
    lines = open_house.program().get("/facts").text.splitlines()
    assert len(lines) == 1102
    assert [json.loads(line)["position"] for line in lines] == list(range(1, 1103))


def test_an_export_finds_out_that_the_hub_was_put_back(open_house: OpenHouse) -> None:
    program = open_house.program()
    head = program.get("/facts").headers["posdesk-witness"]
    again = open_house.http.get(
        "/v1/open/facts", headers={"posdesk-witness": head, "authorization": f"Bearer {program.secret}"}
    )
    assert again.status_code == 200
    other = open_house.http.get(
        "/v1/open/facts", headers={"posdesk-witness": "1.2.feed", "authorization": f"Bearer {program.secret}"}
    )
    assert (other.status_code, error_of(other)) == (409, "history_changed")


def test_standings_are_every_members_card(open_house: OpenHouse) -> None:
    members = {a_regular(open_house), open_house.till.member("Bob", "Lee")}
    open_house.sync()
    rows = [json.loads(line) for line in open_house.program().get("/standings").text.splitlines()]
    assert {row["member"] for row in rows} == members
    assert rows == [open_house.card(row["member"]) for row in rows]
    after = open_house.program(name="2").get("/standings", after=rows[0]["member"]).text.splitlines()
    assert [json.loads(line) for line in after] == rows[1:]


def test_standings_as_a_table_hold_no_formula(open_house: OpenHouse) -> None:
    open_house.till.member("=HYPERLINK(1)", "Lee")
    open_house.sync()
    answer = open_house.program().get("/standings", format="csv")
    assert answer.headers["content-type"] == "text/csv; header=present; charset=utf-8"
    (row,) = csv.DictReader(io.StringIO(answer.text))
    assert row["name"] == "'=HYPERLINK(1) L."
    assert (row["visits"], row["points"], row["last_visit"]) == ("0", "0", "")


def test_a_key_of_a_store_exports_what_happened_there(open_house: OpenHouse) -> None:
    member = a_regular(open_house)
    other = open_house.of_another_store(open_house.till.store.ledger.facts_about(member)[1])
    everywhere = open_house.program(store=None, name="all").get("/facts").text
    boulder = open_house.program(store="boulder-1", name="boulder")
    assert other in everywhere
    assert other not in open_house.program().get("/facts").text
    assert [json.loads(line)["fact"]["store"] for line in boulder.get("/facts").text.splitlines()] == ["boulder-1"]
    assert boulder.get("/standings").text == ""


def test_what_is_not_asked_for_rightly_is_refused(open_house: OpenHouse) -> None:
    program = open_house.program()
    for path, query in [
        ("/facts", {"after": "-1"}),
        ("/standings", {"format": "xlsx"}),
        ("/standings", {"after": "x"}),
    ]:
        assert program.get(path, **query).status_code == 400


def test_only_so_many_exports_are_under_way_at_once(house: House, tmp_path: Path) -> None:
    with an_open_house(house, tmp_path, Limits(exports=0)) as other:
        assert error_of(other.program().get("/facts")) == "too_many"


def test_another_stores_opening_is_heard_of(open_house: OpenHouse) -> None:
    member = a_regular(open_house)
    everywhere = open_house.program(store=None)
    assert everywhere.get(f"/members/{member}/standing", store="boulder-1").status_code == 400
    fact = open_house.till.store.ledger.facts_about(member)[0]
    open_house.of_another_store(fact._replace(kind="store.opened", body=StoreOpened("Boulder", CALENDAR.zone, 240)))
    assert everywhere.get(f"/members/{member}/standing", store="boulder-1").status_code == 200
