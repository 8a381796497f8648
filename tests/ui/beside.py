"""A window with something plugged in beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from posdesk.counter.ports import Desk
from posdesk.counter.presence import PresenceInMemory
from posdesk.domain.refusals import EnvironmentTrouble, TroubleCode
from posdesk.hardware.settings import HardwareSettings
from tests.builders import Shop
from tests.fakes.slip_printer import FakeSlipPrinter
from tests.ui.raising import raised
from ui.beside import Beside
from ui.main_window import MainWindow
from ui.viewmodels.door import LedgerLane, StraightLane
from ui.viewmodels.plugged import Plugged

SECRET = bytes(range(32))


@dataclass
class Plugs:
    """What is plugged in: settings that are kept, a printer, and cards that were written. full: nothing is kept now."""

    settings: HardwareSettings = field(default_factory=HardwareSettings)
    printer: FakeSlipPrinter = field(default_factory=FakeSlipPrinter)
    written: list[tuple[str, Path, bool]] = field(default_factory=list)
    full: bool = False

    def plugged(self, lane: LedgerLane) -> Plugged:
        def save(settings: HardwareSettings) -> None:
            if self.full:
                raise EnvironmentTrouble(TroubleCode.DISK_FULL, "The settings were not saved.")
            self.settings = settings

        def write(desk: Desk, member: str, path: Path, to_show: bool) -> None:
            self.written.append((member, path, to_show))

        return Plugged(lambda: self.settings, save, self.printer, write, lane)


@contextmanager
def a_window_with(
    qtbot: QtBot, shop: Shop, settings: QSettings, plugs: Plugs, lane: LedgerLane | None = None
) -> Iterator[MainWindow]:
    """The window of a shop with this plugged in. lane: of the printer."""
    desk = replace(shop.desk, presence=PresenceInMemory(SECRET))
    window = MainWindow(desk, StraightLane(), settings, plugged=plugs.plugged(lane or StraightLane()))
    raised(qtbot, window)
    yield window
    app = QApplication.instance()
    assert app is not None
    app.removeEventFilter(window)
    app.removeEventFilter(beside(window))
    beside(window).line.close()


def beside(window: MainWindow) -> Beside:
    """What stands beside it."""
    assert window.beside is not None
    return window.beside
