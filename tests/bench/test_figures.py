"""A figure beside its floor, and how the table is written. No figure is ever asserted."""

import json

import pytest

from posdesk.bench.figures import Figure, Times, as_json, as_table, median, percentile, timed

WITH_FLOOR = Figure("show, 100 visits", 8.0, "ms", 2.0, 4.0, "median of 20 members")
WITHOUT = Figure("memory", 126.4321, "MB", None, 250.0)


def test_the_ratio_is_value_over_floor() -> None:
    assert WITH_FLOOR.ratio == 4.0
    assert WITHOUT.ratio is None


def test_json_lists_name_value_unit_floor_ratio_and_goal() -> None:
    first, second = json.loads(as_json([WITH_FLOOR, WITHOUT]))
    assert first == {
        "name": "show, 100 visits",
        "value": 8.0,
        "unit": "ms",
        "floor": 2.0,
        "ratio": 4.0,
        "goal": 4.0,
    }
    assert (second["value"], second["floor"], second["ratio"], second["goal"]) == (126.4, None, None, 250.0)


def test_the_table_has_a_line_for_every_figure_and_its_notes_below() -> None:
    head, show, memory, blank, note = as_table([WITH_FLOOR, WITHOUT]).splitlines()
    assert head.split() == ["value", "floor", "ratio", "goal"]
    assert show.split() == ["show,", "100", "visits", "8", "ms", "2", "ms", "4.00", "4"]
    assert memory.split() == ["memory", "126", "MB", "250", "MB"]
    assert blank == ""
    assert note == "show, 100 visits: median of 20 members"


@pytest.mark.parametrize(("percent", "expected"), [(1, 1), (50, 50), (99, 99), (100, 100)])
def test_a_percentile_is_a_value_that_was_measured(percent: int, expected: int) -> None:
    assert percentile(list(range(100, 0, -1)), percent) == expected


def test_the_median_of_one_value_is_that_value() -> None:
    assert median([3.0]) == 3.0


def test_timing_runs_the_work_once() -> None:
    done: list[int] = []
    assert timed(lambda: done.append(1)) >= 0
    assert done == [1]


def test_times_keep_every_measurement_or_say_how_many_were_disturbed() -> None:
    times = Times()
    for _ in range(20):
        times.time(lambda: None)
    assert len(times.values) + times.left_out == 20
