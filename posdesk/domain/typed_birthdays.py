"""Decides what a birthday means that somebody typed: which order its numbers stand in is declared, never guessed.

Year first (`2001-05-30`) and a month in words (`May 30 2001`, `30 de mayo de 2001`) can be read one way only and always
are. `5/30/2001` is read in the order the store declares, or refused. Refuses to know which birthdays can be
(identity.py) and who was born then.
"""

import re
import unicodedata
from datetime import date
from enum import StrEnum
from typing import NoReturn

from posdesk.domain import identity
from posdesk.domain.refusals import Refusal, RefusalCode, Refused


class BirthdayOrder(StrEnum):
    """In which order a store writes a birthday in numbers. YEAR_FIRST: no other order is taken."""

    MONTH_FIRST = "month_first"
    DAY_FIRST = "day_first"
    YEAR_FIRST = "year_first"


EXAMPLES = {
    BirthdayOrder.MONTH_FIRST: "5/30/2001, May 30 2001",
    BirthdayOrder.DAY_FIRST: "30/5/2001, 30 May 2001",
    BirthdayOrder.YEAR_FIRST: "2001-05-30, May 30 2001",
}
"""How a birthday is typed, as a form shows it."""

_MONTHS = (
    ("january", "enero"),
    ("february", "febrero"),
    ("march", "marzo"),
    ("april", "abril"),
    ("may", "mayo"),
    ("june", "junio"),
    ("july", "julio"),
    ("august", "agosto"),
    ("september", "septiembre", "setiembre", "sept"),
    ("october", "octubre"),
    ("november", "noviembre"),
    ("december", "diciembre"),
)
_SHORTEST = 3
_ISO = re.compile(r"(?:\d{4}-)?\d{2}-\d{2}")
_NUMBERS = re.compile(r"(\d{1,4})\s*[/.-]\s*(\d{1,2})(?:\s*[/.-]\s*(\d{1,4}))?")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th|º|°)")
_NO_WORDS = frozenset({"de", "del", "of", "the", "el"})


def read(text: str, order: BirthdayOrder = BirthdayOrder.MONTH_FIRST, today: date | None = None) -> str:
    """`2001-05-30`, or `05-30` when no year was typed. today: as in identity.normal_birthday. Raises Refused
    (BAD_BIRTHDAY) with the order that is right here."""
    typed = " ".join(unicodedata.normalize("NFKC", text).split())
    if _ISO.fullmatch(typed):
        if order is BirthdayOrder.DAY_FIRST and len(typed) < len("2001-05-30"):
            _refuse(f"“{typed}” can be read two ways. Type the month in words, like 30 May.")
        return identity.normal_birthday(typed, today)
    numbers = _NUMBERS.fullmatch(typed)
    year, month, day = _of_numbers(numbers, order, typed) if numbers else _of_words(typed, order)
    written = f"{month:02}-{day:02}" if year is None else f"{year:04}-{month:02}-{day:02}"
    try:
        date(2000 if year is None else year, month, day)
    except ValueError:
        _refuse(f"{_in_words(year, month, day)} is on no calendar. Look at the day again.")
    return identity.normal_birthday(written, today)


def _of_numbers(numbers: re.Match[str], order: BirthdayOrder, typed: str) -> tuple[int | None, int, int]:
    """Year, month and day of three numbers, or of two."""
    first, second, third = numbers[1], numbers[2], numbers[3]
    if len(first) == 4 and third is not None:
        return int(first), _month(second, "the second number"), int(third)
    if len(first) > 2 or (third is not None and len(third) != 4):
        _refuse(f"“{typed}” has no year of four digits. Type {EXAMPLES[order]}.")
    if order is BirthdayOrder.YEAR_FIRST:
        _refuse(f"“{typed}” can be read two ways. Type {EXAMPLES[order]}.")
    year = None if third is None else int(third)
    if order is BirthdayOrder.DAY_FIRST:
        return year, _month(second, "the second number, since the day comes first here"), int(first)
    return year, _month(first, "the first number, since the month comes first here"), int(second)


def _month(digits: str, which: str) -> int:
    month = int(digits)
    if not 1 <= month <= 12:
        _refuse(f"There is no month {month}: it is {which}. Or write the month in words.")
    return month


def _of_words(typed: str, order: BirthdayOrder) -> tuple[int | None, int, int]:
    """Year, month and day of `Nov 30 2005`, `30 nov`, `30 de noviembre de 2005`."""
    words = [word for word in re.split(r"[\s,./-]+", _folded(typed)) if word and word not in _NO_WORDS]
    months = [month for word in words if (month := _month_called(word))]
    numbers = [ordinal[1] if (ordinal := _ORDINAL.fullmatch(word)) else word for word in words]
    numbers = [word for word in numbers if word.isascii() and word.isdigit()]
    if len(months) != 1 or len(months) + len(numbers) != len(words) or not 1 <= len(numbers) <= 2:
        _refuse(f"“{identity.shown(typed)}” is not a birthday. Type {EXAMPLES[order]}, or leave the year out.")
    years = [number for number in numbers if len(number) == 4]
    days = [number for number in numbers if len(number) <= 2]
    if len(days) != 1 or len(years) + 1 != len(numbers):
        _refuse(f"“{identity.shown(typed)}” has no year of four digits. Type {EXAMPLES[order]}.")
    return (int(years[0]) if years else None), months[0], int(days[0])


def _month_called(word: str) -> int | None:
    """The month that a word begins to name, in English or Spanish; three letters tell them all apart."""
    if len(word) < _SHORTEST or not word.isalpha():
        return None
    found = {at for at, names in enumerate(_MONTHS, 1) if any(name.startswith(word) for name in names)}
    return found.pop() if len(found) == 1 else None


def _folded(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def _in_words(year: int | None, month: int, day: int) -> str:
    name = _MONTHS[month - 1][0].capitalize()
    return f"{name} {day}" if year is None else f"{name} {day}, {year}"


def _refuse(words: str) -> NoReturn:
    raise Refused(Refusal(RefusalCode.BAD_BIRTHDAY, words))
