"""Decides what a text in a file means as an amount, a quantity, a date. Nothing is guessed: the map declares the form.

Refuses to know columns and rows. Every refusal says what the text is and what would be right.
"""

import re
from datetime import date, datetime, time
from typing import NoReturn
from zoneinfo import ZoneInfo

from posdesk.domain.business_day import Instant, to_instant
from posdesk.domain.facts import WHOLE
from posdesk.domain.money import MAX_CENTS, format_cents
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.importing.column_map import DateOrder, Unit

NOON = time(12)
"""The time of day of a visit of which only the day is known: far from every cut-off."""

MAX_QUANTITY = 10**9 * WHOLE

_NUMBERS = {
    ".": re.compile(r"(?P<whole>\d{1,3}(?:[, ']\d{3})+|\d+)?(?:\.(?P<part>\d+))?"),
    ",": re.compile(r"(?P<whole>\d{1,3}(?:[. ']\d{3})+|\d+)?(?:,(?P<part>\d+))?"),
}
_GROUPING = re.compile(r"[., ']")
_BLANKS = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2212": "-", "\u2019": "'"})
_CURRENCY = re.compile(r"(?:US|CA)?\$|€|£|USD|CAD|EUR|GBP")
_DATES = {
    DateOrder.YMD: re.compile(
        r"(?P<y>\d{4})(?:(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})|(?P<m2>\d\d)(?P<d2>\d\d))"
    ),
    DateOrder.DMY: re.compile(r"(?P<d>\d{1,2})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<y>\d{4})"),
    DateOrder.MDY: re.compile(r"(?P<m>\d{1,2})(?P<s>[-/.])(?P<d>\d{1,2})(?P=s)(?P<y>\d{4})"),
    DateOrder.MD: re.compile(r"(?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"),
    DateOrder.DM: re.compile(r"(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})"),
}
_EXAMPLES = {
    DateOrder.YMD: "2026-11-23",
    DateOrder.DMY: "23.11.2026",
    DateOrder.MDY: "11/23/2026",
    DateOrder.MD: "11-23",
    DateOrder.DM: "23.11.",
}
_TIME = re.compile(
    r"(?P<h>\d{1,2}):(?P<min>\d\d)(?::(?P<s>\d\d)(?:[.,](?P<f>\d{1,9}))?)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
    r"\s*(?P<zone>Z|UTC|[+-]\d\d:?\d\d)?"
)


def refuse(code: RefusalCode, words: str) -> NoReturn:
    """Raise the Refused for a value."""
    raise Refused(Refusal(code, words))


def amount(text: str, decimal: str, unit: Unit) -> int:
    """Cents of an amount such as `1,250.00`, `-3.5`, `(3.50)`, `$4` or, in cents, `1250`. Raises Refused."""
    sign, whole, part = _number(text, decimal, RefusalCode.BAD_AMOUNT, "an amount")
    shown = part.rstrip("0")
    if unit == Unit.CENTS:
        if shown:
            refuse(RefusalCode.BAD_AMOUNT, f"“{text}” is not a whole number of cents")
        cents = int(whole)
    else:
        if len(shown) > 2:
            refuse(RefusalCode.BAD_AMOUNT, f"“{text}” is finer than a cent")
        cents = int(whole) * 100 + int(shown.ljust(2, "0"))
    if cents > MAX_CENTS:
        refuse(RefusalCode.BAD_AMOUNT, f"“{text}” is more than {format_cents(MAX_CENTS)}: is this the right column?")
    return sign * cents


def quantity(text: str, decimal: str) -> int:
    """Thousandths of a unit, rounded half up at the third decimal (`3.5` is 3500). Raises Refused."""
    sign, whole, part = _number(text, decimal, RefusalCode.BAD_AMOUNT, "a quantity")
    thousandths = int(whole) * WHOLE + int(part[:3].ljust(3, "0")) + (part[3:4] >= "5")
    if thousandths > MAX_QUANTITY:
        refuse(RefusalCode.BAD_AMOUNT, f"“{text}” is more than {MAX_QUANTITY // WHOLE:,}: is this the right column?")
    return sign * thousandths


def count(text: str, decimal: str) -> int:
    """A whole number, such as an opening count of visits. Raises Refused."""
    sign, whole, part = _number(text, decimal, RefusalCode.BAD_AMOUNT, "a whole number")
    if part.strip("0") or len(whole) > 12:
        refuse(RefusalCode.BAD_AMOUNT, f"“{text}” is not a whole number")
    return sign * int(whole)


