"""The pages of a report looked at before they are printed, and a saved one shown in its folder; by keyboard."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QSettings, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QGraphicsView, QWidget
from pytestqt.qtbot import QtBot

from posdesk.counter import permissions
from posdesk.domain.store_facts import DayClosed
from posdesk.office.ports import Office, Paper, Roll
from posdesk.reports import pdf_letter, pdf_receipt
from posdesk.reports.making import named
from posdesk.reports.pdf import pdf_of
from posdesk.reports.pdf_letter import Sheet
from posdesk.reports.pdf_marks import Words
from posdesk.reports.values import Report
from tests.builders import Shop
from tests.fakes.printer import FakePrinter
from tests.ui.evenings import an_odd_day, closes, evening, replaced, told
from tests.ui.golden import Golden
from tests.ui.keys import Key, alt, press
from tests.ui.raising import raised
from tests.ui.shop import People
from tests.ui.signing import MANAGERS, sign_in
from tests.ui.test_evening import control
from tests.ui.whole import assert_whole, scrolls
from ui import theme
from ui.main_window import MainWindow
from ui.viewmodels.door import StraightLane
from ui.views.evening_pages import EveningPages
from ui.views.preview_view import FINE, PreviewView, draw
from ui.widgets.buttons import KeyButton


def sheets(report: Report, copy: bool) -> Sequence[Sheet]:
    return pdf_letter.sheets(report, copy=copy)


@pytest.fixture
def pages(
    qtbot: QtBot, qapp: QApplication, shop: Shop, people: People, evening_office: Office, printer: FakePrinter,
    settings: QSettings,
) -> Iterator[EveningPages]:  # fmt: skip
    an_odd_day(shop, people)
    office = replace(evening_office, paper=Paper(told, printer, sheets))
    window = MainWindow(shop.desk, StraightLane(), settings, office=lambda desk: replaced(office, desk))
    raised(qtbot, window)
    yield evening(window)
    qapp.removeEventFilter(window)


def preview(pages: EveningPages) -> PreviewView:
    """The pages, by their key."""
    look_first()
    assert pages.preview is not None
    QApplication.processEvents()
    return pages.preview


def look_first() -> None:
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClick(target, Key.Key_P, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    QApplication.processEvents()


def words_of(view: PreviewView) -> list[str]:
    marks = [mark for sheet in view.sheets for _, _, row in sheet.rows for mark in row.marks]
    return [mark.text for mark in marks if isinstance(mark, Words)]


def test_the_pages_are_turned_and_left_by_keys(pages: EveningPages) -> None:
    view = preview(pages)
    assert pages.heading.text() == "Print preview"
    count = view.pages.pageCount()
    assert count == len(view.sheets) > 1
    assert view.number.text() == f"Page 1 of {count}"
    assert not view.before.isEnabled()
    alt(Key.Key_Right)
    assert view.number.text() == f"Page 2 of {count}"
    alt(Key.Key_Left)
    alt(Key.Key_Up)
    alt(Key.Key_Down)
    press(Key.Key_Escape)
    assert pages.pages.currentWidget() is pages.day_view


def test_what_is_looked_at_is_what_is_printed_and_a_copy_says_so_before(
    pages: EveningPages, printer: FakePrinter
) -> None:
    alt(Key.Key_Z)
    alt(Key.Key_Z)
    assert "COPY" not in " ".join(words_of(preview(pages)))
    control(Key.Key_P)
    assert pages.pages.currentWidget() is pages.day_view
    assert pages.day_view.done.words.text() == "Handed to the printer."
    assert "COPY" in " ".join(words_of(preview(pages)))
    press(Key.Key_Return)
    z = "denver-1, 2026-11-23, Z 0001"
    assert [pdf.decode() for pdf, _ in printer.printed] == [z, f"{z}, COPY"]


def test_the_whole_evening_goes_by_keyboard_from_the_pin_to_the_paper(
    qtbot: QtBot, qapp: QApplication, staffed: Shop, people: People, evening_office: Office, printer: FakePrinter,
    settings: QSettings,
) -> None:  # fmt: skip
    """F12, a manager's PIN, the report, the tickets, a note, the close, the pages, the printer: no mouse."""

    def pdf(report: Report, copy: bool) -> bytes:
        return pdf_of(named(report, permissions.roster(staffed.desk)), copy=copy)

    an_odd_day(staffed, people)
    office = replace(evening_office, paper=Paper(pdf, printer, sheets))
    window = MainWindow(staffed.desk, StraightLane(), settings, office=lambda desk: replaced(office, desk))
    raised(qtbot, window)
    sign_in(window, "Ben", MANAGERS)
    press(Key.Key_F12)
    press("7", Key.Key_Tab, "quiet")
    alt(Key.Key_Z)
    alt(Key.Key_Z)
    look_first()
    press(Key.Key_Return)
    assert window.evenings is not None
    assert window.evenings.shown is not None
    day = window.evenings.shown.day
    assert day.words == "Handed to the printer."
    (close,) = closes(staffed)
    assert isinstance(close.body, DayClosed)
    assert (close.body.tickets, close.body.note) == (7, "quiet")
    assert day.said is not None
    assert [page for page, _ in printer.printed] == [pdf(day.said.report, False)]
    assert printer.printed[0][0].startswith(b"%PDF-")
    press(Key.Key_Escape)
    assert window.page.top.search.hasFocus()
    qapp.removeEventFilter(window)


