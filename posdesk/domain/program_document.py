"""Decides whether a program document is sound, and reads it. Every problem is named at once, each with its line.

Refuses to know what the rules do (earning, tiers, milestones) and when a program comes into force (the ledger's fact).
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from posdesk.domain import money, points
from posdesk.domain.document_lines import Path, line_of, lines_of
from posdesk.domain.program import (
    AwardRule,
    Basis,
    BrandHabit,
    Counting,
    EarnRule,
    Milestone,
    Program,
    Tier,
    Window,
)
from posdesk.domain.refusals import Refusal, RefusalCode, Refused

Word = TypeVar("Word", bound=StrEnum)

KEYS: Mapping[str, frozenset[str]] = {
    "": frozenset({"program", "visits", "earn", "tiers", "milestone", "habits"}),
    "program": frozenset({"name", "version", "point_name"}),
    "visits": frozenset({"count", "gap_hours"}),
    "earn": frozenset({"unit", "exclude_brands", "exclude_categories", "exclude_products", "rule"}),
    "earn.rule": frozenset({"id", "points", "per", "brands", "categories"}),
    "tiers": frozenset({"basis", "window", "days", "tier"}),
    "tiers.tier": frozenset({"id", "name", "minimum", "earn_percent"}),
    "milestone": frozenset({"id", "on", "at", "every", "nudge", "title", "valid_days", "lifetime"}),
    "habits": frozenset({"share_percent", "days", "purchases", "half_life_days"}),
}
"""Every key a document may have, by table; docs/program.md explains each and a test compares."""


@dataclass
class _Reading:
    """The document while it is read: where its lines are, and what is wrong so far."""

    lines: Mapping[Path, int]
    problems: list[tuple[int, str]] = field(default_factory=list)

    def wrong(self, path: Path, words: str) -> None:
        """Note a problem at `path`."""
        where = ".".join(str(part + 1) if isinstance(part, int) else part for part in path)
        self.problems.append((line_of(self.lines, path) or 1, f"{where}: {words}"))


def parse(text: str) -> Program:
    """Read a document. Raises Refused(BAD_PROGRAM); its words hold one line of text for each problem."""
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as trouble:  # a number of 5,000 digits and a list 5,000 deep are plain ones
        raise Refused(Refusal(RefusalCode.BAD_PROGRAM, f"This is not a TOML document. {trouble}")) from None
    reading = _Reading(lines_of(text))
    _unknown_keys(reading, document)
    program = _program(reading, document)
    if reading.problems:
        words = "\n".join(f"Line {line}: {words}" for line, words in sorted(reading.problems))
        raise Refused(Refusal(RefusalCode.BAD_PROGRAM, words))
    return program


def _program(reading: _Reading, document: Mapping[str, Any]) -> Program:
    head, visits, earn, tiers = (_table(reading, document, name) for name in ("program", "visits", "earn", "tiers"))
    basis = _word(reading, tiers, ("tiers", "basis"), Basis, Basis.SPEND)
    return Program(
        name=_text(reading, head, ("program", "name")),
        version=_whole(reading, head, ("program", "version"), None, least=1),
        counting=_word(reading, visits, ("visits", "count"), Counting, Counting.BUSINESS_DAY),
        gap_hours=_whole(reading, visits, ("visits", "gap_hours"), 4, least=1, most=24 * 31),
        point_name=_text(reading, head, ("program", "point_name"), "points"),
        earn_unit=_points(reading, earn, ("earn", "unit"), 100),
        earn_rules=_earn_rules(reading, earn),
        excluded_brands=_names(reading, earn, ("earn", "exclude_brands")),
        excluded_categories=_names(reading, earn, ("earn", "exclude_categories")),
        excluded_products=_names(reading, earn, ("earn", "exclude_products")),
        tier_basis=basis,
        tier_window=_word(reading, tiers, ("tiers", "window"), Window, Window.ROLLING_12_MONTHS),
        tier_days=_whole(reading, tiers, ("tiers", "days"), 365, least=1, most=3660),
        tiers=_tiers(reading, tiers, basis),
        milestones=_milestones(reading, document),
        habit=_habit(reading, document),
    )


def _earn_rules(reading: _Reading, earn: Mapping[str, Any]) -> tuple[EarnRule, ...]:
    rules = []
    for index, table in enumerate(_tables(reading, earn, ("earn", "rule"))):
        path = ("earn", "rule", index)
        rules.append(
            EarnRule(
                id=_text(reading, table, (*path, "id")),
                points=_points(reading, table, (*path, "points"), None),
                per_cents=_cents(reading, table, (*path, "per"), 100, least=1),
                brands=_names(reading, table, (*path, "brands")),
                categories=_names(reading, table, (*path, "categories")),
            )
        )
    _same_id(reading, [rule.id for rule in rules], ("earn", "rule"))
    return tuple(rules)


def _tiers(reading: _Reading, tiers: Mapping[str, Any], basis: Basis) -> tuple[Tier, ...]:
    found: list[Tier] = []
    for index, table in enumerate(_tables(reading, tiers, ("tiers", "tier"))):
        path = ("tiers", "tier", index)
        minimum = _amount(reading, table, (*path, "minimum"), basis)
        twin = next((tier.name for tier in found if tier.minimum == minimum), None)
        if twin is not None:  # TI08
            reading.wrong((*path, "minimum"), f"{twin} begins at the same value. Two tiers need two minimums.")
        found.append(
            Tier(
                id=_text(reading, table, (*path, "id")),
                name=_text(reading, table, (*path, "name")),
                minimum=minimum or 0,
                earn_percent=_whole(reading, table, (*path, "earn_percent"), 100, least=0, most=1000),
            )
        )
    _same_id(reading, [tier.id for tier in found], ("tiers", "tier"))
    ordered = sorted(found, key=lambda tier: tier.minimum)
    if not ordered or ordered[0].minimum != 0:  # E08
        reading.wrong(("tiers",), "no tier begins at 0. Everyone needs a first tier: add one with minimum 0.")
        ordered.insert(0, Tier("", "", 0))
    return tuple(ordered)


def _milestones(reading: _Reading, document: Mapping[str, Any]) -> tuple[Milestone, ...]:
    found = []
    for index, table in enumerate(_tables(reading, document, ("milestone",))):
        path = ("milestone", index)
        on = _word(reading, table, (*path, "on"), Basis, Basis.VISITS)
        if on is Basis.POINTS:
            reading.wrong((*path, "on"), "a milestone counts visits or spend, not points.")
        at, every, nudge = (
            _amount(reading, table, (*path, key), on, least=1) if key in table else None
            for key in ("at", "every", "nudge")
        )
        if ("at" in table) == ("every" in table):
            reading.wrong(path, "needs either `at` (once) or `every` (again and again), not both and not none.")
        step = at or every
        if nudge is not None and step is not None and nudge >= step:
            reading.wrong((*path, "nudge"), "comes before the milestone: it must be smaller.")
        days = _whole(reading, table, (*path, "valid_days"), 0, least=1, most=3660) if "valid_days" in table else None
        award = AwardRule(_text(reading, table, (*path, "title")), days)
        lifetime = _flag(reading, table, (*path, "lifetime"))
        found.append(Milestone(_text(reading, table, (*path, "id")), on, award, at, every, nudge, lifetime))
    _same_id(reading, [milestone.id for milestone in found], ("milestone",))
    return tuple(found)


def _habit(reading: _Reading, document: Mapping[str, Any]) -> BrandHabit:
    table, default = _table(reading, document, "habits"), BrandHabit()
    return BrandHabit(
        share_percent=_whole(reading, table, ("habits", "share_percent"), default.share_percent, least=1, most=100),
        days=_whole(reading, table, ("habits", "days"), default.days, least=1, most=3660),
        purchases=_whole(reading, table, ("habits", "purchases"), default.purchases, least=1, most=1000),
        half_life_days=_whole(reading, table, ("habits", "half_life_days"), default.half_life_days, least=1, most=3660),
    )


# ------------------------------------------------------------------------------------------------- single values


def _unknown_keys(reading: _Reading, document: Mapping[str, Any]) -> None:
    def look(table: Any, name: str, path: Path) -> None:
        if isinstance(table, list):
            for index, entry in enumerate(table):
                look(entry, name, (*path, index))
        elif isinstance(table, dict):
            for key, value in table.items():
                inner = f"{name}.{key}".lstrip(".")
                if key not in KEYS[name]:
                    reading.wrong((*path, key), f"is not known here. Known are {', '.join(sorted(KEYS[name]))}.")
                elif inner in KEYS:
                    look(value, inner, (*path, key))

    look(document, "", ())


def _table(reading: _Reading, document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = document.get(name, {})
    if not isinstance(table, dict):
        reading.wrong((name,), f"is a table: write [{name}] above its keys.")
        return {}
    return table


def _tables(reading: _Reading, parent: Mapping[str, Any], path: Path) -> Sequence[Mapping[str, Any]]:
    entries = parent.get(str(path[-1]), [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        reading.wrong(path, f"is a list of tables: write [[{'.'.join(map(str, path))}]] above each.")
        return []
    return entries


def _text(reading: _Reading, table: Mapping[str, Any], path: Path, default: str | None = None) -> str:
    value = table.get(str(path[-1]), default)
    if not isinstance(value, str) or not value.strip() or len(value) > 100:
        reading.wrong(path, "must be text in quotes, 1 to 100 characters.")
        return ""
    return value


def _whole(
    reading: _Reading, table: Mapping[str, Any], path: Path, default: int | None, *, least: int, most: int = 10**9
) -> int:
    value = table.get(str(path[-1]), default)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        reading.wrong(path, f"must be a whole number from {least} to {most}.")
        return least
    return value


def _flag(reading: _Reading, table: Mapping[str, Any], path: Path) -> bool:
    value = table.get(str(path[-1]), False)
    if not isinstance(value, bool):
        reading.wrong(path, "must be true or false.")
        return False
    return value


def _word(reading: _Reading, table: Mapping[str, Any], path: Path, words: type[Word], default: Word) -> Word:
    value = table.get(str(path[-1]), default)
    try:
        return words(value)
    except ValueError:
        reading.wrong(path, f"“{value}” is not one of {', '.join(words)}.")
        return default


def _names(reading: _Reading, table: Mapping[str, Any], path: Path) -> frozenset[str]:
    value = table.get(str(path[-1]), [])
    if not isinstance(value, list) or not all(isinstance(name, str) and name for name in value):
        reading.wrong(path, 'must be a list of names in quotes, like ["Flower"].')
        return frozenset()
    return frozenset(name.casefold() for name in value)


def _cents(reading: _Reading, table: Mapping[str, Any], path: Path, default: int | None, *, least: int = 0) -> int:
    value = table.get(str(path[-1]))
    if value is None and default is not None:
        return default
    try:
        if isinstance(value, float | bool):
            raise Refused(Refusal(RefusalCode.BAD_AMOUNT, 'an amount with cents stands in quotes, like "$12.50".'))
        cents = money.parse_dollars(str(value))
    except Refused as refused:
        reading.wrong(path, refused.refusal.words)
        return least
    if cents < least:
        reading.wrong(path, f"must be at least {money.format_cents(least)}.")
    return max(cents, least)


def _points(reading: _Reading, table: Mapping[str, Any], path: Path, default: int | None) -> int:
    value = table.get(str(path[-1]))
    if value is None and default is not None:
        return default
    try:
        if isinstance(value, float | bool):
            raise Refused(Refusal(RefusalCode.BAD_POINTS, 'points with a part stand in quotes, like "1.5".'))
        hundredths = points.parse_points(str(value))
    except Refused as refused:
        reading.wrong(path, refused.refusal.words)
        return 1
    if hundredths < 1:
        reading.wrong(path, "must be more than 0.")
    return max(hundredths, 1)


def _amount(reading: _Reading, table: Mapping[str, Any], path: Path, basis: Basis, *, least: int = 0) -> int | None:
    """A value in the unit of `basis`: a count of visits, an amount of money, or a number of points. None when it is
    wrong, so that nothing else is compared with it."""
    if str(path[-1]) not in table:
        reading.wrong(path, "is missing.")
        return None
    before = len(reading.problems)
    value = (_cents if basis is Basis.SPEND else _whole)(reading, table, path, None, least=least)
    if len(reading.problems) > before:
        return None
    return value * points.POINT if basis is Basis.POINTS else value


def _same_id(reading: _Reading, ids: Sequence[str], path: Path) -> None:
    for index, name in enumerate(ids):
        if name and name in ids[:index]:
            reading.wrong((*path, index, "id"), f"“{name}” is used twice. Give each its own id.")
