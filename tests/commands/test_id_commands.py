"""IDs as given to the commands, on standard input alone."""

import io
import json
import sys
from datetime import date
from pathlib import Path

import pytest

from db.state_packs import OWN_PACKS
from posdesk import compose
from tests.commands.conftest import Door, Said
from tests.scanned_ids import scan, stripe, with_

DAY = ("--on", "2026-11-28")


class Stdin:
    """Standard input with these bytes, and how many of them were read."""

    def __init__(self, given: bytes) -> None:
        self.buffer = io.BytesIO(given)


@pytest.fixture
def scanned(door: Door, monkeypatch: pytest.MonkeyPatch) -> Door:
    """A door that gives an ID's text, or bytes, to scan-id."""

    def run(text: str | bytes, *words: str, shown: bool = False) -> Said:
        given = text if isinstance(text, bytes) else text.encode("latin-1")
        monkeypatch.setattr(sys, "stdin", Stdin(given))
        return door("scan-id", *DAY, *words, text=shown)

    return run


@pytest.fixture
def remembered(shop: Door, data: Path, monkeypatch: pytest.MonkeyPatch) -> Door:
    """A door that gives an ID's text to remember-id, at a store whose own pack allows hashes, and which chose it."""
    pack = json.loads((compose.STATE_PACKS / "CO.json").read_text("utf-8"))
    pack["id_hash"]["allowed"] = True
    (data / OWN_PACKS).mkdir()
    (data / OWN_PACKS / "CO.json").write_text(json.dumps(pack), encoding="utf-8")
    assert shop("gate", "choose", "CO").value["id_hash_allowed"] is True

    def run(text: str, *words: str, shown: bool = False) -> Said:
        monkeypatch.setattr(sys, "stdin", Stdin(text.encode("latin-1")))
        return shop("remember-id", *words, text=shown)

    return run


def test_an_id_gives_its_outcome_without_any_store_and_leaves_none(scanned: Door, data: Path) -> None:
    said = scanned(scan())
    assert said.code == 0
    assert (said.value["outcome"], said.value["age"], said.value["valid"]) == ("ok", 42, True)
    assert "date_of_birth" not in said.value
    assert not data.exists()


@pytest.mark.rule("G04")
@pytest.mark.parametrize("before", ["]L2", "\x02]L2", "X"])
def test_what_a_scanner_says_before_an_id_changes_nothing(scanned: Door, before: str) -> None:
    assert scanned(before + scan(), "--fields").value == scanned(scan(), "--fields").value


def test_the_fields_are_printed_when_asked_for(scanned: Door) -> None:
    value = scanned(scan(), "--fields").value
    assert (value["first"], value["middle"], value["last"]) == ("WILLOW", "FERN", "TESTERLING")
    assert (value["date_of_birth"], value["expiration_date"]) == ("1984-07-09", "2031-07-09")
    assert (value["jurisdiction"], value["country"], value["document"]) == ("CO", "USA", "DL")
    assert "TESTERLING" in scanned(scan(), "--fields", shown=True).out
    assert scanned(stripe(), "--fields").value["document"] == "magnetic stripe"


@pytest.mark.rule("G13")
def test_without_fields_nothing_of_the_id_is_printed(scanned: Door) -> None:
    for shown in (True, False):
        said = scanned(scan(), shown=shown)
        assert not any(word in said.out + said.err for word in ("TESTERLING", "WILLOW", "Q7719042", "1984"))


