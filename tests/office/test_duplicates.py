"""Everybody put side by side: the pairs that may be one person, once each, and none that somebody said are two."""

from typing import Any

import pytest

from posdesk.domain.facts import Fact
from posdesk.domain.likeness import Sign
from posdesk.domain.people_facts import MemberIdRead, MemberToldApart
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.office import people
from posdesk.office.duplicates import BLOCK, Duplicates, duplicates, search, tell_apart
from posdesk.office.ports import Cancelled
from tests.builders import Shop, a_shop
from tests.fakes.member_list import FakeMemberList

PHONE, NEAR_PHONE, OTHER_PHONE, BORN = "+13038675309", "+13038675390", "+17202345678", "1990-05-30"


@pytest.fixture
def shop() -> Shop:
    return a_shop()


def of(shop: Shop, most: int = 100) -> Duplicates:
    return duplicates(shop.desk, FakeMemberList(shop.directory), most=most)


def pairs(shop: Shop) -> list[tuple[str, str]]:
    return [(pair.one.member, pair.other.member) for pair in of(shop).pairs]


@pytest.mark.rule("I02")
@pytest.mark.parametrize(
    ("told", "its"),
    [
        ({"phone": PHONE}, {"phone": PHONE}),
        ({"email": "m@example.org"}, {"email": "m@example.org"}),
        ({"birthday": BORN}, {"birthday": BORN}),
        ({"phone": PHONE}, {"phone": NEAR_PHONE}),
        ({"phone": PHONE}, {"phone": "+13038685309"}),
    ],
)
def test_a_pair_is_found_by_whatever_the_two_have_in_common(
    shop: Shop, told: dict[str, Any], its: dict[str, Any]
) -> None:
    one, other = shop.member("Maria", "Lopez", **told), shop.member("Maria", "Lopez", **its)
    shop.member("Peter", "Miller", phone=OTHER_PHONE, birthday="1960-01-12", email="p@example.org")
    shop.member("Maria", "Lopez", phone=OTHER_PHONE)
    assert pairs(shop) == [(one, other)]


def test_a_pair_that_has_all_in_common_comes_once_and_the_likeliest_first(shop: Shop) -> None:
    told: dict[str, Any] = {"phone": PHONE, "email": "m@example.org", "birthday": BORN}
    maybe = shop.member("Maria", "Keller", phone=PHONE), shop.member("Maria", "Lopez", **told)
    sure = shop.member("Maria", "Lopez", **told)
    assert pairs(shop) == [(maybe[1], sure), (maybe[0], maybe[1]), (maybe[0], sure)]
    assert of(shop, most=1).more == 2


@pytest.mark.rule("I02")
def test_an_id_finds_a_pair_whatever_they_are_called(shop: Shop) -> None:
    one, other = shop.member("Maria", "Lopez"), shop.member("Ann", "Keller")
    for member in (one, other):
        shop.happened(MemberIdRead("a1"), member)
    (pair,) = of(shop).pairs
    assert (pair.one.member, pair.other.member, pair.how.reasons) == (one, other, (Sign.SAME_ID,))


@pytest.mark.rule("I02")
def test_families_and_whoever_is_one_already_are_not_listed(shop: Shop) -> None:
    shop.member("Rosa", "Lopez", phone=PHONE), shop.member("Peter", "Lopez", phone=PHONE)
    one, other = shop.member("Maria", "Keller", phone=OTHER_PHONE), shop.member("Maria", "Keller", phone=OTHER_PHONE)
    assert pairs(shop) == [(one, other)]
    people.merge(shop.desk, one, other, "one person")
    assert pairs(shop) == []


@pytest.mark.rule("I02", "I03")
def test_a_pair_told_apart_does_not_come_back_nor_one_whose_merge_was_taken_back(shop: Shop) -> None:
    one, other = shop.member("Maria", "Keller", phone=PHONE), shop.member("Maria", "Keller", phone=PHONE)
    said = tell_apart(shop.desk, other, one)
    assert {(fact.subject, fact.body) for fact in said} == {
        (one, MemberToldApart(other)),
        (other, MemberToldApart(one)),
    }
    assert pairs(shop) == []
    third = shop.member("Maria", "Keller", phone=PHONE)
    assert pairs(shop) == [(one, third), (other, third)]
    merged = people.merge(shop.desk, third, other, "one person")
    people.unmerge(shop.desk, merged.merge, "no")
    assert pairs(shop) == [(one, third)]


def test_who_is_one_cannot_be_told_apart(shop: Shop) -> None:
    one, other = shop.member("Maria", "Keller", phone=PHONE), shop.member("Maria", "Keller", phone=PHONE)
    people.merge(shop.desk, one, other, "one person")
    for given, code in (
        ((one, other), RefusalCode.SAME_MEMBER),
        ((one, "01930000-0000-7000-8000-0000000000aa"), RefusalCode.NO_MEMBER),
    ):
        with pytest.raises(Refused) as refused:
            tell_apart(shop.desk, *given)
        assert refused.value.refusal.code is code
    assert not [fact for fact in about(shop, one) if isinstance(fact.body, MemberToldApart)]


def about(shop: Shop, member: str) -> list[Fact]:
    return shop.ledger.facts_about(member)


def test_a_birthday_that_stands_for_none_does_not_make_everybody_alike(shop: Shop) -> None:
    """Of so many only those are compared whose names sound alike: Nakim Zimmer and Nakil Zimmer are left alone."""
    for at in range(BLOCK):
        name = "".join("bdfgkmnprstl"[at // 12**place % 12] + "ai"[place % 2] for place in range(3))
        shop.member(name.capitalize(), "Zimmer", birthday="1990-01-01")
    one, other = (shop.member("Xaver", "Yilmaz", birthday="1990-01-01") for _ in range(2))
    assert pairs(shop) == [(one, other)]


def test_the_search_goes_step_by_step_and_ends_when_nobody_wants_it_any_more(shop: Shop) -> None:
    for _ in range(3):
        shop.member("Maria", "Keller", phone=PHONE)
    steps = search(shop.desk, FakeMemberList(shop.directory))
    assert next(steps) > 0
    steps.close()

    def enough(done: int, of: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        duplicates(shop.desk, FakeMemberList(shop.directory), enough)
    assert of(shop).looked_at == 3
