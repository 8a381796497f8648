"""Decides how a table stands on paper: how wide each column is, what is wrapped, and what a narrow form does instead.

Numbers stand at the right of their column, days and text at the left; only text is wrapped, and nothing is cut. Refuses
to know pages.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from posdesk.reports.pdf_marks import (
    MUTED,
    RULE,
    Bar,
    Face,
    Row,
    Words,
    drawable,
    lines,
    right,
    width,
)
from posdesk.reports.tables import Column, Table, shown

GAP, MORE, LEAST, PAD = 9.0, 18.0, 46.0, 1.3
"""Between two columns, and what a column of numbers gets besides where there is room; the least width of a column of
text, unless all of it is narrower; above and below a row's words."""
HAIR, THICK = 0.35, 0.8
AT_LEFT = frozenset({Column.TEXT, Column.DAY, Column.TIME})


@dataclass(frozen=True, slots=True)
class Block:
    """A section on paper. head: repeated where the rows go on over the page. wide: over the whole width."""

    title: Row
    head: Row
    rows: tuple[Row, ...]
    wide: bool = True


@dataclass(frozen=True, slots=True)
class Setting:
    """How large a form writes. room: the width it has."""

    room: float
    size: float
    head_size: float
    title_size: float

    @property
    def leading(self) -> float:
        """From one line to the next."""
        return self.size * 1.24


class _Column(NamedTuple):
    """One column on paper. wrapped: what was broken into lines already; much is said again and again."""

    kind: Column
    room: float
    edge: float
    wrapped: dict[str, list[str]]


def title(words: str, setting: Setting) -> Row:
    """The title of a section."""
    size = setting.title_size
    mark = Words(0, 10 + size, drawable(words), size, Face.STRONG)
    return Row(size + 15, (mark,))


def block(table: Table, setting: Setting, zone: str, *, wide: bool = True) -> Block | None:
    """A table as columns; None when it is too wide for them."""
    cells = texts(table, zone)
    wide_of = {cell: width(cell, setting.size) for row in cells for cell in row}
    rooms = _rooms(table, cells, wide_of, setting)
    if rooms is None:
        return None
    edges = [sum(rooms[:at]) + GAP * at for at in range(len(rooms))]
    head = _head(table, rooms, edges, setting)
    columns = [_Column(*each, {}) for each in zip(table.kinds, rooms, edges, strict=True)]
    rows = tuple(_row(row, columns, wide_of, setting) for row in cells)
    return Block(title(table.title, setting), head, rows, wide)


def cards(table: Table, setting: Setting, zone: str) -> Block:
    """A table for a narrow form: of each row its first cell, and below it the others by the names of their columns."""
    rows = []
    for row in texts(table, zone):
        first = lines(row[0], setting.size, setting.room, Face.STRONG)
        marks: list[Words | Bar] = []
        down = PAD
        for line in first:
            marks.append(Words(0, down + setting.size, line, setting.size, Face.STRONG))
            down += setting.leading
        for name, cell, kind in list(zip(table.columns, row, table.kinds, strict=True))[1:]:
            if cell:
                of_cell, height = _labelled(name, cell, kind, down, setting)
                marks += of_cell
                down += height
        marks.append(Bar(0, down + PAD, setting.room, HAIR))
        rows.append(Row(down + 2 * PAD, tuple(marks)))
    return Block(title(table.title, setting), Row(0, ()), tuple(rows))


def _labelled(name: str, cell: str, kind: Column, down: float, setting: Setting) -> tuple[list[Words | Bar], float]:
    """One figure beside its name, or below it when both do not fit a line; and the height."""
    size, room = setting.size, setting.room
    label = Words(GAP, down + size, name, size, Face.PLAIN, MUTED)
    space = room - GAP - width(name, size) - GAP
    if width(cell, size) <= space:
        return [label, right(room, down + size, cell, size)], setting.leading
    found = lines(cell, size, room - 2 * GAP)
    below = [Words(2 * GAP, down + size + setting.leading * (at + 1), line, size) for at, line in enumerate(found)]
    return [label, *below], setting.leading * (len(found) + 1)


