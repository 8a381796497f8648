"""A hub in a process of its own and registers as typed at a prompt: pairing, syncing, revoking, backing up."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from posdesk import cli
from posdesk.commands import hub_options
from tests.commands.conftest import Door, Said
from tests.commands.hub_process import PROJECT, served

STORE = "denver-1"


@pytest.fixture(scope="module")
def hub_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served") / "hub"


@pytest.fixture(scope="module")
def address(hub_folder: Path) -> Iterator[str]:
    """The address of a hub that serves for all tests of this module that do not stop it."""
    with served(hub_folder) as url:
        yield url


def a_register(door: Door, folder: Path, name: str) -> Path:
    """Set up, not used yet: so it takes store and program from the hub, if there are any."""
    assert door("init", "--store", STORE, "--register", name, folder=folder).code == 0
    return folder


def paired(door: Door, hub: Path, register: Path) -> Said:
    said = door("hub", "pair-code", "--store", STORE, folder=hub)
    return door("pair", said.value["invitation"], folder=register)


def test_two_registers_hold_the_same_after_each_synced(
    door: Door, tmp_path: Path, hub_folder: Path, address: str
) -> None:
    front, back = (a_register(door, tmp_path / name, f"one-{name}") for name in ("front", "back"))
    for register in (front, back):
        assert paired(door, hub_folder, register).value["url"] == address
    member = door("enrol", "--name", "Maria Gonzalez", folder=front).value["member"]
    door("visit", member, "--amount", "62.50", folder=front)
    first = door("sync", folder=front).value
    assert (first["sent"], first["waiting"], first["set_aside"]) == (4, 0, [])
    assert door("sync", folder=back).value["came"] >= 4
    door("visit", member, "--amount", "20", folder=back)
    assert door("sync", folder=back).value["sent"] == 1
    assert door("sync", folder=front).value["came"] == 1
    assert door("state-hash", folder=front).value == door("state-hash", folder=back).value
    assert door("show", member, folder=front).value["spend_cents"] == 8250
    assert door("compare", folder=front).value == []
    door("visit", "--guest", "--amount", "5", folder=front)
    different = door("compare", "--days", "2", folder=front)
    assert [(day["here"] - day["hub"], day["store"]) for day in different.value] == [(1, STORE)]
    assert "at the hub" in door("compare", folder=front, text=True).out


def test_the_outbox_says_what_waits_and_writes_it_into_a_file(
    door: Door, tmp_path: Path, hub_folder: Path, address: str
) -> None:
    register = a_register(door, tmp_path / "register", "outbox-1")
    paired(door, hub_folder, register)
    door("sync", folder=register)
    assert door("outbox", folder=register).value["waiting"] == []
    door("visit", "--guest", "--amount", "5", folder=register)
    file = tmp_path / "outbox.jsonl"
    said = door("outbox", "--save", str(file), folder=register).value
    kinds = {one["kind"]: one["count"] for one in said["waiting"]}
    assert kinds["visit.recorded"] == 1
    assert said["saved"] == sum(kinds.values()) == len(file.read_text("utf-8").splitlines())
    assert said["reached_at"] is not None
    copy = a_register(door, tmp_path / "copy", "outbox-2")
    assert door("facts", "import", str(file), folder=copy).value["new"] == said["saved"]
    words = door("outbox", folder=register, text=True).out
    assert "visit.recorded" in words
    assert address in words


def test_a_register_may_not_part_from_its_hub_while_facts_are_unsent(
    door: Door, tmp_path: Path, hub_folder: Path, address: str
) -> None:
    register = a_register(door, tmp_path / "register", "parting-1")
    assert door("unpair", folder=register).value["refused"] == "not_paired"
    paired(door, hub_folder, register)
    door("sync", folder=register)
    door("visit", "--guest", "--amount", "5", folder=register)
    refused = door("unpair", folder=register)
    assert (refused.code, refused.value["refused"]) == (3, "unsent")
    waiting = door("health", folder=register).value["waiting"]
    assert refused.value["words"].startswith(f"{waiting} fact")
    door("sync", folder=register)
    assert door("unpair", folder=register).value == {"url": address}
    assert door("sync", folder=register).value["refused"] == "not_paired"
    assert not list(register.glob("posdesk.hub*"))


def test_a_register_is_reset_once_all_its_facts_are_at_the_hub_and_nothing_of_it_stays(
    door: Door, tmp_path: Path, hub_folder: Path, address: str
) -> None:
    register = a_register(door, tmp_path / "register", "reset-1")
    paired(door, hub_folder, register)
    door("visit", "--guest", "--amount", "5", folder=register)
    (register / "copies").mkdir()
    (register / "copies" / "hourly-000001.db").write_bytes(b"an old copy")
    (register / "notes.txt").write_text("somebody's own")
    refused = door("reset", "--really", folder=register)
    waiting = door("health", folder=register).value["waiting"]
    assert (refused.code, refused.value["refused"]) == (3, "unsent")
    assert refused.value["words"].startswith(f"{waiting} facts are on this computer only.")
    door("sync", folder=register)
    assert door("reset", folder=register).value["refused"] == "not_sure"
    assert door("health", folder=register).code == 0
    assert door("reset", "--really", folder=register).value == {"store": STORE, "register": "reset-1"}
    assert {path.name for path in register.iterdir()} <= {"notes.txt", "posdesk.lock"}
    assert door("health", folder=register).value["refused"] == "no_store_yet"
    again = a_register(door, register, "reset-1-again")
    paired(door, hub_folder, again)
    door("sync", folder=again)
    assert door("state-hash", folder=again).code == 0


def test_a_revoked_register_is_told_so_and_keeps_what_it_recorded(
    door: Door, tmp_path: Path, hub_folder: Path, address: str
) -> None:
    register = a_register(door, tmp_path / "register", "stolen-1")
    paired(door, hub_folder, register)
    door("sync", folder=register)
    door("visit", "--guest", "--amount", "5", folder=register)
    waiting = door("health", folder=register).value["waiting"]
    assert waiting > 0
    assert door("hub", "revoke", STORE, "stolen-1", folder=hub_folder).code == 0
    refused = door("sync", folder=register)
    assert (refused.code, refused.value["line"]) == (6, "revoked")
    assert door("health", folder=register).value["waiting"] == waiting
    again = door("hub", "revoke", STORE, "stolen-1", folder=hub_folder)
    assert (again.code, again.value["refused"]) == (3, "not_paired")
    listed = {one["register"]: one for one in door("hub", "devices", folder=hub_folder).value}
    assert listed["stolen-1"]["revoked_at"] is not None
    paired(door, hub_folder, register)
    assert door("sync", folder=register).value["sent"] == waiting


def test_a_code_is_good_once_and_one_that_is_none_is_refused_in_words(
    door: Door, tmp_path: Path, hub_folder: Path, address: str
) -> None:
    one, other = (a_register(door, tmp_path / name, name) for name in ("code-1", "code-2"))
    said = door("hub", "pair-code", "--store", STORE, "--register", "code-1", folder=hub_folder).value
    assert (said["minutes"], said["register"], said["address"]) == (10, "code-1", address)
    assert door("pair", address, said["code"], folder=one).code == 0
    refused = door("pair", address, said["code"], folder=other)
    assert (refused.code, refused.value["refused"]) == (3, "bad_code")
    assert door("pair", address, folder=other).value["refused"] == "bad_code"
    assert door("pair", "http://hub.example", "0000-0000", folder=other).value["refused"] == "bad_address"
    elsewhere = door("hub", "pair-code", "--store", "boulder-1", folder=hub_folder).value["invitation"]
    assert door("pair", elsewhere, folder=other).value["refused"] == "bad_store"


def test_the_code_comes_as_a_picture_for_the_scanner_when_the_address_is_known(
    door: Door, hub_folder: Path, address: str
) -> None:
    words = door("hub", "pair-code", "--store", STORE, folder=hub_folder, text=True).out
    assert f"pair {address} " in words
    assert words.count("▀▀▀▀▀▀▀") >= 3


def test_a_secret_is_in_no_table_no_argument_and_no_answer(
    door: Door, tmp_path: Path, hub_folder: Path, address: str
) -> None:
    register = a_register(door, tmp_path / "register", "secret-1")
    said = paired(door, hub_folder, register)
    token = (register / "posdesk.hub-token").read_text("ascii")
    assert len(token) >= 32
    assert token not in said.out + said.err
    assert token.encode() not in (hub_folder / "hub.db").read_bytes()
    assert token not in (register / "posdesk.hub.json").read_text("utf-8")
    assert token not in door("outbox", folder=register).out
    assert token not in (hub_folder.parent / "hub.log").read_text("utf-8")


def test_lists_without_entries_say_so_and_what_needs_attention_is_listed(
    door: Door, tmp_path: Path, hub_folder: Path, address: str
) -> None:
    assert door("hub", "parked", folder=hub_folder).value == []
    assert door("hub", "parked", folder=hub_folder, text=True).out == "Nothing is parked.\n"
    assert isinstance(door("hub", "attention", "--limit", "5", folder=hub_folder).value, list)
    assert door("hub", "devices", folder=tmp_path).value["refused"] == "no_store_yet"


def test_a_hub_that_serves_is_backed_up_and_is_not_restored_under_its_feet(
    door: Door, tmp_path: Path, hub_folder: Path, address: str
) -> None:
    copy = tmp_path / "copy.db"
    said = door("hub", "backup", str(copy), folder=hub_folder).value
    assert said["facts"] == said["head"]
    refused = door("hub", "restore", str(copy), folder=hub_folder)
    assert (refused.code, refused.value["trouble"]) == (4, "in_use")
    ended = subprocess.run(
        [sys.executable, "-m", "posdesk", "hub", "serve", "--port", "0", "--data", str(hub_folder)],
        capture_output=True,
        cwd=PROJECT,
        env=os.environ.copy(),
        check=False,
    )
    assert (ended.returncode, b"serves from this file" in ended.stderr) == (4, True)


def test_a_hub_restored_from_a_backup_is_filled_again_by_its_registers(door: Door, tmp_path: Path) -> None:
    hub, copy = tmp_path / "hub", tmp_path / "copy.db"
    front, back = (a_register(door, tmp_path / name, name) for name in ("front-1", "back-1"))
    with served(hub) as url:
        port = urlsplit(url).port
        for register in (front, back):
            paired(door, hub, register)
        door("visit", "--guest", "--amount", "5", folder=front)
        door("sync", folder=front)
        door("sync", folder=back)
        before = door("hub", "backup", str(copy), folder=hub).value
        for register in (front, back, back):
            door("visit", "--guest", "--amount", "7", folder=register)
            door("sync", folder=register)
    offline = door("sync", folder=front)
    assert (offline.code, offline.value["line"]) == (5, "unreached")
    restored = door("hub", "restore", str(copy), folder=hub)
    assert restored.value["facts"] == before["facts"]
    assert Path(restored.value["before"]).exists()
    with served(hub, port=port or 0):
        refilled = [door("sync", folder=register).value for register in (back, front, back)]
        assert refilled[0]["again"] > 0
        assert [one["epoch"] for one in refilled] == [2, 2, 2]
        assert door("state-hash", folder=front).value == door("state-hash", folder=back).value
        assert door("hub", "backup", str(copy), folder=hub).value["facts"] == before["facts"] + 3
        kinds = {one["kind"] for one in door("hub", "attention", folder=hub).value}
        assert "rolled_back" in kinds


def test_what_is_no_hubs_copy_changes_nothing(door: Door, tmp_path: Path, data: Path) -> None:
    register = a_register(door, tmp_path / "register", "front-1")
    text = tmp_path / "text"
    text.write_text("these are no facts\n" * 500, encoding="utf-8")
    for file in (text, register / "posdesk.db", tmp_path / "nowhere.db"):
        refused = door("hub", "restore", str(file))
        assert (refused.code, refused.value["refused"]) == (3, "bad_file")
    assert [path.name for path in data.iterdir() if not path.name.endswith(".lock")] == []


def test_a_hub_on_postgresql_is_backed_up_with_its_own_tools(
    door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = "postgresql+psycopg://hub@127.0.0.1:1/hub"
    for act in ("backup", "restore"):
        refused = door("hub", act, str(tmp_path / "file"), "--database", url)
        assert refused.value["refused"] == "bad_store"
        assert "pg_dump" in refused.value["words"]
    monkeypatch.setenv("POSDESK_HUB_DATABASE", url)
    assert "pg_dump" in door("hub", "backup", str(tmp_path / "file")).value["words"]


def test_every_act_of_the_hub_stands_in_the_readme() -> None:
    readme = (PROJECT / "README.md").read_text("utf-8")
    assert [act for act in (hub_options.ACTS | hub_options.OPEN_ACTS) if f"hub {act}" not in readme] == []


@pytest.mark.parametrize("typed", ["hub", "hub dance", "hub serve --port 70000", "compare --days 0"])
def test_what_is_no_command_ends_with_two(typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(typed.split())
    assert ended.value.code == 2
    assert capsys.readouterr().err


def test_json_may_be_asked_for_before_the_act(
    hub_folder: Path, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["hub", "--json", "--data", str(hub_folder), "devices"]) == 0
    assert isinstance(json.loads(capsys.readouterr().out), list)
