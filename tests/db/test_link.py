"""Where a register's link to its hub and its secret are kept, and what is said when they cannot be read."""

import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from db import link
from db.link import FolderLinkHome
from posdesk.counter.hub_link import Link
from posdesk.domain.refusals import EnvironmentTrouble, TroubleCode
from tests.fakes.ring import RingInMemory

HUB = Link("https://hub.example", "a1b2")


def kept_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_register_that_was_never_paired_has_no_link_and_no_secret(tmp_path: Path) -> None:
    home = FolderLinkHome(tmp_path)
    assert (home.link(), home.token(), home.words()) == (None, None, link.NOWHERE)


def test_a_secret_is_in_the_keyring_where_that_keeps_it_else_in_a_file_for_this_account_alone(
    tmp_path: Path, ring: RingInMemory
) -> None:
    home = FolderLinkHome(tmp_path)
    home.pair(HUB, "secret-one")
    assert FolderLinkHome(tmp_path).token() == "secret-one"
    assert FolderLinkHome(tmp_path).link() == HUB
    if ring.forgets:
        assert home.words() == link.IN_FILE
        assert stat.S_IMODE((tmp_path / link.TOKEN_FILE).stat().st_mode) == 0o600
    else:
        assert home.words() == link.IN_KEYRING
        assert not (tmp_path / link.TOKEN_FILE).exists()
        assert list(ring.kept.values()) == ["secret-one"]
    assert "secret-one" not in (tmp_path / link.LINK_FILE).read_text("utf-8")


def test_pairing_anew_leaves_only_the_new_secret(tmp_path: Path, ring: RingInMemory) -> None:
    home = FolderLinkHome(tmp_path)
    for secret in ("one", "two"):
        home.pair(HUB, secret)
    assert home.token() == "two"
    assert list(ring.kept.values()) == ([] if ring.forgets else ["two"])


def test_a_secret_moves_into_the_keyring_once_there_is_one(tmp_path: Path, ring: RingInMemory) -> None:
    FolderLinkHome(tmp_path, keyring=False).pair(HUB, "in a file")
    FolderLinkHome(tmp_path).pair(HUB, "anew")
    assert (tmp_path / link.TOKEN_FILE).exists() is ring.forgets
    assert FolderLinkHome(tmp_path).token() == "anew"


def test_what_is_kept_of_the_link_leaves_the_secret(tmp_path: Path, ring: RingInMemory) -> None:
    home = FolderLinkHome(tmp_path)
    home.pair(HUB, "secret")
    later = replace(HUB, reached_at=5, ahead=-3, compared_at=4)
    home.keep(later)
    assert (home.link(), home.token()) == (later, "secret")


def test_forgetting_leaves_nothing(tmp_path: Path, ring: RingInMemory) -> None:
    home = FolderLinkHome(tmp_path)
    home.pair(HUB, "secret")
    home.forget()
    home.forget()
    assert (home.link(), home.token(), kept_in(tmp_path), ring.kept) == (None, None, [], {})


def test_a_folder_that_was_copied_to_another_account_has_no_secret(tmp_path: Path, ring: RingInMemory) -> None:
    home = FolderLinkHome(tmp_path)
    home.pair(HUB, "secret")
    ring.kept.clear()
    (tmp_path / link.TOKEN_FILE).unlink(missing_ok=True)
    assert (home.link(), home.token()) == (HUB, None)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "{", "\udcff", json.dumps({"url": 5, "hub": "x"}), '{"url":"u","hub":"h","reached_at":"noon"}'],
)
def test_a_link_that_cannot_be_read_says_what_to_do_and_can_be_forgotten(tmp_path: Path, text: str) -> None:
    home = FolderLinkHome(tmp_path, keyring=False)
    home.pair(HUB, "secret")
    (tmp_path / link.LINK_FILE).write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(EnvironmentTrouble, match="pair") as trouble:
        home.link()
    assert trouble.value.code is TroubleCode.DAMAGED
    home.pair(HUB, "anew")
    assert home.token() == "anew"
    (tmp_path / link.LINK_FILE).write_text(text.replace("\udcff", "x"), "utf-8")
    home.forget()
    assert kept_in(tmp_path) == []
