"""Decides what is done in the processes of their own in which the window is measured. Run by posdesk.bench.window:

python -m posdesk.bench.probe paint FOLDER          prints `frame` at the window's first paint and `counter`
                                                    when the counter has been painted in it, then ends
python -m posdesk.bench.probe scan FOLDER CODES     opens the store's window, scans the codes (a JSON list) in turn,
                                                    prints {"scans": [ms, ...], "rss": bytes or null}

Refuses to know what the figures mean. Nothing is imported at the top that the window itself would not import.
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from posdesk.domain.refusals import EnvironmentTrouble, TroubleCode

if TYPE_CHECKING:
    from db.store import Store

LETTERS = "maria qqqz"
"""Typed before the memory is read: a typing error, which loads the vocabulary."""


def main(words: list[str]) -> int:
    """See the module."""
    what, folder = words[0], Path(words[1])
    if what == "paint":
        return paint(folder)
    print(json.dumps(scan(folder, json.loads(words[2]))), flush=True)
    return 0


def paint(folder: Path) -> int:
    """Come up as `run` does, and end when the counter has been painted; no store is opened."""
    from ui import start

    def told(what: str) -> None:
        print(what, flush=True)
        if what == start.COUNTER:
            _end()

    def none() -> "Store":
        raise EnvironmentTrouble(TroubleCode.NO_ACCESS, "No store is opened here.")

    def never(store: "Store") -> NoReturn:
        raise AssertionError(store)

    return start.run(none, never, folder, told=told)


def scan(folder: Path, codes: list[str]) -> dict[str, object]:
    """Milliseconds from a scan to its painted card, for each code; and what this process holds in memory then."""
    from posdesk import compose
    from ui import application, theme
    from ui.background import Lane
    from ui.main_window import MainWindow

    app = application.build(theme.Theme.LIGHT, 100, headless=True)
    store = compose.open_store(folder)
    lane = Lane("ledger")
    window = MainWindow(compose.desk_of(store), lane, application.settings(folder))
    scans: list[float] = []
    began = 0

    def shown() -> None:
        nonlocal began
        if began == 0 or window.model.card is None:
            return
        since, began = began, 0
        app.processEvents()  # the layout follows the new words
        window.repaint()
        scans.append((time.perf_counter_ns() - since) / 1e6)
        app.exit()

    window.model.card_changed.connect(shown)
    window.painted.connect(app.exit)
    window.show()
    app.exec()
    window.start()
    for code in codes:
        window.model.home()
        app.processEvents()
        began = time.perf_counter_ns()
        window.scanned(code)
        app.exec()
    window.model.home()
    window.page.top.search.setText(LETTERS)
    lane.submit(lambda: None, lambda _: app.exit())
    app.exec()
    held = resident()
    lane.submit(store.close, lambda _: app.exit())
    app.exec()
    lane.close()
    return {"scans": scans, "rss": held}


def resident() -> int | None:
    """Bytes of memory this process holds; None where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")


def _end() -> NoReturn:
    os._exit(0)  # nothing is opened yet, and no window shall close while it is timed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
