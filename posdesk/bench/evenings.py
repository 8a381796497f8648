"""Decides how the manager's evening on the screen is measured: a quarter of many receipts, F12, and what is kept of
days while nobody waits.

The screen is a process of its own (posdesk.bench.evening). Refuses to know Qt.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from db import projections
from db.new_ids import RandomIds
from posdesk import compose
from posdesk.bench import crowd, writings
from posdesk.bench.figures import Figure, percentile, timed
from posdesk.bench.window import environment
from posdesk.domain.business_day import DAY_MS, Instant, business_day, to_instant
from posdesk.domain.facts import Draft, ProgramPublished, StoreOpened, VisitRecorded

GOAL_GAP_MS, GOAL_QUARTER_MS, GOAL_STEP_MS = 50.0, 5000.0, 4.0
OF_EACH = 20
"""Receipts of each member in the quarter; in the one before it there is a tenth."""
OPEN_MS = 12 * 3_600_000


def figures(beside: Path, receipts: int) -> list[Figure]:
    """The last whole quarter, of so many receipts. beside: a folder to build it in."""
    folder = beside / "quarter"
    day, steps = _built(folder, receipts)
    command = [sys.executable, "-m", "posdesk.bench.evening", str(folder), day.isoformat()]
    answer = subprocess.run(command, env=environment(), stdout=subprocess.PIPE, text=True, check=True).stdout
    said = json.loads(answer.strip().splitlines()[-1])
    note = f"{len(steps):,} steps to keep all days of {receipts:,} receipts; the longest {max(steps):.0f} ms"
    return [
        Figure("a quiet step", percentile(steps, 95), "ms", None, GOAL_STEP_MS, f"95th percentile: {note}"),
        _gap("evening opened, longest gap", said["opening"]),
        _gap("beside a lane that only counts, longest gap", said["counting"])._replace(goal=None),
        Figure("a quarter, the first", said["took"][0], "ms", None, GOAL_QUARTER_MS, "everybody's days kept, no sums"),
        _gap("a quarter, the first, longest gap", said["first"]),
        Figure("a quarter, again", said["took"][1], "ms", None, None, "from the sums that were kept"),
        _gap("a quarter, again, longest gap", said["again"]),
        Figure("a quarter, stopped", said["stopped"], "ms", None, None, "until its lane is free"),
    ]


def _gap(name: str, found: dict[str, list[float]]) -> Figure:
    """The longest of those in which the processor was not taken away; of all, when that is most of them."""
    calm, disturbed = found["calm"], found["disturbed"]
    if len(calm) < len(disturbed):
        words = f"of {len(calm) + len(disturbed)} turns, the processor was taken away in most"
        return Figure(name, max(*calm, *disturbed), "ms", None, GOAL_GAP_MS, words)
    words = f"of {len(calm)} turns; left out are {len(disturbed)} in which the processor was taken away"
    worst = f", the longest {max(disturbed):.0f} ms" if disturbed else ""
    return Figure(name, max(calm), "ms", None, GOAL_GAP_MS, words + worst)


def _built(folder: Path, receipts: int) -> tuple[date, list[float]]:
    """A store with the quarter, everybody's days kept and no sums; yields its last day, and the ms of each quiet
    step."""
    store = writings.fresh(folder, compose.SystemClock(), RandomIds(), crowd.STORE)
    try:
        today = business_day(store.clock.now(), crowd.CALENDAR)
        day = date(today.year, (today.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)
        crowd.pour(store, _facts(day, receipts), lambda done: None)
        projections.rebuild(store)
        steps, more = [], [True]
        while more[-1]:
            steps.append(timed(lambda: more.append(store.quiet())))
        store.connections.writer.execute("DELETE FROM store_days")
    finally:
        store.close()
    return day, steps


def _facts(last: date, receipts: int) -> Iterator[Draft]:
    """Everybody enrolled, a tenth of the receipts in the quarter before, then the quarter."""
    rng = Random("a quarter")
    named, members = crowd.pool(rng, 200, 400), max(1, receipts // OF_EACH)
    first = date(last.year, last.month - 2, 1)
    earlier = first - timedelta(days=1)
    before = date(earlier.year, earlier.month - 2, 1)
    at = _opens(before) - DAY_MS
    yield crowd.draft(rng, None, StoreOpened("Bench", crowd.CALENDAR.zone, crowd.CALENDAR.cut_off), at)
    yield crowd.draft(rng, None, ProgramPublished(compose.SAMPLE_PROGRAM.read_text(encoding="utf-8")), at + 1)
    for index in range(members):
        yield crowd.draft(rng, crowd.member_id(index), crowd.enrolment(rng, named, at), at + 2 + index)
    for start, end, number in ((before, earlier, receipts // 10), (first, last, receipts)):
        span = (end - start).days + 1
        for place in range(number):
            day = start + timedelta(days=place * span // number)
            when = _opens(day) + place * span * OPEN_MS // number % OPEN_MS
            body = VisitRecorded(crowd.lines(rng, named.brands), receipt=f"{rng.randrange(10**6)}")
            yield crowd.draft(rng, crowd.member_id(int(rng.random() ** 2 * members)), body, when)


def _opens(day: date) -> Instant:
    return to_instant(datetime.combine(day, time(9), ZoneInfo(crowd.CALENDAR.zone)))
