"""verify as typed at a prompt, on a real encrypted store: its words, its JSON, its exit code."""

from pathlib import Path

import pytest

from db.engine import connect
from db.keys import find_key
from db.store import DB_FILE
from posdesk.commands.audit import SHOWN
from tests.commands.conftest import Door


def changed(data: Path, statement: str) -> None:
    """Somebody who has the store's key changes its file."""
    connections = connect(data / DB_FILE, find_key(data).secret)
    connections.writer.execute(statement)
    connections.close()


def busy(shop: Door) -> list[str]:
    """Record three visits; their ids."""
    member = shop("enrol", "--name", "Maria Gonzalez", "--phone", "303-555-4417").value["member"]
    return [shop("visit", member, "--amount", f"{amount}.50").value["visit"] for amount in (10, 20, 30)]


def test_a_store_that_nobody_changed_is_sound_and_shows_its_seal(shop: Door) -> None:
    busy(shop)
    said = shop("verify")
    assert (said.code, said.value["sound"], said.value["findings"]) == (0, True, [])
    text = shop("verify", text=True)
    assert "none is missing" in text.out
    assert f"Seal: {said.value['seal']}" in text.out
    assert shop("verify", "--noted", said.value["seal"]).code == 0


def test_a_changed_fact_is_named_with_exit_code_3(shop: Door, data: Path) -> None:
    visits = busy(shop)
    changed(data, "UPDATE facts SET body = '[[[9950]]]' WHERE key = (SELECT max(key) - 1 FROM facts)")
    said = shop("verify")
    assert said.code == 3
    (found,) = said.value["findings"]
    assert (found["wrong"], found["fact"]["id"], found["fact"]["kind"]) == ("changed", visits[1], "visit.recorded")
    text = shop("verify", text=True)
    assert text.code == 3
    assert f"fact {visits[1]} (visit.recorded, denver-1, register-1, " in text.out
    assert "was changed after it was recorded" in text.out


def test_a_missing_fact_is_named_by_its_neighbours(shop: Door, data: Path) -> None:
    visits = busy(shop)
    changed(data, "DELETE FROM facts WHERE key = (SELECT max(key) - 1 FROM facts)")
    said = shop("verify", text=True)
    assert said.code == 3
    assert all(id in said.out for id in (visits[0], visits[2]))
    assert "one is missing" in said.out


def test_what_many_facts_are_is_said_in_full_as_json_only(shop: Door, data: Path) -> None:
    member = shop("enrol", "--name", "Maria Gonzalez").value["member"]
    for amount in range(SHOWN + 2):
        shop("visit", member, "--amount", f"{amount + 1}")
    changed(data, "UPDATE facts SET occurred_at = occurred_at + 1")
    said = shop("verify", text=True)
    assert "more; --json lists" in said.out
    assert len(shop("verify").value["findings"]) > SHOWN


def test_an_erasure_is_told_and_no_fault(shop: Door) -> None:
    busy(shop)
    member = shop("enrol", "--name", "Zebulonica Quill", "--phone", "303-867-0188").value["member"]
    assert shop("erase", member, "--really").code == 0
    said = shop("verify", text=True)
    assert said.code == 0
    assert "Emptied when a member was erased: 1." in said.out


def test_a_seal_that_was_never_given_is_not_gone_through(shop: Door) -> None:
    busy(shop)
    said = shop("verify", "--noted", "2-00000000000000000000000000000000")
    assert said.code == 3
    assert "does not go through the seal" in said.value["findings"][0]["words"]


@pytest.mark.parametrize("noted", ["", "7", "x-y", "-", "99999999999999999999-00", "²-00"])
def test_what_is_no_seal_is_not_gone_through_either(shop: Door, noted: str) -> None:
    assert shop("verify", f"--noted={noted}").code == 3
