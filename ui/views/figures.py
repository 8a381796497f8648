"""Decides how big numbers stand side by side, each over its caption."""

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ui import theme
from ui.widgets.text import label


class Figures(QWidget):
    """A row of big numbers. shares: of the width, one each."""

    def __init__(self, shares: Sequence[int]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.SPACE[3])
        grid.setVerticalSpacing(0)
        self._numbers = [label("", "number") for _ in shares]
        self._captions = [label("", "muted") for _ in shares]
        for at, (number, caption) in enumerate(zip(self._numbers, self._captions, strict=True)):
            for line, part in enumerate((number, caption)):
                part.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
                grid.addWidget(part, line, at)
            grid.setColumnStretch(at, shares[at])

    def show_figures(self, *figures: tuple[str, str]) -> None:
        """Show (number, caption) pairs, as many as there are places."""
        for number, caption, (words, below) in zip(self._numbers, self._captions, figures, strict=True):
            number.setText(words)
            caption.setText(below)
            number.setAccessibleName(f"{words} {below}")
