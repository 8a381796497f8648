"""Decides how the list of campaigns is laid out: the rows and the calendar left, the marked one and its keys right."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from posdesk.domain.campaigns import Campaign
from posdesk.office.campaigns import Listed
from ui import office_wording as wording
from ui import theme
from ui import wording as days
from ui.viewmodels.campaigns_page import CampaignsPage, state_chip
from ui.views.fields import Wrong
from ui.views.layouts import row
from ui.views.rows import Column, Row, RowChip, RowList
from ui.widgets.buttons import key_button
from ui.widgets.campaign_bars import Bar, CampaignBars
from ui.widgets.panel import Panel
from ui.widgets.text import label

COLUMNS = (Column(0.44), Column(0.34), Column(0.22, right=True))
LINES = 9


class CampaignList(QWidget):
    """Rows, calendar, and the marked campaign."""

    def __init__(self, model: CampaignsPage) -> None:
        super().__init__()
        self._model = model
        self.note = label("", "muted", wrap=True)
        self.wrong = Wrong()
        self.list = RowList(wording.CAMPAIGNS, COLUMNS, tall=True)
        self.bars = CampaignBars()
        self.newer = label("", "fine", wrap=True)
        self.title, self.lines = label("", "section", wrap=True), [label("", "body", wrap=True) for _ in range(LINES)]
        self.new = key_button(wording.NEW, "Ctrl+N", "plus", primary=True)
        self.edit = key_button(wording.EDIT, "Enter", "settings")
        self.pause = key_button(wording.PAUSE, "Alt+U", "ban")
        self.end = key_button(wording.END, "Alt+X", "circle-x")
        self._lay_out()
        self._connect()
        self._follow()

    def _lay_out(self) -> None:
        left, right = Panel((12, 10, 12, 10)), Panel((20, 14, 20, 14))
        for part in (self.note, self.wrong):
            left.body.addWidget(part)
        left.body.addWidget(self.list, 1)
        left.body.addWidget(self.newer)
        left.body.addWidget(self.bars)
        right.body.addWidget(self.title)
        for line in self.lines:
            right.body.addWidget(line)
        right.body.addStretch(1)
        right.body.addLayout(row(self.edit, self.pause, None))
        right.body.addLayout(row(self.end, None, self.new))
        sides = row(left, right, gap=theme.SPACE[3])
        sides.setStretch(0, 60)
        sides.setStretch(1, 40)
        self.setLayout(sides)

    def _connect(self) -> None:
        model = self._model
        self.new.clicked.connect(model.new)
        self.edit.clicked.connect(model.edit)
        self.pause.clicked.connect(model.pause)
        self.end.clicked.connect(model.end)
        self.list.chosen.connect(lambda _: model.edit())
        self.list.selectionModel().currentChanged.connect(self._marked)
        model.changed.connect(self._follow)

    def _marked(self) -> None:
        at = self.list.currentIndex().row()
        if at >= 0 and at != self._model.marked:
            self._model.mark(at)

    def take_focus(self) -> None:
        """The list, or the button that makes the first one."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self.list.rows:
            self.new.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self) -> None:
        model, book = self._model, self._model.book
        campaigns = () if book is None else book.campaigns
        nothing = wording.NO_CAMPAIGNS if book is not None and not campaigns else ""
        self.note.setText(model.words or nothing)
        self.note.setVisible(bool(model.words or nothing))
        self.wrong.tell(model.trouble)
        rows = [
            Row(
                each.campaign.id,
                (each.campaign.title, window(each.campaign), wording.audience(model.audiences.get(each.campaign.id))),
                RowChip(*state_chip(each.state)),
                muted=each.state == "ended",
            )
            for each in campaigns
        ]
        self.list.show_rows(rows, model.marked if rows else None)
        if book is not None:
            bars = [_bar(each) for each in campaigns if each.state != "ended"]
            bars.sort(key=lambda bar: bar.first is None and bar.last is None)  # those with days of their own first
            self.bars.set(bars, book.today)
        newer = () if book is None else book.unreadable
        self.newer.setText("; ".join(f"{wording.NEWER}: {each.name} ({each.why})" for each in newer))
        self.newer.setVisible(bool(newer))
        self._show_current()

    def _show_current(self) -> None:
        model, current = self._model, self._model.current
        for button in (self.edit, self.pause, self.end):
            button.setVisible(current is not None)
        if current is None:
            self.title.setText("")
            self._say([])
            return
        campaign = current.campaign
        ended, rests = current.state == "ended", current.state == "paused"
        self.title.setText(campaign.title)
        self.pause.set_words(wording.RESUME if rests else wording.PAUSE, "circle-check" if rests else "ban")
        self.end.set_words(wording.REALLY_END if model.ending == campaign.id else wording.END)
        for button in (self.edit, self.pause, self.end):
            button.setEnabled(not ended)
        members = wording.audience(model.audiences.get(campaign.id))
        facts = [
            f"{state_chip(current.state)[0]}, {window(campaign)}, version {campaign.version}",
            f"{wording.TRIGGERS[campaign.when.trigger]} · for {members} today",
        ]
        if current.newest.version != campaign.version:
            facts.append(f"Version {current.newest.version}: {window(current.newest)}")
        said = [f"“{campaign.say}”"] if campaign.say else []
        self._say([*facts, *said, *model.results.get(campaign.id, (wording.COUNTING,))])

    def _say(self, lines: list[str]) -> None:
        for at, each in enumerate(self.lines):
            each.setText(lines[at] if at < len(lines) else "")
            each.setVisible(at < len(lines))


def _bar(listed: Listed) -> Bar:
    campaign = listed.campaign
    return Bar(campaign.title, campaign.first_day, campaign.last_day, listed.state == "running")


def window(campaign: Campaign) -> str:
    """`Nov 1, 2026 to Nov 30, 2026`."""
    first, last = campaign.first_day, campaign.last_day
    return wording.window("" if first is None else days.day(first), "" if last is None else days.day(last))
