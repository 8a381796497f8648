"""Decides how lines of a receipt are typed on the command line: an amount, then what is known of the goods.

--line "12.50 brand=Hilltop category=Flower product='Blue Dream 3.5 g' quantity=2 kind=product"
"""

import re
import shlex
from typing import NoReturn

from posdesk.domain import codec, money
from posdesk.domain.facts import WHOLE, Line, LineKind
from posdesk.domain.refusals import Refusal, RefusalCode, Refused

KEYS = ("brand", "category", "product", "quantity", "kind")
_QUANTITY = re.compile(r"(\d{1,6})(?:\.(\d{1,3}))?")


def read_line(text: str) -> Line:
    """Read one line. Raises Refused(BAD_AMOUNT, BAD_TEXT) with what would be right."""
    try:
        amount, *words = shlex.split(text)
    except ValueError:
        _refuse(f"“{text}” is no line. Write it like: 12.50 brand=Hilltop quantity=2")
    told: dict[str, str] = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals or key not in KEYS or not 0 < len(value) <= codec.MAX_TEXT:
            _refuse(f"“{word}” is not known in a line. Known are {', '.join(f'{key}=...' for key in KEYS)}.")
        told[key] = value
    cents = money.parse_dollars(amount)
    if cents < 0:
        raise Refused(Refusal(RefusalCode.BAD_AMOUNT, f"{amount} is below zero. Goods that come back are a return."))
    quantity = read_quantity(told.get("quantity", "1"))
    kind = _kind(told.get("kind", LineKind.PRODUCT))
    return Line(cents, told.get("brand"), told.get("category"), told.get("product"), quantity, kind)


def read_quantity(text: str) -> int:
    """`2` or `3.5` as thousandths. Raises Refused(BAD_TEXT)."""
    match = _QUANTITY.fullmatch(text.strip())
    quantity = int(match[1]) * WHOLE + int((match[2] or "").ljust(3, "0")) if match else 0
    if not quantity:
        _refuse(f"“{text}” is not a quantity. Write it like 2 or 3.5.")
    return quantity


def _kind(text: str) -> LineKind:
    try:
        return LineKind(text)
    except ValueError:
        _refuse(f"“{text}” is no kind of line. Kinds are {', '.join(LineKind)}.")


def _refuse(words: str) -> NoReturn:
    raise Refused(Refusal(RefusalCode.BAD_TEXT, words))
