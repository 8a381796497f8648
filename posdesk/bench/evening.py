"""Decides what is done in the process of its own in which the manager's evening is measured. Run by
posdesk.bench.evenings:

python -m posdesk.bench.evening FOLDER DAY     opens the window of a store, lets it load what it loads beforehand,
                                               presses F12, makes the quarter of that day twice, stops a third; prints
                                               {"took": [ms, ms], "stopped": ms}, and for opening, first, again and
                                               counting (a lane that only counts) the gaps between two turns of the
                                               event loop, {"calm": [ms], "disturbed": [ms]}

A gap is disturbed when the system took the processor away from this process within it. Refuses to know what the figures
mean.
"""

import json
import sys
import time
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from posdesk.bench import figures

if TYPE_CHECKING:
    from ui.main_window import MainWindow
    from ui.turns import Turns
    from ui.views.evening_pages import EveningPages

UNTIL_STOPPED_MS = 300
COUNTED_S = 3.0
Measured = dict[str, dict[str, list[float]] | list[float] | float]


def main(folder: Path, day: date) -> Measured:
    """See the module."""
    import gc

    from posdesk import compose
    from ui import application, theme
    from ui.background import Lane
    from ui.main_window import MainWindow
    from ui.turns import Turns

    app = application.build(theme.Theme.LIGHT, 100, headless=True)
    with (
        closing(compose.open_store(folder)) as store,
        closing(Lane("copies")) as aside,
        closing(Lane("ledger")) as ledger,
    ):
        settings = application.settings(folder)
        office = lambda desk: compose.office_of(store, desk)  # noqa: E731
        window = MainWindow(compose.desk_of(store, "Dana"), ledger, settings, office=office, aside=aside)
        window.painted.connect(app.exit)
        window.show()
        app.exec()
        window.start()
        measured = _evening(Turns(app, partial(figures.taken_away, whole=True)), window, day)
        gc.unfreeze()
        window.close()
    return measured


def _evening(gaps: "Turns", window: "MainWindow", day: date) -> Measured:
    import gc

    from ui import beforehand
    from ui.viewmodels.period_page import Length

    timer, found = beforehand.begin(window), Measured()
    gaps.during(lambda: None, lambda: not timer.isActive())
    gc.collect()
    gc.freeze()  # as the window does when it is up
    found["opening"] = gaps.during(window.open_evening, lambda: _shows_a_report(window))
    assert window.evenings is not None
    pages = window.evenings.made()
    pages.open_period()
    gaps.during(lambda: pages.period.choose(Length.QUARTER), lambda: pages.period.part is None)
    lane, counted = pages.period.lane, list[int]()
    found["counting"] = gaps.during(lambda: lane.submit(_count, counted.append), lambda: bool(counted))
    took: list[float] = []
    for name in ("first", "again"):
        began = time.perf_counter()
        found[name] = gaps.during(lambda: pages.period.open(day), lambda: pages.period.part is None)
        took.append((time.perf_counter() - began) * 1000)
    return {**found, "took": took, "stopped": _stopped(gaps, pages, day)}


def _count() -> int:
    """What keeps a lane busy and does nothing else."""
    until, number = time.perf_counter() + COUNTED_S, 0
    while time.perf_counter() < until:
        number += 1
    return number


def _shows_a_report(window: "MainWindow") -> bool:
    evenings = window.evenings
    return evenings is not None and evenings.shown is not None and bool(evenings.shown.day_view.report.paper.tables)


def _stopped(gaps: "Turns", pages: "EveningPages", day: date) -> float:
    """Milliseconds from stopping a quarter under way until its lane takes the next thing up."""
    until = time.perf_counter() + UNTIL_STOPPED_MS / 1000
    gaps.during(lambda: pages.period.open(day), lambda: time.perf_counter() >= until or pages.period.part is None)
    began = time.perf_counter()
    pages.period.cancel()
    done: list[object] = []
    pages.period.lane.submit(lambda: None, done.append)
    gaps.during(lambda: None, lambda: bool(done))
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), date.fromisoformat(sys.argv[2]))), flush=True)
