"""One window on a data folder, where it was; a platform that does not abort; a second start that raises the first."""

from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from posdesk.domain.refusals import EnvironmentTrouble, TroubleCode
from ui import application, second_start, window_place


def test_without_a_screen_a_real_run_is_refused_in_words() -> None:
    environ: dict[str, str] = {}
    with pytest.raises(EnvironmentTrouble) as trouble:
        application.choose_platform(environ, headless=False, system="linux")
    assert trouble.value.code is TroubleCode.NO_DISPLAY
    assert "\n" not in trouble.value.words
    assert environ == {}


def test_an_x_server_that_does_not_answer_is_no_screen() -> None:
    with pytest.raises(EnvironmentTrouble):
        application.choose_platform({"DISPLAY": ":987"}, headless=False, system="linux")


def test_without_a_screen_pictures_are_drawn_offscreen() -> None:
    environ: dict[str, str] = {}
    application.choose_platform(environ, headless=True, system="linux")
    assert environ == {"QT_QPA_PLATFORM": "offscreen"}


@pytest.mark.parametrize("headless", [True, False])
def test_what_is_set_already_stands(headless: bool) -> None:
    environ = {"QT_QPA_PLATFORM": "minimal"}
    application.choose_platform(environ, headless=headless, system="linux")
    assert environ == {"QT_QPA_PLATFORM": "minimal"}


def test_a_desktop_and_other_systems_are_left_to_qt() -> None:
    desktop = {"WAYLAND_DISPLAY": "wayland-0"}
    application.choose_platform(desktop, headless=False, system="linux")
    windows: dict[str, str] = {}
    application.choose_platform(windows, headless=False, system="win32")
    assert (desktop, windows) == ({"WAYLAND_DISPLAY": "wayland-0"}, {})


def test_the_application_is_one(qapp: QApplication) -> None:
    assert application.build(headless=True) is qapp


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_the_window_opens_where_it_was(qtbot: QtBot, window: QWidget, tmp_path: Path) -> None:
    settings = application.settings(tmp_path)
    window.setGeometry(QRect(40, 50, 500, 400))
    window_place.keep(window, settings)
    settings.sync()
    again = QWidget()
    qtbot.addWidget(again)
    window_place.restore(again, application.settings(tmp_path), QSize(600, 500))
    assert again.geometry() == QRect(40, 50, 500, 400)


def test_the_first_time_it_opens_in_the_middle_no_larger_than_the_screen(window: QWidget, tmp_path: Path) -> None:
    area = window.screen().availableGeometry()
    window_place.restore(window, application.settings(tmp_path), QSize(10_000, 400))
    assert window.width() == area.width()
    assert abs(window.geometry().center().y() - area.center().y()) <= 1


def test_a_place_on_a_screen_that_is_gone_is_forgotten(window: QWidget, tmp_path: Path) -> None:
    assert not window_place._on_a_screen(QRect(90_000, 90_000, 500, 400))
    settings = application.settings(tmp_path)
    settings.setValue("window/place", b"nonsense")
    window_place.restore(window, settings, QSize(600, 500))
    assert window_place._on_a_screen(window.geometry())


@pytest.mark.qt_log_ignore("does not support raise")
def test_a_second_start_raises_the_first_window(qtbot: QtBot, window: QWidget, tmp_path: Path) -> None:
    first = second_start.claim(tmp_path)
    assert first is not None
    assert second_start.claim(tmp_path) is None
    second_start.listen(first, window)
    window.showMinimized()
    assert second_start.knock(tmp_path)
    qtbot.waitUntil(lambda: not window.windowState() & Qt.WindowState.WindowMinimized)
    first.release()
    again = second_start.claim(tmp_path)
    assert again is not None
    again.release()


def test_other_data_folders_have_windows_of_their_own(tmp_path: Path) -> None:
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        folder.mkdir()
    claims = [second_start.claim(folder) for folder in folders]
    assert all(claims)
    for claim in claims:
        if claim is not None:
            claim.release()


def test_nobody_answers_where_no_window_is(tmp_path: Path) -> None:
    assert not second_start.knock(tmp_path)


def test_a_data_folder_that_cannot_be_written_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentTrouble) as trouble:
        second_start.claim(tmp_path / "missing")
    assert trouble.value.code is TroubleCode.NO_ACCESS
