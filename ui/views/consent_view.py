"""Decides how a consent is asked for: the wording in large, and three buttons none of which is chosen beforehand. Whose
ID is remembered finds here how it is forgotten."""

from itertools import pairwise

from PySide6.QtCore import Qt

from ui import enrolment_wording, id_wording, theme, wording
from ui.viewmodels.counter import CounterModel
from ui.views.fields import TypedPanel, Wrong
from ui.views.layouts import column, row
from ui.widgets.buttons import key_button
from ui.widgets.text import label


class ConsentView(TypedPanel):
    """The question over the screen. Enter presses the button that has the focus, which is Later at first: a key too
    many agrees to nothing (G21)."""

    def __init__(self, model: CounterModel) -> None:
        super().__init__(model.panels.consent.later)
        self._counter, self._model = model, model.panels.consent
        self.title = label("", "name", wrap=True)
        self.step = label("", "muted")
        self.hint = label(enrolment_wording.READ_THIS, "muted", wrap=True)
        self.text = label("", "section", wrap=True)
        self.version = label("", "fine")
        self.wrong = Wrong()
        self.agrees = key_button(enrolment_wording.AGREES, "Alt+Y", "check")
        self.declines = key_button(enrolment_wording.DECLINES, "Alt+N", "ban")
        self.later = key_button(enrolment_wording.LATER, "Enter", "clock")
        self.other = key_button("", "Alt+L", "type")
        self.forget = key_button(id_wording.FORGET, "", "x")
        self._lay_out()
        self._connect()
        self._follow()

    def _lay_out(self) -> None:
        head = row(self.title, self.step, None, self.other, gap=theme.SPACE[2])
        self.body.addLayout(column(head, self.hint, 4, self.text, self.version, self.wrong, gap=theme.SPACE[2]))
        self.body.addStretch(1)
        self.body.addLayout(row(None, self.forget))  # beside the answers large text would have no room for it
        self.body.addLayout(row(self.agrees, self.declines, None, self.later, gap=theme.SPACE[2]))
        buttons = (self.later, self.agrees, self.declines, self.other, self.forget)
        for before, after in pairwise(buttons):
            self.setTabOrder(before, after)

    def _connect(self) -> None:
        consenting = self._counter.consenting
        self.agrees.clicked.connect(lambda: consenting.answer(agreed=True))
        self.declines.clicked.connect(lambda: consenting.answer(agreed=False))
        self.later.clicked.connect(self._model.later)
        self.other.clicked.connect(consenting.other_language)
        self.forget.clicked.connect(lambda: consenting.forget_id(self._model.card))
        self._model.changed.connect(self._follow)

    def take_focus(self) -> None:
        """Later: it does nothing."""
        self.later.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self) -> None:
        model, question = self._model, self._model.question
        if question is None and not model.remembered:
            return
        for part in (self.step, self.hint, self.version, self.agrees, self.declines, self.other):
            part.setVisible(question is not None)
        self.forget.setVisible(model.remembered)
        self.later.set_words(wording.CLOSE if question is None else enrolment_wording.LATER)
        title = id_wording.IS_REMEMBERED if question is None else enrolment_wording.CONSENT[question.channel]
        text = id_wording.IS_KEPT if question is None else question.text
        self.setAccessibleName(f"{title} {text}")
        self.title.setText(title)
        self.text.setText(text)
        if question is not None:
            self.step.setText(enrolment_wording.step(model.asked - len(model.questions) + 1, model.asked))
            self.version.setText(enrolment_wording.wording_version(question.version))
            self.other.set_words(enrolment_wording.IN_OTHER[question.language])
        self.wrong.tell(model.error)
        for button in (self.agrees, self.declines, self.later, self.other, self.forget):
            button.setEnabled(not model.saving)
        self.agrees.set_words(wording.SAVING if model.saving else enrolment_wording.AGREES)
