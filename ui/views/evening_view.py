"""Decides how the end of the day is laid out: the report as it prints left, what is checked and closes it right.

Refuses to know what they hold.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QScrollArea, QSizePolicy, QWidget

from posdesk.reports.checklist import Item
from ui import evening_wording as wording
from ui import theme
from ui import wording as days
from ui.viewmodels.evening_page import EveningPage
from ui.views.fields import Field, Wrong
from ui.views.layouts import FlowLayout, column, holding, row, scrolled
from ui.views.picture import Picture
from ui.views.rows import Column, Row, RowList
from ui.widgets.buttons import key_button
from ui.widgets.chips import TONES, chip
from ui.widgets.panel import Panel
from ui.widgets.report_paper import ReportPaper
from ui.widgets.text import label

LINES = len(Item)
EARLIER_COLUMNS = (Column(0.5), Column(0.5, right=True))
EARLIER_ROWS = 3


class PaperScroll(QScrollArea):
    """The report, scrolled by arrows, page keys, Home and End."""

    def __init__(self) -> None:
        super().__init__()
        self.paper = ReportPaper()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("role", "paper")
        self.setViewportMargins(6, 2, 4, 2)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(wording.REPORT)
        self.viewport().setAutoFillBackground(False)
        self.setWidget(self.paper)
        self.paper.setAutoFillBackground(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Home and End; the rest Qt does."""
        bar = self.verticalScrollBar()
        if event.key() == Qt.Key.Key_Home:
            bar.setValue(bar.minimum())
        elif event.key() == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        else:
            super().keyPressEvent(event)
            if event.key() not in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
                event.ignore()


class CheckLine(QWidget):
    """One line of the checklist: icon, words in its colour, and a word for those who do not see colours."""

    def __init__(self) -> None:
        super().__init__()
        self.icon, self.words = Picture("info", "info", 18), label("", "body", wrap=True)
        layout = row(self.icon, self.words)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.hide()

    def tell(self, words: str, icon: str, tone: str) -> None:
        """Say it."""
        ground, ink = TONES[tone]
        self.icon.show_icon(icon, ink, ground)
        self.words.setText(words)
        self.setAccessibleName(f"{_WORD_OF[tone]}: {words}")
        self.show()


_WORD_OF = {tone: word for _, tone, word in wording.MARKS.values()}


