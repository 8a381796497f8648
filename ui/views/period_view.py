"""Decides how the report of a period is laid out: which one, how far it is, and the report. Refuses to know what it
says."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from ui import evening_wording as wording
from ui import theme
from ui.viewmodels.period_page import Length, PeriodPage
from ui.views.evening_view import PaperScroll
from ui.views.fields import Wrong
from ui.views.layouts import FlowLayout, column, holding, row
from ui.widgets.buttons import key_button
from ui.widgets.panel import Panel
from ui.widgets.progress_line import ProgressLine
from ui.widgets.text import label

LENGTHS = (
    (Length.WEEK, wording.WEEK, "Alt+W"),
    (Length.MONTH, wording.MONTH, "Alt+M"),
    (Length.QUARTER, wording.QUARTER, "Alt+Q"),
)
"""Words and key of each."""


class PeriodView(QWidget):
    """The period."""

    def __init__(self, model: PeriodPage) -> None:
        super().__init__()
        self._model = model
        self.report, self.bar = PaperScroll(), ProgressLine()
        self.days = label("", "section")
        self.note, self.wrong = label("", "muted"), Wrong()
        self.before = key_button(wording.BEFORE, "Alt+Left")
        self.after = key_button(wording.AFTER, "Alt+Right")
        self.lengths = {length: key_button(words, key, "calendar") for length, words, key in LENGTHS}
        self.stores = key_button(wording.ALL_STORES, "Alt+S", "store")
        self.stop = key_button(wording.CANCEL, "Alt+X", "x")
        self._lay_out()
        self._connect()
        self._follow()

    def _lay_out(self) -> None:
        keys = FlowLayout()
        for button in (self.before, self.after, *self.lengths.values(), self.stores):
            keys.addWidget(button)
        under_way = row(self.days, self.note, self.bar, self.stop, gap=theme.SPACE[2])
        under_way.setStretch(2, 1)
        left = Panel((12, 8, 8, 8))
        left.body.addWidget(self.wrong)
        left.body.addWidget(self.report, 1)
        whole = column(holding(keys), under_way, left, gap=theme.SPACE[1])
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        model = self._model
        self.before.clicked.connect(lambda: model.step(-1))
        self.after.clicked.connect(lambda: model.step(1))
        self.stores.clicked.connect(model.turn)
        self.stop.clicked.connect(model.cancel)
        for length, button in self.lengths.items():
            button.setCheckable(True)
            button.clicked.connect(partial(self._choose, length))
        model.changed.connect(self._follow)

    def _choose(self, length: Length, _: bool = False) -> None:
        self._model.choose(length)

    def take_focus(self) -> None:
        """The report, to be scrolled."""
        self.report.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever goes away does not want it any more."""
        super().hideEvent(event)
        self._model.cancel()

    def _follow(self) -> None:
        model = self._model
        self.days.setText(wording.span(*model.span))
        self.note.setText(model.progress or model.words)
        self.bar.set_part(model.part)
        self.stop.setVisible(model.part is not None)
        self.wrong.tell(model.trouble)
        for length, button in self.lengths.items():
            button.setChecked(length is model.length)
        self.stores.set_words(wording.THIS_STORE if model.all_stores else wording.ALL_STORES)
        if model.part is None and model.said is not None:
            self.report.paper.set(model.said.title, model.said.notes, model.said.tables)
