"""Decides which JSON is taken at all: what every database and every other reader holds just as we read it.

Refuses to know facts; what stands in the JSON is for codec.py to say.
"""

import json
from math import isfinite
from typing import Any, NoReturn

from posdesk.domain.refusals import Refusal, RefusalCode, Refused

Json = Any
MAX_DEPTH = 32


def refuse(path: str, trouble: str) -> NoReturn:
    """Raise the Refused for a fact: `path` is where, `trouble` is what and what would be right."""
    raise Refused(Refusal(RefusalCode.BAD_FACT, f"{path}: {trouble}"))


def canonical(value: Json) -> str:
    """JSON text with sorted keys and no blanks."""
    return _CANONICAL(value)


_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


def read_json(text: str) -> Json:
    """Strict JSON: no NaN, no number beyond a float, no lone surrogate as such, bounded depth. Raises Refused."""
    try:
        value = _STRICT(text)
    except (ValueError, RecursionError) as trouble:
        refuse("json", f"cannot be read ({trouble})")
    check_letters(text)
    if text.count("[") + text.count("{") > MAX_DEPTH and _deeper(value, MAX_DEPTH):
        refuse("json", f"is nested more than {MAX_DEPTH} deep")
    return value


def check_letters(text: str) -> None:
    """Raises Refused for halves of surrogates, which are no characters."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        refuse("json", "holds a character that cannot be stored")


def _finite(text: str) -> float:
    number = float(text)
    return number if isfinite(number) else refuse("json", f"{text} is a number that cannot be stored")


def _deeper(value: Json, levels: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return inner is not None and (levels == 0 or any(_deeper(each, levels - 1) for each in inner))


_STRICT = json.JSONDecoder(
    parse_constant=lambda name: refuse("json", f"{name} is not a number"), parse_float=_finite
).decode
