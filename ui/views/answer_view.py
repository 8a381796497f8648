"""Decides how the question of a campaign is laid out: what to ask, what she gets, and one line for the answer."""

from PySide6.QtCore import Qt

from ui import theme, wording
from ui.viewmodels.counter import CounterModel
from ui.views.fields import Field, TypedPanel, Wrong
from ui.views.layouts import column, row
from ui.widgets.buttons import key_button
from ui.widgets.text import label


class AnswerView(TypedPanel):
    """The question over the screen. Enter saves the answer, Esc closes."""

    def __init__(self, model: CounterModel) -> None:
        super().__init__(model.panels.answer.enter)
        self._counter, self._model = model, model.panels.answer
        self.setAccessibleName(wording.QUESTION)
        self.words = label("", "section", wrap=True)
        self.gets = label("", "muted", wrap=True)
        self.answer = Field(wording.ANSWER, "")
        self.wrong = Wrong()
        self.save = key_button(wording.SAVE, "Enter", "check", primary=True)
        self.cancel = key_button(wording.CANCEL, "Esc", "x")
        self.body.addLayout(column(self.words, self.gets, self.answer, self.wrong, gap=theme.SPACE[2]))
        self.body.addStretch(1)
        self.body.addLayout(row(self.save, self.cancel, None))
        self.answer.line.textEdited.connect(self._model.set_text)
        self.save.clicked.connect(self._model.enter)
        self.cancel.clicked.connect(self._counter.escape)
        self._model.changed.connect(self._follow)
        self._follow()

    def take_focus(self) -> None:
        """The line."""
        self.answer.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self) -> None:
        model, question = self._model, self._model.question
        self.words.setText("" if question is None else question.words)
        self.gets.setText("" if question is None else wording.for_the_answer(question.gets))
        self.gets.setVisible(bool(question and question.gets))
        self.answer.line.setPlaceholderText("" if question is None else wording.ANSWER_EXAMPLES.get(question.field, ""))
        self.answer.show_text(model.text)
        self.wrong.tell(model.error)
        self.save.setEnabled(not model.saving)
        self.save.set_words(wording.SAVING if model.saving else wording.SAVE)
