"""Decides how one value of a program document is read: its kind, its bounds, and the words when it is something else.

Refuses to know which keys there are (program_document.py and its like) and whether two of them fit together. Every
reader notes what is wrong and goes on with something harmless, so that all problems are found in one reading.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, Concatenate, ParamSpec, TypeVar

from posdesk.domain import money, points
from posdesk.domain.document_lines import Path, line_of
from posdesk.domain.program import AwardRule, Basis
from posdesk.domain.refusals import Refusal, RefusalCode, Refused

Table = Mapping[str, Any]
Value = TypeVar("Value")
Word = TypeVar("Word", bound=StrEnum)
Bounds = ParamSpec("Bounds")

MAX_POINTS = 10**12
"""The most hundredths of points that a document may name: what one fact can hold."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_YEARS = range(1970, 3000)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place at which one of `table` ("reward", "tier") is named. id: empty when it could not be read."""

    path: Path
    table: str
    id: str


@dataclass
class Reading:
    """The document while it is read: where its lines are, its named lists (id -> "brands" -> names), which rewards and
    tiers were named where, and what is wrong so far."""

    lines: Mapping[Path, int]
    lists: dict[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)

    def wrong(self, path: Path, words: str) -> None:
        """Note a problem at `path`, in one line whatever the document's own words hold."""
        where = ".".join(str(part + 1) if isinstance(part, int) else part for part in path)
        self.problems.append((line_of(self.lines, path) or 1, " ".join(f"{where}: {words}".splitlines())))


@dataclass(frozen=True, slots=True)
class Section:
    """One table of the document and where it stands."""

    reading: Reading
    table: Table
    path: Path

    def wrong(self, key: str, words: str) -> None:
        """Note a problem at one of its keys; an empty key is the table itself."""
        self.reading.wrong((*self.path, key) if key else self.path, words)


def section(reading: Reading, document: Table, name: str) -> Section:
    """A table of which there is one; one that is not there is empty."""
    table = document.get(name, {})
    if isinstance(table, list):
        last = (name, len(table) - 1) if table else (name,)
        reading.wrong(last, f"there is only one: write [{name}] once, above its keys.")
    elif not isinstance(table, dict):
        reading.wrong((name,), f"is a table: write [{name}] above its keys.")
    return Section(reading, table if isinstance(table, dict) else {}, (name,))


def entries(at: Section, key: str) -> Sequence[Section]:
    """The tables of a list of tables, in the order in which they stand."""
    found, path = at.table.get(key, []), (*at.path, key)
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        at.wrong(key, f"is a list of tables: write [[{'.'.join(map(str, path))}]] above each.")
        return []
    return [Section(at.reading, entry, (*path, index)) for index, entry in enumerate(found)]


def unknown_keys(reading: Reading, document: Table, keys: Mapping[str, frozenset[str]]) -> None:
    """Note every key that `keys` (by table, "" for the top) does not have."""

    def look(table: Any, name: str, path: Path) -> None:
        if isinstance(table, list):
            for index, entry in enumerate(table):
                look(entry, name, (*path, index))
        elif isinstance(table, dict):
            for key, value in table.items():
                inner = f"{name}.{key}".lstrip(".")
                if key not in keys[name]:
                    reading.wrong((*path, key), f"is not known here. Known are {', '.join(sorted(keys[name]))}.")
                elif inner in keys:
                    look(value, inner, (*path, key))

    look(document, "", ())


def unique(sections: Sequence[Section], ids: Sequence[str], key: str = "id") -> None:
    """Note every id that stands twice among the entries of a list of tables."""
    for index, (at, name) in enumerate(zip(sections, ids, strict=True)):
        if name and name in ids[:index]:
            at.wrong(key, f"“{name}” is used twice. Give each its own.")


# ---------------------------------------------------------------------------------------------------- with or without


def sound(
    read: Callable[Concatenate[Section, str, Bounds], Value],
    at: Section,
    key: str,
    *bounds: Bounds.args,
    **more: Bounds.kwargs,
) -> Value | None:
    """What `read` reads, or None when it is wrong, so that nothing else is compared with it."""
    before = len(at.reading.problems)
    value = read(at, key, *bounds, **more)
    return value if len(at.reading.problems) == before else None


def if_said(
    read: Callable[Concatenate[Section, str, Bounds], Value],
    at: Section,
    key: str,
    *bounds: Bounds.args,
    **more: Bounds.kwargs,
) -> Value | None:
    """What `read` reads, or None when the key is not there, or wrong."""
    return sound(read, at, key, *bounds, **more) if key in at.table else None


# ------------------------------------------------------------------------------------------------------ single values


def text(at: Section, key: str, default: str | None = None, *, most: int = 100) -> str:
    """Text of 1 to `most` characters."""
    value = at.table.get(key, default)
    if not isinstance(value, str) or not value.strip() or len(value) > most:
        at.wrong(key, f"must be text in quotes, 1 to {most} characters.")
        return ""
    return value


def whole(at: Section, key: str, default: int | None = None, *, least: int, most: int = 10**9) -> int:
    """A whole number within its bounds."""
    value = at.table.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        at.wrong(key, f"must be a whole number from {least} to {most}.")
        return least
    return value


def flag(at: Section, key: str, default: bool = False) -> bool:
    """True or false."""
    value = at.table.get(key, default)
    if not isinstance(value, bool):
        at.wrong(key, "must be true or false.")
        return default
    return value


def word(at: Section, key: str, words: type[Word], default: Word | None = None) -> Word:
    """One of a closed set of words; without a default it must be there."""
    if key not in at.table and default is None:
        at.wrong(key, f"is missing. It is one of {', '.join(words)}.")
    value = at.table.get(key, default or next(iter(words)))
    try:
        return words(value)
    except ValueError:
        at.wrong(key, f"“{value}” is not one of {', '.join(words)}.")
        return default or next(iter(words))


