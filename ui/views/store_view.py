"""Decides how the store's settings are laid out: the ID check and its rules left; right how long members are kept, what
would go, and what stands on slips. What is changed is in force at once.

Refuses to know what each setting means.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from posdesk.hardware.settings import HardwareSettings
from posdesk.office import purge_report
from ui import settings_wording, theme
from ui import store_wording as wording
from ui.viewmodels.forgetting import Doing
from ui.viewmodels.store_page import OFF, StorePage
from ui.views.fields import Field, Wrong
from ui.views.layouts import FlowLayout, column, fill, holding, row, scrolled, sides
from ui.views.rules_view import RulesView
from ui.widgets.buttons import KeyButton, key_button
from ui.widgets.choice import Choice
from ui.widgets.page_keys import wire
from ui.widgets.panel import Panel
from ui.widgets.text import label

NOT_KNOWN = "?"
"""The key of a choice that cannot be read."""


class StoreView(QWidget):
    """The page. left: Esc."""

    left = Signal()

    def __init__(self, model: StorePage) -> None:
        super().__init__()
        self.model = model
        self.heading = label(wording.STORE_SETTINGS, "name")
        self.undo = key_button(settings_wording.UNDO, "F4", "undo-2")
        self.back = key_button(wording.COUNTER, "Esc", "x")
        self.done, self.wrong = Wrong("info", "info", "banner-info"), Wrong()
        self.state, self.said = Choice(wording.STATE, {}), label("", "muted", wrap=True)
        self.broken, self.rules = Wrong("triangle-alert"), RulesView()
        self.months = Field(wording.MONTHS, wording.MONTHS_EXAMPLE)
        self.kept, self.whose = label("", "body", wrap=True), label(wording.IN_THE_PROGRAM, "muted", wrap=True)
        self.due, self.kinds = label("", "strong", wrap=True), label("", "muted", wrap=True)
        self.stay = Wrong("triangle-alert", "bad_text", "body")
        self.asked = Wrong("triangle-alert")
        self.count = key_button(wording.COUNT, "Alt+R", "refresh-cw")
        self.save = key_button(wording.SAVE_REPORT, "Alt+S", "hard-drive")
        self.keep = key_button(wording.KEEP, "Alt+V", "undo-2")
        self.forget = key_button(wording.FORGET, "Alt+X", "x")
        self.on_slip = key_button(wording.ON_SLIP, "Alt+G", "minus")
        self.codes = Choice(wording.CODES, {str(who): words for who, words in wording.DRAWN_BY.items()})
        self.dialog: QFileDialog | None = None
        self._lay_out()
        self._connect()
        self._follow()

    def _lay_out(self) -> None:
        left, keeping, slips = Panel((20, 12, 12, 12)), Panel((20, 12, 20, 14)), Panel((20, 12, 20, 14))
        left.body.addWidget(label(wording.ID_CHECK, "section"))
        for part in (self.state, self.broken, self.said):
            left.body.addWidget(part)
        left.body.addWidget(self.rules, 1)
        keeping.body.addWidget(label(wording.KEEPING, "section"))
        keeping.body.addLayout(_beside(self.months, holding(column(None, self.kept, self.whose, gap=0)), 34))
        for part in (self.due, self.kinds, self.stay, self.asked):
            keeping.body.addWidget(part)
        keys = FlowLayout()
        for button in (self.count, self.save, self.keep, self.forget):
            keys.addWidget(button)
        keeping.body.addWidget(holding(keys))
        slips.body.addWidget(label(wording.SLIPS, "section"))
        slips.body.addWidget(label(wording.ABOUT_CODES, "muted", wrap=True))
        slips.body.addLayout(row(self.on_slip, None))
        slips.body.addWidget(label(wording.ABOUT_ON_SLIP, "muted", wrap=True))
        drawn = holding(column(label(wording.CODES, "fine"), self.codes, gap=2))
        slips.body.addLayout(_beside(drawn, label(wording.ABOUT_DRAWN, "muted", wrap=True), 50))
        self._right = scrolled(holding(column(keeping, slips, None, gap=theme.SPACE[2])))
        both = sides(left, self._right, 44)
        top = row(self.heading, None, self.undo, self.back, gap=theme.SPACE[2])
        fill(self, top, self.done, self.wrong, holding(both), gap=theme.SPACE[1])

    def _connect(self) -> None:
        model = self.model
        acts: tuple[tuple[KeyButton, Callable[[], None]], ...] = (
            (self.undo, model.undo),
            (self.count, model.forgetting.count),
            (self.save, self.ask_where_to_save),
            (self.keep, model.forgetting.keep),
            (self.forget, self._forget),
        )
        for button, run in acts:
            wire(self, button, run)
        self.on_slip.setCheckable(True)
        wire(self, self.on_slip, self._turn_on_slip)
        self.state.chosen.connect(self._choose)
        self.codes.chosen.connect(lambda key: model.set("codes", key))
        self.months.line.textEdited.connect(model.type_months)
        self.months.line.editingFinished.connect(model.set_months)
        self.back.clicked.connect(self.escape)
        model.changed.connect(self._follow)

    def open(self, settings: HardwareSettings) -> None:
        """Come to the front."""
        self.model.open(settings)
        self.state.setFocus(Qt.FocusReason.OtherFocusReason)

    def escape(self) -> None:
        """Forgetting is stopped, what was asked is taken for no; else to the counter."""
        if self.model.forgetting.doing is Doing.FORGETTING:
            self.model.forgetting.stop()
        elif self.model.forgetting.asked:
            self.model.forgetting.keep()
        else:
            self.model.leave()
            self.left.emit()

    def ask_where_to_save(self) -> None:
        """A dialog over this page only; at the counter nothing is ever in the way."""
        if self.model.forgetting.report is None:
            return
        if self.dialog is not None:
            self.dialog.deleteLater()
        dialog = self.dialog = QFileDialog(self, wording.SAVE_TITLE, str(Path.home()), wording.REPORT_FILES)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("txt")
        dialog.selectFile(f"{self.model.file_name}.txt")
        dialog.fileSelected.connect(lambda name: self.model.forgetting.save(Path(name)))
        dialog.open()

    def _forget(self) -> None:
        """What goes is said, and the keys that do it or do not are in sight, however low the window is."""
        self.model.forgetting.forget()
        QTimer.singleShot(0, self, lambda: self._right.ensureWidgetVisible(self.forget))

    def _choose(self, key: str) -> None:
        if key != NOT_KNOWN:
            self.model.choose_state(key)

    def _turn_on_slip(self) -> None:
        self.model.set("card_on_slip", "no" if self.model.settings.card_on_slip else "yes")

    # ------------------------------------------------------------------------------------------------------- following

    def _follow(self) -> None:
        model = self.model
        self.done.tell(model.words)
        self.wrong.tell(model.trouble)
        self.undo.set_words(settings_wording.undo(model.undoing.what))
        self.undo.setEnabled(model.undoing.what is not None)
        self._show_gate()
        self._show_keeping()
        settings = model.settings
        self.on_slip.setChecked(settings.card_on_slip)
        self.on_slip.set_words(wording.ON_SLIP, "check" if settings.card_on_slip else "minus")
        self.codes.show_key(settings.codes)
        if self.isVisible() and self.window().focusWidget() is None:  # what had it can be used no more
            self.state.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_gate(self) -> None:
        gate = self.model.gate
        for part in (self.state, self.said, self.rules):
            part.setVisible(gate is not None)
        self.broken.tell(None if gate is None else gate.trouble)
        if gate is None:
            return
        offered = {OFF: wording.OFF, **{each.state: wording.pack(each) for each in gate.packs}}
        if gate.chosen is not None:
            offered.setdefault(gate.chosen.state, wording.pack(gate.chosen))
        if not gate.known:
            offered[NOT_KNOWN] = wording.NOT_KNOWN
        if offered != self.state.words:
            self.state.set_words(offered)
        self.state.show_key((gate.state or OFF) if gate.known else NOT_KNOWN)
        self.said.setText(wording.GATE_IS_OFF if gate.chosen is None else wording.chosen(gate.chosen))
        self.said.setVisible(gate.known)
        self.rules.show_rules(() if gate.chosen is None else wording.rules(gate.chosen))

    def _show_keeping(self) -> None:
        model, going = self.model, self.model.forgetting
        months = None if model.now is None else model.now.months
        self.months.show_text(model.typed)
        self.months.setEnabled(model.now is not None and going.doing is not Doing.FORGETTING)
        self.kept.setText(wording.FOR_EVER if months is None else wording.kept_for(months))
        told = going.report or going.counted
        self.due.setText(self._due())
        self.due.setVisible(bool(self.due.text()))
        kinds = "" if told is None else wording.by_kind(told)
        self.kinds.setText(kinds)
        self.kinds.setVisible(bool(kinds))
        self.stay.tell(None if told is None else purge_report.left(told))
        asked = going.counted if going.asked else None
        self.asked.tell(None if asked is None else wording.really(asked))
        at_it = going.doing is not Doing.NOTHING
        self.count.setVisible(at_it or months is not None)
        counted = going.counted is not None
        self.count.set_words(wording.STOP if at_it else wording.COUNT_AGAIN if counted else wording.COUNT)
        self.forget.setVisible(going.may_forget)
        really = wording.FORGET if asked is None else wording.forget_so_many(asked.members)
        self.forget.set_words(really)
        self.keep.setVisible(asked is not None)
        self.save.setVisible(going.report is not None)

    def _due(self) -> str:
        """What would go, or went, in a sentence."""
        model, going = self.model, self.model.forgetting
        if going.doing is Doing.COUNTING:
            return wording.counting(going.so_far)
        if going.doing is Doing.FORGETTING:
            return wording.forgetting(going.so_far, going.of)
        if going.report is not None:
            return wording.forgotten(going.report)
        if going.counted is not None:
            somebody = going.counted.members or going.counted.unsent
            return purge_report.summary(going.counted) if somebody else wording.NOBODY_DUE
        asks = model.now is not None and model.now.months is not None and not model.now.may_forget
        return wording.NOT_YOURS if asks else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What nothing else wanted ends here: letters are not for the search box."""
        if event.key() == Qt.Key.Key_Escape:
            self.escape()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(self.focusWidget(), KeyButton):
            self.focusWidget().click()  # type: ignore[attr-defined]
        event.accept()


def _beside(one: QWidget, other: QWidget, share: int) -> QHBoxLayout:
    """A setting, and beside it what it does. share: of the setting, in percent."""
    made = row(one, other, gap=theme.SPACE[3])
    made.setStretch(0, share)
    made.setStretch(1, 100 - share)
    return made
