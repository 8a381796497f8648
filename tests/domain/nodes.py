"""Draws clauses over every field of the registry, as a document could have them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from hypothesis import strategies as st

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


@st.composite
def nodes(draw: st.DrawFn, today: date, words: Words, depth: int = 2) -> Node:
    """A clause, a named segment, or a group of such."""
    if depth and draw(st.booleans()):
        parts = draw(st.lists(nodes(today, words, depth - 1), max_size=3))
        return Group(draw(st.sampled_from(Joined)), tuple(parts))
    if draw(st.integers(0, 9)) == 0:
        return In(NAMED)
    return draw(clauses(today, words))


@st.composite
def segments(draw: st.DrawFn, today: date, words: Words) -> Mapping[str, Segment]:
    """The segment that clauses may name."""
    root = Group(draw(st.sampled_from(Joined)), (draw(clauses(today, words)), draw(clauses(today, words))))
    return {NAMED: Segment(NAMED, 1, "Named", root)}


@st.composite
def clauses(draw: st.DrawFn, today: date, words: Words) -> Asks:
    """One clause over any field."""
    field = FIELDS[draw(st.sampled_from(sorted(FIELDS)))]
    ordered = field.type not in (FieldType.WORD, FieldType.YES_NO)
    comparison = draw(st.sampled_from((*(ORDERED if ordered else EQUAL), *KNOWING)))
    return Asks(
        field=field.name,
        comparison=comparison,
        needed=draw(needed(field, comparison, today, words)),
        of=draw(st.sampled_from(words.get(field.of, ("treat",)))) if field.of else "",
        window=draw(windows()) if field.window else Window(),
        or_unknown=draw(st.booleans()),
    )


@st.composite
def needed(draw: st.DrawFn, field: Field, comparison: Comparison, today: date, words: Words) -> tuple[Needed, ...]:
    """What such a clause compares with."""
    if comparison in KNOWING:
        return ()
    several = {Comparison.BETWEEN: (2, 2), Comparison.ONE_OF: (1, 3), Comparison.NONE_OF: (1, 3)}
    least, most = several.get(comparison, (1, 1))
    drawn: list[Needed] = draw(st.lists(one_needed(field, today, words), min_size=least, max_size=most))
    return tuple(sorted(drawn)) if comparison is Comparison.BETWEEN else tuple(drawn)


def one_needed(field: Field, today: date, words: Words) -> st.SearchStrategy[Needed]:
    """One value of the field's type."""
    if field.type is FieldType.YES_NO:
        return st.integers(0, 1)
    if field.type is FieldType.WORD:
        return st.sampled_from((*field.words, *words["word"]))
    if field.type is FieldType.DATE:
        return st.integers(-400, 10).map(lambda days: today + timedelta(days=days))
    if field.type in NUMBERS:
        return st.one_of(st.sampled_from(NUMBERS[field.type]), st.integers(-3, 200))
    return st.integers(-200, 400) if field.type is FieldType.DAYS else st.integers(-1, 40)


@st.composite
def windows(draw: st.DrawFn) -> Window:
    """Any window."""
    span = draw(st.sampled_from(Span))
    if span is Span.LAST_DAYS:
        return Window(span, days=draw(st.sampled_from((1, 2, 7, 30, 90, 180, 400))))
    if span is Span.SINCE_JOINING:
        first = draw(st.integers(0, 60))
        return Window(span, first=first, last=first + draw(st.integers(1, 60)))
    return Window(span)
