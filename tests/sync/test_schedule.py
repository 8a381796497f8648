"""When the next exchange begins: soon after a record, in its turn when idle, later and later in trouble."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.counter.hub_line import LineTrouble
from posdesk.sync.schedule import (
    FIRST_WAIT_MS,
    IDLE_MS,
    MOST_WAIT_MS,
    SOON_MS,
    START_MS,
    STUCK_IDLE_MS,
    STUCK_MS,
    Schedule,
)
from posdesk.sync.trouble import HistoryChanged, HubBusy, NoHub, NotTaken, Revoked, TooOld, WrongHub

NOW = 1_000_000
moments = st.integers(0, 10**12)
chances = st.floats(0, 1, exclude_max=True)
NO_HUB = NoHub("Nobody answered.")
troubles = st.one_of(
    st.none(),
    st.sampled_from([NO_HUB, NotTaken("No."), HistoryChanged("No."), Revoked("No."), WrongHub("No."), TooOld("No.")]),
    st.floats(0, 10_000).map(lambda after: HubBusy("Wait.", after)),
)


def idle() -> Schedule:
    return Schedule().begun(NOW - 10).ended(NOW)


def after_failures(count: int, chance: float = 0.999_999) -> Schedule:
    schedule = Schedule()
    for _ in range(count):
        schedule = schedule.begun(NOW).failed(NOW, NO_HUB, chance)
    return schedule


def test_with_nothing_to_send_it_runs_every_thirty_seconds() -> None:
    assert idle().wait(NOW) == IDLE_MS
    assert not idle().is_due(NOW + IDLE_MS - 1)
    assert idle().is_due(NOW + IDLE_MS)


def test_a_record_is_sent_a_second_later_and_those_within_it_go_along() -> None:
    once = idle().recorded(NOW + 5)
    assert once.wait(NOW + 5) == SOON_MS
    assert once.recorded(NOW + 600) == once


def test_a_record_never_puts_off_what_is_due_sooner() -> None:
    assert idle().recorded(NOW + IDLE_MS - 10).due == NOW + IDLE_MS


def test_what_was_recorded_while_it_ran_goes_soon_after() -> None:
    running = idle().begun(NOW)
    assert running.recorded(NOW + 5).ended(NOW + 10).wait(NOW + 10) == SOON_MS
    assert running.ended(NOW + 10).wait(NOW + 10) == IDLE_MS


def test_asked_for_it_begins_at_once_also_in_trouble() -> None:
    assert idle().hurried(NOW + 5).is_due(NOW + 5)
    assert after_failures(9).hurried(NOW + 5).is_due(NOW + 5)


def test_after_the_network_is_back_waits_begin_small_again() -> None:
    assert after_failures(9).hurried(NOW).begun(NOW).failed(NOW, NO_HUB, 0.999_999).wait(NOW) <= FIRST_WAIT_MS


def test_two_do_not_run_at_once() -> None:
    running = idle().begun(NOW)
    assert not running.hurried(NOW + 1).is_due(NOW + MOST_WAIT_MS)
    assert running.hurried(NOW + 1).ended(NOW + 2).wait(NOW + 2) == SOON_MS


def test_waits_grow_with_each_failure_and_one_success_forgets_them() -> None:
    waits = [after_failures(count).wait(NOW) for count in range(1, 12)]
    assert waits == sorted(waits)
    assert waits[0] < FIRST_WAIT_MS < waits[3] < waits[-1] <= MOST_WAIT_MS
    assert after_failures(9).begun(NOW).ended(NOW) == idle()


def test_a_record_does_not_hurry_a_hub_that_cannot_be_reached() -> None:
    waiting = after_failures(9)
    assert waiting.recorded(NOW + 5) == waiting


@pytest.mark.parametrize("trouble", [Revoked("No."), WrongHub("No."), TooOld("No.")])
def test_what_somebody_has_to_mend_is_not_tried_often(trouble: LineTrouble) -> None:
    assert idle().begun(NOW).failed(NOW, trouble, 0.5).wait(NOW) == MOST_WAIT_MS // 2


@given(moments, chances)
def test_it_begins_within_moments_of_the_start(now: int, chance: float) -> None:
    assert 0 <= Schedule().started(now, chance).wait(now) < START_MS


@given(moments, chances, st.integers(0, 60), troubles)
def test_a_wait_is_never_nothing_and_never_over_five_minutes(
    now: int, chance: float, before: int, trouble: LineTrouble | None
) -> None:
    schedule = Schedule(failures=before).begun(now).failed(now, trouble, chance)
    assert SOON_MS <= schedule.wait(now) <= MOST_WAIT_MS


@given(st.integers(1, 40))
def test_registers_that_failed_together_come_back_spread_over_the_whole_width(failures: int) -> None:
    waits = [after_failures(failures, tenth / 10).wait(NOW) for tenth in range(10)]
    width = min(MOST_WAIT_MS, FIRST_WAIT_MS << (failures - 1))
    assert waits == [max(SOON_MS, width * tenth // 10) for tenth in range(10)]


events = st.lists(
    st.tuples(st.sampled_from(["recorded", "hurried", "begun", "lives", "ended", "failed"]), st.integers(0, 60_000)),
    max_size=30,
)


@given(st.floats(0.5, 400), chances, events)
def test_patience_that_the_hub_asked_for_is_kept_whatever_is_pressed(
    after: float, chance: float, happening: list[tuple[str, int]]
) -> None:
    asked = min(MOST_WAIT_MS, int(after * 1_000))
    schedule, now = idle().begun(NOW).failed(NOW, HubBusy("Wait.", after), chance), NOW
    for what, later in happening:
        now += later
        if what in ("recorded", "hurried"):
            schedule = getattr(schedule, what)(now)
        if now < NOW + asked:
            assert not schedule.is_due(now)
    assert schedule.is_due(schedule.due)


@given(chances, events)
def test_whatever_happens_something_is_due_within_five_minutes(chance: float, happening: list[tuple[str, int]]) -> None:
    schedule, now = Schedule().started(NOW, chance), NOW
    for what, later in happening:
        now += later
        if what == "begun":
            schedule = schedule.begun(now) if schedule.is_due(now) else schedule
        elif what == "failed":
            schedule = schedule.failed(now, NO_HUB, chance) if schedule.began is not None else schedule
        elif what == "ended":
            schedule = schedule.ended(now) if schedule.began is not None else schedule
        else:
            schedule = getattr(schedule, what)(now)
        if schedule.began is None:
            assert schedule.wait(now) <= MOST_WAIT_MS


def test_one_that_shows_no_life_while_facts_wait_is_given_up() -> None:
    running = idle().begun(NOW)
    assert not running.is_stuck(NOW + STUCK_MS - 1, waiting=1)
    assert running.is_stuck(NOW + STUCK_MS, waiting=1)
    assert not running.is_stuck(NOW + STUCK_MS, waiting=0)
    assert running.is_stuck(NOW + STUCK_IDLE_MS, waiting=0)


def test_a_sign_of_life_counts_anew_and_what_does_not_run_is_not_stuck() -> None:
    running = idle().begun(NOW).lives(NOW + STUCK_MS - 1)
    assert not running.is_stuck(NOW + STUCK_MS, waiting=1)
    assert not running.ended(NOW + STUCK_MS).is_stuck(NOW + 10 * STUCK_IDLE_MS, waiting=1)
    assert idle().lives(NOW + 5) == idle()


def test_one_that_was_given_up_is_tried_again_like_any_failure() -> None:
    given_up = idle().begun(NOW).failed(NOW, None, 0.5)
    assert given_up.failures == 1
    assert given_up.is_due(NOW + FIRST_WAIT_MS)
