"""Decides how what stands beside the register comes together in a window: customer screen, slips, the member's card,
scanner on a serial line, and the page that tests them.

Refuses to know what each of them shows.
"""

from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from posdesk.hardware.settings import HardwareSettings
from ui import hardware_wording as wording
from ui import wording as counter_wording
from ui.customer_screen import CustomerScreen
from ui.serial_line import SerialLine
from ui.viewmodels import use_cases
from ui.viewmodels.mirror import Mirror
from ui.viewmodels.notices import Toast
from ui.viewmodels.screens import OF_A_MEMBER, Panel
from ui.viewmodels.slip_printing import SlipPrinting

if TYPE_CHECKING:
    from posdesk.hardware.scanner import Reading
    from ui.main_window import MainWindow
    from ui.viewmodels.door import DeskDoor
    from ui.viewmodels.plugged import Plugged
    from ui.views.card_view import CardView
    from ui.views.hardware_view import HardwareView


class Beside(QObject):
    """What stands beside the register, of one window. pages: what the window shows one of; turn_to: shows one."""

    def __init__(
        self,
        window: "MainWindow",
        door: "DeskDoor",
        plugged: "Plugged | None",
        pages: QStackedWidget,
        turn_to: Callable[[QWidget], None],
        to_counter: Callable[[], None],
    ) -> None:
        super().__init__(window)
        self._window, self._door, self._plugged = window, door, plugged
        self._pages, self._turn_to, self._to_counter = pages, turn_to, to_counter
        self.settings = HardwareSettings()
        self.mirror = Mirror(window.model, door, parent=self)
        self.customer = CustomerScreen(self.mirror, window)
        self.slips = SlipPrinting(door, plugged, self)
        self.line = SerialLine(self)
        self.line.scanned.connect(self._line_scanned)
        self.mirror.changed.connect(self._mirrored)
        self.customer.said.connect(self._say)
        self.slips.said.connect(self._say)
        panels = window.model.panels
        panels.saved.connect(lambda saved: self.slips.after_visit(saved.visit_id, saved.card is None))
        panels.returned.connect(lambda done: self.slips.after_visit(done.fact_id, False))
        panels.proved.connect(self._say)
        if window.locking is not None:
            window.locking.signing.changed.connect(self._locked)
        app = QApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.line.close)
        door.opened.connect(self._load_settings)

    def _load_settings(self) -> None:
        """Once the store is open: before that the first question would be this one."""
        plugged = self._plugged
        if plugged is not None:
            self._door.ask(lambda _: plugged.load(), self.take_settings)

    @property
    def plugged(self) -> "Plugged | None":
        """What is plugged in."""
        return self._plugged

    def take_settings(self, settings: HardwareSettings) -> None:
        """The settings as they are from now on."""
        self.settings = self.slips.settings = settings
        self.line.follow(settings.scanner_port, settings.scanner_baud)

    # ------------------------------------------------------------------------------------------------- customer screen

    def turn_customer_screen(self) -> None:
        """F9."""
        self.customer.turn(self.settings.screen, self.settings.join)

    def prove(self) -> None:
        """Alt+U: the number that the member reads off the customer screen."""
        model = self._window.model
        if not self.mirror.on:
            self._say(wording.TURN_ON_FIRST, False)
        elif model.card is None or model.screen not in OF_A_MEMBER:
            self._say(counter_wording.MEMBER_FIRST, False)
        else:
            model.panels.prove(model.card)

    def _mirrored(self) -> None:
        on, app = self.mirror.on, QApplication.instance()
        self._window.page.top.mirror.setVisible(on)
        if app is not None:
            app.removeEventFilter(self)
            if on:  # only while it is on: Python is asked about every event then
                app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc, wherever it goes, takes the member off the customer screen."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self.mirror.blank()
        return False

    def _locked(self) -> None:
        if self._window.locking is not None and self._window.locking.locked:
            self.mirror.blank()

    # ------------------------------------------------------------------------------------------------ slips and cards

    def print_slip(self) -> None:
        """Ctrl+P: the slip of the member shown, else of whoever was here last."""
        model = self._window.model
        shown = model.card is not None and model.screen in OF_A_MEMBER
        self.slips.last(model.card.member.id if shown and model.card is not None else None)

    def show_card(self) -> None:
        """Alt+M: the code of the member shown."""
        model = self._window.model
        if model.card is None or model.screen not in OF_A_MEMBER:
            self._say(counter_wording.MEMBER_FIRST, False)
        else:
            self._window.overlays.setdefault(Panel.CARD, self.card)
            model.lay(Panel.CARD)

    @cached_property
    def card(self) -> "CardView":
        """The card over the counter, made when it is first wanted."""
        from ui.views.card_view import CardView

        model = self._window.model
        made = CardView(model, model.escape)
        made.setParent(self._window.page)
        made.printed.connect(lambda: self._of_member(self.slips.card))
        made.made.connect(lambda: self._of_member(self._make_card))
        made.saved.connect(lambda path, to_show: self._of_member(partial(self._save_card, path, to_show)))
        return made

    def _of_member(self, act: Callable[[str], None]) -> None:
        if self._window.model.card is not None:
            act(self._window.model.card.member.id)

    def _make_card(self, member: str) -> None:
        self._door.ask(
            lambda desk: use_cases.new_card(desk, member),
            self._window.model.renew_card,
            lambda no: self._say(no.words, False),
        )

    def _save_card(self, path: Path, to_show: bool, member: str) -> None:
        plugged = self._plugged
        if plugged is None:
            self._say(wording.NOTHING_PLUGGED, False)
            return
        self._door.ask(
            lambda desk: plugged.write_card(desk, member, path, to_show),
            lambda _: self._say(wording.SAVED_CARD),
            lambda no: self._say(no.words, False),
        )

    # ------------------------------------------------------------------------------------------------------- hardware

    @cached_property
    def hardware(self) -> "HardwareView":
        """The page that tests what is plugged in, made when it is first wanted."""
        from ui.viewmodels.hardware_page import HardwarePage
        from ui.views.hardware_view import HardwareView

        page = HardwarePage(self._door, self._plugged, self.slips, self)
        page.settings_changed.connect(self.take_settings)
        self.line.told.connect(page.tell_serial)
        made = HardwareView(page, self.customer)
        made.left.connect(self._to_counter)
        self._pages.addWidget(made)
        return made

    def open_hardware(self) -> None:
        """The page that tests what is plugged in, in place of the counter, which stays as it is behind it."""
        if self._window.model.panels.may_leave():
            self._window.model.close_panels()
            self._turn_to(self.hardware)
            self.hardware.open(self.settings)
            self.line.tell_again()

    def takes_scan(self) -> bool:
        """Whether a scan ends at the page that tests the scanner."""
        return "hardware" in self.__dict__ and self._pages.currentWidget() is self.hardware

    def scan_read(self, reading: "Reading") -> None:
        """A scan, as it came."""
        if self.takes_scan():
            self.hardware.model.read(reading)

    def _line_scanned(self, reading: "Reading", text: str) -> None:
        self.scan_read(reading)
        self._window.scanned(text)

    def _say(self, words: str, ok: bool = True) -> None:
        self._window.model.notices.say(Toast(words, ok=ok))
