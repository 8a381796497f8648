"""Decides how the demo runs: the town is built in a folder, the morning is played, pictures are taken, two registers
and a hub are cut off from each other, a window opens.

Refuses to know what is in the town and the story.
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from db.new_ids import RandomIds
from posdesk import compose
from posdesk.demo import chain, morning, town
from posdesk.demo.cast import Cast
from posdesk.domain.business_day import Instant
from posdesk.domain.facts import Draft
from posdesk.domain.refusals import EnvironmentTrouble, Refusal, RefusalCode, Refused

if TYPE_CHECKING:
    from db.store import Store
    from posdesk.counter.ports import Desk
    from posdesk.office.ports import Office

STAFF = "Dana"
UNSEEN = ("offscreen", "minimal", "vnc")
"""Qt platforms on which nobody would ever close the window."""
AT_ONCE = 10_000
"""Facts in one transaction while the town is built."""
SMALL_TOWN = 120
"""Members of the store that two registers share in the second story, at most."""
PICTURES = (
    ("idle", "light", 100),
    ("matches", "light", 100),
    ("card", "light", 100),
    ("visit", "light", 100),
    ("history", "light", 100),
    ("offline", "light", 100),
    ("hidden", "light", 100),
    ("card", "dark", 100),
    ("card", "contrast", 100),
    ("card", "light", 150),
    ("campaigns", "light", 100),
    ("campaign", "light", 100),
)
"""Which screens are kept as pictures: screen, theme, text size in percent."""


def run(headless: bool, keep: Path | None, members: int = town.MEMBERS) -> int:
    """Build the town, play the morning, take pictures, then play two registers and a hub, which are thrown away; with a
    display, and not headless, end in the open window.

    keep: a folder for the store and the pictures (it must not hold a store yet); None: the store is thrown away, the
    pictures stay in a new folder under the system's temporary one. members: how many the town has. Returns the exit
    code. Raises Refused, EnvironmentTrouble.
    """
    with_window = not headless and has_display()
    with _folder(keep) as folder:
        pictures = _pictures_folder(keep)
        until = compose.SystemClock().now()
        print(f"Making up a store: two years, {members:,} members ...", flush=True)
        facts = build(folder, until, members=members)
        cast = town.cast_of(town.SEED, until)
        print(f"{facts:,} facts are in the ledger. A morning at the counter:\n", flush=True)
        _morning(folder, cast, pictures)
        _chain(until, min(members, SMALL_TOWN))
        if keep is not None:
            print(f"\nThe store stays in {folder}. Open it with: main.py run --data {folder}")
        return _window(folder) if with_window else 0


def build(folder: Path, until: Instant, seed: int = town.SEED, members: int = town.MEMBERS) -> int:
    """Make a store in `folder` and fill it with the town that ends at `until`; returns how many facts it has.

    Raises Refused(ALREADY_SET_UP) when there is a store already, EnvironmentTrouble.
    """
    from db import store as stores

    clock, ids = compose.SystemClock(), RandomIds()
    stores.create(folder, store=town.STORE, register=town.REGISTER, clock=clock, ids=ids)
    store = compose.open_store(folder)
    try:
        return fill(store, town.make_facts(seed, until, members))
    finally:
        store.close()


def fill(store: "Store", drafts: Iterator[Draft]) -> int:
    """Append drafts in large transactions; returns how many there were."""
    count = 0
    while some := list(islice(drafts, AT_ONCE)):
        count += len(store.ledger.append(some).facts)
    return count


def has_display() -> bool:
    """Whether a window can open here for somebody to see. Ask before the first picture: that settles Qt's platform."""
    from ui import application

    if os.environ.get("QT_QPA_PLATFORM", "").startswith(UNSEEN):
        return False
    try:
        application.choose_platform(dict(os.environ), headless=False)
    except EnvironmentTrouble:
        return False
    return True


def _morning(folder: Path, cast: Cast, pictures: Path) -> None:
    store = compose.open_store(folder)
    try:
        desk = compose.desk_of(store, STAFF)
        print(morning.table(morning.play(desk, cast)))
        print("\nPictures of the screens:")
        for path in take_pictures(desk, cast, pictures, compose.office_of(store, desk)):
            print(f"  {path}", flush=True)
    finally:
        store.close()


def _chain(until: Instant, members: int) -> None:
    """A smaller town at a register of its own, a hub, and a second register; all of it is thrown away."""
    with tempfile.TemporaryDirectory(prefix="posdesk-chain-") as folder:
        first = Path(folder) / "first"
        build(first, until, members=members)
        print("\nTwo registers and a hub, and the cable between them:\n", flush=True)
        steps = chain.play(Path(folder), first, town.cast_of(town.SEED, until).ten)
    print(morning.table(steps), flush=True)


def take_pictures(desk: "Desk", cast: Cast, folder: Path, office: "Office") -> Iterator[Path]:
    """Draw every screen of PICTURES off the screen; yields the files as they are written."""
    from ui import screenshots

    for name, theme, scale in PICTURES:
        player = cast.gone if name == "visit" else cast.typed
        out = folder / f"{name}-{theme}-{scale}.png"
        yield screenshots.take(name, desk, out, theme, scale, member=player.resident.id, office=office)


def _window(folder: Path) -> int:
    """The counter, open on the town; returns when it is closed."""
    from ui import start

    return start.run(
        lambda: compose.open_store(folder),
        lambda store: compose.desk_of(store, STAFF),
        folder,
        office_of=compose.office_of,
    )


@contextlib.contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        if keep.exists() and not keep.is_dir():
            raise Refused(Refusal(RefusalCode.BAD_FILE, f"{keep} is a file. Name a folder to keep the demo in."))
        keep.mkdir(parents=True, exist_ok=True)
        yield keep
        return
    folder = Path(tempfile.mkdtemp(prefix="posdesk-demo-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _pictures_folder(keep: Path | None) -> Path:
    """Where the pictures go; they outlive the store, so that their paths can be looked at."""
    if keep is None:
        return Path(tempfile.mkdtemp(prefix="posdesk-pictures-"))
    pictures = keep / "pictures"
    pictures.mkdir(exist_ok=True)
    return pictures