class EveningView(QWidget):
    """The day. exceptions_wanted, period_wanted: another page of the evening."""

    exceptions_wanted = Signal()
    period_wanted = Signal()

    def __init__(self, model: EveningPage) -> None:
        super().__init__()
        self._model = model
        self.report = PaperScroll()
        self.state = chip("", "clock", "info")
        self.day = label("", "section")
        self.before = key_button(wording.DAY_BEFORE, "Alt+Left")
        self.after = key_button(wording.DAY_AFTER, "Alt+Right")
        self.title = label(wording.CHECKLIST, "section")
        self.lines = [CheckLine() for _ in range(LINES)]
        self.counted = CheckLine()
        self.tickets = Field(wording.TICKETS, wording.TICKETS_EXAMPLE)
        self.note = Field(wording.NOTE, wording.NOTE_EXAMPLE)
        self.lasting = Wrong("lock", "info", "banner-info")
        self.late = Wrong("triangle-alert", "warn_text", "body")
        self.done, self.wrong = Wrong("info", "info", "banner-info"), Wrong()
        self.look = key_button(wording.LOOK, "Alt+E", "search")
        self.period = key_button(wording.PERIOD, "Alt+R", "calendar")
        self.open_day = key_button(wording.OPEN_DAY, "Alt+O", "calendar")
        self.turn = key_button(wording.AS_NOW, "Alt+N", "eye")
        self.revise = key_button(wording.REVISE, "Alt+V", "plus")
        self.print = key_button(wording.PRINT_X, "Ctrl+P", "printer")
        self.save = key_button(wording.SAVE, "Ctrl+S", "hard-drive")
        self.show_folder = key_button(wording.SAVE_AND_SHOW, "Alt+F", "hard-drive")
        self.preview = key_button(wording.LOOK_FIRST, "Ctrl+Shift+P", "eye")
        self.dialog: QFileDialog | None = None
        self.close_day = key_button(wording.close(1), "Alt+Z", "lock", primary=True)
        self.earlier = RowList(wording.EARLIER, EARLIER_COLUMNS)
        self._focus_due = self._was_closed = False
        self._lay_out()
        self._connect()
        self._follow()

    def _lay_out(self) -> None:
        left, right = Panel((12, 8, 8, 8)), Panel((20, 14, 20, 14))
        left.body.addWidget(self.report, 1)
        body = column(self.title, *self.lines, self.counted, gap=theme.SPACE[0])
        right.body.addLayout(body)
        fields = row(self.tickets, self.note, gap=theme.SPACE[2])
        fields.setStretch(0, 45)
        fields.setStretch(1, 55)
        right.body.addLayout(fields)
        for part in (self.lasting, self.late, self.done, self.wrong):
            right.body.addWidget(part)
        keys = FlowLayout()
        for button in (
            self.look,
            self.open_day,
            self.revise,
            self.turn,
            self.preview,
            self.print,
            self.save,
            self.show_folder,
        ):
            keys.addWidget(button)
        right.body.addWidget(holding(keys))
        self._earlier_title = label(wording.EARLIER, "section")
        right.body.addWidget(self._earlier_title)
        right.body.addWidget(self.earlier, 1)
        # what closes the day never scrolls away
        side = column(scrolled(right), row(None, self.close_day), gap=theme.SPACE[1])
        side.setStretch(0, 1)
        sides = row(left, holding(side), gap=theme.SPACE[3])
        sides.setStretch(0, 56)
        sides.setStretch(1, 44)
        top = row(self.before, self.after, self.day, self.state, None, self.period, gap=theme.SPACE[2])
        whole = column(top, holding(sides), gap=theme.SPACE[1])
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        model = self._model
        self.tickets.line.textEdited.connect(model.set_tickets)
        self.note.line.textEdited.connect(model.set_note)
        acts: tuple[tuple[QWidget, Callable[[], None]], ...] = (
            (self.before, lambda: model.step(-1)),
            (self.after, lambda: model.step(1)),
            (self.look, self.exceptions_wanted.emit),
            (self.period, self.period_wanted.emit),
            (self.open_day, model.show_open),
            (self.turn, model.turn),
            (self.revise, model.revise),
            (self.print, model.print),
            (self.preview, model.preview),
            (self.save, self.ask_where_to_save),
            (self.show_folder, lambda: self.ask_where_to_save(show=True)),
            (self.close_day, model.close),
        )
        for button, run in acts:
            button.clicked.connect(run)  # type: ignore[attr-defined]
        self.earlier.chosen.connect(lambda key: model.show_day(date.fromisoformat(key)))
        model.changed.connect(self._follow)
        model.written.connect(self._show_folder_of)

    def _show_folder_of(self, path: Path) -> None:
        """In the program that shows folders on this computer; from there a file is sent, or taken along."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))

    def ask_where_to_save(self, *, show: bool = False) -> None:
        """A dialog over this page only; at the counter nothing is ever in the way. show: then the folder, too."""
        if not self._model.prints:
            return
        if self.dialog is not None:
            self.dialog.deleteLater()
        dialog = self.dialog = QFileDialog(self, wording.SAVE_TITLE, str(Path.home()), wording.FILES)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(self._model.file_name)
        dialog.fileSelected.connect(lambda name: self._model.save(Path(name), show=show))
        dialog.open()

    def take_focus(self) -> None:
        """What is typed first, or the report of a closed day: as soon as it is known which it is."""
        self._focus_due = self._model.now is None
        wanted = self.report if self._focus_due or self._model.is_closed else self.tickets.line
        wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self) -> None:
        model = self._model
        self.day.setText("" if model.day is None else days.day(model.day))
        self.state.set(*model.state)
        self._show_report()
        checks = () if model.is_closed else model.checks
        for at, line in enumerate(self.lines):
            if at < len(checks):
                line.tell(*checks[at][:3])
            else:
                line.hide()
        self.counted.tell(*model.counted)
        for part in (self.tickets, self.note, self.counted):
            part.setVisible(model.now is not None and not model.is_closed)
        self.tickets.show_text(model.tickets)
        self.note.show_text(model.note)
        self.lasting.tell("" if model.late or model.words else model.lasting)
        self.title.setText(wording.THE_DAY if model.is_closed else wording.CHECKLIST)
        self.late.tell(model.late)
        self.done.tell(model.words)
        self.wrong.tell(model.trouble)
        self._show_buttons(any(looked_at for *_, looked_at in checks))
        self._show_earlier()
        if (self._focus_due and model.now is not None) or (model.is_closed and not self._was_closed):
            self.take_focus()  # what was typed in is gone, once the day is closed
        self._was_closed = model.is_closed

    def _show_report(self) -> None:
        said = self._model.said
        if said is None:
            self.report.paper.set(wording.LOOKING, (), ())
        else:
            self.report.paper.set(said.title, said.notes, said.tables)

    def _show_buttons(self, looked_at: bool) -> None:
        model = self._model
        self.look.set_words(wording.LOOK if looked_at else wording.EXCEPTIONS)
        self.open_day.setVisible(bool(model.left_open))
        self.revise.setVisible(bool(model.late))
        self.turn.setVisible(model.is_closed)
        self.turn.set_words(wording.AS_CLOSED if model.as_now else wording.AS_NOW)
        self.preview.setVisible(model.looks)
        for button in (self.print, self.save, self.show_folder):
            button.setVisible(model.prints)
            button.setEnabled(not model.busy)
        first = wording.PRINT if model.is_closed else wording.PRINT_X
        self.print.set_words(wording.PRINT_COPY if model.copy else first)
        self.close_day.setVisible(not model.is_closed)
        self.close_day.set_words(model.closing)
        self.close_day.setEnabled(model.may_close)

    def _show_earlier(self) -> None:
        now = self._model.now
        rows = [Row(each.isoformat(), (days.day(each), wording.IS_OPEN)) for each in self._model.left_open]
        closed = () if now is None else now.closed
        title = wording.OPEN_AND_CLOSED if rows else wording.EARLIER
        rows += [Row(each.day.isoformat(), wording.earlier(each.day, each.number, each.revision)) for each in closed]
        self._earlier_title.setText(title if rows or now is None else wording.NO_EARLIER)
        shown = "" if self._model.day is None else self._model.day.isoformat()
        self.earlier.show_rows(rows, next((at for at, each in enumerate(rows) if each.key == shown), None))
        self.earlier.setVisible(bool(rows))
