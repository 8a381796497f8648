"""Decides how lists of members and visits read: matches of a search, a member's history, today at this register."""

from posdesk.domain.member import initials, short_name
from ui import wording
from ui.viewmodels import member_words
from ui.viewmodels.counter import CounterModel
from ui.viewmodels.screens import Screen
from ui.views.layouts import row
from ui.views.rows import Column, Row, RowChip, RowList
from ui.views.today_rows import today_list, today_rows
from ui.widgets.buttons import key_button
from ui.widgets.chips import tier_tone
from ui.widgets.panel import Panel
from ui.widgets.text import label

MANY = 20
"""As many matches as a look-up answers: there may be more."""
MATCH_COLUMNS = (Column(0.4), Column(0.34), Column(0.26))
HISTORY_COLUMNS = (Column(0.21), Column(0.3), Column(0.15), Column(0.17), Column(0.17, right=True))


class MatchesPage(Panel):
    """Members that match, newest active first; the marked one opens with Enter."""

    def __init__(self, model: CounterModel) -> None:
        super().__init__((12, 10, 12, 10))
        self._model = model
        self.note = label("", "muted", wrap=True)
        self.list = RowList(wording.MATCHES, MATCH_COLUMNS, tall=True)
        self.list.chosen.connect(model.search.chosen)
        self.body.addWidget(self.note)
        self.body.addWidget(self.list, 1)
        for changed in (model.search.changed, model.search.detailed, model.privacy.changed):
            changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        search = self._model.search
        rows = [self._row(hit_at) for hit_at in range(len(search.hits))]
        self.list.show_rows(rows, search.marked)
        many = wording.TYPE_MORE if len(search.hits) >= MANY else ""
        note = (search.found.note if search.found else None) or many
        self.note.setText(note)
        self.note.setVisible(bool(note))

    def _row(self, at: int) -> Row:
        hit, hidden = self._model.search.hits[at], self._model.hidden
        card = self._model.search.detail(hit.member)
        name = (initials if hidden else short_name)(hit.first_name, hit.last_name)
        phone = f"phone ends {hit.phone_ends}" if hit.phone_ends and not hidden else ""
        if card is None:
            return Row(hit.member, (name, phone, ""))
        tier = card.standing.tier.name
        visits = wording.count(card.standing.visits, "visit")
        return Row(hit.member, (name, phone, visits), RowChip(tier, "badge-check", tier_tone(tier)))


class VisitsPage(Panel):
    """A heading, a way back, and rows: the member's visits, or today's."""

    def __init__(self, model: CounterModel, *, of_member: bool) -> None:
        super().__init__((20, 12, 20, 12))
        self._model, self._of_member = model, of_member
        self.heading = label("", "section")
        self.back = key_button(wording.CARD if of_member else wording.BACK, "F7", "x")
        self.back.clicked.connect(model.visits)
        self.nothing = label("", "muted")
        self.list = RowList(wording.HISTORY, HISTORY_COLUMNS) if of_member else today_list(model, wording.TODAY)
        self.body.addLayout(row(self.heading, None, self.back))
        self.body.addWidget(self.nothing)
        self.body.addWidget(self.list, 1)
        self.body.addStretch(0)
        for changed in (model.screen_changed, model.card_changed, model.today_changed):
            changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        wanted = Screen.HISTORY if self._of_member else Screen.TODAY
        if self._model.screen is not wanted:
            return
        rows = self._history() if self._of_member else today_rows(self._model)
        self.list.show_rows(rows)
        self.list.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        self.nothing.setText(wording.NO_VISITS if self._of_member else wording.NO_VISITS_TODAY)
        card = self._model.card
        if self._of_member and card is not None:
            self.heading.setText(wording.visits_of(member_words.name(card, self._model.hidden)))
        else:
            self.heading.setText(wording.TODAY)

    def _history(self) -> list[Row]:
        card = self._model.card
        if card is None:
            return []
        return [
            Row(visit.fact_id, member_words.visit_cells(visit, card, self._model.hidden), muted=not visit.counted)
            for visit in reversed(card.standing.history)
        ]
