"""Whom the gate lets in, and what a state's pack may say."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from posdesk.domain.gate import GateOutcome, Shown, decide, shown
from posdesk.domain.id_card import CheckMethod, Document, IdCard
from posdesk.domain.id_hash import id_hash, key_for_hashes
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.domain.state_pack import MAX_PACK, StatePack, parse

PACKS = Path(__file__).resolve().parents[2] / "resources" / "state_packs"
TODAY = date(2026, 11, 28)
LATER = date(2030, 1, 1)


def pack(state: str = "CO") -> StatePack:
    return parse((PACKS / f"{state}.json").read_text(encoding="utf-8"))


def outcome(born: date, expires: date | None = LATER, today: date = TODAY, **more: Any) -> GateOutcome:
    return decide(Shown(born, expires, **more), pack(), today).outcome


@pytest.mark.rule("DT02", "G01")
@pytest.mark.parametrize(
    ("born", "today", "expected"),
    [
        (date(2005, 11, 28), date(2026, 11, 28), GateOutcome.ADULT),
        (date(2005, 11, 29), date(2026, 11, 28), GateOutcome.MEDICAL_NEEDS_CARD),
        (date(2008, 11, 28), date(2026, 11, 28), GateOutcome.MEDICAL_NEEDS_CARD),
        (date(2008, 11, 29), date(2026, 11, 28), GateOutcome.UNDER_AGE),
        (date(2004, 2, 29), date(2025, 2, 28), GateOutcome.MEDICAL_NEEDS_CARD),
        (date(2004, 2, 29), date(2025, 3, 1), GateOutcome.ADULT),
    ],
)
def test_the_age_counts_from_midnight_of_the_birthday(born: date, today: date, expected: GateOutcome) -> None:
    assert outcome(born, today=today) is expected


@pytest.mark.rule("G08")
def test_an_id_lets_in_through_its_last_day() -> None:
    assert outcome(date(1990, 1, 1), TODAY) is GateOutcome.ADULT
    assert outcome(date(1990, 1, 1), date(2026, 11, 27)) is GateOutcome.EXPIRED


@pytest.mark.rule("G01")
def test_medical_buyers_need_a_card_that_is_valid() -> None:
    born = date(2006, 5, 1)
    assert outcome(born) is GateOutcome.MEDICAL_NEEDS_CARD
    assert outcome(born, medical_until=TODAY) is GateOutcome.MEDICAL
    assert outcome(born, medical_until=date(2026, 11, 27)) is GateOutcome.MEDICAL_CARD_EXPIRED
    assert outcome(born, date(2026, 1, 1), medical_until=LATER) is GateOutcome.EXPIRED


def test_a_state_without_medical_sales_lets_in_adults_only() -> None:
    none = replace(pack(), medical=None)
    assert decide(Shown(date(2006, 5, 1), LATER, medical_until=LATER), none, TODAY).outcome is GateOutcome.UNDER_AGE


def test_who_is_too_young_is_told_so_even_with_an_expired_id() -> None:
    assert outcome(date(2010, 5, 1), date(2020, 1, 1)) is GateOutcome.UNDER_AGE


def test_a_scan_without_an_expiry_sends_to_the_card_itself() -> None:
    assert outcome(date(1990, 1, 1), None) is GateOutcome.NO_EXPIRY
    assert outcome(date(1990, 1, 1), None, never_expires=True) is GateOutcome.ADULT


def test_only_two_outcomes_let_in() -> None:
    assert decide(Shown(date(1990, 1, 1), LATER), pack(), TODAY).lets_in
    assert decide(Shown(date(2006, 5, 1), LATER, medical_until=LATER), pack(), TODAY).lets_in
    assert not decide(Shown(date(2006, 5, 1), LATER), pack(), TODAY).lets_in


def test_the_words_are_those_of_the_screen() -> None:
    assert decide(Shown(date(1990, 1, 1), date(2026, 3, 3)), pack(), TODAY).words == "ID expired Mar 3, 2026"
    assert decide(Shown(date(2005, 11, 30), LATER), pack(), TODAY).words == "Under 21: born Nov 30, 2005"


@pytest.mark.rule("G07")
def test_nothing_the_gate_says_calls_an_id_genuine() -> None:
    card = IdCard(Document.LICENCE, date(1990, 1, 1), expires_on=LATER)
    answer = decide(shown(card), pack(), TODAY)
    assert answer.words.startswith("Scanned")
    assert answer.method is CheckMethod.SCAN
    assert "genuine" not in f"{answer.words} {answer.advice}".lower()


@pytest.mark.rule("G13")
def test_no_repr_holds_a_date_of_birth() -> None:
    paper = Shown(date(2010, 5, 1), LATER)
    assert "2010" not in f"{paper!r} {decide(paper, pack(), TODAY)!r}"


# ------------------------------------------------------------------------------------------------------- state packs


@pytest.mark.parametrize("path", sorted(PACKS.glob("*.json")), ids=lambda path: path.stem)
def test_every_pack_is_read_names_its_sources_and_says_who_checked(path: Path) -> None:
    read = parse(path.read_text(encoding="utf-8"))
    assert read.state == path.stem
    assert read.adult.age == 21
    rules = [read.adult.rule, read.expired, read.scan.rule, read.retain.rule, read.id_hash.rule]
    assert all(rule.source and "counsel" in rule.checked for rule in rules)


@pytest.mark.rule("G13")
def test_no_pack_that_comes_along_allows_a_hash_of_the_number() -> None:
    assert not any(parse(path.read_text(encoding="utf-8")).id_hash.allowed for path in PACKS.glob("*.json"))


def broken(**changes: Any) -> str:
    value = json.loads((PACKS / "CO.json").read_text(encoding="utf-8"))
    for key, change in changes.items():
        if change is None and key != "medical":
            del value[key]
        else:
            value[key] = change
    return json.dumps(value)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("{", "pack"),
        ("[]", "pack"),
        ("[" * 5000, "pack"),
        (" " * (MAX_PACK + 1), "pack"),
        (broken(adult=None), "pack"),
        (broken(more=1), "pack"),
        (broken(state="co"), "state"),
        (broken(state="COL"), "state"),
        (broken(dated="soon"), "dated"),
        (broken(adult=21), "adult"),
        (broken(adult={"age": "21", "card": False, "text": "a", "source": "b", "checked": "c"}), "adult.age"),
        (broken(adult={"age": 3, "card": False, "text": "a", "source": "b", "checked": "c"}), "adult.age"),
        (broken(adult={"age": 21, "card": True, "text": "a", "source": "b", "checked": "c"}), "medical"),
        (broken(scan={"allowed": 1, "text": "a", "source": "b", "checked": "c"}), "scan.allowed"),
        (broken(scan={"allowed": True, "text": "a", "source": "", "checked": "c"}), "scan.source"),
        (broken(name="a\u0000b"), "name"),
    ],
)
def test_a_pack_that_is_not_whole_is_refused_with_its_path(text: str, path: str) -> None:
    with pytest.raises(Refused) as no:
        parse(text)
    assert no.value.refusal.code is RefusalCode.BAD_STATE_PACK
    assert f": {path} " in no.value.refusal.words


# ----------------------------------------------------------------------------------------------------------- the hash


@pytest.mark.rule("G13")
def test_a_hash_is_the_same_for_one_id_and_needs_the_key() -> None:
    key, other = key_for_hashes(b"a" * 32), key_for_hashes(b"b" * 32)
    assert id_hash(key, "CO", "q-771 9042") == id_hash(key, "co", "Q7719042")
    assert id_hash(key, "CO", "Q7719042") != id_hash(other, "CO", "Q7719042")
    assert id_hash(key, "CO", "Q7719042") != id_hash(key, "CA", "Q7719042")
    assert "7719042" not in id_hash(key, "CO", "Q7719042")
    assert key != b"a" * 32


def test_a_hash_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError):
        id_hash(b"a" * 32, "CO", " - ")
    with pytest.raises(ValueError):
        id_hash(b"short", "CO", "Q7719042")