@pytest.mark.rule("G01")
def test_who_is_too_young_or_expired_is_said(scanned: Door) -> None:
    young = scan(with_(born=date(2006, 5, 1)))
    assert scanned(young).value["outcome"] == "under_age"
    assert scanned(young, "--state", "co").value["outcome"] == "medical_needs_card"
    assert scanned(young, "--state", "ZZ").value["refused"] == "no_state_pack"
    assert scanned(scan(with_(expires=date(2024, 1, 1)))).value["outcome"] == "expired"


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        (b"", "not_an_id"),
        (b"012345678905", "not_an_id"),
        (scan()[:60], "half_scan"),
        (scan() + scan(), "two_scans"),
        (scan().replace("DBB07091984", "DBB13091984"), "bad_id_date"),
        (b"@" + b"\x00" * 1_000_000, "long_scan"),
        (bytes(range(256)) * 4, "not_an_id"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(scanned: Door, text: str | bytes, refused: str) -> None:
    said = scanned(text)
    assert (said.code, said.value["refused"]) == (3, refused)
    assert said.value["words"]


def test_a_name_with_an_accent_is_read_in_either_way_of_writing_it(scanned: Door) -> None:
    text = scan(with_(first="ZOÉ"))
    assert scanned(text, "--fields").value["first"] == "ZOÉ"
    assert scanned(text.encode("utf-8"), "--fields").value["first"] == "ZOÉ"


@pytest.mark.rule("G02")
def test_a_visit_says_that_an_id_was_checked(shop: Door) -> None:
    member = shop("enrol", "--name", "Willow Testerling").value["member"]
    assert shop("visit", member, "--amount", "20", "--id-checked", "by_hand", "--staff", "Dana").code == 0
    assert shop("visit", member, "--amount", "21").code == 0
    out = shop("facts", "export", text=True).out
    bodies = [json.loads(line)["body"] for line in out.splitlines() if '"visit.recorded"' in line]
    assert [body.get("id_check", {}).get("method") for body in bodies] == ["by_hand", None]
    assert bodies[0]["id_check"]["staff"] == "Dana"


@pytest.mark.rule("G01")
def test_the_gate_is_off_until_a_state_is_chosen_and_says_its_sources(shop: Door) -> None:
    assert shop("gate", "show").value["state"] is None
    assert "off" in shop("gate", "show", text=True).out
    assert shop("gate", "choose").value["refused"] == "no_state_pack"
    chosen = shop("gate", "choose", "CO").value
    assert chosen["state"] == "CO"
    assert all(rule["source"] and "counsel" in rule["checked"] for rule in chosen["rules"])
    assert "no legal advice" in shop("gate", "show", text=True).out
    member = shop("enrol", "--name", "Willow Testerling").value["member"]
    assert "ID check due" in str(shop("show", member).value)
    assert shop("gate", "off").value["state"] is None


VALID = scan(with_(expires=date(2099, 1, 2)))


@pytest.mark.rule("G13")
def test_an_id_is_remembered_when_she_agreed_and_forgotten_again(remembered: Door, shop: Door) -> None:
    member = shop("enrol", "--name", "Fern Ashgrove").value["member"]
    said = remembered(VALID, member, "--agreed", "es")
    assert said.code == 0
    assert (said.value["member"], said.value["remembered"]) == (member, True)
    assert said.value["source"].endswith(", es")
    shown = remembered(VALID, member, "--agreed", "en", shown=True)
    assert shown.out.startswith("Fern A.: the ID is remembered.")
    exported = shop("facts", "export", text=True).out
    for text in (said.out, shown.out, shown.err, exported):
        assert not any(word in text for word in ("Q7719042", "7719042", "TESTERLING", "1984"))
    assert exported.count('"member.id_read"') == 2
    forgotten = shop("forget-id", member)
    assert (forgotten.code, forgotten.value["remembered"]) == (0, False)
    assert shop("forget-id", member).value["refused"] == "not_usable"
    assert "no ID is remembered" not in shop("forget-id", member, text=True).out


@pytest.mark.rule("G13")
def test_nothing_is_remembered_without_an_answer_or_leave_or_a_valid_id(remembered: Door, shop: Door) -> None:
    member = shop("enrol", "--name", "Fern Ashgrove").value["member"]
    for no in (
        scan(with_(issued=date(2015, 1, 2), expires=date(2020, 1, 2))),
        scan(with_(number="", expires=date(2099, 1, 2))),
    ):
        assert remembered(no, member, "--agreed", "en").value["refused"] == "not_usable"
    assert remembered(VALID[:80], member, "--agreed", "en").value["refused"] == "half_scan"
    with pytest.raises(SystemExit):
        remembered(VALID, member)
    shop("gate", "choose", "MI")
    refused = remembered(VALID, member, "--agreed", "en")
    assert refused.value["refused"] == "not_usable"
    assert "does not allow" in refused.value["words"]
    shop("gate", "off")
    assert remembered(VALID, member, "--agreed", "en").value["refused"] == "no_state_pack"
    assert '"member.id_read"' not in shop("facts", "export", text=True).out


@pytest.mark.rule("G13")
def test_the_gate_says_whether_hashes_may_be_kept(shop: Door) -> None:
    assert shop("gate", "choose", "CO").value["id_hash_allowed"] is False
    assert "Nothing of an ID's number is kept" in shop("gate", "show", text=True).out


@pytest.mark.rule("G13")
def test_what_is_held_of_a_member_names_the_hash_and_the_wording(remembered: Door, shop: Door) -> None:
    member = shop("enrol", "--name", "Fern Ashgrove").value["member"]
    remembered(VALID, member, "--agreed", "en")
    held = shop("member-data", member, text=True).out
    assert "counter, agreed, wording" in held
    assert "Keyed hash of an ID's number" in held
    assert "Q7719042" not in held
