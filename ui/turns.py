"""Decides how it is measured whether a window stays alive: by the gaps between two turns of its event loop.

A gap is disturbed when the system took the processor away within it. Refuses to know what goes on meanwhile.
"""

import time
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

TURN_MS = 2
"""So often the event loop is asked to turn."""


class Turns:
    """The gaps of an application, in ms, while it is watched. taken: how often the processor has been taken away."""

    def __init__(self, app: QApplication, taken: Callable[[], int]) -> None:
        self._app, self._taken = app, taken
        self._over: Callable[[], bool] = lambda: True
        self._found: dict[str, list[float]] = {}
        self._last, self._before = 0.0, 0
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TURN_MS)
        self._timer.timeout.connect(self._turn)

    def during(self, begin: Callable[[], object], over: Callable[[], bool]) -> dict[str, list[float]]:
        """Begin something and turn the loop until it is over; the gaps there were, `calm` and `disturbed`."""
        self._found, self._over = {"calm": [], "disturbed": []}, over
        self._last, self._before = time.perf_counter(), self._taken()
        self._timer.start()
        begin()
        self._app.exec()
        self._timer.stop()
        return self._found

    def _turn(self) -> None:
        now, taken = time.perf_counter(), self._taken()
        self._found["calm" if taken == self._before else "disturbed"].append((now - self._last) * 1000)
        self._last, self._before = now, taken
        if self._over():
            self._app.exit()
