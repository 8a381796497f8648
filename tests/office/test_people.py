"""What a person may say of who is who, and what the desk says no to."""

from dataclasses import replace

import pytest

from posdesk.counter.card import open_card
from posdesk.counter.hub_link import Link
from posdesk.counter.lookup import find
from posdesk.counter.profile_edits import set_field
from posdesk.counter.reach import HubReach
from posdesk.counter.visits import VisitEntry, record
from posdesk.domain.facts import Channel, ConsentSet, MemberErased, MemberField
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.office import liability, people
from tests.builders import Shop, a_shop
from tests.fakes.link_home import FakeLinkHome

WHY = "married, two cards"


def two(shop: Shop) -> tuple[str, str]:
    """Maria Gomez, and Maria Santos who joined later."""
    first = shop.member("Maria", "Gomez", phone="+13038675309", card="PD-0001", joined_days_ago=400)
    return first, shop.member("Maria", "Santos", phone="+13035554417", email="maria@example.org", joined_days_ago=30)


def code_of(no: pytest.ExceptionInfo[Refused]) -> RefusalCode:
    """Why it was refused."""
    return no.value.refusal.code


@pytest.mark.rule("I03")
def test_both_keep_all_they_have_on_one_card_and_new_visits_are_under_the_first_id() -> None:
    shop = a_shop()
    first, second = two(shop)
    shop.visit(first, 3000, days_ago=9)
    shop.visit(second, 4000, days_ago=2)
    merged = people.merge(shop.desk, second, first, WHY)
    assert (merged.member.id, merged.member.joined) == (first, (first, second))
    card = open_card(shop.desk, second)
    assert (card.member.id, card.standing.member, card.standing.visits) == (first, first, 2)
    assert (card.member.last_name, card.member.email) == ("Santos", "maria@example.org")
    assert card.member.enrolled_on == open_card(shop.desk, first).member.enrolled_on
    saved = record(shop.desk, second, VisitEntry(5000))
    fact = shop.ledger.fact(saved.visit_id)
    assert fact is not None
    assert fact.subject == first
    assert [hit.member for hit in find(shop.desk, "maria").hits] == [first]


@pytest.mark.rule("I03")
def test_taken_back_each_is_who_she_was() -> None:
    shop = a_shop()
    first, second = two(shop)
    shop.visit(second, 4000, days_ago=2)
    before = open_card(shop.desk, first), open_card(shop.desk, second)
    merged = people.merge(shop.desk, second, first, WHY)
    back = people.unmerge(shop.desk, merged.merge, "two sisters")
    assert (back.merges, [member.id for member in back.members]) == ((merged.merge,), [second, first])
    assert (open_card(shop.desk, first), open_card(shop.desk, second)) == before


@pytest.mark.rule("I03")
def test_a_member_named_stands_alone_again_whoever_merged_her() -> None:
    shop = a_shop()
    first, second = two(shop)
    third = shop.member("Mara", "Zinn", joined_days_ago=5)
    people.merge(shop.desk, first, second, WHY)
    people.merge(shop.desk, third, first, WHY)
    people.unmerge(shop.desk, second, "no")
    assert shop.ledger.joined() == {first: first, third: first}
    people.unmerge(shop.desk, first, "no")
    assert shop.ledger.joined() == {}


@pytest.mark.rule("I03")
def test_a_withdrawal_of_either_holds_after_the_merge_and_for_her_alone_when_it_is_taken_back() -> None:
    shop = a_shop()
    first, second = two(shop)
    for member in (first, second):
        shop.happened(ConsentSet(Channel.TEXT, True, "counter, wording 1"), member)
    shop.happened(ConsentSet(Channel.TEXT, False, "counter, wording 1"), second)
    assert open_card(shop.desk, first).member.consents == {Channel.TEXT}
    merged = people.merge(shop.desk, first, second, WHY)
    assert merged.member.consents == frozenset()
    people.unmerge(shop.desk, merged.merge, "no")
    assert open_card(shop.desk, first).member.consents == {Channel.TEXT}
    assert open_card(shop.desk, second).member.consents == frozenset()


