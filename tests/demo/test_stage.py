"""The demo as it is run: a store, a morning, pictures, and what stays behind."""

import tempfile
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from posdesk import compose
from posdesk.demo import run as run_demo
from posdesk.demo import stage
from posdesk.domain.refusals import RefusalCode, Refused


@pytest.mark.usefixtures("qapp")
def test_a_kept_demo_leaves_a_store_and_its_pictures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert stage.run(headless=True, keep=tmp_path / "kept", members=30) == 0
    told = capsys.readouterr().out
    pictures = sorted((tmp_path / "kept" / "pictures").glob("*.png"))
    assert len(pictures) == len(stage.PICTURES)
    assert all(str(picture) in told and picture.read_bytes().startswith(b"\x89PNG") for picture in pictures)
    assert "Saved. Visit 10 for Marisol Q." in told
    store = compose.open_store(tmp_path / "kept")
    assert store.directory.recent(1)
    store.close()


def test_a_folder_that_holds_a_store_already_is_refused(tmp_path: Path) -> None:
    stage.build(tmp_path, 1_795_458_660_000, members=1)
    with pytest.raises(Refused) as refused:
        run_demo(True, tmp_path)
    assert refused.value.refusal.code is RefusalCode.ALREADY_SET_UP


def test_a_file_is_no_place_to_keep_the_demo_in(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(Refused, match="is a file"):
        run_demo(True, tmp_path / "file")


def test_a_demo_that_is_not_kept_throws_its_store_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert stage.run(headless=True, keep=None, members=10) == 0
    assert [path.name.rsplit("-", 1)[0] for path in tmp_path.iterdir()] == ["posdesk-pictures"]
    assert "posdesk-pictures" in capsys.readouterr().out


@pytest.mark.parametrize("platform", ["offscreen", "minimal"])
def test_no_window_opens_where_nobody_would_see_it(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    assert not stage.has_display()
