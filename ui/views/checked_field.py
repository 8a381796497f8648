"""Decides how a field looks of which something is said while it is typed in: the words stand under it, with an icon."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import theme
from ui.views.fields import Field
from ui.views.layouts import holding, row
from ui.views.picture import Picture
from ui.widgets.text import label


class CheckedField(Field):
    """A named line with words under it, and room for a button under those. `.line` is the input."""

    def __init__(self, name: str, example: str, *, optional: bool = False, below: QWidget | None = None) -> None:
        super().__init__(name, example, optional=optional)
        self.wrong, self.plain = Picture("circle-alert", "bad_text", 18), Picture("info", "info", 18)
        self.words = label("", "fine", wrap=True)
        said = row(self.wrong, self.plain, self.words)
        said.setStretch(2, 1)
        self._note = holding(said)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.addWidget(self._note)
        if below is not None:
            layout.addSpacing(theme.TARGET_GAP - layout.spacing())
            layout.addWidget(below, 0, Qt.AlignmentFlag.AlignLeft)
        self._note.hide()

    def say(self, words: str, *, wrong: bool) -> None:
        """Say something under the field, or nothing."""
        self.words.setText(words)
        self.wrong.setVisible(bool(words) and wrong)
        self.plain.setVisible(bool(words) and not wrong)
        self._note.setVisible(bool(words))
        self.line.setAccessibleDescription(words)

    def lock(self, locked: bool) -> None:
        """What is in it is not to be typed over, though it can be read and copied."""
        self.line.setReadOnly(locked)
