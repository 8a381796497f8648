"""Every text can be read on every ground it is written on, in every theme; every size follows the scale."""

import pytest
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF
from PySide6.QtWidgets import QApplication

from ui import theme
from ui.theme import Theme
from ui.theme_sheet import ROLES
from ui.widgets import banner, chips

THEMES = (Theme.LIGHT, Theme.DARK, Theme.CONTRAST)
GROUNDS = ("bg", "surface", "surface2")

# (ink, ground) pairs in which words are written.
TEXTS = [
    *((ink, ground) for ink in ("text", "muted", "bad_text", "warn_text") for ground in GROUNDS),
    ("on_primary", "primary"),
    ("on_primary", "primary_hover"),
    *((ink, ground) for ground, ink in chips.TONES.values()),
    *((ink, ground) for ground, ink in banner.TONES.values()),
]
# Edges and rings that tell where something is: 3 is enough.
EDGES = [
    *((edge, ground) for edge in ("border_strong", "focus") for ground in ("bg", "surface")),
    ("primary", "surface"),
]


def luminance(colour: QColor) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    linear = [
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(look: Theme, one: str, other: str) -> float:
    """Contrast ratio of two tokens, 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((luminance(QColor(theme.tokens(look)[name])) for name in (one, other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("look", THEMES)
def test_every_text_reaches_four_and_a_half(look: Theme) -> None:
    low = {pair: round(contrast(look, *pair), 2) for pair in TEXTS if contrast(look, *pair) < 4.5}
    assert low == {}


@pytest.mark.parametrize("look", THEMES)
def test_every_edge_of_an_input_reaches_three(look: Theme) -> None:
    low = {pair: round(contrast(look, *pair), 2) for pair in EDGES if contrast(look, *pair) < 3}
    assert low == {}


def test_the_themes_have_the_same_tokens() -> None:
    assert {frozenset(theme.tokens(look)) for look in THEMES} == {frozenset(theme.tokens(Theme.LIGHT))}


def test_no_text_role_uses_an_ink_the_contrast_test_does_not_know() -> None:
    assert {ink for _, _, ink in ROLES.values()} <= {ink for ink, _ in TEXTS}


@pytest.mark.parametrize(("scale", "body"), [(100, 15), (115, 17), (133, 20), (150, 22)])
def test_text_grows_with_the_scale_and_targets_never_shrink(qapp: QApplication, scale: int, body: int) -> None:
    theme.apply(qapp, Theme.LIGHT, scale)
    assert theme.text_px(theme.BODY) == body
    assert qapp.font().pixelSize() == body
    assert theme.control_height() >= 48
    assert theme.row_height() >= 60
    words, fine = (QFontMetricsF(theme.font(size)).height() for size in (theme.BODY, theme.FINE))
    assert theme.control_height() >= words + 10
    assert theme.row_height() >= words + fine + 8


def test_another_scale_is_a_fault(qapp: QApplication) -> None:
    with pytest.raises(KeyError):
        theme.apply(qapp, Theme.LIGHT, 120)
    assert theme.look().scale == 100


@pytest.mark.parametrize("weight", [400, 600])
def test_the_bundled_font_is_used_and_its_digits_stand_in_columns(qapp: QApplication, weight: int) -> None:
    face = theme.font(theme.BODY, weight)
    assert QFontInfo(face).family() == theme.FAMILY
    assert QFontInfo(face).weight() == weight
    assert len({QFontMetricsF(face).horizontalAdvance(digit) for digit in "0123456789"}) == 1


def test_a_change_of_look_is_told_and_reaches_what_is_drawn(qapp: QApplication) -> None:
    told: list[Theme] = []
    theme.look().changed.connect(lambda: told.append(theme.look().shown))
    theme.apply(qapp, Theme.DARK)
    assert told == [Theme.DARK]
    assert theme.token("text") == QColor("#EDF3EF")
    theme.look().changed.disconnect()


def test_the_system_theme_is_one_of_the_three(qapp: QApplication) -> None:
    theme.apply(qapp, Theme.SYSTEM)
    assert theme.look().chosen is Theme.SYSTEM
    assert theme.look().shown in THEMES
