"""Icons are sharp drawings in a token's colour, and no words shown hold a sign the font lacks."""

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage, QRawFont
from PySide6.QtWidgets import QApplication

from ui import icons, theme

UI = Path(icons.__file__).parent


def test_every_icon_that_ships_can_be_drawn(qapp: QApplication) -> None:
    for name in icons.names():
        assert not icons.pixmap(name).isNull()
        assert colours(icons.pixmap(name, size=96).toImage()), name


def colours(picture: QImage) -> set[str]:
    """The colours of the wholly covered pixels."""
    pixels = (picture.pixelColor(x, y) for x in range(picture.width()) for y in range(picture.height()))
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


@pytest.mark.parametrize("token", ["text", "bad", "primary"])
def test_an_icon_has_the_colour_of_its_token_in_the_theme_in_force(qapp: QApplication, token: str) -> None:
    for look in (theme.Theme.LIGHT, theme.Theme.DARK):
        theme.apply(qapp, look)
        assert colours(icons.pixmap("check", token, 96).toImage()) == {theme.token(token).name()}


def test_an_icon_grows_with_the_text(qapp: QApplication) -> None:
    sizes = []
    for scale in theme.SCALES:
        theme.apply(qapp, theme.Theme.LIGHT, scale)
        sizes.append(icons.pixmap("gift").deviceIndependentSize().toSize().width())
    assert sizes == [20, 23, 27, 29]


def test_an_icon_that_does_not_ship_is_a_fault(qapp: QApplication) -> None:
    with pytest.raises(FileNotFoundError):
        icons.pixmap("no-such-icon")


def test_the_licences_ship_beside_icons_and_fonts() -> None:
    assert "ISC License" in (icons.FOLDER / "LICENSE.txt").read_text("utf-8")
    assert "SIL Open Font License" in (theme.RESOURCES / "fonts" / "OFL.txt").read_text("utf-8")


def test_every_sign_in_the_screens_code_is_in_the_font(qapp: QApplication) -> None:
    face = QRawFont.fromFont(theme.font())
    strange = {
        f"{path.name}: {sign!r}"
        for path in UI.rglob("*.py")
        for sign in set(re.findall(r"[^\x00-\x7f]", path.read_text("utf-8")))
        if not face.supportsCharacter(ord(sign))
    }
    assert strange == set()


def test_a_colour_of_a_token_is_given_by_name_only(qapp: QApplication) -> None:
    written = [
        f"{path.name}:{number}"
        for path in UI.rglob("*.py")
        if path.name != "theme_tokens.py"
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if re.search(r"\"#[0-9A-Fa-f]{6,8}\"|QColor\(\d", line)
    ]
    assert written == []
    assert QColor("#000000").isValid()
