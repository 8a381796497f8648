"""Decides how a fact is written as JSON, and reads it back or says what is wrong with it, by path.

The canonical form has sorted keys, no blanks, no defaults; so equal facts are equal text on every computer. Reading
ignores keys it does not know (a newer PosDesk wrote them) and parks kinds and versions it does not know.
"""

import re
import types
import typing
from base64 import b64decode
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from posdesk.domain import strict_json
from posdesk.domain.business_day import day_in_utc
from posdesk.domain.facts import (
    ABOUT_A_MEMBER,
    KINDS,
    Body,
    Fact,
    MemberField,
    MemberFieldSet,
    Parked,
    VisitReturned,
    kind_of,
)
from posdesk.domain.money import MAX_CENTS
from posdesk.domain.plain_body import fields_of, is_plain, plain
from posdesk.domain.staff_facts import can_be_checked

MAX_BODY = 256 * 1024
"""The longest body, in characters, that is taken."""
MAX_TEXT = 200
"""The longest text in one field; documents have MAX_BODY."""
MAX_INT = 2**53 - 1
"""Ints beyond this are not exact in every JSON reader; none of ours comes near."""
MAX_INSTANT = 253_370_764_800_000
"""In ms UTC, to the end of 9998: a tier's window looks a year ahead."""
MAX_LINES = 1000
BOUNDS: Mapping[str, tuple[int, int]] = {
    "cents": (-MAX_CENTS, MAX_CENTS),
    "discount_cents": (0, MAX_CENTS),
    "points_paid_cents": (0, MAX_CENTS),
    "spend_cents": (-MAX_CENTS, MAX_CENTS),
    "points": (-(10**12), 10**12),
    "visits": (0, 10**6),
    "quantity": (-(10**9), 10**9),
    "cut_off": (0, 719),
    "value_cents": (0, MAX_CENTS),
    "bonus": (0, 10**12),
    "spent": (0, 10**12),
    "pieces": (0, 10**6),
    "numbers": (0, MAX_LINES - 1),
    **dict.fromkeys(("incarnation", "sequence"), (0, MAX_INT)),
    "wrong": (1, 10**9),
    "score": (0, 10),
    "campaign_version": (1, 10**9),
    **dict.fromkeys(("award_n", "n"), (0, 10**9)),
    **dict.fromkeys(("due", "not_after", "checked_at"), (0, MAX_INSTANT)),
}
"""What these fields may hold: beyond it no arithmetic of ours overflows, and nothing of the kind happens in a shop."""

Json = strict_json.Json
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
"""NUL, which PostgreSQL's text cannot hold, and halves of surrogates, which are no characters."""
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
BIRTHDAY = re.compile(r"(\d{4}-)?\d\d-\d\d")
_ENVELOPE = frozenset({"id", "kind", "version", "store", "register", "incarnation", "sequence"})
"""What a fact cannot be without."""
_WRITTEN = _ENVELOPE | {"body", "subject", "staff", "occurred_at", "business_day", "clock"}
"""What is written of every fact."""
_SHORT = MAX_BODY // 8
"""A line of so many characters has no body that is too long: 1e15 and its like grow most, from four to eighteen."""
_DAY_OFF = timedelta(days=2)  # how far zone and cut-off can take a business day from the day in UTC


canonical, read_json, refuse = strict_json.canonical, strict_json.read_json, strict_json.refuse


def encode_body(body: Body) -> str:
    """The canonical text of a body. Fields that have their default are left out."""
    return body.raw if isinstance(body, Parked) else canonical(plain(body))


def decode_body(kind: str, version: int, text: str) -> Body:
    """Read a body, or Parked when kind and version are not known here. Raises Refused with the path of the trouble."""
    _check_length(text)
    return _body(kind, version, read_json(text), text)


def _check_length(text: str) -> None:
    if len(text) > MAX_BODY:
        refuse("body", f"is longer than {MAX_BODY} characters")


def _body(kind: str, version: int, value: Json, text: str) -> Body:
    """The body of JSON as it was read. text: its text."""
    body_type = KINDS.get((kind, version))
    if body_type is None:
        return Parked(text)
    hint: Any = body_type
    body = typing.cast(Body, _reader(hint)(value, "body"))
    if isinstance(body, MemberFieldSet) and body.field is MemberField.BIRTHDAY and body.value is not None:
        _birthday(body.value, "body.value")
    if isinstance(body, VisitReturned) and body.numbers and len(body.numbers) != len(body.lines):
        refuse("body.numbers", f"names {len(body.numbers)} lines of the visit; {len(body.lines)} came back")
    return body


def encode_fact(fact: Fact) -> str:
    """One line of JSON without the line's end: the form of `facts export`. The hub's position is not part of it."""
    return _line(fact, body_text(fact))


