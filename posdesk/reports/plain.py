"""Decides how a report is written as JSON: every section by its name, amounts as they are, times in UTC."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any

from posdesk.domain.business_day import Instant
from posdesk.domain.exceptional import Exceptional
from posdesk.domain.staff import NOBODY, Roster
from posdesk.office import exception_words
from posdesk.reports.values import Report

Json = Any
INSTANTS = frozenset({"made_at", "at"})
"""The fields that are instants."""
PEOPLE = frozenset({"staff", "made_by"})
"""The fields that are people's ids."""


def plain(report: Report, roster: Roster = NOBODY) -> dict[str, Json]:
    """The report as JSON: the head's fields first, then the totals, then every section. Beside each id of a person
    (`staff`, `made_by`) stands what the person is called now (`staff_name`, `made_by_name`)."""
    value = _named(_object(report), roster)
    head = value.pop("head")
    head["from"], head["to"] = head.pop("first"), head.pop("last")
    value["not_counted"] = dict(report.not_counted)
    value["owed"] = owed(value["owed"], report.owed.difference)
    value["exceptions"] = [_named(exception(each, roster), roster) for each in report.exceptions]
    return {**head, **value}


def exception(each: Exceptional, roster: Roster = NOBODY) -> dict[str, Json]:
    """One exception, with its words."""
    return {
        **_object(each),
        "what": exception_words.happened(each, roster),
        "why": exception_words.WHY[each.kind],
        "can": [str(remedy) for remedy in each.remedies],
    }


def owed(value: Mapping[str, Json], difference: int) -> dict[str, Json]:
    """What is owed in points, each movement by its name (LG03)."""
    moved = {each["movement"]: each["points"] for each in value["moved"]}
    return {"opening": value["opening"], "moved": moved, "closing": value["closing"], "difference": difference}


def moment(at: Instant) -> str:
    """`2026-11-23T18:31:00Z`."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at)).strftime("%Y-%m-%dT%H:%M:%SZ")


def _plain(value: Any, name: str = "") -> Json:
    if name in INSTANTS and isinstance(value, int):
        return moment(value)
    if isinstance(value, Enum):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) or hasattr(value, "_asdict"):
        return _object(value)
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value


def _named(value: Json, roster: Roster) -> Json:
    if isinstance(value, list):
        return [_named(each, roster) for each in value]
    if not isinstance(value, dict):
        return value
    named: dict[str, Json] = {}
    for key, each in value.items():
        named[key] = _named(each, roster)
        if key in PEOPLE:
            named[f"{key}_name"] = roster.name_of(each)
    return named


def _object(value: Any) -> dict[str, Json]:
    names = value._fields if hasattr(value, "_fields") else [field.name for field in fields(value)]
    return {name: _plain(getattr(value, name), name) for name in names}
