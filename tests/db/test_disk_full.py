"""A full disk: the visit is still saved from the reserve, then refused in words; nothing half-written stays."""

import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from db.ballast import SPENT, Ballast
from db.trouble import trouble_of
from posdesk.domain.refusals import EnvironmentTrouble, TroubleCode
from tests.db.tills import Till, a_till, reopened

RESERVE = 256 * 1024
TODAY = date(2026, 11, 23)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of three megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk], capture_output=True, text=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip(f"a small disk cannot be mounted here: {mounted.stderr.strip() or 'not permitted'}")
    yield disk
    subprocess.run(["umount", disk], check=True)


@pytest.mark.rule("LG06")
def test_on_a_full_disk_the_reserve_saves_the_visit_and_then_words_refuse_the_next(small_disk: Path) -> None:
    till = a_till(small_disk / "till", reserve=RESERVE)
    assert till.store.notice() is None
    saved, warned_after = fill(till, small_disk)
    assert till.store.notice() == SPENT
    assert 0 < warned_after < len(saved)
    with pytest.raises(EnvironmentTrouble) as trouble:
        till.visit(None)
    assert trouble.value.code is TroubleCode.DISK_FULL
    assert "Free some space" in trouble.value.words
    assert till.store.connections.reader.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    (small_disk / "in the way").unlink()
    again = reopened(till)
    assert [fact.id for fact in again.store.ledger.facts_on(TODAY)] == saved
    assert again.visit(None).sequence == len(saved) + 1
    again.close()


def fill(till: Till, disk: Path) -> tuple[list[str], int]:
    """Record visits until the disk is full; yields the ids reported saved, and after how many the shop was warned."""
    (disk / "in the way").write_bytes(bytes(1024 * 1024))
    saved: list[str] = []
    warned_after = 0
    while True:
        try:
            saved.append(till.visit(None).id)
        except EnvironmentTrouble:
            return saved, warned_after
        if till.store.notice() is not None and not warned_after:
            warned_after = len(saved)


def test_the_reserve_is_laid_with_real_bytes_and_given_up_once(tmp_path: Path) -> None:
    ballast = Ballast(tmp_path / "reserve", RESERVE)
    ballast.lay()
    assert (tmp_path / "reserve").stat().st_blocks * 512 >= RESERVE
    assert ballast.notice() is None
    assert ballast.give_up() is True
    assert ballast.give_up() is False
    assert ballast.notice() == SPENT


def test_no_reserve_is_laid_where_it_would_itself_fill_the_disk(tmp_path: Path) -> None:
    ballast = Ballast(tmp_path / "reserve", 2**60)
    ballast.lay()
    assert not ballast.is_laid()


def test_the_reserve_comes_back_with_the_next_start(tmp_path: Path) -> None:
    till = a_till(tmp_path, reserve=RESERVE)
    till.store.ballast.give_up()
    till.close()
    again = reopened(till)
    assert again.store.notice() is None
    again.close()


def test_an_error_that_is_a_bug_is_no_trouble_of_the_environment(till: Till) -> None:
    with pytest.raises(Exception, match="no such table") as bug:
        till.writer.execute("SELECT * FROM nowhere")
    assert trouble_of(bug.value) is None
