"""What a report says of members who were unhappy, and of what was done without permission: as it was known when the day
was closed, for ever."""

from dataclasses import replace

import pytest

from posdesk.domain.correction_facts import Remedy
from posdesk.domain.day_sums import What
from posdesk.domain.exceptional import Kind
from posdesk.domain.feedback_facts import FeedbackGiven
from posdesk.domain.follow_ups import key_of_answer
from posdesk.domain.given_facts import PointsAdjusted
from posdesk.domain.staff_facts import Permission, Role, StaffAdded, StaffChanged
from posdesk.domain.store_facts import DayClosed
from posdesk.office import day_close, exceptions
from posdesk.reports.csv_files import csv_of
from posdesk.reports.making import period_report
from posdesk.reports.pdf import Form
from posdesk.reports.plain import plain
from posdesk.reports.tables import tables, text_of
from posdesk.reports.values import Report
from tests.reports.evenings import STORE, TODAY, YESTERDAY, Evening, an_evening, wall
from tests.reports.papers import text as text_of_pdf

ANN, BOB = (f"019ac1d0-0000-7000-8000-00000000000{number}" for number in (1, 2))


@pytest.fixture
def evening() -> Evening:
    return an_evening()


def an_unhappy_member(evening: Evening, at: str = "2026-11-23 10:00") -> str:
    """She gave 3 of 10; yields the key of that."""
    maria = evening.shop.member("Maria", "Gomez")
    return key_of_answer(evening.shop.happened(FeedbackGiven(3, words="slow"), maria, wall(at)).id)


def called(evening: Evening, key: str) -> None:
    exceptions.settle(evening.shop.desk, evening.days, key, Remedy.ACCEPT, "called her")


def left(report: Report) -> tuple[int | None, int | None]:
    assert report.feedback is not None
    return report.feedback.open, report.feedback.settled


def kinds(report: Report) -> list[Kind]:
    return [each.kind for each in report.exceptions]


def test_a_day_says_which_of_its_answers_are_followed_up_by_now(evening: Evening) -> None:
    first, _ = an_unhappy_member(evening, "2026-11-22 10:00"), an_unhappy_member(evening)
    assert left(evening.report(YESTERDAY)) == left(evening.report()) == (1, 0)
    called(evening, first)
    assert (left(evening.report(YESTERDAY)), left(evening.report())) == ((0, 1), (1, 0))
    period = period_report(evening.shop.desk, evening.days, YESTERDAY, TODAY, STORE)
    assert left(period) == (1, 1), "days add up to any period"
    assert kinds(period) == [Kind.FOLLOW_UP] * 2, "the report lists what happened; the list what is open"
    (settled,) = [each for each in evening.report().corrections if each.what is What.SETTLED]
    assert settled.member == next(iter(evening.shop.ledger.members()))


@pytest.mark.rule("VS07")
def test_what_is_followed_up_after_the_close_leaves_the_closed_report_as_it_was(evening: Evening) -> None:
    key = an_unhappy_member(evening)
    evening.close()
    closed = evening.report()
    assert left(closed) == (1, 0)
    called(evening, key)
    assert left(evening.report()) == (1, 0)
    assert left(evening.report(as_now=True)) == (0, 1)
    evening.revise()
    assert left(evening.report()) == (0, 1)
    assert evening.report(revision=1).feedback == closed.feedback
    assert evening.report(revision=1).exceptions == closed.exceptions


@pytest.mark.rule("VS07")
def test_a_day_that_was_closed_before_there_were_follow_ups_reads_as_it_did(evening: Evening) -> None:
    an_unhappy_member(evening)
    evening.close()
    (close,) = [fact for fact in evening.shop.ledger.facts.values() if isinstance(fact.body, DayClosed)]
    assert isinstance(close.body, DayClosed)
    assert close.body.context is not None
    for context in (replace(close.body.context, follow_ups=None), None):
        evening.shop.ledger.facts[close.id] = close._replace(body=replace(close.body, context=context))
        old = evening.report()
        assert left(old) == (None, None)
        assert kinds(old) == []
        assert "Follow-ups" not in text_of_pdf(old)


def test_every_form_has_the_same_follow_ups(evening: Evening) -> None:
    an_unhappy_member(evening)
    key = an_unhappy_member(evening)
    called(evening, key)
    report = evening.report()
    table = next(each for each in tables(report) if each.name == "feedback")
    assert dict(zip(table.columns, table.rows[0], strict=True))["Follow-ups open"] == 1
    assert (plain(report)["feedback"]["open"], plain(report)["feedback"]["settled"]) == (1, 1)
    for form in Form:
        assert "Follow-ups open 1 Follow-ups settled 1" in text_of_pdf(report, form)
        assert "3 of 10: a member is unlikely to recommend the shop" in text_of_pdf(report, form)
    assert "Follow-ups open" in csv_of(table, report.head.zone).decode("utf-8-sig")


@pytest.mark.rule("VS07")
def test_what_was_done_without_permission_stands_in_the_report_as_it_was_known_at_the_close() -> None:
    evening = an_evening(BOB)
    shop = evening.shop
    maria = shop.member("Maria", "Gomez")
    for person, role, at in ((ANN, Role.OWNER, "09:00"), (BOB, Role.BUDTENDER, "09:01")):
        shop.happened(StaffAdded(person, role.title(), role), None, wall(f"2026-11-20 {at}"))
    act = shop.happened(PointsAdjusted(1_00, "sorry"), maria)
    (done,) = evening.report().exceptions
    assert (done.kind, done.act, done.facts) == (Kind.NOT_PERMITTED, Permission.ADJUST_POINTS, (act.id,))
    assert (done.staff, done.member) == (BOB, maria)
    shop.clock.advance(1)
    as_owner = replace(shop.desk, station=replace(shop.desk.station, staff=ANN))
    day_close.close_day(as_owner, evening.days, TODAY)
    assert evening.report().exceptions == (done,)
    assert "Without permission: " in text_of(evening.report())
    heard = shop.happened(StaffChanged(BOB, role=Role.MANAGER), None, wall("2026-11-20 09:02"))
    shop.ledger.facts[heard.id] = heard._replace(clock=act.clock - 1)  # he might, all the time, as is heard later
    assert evening.report().exceptions == (done,)
    assert evening.report(as_now=True).exceptions == ()
    assert period_report(shop.desk, evening.days, TODAY, TODAY, STORE).exceptions == ()
