"""The 47 strings of real cards' barcodes beside the project give the values that their sources expect."""

import base64
import json
import random
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from posdesk.domain.id_card import IdCard
from posdesk.hardware import aamva
from tests.hardware.test_aamva_long import damaged, look

pytestmark = pytest.mark.shared_data

TODAY = date(2026, 11, 28)
NAMED_OTHERWISE = {"issue_date": "issued_on", "expiration_date": "expires_on"}

NOT_ACCEPTED = {
    (
        "idp-ny",
        "id_number",
    ): "the field holds the word NONE, which means no value: else many would share it",
    ("aw-ny-v7", "id_number"): "the same specimen: NONE is no number",
}
"""What differs from the source on purpose, and why."""


@pytest.fixture(scope="module")
def cards(shared_data: Path) -> list[dict[str, Any]]:
    """What cards.json holds."""
    text = (shared_data / "aamva_cards" / "cards.json").read_text(encoding="utf-8")
    read: list[dict[str, Any]] = json.loads(text)
    return read


def text_of(entry: dict[str, Any]) -> str:
    return base64.b64decode(entry["raw_base64"]).decode("latin-1")


def value_of(card: IdCard, name: str) -> Any:
    value = getattr(card, NAMED_OTHERWISE.get(name, name))
    return value.isoformat() if isinstance(value, date) else value


def same(name: str, expected: Any, got: Any) -> bool:
    """Whether a value is the expected one; postal codes as the folder's notes say, heights in one measure."""
    if name == "postal_code" and expected and got:
        five = [text.replace(" ", "")[:5] if text[0].isdigit() else text.replace(" ", "") for text in (expected, got)]
        return bool(five[0] == five[1])
    if name == "height" and expected:
        numbers = [int(number) for number in re.findall(r"\d+", expected)]
        inches = numbers[0] if len(numbers) == 1 else numbers[0] * 12 + numbers[1]
        return bool(got == f"{inches} {'cm' if 'Metric' in expected else 'in'}")
    return bool(expected == got)


@pytest.mark.rule("G04", "G05", "G06")
def test_every_card_gives_its_expected_values(cards: list[dict[str, Any]]) -> None:
    differences = {}
    for entry in cards:
        card = aamva.read(text_of(entry), TODAY)
        for name, expected in entry["expected"].items():
            if name != "elements" and not same(name, expected, value_of(card, name)):
                differences[entry["id"], name] = (expected, value_of(card, name))
    assert len(cards) == 47
    assert differences.keys() == NOT_ACCEPTED.keys(), differences


@pytest.mark.rule("G13")
def test_no_card_shows_itself_in_a_log_line(cards: list[dict[str, Any]]) -> None:
    for entry in cards:
        card = aamva.read(text_of(entry), TODAY)
        line = f"{card!r} {card}"
        assert not any(value and value in line for value in (card.first, card.last, card.id_number) if value != "M")


@pytest.mark.rule("G06")
def test_every_card_is_read_without_its_control_characters_too(cards: list[dict[str, Any]]) -> None:
    """Names may differ then, and say so or are the same; a date may not."""
    for entry in cards:
        whole = aamva.read(text_of(entry), TODAY)
        bare = aamva.read("".join(letter for letter in text_of(entry) if letter >= " "), TODAY)
        assert (bare.date_of_birth, bare.expires_on) == (whole.date_of_birth, whole.expires_on), entry["id"]


@pytest.mark.rule("G05")
def test_no_date_is_guessed_from_a_damaged_real_card(cards: list[dict[str, Any]]) -> None:
    chance = random.Random(47)
    texts = [text_of(entry) for entry in cards]
    read = sum(look(damaged(chance.choice(texts), chance)) for _ in range(2_000))
    assert 0 < read < 2_000