def texts(table: Table, zone: str) -> list[list[str]]:
    """The cells as they are drawn."""
    return [
        [drawable(shown(cell, kind, zone)) for cell, kind in zip(row, table.kinds, strict=True)] for row in table.rows
    ]


def _rooms(
    table: Table, cells: Sequence[Sequence[str]], wide_of: Mapping[str, float], setting: Setting
) -> list[float] | None:
    """The width of each column, all of the room together; None when the numbers leave too little for the text."""
    count = len(table.columns)
    least = [_head_room(drawable(name), setting.head_size) for name in table.columns]
    natural = [max([least[at], *(wide_of[row[at]] for row in cells)]) + 0.01 for at in range(count)]
    flexible = [at for at in range(count) if table.kinds[at] is Column.TEXT]
    left = setting.room - GAP * (count - 1) - sum(natural[at] for at in range(count) if at not in flexible)
    if left < sum(min(natural[at], max(LEAST, least[at])) for at in flexible):
        return None
    return _shared(natural, flexible, left)


def _shared(natural: list[float], flexible: Sequence[int], left: float) -> list[float]:
    """What is left, among the columns of text: each gets what it asks, or an equal part of what others leave."""
    rooms, waiting = list(natural), sorted(flexible, key=lambda at: natural[at])
    figures = [at for at in range(len(natural)) if at not in flexible]
    spare = left - sum(natural[at] for at in flexible)
    more = min(MORE, max(spare, 0) / 2 / max(len(figures), 1))
    for at in figures:
        rooms[at] += more
        left -= more
    while waiting:
        at = waiting.pop(0)
        rooms[at] = min(natural[at], left / (len(waiting) + 1))
        left -= rooms[at]
    if flexible:
        rooms[flexible[0]] += left  # the first column takes what nobody needs
    return rooms


def _head_room(name: str, size: float) -> float:
    """The least width at which the head of a column takes at most two lines."""
    words = name.split(" ")
    parts = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words) + 1)]
    return min(max(width(part, size, Face.STRONG) for part in pair) for pair in parts)


def _head(table: Table, rooms: Sequence[float], edges: Sequence[float], setting: Setting) -> Row:
    size = setting.head_size
    leading = size * 1.2
    found = [lines(drawable(name), size, room, Face.STRONG) for name, room in zip(table.columns, rooms, strict=True)]
    most = max(len(each) for each in found)
    marks: list[Words | Bar] = []
    for at, of_column in enumerate(found):
        for number, line in enumerate(of_column):
            y = (most - len(of_column) + number) * leading + size
            if table.kinds[at] in AT_LEFT:
                marks.append(Words(edges[at], y, line, size, Face.STRONG, MUTED))
            else:
                marks.append(right(edges[at] + rooms[at], y, line, size, Face.STRONG, MUTED))
    height = most * leading + 3
    marks.append(Bar(0, height, setting.room, THICK, MUTED))
    return Row(height + THICK + 1, tuple(marks))


def _row(cells: Sequence[str], columns: Sequence[_Column], wide_of: Mapping[str, float], setting: Setting) -> Row:
    size, leading, base, most = setting.size, setting.leading, PAD + setting.size, 1
    marks: list[Words | Bar] = []
    for cell, (kind, room, edge, wrapped) in zip(cells, columns, strict=True):
        wide = wide_of[cell]
        if kind not in AT_LEFT:
            marks.append(Words(edge + room - wide, base, cell, size))
        elif kind is not Column.TEXT or wide <= room:
            marks.append(Words(edge, base, cell, size))
        else:
            if cell not in wrapped:
                wrapped[cell] = lines(cell, size, room)
            found = wrapped[cell]
            most = max(most, len(found))
            marks += [Words(edge, base + at * leading, line, size) for at, line in enumerate(found)]
    height = most * leading + 2 * PAD + 1
    marks.append(Bar(0, height - HAIR, setting.room, HAIR, RULE))
    return Row(height, tuple(marks))
