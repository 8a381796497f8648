"""Medical status at the hub's open doors: out of every answer, export and message, but for a key made for it."""

import pytest

from db.hub.api_keys import Scope
from db.hub.webhooks import Batch, Hook
from posdesk.domain.codec import encode_fact
from posdesk.domain.facts import MemberField, MemberFieldSet
from posdesk.hub.telling import message
from tests.hub.open_house import OpenHouse

pytestmark = pytest.mark.rule("G27")
WORD = "cardholder"
ALL = (Scope.READ, Scope.WRITE, Scope.EXPORT)


@pytest.fixture
def member(open_house: OpenHouse) -> str:
    """Somebody of a kind, who has come twice."""
    till = open_house.till
    member = till.member(phone="+13035557700")
    till.happened(MemberFieldSet(MemberField.MEMBER_TYPE, WORD), member)
    till.visit(member, 6200, "Moonridge", 3)
    open_house.sync()
    return member


ROUTES = ("/members/MEMBER/standing", "/members/MEMBER/offers", "/facts", "/standings", "/standings?format=csv")


@pytest.mark.parametrize("route", ROUTES)
def test_no_answer_and_no_export_has_it(open_house: OpenHouse, member: str, route: str) -> None:
    path, _, query = route.replace("MEMBER", member).partition("?")
    answer = open_house.program(*ALL).get(path, **dict([query.split("=")] if query else []))
    assert answer.status_code == 200
    assert member in answer.text
    assert WORD not in answer.text
    assert '"member_type"' not in answer.text
    assert "member_type" not in answer.text.splitlines()[0]


@pytest.mark.parametrize("route", ["/members/MEMBER/standing", "/facts", "/standings", "/standings?format=csv"])
def test_a_key_that_was_made_for_it_is_told(open_house: OpenHouse, member: str, route: str) -> None:
    path, _, query = route.replace("MEMBER", member).partition("?")
    told = open_house.program(*ALL, Scope.HIDDEN).get(path, **dict([query.split("=")] if query else []))
    assert WORD in told.text


def test_no_webhook_has_it_also_with_whole_facts(open_house: OpenHouse, member: str) -> None:
    fact = open_house.till.happened(MemberFieldSet(MemberField.MEMBER_TYPE, WORD), member)
    other = open_house.till.happened(MemberFieldSet(MemberField.INTERESTS, "edibles"), member)
    hook = Hook(1, "https://example.com/posdesk", "secret", (), True, False, 0, 0, 0, None, 0, None, None)
    facts = tuple((at, each, encode_fact(each)) for at, each in ((1, fact), (2, other)))
    told = message(hook, Batch("hub", 1, 2, facts))
    assert WORD not in told
    assert fact.id in told
    assert "edibles" in told
