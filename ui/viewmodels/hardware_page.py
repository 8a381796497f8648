"""Decides what the page about the hardware knows: the settings of this computer, the last scan as it came, how a test
of the printer went, which displays there are.

A change is in force at once, and can be taken back. Refuses to keep anything of a scan longer than it is shown.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from posdesk.domain.refusals import Refusal
from posdesk.hardware.settings import HardwareSettings, Printer
from ui import hardware_wording as wording
from ui import settings_wording
from ui.viewmodels import store_cases
from ui.viewmodels.door import DeskDoor
from ui.viewmodels.slip_printing import SlipPrinting
from ui.viewmodels.store_cases import Changed
from ui.viewmodels.taking_back import Change, TakingBack

if TYPE_CHECKING:
    from posdesk.hardware.scan_report import ScanReport
    from posdesk.hardware.scanner import Reading
    from ui.viewmodels.plugged import Plugged


class HardwarePage(QObject):
    """The page. settings_changed: they are in force from now on. said: what the last act came to, and whether it went
    well; error: what is wrong with what was typed; words: what was taken back."""

    changed = Signal()
    settings_changed = Signal(object)

    def __init__(
        self, door: DeskDoor, plugged: "Plugged | None", slips: SlipPrinting, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._door, self._plugged, self._slips = door, plugged, slips
        self.settings = HardwareSettings()
        self.report: ScanReport | None = None
        self.serial: str | None = wording.SERIAL_OFF
        self.serial_ok = True
        self.printed: tuple[str, bool] | None = None
        self.error: str | None = None
        self.printing = False
        self.words = ""
        self._shown = False
        self.undoing = TakingBack(self)
        self.undoing.changed.connect(self.changed)
        self.undoing.said.connect(self._say)
        self.undoing.refused.connect(self._refuse_words)
        door.troubled.connect(self._hear)

    def open(self, settings: HardwareSettings) -> None:
        """Come up with the settings in force; the last scan is forgotten."""
        self.settings, self.report, self.printed, self.error, self.words = settings, None, None, None, ""
        self._shown = True
        self.undoing.begin()
        self.changed.emit()

    def leave(self) -> None:
        """Nothing of a scan stays."""
        self.report, self._shown = None, False
        self.changed.emit()

    def read(self, reading: "Reading") -> None:
        """A scan while the page is shown."""
        from posdesk.hardware.scan_report import report

        self.report = report(reading)
        self.changed.emit()

    def tell_serial(self, words: str | None) -> None:
        """How the serial line is: None, it is read."""
        self.serial, self.serial_ok = words or wording.SERIAL_ON, words is None
        if not self.settings.scanner_port:
            self.serial, self.serial_ok = wording.SERIAL_OFF, True
        self.changed.emit()

    def set(self, name: str, text: str) -> None:
        """Change one setting, as it was typed or chosen; it can be taken back."""
        plugged = self._plugged
        if plugged is None:
            return

        def saved(told: Changed) -> None:
            if told.before != told.now:
                back = partial(self._put_back, name, store_cases.as_typed(told.before, name))
                self.undoing.note(Change(settings_wording.SETTINGS[name], back))
            self._saved(told.now)

        self.words = ""
        work = partial(store_cases.set_hardware, plugged=plugged, name=name, text=text)
        self._door.ask(work, saved, self._refuse, troubled=self.changed.emit)

    def undo(self) -> None:
        """Take back what was changed last since the page came up."""
        self.words, self.error = "", None
        self.undoing.undo()

    def _put_back(
        self, name: str, text: str, done: Callable[[], None], failed: Callable[[Refusal | None], None]
    ) -> None:
        plugged = self._plugged
        assert plugged is not None

        def put(told: Changed) -> None:
            self._saved(told.now)
            done()

        work = partial(store_cases.set_hardware, plugged=plugged, name=name, text=text)
        self._door.ask(work, put, failed, troubled=lambda: failed(None))

    def print_test(self) -> None:
        """Print what tests the printer."""
        if self.printing:
            return
        self.printing, self.printed = True, None
        self.changed.emit()
        self._slips.sample(self._printed)

    @property
    def needs_address(self) -> bool:
        """Whether the kind of printer that is chosen has an address."""
        return self.settings.printer not in (Printer.NONE, Printer.SYSTEM)

    def _printed(self, words: str, ok: bool) -> None:
        self.printing, self.printed = False, (words, ok)
        self.changed.emit()

    def _saved(self, settings: HardwareSettings) -> None:
        self.settings, self.error = settings, None
        self.settings_changed.emit(settings)
        self.changed.emit()

    def _refuse(self, no: Refusal) -> None:
        self._refuse_words(no.words)

    def _refuse_words(self, words: str) -> None:
        self.words, self.error = "", words
        self.changed.emit()

    def _hear(self, words: str) -> None:
        """The computer could not: the banner says so at the counter, and this page does while it is looked at."""
        if self._shown:
            self._refuse_words(words)

    def _say(self, words: str) -> None:
        self.words, self.error = words, None
        self.changed.emit()
