"""Decides how members who may be one person are laid out: the pairs left, the marked pair and what it comes to right.

Refuses to know what each act does.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from ui import theme
from ui import who_wording as wording
from ui.viewmodels.duplicates_page import DuplicatesPage
from ui.views.fields import Field, Wrong
from ui.views.layouts import fill, holding, row, sides
from ui.views.rows import Column, Row, RowList
from ui.widgets.buttons import KeyButton, key_button
from ui.widgets.page_keys import wire
from ui.widgets.panel import Panel
from ui.widgets.text import label

PAIR = (Column(0.5), Column(0.5))
FIGURES = (Column(0.2), Column(0.26), Column(0.26), Column(0.28))
LINES = 4


class DuplicatesView(QWidget):
    """The page. left: Esc. member_wanted: a card is to be shown."""

    left = Signal()
    member_wanted = Signal(str)

    def __init__(self, model: DuplicatesPage) -> None:
        super().__init__()
        self.model = model
        self.heading, self.back = label(wording.DUPLICATES, "name"), key_button(wording.COUNTER, "Esc", "x")
        self.note, self.wrong = label("", "muted", wrap=True), Wrong()
        self.list, self.figures = RowList(wording.PAIRS, PAIR, tall=True), RowList(wording.COMES_TO, FIGURES)
        self.lines = [label("", "body", wrap=True) for _ in range(LINES)]
        self.reason = Field(wording.REASON, wording.REASON_EXAMPLE)
        self.again = key_button(wording.LOOK_AGAIN, "Alt+R", "refresh-cw")
        self.stop = key_button(wording.STOP, "Alt+X", "x")
        self.card = key_button(wording.CARD, "Alt+M", "user")
        self.apart = key_button(wording.APART, "Alt+N", "users")
        self.merge = key_button(wording.MERGE, "Alt+G", "check")
        self._lay_out()
        self._connect()
        self._follow()

    def _lay_out(self) -> None:
        self._left, right = Panel((12, 10, 12, 10)), Panel((20, 12, 20, 12))
        self._left.body.addWidget(self.note)
        self._left.body.addWidget(self.list, 1)
        self._left.body.addLayout(row(self.again, None, self.stop))
        for line in self.lines:
            right.body.addWidget(line)
        right.body.addWidget(self.figures, 1)
        for part in (self.reason, self.wrong):
            right.body.addWidget(part)
        right.body.addLayout(row(self.card, None, self.apart, self.merge))
        both = sides(self._left, right, 42)
        fill(self, row(self.heading, None, self.back, gap=theme.SPACE[2]), holding(both), gap=theme.SPACE[1])

    def _connect(self) -> None:
        model = self.model
        self.back.clicked.connect(self.left)
        self.reason.line.textEdited.connect(model.set_reason)
        self.list.selectionModel().currentChanged.connect(self._marked)
        self.list.chosen.connect(lambda _: self.reason.line.setFocus(Qt.FocusReason.OtherFocusReason))
        acts: tuple[tuple[KeyButton, Callable[[], None]], ...] = (
            (self.again, model.look_again),
            (self.stop, model.stop),
            (self.card, self.show_member),
            (self.apart, model.apart),
            (self.merge, model.merge),
        )
        for button, run in acts:
            wire(self, button, run)
        model.changed.connect(self._follow)

    def show_member(self) -> None:
        """The card of the one who was made first."""
        if self.model.two is not None:
            self.member_wanted.emit(self.model.two[0])

    def take_focus(self) -> None:
        """The list; of one pair the reason: nothing is done without."""
        wanted = self.reason.line if self.model.alone else self.list
        wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever goes away does not want the search any more."""
        super().hideEvent(event)
        self.model.stop()

    def _marked(self) -> None:
        at = self.list.currentIndex().row()
        if at >= 0 and at != self.model.marked:
            self.model.mark(at)

    def _follow(self) -> None:
        model = self.model
        self.note.setText(model.note())
        told = [(f"{pair.one.member} {pair.other.member}", *wording.pair_row(pair)) for pair in model.pairs]
        rows = [Row(key, cells, below=below) for key, cells, below in told]
        self.list.show_rows(rows, model.marked if rows else None)
        self.list.setVisible(not model.alone)
        self.stop.setVisible(model.searching)
        self.again.set_words(wording.BACK_TO_PAIRS if model.alone else wording.LOOK_AGAIN)
        said = () if model.seen is None else wording.why(model.seen)
        for at, line in enumerate(self.lines):
            line.setText(said[at] if at < len(said) else "")
            line.setVisible(at < len(said))
        figures = () if model.seen is None else wording.comes_to(model.seen)
        self.figures.show_rows([Row(cells[0] or "head", cells) for cells in figures])
        self.reason.show_text(model.reason)
        self.wrong.tell(model.trouble)
        for part in (self.figures, self.reason, self.card, self.apart, self.merge):
            part.setVisible(model.seen is not None)
        for button in (self.apart, self.merge):
            button.setEnabled(not model.busy)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What nothing else wanted ends here: letters are not for the search box."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(self.focusWidget(), KeyButton):
            self.focusWidget().click()  # type: ignore[attr-defined]
        event.accept()
