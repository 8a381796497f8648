"""The choice of a state is kept beside the store, and what cannot be read is never taken for "off"."""

import shutil
from pathlib import Path

import pytest

from db.state_packs import CHOICE_FILE, FolderStatePacks
from posdesk import compose
from posdesk.domain.refusals import EnvironmentTrouble, RefusalCode, Refused, TroubleCode


def packs_in(folder: Path) -> FolderStatePacks:
    return FolderStatePacks(folder, compose.STATE_PACKS)


def test_it_is_off_until_a_state_is_chosen_and_stays_chosen(tmp_path: Path) -> None:
    assert packs_in(tmp_path).chosen() is None
    first = packs_in(tmp_path)
    first.choose("co")
    for packs in (first, packs_in(tmp_path)):
        chosen = packs.chosen()
        assert chosen is not None
        assert chosen.state == "CO"
    first.choose(None)
    assert packs_in(tmp_path).chosen() is None


def test_a_state_without_a_pack_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    packs = packs_in(tmp_path)
    packs.choose("MI")
    with pytest.raises(Refused) as no:
        packs.choose("ZZ")
    assert no.value.refusal.code is RefusalCode.NO_STATE_PACK
    assert "CO" in no.value.refusal.words
    chosen = packs_in(tmp_path).chosen()
    assert chosen is not None
    assert chosen.state == "MI"


@pytest.mark.rule("G01")
@pytest.mark.parametrize("text", ["", "{", "[]", '{"state": 5}', '{"state": "ZZ"}', "\xff"])
def test_a_damaged_choice_is_trouble_and_not_off(tmp_path: Path, text: str) -> None:
    (tmp_path / CHOICE_FILE).write_text(text, encoding="latin-1")
    with pytest.raises(EnvironmentTrouble) as trouble:
        packs_in(tmp_path).chosen()
    assert trouble.value.code is TroubleCode.DAMAGED


@pytest.mark.rule("G01")
@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b'{"state": "CO"}'])
def test_a_damaged_pack_is_named_and_the_gate_is_not_off_by_it(tmp_path: Path, content: bytes) -> None:
    packs, store = tmp_path / "packs", tmp_path / "store"
    shutil.copytree(compose.STATE_PACKS, packs)
    store.mkdir()
    FolderStatePacks(store, packs).choose("CO")
    (packs / "CO.json").write_bytes(content)
    with pytest.raises(Refused, match=r"CO\.json") as no:
        FolderStatePacks(store, packs).all()
    assert no.value.refusal.code is RefusalCode.BAD_STATE_PACK
    with pytest.raises(EnvironmentTrouble, match=r"CO\.json"):
        FolderStatePacks(store, packs).chosen()
    damaged = FolderStatePacks(store, packs)
    damaged.choose(None)
    assert FolderStatePacks(store, packs).chosen() is None
