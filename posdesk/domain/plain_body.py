"""Decides which fields a body has, and how it looks as plain JSON: what has its default is left out.

Refuses to know what a field may hold (posdesk.domain.codec).
"""

import dataclasses
import types
import typing
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from posdesk.domain.facts import Line
from posdesk.domain.strict_json import Json

_AS_IT_IS = frozenset({str, int, bool, type(None)})
_NONE = object()
"""The default of what has none."""
Check = Callable[[Json], bool]


@cache
def fields_of(shape: Any) -> dict[str, tuple[Any, bool, Any]]:
    """Field name -> (type, has a default, the default) of a body dataclass or of Line."""
    hints = typing.get_type_hints(shape)
    if dataclasses.is_dataclass(shape):
        return {
            field.name: (hints[field.name], field.default is not dataclasses.MISSING, field.default)
            for field in dataclasses.fields(shape)
        }
    defaults = getattr(shape, "_field_defaults", {})
    return {name: (hint, name in defaults, defaults.get(name)) for name, hint in hints.items()}


def plain(value: Any) -> Json:
    """A body, or a part of one, as JSON; fields that have their default are left out."""
    shape: Any = type(value)
    if shape in _AS_IT_IS:
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Line) or dataclasses.is_dataclass(value):
        return {
            name: each if type(each) in _AS_IT_IS else plain(each)
            for name, (_, has_default, default) in fields_of(shape).items()
            if (each := getattr(value, name)) != default or not has_default
        }
    if isinstance(value, tuple):
        return [plain(entry) for entry in value]
    return str(value) if isinstance(value, StrEnum) else value


def is_plain(shape: Any, value: Json) -> bool:
    """Whether JSON from which a `shape` was read is what `plain` makes of that again, in a third of the time: no key is
    unknown, nothing has its default, every date is written the one way."""
    known = _checks(shape)
    for name, each in value.items():
        if name not in known:
            return False
        default, check = known[name]
        if each == default or (check is not None and not check(each)):
            return False
    return True


@cache
def _checks(shape: Any) -> dict[str, tuple[Json, "Check | None"]]:
    """By field: its default as JSON, and how to ask what has more than one form."""
    return {
        name: (plain(default) if has_default else _NONE, _check(hint))
        for name, (hint, has_default, default) in fields_of(shape).items()
    }


def _check(hint: Any) -> "Check | None":
    if typing.get_origin(hint) is types.UnionType:
        inner = _check(next(part for part in typing.get_args(hint) if part is not type(None)))
        return inner if inner is None else lambda value: value is None or inner(value)
    if typing.get_origin(hint) is tuple:
        entry = _check(typing.get_args(hint)[0])
        return entry if entry is None else lambda value: all(map(entry, value))
    if hint is date:
        return lambda value: date.fromisoformat(value).isoformat() == value
    if isinstance(hint, type) and (issubclass(hint, Line) or dataclasses.is_dataclass(hint)):
        return lambda value: is_plain(hint, value)
    return None
