"""Which visits count: one a business day, whichever register, however often it is replayed."""

import random

import pytest

from posdesk.domain.facts import Line
from posdesk.domain.program import Counting
from posdesk.domain.standing import NotCounted
from tests.domain.histories import NEW_YORK, History, a_program, usd


@pytest.mark.rule("VS01")
def test_two_receipts_in_ten_minutes_are_one_visit_and_both_spends_count() -> None:
    history = History()
    first = history.visit("2026-03-02 12:00", "$30")
    second = history.visit("2026-03-02 12:10", "$20")
    standing = history.standing()
    assert (standing.visits, standing.spend_cents) == (1, usd("$50"))
    assert history.outcome(first).why_not is None
    assert history.outcome(second).why_not is NotCounted.SAME_BUSINESS_DAY
    assert history.outcome(second).points == 20_00


@pytest.mark.rule("VS01")
def test_with_a_gap_setting_the_hours_since_the_last_counted_visit_decide() -> None:
    history = History(a_program(counting=Counting.GAP_HOURS, gap_hours=4))
    history.visits("2026-03-02 10:00", "2026-03-02 13:59", "2026-03-02 14:00", "2026-03-02 17:30")
    assert [visit.why_not for visit in history.standing().history] == [
        None,
        NotCounted.TOO_SOON,
        None,  # exactly four hours after the last one that counted
        NotCounted.TOO_SOON,
    ]


@pytest.mark.rule("VS01")
def test_with_every_sale_each_receipt_is_a_visit() -> None:
    history = History(a_program(counting=Counting.EVERY_SALE))
    history.visits("2026-03-02 12:00", "2026-03-02 12:01", "2026-03-02 12:02")
    assert history.standing().visits == 3


@pytest.mark.rule("VS02")
def test_half_past_one_at_night_belongs_to_the_day_before() -> None:
    history = History()
    history.visits("2026-03-02 22:00", "2026-03-03 01:30", "2026-03-03 03:59", "2026-03-03 04:00")
    assert [(visit.day.day, visit.counted) for visit in history.standing().history] == [
        (2, True),
        (2, False),
        (2, False),
        (3, True),
    ]


@pytest.mark.rule("VS04")
def test_a_visit_keeps_the_day_of_its_own_store() -> None:
    history = History()  # at home in Denver, two hours behind New York
    away = history.visit("2026-03-03 05:00", calendar=NEW_YORK, store="ny-1")  # 03:00 in Denver: still the 2nd there
    home = history.visit("2026-03-03 03:30")
    assert history.outcome(away).day.isoformat() == "2026-03-03"
    assert history.outcome(home).day.isoformat() == "2026-03-02"
    assert history.standing().visits == 2


@pytest.mark.rule("VS06")
def test_a_visit_replayed_many_times_has_one_effect() -> None:
    history = History()
    history.visit("2026-03-02", "$30")
    history.visit("2026-03-03", "$20")
    assert history.standing(facts=history.facts * 5) == history.standing()
    assert history.standing(facts=history.facts * 5).points == 50_00


@pytest.mark.rule("VS08")
def test_two_registers_offline_on_one_day_give_one_visit_and_keep_both_spends() -> None:
    history = History()
    late = history.visit("2026-03-02 16:00", "$20", register="register 2")
    early = history.visit("2026-03-02 09:00", "$30", register="register 1")
    for _ in range(5):
        random.Random(7).shuffle(history.facts)
        standing = history.standing()
        assert (standing.visits, standing.spend_cents) == (1, usd("$50"))
        assert history.outcome(early).counted
        assert history.outcome(late).why_not == "same business day"


@pytest.mark.rule("E09")
@pytest.mark.parametrize(
    ("lines", "more"),
    [
        ((Line(0),), {}),
        ((Line(-5_00),), {}),
        ((Line(20_00),), {"discount_cents": 20_00}),
        ((Line(20_00),), {"discount_cents": 15_00, "points_paid_cents": 5_00}),
        ((Line(20_00),), {"discount_cents": 99_00}),
    ],
    ids=["zero", "negative", "discounted", "paid with points", "discounted beyond its value"],
)
def test_a_visit_worth_nothing_earns_nothing_and_counts_only_when_something_is_handed_over(
    lines: tuple[Line, ...], more: dict[str, int]
) -> None:
    history = History()
    handed = history.visit("2026-03-02", *lines, **more)
    nothing = history.visit("2026-03-03", *lines, items_handed_over=False, **more)
    assert history.standing().points == 0
    assert history.outcome(handed).counted
    assert history.outcome(nothing).why_not is NotCounted.NOTHING_HANDED_OVER
    assert history.standing().visits == 1


@pytest.mark.rule("X09")
def test_a_void_takes_the_visit_away_and_the_next_receipt_of_that_day_counts_instead() -> None:
    history = History()
    wrong = history.visit("2026-03-02 12:00", "$30")
    right = history.visit("2026-03-02 12:05", "$20")
    history.voided("2026-03-02 12:06", wrong)
    standing = history.standing()
    assert (standing.visits, standing.spend_cents, standing.points) == (1, usd("$20"), 20_00)
    assert history.outcome(wrong).why_not is NotCounted.VOIDED
    assert history.outcome(right).counted


@pytest.mark.rule("LG01")
def test_a_correction_is_a_fact_of_its_own_with_a_link_and_before_it_the_visit_stands() -> None:
    history = History()
    wrong = history.visit("2026-03-02 12:00", "$30")
    void = history.voided("2026-03-02 12:06", wrong)
    assert history.outcome(wrong).voided_by == void
    assert history.standing("2026-03-02 12:05").visits == 1
    assert history.standing("2026-03-02 12:06").visits == 0
    assert len(history.standing().history) == 1  # it stays in the history, marked
