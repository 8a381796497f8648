"""Decides how the rules of a state are read: each with its words, its source and who checked it, in a part that scrolls
by arrows and pages once it has the focus.

Refuses to know what follows from a rule.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea

from posdesk.domain.state_pack import RuleText
from ui import store_wording as wording
from ui import theme
from ui.views.layouts import column, holding
from ui.widgets.text import label


class RulesView(QScrollArea):
    """The rules, one below the other."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: Sequence[tuple[str, RuleText]] | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("role", "paper")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(wording.RULES)
        self.setAccessibleDescription(wording.PAGE_KEYS)

    def show_rules(self, rules: Sequence[tuple[str, RuleText]]) -> None:
        """Show these; without any there is nothing to come to by Tab."""
        if rules != self._shown:
            self._shown = rules
            made = column(gap=theme.SPACE[3])
            for name, rule in rules:
                parts = label(name, "strong", wrap=True), label(rule.text, "body", wrap=True)
                made.addLayout(column(*parts, label(wording.checked(rule), "muted", wrap=True), gap=2))
            made.addStretch(1)
            made.setContentsMargins(4, 4, 10, 4)
            self.setWidget(holding(made))
            self.verticalScrollBar().setValue(0)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if rules else Qt.FocusPolicy.NoFocus)
