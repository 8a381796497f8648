"""Decides how the window is measured: first paint against a bare QMainWindow, scan to painted card, memory.

Everything runs in processes of its own, so that nothing this one has loaded counts. Refuses to know Qt.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from posdesk.bench.figures import Figure, median, percentile

WARM_UP = 5
"""Scans before those that count: a counter has seen a card before."""
GOAL_PAINT, GOAL_SCAN_MS, GOAL_MEMORY = 1.6, 50.0, 250.0

BARE = """
import os, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

class Bare(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, painted)

def painted():
    print("painted", flush=True)
    os._exit(0)

app = QApplication(["bare"])
app.setStyle("Fusion")
window = Bare()
window.resize(1366, 768)
window.show()
app.exec()
"""
"""A window with nothing in it, in the same style, up to its first paint."""


def first_paint(pairs: int) -> list[Figure]:
    """From the start of the process to the first paint of the window, and to the counter painted in it; each beside the
    first paint of a bare window."""
    bare, frame, counter = [], [], []
    for _ in range(1 + pairs):
        bare.append(_until_said(["-c", BARE], ["painted"])[0])
        with tempfile.TemporaryDirectory() as folder:
            ours = _until_said(["-m", "posdesk.bench.probe", "paint", folder], ["frame", "counter"])
        frame.append(ours[0])
        counter.append(ours[1])
    floor = median(bare[1:])  # the first start compiles the modules
    note = f"median of {pairs} pairs of processes, from the start of Python; floor: a bare QMainWindow"
    return [
        Figure("first paint", median(frame[1:]), "ms", floor, GOAL_PAINT, note),
        Figure("counter painted", median(counter[1:]), "ms", floor, None, "the whole counter, ready to be typed in"),
    ]


def scans_and_memory(folder: Path, codes: list[str]) -> list[Figure]:
    """From a scan to its painted card in the store's own window, and the memory of that process."""
    command = [sys.executable, "-m", "posdesk.bench.probe", "scan", str(folder), json.dumps(codes)]
    answer = subprocess.run(command, env=environment(), stdout=subprocess.PIPE, text=True, check=True).stdout
    measured = json.loads(answer.strip().splitlines()[-1])
    scans = measured["scans"][WARM_UP:]
    slowest = f"95th percentile {percentile(scans, 95):.0f} ms; the whole window is painted anew"
    figures = [
        Figure(
            "scan to painted card",
            median(scans),
            "ms",
            None,
            GOAL_SCAN_MS,
            f"median of {len(scans)} members; {slowest}",
        )
    ]
    if measured["rss"] is not None:
        note = "resident memory with store and window open, after look-ups of every kind and those scans"
        figures.append(Figure("memory", measured["rss"] / 2**20, "MB", None, GOAL_MEMORY, note))
    return figures


def environment() -> dict[str, str]:
    """This process's environment; on a computer without a screen Qt draws off it. Compiled modules are kept, as where
    PosDesk is installed: else ours would be compiled at every start and Qt's would not."""
    from ui import application

    own = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    application.choose_platform(own, headless=True)
    root = str(Path(__file__).resolve().parents[2])
    own["PYTHONPATH"] = os.pathsep.join(part for part in (root, own.get("PYTHONPATH", "")) if part)
    return own


def _until_said(words: list[str], wanted: list[str]) -> list[float]:
    """Milliseconds until the process has said each of the `wanted` lines, in that order."""
    began, took = time.perf_counter_ns(), []
    with subprocess.Popen([sys.executable, *words], env=environment(), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in wanted:
            said = process.stdout.readline().strip()
            took.append((time.perf_counter_ns() - began) / 1e6)
            if said != line:
                raise RuntimeError(f"the window was never painted: {said!r} instead of {line!r}")
    return took
