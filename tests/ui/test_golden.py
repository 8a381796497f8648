"""The comparer of pictures sees one pixel, says what differs, and keeps new pictures only when asked to."""

from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from tests.ui.golden import Golden, difference


def picture(width: int = 20) -> QImage:
    made = QImage(width, 10, QImage.Format.Format_RGB32)
    made.fill(QColor("white"))
    return made


def test_one_pixel_is_seen_and_shown_red(tmp_path: Path) -> None:
    Golden(tmp_path / "kept", tmp_path, update=True)("page", picture())
    compare = Golden(tmp_path / "kept", tmp_path, update=False)
    compare("page", picture())
    other = picture()
    other.setPixelColor(3, 4, QColor("#FEFFFF"))
    with pytest.raises(AssertionError, match="1 pixels differ"):
        compare("page", other)
    shown = QImage(str(tmp_path / "page-difference.png"))
    assert shown.pixelColor(3, 4) == QColor("#E00000")
    assert QImage(str(tmp_path / "page-actual.png")) == other


def test_another_size_is_said() -> None:
    found = difference(picture(21), picture())
    assert found is not None
    assert found.words == "is 21x10, the kept one is 20x10"


def test_a_picture_nobody_has_kept_fails(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="--update-golden"):
        Golden(tmp_path, tmp_path, update=False)("new", picture())
    assert not (tmp_path / "new.png").exists()


def test_a_colour_may_differ_by_levels_where_that_is_said_and_by_no_more() -> None:
    other = picture()
    other.setPixelColor(3, 4, QColor(255, 235, 255))
    assert difference(other, picture(), levels=20) is None
    assert difference(other, picture(), levels=19) is not None
    assert difference(picture(21), picture(), levels=255) is not None
