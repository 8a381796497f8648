"""Decides how the audience of a campaign is laid out: a row a clause, each part of it a list or a line.

Refuses to know what is right: what is wrong is said beside the form.
"""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from posdesk.domain.segment_fields import FIELDS, FieldType
from ui import office_wording as wording
from ui import theme
from ui.viewmodels.campaign_editor import CampaignEditor
from ui.viewmodels.campaign_form import BARE, SEGMENT, ClauseRow
from ui.views.layouts import row
from ui.widgets.buttons import key_button
from ui.widgets.choice import Choice
from ui.widgets.text import label

FIELD_WORDS: Mapping[str, str] = {**{name: field.label for name, field in FIELDS.items()}, SEGMENT: wording.SEGMENT}
_UNORDERED = ("is", "is_not", "one_of", "none_of", "known", "unknown")


def comparisons(field: str) -> Mapping[str, str]:
    """What a field can be compared by."""
    if field == SEGMENT:
        return {"is": wording.COMPARISONS["is"]}
    said = FIELDS[field].type
    if said is FieldType.YES_NO:
        return {"is": wording.COMPARISONS["is"]}
    if said is FieldType.WORD:
        return {key: wording.COMPARISONS[key] for key in _UNORDERED}
    return wording.COMPARISONS


class ClauseLine(QWidget):
    """One clause."""

    def __init__(self, model: CampaignEditor, at: int) -> None:
        super().__init__()
        self._model, self._at = model, at
        self.joined = Choice(f"{wording.WHICH}, clause {at + 1}", wording.JOINED, 96)
        self.field = Choice(f"{wording.FIELD}, clause {at + 1}", FIELD_WORDS, 150)
        self.of = _line(f"{wording.OF}, clause {at + 1}", wording.OF)
        self.within = _line(f"{wording.WINDOW}, clause {at + 1}", wording.WINDOW_EXAMPLE)
        self.comparison = Choice(f"{wording.COMPARISON}, clause {at + 1}", wording.COMPARISONS, 96)
        self.value = _line(f"{wording.VALUE}, clause {at + 1}", wording.VALUE)
        self.remove = key_button("", "", "x")
        self.remove.setAccessibleName(f"{wording.REMOVE} clause {at + 1}")
        parts = row(self.joined, self.field, self.of, self.within, self.comparison, self.value, self.remove, gap=6)
        for number, share in enumerate((12, 26, 14, 16, 14, 14, 4)):
            parts.setStretch(number, share)
        self.setLayout(parts)
        for choice, name in ((self.joined, "joined"), (self.comparison, "comparison")):
            choice.chosen.connect(lambda key, name=name: model.set_clause(self._at, **{name: key}))
        for line, name in ((self.of, "of"), (self.within, "window"), (self.value, "value")):
            line.textEdited.connect(lambda text, name=name: model.set_clause(self._at, **{name: text}))
        self.field.chosen.connect(self._field_chosen)
        self.remove.clicked.connect(lambda: model.remove_clause(self._at))

    def _field_chosen(self, name: str) -> None:
        """Another field: what it cannot be compared by, or has none of, goes."""
        offered = comparisons(name)
        compared = self.comparison.key if self.comparison.key in offered else next(iter(offered))
        if "at_least" in offered and compared == "is":  # left behind by a field that has no more and less
            compared = "at_least"
        field = FIELDS.get(name)
        self._model.set_clause(
            self._at,
            field=name,
            comparison=compared,
            of=self.of.text() if field is not None and field.of else "",
            window=self.within.text() if field is not None and field.window else "",
        )

    def show_row(self, clause: ClauseRow) -> None:
        """Show a clause; parts it does not have stay empty and cannot be typed in."""
        self.joined.show_key(clause.joined)
        self.field.show_key(clause.field)
        self.comparison.set_words(comparisons(clause.field))
        self.comparison.show_key(clause.comparison)
        field = FIELDS.get(clause.field)
        _show(self.of, clause.of, field is not None and bool(field.of), "" if field is None else field.of)
        _show(self.within, clause.window, field is not None and field.window, wording.WINDOW_EXAMPLE)
        _show(self.value, clause.value, clause.comparison not in BARE, wording.VALUE)


class ClauseRows(QWidget):
    """All clauses, and what adds one."""

    def __init__(self, model: CampaignEditor) -> None:
        super().__init__()
        self._model = model
        self._lines: list[ClauseLine] = []
        self.note = label(wording.EVERYBODY, "muted", wrap=True)
        self.add = key_button(wording.ADD_CLAUSE, "Alt+A", "plus")
        self.add.clicked.connect(self.add_one)
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.SPACE[1])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.note)
        whole.addLayout(self._column)
        whole.addLayout(row(self.add, None))
        model.changed.connect(self.follow)
        self.follow()

    @property
    def lines(self) -> list[ClauseLine]:
        """The rows, from the top."""
        return self._lines

    def add_one(self) -> None:
        """One more clause; its field has the focus."""
        self._model.add_clause()
        if self._lines:
            self._lines[-1].field.setFocus(Qt.FocusReason.OtherFocusReason)

    def follow(self) -> None:
        """Show the clauses of the form."""
        clauses = self._model.form.clauses
        self.note.setText(wording.NESTED if clauses is None else wording.EVERYBODY)
        self.note.setVisible(not clauses)
        self.add.setEnabled(clauses is not None)
        wanted = len(clauses or ())
        while len(self._lines) > wanted:
            gone = self._lines.pop()
            self._column.removeWidget(gone)
            gone.setParent(None)
            gone.deleteLater()
        while len(self._lines) < wanted:
            made = ClauseLine(self._model, len(self._lines))
            self._lines.append(made)
            self._column.addWidget(made)
        for line, clause in zip(self._lines, clauses or (), strict=True):
            line.show_row(clause)


def _line(name: str, example: str) -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(name)
    made.setPlaceholderText(example)
    made.setMaxLength(200)
    made.setMinimumWidth(64)
    return made


def _show(line: QLineEdit, text: str, has: bool, example: str) -> None:
    line.setEnabled(has)
    line.setPlaceholderText(example if has else "")
    if line.text() != text:
        line.setText(text)
