"""A hub and a register that hold the same facts read the same days, and make the same reports of them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from db.replica import SqlReplica
from posdesk.counter.holds import HoldsInMemory
from posdesk.counter.ports import Desk, Station
from posdesk.domain.correction_facts import ExceptionSettled, Remedy
from posdesk.domain.facts import Line, RewardRedeemed, VisitRecorded, VisitReturned, VisitVoided
from posdesk.domain.feedback_facts import FeedbackGiven
from posdesk.domain.follow_ups import key_of_answer
from posdesk.domain.given_facts import PointsAdjusted
from posdesk.domain.people_facts import MemberMerged
from posdesk.hub.reporting import reporting
from posdesk.office import day_close, exceptions
from posdesk.office.exceptions import Listed
from posdesk.office.follow_ups import Answer, answer_of
from posdesk.office.ports import Days
from posdesk.reports.making import day_report, period_report, without_moment
from posdesk.reports.values import Report
from posdesk.sync.cycle import Cycle
from tests.db.hub.hubs import STORE, AHub, Speaker
from tests.db.tills import Till

Tills = Callable[..., Till]
TODAY = date(2026, 11, 23)
WEEK = TODAY - timedelta(days=6)


class Away:
    """The port Reach of a register whose hub is not reached."""

    def online(self) -> bool | None:
        return False

    def allowances(self) -> Mapping[str, int]:
        return {}


def exchange(till: Till, at: Speaker) -> None:
    Cycle(at.hub, SqlReplica(till.store.ledger), till.clock).run()


def desk_of(till: Till) -> Desk:
    store = till.store
    station = Station(store.store, store.register, "Dana")
    return Desk(store.ledger, store.directory, store.programs, store.clock, store.ids, HoldsInMemory(), station)


def a_busy_week(till: Till) -> str:
    """Members who buy, return, redeem and are merged; a guest; yields a member."""
    till.opened()
    maria, same, omar = till.member(), till.member("Mary"), till.member("Omar", "Reyes")
    for day in range(9):
        visit = till.visit(maria, 20_00 + day, "Hilltop", day)
        till.visit(None, 5_00, "Blue Fern", day)
        if day % 3 == 0:
            till.happened(VisitReturned((Line(5_00),), visit.id), maria)
    gone = till.visit(omar, 9_99)
    till.happened(VisitVoided(gone.id, "wrong member"), omar)
    till.happened(PointsAdjusted(-3_00, "typed twice"), maria)
    till.happened(RewardRedeemed("shirt", "T-shirt", spent=90_00), omar)
    till.visit(same, 12_00)
    till.happened(MemberMerged(same, "one person"), maria)
    low = [till.happened(FeedbackGiven(score, words="slow"), omar) for score in (3, 6, 10)]
    till.happened(ExceptionSettled(key_of_answer(low[1].id), Remedy.ACCEPT, "called"), omar)
    return maria


def reports(desk: Desk, days: Days) -> list[Report]:
    each = [day_report(desk, days, TODAY - timedelta(days=day), STORE) for day in range(7)]
    return [without_moment(report) for report in [*each, period_report(desk, days, WEEK, TODAY)]]


def heard(desk: Desk, days: Days) -> list[tuple[Listed, Answer]]:
    """What members said who wait for an answer, or have one."""
    found = ((each, answer_of(desk, each.what)) for each in exceptions.listed(desk, days))
    return [(each, said) for each, said in found if said is not None]


@pytest.mark.rule("LG08", "LG03")
def test_a_hub_makes_the_reports_that_a_register_makes(hub: AHub, tills: Tills) -> None:
    till = tills("register 1")
    a_busy_week(till)
    desk, days = desk_of(till), till.store.days
    till.clock.advance(1)
    z = day_close.close_day(desk, days, WEEK)
    exchange(till, hub.register("register 1"))
    ours = reports(desk, days)
    with reporting(hub.service, STORE) as (there, hub_days):
        assert reports(there, hub_days) == ours
        assert heard(there, hub_days) == heard(desk, days) != []
        assert day_close.standing(hub_days, STORE, WEEK).reports[0].hash == z.hash
        assert there.station.store == STORE
        busy = hub_days.with_receipts(WEEK, TODAY, STORE)
        assert busy == days.with_receipts(WEEK, TODAY, STORE)
        assert hub_days.with_receipts(WEEK, TODAY, "another") == days.with_receipts(WEEK, TODAY, "another") == []
        assert day_close.left_open(there, hub_days, STORE) == day_close.left_open(desk, days) == busy[1:-1]
        assert (busy[0], busy[-1]) == (WEEK, TODAY)
        assert hub_days.set_aside() == days.set_aside() == []
    assert ours[0].totals.receipts == 3
    assert ours[-1].totals.receipts > 10
    assert ours[-1].owed.difference == 0
    for each in (ours[0], ours[-1]):
        assert each.feedback is not None
        assert (each.feedback.answers, each.feedback.open, each.feedback.settled) == (3, 1, 1)


@pytest.mark.rule("VS07", "LG08")
def test_what_another_register_sends_later_is_named_at_the_hub_too(hub: AHub, tills: Tills) -> None:
    first, second = tills("register 1").opened(), tills("register 2")
    places = hub.register("register 1"), hub.register("register 2")
    maria = first.member()
    first.visit(maria)
    exchange(first, places[0])
    exchange(second, places[1])
    late = second.visit(maria, 7_00)
    desk, days = desk_of(first), first.store.days
    first.clock.advance(1)
    day_close.close_day(desk, days, TODAY)
    as_closed = day_report(desk, days, TODAY)
    exchange(second, places[1])
    exchange(first, places[0])
    assert day_report(desk, days, TODAY).head.unnamed == 1
    first.clock.advance(1)
    day_close.revise_day(desk, days, TODAY)
    exchange(first, places[0])
    with reporting(hub.service, STORE) as (there, hub_days):
        for revision, receipts in ((1, 1), (2, 2)):
            here = day_report(desk, days, TODAY, revision=revision)
            assert day_report(there, hub_days, TODAY, revision=revision) == here
            assert here.totals.receipts == receipts
        assert [fact.fact for fact in here.revisions[1].late] == [late.id]
    assert day_report(desk, days, TODAY, revision=1).totals == as_closed.totals


@pytest.mark.rule("LG04")
def test_what_waits_for_the_hub_stands_in_the_report_and_in_the_close(tills: Tills) -> None:
    till = tills("register 1").opened()
    till.visit(None)
    till.clock.advance(90)
    desk = replace(desk_of(till), reach=Away())
    report = day_report(desk, till.store.days, TODAY)
    assert (report.unsent.facts, report.unsent.age_ms) == (3, 365 * 86_400_000 + 90 * 60_000)
    day_close.close_day(desk, till.store.days, TODAY)
    till.clock.advance(60)
    assert day_report(desk, till.store.days, TODAY).unsent == report.unsent
    assert day_report(desk_of(till), till.store.days, TODAY, as_now=True).unsent.facts == 0


def test_only_receipts_of_the_days_and_store_asked_for_are_read(hub: AHub, tills: Tills) -> None:
    till = tills("register 1").opened()
    for day in range(4):
        till.visit(None, 10_00, days_ago=day)
    exchange(till, hub.register("register 1"))
    first, last = TODAY - timedelta(days=2), TODAY - timedelta(days=1)
    with reporting(hub.service, STORE) as (_, hub_days):
        for days in (till.store.days, hub_days):
            found = list(days.facts(first, last, STORE))
            assert [[fact.business_day for fact in facts] for facts in found] == [[first], [last]]
            assert all(isinstance(fact.body, VisitRecorded) for facts in found for fact in facts)
            assert list(days.facts(first, last, "elsewhere")) == []
            assert days.stores() == [STORE]
