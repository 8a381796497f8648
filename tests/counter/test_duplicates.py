"""Who somebody may be who is at the counter now: candidates with reasons, and nobody who was said to be another."""

import pytest

from posdesk.counter.duplicates import candidates, candidates_of
from posdesk.domain.facts import MemberField, MemberFieldSet
from posdesk.domain.likeness import Sign, Traits
from posdesk.domain.people_facts import MemberIdRead, MemberMerged, MemberToldApart, MemberUnmerged
from posdesk.domain.refusals import RefusalCode, Refused
from tests.builders import Shop, a_shop

PHONE, OTHER_PHONE, BORN = "+13038675309", "+17202345678", "1990-05-30"


@pytest.fixture
def shop() -> Shop:
    return a_shop()


@pytest.mark.rule("I02")
def test_somebody_new_with_a_known_phone_and_name_is_shown_whom_she_may_be(shop: Shop) -> None:
    maria = shop.member("María", "Garcia-Lopez", phone=PHONE)
    shop.member("Peter", "Miller", phone=OTHER_PHONE)
    (found,) = candidates(shop.desk, Traits("Maria", "Lopez", PHONE))
    assert (found.member, found.name, found.phone_ends) == (maria, "María G.", "5309")
    assert found.how.reasons == (Sign.SAME_PHONE, Sign.SAME_FIRST_NAME, Sign.PART_OF_LAST_NAME)


def test_the_likeliest_comes_first_and_no_more_than_asked_for(shop: Shop) -> None:
    by_phone = shop.member("Maria", "Keller", phone=PHONE)
    by_all = shop.member("Maria", "Lopez", phone=PHONE, birthday=BORN)
    who = Traits("Maria", "Lopez", PHONE, None, BORN)
    assert [each.member for each in candidates(shop.desk, who)] == [by_all, by_phone]
    assert [each.member for each in candidates(shop.desk, who, limit=1)] == [by_all]


@pytest.mark.rule("I02")
def test_a_family_that_shares_a_phone_is_nobody_twice(shop: Shop) -> None:
    shop.member("Rosa", "Lopez", phone=PHONE)
    assert candidates(shop.desk, Traits("Peter", "Lopez", PHONE)) == ()


def test_one_who_is_several_by_a_merge_comes_once_under_the_name_she_is_shown(shop: Shop) -> None:
    one, other = shop.member("Maria", "Lopez", phone=PHONE), shop.member("Maria", "Lopes", phone=PHONE)
    shop.happened(MemberMerged(one, "one person"), other)
    assert [each.member for each in candidates(shop.desk, Traits("Maria", "Lopez", PHONE))] == [one]


def test_a_members_own_candidates_are_others_and_an_id_that_was_read_tells_them(shop: Shop) -> None:
    one, other = shop.member("Maria", "Lopez", phone=PHONE), shop.member("Mia", "Keller", phone=OTHER_PHONE)
    assert candidates_of(shop.desk, one) == ()
    shop.happened(MemberIdRead("a1"), one)
    shop.happened(MemberIdRead("a1"), other)
    (found,) = candidates_of(shop.desk, one)
    assert (found.member, found.how.reasons) == (other, (Sign.SAME_ID,))


@pytest.mark.rule("I02")
def test_a_pair_told_apart_does_not_come_back_for_either(shop: Shop) -> None:
    one, other = shop.member("Maria", "Lopez", phone=PHONE), shop.member("Maria", "Lopez", phone=PHONE)
    assert [each.member for each in candidates_of(shop.desk, one)] == [other]
    shop.happened(MemberToldApart(other), one)
    shop.happened(MemberToldApart(one), other)
    assert candidates_of(shop.desk, one) == candidates_of(shop.desk, other) == ()


def test_a_merge_that_was_taken_back_is_not_suggested_again(shop: Shop) -> None:
    one, other = shop.member("Maria", "Lopez", phone=PHONE), shop.member("Maria", "Lopez", phone=PHONE)
    merge = shop.happened(MemberMerged(one, "one person"), other)
    assert candidates_of(shop.desk, one) == ()  # she is one with herself
    shop.happened(MemberUnmerged(merge.id, "two after all"), other)
    assert candidates_of(shop.desk, other) == ()


def test_a_member_who_is_several_is_compared_by_all_her_profiles(shop: Shop) -> None:
    one, other = shop.member("Maria", "Lopez", phone=PHONE), shop.member("Maria", "Keller", phone=OTHER_PHONE)
    third = shop.member("Maria", "Keler", phone=OTHER_PHONE)
    shop.happened(MemberMerged(one, "married"), other)
    shop.happened(MemberFieldSet(MemberField.PHONE, PHONE), one)
    assert [each.member for each in candidates_of(shop.desk, one)] == [third]


def test_nobodys_candidates_are_refused(shop: Shop) -> None:
    with pytest.raises(Refused) as refused:
        candidates_of(shop.desk, "01930000-0000-7000-8000-0000000000aa")
    assert refused.value.refusal.code is RefusalCode.NO_MEMBER
