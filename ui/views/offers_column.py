"""Decides how the right side reads: what can be used now, what not yet and why, and the one thing to say."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from posdesk.counter.offers import Offer
from ui import theme, wording
from ui.viewmodels import member_words
from ui.viewmodels.counter import CounterModel
from ui.views.layouts import column, holding, row
from ui.views.picture import Picture
from ui.widgets.panel import Panel
from ui.widgets.text import label


class OfferRow(Panel):
    """What can be used: a gift, what she gets, until when. Not yet: a clock, muted, and the reason."""

    def __init__(self, offer: Offer, line: str) -> None:
        super().__init__((14, 8, 14, 8) if offer.usable else (14, 4, 14, 4))
        words = [label(offer.title, "section" if offer.usable else "body"), label(line, "muted")]
        picture = Picture("gift", "primary") if offer.usable else Picture("clock", "muted", 20)
        if offer.usable:
            for each in words:  # two in a column: each may be as wide as the column
                each.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            layout = row(picture, column(*words, gap=0), gap=theme.SPACE[2])
        else:
            layout = row(picture, words[0], None, words[1], gap=theme.SPACE[2])
            words[1].setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(layout)
        self.setMinimumHeight(theme.TARGET)
        self.setAccessibleName(f"{offer.title}. {line}" if offer.usable else f"Not yet: {offer.title}. {line}")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)


class OffersColumn(QWidget):
    """The list and the sentence."""

    def __init__(self, model: CounterModel) -> None:
        super().__init__()
        self._model = model
        self._shown: list[tuple[Offer, str]] | None = None
        self._list = QScrollArea()
        self._list.setWidgetResizable(True)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setAccessibleName(wording.CAN_USE_NOW)
        self.say = label("", "body", wrap=True)
        self._say_panel = Panel((14, 10, 14, 12))
        self._say_panel.body.setSpacing(4)
        self._say_panel.body.addLayout(
            row(Picture("message-circle", "primary", 20), label(wording.SAY, "section"), None)
        )
        self._say_panel.body.addWidget(self.say)
        self._say_panel.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        layout = column(self._list, self._say_panel, gap=theme.SPACE[2])
        layout.setStretch(0, 1)
        self.setLayout(layout)
        model.card_changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        card = self._model.card
        if card is None:
            return
        words = member_words.say(card, self._model.hidden)
        self.say.setText(words)
        self._say_panel.setVisible(bool(words))
        offers = [(offer, member_words.offer_line(offer, self._model.hidden)) for offer in card.offers]
        if offers != self._shown:
            self._shown = offers
            self._list.setWidget(_offers(offers))

    def offer_rows(self) -> list[OfferRow]:
        """The offers as shown, from the top."""
        return self._list.findChildren(OfferRow)

    def set_folded(self, folded: bool) -> None:
        """Folded under the card, the list takes the height it needs."""
        shown = self._list.widget()
        self._list.setMinimumHeight(shown.sizeHint().height() if folded and shown else 0)


def _offers(offers: list[tuple[Offer, str]]) -> QWidget:
    usable = [OfferRow(offer, line) for offer, line in offers if offer.usable]
    waiting = [OfferRow(offer, line) for offer, line in offers if not offer.usable]
    nothing = [] if usable else [label(wording.NOTHING_TO_USE, "muted")]
    parts: list[QWidget | int] = [label(wording.CAN_USE_NOW, "section"), *nothing, *usable]
    if waiting:
        parts += [4, label(wording.NOT_YET, "section"), *waiting]
    return holding(column(*parts, None, gap=theme.SPACE[1]))
