"""Decides how a shop goes on when its file is damaged: what can be read moves into a new file, the bad one is kept.

Refuses to read pages itself (salvage.py). The new file has a new incarnation; its facts keep their ids, so a hub that
has them already takes them once (reliability.md, F17).
"""

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path
from threading import RLock

from db import backup, single
from db.ballast import BALLAST_BYTES, Ballast
from db.engine import connect
from db.insertion import known_facts
from db.keys import Key
from db.ledger import SqlLedger
from db.rows import Names, learn, text_of
from db.salvage import Survey, readable_facts, stranded_facts, survey
from db.store import DB_FILE, Store, existing_key, make_file, open_store, sync_folder
from db.transfer import AT_ONCE, take_in
from db.trouble import DAMAGE_MARK, in_words
from posdesk.counter.ports import Clock, Ids
from posdesk.domain.facts import Fact
from posdesk.domain.refusals import EnvironmentTrouble, TroubleCode

DAMAGED = "damaged"
"""The folder, beside the store, that keeps bad files."""
_NOTHING = (
    "Nothing in the store's file could be read, and there is no copy of it that can. The bad file is kept as it is. "
    "If the key file was lost or changed, bring it back; else bring a copy of the store."
)


@dataclass(frozen=True, slots=True)
class Recovered:
    """What was saved. saved: facts in the new file; from_copies: those of them that only a copy still had. lost: facts
    known to be missing; days: their business days, as far as known. exact: whether lost is all of it. kept: the folder
    with the bad file. words: all of this for people."""

    saved: int
    from_copies: int
    lost: int
    days: tuple[date, ...]
    exact: bool
    kept: Path
    words: str


def open_or_recover(
    folder: Path, *, clock: Clock, ids: Ids, ballast_bytes: int = BALLAST_BYTES
) -> tuple[Store, Recovered | None]:
    """Open the store; a damaged one is recovered first, and the store's notice says so. Raises as store.open_store
    does, and when nothing is left."""
    try:
        if not (folder / DAMAGE_MARK).exists():
            return open_store(folder, clock=clock, ids=ids, ballast_bytes=ballast_bytes), None
    except EnvironmentTrouble as trouble:
        if trouble.code not in (TroubleCode.DAMAGED, TroubleCode.WRONG_KEY):
            raise
    recovered = recover(folder, clock=clock)
    store = open_store(folder, clock=clock, ids=ids, ballast_bytes=ballast_bytes)
    return replace(store, recovered=recovered.words), recovered


