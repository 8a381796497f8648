"""What a manager looks at: one list, each settled once, with what that puts right in the same transaction."""

from typing import Any

import pytest

from posdesk.domain.correction_facts import ExceptionSettled, Remedy, VisitMoved
from posdesk.domain.exceptional import Kind, key_of
from posdesk.domain.facts import Line, LineKind, RewardRedeemed, VisitReturned, VisitVoided
from posdesk.domain.given_facts import PointsAdjusted
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.domain.staff_facts import Role, StaffAdded
from posdesk.office import exception_words, exceptions
from posdesk.office.duplicates import tell_apart
from posdesk.office.exceptions import Listed
from posdesk.office.ports import SetAside
from tests.reports.evenings import TODAY, Evening, an_evening

NOBODY = "00000000-0000-7000-8000-00000000dead"


def open_now(evening: Evening) -> list[Listed]:
    return exceptions.still_open(evening.shop.desk, evening.days)


def settle(evening: Evening, each: Listed, how: Remedy, **more: Any) -> Listed:
    return exceptions.settle(evening.shop.desk, evening.days, each.key, how, "looked at", **more)


def an_evening_with_a_double() -> tuple[Evening, str]:
    """Maria's $20 was recorded twice within minutes."""
    evening = an_evening()
    maria = evening.shop.member("Maria", "Gomez")
    evening.bought(maria, Line(20_00), at="2026-11-23 11:00")
    evening.bought(maria, Line(20_00), at="2026-11-23 11:04")
    return evening, maria


def test_what_is_accepted_is_not_listed_as_open_again() -> None:
    evening, _ = an_evening_with_a_double()
    (double,) = open_now(evening)
    assert (double.what.kind, double.key) == (Kind.TWICE, key_of(double.what))
    done = settle(evening, double, Remedy.ACCEPT)
    assert done.settled is not None
    assert (done.settled.by, done.settled.note) == ("Dana", "looked at")
    assert open_now(evening) == []
    assert [each.settled for each in exceptions.listed(evening.shop.desk, evening.days)] == [done.settled]


def test_it_is_settled_once() -> None:
    evening, _ = an_evening_with_a_double()
    (double,) = open_now(evening)
    settle(evening, double, Remedy.ACCEPT)
    with pytest.raises(Refused, match="Dana has settled this already") as no:
        settle(evening, double, Remedy.REVERSE)
    assert no.value.refusal.code is RefusalCode.ALREADY_SETTLED


def test_taking_back_a_double_voids_the_later_one_with_the_settling_or_not_at_all() -> None:
    evening, maria = an_evening_with_a_double()
    (double,) = open_now(evening)
    before = len(evening.shop.ledger.facts)
    settle(evening, double, Remedy.REVERSE)
    voided, settled = list(evening.shop.ledger.facts.values())[before:]
    assert voided.body == VisitVoided(double.what.facts[0], "looked at")
    assert isinstance(settled.body, ExceptionSettled)
    assert evening.report().totals.receipts == 1
    assert [each.kind for each in evening.shop.ledger.facts_about(maria)].count("visit.voided") == 1


def test_a_reason_is_needed_and_only_what_can_be_done_is_done() -> None:
    evening, _ = an_evening_with_a_double()
    (double,) = open_now(evening)
    before = len(evening.shop.ledger.facts)
    for how, note, code in (
        (Remedy.ACCEPT, " ", RefusalCode.NO_REASON),
        (Remedy.WRITE_OFF, "so", RefusalCode.NOT_USABLE),
    ):
        with pytest.raises(Refused) as no:
            exceptions.settle(evening.shop.desk, evening.days, double.key, how, note)
        assert no.value.refusal.code is code
    with pytest.raises(Refused) as unknown:
        exceptions.settle(evening.shop.desk, evening.days, "large:", Remedy.ACCEPT, "so")
    assert unknown.value.refusal.code is RefusalCode.NO_EXCEPTION
    assert len(evening.shop.ledger.facts) == before


def test_one_more_receipt_is_another_thing_to_look_at() -> None:
    evening = an_evening()
    maria = evening.shop.member("Maria", "Gomez")
    for hour in (9, 11, 13, 15):
        evening.bought(maria, Line(20_00 + hour), at=f"2026-11-23 {hour:02d}:00")
    for each in open_now(evening):
        settle(evening, each, Remedy.ACCEPT)
    evening.bought(maria, Line(20_00), at="2026-11-23 17:00")
    assert {each.what.kind for each in open_now(evening)} == {Kind.MANY_VISITS, Kind.OFTEN_BY_ONE}


def test_of_many_receipts_the_one_that_is_meant_has_to_be_named() -> None:
    evening = an_evening()
    maria = evening.shop.member("Maria", "Gomez")
    visits = [evening.bought(maria, Line(20_00 + hour), at=f"2026-11-23 {hour:02d}:00") for hour in (9, 11, 13, 15)]
    many = next(each for each in open_now(evening) if each.what.kind is Kind.MANY_VISITS)
    with pytest.raises(Refused, match="Name the one that is meant"):
        settle(evening, many, Remedy.REVERSE)
    settle(evening, many, Remedy.REVERSE, fact=visits[2])
    assert any(
        isinstance(fact.body, VisitVoided) and fact.body.visit == visits[2]
        for fact in evening.shop.ledger.facts.values()
    )


