"""Decides how the panel of a return is laid out: each line of the visit with how much of it comes back, and below what
that gives and takes."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QSizePolicy, QWidget

from ui import theme, wording
from ui.viewmodels import member_words, use_cases
from ui.viewmodels.counter import CounterModel
from ui.viewmodels.return_panel import LineBack
from ui.views.fields import Wrong
from ui.views.layouts import column, holding, row
from ui.widgets.buttons import KeyButton, icon_button, key_button
from ui.widgets.panel import Panel
from ui.widgets.text import label

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
FIELD_WIDTH, LEAST_HEIGHT = 132, 180


class BackRow(QWidget):
    """One line: what was sold and what is left of it, less, how much, more."""

    def __init__(self, line: LineBack) -> None:
        super().__init__()
        sold = line.sold
        self.name = label(sold.name, "strong")
        self.left = label("", "muted")
        for words in (self.name, self.left):  # two in a column: each may be as wide as the column
            words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.less = icon_button("minus", f"{wording.PIECE_LESS}: {sold.name}")
        self.more = icon_button("plus", f"{wording.PIECE_MORE}: {sold.name}")
        self.line = QLineEdit()
        self.line.setMaxLength(12)
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.line.setFixedWidth(FIELD_WIDTH)
        self.line.setPlaceholderText(wording.AMOUNT_BACK_EXAMPLE if sold.by_amount else wording.PIECES_EXAMPLE)
        self.line.setAccessibleName(f"{wording.amount_back(sold.name) if sold.by_amount else wording.back(sold.name)}")
        self.setLayout(row(column(self.name, self.left, gap=0), self.less, self.line, self.more, gap=theme.TARGET_GAP))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_line(self, line: LineBack, hidden: bool) -> None:
        """Show what is left of it and what was typed."""
        sold = line.sold
        cents = "" if hidden else wording.money(sold.cents)
        if sold.by_amount:
            self.left.setText(cents or wording.HIDDEN)
        else:
            self.left.setText(wording.pieces_left(use_cases.written_pieces(sold.quantity), cents))
        if self.line.text() != line.typed:
            self.line.setText(line.typed)


class ReturnView(Panel):
    """The panel over the history. + and - in a field, Up and Down between fields, Enter saves, Esc closes."""

    def __init__(self, model: CounterModel) -> None:
        super().__init__((20, 12, 20, 12), raised=True)
        self._counter, self._model = model, model.panels.goods_back
        self.setAccessibleName(wording.RETURN_GOODS)
        self.heading = label("", "section")
        self.all = key_button(wording.ALL_BACK, "Alt+A", "undo-2")
        self.wrong, self.note = Wrong(), Wrong("info", "info", "body")
        self.after = label("", "strong", wrap=True)
        self.save = key_button(wording.SAVE, "Enter", "check", primary=True)
        self.cancel = key_button(wording.CANCEL, "Esc", "x")
        self._rows: list[BackRow] = []
        self._shown: list[object] = []
        self._area = QScrollArea()
        self._lay_out()
        self._connect()
        self._follow()

    def _lay_out(self) -> None:
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setAccessibleName(wording.RETURN_GOODS)
        self._area.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)  # it scrolls, not the page
        self._area.setMinimumHeight(LEAST_HEIGHT)
        self.body.addLayout(row(self.heading, None, self.all, gap=theme.SPACE[2]))
        self.body.addSpacing(theme.SPACE[0])
        self.body.addWidget(self._area, 1)
        for part in (self.wrong, self.note, self.after):
            self.body.addWidget(part)
        self.body.addLayout(row(self.save, self.cancel, None))

    def _connect(self) -> None:
        self.all.clicked.connect(self._model.all_back)
        self.save.clicked.connect(self._model.enter)
        self.cancel.clicked.connect(self._counter.escape)
        self._model.changed.connect(self._follow)
        self._counter.privacy.changed.connect(self._follow)

    def take_focus(self) -> None:
        """The first line."""
        if self._rows:
            self._rows[0].line.setFocus(Qt.FocusReason.OtherFocusReason)

    def line_rows(self) -> list[BackRow]:
        """The lines as shown, from the top."""
        return list(self._rows)

    def _follow(self) -> None:
        model, found = self._model, self._model.found
        if found is None:
            return
        hidden = self._counter.hidden
        name = member_words.name(found.card, hidden)
        self.heading.setText(wording.return_of(name, wording.day_near(found.visit.day, member_words.today(found.card))))
        if self._shown != [line.sold for line in model.lines]:
            self._make_rows()
        for shown, line in zip(self._rows, model.lines, strict=True):
            shown.show_line(line, hidden)
        self.wrong.tell(model.error)
        self.note.tell(model.note)
        after = None if hidden else model.after
        self.after.setText(after or "")
        self.after.setVisible(bool(after))
        self.save.setEnabled(not model.saving)
        self.save.set_words(wording.SAVING if model.saving else wording.SAVE)

    def _make_rows(self) -> None:
        self._shown = [line.sold for line in self._model.lines]
        self._rows = [BackRow(line) for line in self._model.lines]
        self._area.setWidget(holding(column(*self._rows, None)))
        before: QWidget = self.all
        for at, made in enumerate(self._rows):
            made.line.textEdited.connect(_at(self._model.set_back, at))
            made.less.clicked.connect(_step(self._model.step, at, -1))
            made.more.clicked.connect(_step(self._model.step, at, 1))
            made.line.installEventFilter(self)
            for part in (made.less, made.line, made.more):
                QWidget.setTabOrder(before, part)
                before = part
        QWidget.setTabOrder(before, self.save)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In a field + and - step, Up and Down go to another line."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            at = next((at for at, made in enumerate(self._rows) if made.line is watched), None)
            if at is not None and self._key(at, event):
                return True
        return super().eventFilter(watched, event)

    def _key(self, at: int, event: QKeyEvent) -> bool:
        if event.text() in ("+", "-"):
            self._model.step(at, 1 if event.text() == "+" else -1)
            return True
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None:
            return False
        line = self._rows[max(0, min(len(self._rows) - 1, at + step))].line
        line.setFocus(Qt.FocusReason.TabFocusReason)
        self._area.ensureWidgetVisible(line)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus; in a field it saves."""
        if event.key() not in ENTER:
            super().keyPressEvent(event)
        elif isinstance(focused := self.focusWidget(), KeyButton):
            focused.click()
        else:
            self._model.enter()


def _at(edited: Callable[[int, str], None], at: int) -> Callable[[str], None]:
    return lambda text: edited(at, text)


def _step(step: Callable[[int, int], None], at: int, by: int) -> Callable[[], None]:
    return lambda: step(at, by)
