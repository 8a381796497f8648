"""Decides how the visit panel shows what is used: each chosen offer with what it gives, and what is left to pay."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ui import theme, wording
from ui.viewmodels import uses
from ui.viewmodels.counter import CounterModel
from ui.views.layouts import column, row
from ui.widgets.buttons import key_button
from ui.widgets.text import label


class UsesPart(QWidget):
    """What the member pays, and a line for each use. best: the button for the best combination; it stands where the
    panel has its buttons."""

    def __init__(self, model: CounterModel) -> None:
        super().__init__()
        self._counter, self._model = model, model.visit
        self.pay = label("", "section")
        self.best = key_button(wording.BEST, "Alt+B", "gift")
        self.nothing = label(wording.NOTHING_CHOSEN, "muted")
        self._lines: list[uses.UseLine] = []
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.SPACE[2])
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(0, 1)
        heading = row(label(wording.USES, "section"), self.pay, None, gap=theme.SPACE[3])
        self.setLayout(column(heading, self.nothing, self._grid, gap=2))
        self.best.clicked.connect(self._model.use_best)
        self._model.changed.connect(self._follow)
        model.privacy.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        card, ahead, hidden = self._model.card, self._model.ahead, self._counter.hidden
        can = card is not None and bool(uses.numbered(card) or card.can_pay or self._model.uses.chosen)
        self.setVisible(can)
        self.best.setVisible(can and self._model.asking is None)
        if card is None or not can:
            return
        chosen = self._model.uses.chosen
        lines = uses.use_lines(card, ahead, hidden) if ahead else uses.chosen_lines(card, chosen, hidden)
        if lines != self._lines:
            self._lines = lines
            self._make(lines)
        self.nothing.setVisible(not lines)
        self.pay.setText(uses.pay_words(ahead) if ahead and not hidden else "")

    def _make(self, lines: list[uses.UseLine]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for at, line in enumerate(lines):
            title = label(line.title, "body")
            gives = label(line.gives, "bad" if line.refused else "strong")
            gives.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            title.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            self._grid.addWidget(title, at, 0)
            self._grid.addWidget(gives, at, 1)
            for part in (title, gives):
                part.show()

    def shown(self) -> list[uses.UseLine]:
        """The uses as shown."""
        return list(self._lines)
