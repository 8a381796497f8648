"""A Linux without Qt's libraries is told, in one line, which Debian packages bring them."""

import re
from pathlib import Path

import pytest

from posdesk import system_libraries

PROJECT = Path(__file__).resolve().parents[1]


def a_loader_without(*absent: str) -> "type[object]":
    class Loader:
        def __init__(self, library: str) -> None:
            if library in absent:
                raise OSError(f"{library}: cannot open shared object file")

    return Loader


def test_nothing_is_missing_where_everything_loads() -> None:
    assert system_libraries.missing(system_libraries.NEEDED, a_loader_without()) == []


def test_the_packages_of_missing_libraries_are_named_in_one_line() -> None:
    absent = system_libraries.missing(system_libraries.NEEDED, a_loader_without("libGL.so.1", "libEGL.so.1"))
    assert absent == ["libegl1", "libgl1"]
    line = system_libraries.words(absent)
    assert line.endswith("apt-get install libegl1 libgl1")
    assert "\n" not in line


@pytest.mark.parametrize("argv", [["import", "cdnow", "file.txt"], ["find", "maria"], ["demo", "--help"]])
def test_commands_that_draw_nothing_are_not_held_up(argv: list[str]) -> None:
    assert system_libraries.words_before(argv, a_loader_without(*system_libraries.NEEDED)) is None


@pytest.mark.parametrize("argv", [[], ["run"], ["demo", "--headless"], ["screenshot", "counter"]])
def test_commands_that_draw_say_what_is_missing_first(argv: list[str]) -> None:
    words = system_libraries.words_before(argv, a_loader_without("libEGL.so.1"), platform="linux")
    assert words is not None
    assert "libegl1" in words


def test_the_window_on_an_x11_screen_needs_more_than_a_picture() -> None:
    load = a_loader_without("libxcb-icccm.so.4")
    x11 = {"DISPLAY": ":0"}
    assert "libxcb-icccm4" in (system_libraries.words_before(["run"], load, x11, "linux") or "")
    assert "libxcb-icccm4" in (system_libraries.words_before([], load, x11, "linux") or "")
    assert system_libraries.words_before(["demo"], load, x11, "linux") is None
    assert system_libraries.words_before(["run"], load, {}, "linux") is None
    assert system_libraries.words_before(["run"], load, x11 | {"QT_QPA_PLATFORM": "offscreen"}, "linux") is None
    assert system_libraries.words_before(["run"], load, x11 | {"WAYLAND_DISPLAY": "wayland-0"}, "linux") is None


def test_windows_and_macos_bring_qts_libraries_themselves() -> None:
    assert system_libraries.words_before(["run"], a_loader_without("libEGL.so.1"), platform="win32") is None


def test_the_gate_installs_exactly_what_the_set_up_and_qt_need() -> None:
    found = re.search(r'^packages="([^"]+)"', (PROJECT / ".ci" / "run").read_text("utf-8"), re.MULTILINE)
    assert found
    assert set(found[1].split()) == {"python3-venv", *system_libraries.NEEDED.values()}


def test_the_page_on_installing_names_every_package() -> None:
    page = (PROJECT / "installers" / "README.md").read_text("utf-8")
    packages = {*system_libraries.NEEDED.values(), *system_libraries.NEEDED_ON_SCREEN.values()}
    assert set(re.findall(r"\blib[a-z0-9.-]+", page.split("apt-get install", 1)[1])) == packages