def points(text: str, decimal: str) -> int:
    """Hundredths of points, negative ones too (a balance may be below zero). Raises Refused."""
    sign, whole, part = _number(text, decimal, RefusalCode.BAD_POINTS, "a number of points")
    if len(part.rstrip("0")) > 2 or len(whole) > 12:
        refuse(RefusalCode.BAD_POINTS, f"“{text}” is not a number of points like 45 or 45.50")
    return sign * (int(whole) * 100 + int(part[:2].ljust(2, "0")))


def day(text: str, orders: tuple[DateOrder, ...]) -> tuple[int | None, int, int]:
    """Year (None where the order has none), month and day. Raises Refused when it is no date in one of the orders."""
    stripped = text.strip()
    for order in orders:
        match = _DATES[order].fullmatch(stripped.rstrip(".") if order == DateOrder.DM else stripped)
        if match is None or not stripped.isascii():
            continue
        parts = match.groupdict()
        year = int(parts["y"]) if parts.get("y") else None
        month, number = int(parts["m"] or parts["m2"]), int(parts["d"] or parts["d2"])
        try:
            date(year or 2000, month, number)
        except ValueError:
            continue
        return year, month, number
    wanted = " or ".join(f"{order} like {_EXAMPLES[order]}" for order in orders)
    return refuse(RefusalCode.BAD_DATE, f"“{text}” is not a date in the order the map declares ({wanted})")


def moment(text: str, order: DateOrder, zone: str) -> tuple[Instant, bool]:
    """The instant of a date with or without a time, and whether the time was told; without one it is noon.

    zone: IANA name in which a time without a zone of its own is meant. A time that the clocks skip in spring is read
    with the offset before the change (02:30 is 03:30); one that happens twice in autumn is the first. Raises Refused.
    """
    found, told = _wall(text, order)
    if found.tzinfo is None:
        found = found.replace(tzinfo=ZoneInfo(zone))
    try:
        instant = to_instant(found)
    except (OverflowError, ValueError):
        instant = -1
    if instant < 0:
        refuse(RefusalCode.BAD_DATE, f"“{text}” is before 1970")
    return instant, told


def _wall(text: str, order: DateOrder) -> tuple[datetime, bool]:
    head, _, tail = text.strip().replace("T", " ", 1).partition(" ")
    year, month, number = day(head, (order,))
    whole_day = date(year or 2000, month, number)
    if not tail.strip():
        return datetime.combine(whole_day, NOON), False
    match = _TIME.fullmatch(tail.strip())
    if match is None:
        refuse(RefusalCode.BAD_DATE, f"“{text}” has no time of day like 14:05, 14:05:30 or 2:05 PM")
    hour = int(match["h"])
    if half := (match["half"] or "").lower()[:1]:
        if not 1 <= hour <= 12:
            refuse(RefusalCode.BAD_DATE, f"“{text}” has no hour from 1 to 12 before AM or PM")
        hour = hour % 12 + (12 if half == "p" else 0)
    micros = int((match["f"] or "0").ljust(6, "0")[:6])
    try:
        clock = time(hour, int(match["min"]), int(match["s"] or 0), micros)
    except ValueError:
        refuse(RefusalCode.BAD_DATE, f"“{text}” has a time of day that no clock shows")
    found = datetime.combine(whole_day, clock)
    if match["zone"]:
        offset = datetime.strptime("+0000" if match["zone"] in ("Z", "UTC") else match["zone"], "%z").tzinfo
        return found.replace(tzinfo=offset), True
    return found, True


def _number(text: str, decimal: str, code: RefusalCode, what: str) -> tuple[int, str, str]:
    """Sign, digits before and digits after the decimal mark."""
    bare = _CURRENCY.sub("", text.translate(_BLANKS)).strip()
    sign = 1
    if bare.startswith("(") and bare.endswith(")"):
        sign, bare = -1, bare[1:-1].strip()
    elif bare[:1] in ("-", "+") or bare[-1:] == "-":
        sign, bare = (1 if bare[0] == "+" else -1), bare.strip("+-").strip()
    match = _NUMBERS[decimal].fullmatch(bare)
    if match is None or not bare.isascii() or (match["whole"] is None and match["part"] is None) or len(bare) > 30:
        hint = f" (decimal mark “{decimal}”)" if re.search(r"\d[.,]\d", bare) else ""
        refuse(code, f"“{text}” is not {what}{hint}" if text.strip() else f"is empty; it must be {what}")
    return sign, _GROUPING.sub("", match["whole"] or "0"), match["part"] or ""
