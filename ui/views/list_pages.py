"""Decides how lists read: matches of a search, a member's visits and points, today at this register."""

from posdesk.domain.member import initials, short_name
from ui import theme, wording
from ui.viewmodels import lot_words, member_words
from ui.viewmodels.counter import CounterModel
from ui.viewmodels.history import newest_first
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
POINTS_COLUMNS = (Column(0.46), Column(0.32), Column(0.22, right=True))
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
        if of_member:
            self.list.chosen.connect(model.panels.take_back)
        self.hint = label(wording.RETURN_HINT, "muted")
        self.body.addLayout(row(self.heading, None, self.back))
        self.body.addWidget(self.hint)
        self.body.addWidget(self.nothing)
        self.body.addWidget(self.list, 1)
        self.body.addStretch(0)
        for changed in (model.screen_changed, model.card_changed, model.day.changed):
            changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        wanted = Screen.HISTORY if self._of_member else Screen.TODAY
        if self._model.screen is not wanted:
            return
        rows = self._history() if self._of_member else today_rows(self._model)
        self.list.show_rows(rows, self._model.mark.at if self._of_member else None)
        self.list.setVisible(bool(rows))
        self.hint.setVisible(self._of_member and bool(rows))
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
            Row(
                visit.fact_id,
                member_words.visit_cells(visit, card, self._model.hidden),
                RowChip(back, "undo-2", "plain") if (back := member_words.came_back(visit)) else None,
                muted=not visit.counted,
            )
            for visit in newest_first(card)
        ]


class PointsPage(Panel):
    """The points of the member, opened into their lots, and the awards with their states."""

    def __init__(self, model: CounterModel) -> None:
        super().__init__((20, 12, 20, 12))
        self._model = model
        self.heading = label("", "section")
        self.total = label("", "muted")
        self.back = key_button(wording.CARD, "Esc", "x")
        self.back.clicked.connect(model.escape)
        self.nothing = label("", "body", wrap=True)
        self.list = RowList(wording.POINTS, POINTS_COLUMNS, tall=True)
        self.body.addLayout(row(self.heading, self.total, None, self.back, gap=theme.SPACE[2]))
        self.body.addWidget(self.nothing)
        self.code = label("", "muted")
        self.body.addWidget(self.list, 1)
        self.body.addStretch(0)
        self.body.addWidget(self.code)
        for changed in (model.screen_changed, model.card_changed, model.lots.changed):
            changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        model, card, balance = self._model, self._model.card, self._model.lots.balance
        if model.screen is not Screen.POINTS or card is None:
            return
        self.heading.setText(wording.points_of(card.point_name, member_words.name(card, model.hidden)))
        used = wording.USED_FROM_THE_TOP if balance and balance.lots and not model.hidden else ""
        self.total.setText(" · ".join(part for part in (*member_words.points(card, model.hidden), used) if part))
        rows = lot_words.rows(balance, model.hidden) if balance else []
        words = (lot_words.nothing(balance, model.hidden) if balance else model.lots.error) or ""
        self.nothing.setText(words)
        self.nothing.setVisible(bool(words))
        self.list.setVisible(bool(rows))
        self.code.setText(lot_words.referral_code(balance, model.hidden) if balance else "")
        self.list.show_rows([_points_row(each) for each in rows])


def _points_row(shown: lot_words.PageRow) -> Row:
    cells = (shown.title, shown.when, shown.figure)
    below = () if shown.heading else (shown.about, shown.since, shown.under)
    return Row(shown.title, cells, muted=shown.muted, below=below, heading=shown.heading)
