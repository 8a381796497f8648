"""What the evening needs is there before it is asked for, and is shown to nobody who may not see it."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from tests.ui.evenings import evening
from ui import beforehand
from ui.main_window import MainWindow


def test_the_evening_is_made_beforehand_and_is_the_one_that_f12_shows(
    evening_window: MainWindow, qapp: QApplication
) -> None:
    timer = beforehand.begin(evening_window)
    timer.setInterval(0)
    timer.timeout.connect(lambda: timer.setInterval(0))
    while timer.isActive():
        qapp.processEvents()
    assert evening_window.evenings is not None
    made = evening_window.evenings.shown
    assert made is not None
    assert not made.isVisible()
    assert evening(evening_window) is made


def test_it_ends_with_its_window(evening_window: MainWindow) -> None:
    timer: QObject = beforehand.begin(evening_window)
    assert timer.parent() is evening_window
