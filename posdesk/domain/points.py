"""Decides how points are written. Points are an int of hundredths of a point; a float is never points."""

import re

from posdesk.domain.refusals import Refusal, RefusalCode, Refused

POINT = 100
"""Hundredths in one point."""

_POINTS = re.compile(r"(?P<sign>[-+]?)(?P<whole>\d{1,12})(?:\.(?P<part>\d{1,2}))?")


def parse_points(text: str) -> int:
    """Read `45`, `45.5` or `-3.25` points and return hundredths. Raises Refused when it is not a number of points."""
    match = _POINTS.fullmatch(text.strip().replace(",", ""))
    if match is None or not text.isascii():
        raise Refused(Refusal(RefusalCode.BAD_POINTS, f"“{text}” is not a number of points. Type it like 45 or 45.50."))
    hundredths = int(match["whole"]) * POINT + int((match["part"] or "").ljust(2, "0") or 0)
    return -hundredths if match["sign"] == "-" else hundredths


def format_points(hundredths: int) -> str:
    """`4500` -> `45`, `4550` -> `45.50`."""
    text = f"{'-' if hundredths < 0 else ''}{abs(hundredths) // POINT:,}.{abs(hundredths) % POINT:02d}"
    return text.removesuffix(".00")