def _line(fact: Fact, body: str) -> str:
    envelope = {
        "id": fact.id,
        "kind": fact.kind,
        "version": fact.version,
        "subject": fact.subject,
        "store": fact.store,
        "register": fact.register,
        "incarnation": fact.incarnation,
        "sequence": fact.sequence,
        "staff": fact.staff,
        "occurred_at": fact.occurred_at,
        "business_day": fact.business_day.isoformat(),
        "clock": fact.clock,
    }
    if fact.corrected_at is not None:
        envelope["corrected_at"] = fact.corrected_at
    return f'{{"body":{body},{canonical(envelope)[1:]}'  # "body" sorts before every other key


def body_text(fact: Fact) -> str:
    """The canonical text of a fact's body as it was made, keys only a newer PosDesk knows included."""
    return encode_body(fact.body) if fact.text is None else fact.text


def decode_fact(line: str) -> Fact:
    """Read one line of `facts export`. Raises Refused with the path of the trouble."""
    return _read(line)[0]


def decode_with_line(line: str) -> tuple[Fact, str]:
    """The fact of a line, and the line as `encode_fact` writes it: in half the time that both take."""
    fact, raw = _read(line)
    written = _WRITTEN if fact.corrected_at is None else _WRITTEN | {"corrected_at"}
    if raw.keys() == written and raw["business_day"] == fact.business_day.isoformat():
        return fact, canonical(raw)  # all of it is written just as it was read
    return fact, _line(fact, canonical(raw.get("body")))


def _read(line: str) -> tuple[Fact, dict[str, Json]]:
    """The fact of a line, and its JSON."""
    raw = read_json(line)
    if not isinstance(raw, dict):
        refuse("fact", "is not an object")
    if not raw.keys() >= _ENVELOPE:
        refuse("fact", f"has no {', '.join(sorted(_ENVELOPE - raw.keys()))}")
    kind, version = _text(raw["kind"], "kind"), _whole(raw["version"], "version")
    subject = None if raw.get("subject") is None else _uuid(raw["subject"], "subject")
    if subject is None and kind in ABOUT_A_MEMBER:
        refuse("subject", f"a {kind} names the member it is about")
    occurred_at = _instant(raw.get("occurred_at"), "occurred_at")
    corrected_at = None if raw.get("corrected_at") is None else _instant(raw["corrected_at"], "corrected_at")
    business_day = _date(raw.get("business_day"), "business_day")
    days = [day_in_utc(at) for at in (occurred_at, corrected_at) if at is not None]
    if all(abs(business_day - day) > _DAY_OFF for day in days):
        refuse("business_day", f"{business_day} is not the day of occurred_at, {days[0]} UTC")
    value, shape = raw.get("body"), KINDS.get((kind, version))
    text = None
    if shape is None or len(line) > _SHORT or "\\u" in line:
        text = canonical(value)
        _check_length(text)
        strict_json.check_letters(text)  # an escape in the line may have become half of a surrogate
    body = _body(kind, version, value, text or "")
    fact = Fact(
        id=_uuid(raw["id"], "id"),
        kind=kind,
        version=version,
        subject=subject,
        store=_text(raw["store"], "store"),
        register=_text(raw["register"], "register"),
        incarnation=_within(*BOUNDS["incarnation"])(raw["incarnation"], "incarnation"),
        sequence=_within(*BOUNDS["sequence"])(raw["sequence"], "sequence"),
        staff=None if raw.get("staff") is None else _text(raw["staff"], "staff"),
        occurred_at=occurred_at,
        business_day=business_day,
        clock=_whole(raw.get("clock"), "clock"),
        body=body,
        text=None if shape is None or is_plain(shape, value) else text or canonical(value),
        corrected_at=corrected_at,
    )
    return fact, raw


def checked_text(body: Body) -> str:
    """The canonical text of a body made here. Raises Refused when it could not be read back: the one gate before a
    fact is sealed."""
    text = encode_body(body)
    decode_body(*kind_of(body), text)
    return text


# --------------------------------------------------------------------------------------------------------- readers

Reader = Callable[[Json, str], Any]


def _text(value: Json, path: str, limit: int = MAX_TEXT, least: int = 1) -> str:
    if type(value) is str and least <= len(value) <= limit and value.isprintable():
        return value  # what most are; what cannot be stored cannot be printed either
    if not isinstance(value, str):
        refuse(path, "is not text")
    if not least <= len(value) <= limit:
        refuse(path, f"has {len(value)} characters; {least} to {limit} are right")
    if _UNSTORABLE.search(value):
        refuse(path, "holds a character that cannot be stored")
    return value


def _whole(value: Json, path: str) -> int:
    if type(value) is int and -MAX_INT <= value <= MAX_INT:
        return value
    if isinstance(value, bool) or not isinstance(value, int):
        refuse(path, "is not a whole number")
    if abs(value) > MAX_INT:
        refuse(path, f"is beyond {MAX_INT}")
    return value


def _instant(value: Json, path: str) -> int:
    if not 0 <= _whole(value, path) <= MAX_INSTANT:
        refuse(path, "is not between 1970 and 9999 (milliseconds since 1970, UTC)")
    return int(value)


