"""Decides how the body of a fact stands in its row: the two frequent kinds packed, to take little room and time.

A packed body is a JSON array, fields by position, and what has its default at the end is left out. It begins with `[`,
a body as it came with `{`. Packed is only what comes back to the letter: a body with keys of a newer PosDesk stays as
it came. Refuses to check anything: only bodies that passed the codec's door are stored.
"""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from posdesk.domain.codec import canonical, decode_body, encode_body
from posdesk.domain.facts import Body, Fact, FieldSource, Line, MemberEnrolled, VisitRecorded
from posdesk.domain.id_card import CheckMethod, IdChecked

Fields = tuple[Any, ...]

_LINE_DEFAULTS: Fields = tuple(Line(0))
_LINE_ENDS = tuple(_LINE_DEFAULTS[said:] for said in range(len(_LINE_DEFAULTS) + 1))
"""What a line that says so many fields leaves out."""
_VISIT_DEFAULTS: Fields = (None, 0, 0, False, True, None, (), None)
"""Of what follows the lines, in the order of `_visit_fields`."""
_ENROLLED_DEFAULTS: Fields = (None,) * 9
_line_of: Callable[[type[Line], Fields], Line] = tuple.__new__
"""A line from all its fields, in half the time that `Line(...)` takes."""

scan: Callable[[str, int], tuple[Any, int]] = json.JSONDecoder().scan_once  # type: ignore[attr-defined]
"""JSON text, from a place -> its value, and where it ends. `decode` would look for blanks around it, twice."""


def stored_text(fact: Fact) -> str:
    """What stands in the row of a fact for its body."""
    if fact.text is not None:
        return fact.text
    pack = _PACK.get(type(fact.body))
    return encode_body(fact.body) if pack is None else canonical(pack(fact.body))


def body_of(kind: str, version: int, stored: str) -> tuple[Body, str | None]:
    """The body in a row, and its text where the body alone would not give it again (see Fact.text).

    Raises Refused, LookupError, TypeError or ValueError when the row is damaged.
    """
    frequent = _FREQUENT.get((kind, version))
    if frequent is None:
        body = decode_body(kind, version, stored)
        return body, None if encode_body(body) == stored else stored
    unpack, read = frequent
    if stored[:1] == "[":
        return unpack(stored), None
    try:
        return read(_scanned(stored)), stored
    except (TypeError, KeyError):  # a key of a newer PosDesk
        return decode_body(kind, version, stored), stored


def visit_of(packed: str) -> VisitRecorded:
    """The body of a packed visit. Raises LookupError, TypeError or ValueError when the row is damaged."""
    fields: list[Any] = _scanned(packed)
    rows, *rest = fields
    lines = tuple([_line_of(Line, (*row, *_LINE_ENDS[len(row)])) for row in rows])
    if len(rest) == 1:
        return VisitRecorded(lines, 0, 0, rest[0])
    receipt, discount, paid, estimated, handed_over, external, nudges, checked = (*rest, *_VISIT_DEFAULTS[len(rest) :])
    check = None if checked is None else IdChecked(CheckMethod(checked[0]), *checked[1:])
    return VisitRecorded(lines, discount, paid, receipt, estimated, handed_over, external, tuple(nudges), check)


def brands_in(stored: str) -> set[str]:
    """The brand names in the row of a visit, each once, without making its body."""
    fields = scan(stored, 0)[0]
    if type(fields) is list:
        return {row[1] for row in fields[0] if len(row) > 1 and row[1] is not None}
    return {line["brand"] for line in fields["lines"] if line.get("brand") is not None}


def _scanned(text: str) -> Any:
    try:
        value, end = scan(text, 0)
    except StopIteration:
        raise ValueError("a stored body cannot be read") from None
    if end != len(text):
        raise ValueError("a stored body has something behind it")
    return value


def _visit_fields(body: VisitRecorded) -> Fields:
    lines = [_trimmed(line, _LINE_DEFAULTS) for line in body.lines]
    amounts = (body.receipt, body.discount_cents, body.points_paid_cents)
    rest = (*amounts, body.estimated, body.items_handed_over, body.external, body.nudges, _check_fields(body.id_check))
    return lines, *_trimmed(rest, _VISIT_DEFAULTS)


def _check_fields(check: IdChecked | None) -> Fields | None:
    return None if check is None else (check.method, check.checked_at, *(() if check.staff is None else (check.staff,)))


def _enrolled_fields(body: MemberEnrolled) -> Fields:
    where = body.phone, body.home_store, body.card_code, body.email
    rest = (*where, body.birthday, body.external, body.member_type, body.interests, body.birthday_source)
    return body.first_name, body.last_name, body.enrolled_on.toordinal(), *_trimmed(rest, _ENROLLED_DEFAULTS)


def _trimmed(values: Fields, defaults: Fields) -> Fields:
    """The values, without the last ones that are defaults. A line's cents have no default: 0 may be left out alike."""
    end = len(values)
    while end and values[end - 1] == defaults[end - 1]:
        end -= 1
    return values[:end]


def _enrolled_of(packed: str) -> MemberEnrolled:
    fields: list[Any] = _scanned(packed)
    first, last, day, *rest = fields
    phone, store, card, email, birthday, external, kind, interests, source = (*rest, *_ENROLLED_DEFAULTS[len(rest) :])
    profile = (first, last, date.fromordinal(day), phone, email, card, birthday, store, external, kind, interests)
    return MemberEnrolled(*profile, None if source is None else FieldSource(source))


def _visit(fields: dict[str, Any]) -> VisitRecorded:
    fields["lines"] = tuple([Line(**line) for line in fields["lines"]])
    if "nudges" in fields:
        fields["nudges"] = tuple(fields["nudges"])
    if fields.get("id_check") is not None:
        check = fields["id_check"]
        fields["id_check"] = IdChecked(**{**check, "method": CheckMethod(check["method"])})
    return VisitRecorded(**fields)


def _enrolled(fields: dict[str, Any]) -> MemberEnrolled:
    fields["enrolled_on"] = date.fromisoformat(fields["enrolled_on"])
    if fields.get("birthday_source") is not None:
        fields["birthday_source"] = FieldSource(fields["birthday_source"])
    return MemberEnrolled(**fields)


_PACK: dict[type, Callable[[Any], Fields]] = {VisitRecorded: _visit_fields, MemberEnrolled: _enrolled_fields}
_FREQUENT: dict[tuple[str, int], tuple[Callable[[str], Body], Callable[[dict[str, Any]], Body]]] = {
    ("visit.recorded", 1): (visit_of, _visit),
    ("member.enrolled", 1): (_enrolled_of, _enrolled),
}
"""How they are read: packed, and as they came."""
