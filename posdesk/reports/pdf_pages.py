"""Decides where a page ends: sections in one or two columns, heads repeated, nothing parted that belongs together."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from posdesk.reports.pdf_marks import Row
from posdesk.reports.pdf_tables import Block

TOGETHER = 0.4
"""A section shorter than this part of a page is not parted."""
LEFT, RIGHT = 0, 1


class Placed(NamedTuple):
    """A row at its place. y: down from the top of the page."""

    page: int
    x: float
    y: float
    row: Row


class Frame(NamedTuple):
    """Where rows may stand. top: of the first page and of those that follow. second: x of the right column."""

    first_top: float
    top: float
    bottom: float
    second: float


def paged(blocks: Sequence[Block], frame: Frame) -> list[Placed]:
    """Every row at its place, in the order it is read. A narrow section goes below the shorter column."""
    found: list[Placed] = []
    page, down = 0, [frame.first_top, frame.first_top]
    for block in blocks:
        side = LEFT if block.wide or down[LEFT] <= down[RIGHT] else RIGHT
        y = max(down) if block.wide else down[side]
        if y > frame.top and not _fits(block, y, frame):
            page, y, side, down = page + 1, frame.top, LEFT, [frame.top, frame.top]
        x = frame.second if side == RIGHT else 0.0
        for number, (at, rows) in enumerate(_parts(block, y, frame)):
            if number:
                page, down = page + 1, [frame.top, frame.top]
            y = at
            for row in rows:
                found.append(Placed(page, x, y, row))
                y += row.height
        if block.wide:
            down = [y, y]
        else:
            down[side] = y
    return found


def height(block: Block) -> float:
    """Of a section that is not parted."""
    return block.title.height + block.head.height + sum(row.height for row in block.rows)


def _fits(block: Block, y: float, frame: Frame) -> bool:
    """Whether a section may begin here: all of it, or, of a long one, a good beginning."""
    whole = height(block)
    if whole <= (frame.bottom - frame.top) * TOGETHER:
        return y + whole <= frame.bottom
    start = block.title.height + block.head.height + sum(row.height for row in block.rows[:3])
    return y + start <= frame.bottom


def _parts(block: Block, y: float, frame: Frame) -> Iterator[tuple[float, list[Row]]]:
    """What stands on each page: from which y, and the rows, title and head first."""
    at = 0
    while True:
        part = [block.title, block.head]
        end = y + block.title.height + block.head.height
        begin = at
        while at < len(block.rows) and (end + block.rows[at].height <= frame.bottom or at == begin):
            end += block.rows[at].height
            at += 1
        if at == len(block.rows) - 1 and at - begin > 2:
            at -= 1  # the last row is not left alone on its page
        yield y, [*part, *block.rows[begin:at]]
        if at >= len(block.rows):
            return
        y = frame.top
