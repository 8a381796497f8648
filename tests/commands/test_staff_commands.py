"""People, as typed at a prompt, on a real encrypted store with real hashes. PINs come on standard input."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands.conftest import Door, Said

Typed = Callable[..., Said]
OWNERS, MANAGERS, BUDTENDERS = "4719", "80352", "913604"


@pytest.fixture
def typed(shop: Door, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """A command with lines on standard input."""

    def run(pins: str, *words: str, text: bool = False) -> Said:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{pin}\n" for pin in pins.split())))
        return shop(*words, *(["--pin-stdin"] if pins else []), text=text)

    return run


@pytest.fixture
def peopled(typed: Typed) -> Typed:
    """Ana owns the store, Ben manages, Cy serves; Maria is a member."""
    assert typed(OWNERS, "staff", "add", "Ana").value["role"] == "owner"
    assert typed(f"{OWNERS} {MANAGERS}", "staff", "add", "Ben", "--role", "manager", "--staff", "Ana").code == 0
    assert typed(f"{MANAGERS} {BUDTENDERS}", "staff", "add", "Cy", "--staff", "ben").value["role"] == "budtender"
    assert typed("", "enrol", "--name", "Maria Garcia", "--phone", "303-866-4417").code == 0
    return typed


def test_a_store_without_people_lists_nobody_and_asks_for_no_pin(typed: Typed) -> None:
    assert typed("", "staff").value == []
    assert "Nobody yet" in typed("", "staff", "list", text=True).out
    assert typed("", "enrol", "--name", "Maria Garcia", "--phone", "303-866-4417", "--staff", "Dana").code == 0
    assert typed("", "adjust", "303-866-4417", "5", "--reason", "sorry", "--staff", "Dana").code == 0
    lines = [json.loads(line) for line in typed("", "facts", "export", text=True).out.splitlines()]
    assert {line["staff"] for line in lines if line["subject"]} == {"Dana"}


def test_everybody_is_listed_without_hashes(peopled: Typed) -> None:
    said = peopled("", "staff", "list")
    assert [(each["name"], each["role"], each["pin"]) for each in said.value] == [
        ("Ana", "owner", True),
        ("Ben", "manager", True),
        ("Cy", "budtender", True),
    ]
    assert "argon2" not in said.out


def test_a_name_alone_is_not_enough_any_more(peopled: Typed) -> None:
    said = peopled("", "visit", "303-866-4417", "--amount", "20", "--staff", "Cy")
    assert (said.code, said.value["refused"]) == (3, "bad_pin")
    assert "--pin-stdin" in said.value["words"]
    assert peopled("5555", "visit", "303-866-4417", "--amount", "20", "--staff", "Cy").value["refused"] == "wrong_pin"
    assert peopled(BUDTENDERS, "visit", "303-866-4417", "--amount", "20", "--staff", "Cy").code == 0


def test_a_manager_approves_at_a_prompt(peopled: Typed) -> None:
    adjust = "adjust", "303-866-4417", "5", "--reason", "sorry", "--staff", "Cy"
    said = peopled(BUDTENDERS, *adjust)
    assert (said.code, said.value["refused"]) == (3, "not_permitted")
    assert peopled(f"{BUDTENDERS} {MANAGERS}", *adjust, "--approved-by", "Ben").value["points"] == 500
    said = peopled(MANAGERS, "facts", "export", "--staff", "Ben", text=True)
    given = [line for line in map(json.loads, said.out.splitlines()) if line["kind"] == "approval.given"]
    assert [line["body"]["act"] for line in given] == ["adjust_points"]


def test_all_entries_leave_for_a_manager_only_and_come_back_the_same(
    peopled: Typed, door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for act in ("export", "import"):
        assert peopled("", "facts", act).value["refused"] == "not_permitted"
        assert peopled(BUDTENDERS, "facts", act, "--staff", "Cy").value["refused"] == "not_permitted"
    file = str(tmp_path / "all.jsonl")
    assert peopled(MANAGERS, "facts", "export", file, "--staff", "Ben").code == 0
    other = tmp_path / "other"
    assert door("init", "--store", "denver-1", folder=other).code == 0
    assert door("facts", "import", file, folder=other).code == 0
    assert door("state-hash", folder=other).value == peopled("", "state-hash").value
    assert [each["name"] for each in door("staff", folder=other).value] == ["Ana", "Ben", "Cy"]
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{BUDTENDERS}\n"))
    assert door("find", "maria", "--staff", "Cy", "--pin-stdin", folder=other).code == 0  # the PIN came along


def test_roles_names_and_pins_change_and_people_leave(peopled: Typed) -> None:
    by_ana = "--staff", "Ana"
    assert peopled(OWNERS, "staff", "role", "Cy", "manager", *by_ana).value["role"] == "manager"
    assert peopled(OWNERS, "staff", "name", "Cy", "Cyrus", *by_ana).value["name"] == "Cyrus"
    assert peopled(f"{OWNERS} 604913", "staff", "pin", "Cyrus", *by_ana).code == 0
    assert peopled("604913 913604", "staff", "pin", "Cyrus", "--staff", "Cyrus").code == 0
    assert peopled(OWNERS, "staff", "end", "Cyrus", *by_ana).value["ended"]
    assert peopled(OWNERS, "staff", "end", "Ana", *by_ana).value["refused"] == "last_owner"
    assert peopled(OWNERS, "staff", "role", "Ben", "king", *by_ana).value["refused"] == "bad_text"
    assert peopled(OWNERS, "staff", "name", "Ben", *by_ana).value["refused"] == "bad_name"
    assert peopled("", "staff", "end").value["refused"] == "no_person"
    assert "does not work here any more" in peopled("", "staff", text=True).out


def test_a_bad_pin_makes_nobody(typed: Typed) -> None:
    assert typed("1234", "staff", "add", "Ana").value["refused"] == "bad_pin"
    assert typed("", "staff", "add", "Ana").value["refused"] == "bad_pin"
    assert typed("", "staff", "add", "Ana", "--no-pin").value["refused"] == "no_person"
    assert typed("", "staff").value == []


def test_which_hub_a_register_speaks_with_is_for_a_manager(peopled: Typed) -> None:
    assert peopled("", "unpair").value["refused"] == "not_permitted"
    assert peopled("", "reset", "--really").value["refused"] == "not_permitted"
    said = peopled(BUDTENDERS, "pair", "https://hub.example", "ABCD-1234", "--staff", "Cy")
    assert said.value["refused"] == "not_permitted"
    assert peopled(MANAGERS, "unpair", "--staff", "Ben").value["refused"] == "not_paired"


def test_too_many_wrong_pins_cost_time_over_restarts(peopled: Typed) -> None:
    codes = [peopled("5555", "find", "maria", "--staff", "Cy").value["refused"] for _ in range(4)]
    assert codes == ["wrong_pin", "wrong_pin", "wrong_pin", "wait"]
    assert peopled(BUDTENDERS, "find", "maria", "--staff", "Cy").value["refused"] == "wait"


def test_a_day_is_closed_by_a_manager_or_with_a_managers_pin(peopled: Typed) -> None:
    assert peopled(BUDTENDERS, "visit", "--guest", "--amount", "20", "--staff", "Cy").code == 0
    assert peopled(BUDTENDERS, "close-day", "--staff", "Cy").value["refused"] == "not_permitted"
    closed = peopled(f"{BUDTENDERS} {MANAGERS}", "close-day", "--staff", "Cy", "--approved-by", "Ben")
    assert (closed.code, closed.value["number"], closed.value["unnamed"]) == (0, 1, 0)
    day = closed.value["from"]
    said = peopled(BUDTENDERS, "report", day, "--staff", "Cy", text=True).out
    assert " Cy " in said.replace("\n", " ") + " "
    assert closed.value["made_by"] not in said


def test_stock_messages_and_saving_what_waits_are_for_a_manager(peopled: Typed, tmp_path: Path) -> None:
    file = tmp_path / "waits.jsonl"
    for words in (("stock", "t-shirt", "12"), ("messages", "run", "win-back"), ("outbox", "--save", str(file))):
        for pins, who in (("", ()), (BUDTENDERS, ("--staff", "Cy"))):
            assert peopled(pins, *words, *who).value["refused"] == "not_permitted"
    assert not file.exists()
    assert peopled(MANAGERS, "stock", "t-shirt", "12", "--staff", "Ben").value["stock"] == {"t-shirt": 12}
    assert peopled(MANAGERS, "messages", "run", "win-back", "--staff", "Ben").value["refused"] == "no_campaign"
    assert peopled(MANAGERS, "outbox", "--save", str(file), "--staff", "Ben").code == 0
    assert file.read_text("utf-8")
    assert peopled("", "outbox").code == 0


def test_a_report_in_json_has_names_beside_ids(peopled: Typed) -> None:
    peopled(BUDTENDERS, "visit", "303-866-4417", "--amount", "20", "--staff", "Cy")
    today = peopled(MANAGERS, "close-day", "--staff", "Ben").value
    (served,) = [each for each in today["people"] if each["receipts"]]
    listed = {each["name"]: each["person"] for each in peopled("", "staff").value}
    assert (served["staff"], served["staff_name"]) == (listed["Cy"], "Cy")
    assert (today["made_by"], today["made_by_name"]) == (listed["Ben"], "Ben")
    assert today["revisions"][0]["made_by_name"] == "Ben"


def test_a_hub_lists_the_same_exceptions_as_its_register(peopled: Typed, shop: Door, tmp_path: Path) -> None:
    from tests.commands.hub_process import served

    hub = tmp_path / "hub"
    with served(hub) as address:
        code = shop("hub", "pair-code", "--store", "denver-1", folder=hub).value["code"]
        assert peopled(MANAGERS, "pair", address, code, "--staff", "Ben").code == 0
        for _ in range(2):
            peopled(BUDTENDERS, "visit", "303-866-4417", "--amount", "20", "--staff", "Cy")
        peopled("", "sync")
        (here,) = peopled("", "exceptions").value
        assert shop("hub", "exceptions", folder=hub).value == [here]
        peopled(
            MANAGERS, "exceptions", "settle", here["key"], "--how", "accept", "--reason", "two bags", "--staff", "Ben"
        )
        peopled("", "sync")
        assert shop("hub", "exceptions", "--store", "denver-1", folder=hub).value == []
        (settled,) = shop("hub", "exceptions", "--all", folder=hub).value
        assert settled["settled"]["by"] == "Ben"
