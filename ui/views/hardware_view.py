"""Decides how the page about the hardware is laid out: the scanner left, the printer of slips and the second display
right. What is changed is in force at once.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from posdesk.hardware.scan_report import WORDS, ScanReport
from posdesk.hardware.settings import BAUDS, CodePage, HardwareSettings
from ui import hardware_wording as wording
from ui import settings_wording, theme
from ui import wording as counter_wording
from ui.customer_screen import CustomerScreen, displays
from ui.viewmodels.hardware_page import HardwarePage
from ui.views.fields import Field, Wrong
from ui.views.layouts import column, fill, holding, row, scrolled, sides
from ui.widgets.buttons import KeyButton, key_button
from ui.widgets.chips import chip
from ui.widgets.choice import Choice
from ui.widgets.page_keys import wire
from ui.widgets.panel import Panel
from ui.widgets.text import label

SPEEDS = {str(baud): f"{baud:,}" for baud in BAUDS}


class HardwareView(QWidget):
    """The page. left: Esc."""

    left = Signal()

    def __init__(self, model: HardwarePage, customer_screen: CustomerScreen) -> None:
        super().__init__()
        self.model, self._customer_screen = model, customer_screen
        self.back = key_button(counter_wording.BACK, "Esc", "x")
        self.undo = key_button(settings_wording.UNDO, "F4", "undo-2")
        self.wrong, self.done = Wrong(), Wrong("info", "info", "banner-info")
        self.kind = chip("", "scan-line", "info")
        self.shown, self.pace = label("", "strong", wrap=True), label("", "muted", wrap=True)
        self.ended, self.prefix = label("", "muted", wrap=True), Wrong("info", "muted", "muted")
        self.serial, self.no_serial = Wrong("info", "muted", "muted"), Wrong("triangle-alert")
        self.port, self.speed = Field(wording.SERIAL_PORT, wording.SERIAL_EXAMPLE), Choice(wording.SERIAL_SPEED, SPEEDS)
        self.printer = Choice(wording.PRINTER_KIND, {str(kind): words for kind, words in wording.KINDS.items()})
        self.address = Field(wording.PRINTER_ADDRESS, wording.ADDRESS_EXAMPLE)
        self.paper = Choice(wording.PAPER, {str(paper): words for paper, words in wording.PAPERS.items()})
        self.letters = Choice(wording.LETTERS, {str(page): str(page) for page in CodePage})
        self.survey = Field(wording.SURVEY, wording.LINK_EXAMPLE, optional=True)
        self.after_visit = key_button(wording.AFTER_VISIT, "", "minus")
        self.print_test = key_button(wording.PRINT_TEST, "Alt+P", "printer", primary=True)
        self.printed, self.not_printed = Wrong("circle-check", "ok", "banner-ok"), Wrong()
        self.display = Choice(wording.DISPLAY, {})
        self.join = Field(wording.JOIN_ADDRESS, wording.LINK_EXAMPLE, optional=True)
        self.picture = key_button(wording.SHOW_PICTURE, "Alt+D", "monitor")
        self.one_display = label(wording.ONE_DISPLAY, "muted", wrap=True)
        self._lay_out()
        self._connect()
        self._follow()

    def _lay_out(self) -> None:
        scanner, printer, second = (Panel((20, 12, 20, 14)) for _ in range(3))
        self.shown.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # a code has no blanks
        head = label(wording.SCANNER, "section"), label(wording.SCAN_NOW, "muted", wrap=True)
        told: tuple[QWidget, ...] = (*head, self.kind, self.shown, self.pace, self.ended, self.prefix)
        for part in told:
            scanner.body.addWidget(part)
        scanner.body.addStretch(1)
        scanner.body.addLayout(_fields(self.port, _named(wording.SERIAL_SPEED, self.speed)))
        scanner.body.addLayout(column(self.serial, self.no_serial, gap=0))
        printer.body.addLayout(row(label(wording.PRINTER, "section"), None, self.print_test))
        printer.body.addLayout(_fields(_named(wording.PRINTER_KIND, self.printer), self.address))
        papers = _named(wording.PAPER, self.paper), _named(wording.LETTERS, self.letters)
        printer.body.addLayout(_fields(*papers))
        printer.body.addWidget(self.survey)
        printer.body.addLayout(row(self.after_visit, None))
        printer.body.addLayout(column(self.printed, self.not_printed, gap=0))
        second.body.addLayout(row(label(wording.DISPLAYS, "section"), None, self.picture))
        second.body.addWidget(self.one_display)
        second.body.addLayout(_fields(_named(wording.DISPLAY, self.display), self.join))
        right = column(printer, second, None, gap=theme.SPACE[2])
        both = sides(scanner, holding(right), 45)
        top = row(label(wording.HARDWARE, "name"), None, self.undo, self.back, gap=theme.SPACE[2])
        fill(self, top, self.wrong, self.done, scrolled(holding(both)), gap=theme.SPACE[2])

    def _connect(self) -> None:
        model = self.model
        acts: tuple[tuple[KeyButton, Callable[[], None]], ...] = (
            (self.print_test, model.print_test),
            (self.picture, self._show_picture),
            (self.undo, model.undo),
        )
        for button, run in acts:
            wire(self, button, run)
        for choice, name in (
            (self.printer, "printer"),
            (self.paper, "paper"),
            (self.letters, "code_page"),
            (self.speed, "scanner_baud"),
            (self.display, "screen"),
        ):
            choice.chosen.connect(lambda key, name=name: model.set(name, key))
        for field, name in self._fields():
            field.line.editingFinished.connect(lambda field=field, name=name: model.set(name, field.line.text()))
        self.after_visit.setCheckable(True)
        self.after_visit.clicked.connect(lambda on: model.set("slip_after_visit", "yes" if on else "no"))
        self.back.clicked.connect(self._leave)
        model.changed.connect(self._follow)

    def _fields(self) -> tuple[tuple[Field, str], ...]:
        return (
            (self.port, "scanner_port"),
            (self.address, "printer_address"),
            (self.survey, "survey"),
            (self.join, "join"),
        )

    def open(self, settings: HardwareSettings) -> None:
        """Come to the front; displays are looked for anew."""
        found = displays(self.window().screen())
        self.display.set_words(found)
        self.one_display.setVisible(len(found) < 1)
        for part in (self.display, self.picture):
            part.setEnabled(bool(found))
        self.model.open(settings)
        self.print_test.setFocus(Qt.FocusReason.OtherFocusReason)

    # ------------------------------------------------------------------------------------------------------- following

    def _follow(self) -> None:
        model, settings = self.model, self.model.settings
        self.wrong.tell(model.error)
        self.done.tell(model.words)
        self.undo.set_words(settings_wording.undo(model.undoing.what))
        self.undo.setEnabled(model.undoing.what is not None)
        self._show_scan(model.report)
        for field, name in self._fields():
            field.show_text(getattr(settings, name))
        self.address.setEnabled(model.needs_address)
        self.printer.show_key(settings.printer)
        self.paper.show_key(settings.paper)
        self.letters.show_key(settings.code_page)
        self.speed.show_key(str(settings.scanner_baud))
        if settings.screen:
            self.display.show_key(settings.screen)
        self.serial.tell(model.serial if model.serial_ok else None)
        self.no_serial.tell(None if model.serial_ok else model.serial)
        self.after_visit.setChecked(settings.slip_after_visit)
        self.after_visit.set_words(wording.AFTER_VISIT, "check" if settings.slip_after_visit else "minus")
        self.print_test.setEnabled(not model.printing)
        self.print_test.set_words(wording.PRINTING if model.printing else wording.PRINT_TEST)
        words, ok = model.printed or ("", True)
        self.printed.tell(words if ok else None)
        self.not_printed.tell(None if ok else words)

    def _show_scan(self, told: ScanReport | None) -> None:
        for part in (self.kind, self.shown, self.pace, self.ended):
            part.setVisible(told is not None)
        self.prefix.tell(told.prefix if told else None)
        if told is None:
            return
        self.kind.set(WORDS[told.taken_for], "scan-line", "info")
        self.shown.setText(told.shown)
        self.pace.setText(wording.pace(told.length, told.gaps))
        self.ended.setText(told.ended)

    # --------------------------------------------------------------------------------------------------------- actions

    def _show_picture(self) -> None:
        self._customer_screen.show_picture(self.model.settings.screen)

    def _leave(self) -> None:
        self.model.leave()
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc, Enter on a button; everything else ends here: letters are not for the search box."""
        focused = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, KeyButton):
            focused.click()
        event.accept()


def _named(name: str, choice: Choice) -> QWidget:
    """A list under its name, as a field has it."""
    return holding(column(label(name, "fine"), choice, gap=2))


def _fields(*parts: QWidget) -> QHBoxLayout:
    made = row(*parts, gap=theme.SPACE[2])
    for at in range(len(parts)):
        made.setStretch(at, 1)
    return made
