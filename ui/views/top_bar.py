"""Decides what the top row shows: the search box, who is signed in, and where the facts are."""

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui import hardware_wording, icons, people_wording, theme, wording
from ui.viewmodels.counter import CounterModel
from ui.views.layouts import row
from ui.widgets.chips import chip, chip_button
from ui.widgets.surface import box
from ui.widgets.text import tool_tip

_ICON = 20
_STEPS: dict[int, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -6, Qt.Key.Key_PageDown: 6}


class SearchBox(QLineEdit):
    """The one box. It has the focus whenever no panel is open."""

    def __init__(self, model: CounterModel) -> None:
        super().__init__()
        self._model = model
        self.setProperty("role", "search")
        self.setPlaceholderText(wording.SEARCH)
        self.setAccessibleName(wording.SEARCH_NAME)
        self.setMaxLength(400)
        self.textChanged.connect(model.search.set_text)
        model.search.changed.connect(self._follow)
        self._make_room()

    def _follow(self) -> None:
        if self.text() != self._model.search.text:
            self.setText(self._model.search.text)

    def _make_room(self) -> None:
        self.setTextMargins(theme.icon_px(_ICON) + 10, 0, 0, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down move in the matches or the visits, Enter opens the marked one; everything else is typing."""
        step = _STEPS.get(event.key())
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._model.enter()
        elif step is None or not self._model.step(step):
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Another text size asks for another icon."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._make_room()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box, and its icon."""
        super().paintEvent(event)
        side = theme.icon_px(_ICON)
        painter = QPainter(self)
        where = QRectF(12, round((self.height() - side) / 2), side, side)
        icons.paint(painter, "scan-line", theme.token("muted"), where)
        painter.end()


class TopBar(QWidget):
    """Search box, who is signed in, sync chip; a line of border below."""

    def __init__(self, model: CounterModel) -> None:
        super().__init__()
        self._model, self._connection = model, model.connection
        self.search = SearchBox(model)
        self.staff, self.person = chip("", "user", "plain"), chip_button("", "user", "plain")
        self.person.hide()
        self.mirror = chip(hardware_wording.MIRROR_CHIP, "monitor", "info")
        self.mirror.hide()
        self.sync = chip_button("", "circle-check", "ok")
        layout = row(self.search, self.mirror, self.staff, self.person, self.sync, gap=theme.SPACE[3])
        layout.setContentsMargins(16, 8, 16, 9)
        self.setLayout(layout)
        self._connection.changed.connect(self._follow)
        model.staff_changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        staff = self._model.staff or ""
        self.staff.set(staff, "user", "plain")
        self.staff.setVisible(bool(staff) and not self.person.words)
        icon, tone, words = self._connection.chip
        self.sync.set(words, icon, tone)
        self.sync.setAccessibleDescription(self._connection.explanation)
        self.sync.setToolTip(tool_tip(self._connection.explanation))

    def show_person(self, name: str) -> None:
        """Who is signed in with a PIN, as a button; empty: nobody is."""
        self.person.set(name, "user", "plain")
        self.person.setAccessibleDescription(people_wording.PERSON_HINT)
        self.person.setToolTip(tool_tip(people_wording.PERSON_HINT))
        self.person.setVisible(bool(name))
        self._follow()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Its ground, one step up from the page."""
        painter = QPainter(self)
        whole = QRectF(self.rect())
        box(painter, whole, 0, theme.token("border"), theme.token("border"), 0)
        box(painter, whole.adjusted(0, 0, 0, -1), 0, theme.token("surface"), theme.token("surface"), 0)
        painter.end()
