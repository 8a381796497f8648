"""Segments as documents: what is wrong is named at once with its fix, what is written is read again as the same."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.domain.segment_document import SEGMENT_KEYS, parse, to_document
from posdesk.domain.segment_fields import FIELDS, Field, FieldType
from posdesk.domain.segments import Asks, Comparison, Group, In, Joined, Node, Segment, Span, Window

SOUND = """
[[segment]]
id = "regulars"
title = "Regulars"
persona = true
tip = "Knows the shelf"
all = [
  { field = "visits", window = "last 90 days", at_least = 3 },
  { any = [ { field = "brand.spend", of = "Wyld", at_least = "$50" }, { segment = "big" } ] },
]
none = [ { field = "has_email", is = true } ]

[[segment]]
id = "big"
all = [ { field = "spend", between = ["$100", "$2,000"] } ]
"""


def test_a_sound_document_is_read() -> None:
    regulars, big = parse(SOUND)
    assert (regulars.id, regulars.persona, regulars.tip, big.title) == ("regulars", True, "Knows the shelf", "big")
    all_, none = regulars.root.parts
    assert isinstance(all_, Group)
    assert isinstance(none, Group)
    visits, any_ = all_.parts
    assert isinstance(visits, Asks)
    assert (visits.window, visits.needed) == (Window(Span.LAST_DAYS, days=90), (3,))
    assert isinstance(any_, Group)
    assert (any_.joined, none.joined) == (Joined.ANY, Joined.NONE)
    assert isinstance(any_.parts[1], In)


@pytest.mark.parametrize(
    ("clause", "words"),
    [
        ('{ field = "vists", at_least = 3 }', "there is no field “vists”. Did you mean “visits”?"),
        ('{ field = "visits", at_least = "three" }', "Visits is compared with a whole number, like 3."),
        ('{ field = "visits", at_least = 3.5 }', "Visits is compared with a whole number"),
        ('{ field = "spend", at_least = 10.5 }', "Spend is compared with an amount"),
        ('{ field = "visits" }', "compares nothing: give one of is, is_not"),
        ('{ field = "visits", is = 1, at_least = 3 }', "compares twice"),
        ('{ field = "visits", between = [5, 1] }', "ends before it begins. Write the smaller value first."),
        ('{ field = "visits", between = [5] }', "has two values"),
        ('{ field = "visits", one_of = 5 }', "is a list, like [1, 5]."),
        ('{ field = "visits", window = "last 0 days", is = 1 }', "is no window"),
        ('{ field = "visits", window = "yesterday", is = 1 }', "is no window. Write all, last 30 days"),
        ('{ field = "visits", window = "days 60 to 50 after joining", is = 1 }', "ends before it begins"),
        ('{ field = "tier", window = "this month", is = "gold" }', "Tier has no window. Leave it out."),
        ('{ field = "tier", at_least = "gold" }', "Tier has no more and less."),
        ('{ field = "has_email", is = "yes" }', "Has an e-mail is compared with true or false."),
        ('{ field = "stage", is = "asleep" }', "“asleep” is not one of new, active"),
        ('{ field = "brand.spend", is = "$5" }', "is missing: which brand?"),
        ('{ field = "visits", of = "Wyld", is = 1 }', "Visits is not of anything. Leave it out."),
        ('{ field = "age", known = false }', "is true or left out"),
        ('{ field = "visits", is = 1, colour = "red" }', "is not known in a clause."),
        ('{ segment = "regular" }', "there is no segment “regular”. Did you mean “regulars”?"),
        ('{ segment = "regulars", is = 1 }', "names a segment and more."),
        ('{ any = [], field = "visits" }', "has a clause beside any."),
        ("{ any = [] }", "is empty. Write at least one clause"),
        ("{ any = 5 }", "is a list of clauses"),
    ],
)
def test_what_is_wrong_is_said_with_its_path_and_the_fix(clause: str, words: str) -> None:
    document = f'[[segment]]\nid = "regulars"\nall = [{{ field = "visits", is = 1 }}, {clause}]\n'
    with pytest.raises(Refused) as caught:
        parse(document)
    assert caught.value.refusal.code is RefusalCode.BAD_SEGMENT
    assert words in caught.value.refusal.words
    assert "segment.1.all.2" in caught.value.refusal.words


def test_every_problem_is_named_at_once() -> None:
    document = '[[segment]]\nid = "a"\nall = [{ field = "x", is = 1 }, { field = "visits" }]\n[[segment]]\nid = "a"\n'
    with pytest.raises(Refused) as caught:
        parse(document)
    assert len(caught.value.refusal.words.splitlines()) == 4


def test_a_circle_of_segments_is_named_in_full() -> None:
    def made_of(name: str, other: str) -> str:
        return f'[[segment]]\nid = "{name}"\nall = [{{ segment = "{other}" }}]\n'

    with pytest.raises(Refused, match="a -> b -> c -> a"):
        parse(made_of("a", "b") + made_of("b", "c") + made_of("c", "a"))
    with pytest.raises(Refused, match="a -> a"):
        parse(made_of("a", "a"))


@pytest.mark.parametrize("document", ["", "nonsense", "[segment]\nid = 1\n", "a = 1\n", "[[segment]]\n"])
def test_what_is_no_document_of_segments_is_refused_in_words(document: str) -> None:
    with pytest.raises(Refused):
        parse(document)


def values_of(field: Field) -> st.SearchStrategy[int | str]:
    """What a field may be compared with."""
    if field.type is FieldType.YES_NO:
        return st.integers(0, 1)
    if field.words:
        return st.sampled_from(field.words)
    if field.type is FieldType.WORD:
        return st.text("abc \"\\'é", min_size=1, max_size=8).map(str.casefold)
    return st.integers(0, 10**7)


@st.composite
def asks(draw: st.DrawFn) -> Asks:
    """A clause over any field."""
    field = draw(st.sampled_from(sorted(FIELDS.values(), key=lambda each: each.name)))
    plain = [
        Comparison.IS,
        Comparison.IS_NOT,
        Comparison.ONE_OF,
        Comparison.NONE_OF,
        Comparison.KNOWN,
        Comparison.UNKNOWN,
    ]
    orders = [] if field.type in (FieldType.WORD, FieldType.YES_NO) else [c for c in Comparison if c not in plain]
    comparison = draw(st.sampled_from([*plain, *orders]))
    size = {Comparison.BETWEEN: 2, Comparison.KNOWN: 0, Comparison.UNKNOWN: 0}.get(comparison, 1)
    several = comparison in (Comparison.ONE_OF, Comparison.NONE_OF)
    needed = draw(st.lists(values_of(field), min_size=size, max_size=3 if several else size))
    windows = st.builds(Window, st.just(Span.LAST_DAYS), st.integers(1, 400)) | st.builds(
        Window, st.sampled_from([Span.ALL, Span.THIS_MONTH, Span.LAST_MONTH, Span.THIS_YEAR, Span.LAST_YEAR])
    )
    return Asks(
        field.name,
        comparison,
        tuple(sorted(needed)),
        of=draw(st.sampled_from(["wyld", 'the "big" one'])) if field.of else "",
        window=draw(windows) if field.window else Window(),
        or_unknown=draw(st.booleans()),
    )


nodes: st.SearchStrategy[Node] = st.recursive(
    asks(), lambda inner: st.builds(Group, st.sampled_from(Joined), st.lists(inner, min_size=1, max_size=3).map(tuple)),
    max_leaves=6,
)  # fmt: skip
groups = st.builds(Group, st.sampled_from(Joined), st.lists(nodes, min_size=1, max_size=3).map(tuple))


def without_places(node: Node) -> Node:
    """The same clauses, wherever they stood."""
    if isinstance(node, Group):
        return Group(node.joined, tuple(without_places(part) for part in node.parts))
    return replace(node, at=())


@given(groups, st.booleans())
def test_what_is_written_is_read_again_as_the_same(root: Group, persona: bool) -> None:
    segment = Segment("it", 3, 'Some "words"', root, persona, "A tip" if persona else "")
    (back,) = parse(to_document([segment]))
    assert replace(back, root=root) == segment
    assert without_places(back.root) == without_places(root)


GUIDE = Path(__file__).resolve().parents[2] / "docs" / "segments.md"


def test_the_guide_has_every_field_with_its_label_and_a_clause_that_is_sound() -> None:
    rows = [line.split(" | ") for line in GUIDE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    told = {row[0].strip("| `"): row for row in rows if len(row) == 4}
    assert set(told) == set(FIELDS)
    for name, row in told.items():
        assert row[1] == FIELDS[name].label
        (segment,) = parse(f'[[segment]]\nid = "s"\nall = [{row[3].strip(" |`")}]\n')
        (clause,) = segment.root.parts
        assert isinstance(clause, Asks)
        assert clause.field == name
    keys = {key.strip("`") for row in rows if len(row) == 3 for key in row[0].strip("| ").split(", ")}
    assert keys == SEGMENT_KEYS
