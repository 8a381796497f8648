"""Decides how amounts of money are read and split. Money is an int of cents everywhere; a float is never money.

Refuses to know about currencies: one program has one currency and every amount is in its minor unit.
"""

import re
from collections.abc import Sequence

from posdesk.domain.refusals import Refusal, RefusalCode, Refused

MAX_CENTS = 10_000_000_00
"""The largest amount one line or visit may carry: $10,000,000. Anything above is a typing error or a wrong column."""

_DOLLARS = re.compile(r"(?P<sign>[-+]?)\$?(?P<whole>\d{1,3}(?:,\d{3})+|\d+)?(?:\.(?P<part>\d{1,2}))?")


def _refuse(text: str) -> Refused:
    return Refused(Refusal(RefusalCode.BAD_AMOUNT, f"“{text}” is not an amount. Type it like 62.50."))


def parse_dollars(text: str) -> int:
    """Read an amount written in dollars, such as `62.50`, `$1,000` or `-3`, and return cents.

    Raises Refused when it is not an amount, has more than two decimals or is beyond MAX_CENTS.
    """
    stripped = text.strip()
    match = _DOLLARS.fullmatch(stripped)
    if match is None or not stripped.isascii() or (match["whole"] is None and match["part"] is None):
        raise _refuse(text)
    whole, part = (match["whole"] or "0").replace(",", ""), match["part"] or ""
    if len(whole) > 12:
        raise _refuse(text)
    cents = int(whole) * 100 + int(part.ljust(2, "0") or 0)
    if cents > MAX_CENTS:
        raise Refused(
            Refusal(RefusalCode.BAD_AMOUNT, f"{text} is more than {format_cents(MAX_CENTS)}. Check the amount.")
        )
    return -cents if match["sign"] == "-" else cents


def parse_keypad(text: str) -> int:
    """Read an amount as typed on a number pad: `6250` and `62.50` are both 6250 cents. Raises Refused."""
    stripped = text.strip()
    if stripped.isascii() and stripped.isdigit() and len(stripped) <= 12:
        return parse_dollars(f"{stripped[:-2] or '0'}.{stripped[-2:].rjust(2, '0')}")
    return parse_dollars(stripped)


def format_cents(cents: int) -> str:
    """`6250` -> `$62.50`; whole dollars keep their cents: `$10.00`; a minus sign stands before the dollar sign."""
    return f"{'-' if cents < 0 else ''}${abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def format_short(cents: int) -> str:
    """As people say it: `$62.50`, but `$10` for whole dollars."""
    return format_cents(cents).removesuffix(".00")


def split_evenly(total: int, parts: int) -> list[int]:
    """Share `total` among `parts` so that the shares sum to the cent and differ by at most one."""
    return split_by_weight(total, [1] * parts)


def split_by_weight(total: int, weights: Sequence[int]) -> list[int]:
    """Share `total` in proportion to non-negative `weights`; the shares sum to `total` exactly (rule E04).

    Largest remainder (Hamilton's method): every share is first floored, then the cents left over go to the largest
    remainders, ties to the earlier one. All weights zero: an even split. Raises ValueError for a negative weight.
    """
    if not weights:
        return []
    if min(weights) < 0:
        raise ValueError("a weight is negative")
    whole = sum(weights)
    if whole == 0:
        weights, whole = [1] * len(weights), len(weights)
    if total < 0:
        return [-share for share in split_by_weight(-total, weights)]
    shares = [total * weight // whole for weight in weights]
    left_over = total - sum(shares)
    if left_over:
        owed = [-(total * weight % whole) for weight in weights]  # the largest first; sorting keeps ties in their order
        for index in sorted(range(len(weights)), key=owed.__getitem__)[:left_over]:
            shares[index] += 1
    return shares
