"""Whoever is erased is gone from the open API as from everywhere: not found, not told of, in no answer that is kept."""

import pytest

from posdesk.domain.facts import MemberErased
from tests.hub.hubs import error_of
from tests.hub.open_house import OpenHouse

PHONE = "+13035557700"
SENT = {"name": "Zebulonica Quartz", "phone": PHONE, "external": "POS:12"}


@pytest.mark.rule("I06")
def test_an_erased_member_is_not_found_and_stands_in_no_answer_or_file(open_house: OpenHouse) -> None:
    house, program = open_house.house, open_house.program()
    member = program.post("/members", SENT, "m").json()["member"]
    visit = {"member": {"phone": PHONE}, "amount_cents": 900}
    assert "Zebulonica" in program.post("/visits", visit, "v").text
    open_house.sync()
    open_house.till.clock.advance(1)
    house.clock.advance(1)
    open_house.till.happened(MemberErased(), member)
    open_house.sync()
    assert program.get("/members", phone=PHONE).json() == {"members": []}
    assert error_of(program.get(f"/members/{member}/standing")) == "no_member"
    assert error_of(program.post("/visits", visit, "w")) == "no_member"
    assert program.get("/standings").text == ""
    for path, body, key in (("/members", SENT, "m"), ("/visits", visit, "v")):
        again = program.post(path, body, key)
        assert (again.status_code, again.json()) == (201, {"erased": True})  # and nothing is recorded anew
    assert "Zebulonica" not in program.get("/facts").text
    file_of_hub = house.database.path
    assert file_of_hub is not None
    held = b"".join(file.read_bytes() for file in file_of_hub.parent.glob("hub.db*"))
    assert [word for word in (b"Zebulonica", b"Quartz", b"5557700") if word in held] == []


@pytest.mark.rule("I06")
def test_nobody_is_enrolled_again_under_the_id_of_somebody_erased(open_house: OpenHouse) -> None:
    program = open_house.program()
    member = program.post("/members", SENT, "m").json()["member"]
    open_house.sync()
    open_house.till.happened(MemberErased(), member)
    open_house.sync()
    answer = program.post("/members", SENT, "n")
    assert (answer.status_code, error_of(answer)) == (409, "fact_conflict")
    assert program.post("/members", SENT | {"external": "POS:13"}, "o").status_code == 201
