"""Decides how the pages that would be printed are looked at first: the pages of the PDF themselves, drawn mark by mark.

What is printed from here goes the way of every print (the model's), so a copy says COPY here as it will on paper.
Refuses to know what is on the pages.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewWidget
from PySide6.QtWidgets import QGraphicsView, QWidget

from posdesk.reports.pdf_marks import Bar, Face
from ui import evening_wording as wording
from ui import theme
from ui.views.layouts import column, holding, row
from ui.widgets.buttons import key_button
from ui.widgets.text import label

if TYPE_CHECKING:
    from posdesk.reports.pdf_letter import Sheet

READABLE = 1.5
"""How much larger than on paper a roll is shown."""
FINE = 10
"""Sizes of letters are whole pixels, so a page is drawn in tenths of points."""
WEIGHTS = {Face.PLAIN: QFont.Weight.Normal, Face.STRONG: QFont.Weight.DemiBold}


class PreviewView(QWidget):
    """The pages. print_wanted: they are to be printed. paper_wanted: on the other paper, letter or roll."""

    print_wanted = Signal()
    paper_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.sheets: Sequence[Sheet] = ()
        self._narrow = False
        self._printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
        self._printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)  # of no printer: it is only looked at
        self.pages = QPrintPreviewWidget(self._printer)
        self.pages.setAccessibleName(wording.PREVIEW)
        self.pages.setZoomMode(QPrintPreviewWidget.ZoomMode.FitInView)
        for view in self.pages.findChildren(QGraphicsView):
            view.setAccessibleName(wording.PREVIEW)
            view.setBackgroundBrush(theme.token("surface2"))
        self.number = label("", "muted")
        self.before = key_button(wording.PAGE_BEFORE, "Alt+Left", "undo-2")
        self.after = key_button(wording.PAGE_AFTER, "Alt+Right", "chevron-right")
        self.larger, self.smaller = (key_button(*each) for each in (wording.LARGER, wording.SMALLER))
        self.paper = key_button(wording.ON_ROLL, "Alt+W", "receipt")
        self.print = key_button(wording.PRINT, "Ctrl+P", "printer", primary=True)
        keys = row(self.before, self.after, self.number, None, self.smaller, self.larger, self.print)
        self._papers = holding(row(None, self.paper))  # with large text there is no room for it beside the others
        whole = column(self._papers, self.pages, keys, gap=theme.SPACE[2])
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.pages.paintRequested.connect(self._paint)
        self.pages.previewChanged.connect(self._follow)
        acts = ((self.before, -1), (self.after, 1))
        for button, step in acts:
            button.clicked.connect(lambda _=False, step=step: self.turn(step))
        self.larger.clicked.connect(self.zoom_in)
        self.smaller.clicked.connect(self.zoom_out)
        self.print.clicked.connect(self.print_wanted)
        self.paper.clicked.connect(self.paper_wanted)

    def show_sheets(self, sheets: "Sequence[Sheet]", *, narrow: bool = False, rolls: bool = False) -> None:
        """Show these pages, the first one first. narrow: they are for a roll, and so long that they are read from top
        to bottom. rolls: the printer has one."""
        self.sheets = sheets
        self._papers.setVisible(rolls)
        self.paper.set_words(wording.ON_LETTER if narrow else wording.ON_ROLL)
        if narrow is not self._narrow:
            self._narrow = narrow
            if narrow:
                self.pages.setZoomFactor(READABLE)
            else:
                self.pages.setZoomMode(QPrintPreviewWidget.ZoomMode.FitInView)
        if sheets:
            size = QPageSize(QSizeF(sheets[0].width, sheets[0].height), QPageSize.Unit.Point)
            self._printer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF()))
        self._printer.setFullPage(True)
        self.pages.updatePreview()
        self.pages.setCurrentPage(1)
        for view in self.pages.findChildren(QGraphicsView):
            view.verticalScrollBar().setValue(view.verticalScrollBar().minimum())  # not the middle of a long page
        self._follow()

    def turn(self, step: int) -> None:
        """The next page, or the one before."""
        self.pages.setCurrentPage(min(max(self.pages.currentPage() + step, 1), max(self.pages.pageCount(), 1)))
        self._follow()

    def read_on(self, step: int) -> None:
        """Up or down by what is seen of a page."""
        for view in self.pages.findChildren(QGraphicsView):
            bar = view.verticalScrollBar()
            bar.setValue(bar.value() + step * bar.pageStep())

    def zoom_in(self) -> None:
        """Closer."""
        self.pages.zoomIn()

    def zoom_out(self) -> None:
        """Further away."""
        self.pages.zoomOut()

    def take_focus(self) -> None:
        """What prints."""
        self.print.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self) -> None:
        count, at = self.pages.pageCount(), self.pages.currentPage()
        self.number.setText(wording.page_of(at, count) if count else "")
        self.before.setEnabled(at > 1)
        self.after.setEnabled(at < count)

    def _paint(self, printer: QPrinter) -> None:
        painter = QPainter(printer)
        for at, sheet in enumerate(self.sheets):
            if at:
                printer.newPage()
            painter.save()
            scale = printer.pageLayout().fullRectPixels(printer.resolution()).width() / sheet.width / FINE
            painter.scale(scale, scale)
            draw(painter, sheet)
            painter.restore()
        painter.end()


def draw(painter: QPainter, sheet: "Sheet") -> None:
    """A page, in tenths of points from its upper left corner; paper is white in every look."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)  # a hair line is thinner than a dot of the screen
    for left, top, of_row in sheet.rows:
        for mark in of_row.marks:
            x, y = (left + mark.x) * FINE, (top + mark.y) * FINE
            if isinstance(mark, Bar):
                painter.fillRect(QRectF(x, y, mark.width * FINE, mark.height * FINE), QColor(mark.colour))
                continue
            face = QFont(theme.FAMILY, -1, WEIGHTS[mark.face])
            face.setPixelSize(round(mark.size * FINE))
            painter.setFont(face)
            painter.setPen(QColor(mark.colour))
            painter.drawText(QPointF(x, y), mark.text)
