"""The choice of a state is kept beside the store, and what cannot be read is never taken for "off"."""

import json
import shutil
from pathlib import Path

import pytest

from db.state_packs import CHOICE_FILE, OWN_PACKS, FolderStatePacks
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


def own_pack(folder: Path, file: str = "CO.json", **changed: object) -> None:
    """Write a pack of the store's own, like Colorado's but for what is said."""
    pack = json.loads((compose.STATE_PACKS / "CO.json").read_text("utf-8")) | changed
    (folder / OWN_PACKS).mkdir(exist_ok=True)
    (folder / OWN_PACKS / file).write_text(json.dumps(pack), encoding="utf-8")


@pytest.mark.rule("G13")
def test_a_stores_own_pack_takes_the_place_of_the_one_that_comes_along_and_may_allow_hashes(tmp_path: Path) -> None:
    packs = packs_in(tmp_path)
    packs.choose("CO")
    assert not any(pack.id_hash.allowed for pack in packs.all())
    rule = {"text": "with consent", "source": "the store's counsel", "checked": "the store's counsel", "allowed": True}
    own_pack(tmp_path, id_hash=rule)
    chosen = packs_in(tmp_path).chosen()
    assert chosen is not None
    assert chosen.id_hash.allowed
    assert [pack.state for pack in packs_in(tmp_path).all() if pack.id_hash.allowed] == ["CO"]
    assert len(packs_in(tmp_path).all()) == len(list(compose.STATE_PACKS.glob("*.json")))


def test_a_pack_for_a_state_that_none_comes_along_for_can_be_chosen(tmp_path: Path) -> None:
    own_pack(tmp_path, "nv.json", state="NV", name="Nevada")
    chosen = packs_in(tmp_path).choose("nv")
    assert chosen is not None
    assert (chosen.state, [pack.state for pack in packs_in(tmp_path).all()]) == ("NV", ["CA", "CO", "IL", "MI", "NV"])


@pytest.mark.rule("G01")
@pytest.mark.parametrize("text", ["{", "[]", '{"state": "CO"}', "\xff"])
def test_a_pack_of_the_stores_own_that_cannot_be_read_is_trouble_that_names_it_and_not_off(
    tmp_path: Path, text: str
) -> None:
    packs_in(tmp_path).choose("CO")
    (tmp_path / OWN_PACKS).mkdir()
    (tmp_path / OWN_PACKS / "mine.json").write_text(text, encoding="latin-1")
    with pytest.raises(EnvironmentTrouble) as trouble:
        packs_in(tmp_path).chosen()
    assert trouble.value.code is TroubleCode.DAMAGED
    assert "mine.json" in trouble.value.words
    assert packs_in(tmp_path).choose(None) is None


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
