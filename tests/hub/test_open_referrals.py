"""A member whom another system enrols may have been brought by somebody: by the rules of the counter (LG10)."""

from pathlib import Path
from typing import Any

import pytest

from posdesk import compose
from posdesk.counter.card import open_card
from posdesk.domain.people_facts import ReferralMade
from posdesk.domain.referral_code import code_of
from posdesk.domain.referrals import ReferralState, WhyNothing
from posdesk.domain.scan_code import new_card_code
from tests.db.tills import a_till
from tests.hub.hubs import error_of
from tests.hub.open_house import OpenHouse, exchange
from tests.hub.open_visits import PHONE, facts_of


def brought(open_house: OpenHouse, **other: Any) -> dict[str, Any]:
    """What a new member is answered with whom Ann brought."""
    sent = {"name": "Luis Ortega", "phone": "303 866 2222"} | other
    answer = open_house.program(name="shop").post("/members", sent, "luis")
    assert answer.status_code == 201, answer.text
    said: dict[str, Any] = answer.json()
    return said


@pytest.mark.rule("LG10")
@pytest.mark.parametrize("by", ["code", "code as it is typed", "scanned code", "phone", "card"])
def test_whoever_brought_a_member_is_named_by_code_phone_or_card(
    open_house: OpenHouse, tmp_path: Path, by: str
) -> None:
    ann = open_house.program().post("/members", {"name": "Ann Lee", "phone": PHONE}, "ann").json()
    code = code_of(ann["member"])
    named = {
        "code": code,
        "code as it is typed": code.replace("-", " ").lower(),
        "scanned code": f"]Q1{code}",
        "phone": "303 555 7700",
        "card": ann["card_code"],
    }[by]
    said = brought(open_house, referral=named)
    assert (said["brought_by"], said["no_reward"]) == (ann["member"], None)
    (made,) = facts_of(open_house, "referral.made")
    assert (made.subject, made.body) == (ann["member"], ReferralMade(said["member"]))
    other = a_till(tmp_path / "other", "register 2")
    try:
        exchange(open_house.house, other)
        (referral,) = open_card(compose.desk_of(other.store, None), ann["member"]).campaigns.referrals
        assert (referral.referred, referral.state) == (said["member"], ReferralState.WAITING)
    finally:
        other.close()


@pytest.mark.rule("LG10")
def test_a_referral_that_pays_nothing_says_why_as_the_counter_does(open_house: OpenHouse) -> None:
    ann = (
        open_house.program()
        .post("/members", {"name": "Ann Lee", "phone": PHONE, "birthday": "2001-05-30"}, "ann")
        .json()
    )
    same = brought(open_house, phone=PHONE, share_phone=True, referral=code_of(ann["member"]))
    assert same["no_reward"] == WhyNothing.SAME_PHONE
    twin = open_house.program(name="web").post(
        "/members", {"name": "Eva Lee", "birthday": "2001-05-30", "referral": code_of(ann["member"])}, "eva"
    )
    assert twin.json()["no_reward"] == WhyNothing.SAME_BIRTHDAY


@pytest.mark.rule("LG10")
@pytest.mark.parametrize("named", ["34HV-AQB9-FK9X", "303 866 9999", "Ann Lee", "7700", new_card_code(77)])
def test_a_referral_of_nobody_is_refused_and_nobody_is_enrolled(open_house: OpenHouse, named: str) -> None:
    program = open_house.program()
    program.post("/members", {"name": "Ann Lee", "phone": PHONE}, "ann")
    answer = program.post("/members", {"name": "Luis Ortega", "referral": named}, "luis")
    assert (answer.status_code, error_of(answer)) == (400, "bad_referral")
    assert len(facts_of(open_house, "member.enrolled")) == 1
    assert program.post("/members", {"name": "Luis Ortega"}, "luis").status_code == 201


@pytest.mark.rule("LG10")
def test_sent_again_nobody_is_brought_twice(open_house: OpenHouse) -> None:
    program = open_house.program()
    ann = program.post("/members", {"name": "Ann Lee", "phone": PHONE}, "ann").json()
    sent = {"name": "Luis Ortega", "external": "POS:9", "referral": code_of(ann["member"])}
    first = program.post("/members", sent, "luis")
    again = program.post("/members", sent, "luis")
    assert (again.text, again.headers["idempotency-replayed"]) == (first.text, "true")
    known = program.post("/members", sent, "once-more").json()
    assert known == {key: first.json()[key] for key in ("member", "name", "card_code")} | {"already": True}
    assert len(facts_of(open_house, "referral.made")) == 1


@pytest.mark.rule("LG10")
def test_an_existing_member_is_no_new_one_and_brings_nothing(open_house: OpenHouse) -> None:
    program = open_house.program()
    ann = program.post("/members", {"name": "Ann Lee", "phone": PHONE}, "ann").json()
    program.post("/members", {"name": "Luis Ortega", "external": "POS:9"}, "luis")
    sent = {"name": "Luis Ortega", "external": "POS:9", "referral": code_of(ann["member"])}
    assert program.post("/members", sent, "again").json()["already"]
    assert facts_of(open_house, "referral.made") == []


@pytest.mark.parametrize("referral", [None, " "])
def test_a_request_without_a_referral_is_answered_as_before(open_house: OpenHouse, referral: str | None) -> None:
    answer = open_house.program().post("/members", {"name": "Ann Lee", "referral": referral})
    assert set(answer.json()) == {"member", "name", "card_code", "already"}