def recover(folder: Path, *, clock: Clock) -> Recovered:
    """Carry every readable fact, of the file and of its copies, into a new file in its place.

    Raises EnvironmentTrouble: IN_USE, WRONG_KEY without a key, DAMAGED when there is nothing to carry over; then the
    old file is untouched.
    """
    with single.take(folder), in_words(folder):
        key = existing_key(folder)
        bad = _evidence(folder, clock)
        sources = [*bad, *backup.copies_in(folder / backup.COPIES)]
        found = [survey(source, key.secret) for source in sources]
        station = next((one.station for one in found if one.station), None)
        if station is None:
            shutil.rmtree(bad[-1].parent)
            raise EnvironmentTrouble(TroubleCode.DAMAGED, _NOTHING)
        fresh = folder / f"{DB_FILE}.new"
        fresh.unlink(missing_ok=True)
        make_file(fresh, key, *station, incarnation=max(1, clock.now() // 1000))
        recovered = _carry_over(fresh, key, list(zip(sources, found, strict=True)), clock)
        if recovered.saved == 0:
            fresh.unlink()
            shutil.rmtree(bad[-1].parent)
            raise EnvironmentTrouble(TroubleCode.DAMAGED, _NOTHING)
        (folder / DAMAGE_MARK).write_text(recovered.kept.name, "utf-8")
        _put_in_place(folder, fresh)
        return recovered


def _evidence(folder: Path, clock: Clock) -> list[Path]:
    """Copy the file and its WAL aside, and name the bad files to read: after a recovery that was cut short, first the
    copy made then, for the file itself may be half replaced."""
    mark = folder / DAMAGE_MARK
    named = mark.read_text("utf-8").strip() if mark.exists() else ""
    kept = folder / DAMAGED / str(clock.now())
    while kept.exists():
        kept = kept.with_name(f"{kept.name}+")
    kept.mkdir(mode=0o700, parents=True)
    for suffix in ("-wal", ""):
        if (folder / (DB_FILE + suffix)).exists():
            shutil.copy2(folder / (DB_FILE + suffix), kept / (DB_FILE + suffix))
    before = [folder / DAMAGED / named / DB_FILE] if named else []
    return [bad for bad in (*before, kept / DB_FILE) if bad.exists()]


def _carry_over(fresh: Path, key: Key, sources: Sequence[tuple[Path, Survey]], clock: Clock) -> Recovered:
    """Fill the new file: first from the bad file, then from the copies, the newest first."""
    (bad, found), *copies = sources
    connections = connect(fresh, key.secret)
    try:
        names = Names()
        learn(names, connections.reader)
        ledger = SqlLedger(connections, names, clock, Ballast(fresh, 0), RLock(), lambda: None)
        read: set[int] = set()
        saved = _take(ledger, _noting(readable_facts(bad, key.secret, found.last), read))
        if not found.whole or _missing(ledger, found, read):
            scratch = fresh.with_name(f"{DB_FILE}.scratch")
            saved += _take(ledger, _noting(stranded_facts(bad, key.secret, frozenset(read), scratch), read))
        from_copies = sum(
            _take(ledger, _noting(readable_facts(copy, key.secret, seen.last), set())) for copy, seen in copies
        )
        missing = _missing(ledger, found, read)
    finally:
        connections.close()
    days = tuple(sorted({date.fromordinal(found.days[place]) for place in missing if place in found.days}))
    words = _words(saved + from_copies, len(missing), days, found.whole, bad.parent)
    return Recovered(saved + from_copies, from_copies, len(missing), days, found.whole, bad.parent, words)


def _noting(placed: Iterable[tuple[int, Fact]], read: set[int]) -> Iterator[Fact]:
    for place, fact in placed:
        read.add(place)
        # What a hub confirmed is not known without the witnesses, and those stay behind: all of it is offered again.
        yield fact._replace(hub_epoch=None, hub_position=None)


def _take(ledger: SqlLedger, carried: Iterable[Fact]) -> int:
    taken, rest = 0, iter(carried)
    while batch := list(islice(rest, AT_ONCE)):
        taken += len(take_in(ledger, list(enumerate(batch)), [])[0])
    return taken


def _missing(ledger: SqlLedger, found: Survey, read: set[int]) -> list[int]:
    """The places of those facts that neither the bad file nor a copy could give."""
    unread = [place for place in sorted(found.ids.keys() | found.days.keys()) if place not in read]
    ids = {place: text_of(found.ids[place]) for place in unread if place in found.ids}
    there = known_facts(ledger.connections.reader, ledger.names, list(ids.values())).keys()
    return [place for place in unread if ids.get(place) not in there]


def _put_in_place(folder: Path, fresh: Path) -> None:
    """The new file takes the bad one's name. The WAL goes first: it would be played into the new file."""
    for suffix in ("-wal", "-shm"):
        (folder / (DB_FILE + suffix)).unlink(missing_ok=True)
    os.replace(fresh, folder / DB_FILE)
    sync_folder(folder)
    (folder / DAMAGE_MARK).unlink(missing_ok=True)


def _words(saved: int, lost: int, days: Sequence[date], exact: bool, kept: Path) -> str:
    said = [f"The store's file was damaged. {saved:,} facts (visits, members, programs) were saved into a new file."]
    if lost:
        when = "" if not days else f" of {days[0]:%Y-%m-%d}" + (f" to {days[-1]:%Y-%m-%d}" if len(days) > 1 else "")
        said.append(f"{lost:,} facts{when} could not be read: look through the cash register's tickets of those days.")
    elif exact:
        said.append("Nothing is missing.")
    if not exact:
        said.append("There may be more missing than can be told.")
    said.append(f"The damaged file is kept in {kept}.")
    return " ".join(said)
