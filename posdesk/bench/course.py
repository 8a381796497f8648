"""Decides the order in which the bench measures, and in which folders: what is only read first, then copies.

Refuses to know how anything is measured. Progress goes to stderr, the figures to stdout.
"""

import contextlib
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from db.new_ids import RandomIds
from posdesk import compose
from posdesk.bench import (
    campaigns,
    crowd,
    engine,
    evenings,
    figures,
    hub,
    ids,
    likeness,
    readings,
    reports,
    segments,
    served,
    snapshot,
    window,
    writings,
)
from posdesk.bench.figures import Figure
from posdesk.counter.card import member_moment
from posdesk.domain.refusals import Refusal, RefusalCode, Refused

SCANS, SCANNED_VISITS = 45, 100
"""So many members with so many visits are scanned."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured. people: members typed for each kind of look-up. pairs: windows painted, each beside a bare
    one. recorded: visits recorded one by one. weighed: visits whose bytes are measured. exchanged: visits that a hub
    takes in. polling: registers that ask it in vain. sold: visits of the day that is reported. quarter: receipts of the
    quarter on the screen."""

    people: int = 240
    pairs: int = 7
    recorded: int = 600
    weighed: int = 20_000
    exchanged: int = hub.FACTS
    polling: served.Polling = served.Polling()  # noqa: RUF009  # a frozen value
    sold: int = 2_000
    quarter: int = 200_000


FULL = Effort()
LARGEST = 3_000_000
FEWEST = 300


def run(members: int, data: Path | None, as_json: bool, postgresql: str | None = None) -> int:
    """Measure a store of so many members and print the table, or JSON; returns 0 whatever the figures are.

    data: a folder that keeps the store (built there, or used as it is when it holds one); None: a temporary one.
    postgresql: the URL of an empty database, in which the hub is measured too.
    Raises Refused, EnvironmentTrouble.
    """
    if not FEWEST <= members <= LARGEST:
        words = f"A bench measures {FEWEST:,} to {LARGEST:,} members, not {members:,}."
        raise Refused(Refusal(RefusalCode.BAD_AMOUNT, words))
    with _folder(data) as folder:
        measured = measure(folder, crowd.sizes(members), _say, postgresql=postgresql)
    print(figures.as_json(measured) if as_json else figures.as_table(measured))
    return 0


def measure(
    folder: Path,
    how: crowd.Sizes,
    say: Callable[[str], None],
    effort: Effort = FULL,
    postgresql: str | None = None,
) -> list[Figure]:
    """Every figure. folder: holds a store made by an earlier bench, or gets one."""
    if not (folder / "posdesk.db").exists():
        say(f"Building a store of {how.members:,} members and {how.facts:,} facts ...")
        crowd.build(folder, how, say)
    rng = Random("bench")
    say("Looking up and showing ...")
    measured, codes = _read(folder, rng, effort.people)
    say("Painting ...")
    measured += window.first_paint(effort.pairs)
    measured += window.scans_and_memory(folder, codes)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="posdesk-bench-copy-") as beside:
        say("Recording ...")
        measured += _write(folder, Path(beside), rng, effort)
        say("Rebuilding ...")
        measured.append(_rebuild(Path(beside)))
        say("Reporting ...")
        measured += reports.figures(Path(beside), effort.sold)
        say("Making a quarter ...")
        measured += evenings.figures(Path(beside), effort.quarter)
        say("Exchanging ...")
        measured += hub.figures(Path(beside), postgresql, effort.exchanged)
        say("Exchanging over HTTP ...")
        measured += served.figures(Path(beside), postgresql, effort.exchanged, effort.polling)
        say("Taking a snapshot ...")
        measured += snapshot.figures(Path(beside), how.members)
    return measured


def _read(folder: Path, rng: Random, count: int) -> tuple[list[Figure], list[str]]:
    store = compose.open_store(folder)
    try:
        desk = compose.desk_of(store)
        measured = [*readings.look_ups(store, desk, rng, count), *readings.shows(store, desk)]
        measured += [*likeness.somebody_new(store, desk, rng, count), *likeness.everybody(store, desk)]
        measured += engine.engine(store, desk)
        measured += campaigns.campaigns(store, desk)
        return measured, readings.cards_of(store, SCANNED_VISITS, SCANS)
    finally:
        store.close()


def _write(folder: Path, beside: Path, rng: Random, effort: Effort) -> list[Figure]:
    store = compose.open_store(writings.copy_of(folder, beside / "copy"))
    twin = compose.open_store(writings.copy_of(folder, beside / "twin"))
    try:
        desk = compose.desk_of(store)
        recorded = writings.records(store, desk, twin, rng, effort.recorded)
        filed = segments.first_filing(store)
        counted = segments.counts(store, member_moment(desk, None, desk.clock.now())[0].day.toordinal())
        weighed = writings.weigh(store, desk, rng, effort.weighed)
        again = segments.filing_again(store, effort.weighed)
        return [*recorded, weighed, *counted, filed, *again, *ids.figures(store, desk, rng, effort.people)]
    finally:
        store.close()
        twin.close()


def _rebuild(beside: Path) -> Figure:
    store = compose.open_store(beside / "copy")
    empty = writings.fresh(beside / "empty", compose.SystemClock(), RandomIds())
    try:
        return writings.rebuild(store, empty)
    finally:
        store.close()
        empty.close()


@contextlib.contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    if data is not None:
        data.mkdir(parents=True, exist_ok=True)
        yield data
        return
    with tempfile.TemporaryDirectory(prefix="posdesk-bench-") as folder:
        yield Path(folder) / "store"


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