def test_a_large_receipt_is_given_to_the_member_it_belongs_to() -> None:
    evening = an_evening()
    maria, ben = evening.shop.member("Maria", "Gomez"), evening.shop.member("Ben", "Ortiz", phone="+13038660101")
    evening.bought(maria, Line(1200_00))
    (large,) = open_now(evening)
    settle(evening, large, Remedy.ASSIGN, to=ben)
    moved = next(fact for fact in evening.shop.ledger.facts_about(ben) if isinstance(fact.body, VisitMoved))
    assert moved.body.old == large.what.facts[0]  # type: ignore[union-attr]
    assert [each.what.kind for each in open_now(evening)] == [Kind.LARGE]  # it is as large as before, now his


def test_a_shortfall_is_written_off_to_the_cent() -> None:
    evening = an_evening()
    maria = evening.shop.member("Maria", "Gomez")
    visit = evening.bought(maria, Line(100_00), at="2026-11-22 11:00")
    evening.shop.happened(PointsAdjusted(-100_00, "spent"), maria)
    evening.shop.happened(VisitReturned((Line(100_00),), visit, numbers=(0,)), maria)
    short = next(each for each in open_now(evening) if each.what.kind is Kind.NEGATIVE_BALANCE)
    settle(evening, short, Remedy.WRITE_OFF)
    written = [fact.body for fact in evening.shop.ledger.facts_about(maria) if isinstance(fact.body, PointsAdjusted)]
    assert written[-1].write_off
    assert written[-1].points == short.what.amount
    assert [each.what.kind for each in open_now(evening)] == []  # nothing is short any more


def test_orphans_are_listed() -> None:
    evening = an_evening()
    evening.shop.happened(VisitVoided(NOBODY, "slip"))
    evening.bought(NOBODY, Line(10_00))
    assert {each.what.kind for each in open_now(evening)} == {Kind.ORPHAN_VOID, Kind.NO_MEMBER}


def test_who_may_be_one_person_is_merged_or_left() -> None:
    evening = an_evening()
    maria = evening.shop.member("Maria", "Gomez", phone="+13038664417", joined_days_ago=2)
    second = evening.shop.member("Mary", "Gomez", phone="+13038664417", joined_days_ago=1)
    found = open_now(evening)
    assert {each.what.kind for each in found} == {Kind.MAYBE_SAME}
    assert {each.what.member for each in found} == {maria, second}
    mine = next(each for each in found if each.what.member == second)
    settle(evening, mine, Remedy.ASSIGN, to=maria)
    assert open_now(evening) == []


@pytest.mark.rule("I02")
def test_a_family_with_one_phone_is_no_exception_nor_a_pair_told_apart() -> None:
    evening = an_evening()
    maria = evening.shop.member("Maria", "Gomez", phone="+13038664417", joined_days_ago=2)
    evening.shop.member("Peter", "Gomez", phone="+13038664417", joined_days_ago=1)
    assert open_now(evening) == []
    second = evening.shop.member("Mary", "Gomez", phone="+13038664417", joined_days_ago=1)
    assert {each.what.member for each in open_now(evening)} == {maria, second}
    tell_apart(evening.shop.desk, maria, second)
    assert open_now(evening) == []


def test_a_use_without_a_visit_is_taken_back() -> None:
    evening = an_evening()
    maria = evening.shop.member("Maria", "Gomez")
    used = evening.shop.happened(RewardRedeemed("sticker", "A sticker", spent=1_00), maria)
    absent = next(each for each in open_now(evening) if each.what.kind is Kind.NOT_PRESENT)
    settle(evening, absent, Remedy.REVERSE)
    assert any(getattr(fact.body, "redemption", None) == used.id for fact in evening.shop.ledger.facts.values())


def test_settling_is_a_correction_of_the_day() -> None:
    evening, _ = an_evening_with_a_double()
    settle(evening, open_now(evening)[0], Remedy.ACCEPT)
    assert [(each.what, each.reason) for each in evening.report().corrections] == [("settled", "looked at")]


def test_only_products_make_a_receipt_large() -> None:
    evening = an_evening()
    evening.bought(None, Line(10_00), Line(1500_00, kind=LineKind.GIFT_CARD))
    assert open_now(evening) == []


def test_what_the_hub_did_not_take_is_listed_until_somebody_has_looked() -> None:
    evening = an_evening()
    maria = evening.shop.member("Maria", "Gomez")
    visit = evening.bought(maria, Line(20_00))
    evening.days.aside.append(SetAside(visit, evening.shop.clock.now(), "its body is too long"))
    evening.days.aside.append(SetAside(NOBODY, evening.shop.clock.now(), "of a fact that is not here"))
    (aside,) = open_now(evening)
    assert (aside.what.kind, aside.what.facts, aside.what.member) == (Kind.SET_ASIDE, (visit,), maria)
    assert [each.kind for each in exceptions.beside_report(evening.shop.desk, evening.days, TODAY)] == [Kind.SET_ASIDE]
    settle(evening, aside, Remedy.ACCEPT)
    assert open_now(evening) == []


def test_what_was_not_permitted_is_listed_and_left_as_it_is() -> None:
    evening = an_evening("Dana")
    maria = evening.shop.member("Maria", "Gomez")
    evening.shop.happened(StaffAdded(NOBODY, "Ana", Role.OWNER))
    evening.shop.happened(PointsAdjusted(5_00, "sorry"), maria)
    (found,) = open_now(evening)
    assert (found.what.kind, found.what.act, found.what.staff) == (Kind.NOT_PERMITTED, "adjust_points", "Dana")
    assert exception_words.happened(found.what) == "Without permission: giving or taking points by hand, by Dana"
    assert found.what.remedies == (Remedy.ACCEPT,)