def day(at: Section, key: str) -> date | None:
    """A date, as TOML writes it or as text; None when it is wrong."""
    value = at.table.get(key)
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            value = None
    if not isinstance(value, date) or isinstance(value, datetime) or value.year not in _YEARS:
        at.wrong(key, "must be a date like 2026-11-23.")
        return None
    return value


def hours(at: Section, key: str) -> tuple[time, time] | None:
    """Two times of the day, the first before the last; None when they are wrong."""
    said = at.table.get(key)
    found = [_TIME.fullmatch(each) for each in said if isinstance(each, str)] if isinstance(said, list) else []
    times = [time(int(match[1]), int(match[2])) for match in found if match is not None]
    if len(times) != 2 or len(found) != 2 or times[0] >= times[1]:
        at.wrong(key, 'must be two times, the first and the last, like ["08:00", "21:00"].')
        return None
    return times[0], times[1]


def cents(at: Section, key: str, default: int | None = None, *, least: int = 0) -> int:
    """An amount of money: text, or whole dollars."""
    value = at.table.get(key)
    if value is None and default is not None:
        return default
    try:
        if isinstance(value, float | bool):
            raise Refused(Refusal(RefusalCode.BAD_AMOUNT, 'an amount with cents stands in quotes, like "$12.50".'))
        amount = money.parse_dollars(str(value))
    except Refused as refused:
        at.wrong(key, refused.refusal.words)
        return least
    if amount < least:
        at.wrong(key, f"must be at least {money.format_cents(least)}.")
    return max(amount, least)


def hundredths(at: Section, key: str, default: int | None = None) -> int:
    """Points, more than none: text, or whole points."""
    value = at.table.get(key)
    if value is None and default is not None:
        return default
    try:
        if isinstance(value, float | bool):
            raise Refused(Refusal(RefusalCode.BAD_POINTS, 'points with a part stand in quotes, like "1.5".'))
        amount = points.parse_points(str(value))
    except Refused as refused:
        at.wrong(key, refused.refusal.words)
        return 1
    if not 0 < amount <= MAX_POINTS:
        at.wrong(key, f"must be more than 0 and at most {points.format_points(MAX_POINTS)}.")
        return 1
    return amount


def amount(at: Section, key: str, basis: Basis | None, *, least: int = 0) -> int | None:
    """A value in the unit of `basis`: a count of visits, an amount of money, or a number of points. None when it is
    wrong, or when the basis was."""
    if key not in at.table:
        at.wrong(key, "is missing.")
    if key not in at.table or basis is None:
        return None
    if basis is Basis.SPEND:
        return sound(cents, at, key, least=least)
    count = sound(whole, at, key, least=least)
    return count * points.POINT if count is not None and basis is Basis.POINTS else count


def award(at: Section, titles: Mapping[str, str], prefix: str = "") -> AwardRule:
    """What a rule gives: a reward, words, or a reward in other words than its own. titles: of the rewards, by id."""
    reward = mention(at, f"{prefix}reward", "reward")
    title = if_said(text, at, f"{prefix}title") or titles.get(reward or "", "")
    if reward is None and f"{prefix}title" not in at.table:
        at.wrong(f"{prefix}title", "is missing: say in words what she gets, or name a reward.")
    return AwardRule(title, if_said(whole, at, f"{prefix}valid_days", least=1, most=3660), reward)


# -------------------------------------------------------------------------------------------------------------- lists


def words_in(at: Section, key: str) -> Sequence[str]:
    """A list of names as they are written."""
    value = at.table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(name, str) and name for name in value):
        at.wrong(key, 'must be a list of names in quotes, like ["Flower"].')
        return []
    return value


def folded(names: Iterable[str]) -> frozenset[str]:
    """Names as they are compared: without regard to case."""
    return frozenset(name.casefold() for name in names)


def names(at: Section, key: str) -> frozenset[str]:
    """Brands, categories or products, compared without regard to case. `@id` stands for those of the list `id`, as an
    entry or instead of all entries."""
    of, found = key.rpartition("_")[2], frozenset[str]()
    said = at.table.get(key)
    for name in [said] if isinstance(said, str) and said.startswith("@") else words_in(at, key):
        found |= _of_the_list(at, key, of, name[1:]) if name.startswith("@") else folded([name])
    return found


def weekdays(at: Section, key: str) -> frozenset[int]:
    """Days of the week by their names, Monday is 0."""
    said = [name.casefold() for name in words_in(at, key)]
    for name in said:
        if name not in WEEKDAYS:
            at.wrong(key, f"“{name}” is not one of {', '.join(WEEKDAYS)}.")
    return frozenset(WEEKDAYS.index(name) for name in said if name in WEEKDAYS)


def mention(at: Section, key: str, table: str) -> str | None:
    """The id of one of `table` ("reward", "tier"); whether there is one is asked when all is read."""
    if key not in at.table:
        return None
    name = text(at, key)
    at.reading.mentions.append(Mention((*at.path, key), table, name))
    return name


def mentions(at: Section, key: str, table: str) -> frozenset[str]:
    """Likewise a list of ids."""
    named = frozenset(words_in(at, key))
    at.reading.mentions += [Mention((*at.path, key), table, name) for name in sorted(named)]
    return named


def _of_the_list(at: Section, key: str, of: str, name: str) -> frozenset[str]:
    lists = at.reading.lists
    if name not in lists:
        if "" not in lists:  # the one whose id could not be read may be it
            at.wrong(key, f"there is no [[list]] with the id “{name}”.")
        return frozenset()
    if not lists[name][of]:
        at.wrong(key, f"the list “{name}” has no {of}.")
    return lists[name][of]
