"""A receipt that is another member's: taken back and recorded anew, with a link, both right at once."""

import pytest

from posdesk.counter import signing_in
from posdesk.counter.card import open_card
from posdesk.domain.correction_facts import VisitMoved
from posdesk.domain.facts import Line, RewardRedeemed, VisitRecorded, VisitReturned, VisitVoided
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.domain.staff_facts import Role
from posdesk.office import staff
from posdesk.office.moving import move_visit
from tests.reports.evenings import YESTERDAY, Evening, an_evening


def two_members() -> tuple[Evening, str, str, str]:
    """Maria's $50 of yesterday, which was Ben's."""
    evening = an_evening()
    maria, ben = evening.shop.member("Maria", "Gomez"), evening.shop.member("Ben", "Ortiz")
    return evening, maria, ben, evening.bought(maria, Line(50_00), at="2026-11-22 11:00")


def refused(evening: Evening, visit: str, member: str, reason: str = "wrong card") -> RefusalCode:
    before = len(evening.shop.ledger.facts)
    with pytest.raises(Refused) as no:
        move_visit(evening.shop.desk, visit, member, reason)
    assert len(evening.shop.ledger.facts) == before
    return no.value.refusal.code


@pytest.mark.rule("LG01")
def test_a_moved_receipt_reverses_one_and_records_another_with_a_link() -> None:
    evening, maria, ben, visit = two_members()
    before = len(evening.shop.ledger.facts)
    done = move_visit(evening.shop.desk, visit, ben, "wrong card")
    voided, recorded, link = list(evening.shop.ledger.facts.values())[before:]
    assert (voided.subject, voided.body) == (maria, VisitVoided(visit, "wrong card"))
    assert (recorded.subject, recorded.occurred_at) == (ben, evening.shop.ledger.facts[visit].occurred_at)
    assert (link.subject, link.body) == (ben, VisitMoved(visit, recorded.id, "wrong card"))
    assert (recorded.business_day, done.visit) == (YESTERDAY, recorded.id)


def test_both_standings_are_right_at_once() -> None:
    evening, maria, ben, visit = two_members()
    earned = open_card(evening.shop.desk, maria).standing.points
    done = move_visit(evening.shop.desk, visit, ben, "wrong card")
    assert done.left is not None
    assert (done.left.standing.visits, done.left.standing.points) == (0, 0)
    assert (done.card.standing.visits, done.card.standing.points) == (1, earned)
    assert earned > 0


def test_both_are_corrections_of_the_day_on_which_it_was_moved() -> None:
    evening, _, ben, visit = two_members()
    done = move_visit(evening.shop.desk, visit, ben, "wrong card")
    said = [(each.what, each.member, each.amount, each.about) for each in evening.report().corrections]
    (maria_fact,) = [evening.shop.ledger.facts[visit]]
    assert said == [
        ("earlier_visit_voided", maria_fact.subject, 50_00, visit),
        ("visit_moved", ben, 50_00, visit),
    ]
    assert done.words == "The receipt is Ben O.'s now, not Maria G.'s. Both are reckoned anew."


def test_a_guests_receipt_is_given_to_a_member() -> None:
    evening, _, ben, _ = two_members()
    guest = evening.bought(None, Line(30_00))
    done = move_visit(evening.shop.desk, guest, ben, "she had forgotten her card")
    assert (done.left, done.card.standing.visits) == (None, 1)


def test_what_cannot_be_moved_says_why_and_changes_nothing() -> None:
    evening, maria, ben, visit = two_members()
    used = evening.bought(maria, Line(10_00), at="2026-11-20 11:00")
    evening.shop.happened(RewardRedeemed("sticker", "A sticker", visit=used), maria)
    back = evening.bought(maria, Line(10_00), at="2026-11-19 11:00")
    evening.shop.happened(VisitReturned((Line(10_00),), back, numbers=(0,)), maria)
    assert refused(evening, visit, maria) is RefusalCode.SAME_MEMBER
    assert refused(evening, visit, ben, " ") is RefusalCode.NO_REASON
    assert refused(evening, maria, ben) is RefusalCode.NO_VISIT
    assert refused(evening, visit, visit) is RefusalCode.NO_MEMBER
    assert refused(evening, used, ben) is RefusalCode.NOT_USABLE
    assert refused(evening, back, ben) is RefusalCode.NOT_USABLE
    elsewhere = evening.shop.ledger.facts[visit]._replace(id=ben[:-4] + "beef", store="boulder-1")
    evening.shop.ledger.facts[elsewhere.id] = elsewhere
    assert refused(evening, elsewhere.id, ben) is RefusalCode.BAD_STORE
    move_visit(evening.shop.desk, visit, ben, "wrong card")
    assert refused(evening, visit, ben) is RefusalCode.ALREADY_VOIDED


def test_it_is_for_a_manager() -> None:
    evening, _, ben, visit = two_members()
    owner = signing_in.make_owner(evening.shop.desk, "Ana", "4719")
    staff.add(owner, "Cy", Role.BUDTENDER, "913604")
    cy = signing_in.sign_in(evening.shop.desk, "Cy", "913604")
    with pytest.raises(Refused, match="is for a manager or an owner"):
        move_visit(cy, visit, ben, "wrong card")
    assert move_visit(signing_in.approve(cy, "Ana", "4719"), visit, ben, "wrong card").card.standing.visits == 1
    assert sum(isinstance(fact.body, VisitRecorded) for fact in evening.shop.ledger.facts_about(ben)) == 1
