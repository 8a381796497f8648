"""Decides how a report's two charts are drawn: receipts by hour, and brands and categories against before."""

from collections.abc import Sequence

from posdesk.reports.pdf_marks import (
    BEFORE,
    MUTED,
    NOW,
    Bar,
    Face,
    Row,
    Words,
    drawable,
    width,
)
from posdesk.reports.pdf_tables import HAIR, PAD, Block, Setting, block, title
from posdesk.reports.tables import Table
from posdesk.reports.values import GoodsRow, HourRow

TALL, ABOVE, BELOW = 74.0, 12.0, 13.0
"""Of the tallest bar, of the number above it, of the hour below."""
SMALL = 6.5
WIDEST = 30.0
BARS = 170.0
"""What the bars beside a table of goods take."""


def hours(rows: Sequence[HourRow], setting: Setting) -> Block | None:
    """A bar an hour, its receipts above (of the most alone, where they stand too close); None without any."""
    most = max((row.receipts for row in rows), default=0)
    if not most:
        return None
    slot = setting.room / len(rows)
    thick = min(WIDEST, slot * 0.7)
    base = ABOVE + TALL
    close = any(width(f"{row.receipts:,}", SMALL, Face.STRONG) > slot - 1 for row in rows)
    every = 1 + int(max(width(_wall(row), SMALL) for row in rows) / (slot - 1))
    marks: list[Words | Bar] = [Bar(0, base, setting.room, HAIR * 2, MUTED)]
    for at, row in enumerate(rows):
        middle, tall = slot * (at + 0.5), TALL * row.receipts / most
        if row.receipts:
            marks.append(Bar(middle - thick / 2, base - tall, thick, tall, NOW))
            if not close or row.receipts == most:
                marks.append(_centred(middle, base - tall - 2.5, f"{row.receipts:,}", Face.STRONG))
        if at % every == 0:
            marks.append(_centred(middle, base + 8, _wall(row), Face.PLAIN, MUTED))
    return Block(title("Receipts by hour", setting), Row(0, ()), (Row(base + BELOW, tuple(marks)),))


def goods(table: Table, rows: Sequence[GoodsRow], setting: Setting, zone: str) -> Block | None:
    """A table of brands or categories with bars beside it: what each takes in now, and took in before on average."""
    narrow = Setting(setting.room - BARS - 14, setting.size, setting.head_size, setting.title_size)
    made = block(table, narrow, zone)
    most = max((max(row.spend_cents, row.before_cents or 0) for row in rows), default=0)
    if made is None or most <= 0:
        return block(table, setting, zone)
    x = setting.room - BARS
    drawn = tuple(
        Row(of_table.height, (*of_table.marks, *_pair(x, row, most)))
        for of_table, row in zip(made.rows, rows, strict=True)
    )
    legend = _legend(x, made.head.height, setting) if any(row.before_cents for row in rows) else ()
    head = Row(made.head.height, (*made.head.marks, *legend))
    return Block(made.title, head, drawn)


def _pair(x: float, row: GoodsRow, most: int) -> list[Bar]:
    found = [Bar(x, PAD + 1.2, BARS * max(row.spend_cents, 0) / most, 4.6, NOW)]
    if row.before_cents:
        found.append(Bar(x, PAD + 6.4, BARS * row.before_cents / most, 2.6, BEFORE))
    return found


def _legend(x: float, height: float, setting: Setting) -> Sequence[Words | Bar]:
    size = setting.head_size
    y = height - 5.8
    now, before = drawable("Now"), drawable("Before")
    second = x + 9 + width(now, size, Face.STRONG) + 12
    return [
        Bar(x, y - 4.6, 6, 4.6, NOW),
        Words(x + 9, y, now, size, Face.STRONG, MUTED),
        Bar(second, y - 3.6, 6, 2.6, BEFORE),
        Words(second + 9, y, before, size, Face.STRONG, MUTED),
    ]


def _wall(row: HourRow) -> str:
    return f"{row.hour} 2nd" if row.again else f"{row.hour}"


def _centred(middle: float, y: float, text: str, face: Face, colour: str = MUTED) -> Words:
    return Words(middle - width(text, SMALL, face) / 2, y, text, SMALL, face, colour)
