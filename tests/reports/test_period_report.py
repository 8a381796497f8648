"""A period's report adds up from its days, store by store."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posdesk.domain.facts import Line, StoreOpened, VisitReturned, VisitVoided
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.office.ports import Cancelled
from posdesk.reports.making import day_report, period_report
from posdesk.reports.values import Kind, Retention
from tests.builders import CALENDAR
from tests.reports.evenings import STORE, TODAY, Evening, an_evening, wall

MONDAY = date(2026, 11, 16)

deeds = st.lists(
    st.tuples(
        st.integers(0, 6),
        st.integers(0, 3),
        st.integers(1, 60_00),
        st.sampled_from("visit visit visit void back".split()),
    ),
    max_size=20,
)


def a_week(those: list[tuple[int, int, int, str]]) -> Evening:
    """A week of visits of three members and guests, some voided, some returned."""
    evening = an_evening()
    members = [evening.shop.member(name, "Gomez") for name in ("Maria", "Omar", "Lin")]
    visits: list[tuple[str, str | None]] = []
    for number, (day, who, cents, does) in enumerate(sorted(those)):
        at = f"{MONDAY + timedelta(days=day)} 12:{number:02d}"
        if does == "visit":
            member = members[who] if who < 3 else None
            visits.append((evening.bought(member, Line(cents, f"brand {who}"), at=at), member))
        elif visits:
            visit, member = visits[cents % len(visits)]
            body = VisitVoided(visit, "x") if does == "void" else VisitReturned((Line(cents),), visit)
            evening.shop.happened(body, member, wall(at))
    return evening


@pytest.mark.rule("LG08", "LG03")
@settings(max_examples=30)
@given(deeds)
def test_a_week_is_the_sum_of_its_days(those: list[tuple[int, int, int, str]]) -> None:
    evening = a_week(those)
    desk, days = evening.shop.desk, evening.days
    week = period_report(desk, days, MONDAY, MONDAY + timedelta(days=6), STORE)
    each = [day_report(desk, days, MONDAY + timedelta(days=day)) for day in range(7)]
    for name in (
        "receipts",
        "visits",
        "guests",
        "new_members",
        "spend_cents",
        "voided",
        "late_voided_cents",
        "net_cents",
    ):
        assert getattr(week.totals, name) == sum(getattr(day.totals, name) for day in each)
    assert week.owed.opening == each[0].owed.opening
    assert week.owed.closing == each[-1].owed.closing
    assert [day.owed.opening for day in each[1:]] == [day.owed.closing for day in each[:-1]]
    assert week.owed.difference == 0
    assert len(week.corrections) == sum(len(day.corrections) for day in each)
    assert sum(row.spend_cents for row in week.hours) == week.totals.spend_cents
    assert sum(row.spend_cents for row in week.people) == week.totals.spend_cents
    assert sum(row.receipts for row in week.tiers) + week.totals.guests == week.totals.receipts


def test_a_period_tells_who_comes_again_and_is_compared_with_the_time_before() -> None:
    evening = an_evening()
    maria, omar, lin = (evening.shop.member(name, "Gomez") for name in ("Maria", "Omar", "Lin"))
    evening.bought(maria, at="2026-11-10 11:00")
    evening.bought(omar, at="2026-11-10 11:00")
    evening.bought(maria, at="2026-11-17 11:00")
    evening.bought(maria, at="2026-11-18 11:00")
    evening.bought(lin, at="2026-11-18 11:00")
    week = period_report(evening.shop.desk, evening.days, MONDAY, MONDAY + timedelta(days=6), STORE)
    assert week.head.kind is Kind.PERIOD
    assert week.retention == Retention(before=2, stayed=1, share=5_000, repeated=1, repeat_share=5_000)
    assert [(each.first, each.receipts) for each in week.compared.earlier] == [(date(2026, 11, 9), 2)]
    figures = {each.figure: each.change for each in week.compared.figures}
    assert figures["receipts"] == 5_000


def test_all_stores_are_one_report_and_stand_against_each_other() -> None:
    evening = an_evening()
    shop = evening.shop
    maria = shop.member("Maria", "Gomez")
    evening.bought(maria, Line(30_00))
    at = shop.happened(StoreOpened("Second", CALENDAR.zone, CALENDAR.cut_off))
    second = at._replace(store="boulder-1")
    shop.ledger.facts[at.id] = second
    there = shop.ledger.facts[evening.bought(maria, Line(10_00))]
    shop.ledger.facts[there.id] = there._replace(store="boulder-1")
    report = period_report(shop.desk, evening.days, TODAY, TODAY)
    assert (report.totals.receipts, report.totals.members, report.totals.visits) == (2, 1, 1)
    assert [(row.store, row.spend_cents, row.members) for row in report.stores] == [
        (STORE, 30_00, 1),
        ("boulder-1", 10_00, 1),
    ]
    alone = period_report(shop.desk, evening.days, TODAY, TODAY, "boulder-1")
    assert (alone.totals.receipts, alone.stores) == (1, ())


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    evening = an_evening()
    with pytest.raises(Refused) as no:
        period_report(evening.shop.desk, evening.days, TODAY, MONDAY)
    assert no.value.refusal.code == RefusalCode.BAD_DATE


def test_whoever_does_not_want_it_any_more_ends_it() -> None:
    evening = an_evening()
    evening.bought(None, at="2026-11-17 11:00")
    told: list[tuple[int, int]] = []

    def stop(done: int, of: int) -> None:
        told.append((done, of))
        raise Cancelled

    with pytest.raises(Cancelled):
        period_report(evening.shop.desk, evening.days, MONDAY, TODAY, progress=stop)
    assert len(told) == 1