def _within(least: int, most: int) -> Reader:
    def read(value: Json, path: str) -> int:
        if type(value) is int and least <= value <= most:
            return value
        if not least <= _whole(value, path) <= most:
            refuse(path, f"is not between {least} and {most}")
        return int(value)

    return read


def _zone(value: Json, path: str) -> str:
    try:
        return ZoneInfo(_text(value, path)).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        refuse(path, f"“{value}” is not a time zone like America/Denver")


def _birthday(value: Json, path: str) -> str:
    text = _text(value, path)
    if BIRTHDAY.fullmatch(text) is None:
        refuse(path, f"“{text}” is not a birthday like 2001-05-30 or 05-30")
    _date(text if len(text) == 10 else f"2000-{text}", path)  # 2000 had a 29 February
    return text


def _flag(value: Json, path: str) -> bool:
    if not isinstance(value, bool):
        refuse(path, "is neither true nor false")
    return value


def _date(value: Json, path: str) -> date:
    try:
        return date.fromisoformat(_text(value, path))
    except ValueError:
        refuse(path, f"“{value}” is not a date like 2026-11-23")


def _last_day(value: Json, path: str) -> date:
    day = _date(value, path)
    return day if day < date.max else refuse(path, "is the end of the calendar; no day follows it")


def _uuid(value: Json, path: str) -> str:
    if not isinstance(value, str) or _UUID.fullmatch(value) is None:
        refuse(path, "is not a UUID in small letters with dashes")
    return value


def _marks(value: Json, path: str) -> str:
    text = _text(value, path, MAX_BODY, least=0)
    try:
        sound = len(b64decode(text, validate=True)) % 8 == 0
    except ValueError:
        sound = False
    return text if sound else refuse(path, "is not base 64 of eight bytes for each fact")


def _pin_hash(value: Json, path: str) -> str:
    text = _text(value, path)
    return text if can_be_checked(text) else refuse(path, "is not an argon2id hash that can be checked in a moment")


def _listed(item: Reader) -> Reader:
    def read(value: Json, path: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            refuse(path, "is not a list")
        if len(value) > MAX_LINES:
            refuse(path, f"has {len(value)} entries; {MAX_LINES} are the most")
        return tuple([item(entry, f"{path}[{index}]") for index, entry in enumerate(value)])

    return read


def _word(enum: type[StrEnum]) -> Reader:
    def read(value: Json, path: str) -> StrEnum:
        try:
            return enum(value)
        except ValueError:
            refuse(path, f"“{value}” is not one of {', '.join(enum)}")

    return read


def _optional(inner: Reader) -> Reader:
    return lambda value, path: None if value is None else inner(value, path)


def _object(shape: Any) -> Reader:
    fields = fields_of(shape)
    readers = {name: (_reader(hint, name), f".{name}", _is_text(hint, name)) for name, (hint, _, _) in fields.items()}
    required = {name for name, (_, has_default, _) in fields.items() if not has_default}

    def read(value: Json, path: str) -> Any:
        if not isinstance(value, dict):
            refuse(path, "is not an object")
        if not required <= value.keys():
            refuse(path, f"has no {', '.join(sorted(required - value.keys()))}")
        given = {}
        for name, each in value.items():
            if name not in readers:
                continue
            reader, step, is_text = readers[name]
            if is_text and type(each) is str and 0 < len(each) <= MAX_TEXT and each.isprintable():
                given[name] = each  # most of them are, and a call takes as long as all of this
            else:
                given[name] = reader(each, path + step)
        return shape(**given)

    return read


def _is_text(hint: Any, name: str) -> bool:
    """Whether a field holds what `_text` reads as it is."""
    return name not in _NAMED and hint in (str, str | None)


@cache
def _reader(hint: Any, name: str = "") -> Reader:
    """The reader of one declared type. `name` matters for what is narrower than its type: see _NAMED and BOUNDS."""
    if typing.get_origin(hint) is types.UnionType:
        inner = next(part for part in typing.get_args(hint) if part is not type(None))
        return _optional(_reader(inner, name))
    if name in _NAMED:
        return _NAMED[name]
    if hint is int and name in BOUNDS:
        return _within(*BOUNDS[name])
    if typing.get_origin(hint) is tuple:
        return _listed(_reader(typing.get_args(hint)[0], name))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return _word(hint)
    simple: dict[Any, Reader] = {str: _text, int: _whole, bool: _flag, date: _date}
    return simple[hint] if hint in simple else _object(hint)


_NAMED: Mapping[str, Reader] = {
    "document": lambda value, path: _text(value, path, MAX_BODY),
    "included": _marks,
    **dict.fromkeys(("late", "over", "approved"), _listed(_uuid)),
    **dict.fromkeys(
        ("visit", "redemption", "queued", "into", "merge", "person", "by", "old", "new", "to", "other"), _uuid
    ),
    "pin_hash": _pin_hash,
    "birthday": _birthday,
    "until": _last_day,
    "valid_until": _last_day,
    "zone": _zone,
    "first_name": lambda value, path: _text(value, path, least=0),
    "last_name": lambda value, path: _text(value, path, least=0),  # many people have one name only
}
