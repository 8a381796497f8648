"""Draws clauses over every field of the registry, as a document could have them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from posdesk.domain.figures import Column, Figures
from posdesk.domain.membership import value
from posdesk.domain.segment_fields import FIELDS, Field, FieldType
from posdesk.domain.segments import Asks, Comparison, Group, In, Joined, Needed, Node, Segment, Span, Window

EQUAL = (Comparison.IS, Comparison.IS_NOT, Comparison.ONE_OF, Comparison.NONE_OF)
ORDERED = (
    *EQUAL,
    Comparison.AT_LEAST,
    Comparison.AT_MOST,
    Comparison.MORE_THAN,
    Comparison.LESS_THAN,
    Comparison.BETWEEN,
)
KNOWING = (Comparison.KNOWN, Comparison.UNKNOWN)
NAMED = "named"
"""The id of the segment that clauses may name."""
NUMBERS = {
    FieldType.MONEY: (0, 1000, 2007, 5000, 12_000),
    FieldType.POINTS: (0, 500, 2000, 10_000),
    FieldType.SHARE: (0, 1, 40, 60, 100, 150),
}

Words = Mapping[str, Sequence[str]]
"""What a clause may name, by Field.of, and by `word` what a word may be."""


@dataclass(frozen=True)
class Ground:
    """What clauses are drawn about: the business day, some members' figures, so that many a clause is about a value
    somebody has or misses by one, and the words there are."""

    today: date
    members: Sequence[Figures]
    words: Words


@st.composite
def nodes(draw: st.DrawFn, ground: Ground, depth: int = 2) -> Node:
    """A clause, a named segment, or a group of such."""
    if depth and draw(st.booleans()):
        parts = draw(st.lists(nodes(ground, depth - 1), max_size=3))
        return Group(draw(st.sampled_from(Joined)), tuple(parts))
    if draw(st.integers(0, 9)) == 0:
        return In(NAMED)
    return draw(clauses(ground))


@st.composite
def segments(draw: st.DrawFn, ground: Ground) -> Mapping[str, Segment]:
    """The segment that clauses may name."""
    root = Group(draw(st.sampled_from(Joined)), (draw(clauses(ground)), draw(clauses(ground))))
    return {NAMED: Segment(NAMED, 1, "Named", root)}


@st.composite
def clauses(draw: st.DrawFn, ground: Ground) -> Asks:
    """One clause over any field."""
    field = FIELDS[draw(st.sampled_from(sorted(FIELDS)))]
    ordered = field.type not in (FieldType.WORD, FieldType.YES_NO)
    about = Asks(
        field=field.name,
        comparison=draw(st.sampled_from((*(ORDERED if ordered else EQUAL), *KNOWING))),
        of=draw(st.sampled_from(ground.words.get(field.of, ("treat",)))) if field.of else "",
        window=draw(windows(ground)) if field.window else Window(),
        or_unknown=draw(st.booleans()),
    )
    return replace(about, needed=draw(needed(field, about, ground)))


@st.composite
def needed(draw: st.DrawFn, field: Field, about: Asks, ground: Ground) -> tuple[Needed, ...]:
    """What such a clause compares with."""
    if about.comparison in KNOWING:
        return ()
    several = {Comparison.BETWEEN: (2, 2), Comparison.ONE_OF: (1, 3), Comparison.NONE_OF: (1, 3)}
    least, most = several.get(about.comparison, (1, 1))
    one = st.one_of(one_needed(field, ground), *near(about, ground))
    drawn = draw(st.lists(one, min_size=least, max_size=most))
    return tuple(sorted(drawn)) if about.comparison is Comparison.BETWEEN else tuple(drawn)


def near(about: Asks, ground: Ground) -> list[st.SearchStrategy[Any]]:
    """The values the members have, and those beside them."""
    values = [value(figures, about) for figures in ground.members]
    known = sorted({one for one in values if one is not None})
    beside = [more for one in known if isinstance(one, int) for more in (one - 1, one, one + 1)]
    return [st.sampled_from(beside or known)] if known else []


def one_needed(field: Field, ground: Ground) -> st.SearchStrategy[Any]:
    """One value of the field's type."""
    if field.type is FieldType.YES_NO:
        return st.integers(0, 1)
    if field.type is FieldType.WORD:
        return st.sampled_from((*field.words, *ground.words["word"]))
    if field.type is FieldType.DATE:
        return st.integers(-400, 10).map(lambda days: ground.today + timedelta(days=days))
    if field.type in NUMBERS:
        return st.one_of(st.sampled_from(NUMBERS[field.type]), st.integers(-3, 200))
    return st.integers(-200, 400) if field.type is FieldType.DAYS else st.integers(-1, 40)


@st.composite
def windows(draw: st.DrawFn, ground: Ground) -> Window:
    """Any window; many begin or end on a day of a visit."""
    span = draw(st.sampled_from(Span))
    if span is Span.LAST_DAYS:
        ago = [(ground.today - entry.day).days + 1 for figures in ground.members for entry in figures.days]
        return Window(span, days=max(1, draw(st.sampled_from((1, 30, 90, 180, 400, *ago))) - draw(st.integers(0, 1))))
    if span is Span.SINCE_JOINING:
        since = [
            (entry.day - joined).days
            for figures in ground.members
            if isinstance(joined := figures.values[Column.ENROLLED_ON], date)
            for entry in figures.days
        ]
        first = max(0, draw(st.sampled_from((0, 50, *since))))
        return Window(span, first=first, last=max(first + 1, draw(st.sampled_from((60, first + 1, *since)))))
    return Window(span)
