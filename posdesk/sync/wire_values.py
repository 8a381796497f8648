"""Decides how single values of messages are read: shapes, types, ranges.

Refuses to know messages (posdesk.sync.wire).
"""

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from posdesk.domain.codec import read_json, refuse

MOST_NUMBER = 2**53 - 1
MOST_NAMES = 10_000
W = TypeVar("W")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DIGITS = re.compile(r"[0-9a-f]{64}")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def numbers(raw: Any, name: str) -> dict[str, int]:
    """A whole number under each name. Raises Refused."""
    if not isinstance(raw, dict) or len(raw) > MOST_NAMES:
        refuse(name, f"is not an object of at most {MOST_NAMES} names")
    return {text_of({name: each}, name): number(raw, each) for each in raw}


def whole_lines(text: str, what: str) -> list[str]:
    """Lines that each end in a line feed: what is cut in its last line is not taken for whole."""
    if text and not text.endswith("\n"):
        refuse(what, "end in the middle of a line")
    return [line for line in text.split("\n") if line]


def object_of(text: str) -> dict[str, Any]:
    """A message's object. Raises Refused."""
    raw = read_json(text)
    return raw if isinstance(raw, dict) else refuse("message", "is not an object")


def number(raw: Mapping[str, Any], name: str, least: int = 0) -> int:
    """A whole number of a message. Raises Refused."""
    return number_value(raw.get(name), name, least)


def number_value(value: Any, name: str = "number", least: int = 0) -> int:
    """A whole number. Raises Refused."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= MOST_NUMBER:
        refuse(name, f"is not a whole number from {least} on")
    return int(value)


def text_of(raw: Mapping[str, Any], name: str, least: int = 1, most: int = 300) -> str:
    """A text of a message, in so many letters. Raises Refused."""
    value = raw.get(name)
    if not isinstance(value, str) or not least <= len(value) <= most:
        refuse(name, f"is not text of {least} to {most} characters")
    if _UNSTORABLE.search(value):
        refuse(name, "holds a character that cannot be stored")
    return value


def digits_of(raw: Mapping[str, Any], name: str) -> str:
    """64 small hexadecimal digits of a message: a SHA-256, or a public key. Raises Refused."""
    text = text_of(raw, name, most=64)
    return text if _DIGITS.fullmatch(text) else refuse(name, "is not of 64 small hexadecimal digits")


def uuid_of(value: Any, name: str) -> str:
    """A UUID as facts bear it. Raises Refused."""
    if not isinstance(value, str) or _UUID.fullmatch(value) is None:
        refuse(name, "holds something that is no UUID in small letters with dashes")
    return value


def text_value(value: Any) -> str:
    """A text, of any length. Raises Refused."""
    return value if isinstance(value, str) else refuse("witnesses", "holds something that is no text")


def word(raw: Mapping[str, Any], name: str, words: Mapping[str, W]) -> W:
    """What one of these words stands for. Raises Refused."""
    value = text_of(raw, name)
    return words[value] if value in words else refuse(name, f"“{value}” is not one of {', '.join(words)}")


def listed(raw: Mapping[str, Any], name: str, most: int) -> list[Any]:
    """A list of a message. Raises Refused."""
    value = raw.get(name)
    if not isinstance(value, list) or len(value) > most:
        refuse(name, f"is not a list of at most {most}")
    return value
