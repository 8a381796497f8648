"""Decides whether segments written as TOML are sound, and reads them; every problem at once, each with its path and the
fix. Writes them again, in one canonical form.

Refuses to know what a field's value is for anybody (membership.py) and which campaign a segment serves.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from posdesk.domain import money, points
from posdesk.domain.document_lines import lines_of
from posdesk.domain.document_values import Reading, Section, entries, flag, text, unique, unknown_keys, whole
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.segment_fields import FIELDS, Field, FieldType
from posdesk.domain.segments import (
    Asks,
    Comparison,
    Group,
    In,
    Joined,
    Needed,
    Node,
    Segment,
    Span,
    Window,
    window_words,
)

SEGMENT_KEYS = frozenset({"id", "title", "version", "persona", "tip", *Joined})
KEYS: Mapping[str, frozenset[str]] = {"": frozenset({"segment"}), "segment": SEGMENT_KEYS}
"""Every key of a document of segments, clauses aside; docs/segments.md explains them."""
_CLAUSE_KEYS = frozenset({"field", "of", "window", "or_unknown", *Comparison})
_ORDERED = (Comparison.AT_LEAST, Comparison.AT_MOST, Comparison.MORE_THAN, Comparison.LESS_THAN, Comparison.BETWEEN)
_UNORDERED = (FieldType.WORD, FieldType.YES_NO)
_WINDOWS: Mapping[str, Span] = {span.replace("_", " "): span for span in Span}
_LAST_DAYS = re.compile(r"last (\d{1,4}) days?")
_JOINING = re.compile(r"days (\d{1,4}) to (\d{1,4}) after joining")
MAX_DEPTH = 8
MOST_CLAUSES = 100


def parse(document: str, known: Mapping[str, Segment] | None = None) -> tuple[Segment, ...]:
    """Read a document of [[segment]] tables, which may name those `known`. Raises Refused(BAD_SEGMENT); its words hold
    a line for each problem."""
    try:
        tables = tomllib.loads(document)
    except (ValueError, RecursionError) as trouble:
        raise Refused(Refusal(RefusalCode.BAD_SEGMENT, f"This is not a TOML document. {trouble}")) from None
    reading = Reading(lines_of(document))
    unknown_keys(reading, {key: value for key, value in tables.items() if key != "segment"}, KEYS)
    found = read_segments(Section(reading, tables, ()), known)
    if not found and not reading.problems:
        reading.wrong((), "no [[segment]] is in it. Write one, with id, title and its clauses.")
    if reading.problems:
        raise Refused(Refusal(RefusalCode.BAD_SEGMENT, in_lines(reading)))
    return found


def in_lines(reading: Reading) -> str:
    """The problems, in the order of the document."""
    return "\n".join(f"line {line}: {words}" for line, words in sorted(reading.problems))


def read_segments(at: Section, known: Mapping[str, Segment] | None = None) -> tuple[Segment, ...]:
    """The [[segment]] tables of a document, checked together with those `known` from elsewhere: whom they name, and
    that none names itself, over however many others."""
    tables = entries(at, "segment")
    found = [_segment(each) for each in tables]
    unique(tables, [segment.id for segment in found])
    everyone = {**(known or {}), **{segment.id: segment for segment in found}}
    for section, segment in zip(tables, found, strict=True):
        check_names(at.reading, segment.root, everyone)
        circle = circle_of(segment.id, everyone)
        if circle:
            section.wrong("id", f"the segment is made of itself: {' -> '.join(circle)}. Take one of them out.")
    return tuple(found)


def read_where(at: Section) -> Group:
    """The clauses of a table with all, any and none; they hold together. A table without any is a problem."""
    parts = [_group(at, joined, 0) for joined in Joined if joined in at.table]
    if not parts:
        at.wrong("", f"says nobody: write clauses under {', '.join(Joined)}.")
    group = parts[0] if len(parts) == 1 else Group(Joined.ALL, tuple(parts))
    if sum(1 for _ in clauses(group)) > MOST_CLAUSES:
        at.wrong("", f"has more than {MOST_CLAUSES} clauses. Make a segment of its own of some.")
    return group


def check_names(reading: Reading, node: Node, segments: Mapping[str, Segment]) -> None:
    """Note every segment that is named and not there."""
    for clause in clauses(node):
        if isinstance(clause, In) and clause.segment not in segments:
            near = get_close_matches(clause.segment, segments, 1)
            reading.wrong(clause.at, f"there is no segment “{clause.segment}”.{_perhaps(near)}")


def circle_of(start: str, segments: Mapping[str, Segment]) -> list[str]:
    """The way from a segment to itself, both ends with it; [] when there is none."""

    def walk(name: str, way: list[str]) -> list[str]:
        for other in named(segments[name].root) if name in segments else ():
            if other == start:
                return [*way, other]
            if other not in way and (found := walk(other, [*way, other])):
                return found
        return []

    return walk(start, [start])


def named(node: Node) -> Iterator[str]:
    """The segments that clauses name."""
    return (clause.segment for clause in clauses(node) if isinstance(clause, In))


def clauses(node: Node) -> Iterator[Asks | In]:
    """All clauses of a tree, in order."""
    if isinstance(node, Group):
        for part in node.parts:
            yield from clauses(part)
    else:
        yield node


# ------------------------------------------------------------------------------------------------------------- reading


def _segment(at: Section) -> Segment:
    for key in at.table:
        if key not in SEGMENT_KEYS:
            at.wrong(key, f"is not known here. Known are {', '.join(sorted(SEGMENT_KEYS))}.")
    return Segment(
        id=text(at, "id"),
        version=whole(at, "version", 1, least=1),
        title=text(at, "title", text(at, "id") if "title" not in at.table else None),
        root=read_where(at),
        persona=flag(at, "persona"),
        tip=text(at, "tip") if "tip" in at.table else "",
    )


def _group(at: Section, joined: Joined, depth: int) -> Group:
    said = at.table[joined]
    if not isinstance(said, list) or not all(isinstance(each, dict) for each in said):
        at.wrong(joined, 'is a list of clauses: [ { field = "visits", at_least = 3 } ].')
        return Group(joined, ())
    if not said:
        at.wrong(joined, "is empty. Write at least one clause, or leave it out.")
    if depth >= MAX_DEPTH:
        at.wrong(joined, f"is nested more than {MAX_DEPTH} deep.")
        return Group(joined, ())
    inner = (Section(at.reading, each, (*at.path, joined, index)) for index, each in enumerate(said))
    return Group(joined, tuple(node for each in inner if (node := _node(each, depth)) is not None))


def _node(at: Section, depth: int) -> Node | None:
    groups = [joined for joined in Joined if joined in at.table]
    if groups:
        if set(at.table) - set(Joined):
            at.wrong("", f"has a clause beside {groups[0]}. Give each braces of its own.")
        parts = tuple(_group(at, joined, depth + 1) for joined in groups)
        return parts[0] if len(parts) == 1 else Group(Joined.ALL, parts)
    if "segment" in at.table:
        if set(at.table) != {"segment"}:
            at.wrong("", "names a segment and more. Give each clause braces of its own.")
        return In(text(at, "segment"), at.path)
    return _asks(at)


def _asks(at: Section) -> Asks | None:
    for key in at.table:
        if key not in _CLAUSE_KEYS:
            at.wrong(key, f"is not known in a clause. Known are {', '.join(sorted(_CLAUSE_KEYS))}.")
    name = at.table.get("field")
    field = FIELDS.get(name) if isinstance(name, str) else None
    if field is None:
        near = get_close_matches(str(name), FIELDS, 1)
        at.wrong("field", f"there is no field “{name}”.{_perhaps(near) or ' docs/segments.md lists them.'}")
        return None
    comparisons = [comparison for comparison in Comparison if comparison in at.table]
    if len(comparisons) != 1:
        at.wrong("", f"compares {'nothing' if not comparisons else 'twice'}: give one of {', '.join(Comparison)}.")
        return None
    (comparison,) = comparisons
    return Asks(
        field.name,
        comparison,
        _needed(at, field, comparison),
        of=_of(at, field),
        window=_window(at, field),
        or_unknown=flag(at, "or_unknown"),
        at=at.path,
    )


def _of(at: Section, field: Field) -> str:
    if not field.of:
        if "of" in at.table:
            at.wrong("of", f"{field.label} is not of anything. Leave it out.")
        return ""
    if "of" not in at.table:
        at.wrong("of", f"is missing: which {field.of}?")
        return ""
    said = text(at, "of")
    return said.casefold() if field.of in ("brand", "category", "interest") else said


def _window(at: Section, field: Field) -> Window:
    if "window" not in at.table:
        return Window()
    if not field.window:
        at.wrong("window", f"{field.label} has no window. Leave it out.")
        return Window()
    said = " ".join(str(at.table["window"]).casefold().split())
    if match := _LAST_DAYS.fullmatch(said):
        days = int(match[1])
        if days:
            return Window(Span.LAST_DAYS, days=days)
    elif match := _JOINING.fullmatch(said):
        first, last = int(match[1]), int(match[2])
        if first < last:
            return Window(Span.SINCE_JOINING, first=first, last=last)
        at.wrong("window", f"ends before it begins: day {last} is not counted any more, {first} is the first.")
        return Window()
    elif said in _WINDOWS and _WINDOWS[said] not in (Span.LAST_DAYS, Span.SINCE_JOINING):
        return Window(_WINDOWS[said])
    at.wrong(
        "window",
        f"“{said}” is no window. Write all, last 30 days, this month, last month, this year, last year, or days 50 to "
        "60 after joining.",
    )
    return Window()


def _needed(at: Section, field: Field, comparison: Comparison) -> tuple[Needed, ...]:
    said = at.table[comparison]
    if comparison in (Comparison.KNOWN, Comparison.UNKNOWN):
        if said is not True:
            at.wrong(comparison, f"is true or left out: {comparison} = true.")
        return ()
    if comparison in _ORDERED and field.type in _UNORDERED:
        at.wrong(comparison, f"{field.label} has no more and less. Ask with is, is_not, one_of or none_of.")
        return ()
    many = comparison in (Comparison.ONE_OF, Comparison.NONE_OF, Comparison.BETWEEN)
    if many and (not isinstance(said, list) or not said):
        at.wrong(comparison, "is a list, like [1, 5].")
        return ()
    values = [_value(at, comparison, field, each) for each in (said if many else [said])]
    needed = tuple(value for value in values if value is not None)
    if comparison is Comparison.BETWEEN and len(needed) == len(values):
        if len(needed) != 2:
            at.wrong(comparison, "has two values, the least and the most.")
        elif needed[0] > needed[1]:  # type: ignore[operator]
            at.wrong(comparison, "ends before it begins. Write the smaller value first.")
    return needed


def _value(at: Section, key: str, field: Field, said: Any) -> Needed | None:
    """One value in the unit of the field; None, and a problem, when it is of another type."""
    try:
        value = _read(field, said)
    except Refused as no:
        at.wrong(key, no.refusal.words)
        return None
    if value is None:
        at.wrong(key, f"{field.label} is compared with {_EXAMPLES[field.type]}.")
    elif field.words and value not in field.words:
        at.wrong(key, f"“{value}” is not one of {', '.join(field.words)}.")
    return value


def _read(field: Field, said: Any) -> Needed | None:
    match field.type:
        case FieldType.MONEY:
            return money.parse_dollars(str(said)) if type(said) in (str, int) else None
        case FieldType.POINTS:
            return points.parse_points(str(said)) if type(said) in (str, int) else None
        case FieldType.YES_NO:
            return int(said) if isinstance(said, bool) else None
        case FieldType.WORD:
            if not isinstance(said, str) or not 0 < len(said) <= 100:
                return None
            return said.casefold() if field.folded else said
        case FieldType.DATE:
            return said if isinstance(said, date) else None
        case _:
            whole_number = isinstance(said, int) and not isinstance(said, bool) and abs(said) <= 10**9
            return said if whole_number else None


_EXAMPLES: Mapping[FieldType, str] = {
    FieldType.NUMBER: "a whole number, like 3",
    FieldType.MONEY: 'an amount, like "$50"',
    FieldType.POINTS: "a number of points, like 200",
    FieldType.DAYS: "a whole number of days, like 30",
    FieldType.SHARE: "a whole percent, like 60",
    FieldType.DATE: "a date, like 2026-11-23",
    FieldType.WORD: 'a word in quotes, like "gold"',
    FieldType.YES_NO: "true or false",
}


def _perhaps(near: Sequence[str]) -> str:
    return f" Did you mean “{near[0]}”?" if near else ""


# ------------------------------------------------------------------------------------------------------------- writing


@dataclass(frozen=True, slots=True)
class _Writer:
    """How a clause is written, a line each, `indent` deep."""

    indent: int = 0

    def node(self, node: Node) -> Iterator[str]:
        """The lines of a clause within a list."""
        pad = "  " * self.indent
        if isinstance(node, In):
            yield f'{pad}{{ segment = "{node.segment}" }},'
        elif isinstance(node, Asks):
            yield f"{pad}{{ {', '.join(_written(node))} }},"
        else:
            yield f"{pad}{{ {node.joined} = ["
            for part in node.parts:
                yield from _Writer(self.indent + 1).node(part)
            yield f"{pad}] }},"


def to_document(segments: Iterable[Segment]) -> str:
    """The segments as a document that `parse` reads as the same."""
    return "\n".join("\n".join(_segment_lines(segment)) + "\n" for segment in segments)


def where_lines(root: Group) -> Iterator[str]:
    """The clauses of a table: `all = [`, a line for each, `]`."""
    yield f"{root.joined} = ["
    for part in root.parts:
        yield from _Writer(1).node(part)
    yield "]"


def _segment_lines(segment: Segment) -> Iterator[str]:
    yield "[[segment]]"
    yield f"id = {quoted(segment.id)}"
    yield f"title = {quoted(segment.title)}"
    yield f"version = {segment.version}"
    if segment.persona:
        yield "persona = true"
    if segment.tip:
        yield f"tip = {quoted(segment.tip)}"
    yield from where_lines(segment.root)


def _written(asks: Asks) -> Iterator[str]:
    field = FIELDS[asks.field]
    yield f'field = "{asks.field}"'
    if asks.of:
        yield f"of = {quoted(asks.of)}"
    if asks.window != Window():
        yield f'window = "{window_words(asks.window)}"'
    values = [_value_text(field, each) for each in asks.needed]
    many = asks.comparison in (Comparison.ONE_OF, Comparison.NONE_OF, Comparison.BETWEEN)
    said = f"[{', '.join(values)}]" if many else "".join(values) or "true"
    yield f"{asks.comparison} = {said}"
    if asks.or_unknown:
        yield "or_unknown = true"


def _value_text(field: Field, value: Needed) -> str:
    if field.type is FieldType.MONEY and isinstance(value, int):
        return f'"{money.format_cents(value)}"'
    if field.type is FieldType.POINTS and isinstance(value, int):
        return f'"{points.format_points(value)}"'
    if field.type is FieldType.YES_NO:
        return "true" if value else "false"
    return quoted(value) if isinstance(value, str) else str(value)


def quoted(words: str) -> str:
    """Text as TOML writes it."""
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in escaped) + '"'
