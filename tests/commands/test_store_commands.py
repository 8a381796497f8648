"""Init, facts, state-hash, rebuild, program and import as typed at a prompt, on real encrypted stores."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from posdesk.compose import SAMPLE_PROGRAM, open_store
from tests.commands.conftest import Door


def busy(shop: Door) -> str:
    member = str(shop("enrol", "--name", "Maria Gonzalez", "--phone", "303-555-4417").value["member"])
    for day in range(10, 22):
        shop("visit", member, "--amount", "62.50", "--brand", "Two Rivers", "--at", f"2026-11-{day}T12:00")
    shop("void", shop("visit", "--guest", "--amount", "5").value["visit"])
    return member


def test_a_command_without_a_store_says_how_to_make_one(door: Door) -> None:
    refused = door("find", "maria")
    assert refused.code == 3
    assert "init" in refused.value["words"]


def test_a_store_is_set_up_once(shop: Door) -> None:
    assert shop("init").value["refused"] == "already_set_up"


@pytest.mark.parametrize(
    "words",
    [("--zone", "Denver"), ("--cut-off", "noon"), ("--cut-off", "13:00"), ("--store", "a/b"), ("--name", " ")],
)
def test_a_store_that_cannot_be_leaves_no_store_behind(door: Door, data: Path, words: tuple[str, str]) -> None:
    assert door("init", *words).value["refused"] == "bad_store"
    assert not data.exists()


def test_a_program_that_is_not_sound_is_refused_with_its_lines(door: Door, data: Path, tmp_path: Path) -> None:
    program = tmp_path / "program.toml"
    program.write_text(SAMPLE_PROGRAM.read_text(encoding="utf-8").replace('"$500"', '"$0"'), encoding="utf-8")
    for words in (("program", "check", str(program)), ("init", "--program", str(program))):
        refused = door(*words)
        assert refused.code == 3
        assert refused.value["words"].startswith("Line 53: tiers.tier.2.minimum: Bronze begins at the same value.")
    assert not data.exists()


@pytest.mark.rule("E10")
def test_a_new_program_needs_a_new_version_and_applies_from_now_on(shop: Door, tmp_path: Path) -> None:
    member = busy(shop)
    text = SAMPLE_PROGRAM.read_text(encoding="utf-8")
    program = tmp_path / "program.toml"
    program.write_text(text.replace('points = "1"', 'points = "2"'), encoding="utf-8")
    assert "Give this one 2" in shop("program", "publish", str(program)).value["words"]
    program.write_text(program.read_text(encoding="utf-8").replace("version = 1 ", "version = 2 "), encoding="utf-8")
    assert shop("program", "publish", str(program)).value["version"] == 2
    before = shop("show", member).value
    assert shop("visit", member, "--amount", "10").value["points"] == 2200  # 2 points a dollar, silver's 110 %
    after = shop("show", member).value
    assert after["points"] == before["points"] + 2200
    assert after["history"][1:] == before["history"]


def test_facts_out_and_in_give_the_same_state(shop: Door, tmp_path: Path) -> None:
    busy(shop)
    file, copy = tmp_path / "facts.jsonl", tmp_path / "copy"
    assert shop("facts", "export", str(file)).value["facts"] == 17
    shop("init", "--store", "denver-1", "--register", "back-office", folder=copy)
    assert shop("facts", "import", str(file), folder=copy).value["new"] == 17
    assert shop("state-hash", folder=copy).value == shop("state-hash").value
    again = shop("facts", "import", str(file), folder=copy).value
    assert (again["new"], again["already"]) == (0, 17)
    assert shop("find", "gonzalez", folder=copy).value == shop("find", "gonzalez").value
    assert shop("state-hash", folder=copy).value == shop("state-hash").value


def test_the_order_of_the_lines_is_no_matter(shop: Door, tmp_path: Path) -> None:
    busy(shop)
    lines = shop("facts", "export", "-", text=True).out.splitlines()
    file, copy = tmp_path / "facts.jsonl", tmp_path / "copy"
    file.write_text("\n".join([*reversed(lines), *lines[3:9]]) + "\n", encoding="utf-8")
    shop("init", "--store", "denver-1", folder=copy)
    assert shop("facts", "import", str(file), folder=copy).code == 0
    assert shop("state-hash", folder=copy).value == shop("state-hash").value


def test_a_rebuild_changes_nothing(shop: Door) -> None:
    busy(shop)
    before = shop("state-hash").value
    assert shop("rebuild").value["facts"] == 17
    assert shop("state-hash").value == before


def test_health_says_that_the_file_is_sound_and_what_is_in_it(shop: Door) -> None:
    busy(shop)
    health = shop("health").value
    assert (health["sound"], health["troubles"], health["waiting"]) == (True, [], 17)
    assert {name: health["tables"][name] for name in ("facts", "members", "subjects")} == {
        "facts": 17,
        "members": 1,
        "subjects": 1,
    }
    assert not [name for name in health["tables"] if name.startswith("member_words")]
    assert health["bytes"] > 50_000
    assert health["oldest_waiting"].startswith("2026-11-10T19:00:00")


def test_a_bad_line_is_named_and_the_good_ones_come_in(shop: Door, tmp_path: Path) -> None:
    busy(shop)
    lines = shop("facts", "export", "-", text=True).out.splitlines()
    bad = json.loads(lines[5])
    bad["occurred_at"] = "noon"
    file, copy = tmp_path / "facts.jsonl", tmp_path / "copy"
    file.write_text("\n".join([*lines[:5], json.dumps(bad), "not json", *lines[6:]]), encoding="utf-8")
    shop("init", folder=copy)
    brought = shop("facts", "import", str(file), folder=copy).value
    assert [row["line"] for row in brought["refused"]] == [6, 7]
    assert brought["refused"][0]["reason"].startswith("occurred_at")
    assert brought["new"] == 16


def test_after_an_import_nothing_is_left_for_a_quiet_moment(shop: Door, data: Path) -> None:
    receipts = Path(__file__).parents[1] / "importing" / "samples" / "receipt_lines.csv"
    assert shop("import", "receipt_lines", str(receipts), "--dry-run").value["receipts"]
    assert shop("import", "receipt_lines", str(receipts)).value["new_facts"]
    with closing(open_store(data)) as store:
        assert store.days.refresh() == 0  # everybody's days are kept already


def test_a_file_that_cannot_be_read_is_refused_in_words(shop: Door, tmp_path: Path) -> None:
    for words in (("facts", "import", str(tmp_path / "none")), ("program", "check", str(tmp_path))):
        assert shop(*words).value["refused"] == "bad_file"


def test_an_export_that_fails_leaves_no_half_file(shop: Door, tmp_path: Path) -> None:
    assert shop("facts", "export", str(tmp_path / "no folder" / "facts.jsonl")).value["refused"] == "bad_file"
    assert not list(tmp_path.glob("no folder*"))


@pytest.mark.parametrize("words", [("visit", "--guest"), ("find", "maria", "--limit", "0"), ("dance",)])
def test_what_was_not_typed_right_is_a_matter_of_usage(door: Door, words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as stop:
        door(*words)
    assert stop.value.code == 2
