"""Decides how a manager's PIN is asked for while an act waits for it: a panel over the screen that shows what it is."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ui import people_wording as wording
from ui import theme
from ui.viewmodels.appeals import Appeals
from ui.views.layouts import row
from ui.views.picture import Picture
from ui.views.pin_part import PinPart
from ui.widgets.panel import Panel
from ui.widgets.text import label


class ApprovalView(Panel):
    """What was refused, who may allow it, and the PIN. Esc: it is not done."""

    def __init__(self, model: Appeals, parent: QWidget) -> None:
        super().__init__((20, 14, 20, 16), raised=True)
        self.setParent(parent)
        self._model = model
        self.setAccessibleName(wording.APPROVAL)
        self.words = label("", "body", wrap=True)
        self.part = PinPart(model.entry, wording.APPROVE, wording.DO_NOT)
        self.body.addLayout(
            row(Picture("lock", "warn_text", 24), label(wording.APPROVAL, "section"), None, gap=theme.SPACE[2])
        )
        self.body.addWidget(self.words)
        self.body.addWidget(label(wording.OWN_NAME_STAYS, "muted", wrap=True))
        self.body.addWidget(self.part)
        self.part.cancel.clicked.connect(model.cancel)
        model.changed.connect(self._follow)
        self.hide()

    def take_focus(self) -> None:
        """The PIN."""
        self.part.take_focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Nothing typed here reaches what lies under it."""
        if event.key() == Qt.Key.Key_Escape:
            self._model.cancel()
            event.accept()
        else:
            self.part.key(event)

    def _follow(self) -> None:
        self.words.setText(self._model.words)
