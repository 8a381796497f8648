"""What is checked before a day is closed, and whether it may be."""

from datetime import timedelta

from posdesk.domain.correction_facts import Remedy
from posdesk.domain.exceptional import Kind
from posdesk.domain.facts import Line, VisitVoided
from posdesk.domain.feedback_facts import FeedbackGiven
from posdesk.domain.given_facts import PointsAdjusted
from posdesk.domain.staff_facts import Role, StaffAdded
from posdesk.office import exceptions
from posdesk.reports.checklist import Evening as Checked
from posdesk.reports.checklist import Item, Mark, Order, evening
from tests.reports.evenings import TODAY, YESTERDAY, Evening, an_evening


def checked(shop: Evening, day: object = TODAY, settled: frozenset[str] = frozenset()) -> Checked:
    assert day in (TODAY, YESTERDAY, TODAY + timedelta(days=1))
    return evening(shop.shop.desk, shop.days, day, shop.report(day), settled)  # type: ignore[arg-type]


def marks(now: Checked) -> dict[Item, tuple[Mark, int]]:
    return {each.item: (each.mark, each.number) for each in now.checks}


def test_a_quiet_day_is_in_order_and_its_z_is_the_first() -> None:
    now = checked(an_evening())
    assert {mark for mark, _ in marks(now).values()} == {Mark.OK}
    assert (now.number, now.closed, now.may_close) == (1, False, True)


def test_what_is_for_a_person_to_judge_warns_and_does_not_hold_up() -> None:
    shop = an_evening()
    maria = shop.shop.member("Maria", "Gomez")
    shop.bought(maria, Line(20_00), at="2026-11-23 10:00")
    shop.bought(maria, Line(20_00), at="2026-11-23 10:05")
    shop.bought(maria, Line(1500_00), at="2026-11-23 11:00")
    for reason in ("no reason given", "slip"):
        wrong = shop.bought(None, Line(5_00), at="2026-11-23 11:10")
        shop.shop.happened(VisitVoided(wrong, reason))
    now = checked(shop)
    assert marks(now) == {
        Item.SENT: (Mark.OK, 0),
        Item.DOUBLES: (Mark.WARN, 1),
        Item.UNUSUAL: (Mark.WARN, 1),
        Item.VOIDS: (Mark.WARN, 1),
        Item.CLOCK: (Mark.OK, 0),
        Item.EXCEPTIONS: (Mark.WARN, 1),
    }
    assert now.may_close


def test_what_is_settled_warns_no_more() -> None:
    shop = an_evening()
    shop.bought(None, Line(1500_00))
    (large,) = exceptions.still_open(shop.shop.desk, shop.days)
    exceptions.settle(shop.shop.desk, shop.days, large.key, Remedy.ACCEPT, "a wedding")
    settled = exceptions.settled_since(shop.shop.desk, TODAY)
    assert settled == {large.key}
    assert marks(checked(shop, settled=settled))[Item.UNUSUAL] == (Mark.OK, 0)


def test_a_day_to_come_and_a_day_that_was_passed_over_are_not_closed() -> None:
    shop = an_evening()
    ahead = checked(shop, TODAY + timedelta(days=1))
    assert (ahead.checks[-1].order, ahead.may_close) == (Order.FUTURE, False)
    shop.close(TODAY)
    behind = checked(shop, YESTERDAY)
    assert (behind.checks[-1].order, behind.may_close, behind.latest) == (Order.PASSED, False, TODAY)


def test_a_closed_day_has_its_number_and_the_next_one_the_next() -> None:
    shop = an_evening()
    shop.close(YESTERDAY)
    assert (checked(shop, YESTERDAY).number, checked(shop, YESTERDAY).closed) == (1, True)
    assert (checked(shop).number, checked(shop).closed) == (2, False)


def test_members_who_wait_for_an_answer_are_named_and_hold_nothing_up() -> None:
    shop = an_evening()
    for score in (2, 6, 9):
        shop.shop.happened(FeedbackGiven(score), shop.shop.member("Maria", "Gomez"))
    now = checked(shop)
    assert marks(now)[Item.FOLLOW_UPS] == (Mark.WARN, 2)
    assert marks(now)[Item.EXCEPTIONS] == (Mark.OK, 0)
    assert now.may_close
    for each in exceptions.still_open(shop.shop.desk, shop.days):
        exceptions.settle(shop.shop.desk, shop.days, each.key, Remedy.ACCEPT, "called her")
    settled = exceptions.settled_since(shop.shop.desk, TODAY)
    assert Item.FOLLOW_UPS not in marks(checked(shop, settled=settled))


def test_what_stands_in_the_report_and_beside_it_is_one_thing_to_look_at() -> None:
    shop = an_evening()
    shop.shop.happened(StaffAdded("019ac1d0-0000-7000-8000-000000000001", "Ann", Role.OWNER))
    shop.shop.happened(PointsAdjusted(1_00, "sorry"), shop.shop.member("Maria", "Gomez"))
    beside = exceptions.beside_report(shop.shop.desk, shop.days, TODAY)
    report = shop.report()
    assert [each.kind for each in beside] == [each.kind for each in report.exceptions] == [Kind.NOT_PERMITTED]
    now = evening(shop.shop.desk, shop.days, TODAY, report, beside=beside)
    assert marks(now)[Item.EXCEPTIONS] == (Mark.WARN, 1)
