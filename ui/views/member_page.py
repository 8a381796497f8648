"""Decides how a member card is laid out: who, how far, what they buy."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from posdesk.domain import money
from posdesk.domain.facts import Channel
from ui import enrolment_wording, theme, wording
from ui.viewmodels import member_words
from ui.viewmodels.counter import CounterModel
from ui.views.figures import Figures
from ui.views.layouts import FlowLayout, column, holding, row
from ui.widgets.bars import bars
from ui.widgets.chips import chip, chip_button, tier_tone
from ui.widgets.panel import Panel
from ui.widgets.points_button import PointsButton
from ui.widgets.spend_line import Month, spend_line
from ui.widgets.steps import steps
from ui.widgets.text import label

CHIPS = 3
LEAST_BARS = 2


class MemberHead(Panel):
    """Who it is and how far: name, tier, chips, three numbers, steps."""

    def __init__(self, model: CounterModel) -> None:
        super().__init__((20, 14, 20, 16))
        self._model = model
        self.name = label("", "name")
        self.points = PointsButton()
        self.points.clicked.connect(model.points)
        self.tier = chip("", "badge-check", "plain")
        self.about = label("", "muted")
        self.chips = [chip("", "info", "info") for _ in range(CHIPS)]
        self.figures = Figures((5, 6, 4))
        self.steps = steps()
        self.note = label("", "fine", wrap=True)
        self.stop = chip_button(enrolment_wording.STOP_TEXTS_KEY, "ban")
        self.stop.clicked.connect(lambda: model.consenting.stop(model.shown_card, Channel.TEXT))
        self.stopped = chip(enrolment_wording.STOPPED[Channel.TEXT], "ban", "info")
        flow = FlowLayout()
        for each in (*self.chips, self.stop, self.stopped):
            flow.addWidget(each)
        self._chips = holding(flow)
        self._chips.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._chip_row = row(self._chips, self.points, gap=theme.SPACE[2])
        self._chip_row.setStretch(0, 1)
        for part in (self._chips, self.points):
            self._chip_row.setAlignment(part, Qt.AlignmentFlag.AlignVCenter)
        self._abouts: tuple[str, ...] = ()
        self.body.addLayout(row(self.name, self.tier, None, self.about, gap=theme.SPACE[2]))
        self.body.addLayout(self._chip_row)
        for part in (self.figures, self.steps, self.note):
            self.body.addWidget(part)
        self.figures.layout().setContentsMargins(0, 0, 0, theme.SPACE[0])  # type: ignore[union-attr]
        model.card_changed.connect(self._follow)
        model.panels.gate.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        card, hidden = self._model.card, self._model.hidden
        if card is None:
            return
        self.name.setText(member_words.name(card, hidden))
        tier = card.standing.tier
        self.tier.set(tier.name, "badge-check", tier_tone(tier.name))
        self._abouts = member_words.about(card, hidden)
        self._fit()
        checked = self._model.panels.gate.checked_for(card.member.id) is not None
        self._show_chips(member_words.chips(card, hidden, checked))
        self.stop.setVisible(Channel.TEXT in card.member.consents)
        self.stopped.setVisible(Channel.TEXT in card.member.stopped)
        self.points.show_balance(*member_words.points(card, hidden), owed=card.standing.points < 0)
        self.figures.show_figures(*((each.number, each.caption) for each in member_words.figures(card, hidden)))
        done, total = member_words.steps_done(card)
        self.steps.setVisible(total > 0)
        if card.steps is not None:
            self.steps.set(done, total, what="visits", reward=card.steps.title)
        note = member_words.note(card)
        self.note.setText(note)
        self.note.setVisible(bool(note))

    def _fit(self) -> None:
        """The name is cut last: what stands beside it is said shorter, or not at all, where room is short."""
        margins = self.body.contentsMargins()
        gaps = 3 * theme.SPACE[2]
        room = self.width() - margins.left() - margins.right() - self.tier.sizeHint().width() - gaps
        self.name.setMinimumWidth(0)  # its hint is never below its minimum, which was made for another name
        name = min(self.name.sizeHint().width(), room)
        self.name.setMinimumWidth(name)
        metrics = self.about.fontMetrics()
        fitting = (words for words in self._abouts if metrics.horizontalAdvance(words) <= room - name)
        self.about.setText(next(fitting, ""))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, other words."""
        super().resizeEvent(event)
        self._fit()

    def _show_chips(self, chips: list[tuple[str, str, str]]) -> None:
        for at, each in enumerate(self.chips):
            each.setVisible(at < len(chips))
            if at < len(chips):
                each.set(*chips[at])
        self._chips.updateGeometry()


