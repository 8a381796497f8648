"""Decides what is done in the process of its own in which the counter is measured while facts come. Run by
posdesk.bench.served:

python -m posdesk.bench.during FOLDER     opens the store of a paired register that has missed some facts; looks up
                                          and records, first alone and then while it exchanges, on the lanes that the
                                          window has; prints [alone, during], each {"keys": [ms], "records": [ms]}

Refuses to know what the figures mean.
"""

import gc
import json
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from posdesk.counter.ports import Desk

ALONE = 150
"""Keystrokes, and records, before the exchange."""
PAUSE = 0.02
"""Seconds between two of them: nobody types faster."""
HUB_PATIENCE = 1.5
LETTERS = "abcdefghijklmnoprstvw"

Times = dict[str, list[float]]


def main(folder: Path) -> tuple[Times, Times]:
    """See the module."""
    from posdesk import compose
    from ui import application, theme
    from ui.background import Lane, stepping

    app = application.build(theme.Theme.LIGHT, 100, headless=True)
    with (
        closing(compose.open_store(folder)) as store,
        closing(Lane("ledger")) as ledger,
        closing(Lane("hub", patience=HUB_PATIENCE)) as hub,
    ):
        line = compose.line_of(store, stepping(ledger, hub))
        over: list[object] = []

        def waited(work: Callable[[], object]) -> float:
            """Milliseconds until the screen has the answer."""
            began = time.perf_counter()
            ledger.submit(work, lambda _: app.exit())
            app.exec()
            return (time.perf_counter() - began) * 1000

        turn = _turns(compose.desk_of(store, "Dana"), waited)
        alone, during = _no_times(), _no_times()
        for _ in range(ALONE):
            turn(alone)
        gc.freeze()  # as the window does when it is up
        hub.submit(lambda: line.exchange(lambda done, fresh: None), over.append, over.append)
        while not over or not during["keys"]:
            turn(during)
    line.close()
    if isinstance(over[0], Exception):
        raise over[0]
    return alone, during


def _turns(desk: "Desk", waited: Callable[[Callable[[], object]], float]) -> Callable[[Times], None]:
    """A keystroke and a record, one after the other, noted each time it is called."""
    from posdesk.counter import lookup, visits
    from posdesk.counter.visits import VisitEntry

    rng = Random("during")

    def turn(times: Times) -> None:
        text = "".join(rng.sample(LETTERS, rng.randint(2, 3)))
        times["keys"].append(waited(lambda: lookup.find(desk, text)))
        time.sleep(PAUSE)
        member, entry = rng.choice(desk.directory.recent(20)).member, VisitEntry(rng.randrange(1000, 15000))
        times["records"].append(waited(lambda: visits.record(desk, member, entry)))
        time.sleep(PAUSE)

    return turn


def _no_times() -> Times:
    return {"keys": [], "records": []}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))), flush=True)
