"""Decides what a measured figure is, beside its floor and its goal, and how the table of a run is written.

Refuses to know how anything is measured. Nothing here says whether a run passed: figures are for people to read.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple


class Figure(NamedTuple):
    """One line of the table.

    value, floor: in `unit`; floor None: there is nothing to compare with. ratio: value over floor, None without one.
    goal: the most that `ratio` should be, or, where there is no floor, the most that `value` should be; None: no goal.
    note: what exactly was measured.
    """

    name: str
    value: float
    unit: str
    floor: float | None
    goal: float | None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times the floor the value is."""
        return None if not self.floor else self.value / self.floor


def timed(work: Callable[[], object]) -> float:
    """How many milliseconds `work` took."""
    began = time.perf_counter_ns()
    work()
    return (time.perf_counter_ns() - began) / 1e6


class Times:
    """Times of the same work, in ms. Those in which the system gave the processor to another program are kept apart:
    on a busy computer they tell how long the others were on, and that differs from figure to figure."""

    def __init__(self) -> None:
        self._calm: list[float] = []
        self._disturbed: list[float] = []

    def time(self, work: Callable[[], object]) -> None:
        """Do the work once and keep its time."""
        before = taken_away()
        took = timed(work)
        (self._calm if taken_away() == before else self._disturbed).append(took)

    @property
    def values(self) -> list[float]:
        """The times of calm; all of them when more than half were disturbed."""
        return self._calm if len(self._calm) >= len(self._disturbed) else [*self._calm, *self._disturbed]

    @property
    def left_out(self) -> int:
        """How many times are not in `values`."""
        return len(self._calm) + len(self._disturbed) - len(self.values)


def taken_away(*, whole: bool = False) -> int:
    """How often this thread, or the whole process, has lost the processor against its will; 0 where the system does
    not say."""
    if sys.platform != "linux":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF if whole else resource.RUSAGE_THREAD).ru_nivcsw


def median(values: Sequence[float]) -> float:
    """The middle value. Raises IndexError for none."""
    return percentile(values, 50)


def percentile(values: Sequence[float], percent: int) -> float:
    """The nearest-rank percentile: the least value that `percent` of all values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def as_json(figures: Sequence[Figure]) -> str:
    """A list of name, value, unit, floor, ratio, goal."""
    rows = [
        {
            "name": figure.name,
            "value": _rounded(figure.value),
            "unit": figure.unit,
            "floor": _rounded(figure.floor),
            "ratio": _rounded(figure.ratio),
            "goal": figure.goal,
        }
        for figure in figures
    ]
    return json.dumps(rows, indent=1)


def as_table(figures: Sequence[Figure]) -> str:
    """The same for people, one line a figure, notes below."""
    head = ("", "value", "floor", "ratio", "goal")
    rows = [head, *(_cells(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = [
        f"{row[0]:<{widths[0]}}  " + "  ".join(f"{row[column]:>{widths[column]}}" for column in range(1, len(head)))
        for row in rows
    ]
    notes = [f"{figure.name}: {figure.note}" for figure in figures if figure.note]
    return "\n".join([*(line.rstrip() for line in lines), "", *notes])


def _cells(figure: Figure) -> tuple[str, str, str, str, str]:
    return (
        figure.name,
        f"{_figure(figure.value)} {figure.unit}",
        "" if figure.floor is None else f"{_figure(figure.floor)} {figure.unit}",
        "" if figure.ratio is None else f"{figure.ratio:.2f}",
        _goal(figure),
    )


def _goal(figure: Figure) -> str:
    if figure.goal is None:
        return ""
    return f"{figure.goal:g}" if figure.floor is not None else f"{figure.goal:g} {figure.unit}"


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")
