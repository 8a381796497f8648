"""Decides how the right side reads: what can be used now, what not yet and why, and the one thing to say."""

from functools import partial

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from ui import theme, wording
from ui.viewmodels import member_words
from ui.viewmodels.counter import CounterModel
from ui.viewmodels.screens import Panel as Over
from ui.viewmodels.uses import OfferLine, offer_lines
from ui.views.layouts import column, holding, row
from ui.views.picture import Picture
from ui.widgets.buttons import KeyButton, key_button
from ui.widgets.panel import Panel
from ui.widgets.surface import box
from ui.widgets.text import label

LINE_HEIGHT = 40
"""Of a row that is only read; more in larger text."""


class OfferRow(Panel):
    """An offer. Can be used: a gift, what she gets, until when, its button. Chosen: a tick and what it gives. Not on
    this basket: a dashed, grey button, and the reason. Not yet: one line with a clock and the reason, dashed."""

    def __init__(self, offer: OfferLine) -> None:
        super().__init__((14, 6, 8, 6) if offer.ready else (14, 4, 14, 4))
        self._offer = offer
        self.title = label(offer.title, "section" if offer.ready else "body", wrap=offer.ready)
        self.line = label("", "muted", wrap=offer.ready)
        self.use: KeyButton | None = None
        self.picture = Picture("gift", "primary") if offer.ready else Picture("clock", "muted", 20)
        if offer.ready:
            for each in (self.title, self.line):  # two in a column: each may be as wide as the column
                each.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            self.use = key_button(wording.USE, f"Alt+{offer.number}" if offer.number else "")
            layout = row(self.picture, column(self.title, self.line, gap=0), self.use, gap=theme.SPACE[2])
            layout.setStretch(1, 1)
        else:
            layout = row(self.picture, self.title, None, self.line, gap=theme.SPACE[2])
            self.line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(layout)
        self.setMinimumHeight(theme.TARGET if offer.ready else LINE_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.show_offer(offer)

    @property
    def offer(self) -> OfferLine:
        """The offer as shown."""
        return self._offer

    def show_offer(self, offer: OfferLine) -> None:
        """Show the same offer in another state."""
        self._offer = offer
        line = offer.gives if offer.chosen and offer.usable and offer.gives else offer.line
        self.line.setText(line)
        spoken = f"{offer.title}. {line}"
        self.setAccessibleName(spoken if offer.ready else f"Not yet: {spoken}")
        if self.use is not None:
            ticked = offer.chosen and offer.usable
            self.picture.show_icon("circle-check" if ticked else "gift", "primary" if offer.usable else "muted")
            words = wording.HAND_OVER if offer.waiting else wording.USING if offer.chosen else wording.USE
            self.use.set_words(words)
            spoken = wording.take_off(offer.title) if offer.chosen else wording.use(offer.title)
            self.use.setAccessibleName(f"{words}: {offer.title}" if offer.waiting else spoken)
            self.use.setEnabled(offer.can_press)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The surface: a strong border when it is chosen, dashes when it cannot be used."""
        offer, rect = self._offer, QRectF(self.rect())
        painter = QPainter(self)
        chosen = offer.chosen and offer.usable
        border = "primary" if chosen else "border" if offer.usable else "border_strong"
        fill = "surface" if offer.usable or offer.ready else "bg"
        width = 2 if chosen else 1
        box(painter, rect, theme.RADIUS_CARD, theme.token(fill), theme.token(border), width, dashed=not offer.usable)
        painter.end()


class OffersColumn(QWidget):
    """The list, the rule for several at once, and the sentence."""

    def __init__(self, model: CounterModel) -> None:
        super().__init__()
        self._model = model
        self._rows: list[OfferRow] = []
        self._folded = False
        self._list = QScrollArea()
        self._list.setWidgetResizable(True)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setAccessibleName(wording.CAN_USE_NOW)
        self._list.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)  # it scrolls, not the page
        self.rule = label("", "fine")
        self.say = label("", "body", wrap=True)
        self._say_panel = Panel((14, 10, 14, 12))
        self._say_panel.body.setSpacing(4)
        self._say_panel.body.addLayout(
            row(Picture("message-circle", "primary", 20), label(wording.SAY, "section"), None)
        )
        self._say_panel.body.addWidget(self.say)
        self.ask = label("", "body", wrap=True)
        self.answer = key_button(wording.ANSWER, "Alt+Q")
        self.answer.clicked.connect(model.ask)
        asked = row(Picture("message-circle", "info", 20), self.ask, self.answer, gap=theme.SPACE[1])
        asked.setStretch(1, 1)
        self._asked = holding(asked)
        self._say_panel.body.addWidget(self._asked)
        self._say_panel.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        layout = column(self._list, self.rule, self._say_panel, gap=theme.SPACE[1])
        layout.setStretch(0, 1)
        self.setLayout(layout)
        for changed in (model.card_changed, model.panel_changed, model.visit.changed):
            changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        card = self._model.card
        if card is None:
            return
        words = member_words.say(card, self._model.hidden)
        self.say.setText(words)
        question = card.campaigns.question
        self.ask.setText("" if question is None else wording.ask(question.words, question.gets))
        self._asked.setVisible(question is not None)
        self._say_panel.setVisible(bool(words) or question is not None)
        lines = self._lines()
        if [_same(each.offer) for each in self._rows] != [_same(line) for line in lines]:
            self._make(lines)
        for shown, line in zip(self._rows, lines, strict=True):
            if shown.offer != line:
                shown.show_offer(line)
        rule = wording.stacking(card.best_only) if any(line.ready for line in lines) else ""
        rule = wording.offers_from(rule, card.campaigns.updated, card.campaigns.unreadable)
        self.rule.setText(rule)
        self.rule.setVisible(bool(rule))

    def _lines(self) -> list[OfferLine]:
        model, visit = self._model, self._model.visit
        assert model.card is not None
        if model.panel is Over.VISIT and visit.card is not None and visit.card.member.id == model.card.member.id:
            return offer_lines(visit.card, visit.ahead, visit.uses.chosen, model.hidden)
        return offer_lines(model.card, None, (), model.hidden)

    def _make(self, lines: list[OfferLine]) -> None:
        self._rows = [OfferRow(line) for line in lines]
        for shown in self._rows:
            if shown.use is not None:
                shown.use.clicked.connect(partial(self._model.use, shown.offer.order))
        ready = [shown for shown in self._rows if shown.offer.ready]
        waiting = [shown for shown in self._rows if not shown.offer.ready]
        nothing = [] if ready else [label(wording.NOTHING_TO_USE, "muted")]
        parts: list[QWidget | int | None] = [label(wording.CAN_USE_NOW, "section"), *nothing, *ready]
        if waiting:
            parts += [4, label(wording.NOT_YET, "section"), *waiting]
        self._list.setWidget(holding(column(*parts, None, gap=theme.SPACE[1] - 2)))
        self.set_folded(self._folded)

    def offer_rows(self) -> list[OfferRow]:
        """The offers as shown, from the top."""
        return list(self._rows)

    def set_folded(self, folded: bool) -> None:
        """Folded under the card, the list takes the height it needs."""
        self._folded = folded
        shown = self._list.widget()
        self._list.setMinimumHeight(shown.sizeHint().height() if folded and shown else 0)


def _same(offer: OfferLine) -> tuple[str, bool, int]:
    """What stays while an offer only changes its state."""
    return offer.title, offer.ready, offer.order