def test_what_is_hers_under_either_id_is_not_taken_by_somebody_else() -> None:
    shop = a_shop()
    first, second = two(shop)
    people.merge(shop.desk, second, first, WHY)
    card = set_field(shop.desk, second, MemberField.PHONE, "303-867-5309")
    assert (card.member.id, card.member.phone) == (first, "+13038675309")
    with pytest.raises(Refused) as no:
        set_field(shop.desk, shop.member("Mara", "Zinn"), MemberField.PHONE, "303-555-4417")
    assert code_of(no) is RefusalCode.PHONE_TAKEN


def test_nobody_is_merged_with_herself_twice_or_with_who_is_unknown_or_gone() -> None:
    shop = a_shop()
    first, second = two(shop)
    nobody = shop.ids.new(0)
    for other, code in ((first, RefusalCode.SAME_MEMBER), (nobody, RefusalCode.NO_MEMBER)):
        with pytest.raises(Refused) as no:
            people.merge(shop.desk, first, other, WHY)
        assert code_of(no) is code
    with pytest.raises(Refused) as no:
        people.merge(shop.desk, first, second, "  ")
    assert code_of(no) is RefusalCode.NO_REASON
    people.merge(shop.desk, first, second, WHY)
    with pytest.raises(Refused) as no:
        people.merge(shop.desk, second, first, WHY)
    assert code_of(no) is RefusalCode.SAME_MEMBER
    shop.happened(MemberErased(), second)
    with pytest.raises(Refused) as no:
        people.merge(shop.desk, shop.member("Mara", "Zinn"), first, WHY)
    assert code_of(no) is RefusalCode.NO_MEMBER


def test_what_merged_nobody_cannot_be_taken_back() -> None:
    shop = a_shop()
    first, second = two(shop)
    merged = people.merge(shop.desk, first, second, WHY)
    people.unmerge(shop.desk, merged.merge, "no")
    for what in (merged.merge, first, shop.visit(first, 100).id):
        with pytest.raises(Refused) as no:
            people.unmerge(shop.desk, what, "no")
        assert code_of(no) is RefusalCode.NOT_MERGED


@pytest.mark.rule("I06")
def test_erasing_one_forgets_everyone_she_is_one_with_and_only_when_it_is_meant() -> None:
    shop = a_shop()
    first, second = two(shop)
    other = shop.member("Mara", "Zinn")
    people.merge(shop.desk, first, second, WHY)
    before = len(shop.ledger.facts)
    with pytest.raises(Refused) as no:
        people.erase(shop.desk, second, really=False)
    assert code_of(no) is RefusalCode.NOT_SURE
    assert len(shop.ledger.facts) == before
    assert people.erase(shop.desk, second, really=True) == (first, second)
    for member in (first, second):
        with pytest.raises(Refused):
            open_card(shop.desk, member)
    assert open_card(shop.desk, other).member.first_name == "Mara"


@pytest.mark.rule("LG03", "I03")
def test_what_is_owed_to_people_who_are_one_is_counted_once_and_closes_to_zero() -> None:
    shop = a_shop()
    first, second = two(shop)
    day = shop.visit(first, 3000, days_ago=1).business_day
    shop.visit(second, 4000, days_ago=1, hour=14)
    apart = liability.of_day(shop.desk, day)
    people.merge(shop.desk, second, first, WHY)
    together = liability.of_day(shop.desk, day)
    assert set(apart.members) == {first, second}
    assert set(together.members) == {first}
    assert [each.difference for each in together.stores.values()] == [0]
    assert together.stores == apart.stores


def test_with_a_hub_nobody_is_erased_while_something_about_her_is_on_this_computer_only() -> None:
    shop, home = a_shop(), FakeLinkHome()
    first, _ = two(shop)
    home.pair(Link("https://hub.example", "a1b2"), "secret")
    desk = replace(shop.desk, reach=HubReach(home, shop.clock, dict))
    with pytest.raises(Refused) as no:
        people.erase(desk, first, really=True)
    assert code_of(no) is RefusalCode.UNSENT
    waiting = len(shop.ledger.facts_about(first))
    assert no.value.refusal.words.startswith(f"{waiting} entr")
    for at, fact in enumerate(shop.ledger.facts.values(), 1):
        shop.ledger.facts[fact.id] = fact._replace(hub_epoch=1, hub_position=at)
    assert people.erase(desk, first, really=True) == (first,)
