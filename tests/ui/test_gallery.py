"""Every widget, in every theme, at 100 % and 150 %, is drawn to the pixel as it was when somebody looked at it."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.gallery import gallery
from tests.ui.golden import Golden
from ui import theme

WIDTH = {100: 1180, 150: 1500}


@pytest.mark.golden
@pytest.mark.parametrize("scale", [100, 150])
@pytest.mark.parametrize("look", [theme.Theme.LIGHT, theme.Theme.DARK, theme.Theme.CONTRAST])
def test_the_widgets_look_as_they_did(
    qapp: QApplication, qtbot: QtBot, golden: Golden, look: theme.Theme, scale: int
) -> None:
    theme.apply(qapp, look, scale)
    page = gallery()
    qtbot.addWidget(page)
    page.show()
    page.resize(WIDTH[scale], page.sizeHint().height())
    golden(f"widgets-{look}-{scale}", page)
