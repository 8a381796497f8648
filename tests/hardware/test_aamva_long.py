"""Random damage to made-up cards: nothing crashes, and no date comes out that does not stand in the text."""

import random
import re
from datetime import date

import pytest

from posdesk.domain.refusals import Refused
from posdesk.hardware import aamva
from tests.scanned_ids import ONTARIO, scan, stripe, with_

TODAY = date(2026, 11, 28)
CARDS = [scan(with_(version=version)) for version in range(13)] + [scan(ONTARIO), stripe(), scan(with_(kind="ID"))]
INTERESTING = [
    "DBB",
    "DBA",
    "DL",
    "ANSI ",
    "@",
    "\n",
    "\r",
    "\x1e",
    "\x00",
    "D",
    "Z",
    "ZCZ",
    ";",
    "=",
    "%",
    "^",
    "19",
    "20",
]


def damaged(text: str, chance: random.Random) -> str:
    """A text with one to six things done to it that a scanner, or malice, may do."""
    for _ in range(chance.randint(1, 6)):
        at, act = chance.randint(0, len(text)), chance.randint(0, 7)
        if act == 0:
            text = text[:at] + text[at + 1 :]
        elif act == 1:
            text = text[:at] + chr(chance.randint(0, 255)) + text[at + 1 :]
        elif act == 2:
            text = text[:at] + chance.choice(INTERESTING) + text[at:]
        elif act == 3:
            text = text[:at]
        elif act == 4:
            text = text[at:] if chance.random() < 0.3 else text
        elif act == 5:
            text = text[:at] + text[at : at + chance.randint(1, 30)] + text[at:]
        elif act == 6:
            other = chance.choice(CARDS)
            text = text[:at] + other[chance.randint(0, len(other)) :]
        else:
            end = at + chance.randint(1, 12)
            text = text[:at] + text[end:]
    return text


def stands_in(text: str, day: date, before: str) -> bool:
    """Whether a date is written out in the text, after the sign of its field; nothing but control characters and
    blanks between."""
    written = (f"{day:%m%d%Y}", f"{day:%Y%m%d}")
    return any(re.search(f"{before}[\\x00-\\x20]*{digits}(?!\\d)", text) is not None for digits in written)


def look(text: str) -> bool:
    """Read one text; whether it was a card. Fails when a date was made up."""
    try:
        card = aamva.read(text, TODAY)
    except Refused:
        return False
    if card.document is card.document.STRIPE:
        assert f"{card.date_of_birth:%Y%m%d}" in text
        return True
    assert stands_in(text, card.date_of_birth, "DBB"), repr(text)
    assert card.expires_on is None or stands_in(text, card.expires_on, "DBA"), repr(text)
    assert card.date_of_birth <= TODAY
    return True


@pytest.mark.rule("G05")
@pytest.mark.parametrize("seed", range(3))
def test_no_date_is_guessed_from_a_damaged_card(seed: int) -> None:
    chance = random.Random(seed)
    read = sum(look(damaged(chance.choice(CARDS), chance)) for _ in range(1_000))
    assert 0 < read < 1_000


@pytest.mark.long
@pytest.mark.rule("G05")
@pytest.mark.parametrize("seed", range(100, 200))
def test_no_date_is_guessed_in_a_million_damaged_cards(seed: int) -> None:
    chance = random.Random(seed)
    read = sum(look(damaged(chance.choice(CARDS), chance)) for _ in range(10_000))
    assert 0 < read < 10_000
