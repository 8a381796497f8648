"""Decides what is shown while no member is: today, the last visits, how to begin; or that nobody was found."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import id_wording, theme, wording
from ui.viewmodels.counter import CounterModel
from ui.viewmodels.screens import Screen
from ui.views.figures import Figures
from ui.views.layouts import column, row
from ui.views.picture import Picture
from ui.widgets.chips import chip
from ui.widgets.panel import Panel
from ui.widgets.text import label

if TYPE_CHECKING:
    from posdesk.domain.gate import GateAnswer
    from ui.views.rows import RowList

LAST = 5


class IdlePage(QWidget):
    """Today's figures, and the last five visits by initials."""

    def __init__(self, model: CounterModel) -> None:
        super().__init__()
        self._model = model
        self.figures = Figures((5, 5, 7))
        self.last: RowList | None = None
        self.nothing = label(wording.OPENING, "muted")
        head = Panel((20, 14, 20, 16))
        head.body.addWidget(label(wording.TODAY, "section"))
        head.body.addWidget(self.figures)
        below = Panel((20, 14, 20, 14))
        below.body.addWidget(label(wording.LAST_VISITS, "section"))
        below.body.addWidget(self.nothing)
        below.body.addStretch(0)
        self._below = below.body
        layout = column(head, below, gap=theme.SPACE[2])
        layout.setStretch(1, 1)
        self.setLayout(layout)
        for changed in (model.day.changed, model.privacy.changed, model.connection.changed):
            changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        today, waiting = self._model.day.figures, self._model.connection.now.waiting
        dash = "–" if today is None else ""
        self.figures.show_figures(
            (dash or f"{today.visits:,}" if today else dash, "visit" if today and today.visits == 1 else "visits"),
            (dash or f"{today.new_members:,}" if today else dash, "new members"),
            (dash or f"{waiting:,}", wording.NOT_SENT),
        )
        if today is not None:
            self._show_last()
        self.nothing.setVisible(today is None or not today.rows)
        self.nothing.setText(wording.OPENING if today is None else wording.NO_VISITS_TODAY)

    def _show_last(self) -> None:
        """The list is made with the first answer: the first paint has no use for it, and it is dear to load."""
        from ui.views.today_rows import today_list, today_rows

        if self.last is None:
            self.last = today_list(self._model, wording.LAST_VISITS)
            self._below.insertWidget(self._below.count() - 1, self.last, 1)
        rows = today_rows(self._model, LAST)
        self.last.show_rows(rows)
        self.last.setVisible(bool(rows))


class BeginColumn(QWidget):
    """How to begin, for whoever stands here for the first time."""

    def __init__(self) -> None:
        super().__init__()
        parts: list[QWidget | None] = [label(wording.BEGIN, "section")]
        for icon, title, line in wording.BEGINNINGS:
            card = Panel((14, 8, 14, 8))
            words = [label(title, "section"), label(line, "muted")]
            for each in words:
                each.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            card.body.addLayout(row(Picture(icon, "primary"), column(*words, gap=0), gap=theme.SPACE[2]))
            card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            parts.append(card)
        self.setLayout(column(*parts, None, gap=theme.SPACE[1]))


def _announce(page: QWidget, words: str) -> None:
    """Say it aloud to whoever has the screen read."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(page, words))


def _verdict(said: "GateAnswer") -> tuple[str, str, str]:
    """Words, icon and tone of what the gate said."""
    if said.lets_in:
        return id_wording.CHECKED, "check", "ok"
    by_hand = said.outcome == "no_expiry"
    return (id_wording.BY_HAND, "scan-line", "warn") if by_hand else (id_wording.NO_SALE, "ban", "bad")


class MessagePage(QWidget):
    """Nobody found, a problem, or what the gate says of an ID: an icon, a heading, what to do."""

    def __init__(self, model: CounterModel) -> None:
        super().__init__()
        self._model = model
        self.heading = label("", "section", wrap=True)
        self.words = label("", "body", wrap=True)
        self.verdict, self.said = chip("", "ban", "bad"), label("", "name", wrap=True)
        self._nobody, self._problem = Picture("users", "muted", 32), Picture("triangle-alert", "bad_text", 32)
        card = Panel((20, 20, 20, 20))
        text = column(row(self.verdict, None), self.said, self.heading, self.words)
        layout = row(self._nobody, self._problem, text, gap=theme.SPACE[3])
        layout.setStretch(2, 1)
        card.body.addLayout(layout)
        self.setLayout(column(card, None))
        model.screen_changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        problem, gate = self._model.screen is Screen.PROBLEM, self._model.panels.gate
        said = gate.answer if self._model.screen is Screen.GATE else None
        self._nobody.setVisible(not problem and said is None)
        self._problem.setVisible(problem)
        for part in (self.verdict, self.said):
            part.setVisible(said is not None)
        self.heading.setVisible(said is None)
        if said is not None:
            self.verdict.set(*_verdict(said))
            if self.said.text() != said.words:
                self.said.setText(said.words)
                _announce(self, f"{said.words}. {gate.advice}")
            self.words.setText(gate.advice)
        elif problem:
            self.heading.setText(wording.PROBLEM)
            self.words.setText(self._model.problem or "")
        elif self._model.screen is Screen.NOT_FOUND:
            sought, advice = self._model.newcomer.nobody
            self.heading.setText(wording.nobody(sought))
            self.words.setText(advice)
