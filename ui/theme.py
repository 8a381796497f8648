"""Decides how things look: colour tokens, text sizes, spacing, and the one style sheet made of them.

Refuses to know what is shown. Tokens are data (ui/theme_tokens.py); a drawn part asks `token`, `font`, `text_px`
at each paint, so a change of theme or text size needs no word to it. The style sheet itself is written in
ui/theme_sheet.py.
"""

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from ui.theme_tokens import TOKENS

RESOURCES: Final = Path(__file__).resolve().parent.parent / "resources"
FAMILY: Final = "IBM Plex Sans"

# Spacing and radius in pixels; they do not grow with the text, so 150 % still fits 1366x768.
SPACE: Final = (4, 8, 12, 16, 20, 24, 32)
RADIUS_BAR: Final = 6
RADIUS_CONTROL: Final = 8
RADIUS_CARD: Final = 10
RADIUS_CHIP: Final = 14
TARGET: Final = 44
TARGET_GAP: Final = 8

# Text sizes in pixels at 100 %.
FINE: Final = 13
BODY: Final = 15
SECTION: Final = 18
SEARCH: Final = 20
NAME: Final = 30
NUMBER: Final = 36

# The user's scale in percent, and the body size in pixels it stands for. Every other size keeps its ratio to the body.
SCALES: Final = {100: 15, 115: 17, 133: 20, 150: 22}


class Theme(StrEnum):
    """What a person chooses. SYSTEM follows the platform's light, dark or high-contrast setting."""

    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"
    SYSTEM = "system"


class _Look(QObject):
    """The look in force. One per process, because a style sheet and a palette are one per process too."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.chosen = Theme.LIGHT
        self.shown = Theme.LIGHT
        self.scale = 100
        self.follows = False


@cache
def look() -> _Look:
    """The look in force: `.shown` (never SYSTEM), `.chosen`, `.scale` (percent), signal `.changed` after each apply."""
    return _Look()


def tokens(theme: Theme) -> dict[str, str]:
    """The colours of a theme by token name, as `#RRGGBB` or `#AARRGGBB`. SYSTEM is resolved first."""
    return TOKENS[resolve(theme)]


def token(name: str) -> QColor:
    """The colour of a token in the theme in force. Raises KeyError for a name that is none."""
    return QColor(tokens(look().shown)[name])


def resolve(theme: Theme) -> Theme:
    """The theme to show for a choice: SYSTEM becomes what the platform asks for, light where it does not say."""
    if theme is not Theme.SYSTEM:
        return theme
    from PySide6.QtCore import Qt  # making it takes 20 ms of the first paint, and most never need it there

    hints = QGuiApplication.styleHints()
    if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
        return Theme.CONTRAST
    return Theme.DARK if hints.colorScheme() == Qt.ColorScheme.Dark else Theme.LIGHT


def text_px(size: int) -> int:
    """A text size given at 100 % (pixels) in the scale in force."""
    return round(size * SCALES[look().scale] / SCALES[100])


def _grown(size: int, share: float) -> int:
    """A height given at 100 % grown by a share of what the text grew."""
    return round(size * (1 + (SCALES[look().scale] / SCALES[100] - 1) * share))


def control_height() -> int:
    """Height of buttons and inputs: 48 px at 100 %, with room for the text at 150 %."""
    return _grown(48, 0.35)


def row_height() -> int:
    """Height of a row with two lines of text: 60 px at 100 %."""
    return _grown(60, 0.7)


def icon_px(size: int = 20) -> int:
    """Side of an icon given at 100 %; icons grow with the text."""
    return text_px(size)


def font(size: int = BODY, weight: int = 400) -> QFont:
    """The house font at a size given at 100 % (pixels) and weight 400 or 600. Digits are tabular by design."""
    made = QFont(FAMILY)
    made.setPixelSize(text_px(size))
    made.setWeight(QFont.Weight(weight))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    return made


@cache
def load_fonts() -> None:
    """Register the bundled fonts, once; before the first widget with words. Raises FileNotFoundError when one is
    missing."""
    for weight in ("Regular", "SemiBold"):  # the weights the screen uses; Bold ships for paper
        path = RESOURCES / "fonts" / f"IBMPlexSans-{weight}.ttf"
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise FileNotFoundError(path.name)


def palette(theme: Theme) -> QPalette:
    """The Qt palette of a theme, for what no style sheet reaches."""
    colour = tokens(theme)
    made = QPalette()
    role = QPalette.ColorRole
    for where, name in (
        (role.Window, "bg"),
        (role.WindowText, "text"),
        (role.Base, "surface"),
        (role.AlternateBase, "surface2"),
        (role.Text, "text"),
        (role.PlaceholderText, "muted"),
        (role.Button, "surface"),
        (role.ButtonText, "text"),
        (role.BrightText, "bad"),
        (role.Highlight, "primary"),
        (role.HighlightedText, "on_primary"),
        (role.Accent, "primary"),
        (role.ToolTipBase, "surface2"),
        (role.ToolTipText, "text"),
        (role.Link, "info"),
    ):
        made.setColor(where, QColor(colour[name]))
    for where in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, where, QColor(colour["muted"]))
    return made


def outline(app: QApplication, theme: Theme, scale: int = 100) -> None:
    """Only the colours of a theme, for a first paint without words: fonts, palette and style sheet come with `apply`.

    SYSTEM is dark or light as the platform's own palette is, which takes 20 ms less than asking Qt. Raises KeyError for
    another scale.
    """
    state, platform = look(), app.palette()
    _ = SCALES[scale]
    dark = platform.window().color().lightness() < platform.windowText().color().lightness()
    shown = theme if theme is not Theme.SYSTEM else Theme.DARK if dark else Theme.LIGHT
    state.chosen, state.shown, state.scale = theme, shown, scale


def apply(app: QApplication, theme: Theme, scale: int = 100) -> None:
    """Show a theme at a text size of 100, 115, 133 or 150 percent: rebuilds font, palette and style sheet.

    Raises KeyError for another scale. With SYSTEM the look follows the platform from now on.
    """
    from ui.theme_sheet import sheet

    state = look()
    _ = SCALES[scale]
    state.chosen, state.shown, state.scale = theme, resolve(theme), scale
    app.setFont(font())
    app.setPalette(palette(state.shown))
    app.setStyleSheet(sheet())
    if not state.follows:
        state.follows = True
        QGuiApplication.styleHints().colorSchemeChanged.connect(lambda: _platform_changed(app))
    state.changed.emit()


def _platform_changed(app: QApplication) -> None:
    state = look()
    if state.chosen is Theme.SYSTEM and resolve(Theme.SYSTEM) is not state.shown:
        apply(app, Theme.SYSTEM, state.scale)
