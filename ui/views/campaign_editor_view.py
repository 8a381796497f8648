"""Decides how a campaign is written: what, when and for whom left, whom it would reach and what is wrong right."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from ui import office_wording as wording
from ui import theme
from ui.viewmodels.campaign_editor import CampaignEditor
from ui.viewmodels.campaign_form import KINDS, NO_QUESTION, NO_REWARD
from ui.views.clause_rows import ClauseRows
from ui.views.fields import Field, Wrong
from ui.views.layouts import Part, column, holding, row
from ui.widgets.buttons import key_button
from ui.widgets.choice import Choice
from ui.widgets.panel import Panel
from ui.widgets.text import label

_OF_TRIGGER = {
    "joined": ("first", "last"),
    "birthday": ("first", "last"),
    "milestone_near": ("milestone", "near"),
    "milestone_reached": ("milestone", "last"),
    "lapse": ("lapse",),
    "tier_entry": ("last",),
}
_OF_KIND = {
    "amount_off": ("gift", "amount", "minimum_basket"),
    "percent_off": ("gift", "percent_off", "minimum_basket", "cap"),
    "bonus_points": ("gift", "points", "minimum_basket"),
    "merchandise": ("gift",),
    "custom": ("gift",),
}
PROBLEMS, LINES = 5, 16


class CampaignEditorView(QWidget):
    """The form, and beside it what it comes to."""

    def __init__(self, model: CampaignEditor) -> None:
        super().__init__()
        self._model = model
        self.template = Choice(wording.TEMPLATE, {"": wording.NO_TEMPLATE})
        self.trigger = Choice("When", wording.TRIGGERS)
        self.renews = Choice("How often", wording.RENEWALS)
        self.kind = Choice("What it gives", wording.KINDS)
        self.channels = Choice("Where it is said", wording.CHANNELS)
        self.question = Choice("What it asks for", wording.QUESTIONS)
        self.fields = {name: Field(caption, example) for name, (caption, example) in wording.CAPTIONS.items()}
        self.clauses = ClauseRows(model)
        self.problems = [Wrong() for _ in range(PROBLEMS)]
        self.count = label("", "number")
        self.lines = [label("", "muted", wrap=True) for _ in range(LINES)]
        self.attempt = key_button(wording.TRY, "Alt+T", "history")
        self.publish = key_button(wording.PUBLISH, "Ctrl+Enter", "check", primary=True)
        self._lay_out()
        self._connect()
        self._follow()
        self._show_found()

    def _lay_out(self) -> None:
        left = QScrollArea()
        left.setWidgetResizable(True)
        left.setFrameShape(QFrame.Shape.NoFrame)
        left.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        left.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        form = Panel((16, 12, 16, 12))
        self.template_row = holding(row(label(wording.TEMPLATE, "fine"), self.template, gap=theme.SPACE[2]))
        parts: tuple[Part, ...] = (
            self.template_row,
            self._side_by_side("title", "id"),
            self.channels,
            self.fields["say"],
            self.fields["message"],
            self._side_by_side("first_day", "last_day", "priority", "holdout_percent"),
            label("When, and how often", "section"),
            row(self.trigger, self.renews, gap=theme.SPACE[2]),
            self._side_by_side("milestone", "first", "last", "near", "lapse"),
            self._side_by_side("per_member", "per_day", "total"),
            label("What it gives", "section"),
            self.kind,
            self._side_by_side("gift", "amount", "percent_off", "points", "minimum_basket", "cap"),
            label("What it asks", "section"),
            self.question,
            self._side_by_side("words", "good_days"),
            label("Who", "section"),
            self.clauses,
            None,
        )
        form.body.addLayout(column(*parts, gap=theme.SPACE[1]))
        left.setWidget(form)
        right = Panel((20, 14, 20, 14))
        right.body.addWidget(self.count)
        for part in (*self.problems, *self.lines):
            right.body.addWidget(part)
        right.body.addStretch(1)
        right.body.addLayout(row(self.attempt, None))
        right.body.addLayout(row(self.publish, None))
        sides = row(left, right, gap=theme.SPACE[3])
        sides.setStretch(0, 66)
        sides.setStretch(1, 34)
        self.setLayout(sides)

    def _side_by_side(self, *names: str) -> QWidget:
        return holding(row(*(self.fields[name] for name in names), gap=theme.SPACE[2]))

    def _connect(self) -> None:
        model = self._model
        for name, field in self.fields.items():
            field.line.textEdited.connect(lambda text, name=name: model.set_value(name, text))
        for name in ("trigger", "renews", "kind", "channels", "question"):
            choice: Choice = getattr(self, name)
            choice.chosen.connect(lambda key, name=name: model.set_value(name, key))
        self.template.chosen.connect(model.begin_with)
        self.attempt.clicked.connect(model.try_on_past)
        self.publish.clicked.connect(model.publish)
        model.changed.connect(self._follow)
        model.looked.connect(self._show_found)

    def take_focus(self) -> None:
        """The title."""
        self.fields["title"].line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self) -> None:
        model, values = self._model, self._model.form.values
        ready = {} if model.known is None else {name: each.title for name, each in model.known.templates}
        if self.template.count() != len(ready) + 1:
            self.template.set_words({"": wording.NO_TEMPLATE, **ready})
        self.template_row.setVisible(model.form.base is None or model.form.base.id in ready)
        self.trigger.show_key(values["trigger"])
        self.renews.show_key(values["renews"])
        kinds = KINDS if values["kind"] in KINDS else (*KINDS, values["kind"])
        if self.kind.count() != len(kinds):
            self.kind.set_words({kind: wording.KINDS.get(kind, kind.replace("_", " ")) for kind in kinds})
        for name in ("kind", "channels", "question"):
            getattr(self, name).show_key(values[name])
        counter = "counter" in values["channels"].split(",")
        asks = counter and values["question"] != NO_QUESTION
        self.question.setEnabled(counter)
        shown = {
            *(("say",) if counter else ()),
            *(() if values["channels"] == "counter" else ("message",)),
            *(("words", "good_days") if asks else ()),
            *("title", "id", "first_day", "last_day", "priority", "holdout_percent"),
            *("per_member", "per_day", "total"),
            *_OF_TRIGGER.get(values["trigger"], ()),
            *(() if values["kind"] == NO_REWARD else _OF_KIND.get(values["kind"], ("gift",))),
        }
        for name, field in self.fields.items():
            field.setVisible(name in shown)
            field.show_text(values[name])
        self.fields["id"].line.setEnabled(model.is_new)
        for at, wrong in enumerate(self.problems):
            wrong.tell(model.problems[at] if at < len(model.problems) else None)
        sound = model.campaign is not None and not model.saving
        self.publish.setEnabled(sound)
        self.attempt.setEnabled(sound)
        if model.campaign is None:
            self.count.setText(wording.WRONG)

    def _show_found(self) -> None:
        model, found = self._model, self._model.found
        lines: list[str] = []
        if model.campaign is not None:
            self.count.setText(wording.audience(None if found is None else found.members))
            for name, why in () if found is None else found.sample:
                lines.append(f"{name}: {'; '.join(why)}" if why else name)
            if found is not None and not found.members:
                lines.append(wording.NOBODY)
        lines += [wording.PAST, *model.past] if model.past else []
        for at, each in enumerate(self.lines):
            each.setText(lines[at] if at < len(lines) else "")
            each.setVisible(at < len(lines))