def test_a_page_is_drawn_whole(pages: EveningPages) -> None:
    view = preview(pages)
    for sheet in view.sheets:
        image = QImage(round(sheet.width), round(sheet.height), QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.scale(1 / FINE, 1 / FINE)
        draw(painter, sheet)
        painter.end()
        inked = [
            (x, y)
            for x in range(image.width())
            for y in range(image.height())
            if image.pixelColor(x, y).lightness() < 200
        ]
        assert inked
        assert min(x for x, _ in inked) >= pdf_letter.MARGIN - 2
        assert max(x for x, _ in inked) <= sheet.width - pdf_letter.MARGIN + 2


def test_all_of_it_is_named_and_large_enough(pages: EveningPages) -> None:
    view = preview(pages)
    buttons = [each for each in view.findChildren(KeyButton) if each.isVisible()]
    assert all(each.accessibleName() for each in (*buttons, view.pages))
    assert [each.accessibleName() for each in buttons if each.height() < theme.TARGET] == []


def test_without_pages_there_is_no_preview(evening_window: MainWindow) -> None:
    pages = evening(evening_window)
    assert pages.day_view.preview.isHidden()
    look_first()
    assert pages.preview is None


class Folders(QObject):
    """Stands in for the program that shows folders."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    @Slot(QUrl)
    def show(self, folder: QUrl) -> None:
        self.shown.append(folder.toLocalFile())


@pytest.fixture
def folders() -> Iterator[Folders]:
    folders = Folders()
    QDesktopServices.setUrlHandler("file", folders, "show")  # type: ignore[arg-type]
    yield folders
    QDesktopServices.unsetUrlHandler("file")


def test_a_report_is_saved_and_its_folder_shown(pages: EveningPages, folders: Folders, tmp_path: Path) -> None:
    alt(Key.Key_F)
    dialog = pages.day_view.dialog
    assert dialog is not None
    assert dialog.selectedFiles()[0].endswith("corner-leaf denver-1 2026-11-23 X.pdf")
    dialog.reject()
    pages.day.save(tmp_path / "day.pdf")
    assert folders.shown == []
    pages.day.save(tmp_path / "day.pdf", show=True)
    assert folders.shown == [str(tmp_path)]
    pages.day.save(tmp_path / "nowhere" / "day.pdf", show=True)
    assert folders.shown == [str(tmp_path)]


# ----------------------------------------------------------------------------------------------------- the narrow roll


def narrow(report: Report, copy: bool) -> Sequence[Sheet]:
    return pdf_receipt.sheets(report, copy=copy)


def narrow_pdf(report: Report, copy: bool) -> bytes:
    return told(report, copy) + b", narrow"


@pytest.fixture
def rolled(
    qtbot: QtBot, qapp: QApplication, shop: Shop, people: People, evening_office: Office, printer: FakePrinter,
    settings: QSettings,
) -> Iterator[EveningPages]:  # fmt: skip
    """The same evening, where the printer has a roll of 80 mm."""
    an_odd_day(shop, people)
    office = replace(evening_office, paper=Paper(told, printer, sheets, Roll(narrow_pdf, narrow, lambda: True)))
    window = MainWindow(shop.desk, StraightLane(), settings, office=lambda desk: replaced(office, desk))
    raised(qtbot, window)
    yield evening(window)
    qapp.removeEventFilter(window)


def test_a_key_turns_between_letter_and_roll_and_what_is_looked_at_is_printed(
    rolled: EveningPages, printer: FakePrinter
) -> None:
    view = preview(rolled)
    assert view.paper.isVisible()
    letter = words_of(view)
    alt(Key.Key_W)
    assert view.sheets[0].width == pytest.approx(pdf_receipt.PAPER)
    assert (view.paper.accessibleName(), view.pages.pageCount()) == ("Letter", 1)
    assert {"Corner Leaf", "Totals", "$1,566.49"} <= set(words_of(view)) & set(letter)
    control(Key.Key_P)
    alt(Key.Key_W)  # on the day this key does nothing
    control(Key.Key_P)
    x = "denver-1, 2026-11-23, X"
    assert [pdf.decode() for pdf, _ in printer.printed] == [f"{x}, narrow", x]
    assert preview(rolled).sheets[0].width == pytest.approx(pdf_receipt.PAPER), "the next look is as the last one was"
    alt(Key.Key_W)
    assert words_of(view) == letter


def test_a_roll_is_read_from_top_to_bottom_by_keys(rolled: EveningPages) -> None:
    view = preview(rolled)
    alt(Key.Key_W)
    bar = view.pages.findChildren(QGraphicsView)[0].verticalScrollBar()
    top = bar.value()
    assert top == bar.minimum()
    press(Key.Key_PageDown)
    assert bar.value() > top
    press(Key.Key_PageUp)
    assert bar.value() == top


def test_where_no_roll_is_printed_none_is_shown(pages: EveningPages) -> None:
    view = preview(pages)
    assert not view.paper.isVisible()
    alt(Key.Key_W)
    assert view.sheets[0].width == pdf_letter.PAGE[0]


@pytest.mark.golden
@pytest.mark.parametrize(("look", "scale"), [("light", 100), ("dark", 150)])
def test_it_looks_as_it_was_looked_at(
    look: str, scale: int, qtbot: QtBot, qapp: QApplication, shop: Shop, people: People, evening_office: Office,
    printer: FakePrinter, settings: QSettings, golden: Golden,
) -> None:  # fmt: skip
    settings.setValue("look/theme", look)
    settings.setValue("look/scale", scale)
    an_odd_day(shop, people)
    office = replace(evening_office, paper=Paper(told, printer, sheets))
    window = MainWindow(shop.desk, StraightLane(), settings, office=lambda desk: replaced(office, desk))
    raised(qtbot, window)
    pages = evening(window)
    alt(Key.Key_Z)
    alt(Key.Key_Z)
    golden(f"evening-closed-{look}-{scale}", window.grab())
    preview(pages)
    golden(f"evening-preview-{look}-{scale}", window.grab())
    qapp.removeEventFilter(window)


@pytest.mark.parametrize("scale", [100, 115, 133, 150])
def test_nothing_is_cut_in_the_smallest_usual_window(
    scale: int, qtbot: QtBot, qapp: QApplication, shop: Shop, people: People, evening_office: Office,
    printer: FakePrinter, settings: QSettings,
) -> None:  # fmt: skip
    settings.setValue("look/scale", scale)
    an_odd_day(shop, people)
    office = replace(evening_office, paper=Paper(told, printer, sheets, Roll(narrow_pdf, narrow, lambda: True)))
    window = MainWindow(shop.desk, StraightLane(), settings, office=lambda desk: replaced(office, desk))
    raised(qtbot, window)
    pages = evening(window)
    assert_all_whole(pages.day_view)
    alt(Key.Key_Z)
    alt(Key.Key_Z)
    shop.visit(people.maria, 20_00)
    pages.day.refresh()
    assert_all_whole(pages.day_view)
    for button in preview(pages).findChildren(KeyButton):
        assert_whole(button)
    assert_whole(preview(pages).number)
    alt(Key.Key_W)
    for button in preview(pages).findChildren(KeyButton):
        assert_whole(button)
    qapp.removeEventFilter(window)


def assert_all_whole(view: QWidget) -> None:
    QApplication.processEvents()
    for widget in view.findChildren(QWidget):
        if widget.isVisible() and not scrolls(widget):
            assert_whole(widget)
