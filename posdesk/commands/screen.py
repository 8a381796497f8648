"""The commands that open or draw the window: run, screenshot, demo, bench; and the developer's test and check."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from posdesk import compose
from posdesk.commands.answer import Answer
from posdesk.commands.signing import desk_at

if TYPE_CHECKING:
    from db.store import Store


def run(folder: Path, _: Namespace) -> int:
    """`run`: the window. It paints first; the store is opened on the ledger lane."""
    return compose.run_window(folder, line_of=compose.line_of)


def screenshot(store: "Store", given: Namespace) -> Answer:
    """`screenshot SCREEN --member M --out PNG`: draw one screen of this store into a file."""
    from posdesk.commands.counter import resolve
    from ui import screenshots

    desk = desk_at(store, given)
    member = None if given.member is None else resolve(desk, given.member)
    office = compose.office_of(store, desk)
    path = screenshots.take(given.screen, desk, Path(given.out), given.theme, given.scale, member, office=office)
    return Answer({"screen": given.screen, "out": str(path)}, str(path))


def demo(_: Path, given: Namespace) -> int:
    """`demo [--headless] [--keep DIR]`: a made-up store and a counter morning."""
    from posdesk.demo import run as run_demo

    return run_demo(given.headless, Path(given.keep).expanduser().resolve() if given.keep else None)


def bench(_: Path, given: Namespace) -> int:
    """`bench [--members N] [--data DIR] [--postgresql URL]`: every figure beside its floor; the store is kept when DIR
    is given, and the hub is measured in the empty database at URL too."""
    from posdesk.bench import run as run_bench

    data = Path(given.data).expanduser().resolve() if given.data else None
    return run_bench(given.members, data, given.json, given.postgresql)
