"""What a report's file is called, and that it is whole or not there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from posdesk.domain.refusals import EnvironmentTrouble, RefusalCode, Refused, TroubleCode
from posdesk.reports import files
from posdesk.reports.values import Head, Kind
from tests.full_device import FULL, disk_full
from tests.reports.evenings import an_evening


@pytest.fixture
def head() -> Head:
    """Of a close."""
    evening = an_evening()
    evening.close()
    return evening.report().head


def test_a_file_is_called_so_that_it_can_be_sent(head: Head) -> None:
    assert files.name_of(head, ".pdf") == "corner-leaf denver-1 2026-11-23 Z 0001.pdf"
    assert files.name_of(head, ".pdf", copy=True) == "corner-leaf denver-1 2026-11-23 Z 0001 copy.pdf"
    assert files.name_of(replace(head, revision=2), ".xlsx").endswith("Z 0001 rev 2.xlsx")
    assert files.name_of(head, ".csv", "people").endswith("Z 0001 people.csv")
    period = replace(head, kind=Kind.PERIOD, store=None, name=None, last=date(2026, 11, 30))
    assert files.name_of(period, ".pdf") == "all stores 2026-11-23 to 2026-11-30.pdf"


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ('Bud & "Sons" <1/2>: what?*|\\', "bud-sons-1-2-what denver-1 "),
        ("Café Zoë", "cafe-zoe denver-1 "),
        ("../../etc", "etc denver-1 "),
        ("\u5f20\u4e09", "denver-1 "),
        ("CON", "con denver-1 "),
        ("x" * 300, "x" * 40 + " denver-1 "),
        ("denver-1", "denver-1 2"),
    ],
)
def test_whatever_a_shop_is_called_its_files_can_be_kept_anywhere(head: Head, name: str, begins: str) -> None:
    said = files.name_of(replace(head, name=name), ".pdf")
    assert said.startswith(begins)
    assert not set(said) & set('<>:"/\\|?*')


def test_a_folder_gets_the_name_and_a_path_stays_as_it_is(tmp_path: Path) -> None:
    assert files.place(str(tmp_path), "a.pdf") == tmp_path / "a.pdf"
    assert files.place(f"{tmp_path}/new/", "a.pdf") == tmp_path / "new" / "a.pdf"
    assert files.place(str(tmp_path / "b.pdf"), "a.pdf") == tmp_path / "b.pdf"


def test_files_are_written_and_nothing_is_left_beside_them(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    files.write({tmp_path / "a": b"one", tmp_path / "b": b"two"})
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {"a": b"one", "b": b"two"}


@disk_full
def test_a_full_disk_is_said_and_what_was_there_stays(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "b.part").symlink_to(FULL)
    with pytest.raises(EnvironmentTrouble) as trouble:
        files.write({tmp_path / "a": b"one", tmp_path / "b": b"two"})
    assert trouble.value.code is TroubleCode.DISK_FULL
    assert "b was not written" in trouble.value.words
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {"a": b"old"}


@disk_full
def test_whether_there_is_room_is_known_before(tmp_path: Path) -> None:
    files.try_room(tmp_path / "a", 1000)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "a.part").symlink_to(FULL)
    with pytest.raises(EnvironmentTrouble):
        files.try_room(tmp_path / "a", 1000)


def test_a_place_that_cannot_be_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    acts: list[Callable[[], None]] = [
        lambda: files.write({tmp_path / "no" / "a.pdf": b"one"}),
        lambda: files.make_folder(tmp_path / "file" / "x"),
        lambda: files.try_room(tmp_path / "no" / "a.pdf", 10),
    ]
    for act in acts:
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.refusal.code is RefusalCode.BAD_FILE
        assert "cannot be written" in refused.value.refusal.words
