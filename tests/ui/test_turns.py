"""The gaps between two turns of the event loop are seen, and those of a busy computer told apart."""

import time
from itertools import count

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from ui.turns import Turns


def test_work_on_the_screen_is_a_gap_of_that_length(qapp: QApplication) -> None:
    done: list[object] = []

    def work() -> None:
        time.sleep(0.05)
        done.append(work)

    found = Turns(qapp, lambda: 0).during(lambda: QTimer.singleShot(0, work), lambda: bool(done))
    assert max(found["calm"]) >= 50
    assert found["disturbed"] == []


def test_gaps_in_which_the_processor_was_taken_away_are_told_apart(qapp: QApplication) -> None:
    turns, taken = count(1), count(1)
    found = Turns(qapp, lambda: next(taken)).during(lambda: None, lambda: next(turns) >= 3)
    assert (len(found["calm"]), len(found["disturbed"])) == (0, 3)