class MemberHabits(Panel):
    """What they buy: brand bars, the usual, spend by month. Shows as many bars as there is room for."""

    def __init__(self, model: CounterModel) -> None:
        super().__init__((20, 14, 20, 14))
        self._model = model
        self._rows: list[tuple[str, int]] = []
        self.bars = bars()
        self.nothing = label(wording.NO_BRANDS, "muted")
        self.usually = label("", "muted")
        self.spend_title = label(wording.SPEND, "section")
        self.spent = label("", "muted")
        self.spend = spend_line()
        self._spend_part = holding(column(row(self.spend_title, None, self.spent), self.spend))
        self.body.addWidget(label(wording.BRANDS, "section"))
        for part in (self.bars, self.nothing, self.usually):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.body.addWidget(self._spend_part)
        model.card_changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        card, hidden = self._model.card, self._model.hidden
        if card is None:
            return
        self._rows = member_words.bars(card)
        self.nothing.setVisible(not self._rows)
        words = member_words.usually(card, hidden)
        self.usually.setText(words)
        self.usually.setVisible(bool(words))
        months = card.standing.months
        self.spend.set(
            [
                Month(wording.month(each.month)[:3], each.spend_cents, money.format_short(each.spend_cents))
                for each in months
            ],
            wording.SPEND,
        )
        self.spent.setText(member_words.spent(card))
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Two bars and the usual; the rest comes with the room."""
        hint = super().minimumSizeHint()
        hint.setHeight(self._fixed_height() + self._pitch() * min(LEAST_BARS, len(self._rows)))
        return hint

    def sizeHint(self) -> QSize:
        """As small as it may be: where offers stand below, they come before more bars."""
        hint = super().sizeHint()
        hint.setHeight(self.minimumSizeHint().height())
        return hint

    def _pitch(self) -> int:
        return theme.text_px(theme.BODY) + 17

    def _fixed_height(self) -> int:
        margins = self.body.contentsMargins()
        line = round(theme.text_px(theme.SECTION) * 1.4)
        usual = round(theme.text_px(theme.BODY) * 1.4) + self.body.spacing()
        return margins.top() + margins.bottom() + line + usual + 2 * self.body.spacing()

    def _fit(self) -> None:
        """Bars first, at most five; then the months, when there is room for them and nothing is hidden."""
        room = self.height() - self._fixed_height()
        shown = self._rows[: max(LEAST_BARS, room // self._pitch())]
        self.bars.set(shown)
        self.bars.setVisible(bool(shown))
        left = room - len(shown) * self._pitch()
        months = self._spend_part.sizeHint().height() + self.body.spacing()
        self._spend_part.setVisible(left >= months and not self._model.hidden)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More room, more bars."""
        super().resizeEvent(event)
        if self._model.card is not None:
            self._fit()


class MemberPage(QWidget):
    """The card: head above, habits below."""

    def __init__(self, model: CounterModel) -> None:
        super().__init__()
        self.head, self.habits = MemberHead(model), MemberHabits(model)
        layout = column(self.head, self.habits, gap=theme.SPACE[2])
        layout.setStretch(1, 1)
        self.setLayout(layout)
