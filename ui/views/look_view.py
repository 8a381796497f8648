"""Decides how the settings of look are laid out: a row of choices each, in force at once."""

from collections.abc import Callable

from PySide6.QtCore import Qt

from ui import wording
from ui.viewmodels.look import SCALES, THEMES, Look
from ui.views.layouts import FlowLayout, holding, row
from ui.widgets.buttons import KeyButton, key_button
from ui.widgets.panel import Panel
from ui.widgets.text import label

_ICONS = {"system": "monitor", "light": "sun", "dark": "moon", "contrast": "contrast"}


class LookView(Panel):
    """Colours, text size, motion."""

    def __init__(self, look: Look, close: Callable[[], None]) -> None:
        super().__init__((20, 14, 20, 16), raised=True)
        self._look = look
        self.setAccessibleName(wording.LOOK)
        self.themes = {name: self._choice(words, _ICONS[name]) for name, words in THEMES.items()}
        self.scales = {scale: self._choice(words, "type") for scale, words in SCALES.items()}
        self.motion = self._choice(wording.MOTION, "check")
        self.close_button = key_button(wording.CLOSE, "Esc", "x")
        self.body.addLayout(row(label(wording.LOOK, "section"), None, self.close_button))
        for title, choices in ((wording.COLOURS, self.themes.values()), (wording.TEXT_SIZE, self.scales.values())):
            self.body.addWidget(label(title, "fine"))
            self._add(list(choices))
        self.body.addWidget(label(wording.PANELS, "fine"))
        self._add([self.motion])
        self.body.addStretch(1)
        for name, button in self.themes.items():
            button.clicked.connect(lambda _=False, name=name: look.set_theme(name))
        for scale, button in self.scales.items():
            button.clicked.connect(lambda _=False, scale=scale: look.set_scale(scale))
        self.motion.clicked.connect(lambda: look.set_motion(not look.motion))
        self.close_button.clicked.connect(close)
        look.changed.connect(self._follow)
        self._follow()

    def _choice(self, words: str, icon: str) -> KeyButton:
        button = key_button(words, "", icon)
        button.setCheckable(True)
        return button

    def _add(self, buttons: list[KeyButton]) -> None:
        flow = FlowLayout()
        for button in buttons:
            flow.addWidget(button)
        self.body.addWidget(holding(flow))

    def take_focus(self) -> None:
        """The choice in force."""
        self.themes[self._look.theme].setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self) -> None:
        for name, button in self.themes.items():
            button.setChecked(name == self._look.theme)
            button.set_words(THEMES[name], "check" if name == self._look.theme else _ICONS[name])
        for scale, button in self.scales.items():
            button.setChecked(scale == self._look.scale)
            button.set_words(SCALES[scale], "check" if scale == self._look.scale else "type")
        self.motion.setChecked(self._look.motion)
        self.motion.set_words(wording.MOTION, "check" if self._look.motion else "minus")
