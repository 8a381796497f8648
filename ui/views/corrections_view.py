"""Decides how putting something right about a member is laid out: her receipts left, the reason and what is done right.

Refuses to know what each does.
"""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from posdesk.domain.money import format_cents
from posdesk.domain.points import format_points
from ui import evening_wording as wording
from ui import theme
from ui import wording as days
from ui.viewmodels.corrections_page import CorrectionsPage
from ui.views.fields import Field, Wrong
from ui.views.layouts import fill, holding, row, sides
from ui.views.rows import Column, Row, RowList
from ui.widgets.buttons import KeyButton, key_button
from ui.widgets.choice import Choice
from ui.widgets.page_keys import wire
from ui.widgets.panel import Panel
from ui.widgets.text import label

COLUMNS = (Column(0.4), Column(0.3, right=True), Column(0.3, right=True))


class CorrectionsView(QWidget):
    """The page. left: Esc."""

    left = Signal()

    def __init__(self, model: CorrectionsPage) -> None:
        super().__init__()
        self._model = model
        self.heading, self.about = label(wording.CORRECTIONS, "name"), label("", "muted")
        self.back = key_button(wording.COUNTER, "Esc", "x")
        self.list = RowList(wording.RECEIPTS, COLUMNS)
        self.reason = Field(wording.REASON, wording.REASON_EXAMPLE)
        self.points = Field(wording.POINTS, wording.POINTS_EXAMPLE)
        self.until = Field(wording.UNTIL, wording.UNTIL_EXAMPLE)
        self.whose = Field(wording.WHOSE, wording.WHOSE_EXAMPLE)
        self.tier = Choice(wording.TIER, {})
        self.adjust = key_button(wording.ADJUST, "Alt+J", "star")
        self.write_off = key_button(wording.WRITE_OFF, "Alt+W", "minus")
        self.hold = key_button(wording.HOLD, "Alt+T", "badge-check")
        self.give = key_button(wording.MOVE, "Alt+G", "users")
        self.done, self.wrong = Wrong("info", "info", "banner-info"), Wrong()
        self._lay_out()
        self._connect()
        self._follow()

    def _lay_out(self) -> None:
        left, right = Panel((12, 10, 12, 10)), Panel((20, 14, 20, 14))
        left.body.addWidget(label(wording.RECEIPTS, "section"))
        left.body.addWidget(self.list, 1)
        held = row(self.tier, self.until, gap=theme.SPACE[1])
        held.setAlignment(self.tier, Qt.AlignmentFlag.AlignBottom)
        for part in (self.reason, self.done, self.wrong, self.points):
            right.body.addWidget(part)
        right.body.addLayout(row(None, self.write_off, self.adjust))
        right.body.addLayout(held)
        right.body.addLayout(row(None, self.hold))
        right.body.addWidget(self.whose)
        right.body.addLayout(row(None, self.give))
        right.body.addStretch(1)
        both = sides(left, right, 52)
        top = row(self.heading, self.about, None, self.back, gap=theme.SPACE[2])
        fill(self, top, holding(both), gap=theme.SPACE[1])

    def _connect(self) -> None:
        model = self._model
        for name, field in self._fields().items():
            field.line.textEdited.connect(partial(model.set, name))
        self.tier.chosen.connect(partial(model.set, "tier"))
        self.list.selectionModel().currentChanged.connect(lambda: model.mark(self.list.currentIndex().row()))
        self.back.clicked.connect(self.left)
        acts = ((self.adjust, model.adjust), (self.write_off, model.write_off), (self.hold, model.hold))
        for button, run in (*acts, (self.give, model.move)):
            wire(self, button, run)
        model.changed.connect(self._follow)

    def _fields(self) -> dict[str, Field]:
        return {"reason": self.reason, "points": self.points, "until": self.until, "whose": self.whose}

    def take_focus(self) -> None:
        """The reason: nothing is done without."""
        self.reason.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self) -> None:
        model, now = self._model, self._model.now
        self.about.setText("" if now is None else wording.about(now.card))
        rows = [
            Row(
                each.fact_id,
                (days.day(each.day), format_cents(each.spend_cents), f"{format_points(each.points)} points"),
            )
            for each in model.visits
        ]
        self.list.show_rows(rows, model.marked if rows else None)
        if now is not None and self.tier.count() != len(now.tiers):
            self.tier.set_words(now.tiers)
        for name, field in self._fields().items():
            field.show_text(model.typed[name])
        self.write_off.setVisible(model.is_short)
        self.give.setEnabled(bool(rows))
        self.done.tell(model.words)
        self.wrong.tell(model.trouble)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What nothing else wanted ends here: letters are not for the search box."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(self.focusWidget(), KeyButton):
            self.focusWidget().click()  # type: ignore[attr-defined]
        event.accept()
