"""Decides whether a column map's document (TOML) is sound, and reads it. Every problem is named at once, with its line.

Refuses to know the files the map is for.
"""

import codecs
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from posdesk.domain.document_lines import Path, line_of, lines_of
from posdesk.domain.facts import Channel, LineKind
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.importing.column_map import (
    ColumnMap,
    Columns,
    ConsentWords,
    DateOrder,
    FileShape,
    Join,
    LineColumns,
    MapKind,
    MemberColumns,
    OpeningColumns,
    ReceiptColumns,
    StoreColumns,
    Unit,
    ValueShape,
    WithoutMember,
    places,
)
from posdesk.office.stores import checked_zone, read_cut_off

Word = TypeVar("Word", bound=StrEnum)
Value = TypeVar("Value")
Table = Mapping[str, Any]

_MEMBER_COLUMNS = ("name", "first_name", "last_name", "phone", "email", "birthday", "card_code", "enrolled")

KEYS: Mapping[str, frozenset[str]] = {
    "": frozenset({"system", "kind", "file", "values", "join", "constants", "keep", "skip", "store", "member"})
    | {"consent", "opening", "receipt", "line"},
    "file": frozenset({"name", "encoding", "delimiter", "header", "optional", "records", "items"}),
    "values": frozenset({"dates", "decimal", "amounts", "drop_apostrophe"}),
    "join": frozenset({"name", "file", "key", "match"}),
    "store": frozenset({"column", "id", "name", "zone", "cut_off"}),
    "member": frozenset({"key", "key_from", "name_template", "birthday_dates", "region", "need_one_of"})
    | frozenset(_MEMBER_COLUMNS),
    "consent": frozenset({"channel", "column", "yes", "no", "unknown"}),
    "opening": frozenset({"visits", "spend", "points"}),
    "receipt": frozenset({"key", "time", "each_row", "number", "original", "discount", "points_paid", "staff"})
    | {"without_member"},
    "line": frozenset({"amount", "quantity", "brand", "category", "product", "kind", "kinds"}),
    "line.kinds": frozenset(str(kind) for kind in LineKind if kind != LineKind.PRODUCT),
}
"""Every key a map may have, by table; docs/import.md explains each and a test compares."""


@dataclass
class _Reading:
    """The document while it is read: where its lines are, and what is wrong so far."""

    lines: Mapping[Path, int]
    problems: list[tuple[int, str]] = field(default_factory=list)

    def wrong(self, path: Path, words: str) -> None:
        """Note a problem at `path`."""
        where = ".".join(str(part + 1) if isinstance(part, int) else part for part in path)
        self.problems.append((line_of(self.lines, path) or 1, f"{where}: {words}"))


def parse(text: str, name: str) -> ColumnMap:
    """Read a map. name: what it is called in reports. Raises Refused(BAD_COLUMN_MAP), one line of words a problem."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as trouble:
        raise Refused(
            Refusal(RefusalCode.BAD_COLUMN_MAP, f"The map {name} is not a TOML document. {trouble}")
        ) from None
    reading = _Reading(lines_of(text))
    _unknown_keys(reading, document)
    column_map = _map(reading, document, name)
    _whole_map(reading, column_map)
    if reading.problems:
        words = "\n".join(f"Map {name}, line {line}: {words}" for line, words in sorted(reading.problems))
        raise Refused(Refusal(RefusalCode.BAD_COLUMN_MAP, words))
    return column_map


def _map(reading: _Reading, document: Table, name: str) -> ColumnMap:
    receipt, line = document.get("receipt"), document.get("line")
    return ColumnMap(
        name=name,
        system=_text(reading, document, ("system",)),
        kind=_word(reading, document, ("kind",), MapKind, None),
        file=_file(reading, _table(reading, document, "file")),
        values=_values(reading, _table(reading, document, "values")),
        joins=tuple(_join(reading, entry, index) for index, entry in enumerate(_tables(reading, document, "join"))),
        constants={
            column: _text(reading, _table(reading, document, "constants"), ("constants", column))
            for column in _table(reading, document, "constants")
        },
        keep=_word_lists(reading, document, "keep"),
        skip=_word_lists(reading, document, "skip"),
        store=_store(reading, _table(reading, document, "store")) if "store" in document else None,
        member=_member(reading, _table(reading, document, "member")),
        consents=tuple(_consent(reading, entry, i) for i, entry in enumerate(_tables(reading, document, "consent"))),
        opening=_opening(reading, _table(reading, document, "opening")),
        receipt=_receipt(reading, _table(reading, document, "receipt")) if receipt is not None else None,
        line=_line(reading, _table(reading, document, "line")) if line is not None else None,
    )


# ---------------------------------------------------------------------------------------------------------- tables


def _file(reading: _Reading, table: Table) -> FileShape:
    encoding = _text(reading, table, ("file", "encoding"), "utf-8")
    try:
        codecs.lookup(encoding)
    except LookupError:
        reading.wrong(("file", "encoding"), f"“{encoding}” is no encoding; utf-8, utf-16 and cp1252 are the usual ones")
    delimiter = _text(reading, table, ("file", "delimiter"), "any")
    delimiter = "\t" if delimiter == "tab" else delimiter
    if delimiter not in ("any", "blanks") and (len(delimiter) != 1 or delimiter in '"\r\n\0'):
        reading.wrong(("file", "delimiter"), "is not one character, tab, any or blanks")
    header = _texts(reading, table, ("file", "header"))
    if delimiter == "blanks" and not header:
        reading.wrong(("file", "delimiter"), "a file with blanks between its values needs `header`")
    return FileShape(
        name=_text(reading, table, ("file", "name"), "") or None,
        encoding=encoding,
        delimiter=delimiter,
        header=header,
        optional=frozenset(_texts(reading, table, ("file", "optional"))),
        records=_texts(reading, table, ("file", "records")),
        items=_text(reading, table, ("file", "items"), "") or None,
    )


def _values(reading: _Reading, table: Table) -> ValueShape:
    decimal = _text(reading, table, ("values", "decimal"), ".")
    if decimal not in (".", ","):
        reading.wrong(("values", "decimal"), "is neither “.” nor “,”")
        decimal = "."
    dates = _word(reading, table, ("values", "dates"), DateOrder, DateOrder.YMD)
    if dates in (DateOrder.MD, DateOrder.DM):
        reading.wrong(("values", "dates"), "an order without a year is for birthdays only")
    return ValueShape(
        dates=dates,
        decimal=decimal,
        amounts=_word(reading, table, ("values", "amounts"), Unit, Unit.DOLLARS),
        drop_apostrophe=_flag(reading, table, ("values", "drop_apostrophe")),
    )


def _join(reading: _Reading, table: Table, index: int) -> Join:
    key = _text(reading, table, ("join", index, "key"))
    return Join(
        name=_text(reading, table, ("join", index, "name")),
        file=_text(reading, table, ("join", index, "file")),
        key=key,
        match=_text(reading, table, ("join", index, "match"), key),
    )


def _store(reading: _Reading, table: Table) -> StoreColumns:
    zone = _text(reading, table, ("store", "zone"))
    cut_off = _text(reading, table, ("store", "cut_off"), "04:00")
    return StoreColumns(
        column=_columns(reading, table, ("store", "column"), needed=True),
        id=_text(reading, table, ("store", "id")),
        name=_text(reading, table, ("store", "name")),
        zone=(_checked(reading, ("store", "zone"), checked_zone, zone) if zone else None) or "UTC",
        cut_off=_checked(reading, ("store", "cut_off"), read_cut_off, cut_off) or 0,
    )


def _member(reading: _Reading, table: Table) -> MemberColumns:
    orders = _texts(reading, table, ("member", "birthday_dates"))
    for order in orders:
        if order not in set(DateOrder):
            reading.wrong(("member", "birthday_dates"), f"“{order}” is not one of {', '.join(DateOrder)}")
    for key in ("key_from", "need_one_of"):
        for name in _texts(reading, table, ("member", key)):
            if name not in ("phone", "email"):
                reading.wrong(("member", key), f"“{name}” is neither phone nor email")
    columns = {name: _columns(reading, table, ("member", name)) for name in _MEMBER_COLUMNS}
    return MemberColumns(
        key=_text(reading, table, ("member", "key"), "") or None,
        key_from=_texts(reading, table, ("member", "key_from")),
        name_template=_text(reading, table, ("member", "name_template"), "") or None,
        birthday_dates=tuple(DateOrder(order) for order in orders if order in set(DateOrder)) or (DateOrder.YMD,),
        region=_text(reading, table, ("member", "region"), "US"),
        need_one_of=_texts(reading, table, ("member", "need_one_of")),
        **columns,
    )


def _consent(reading: _Reading, table: Table, index: int) -> ConsentWords:
    words = {key: _small(_texts(reading, table, ("consent", index, key))) for key in ("yes", "no", "unknown")}
    if words["yes"] & words["no"]:
        reading.wrong(("consent", index, "no"), "has a word that stands in yes as well")
    return ConsentWords(
        channel=_word(reading, table, ("consent", index, "channel"), Channel, None),
        column=_columns(reading, table, ("consent", index, "column"), needed=True),
        **words,
    )


def _opening(reading: _Reading, table: Table) -> OpeningColumns:
    return OpeningColumns(*(_columns(reading, table, ("opening", key)) for key in ("visits", "spend", "points")))


def _receipt(reading: _Reading, table: Table) -> ReceiptColumns:
    names = ("number", "original", "discount", "points_paid", "staff")
    return ReceiptColumns(
        key=_text(reading, table, ("receipt", "key")),
        time=_columns(reading, table, ("receipt", "time"), needed=True),
        each_row=_flag(reading, table, ("receipt", "each_row")),
        without_member=_word(reading, table, ("receipt", "without_member"), WithoutMember, WithoutMember.GUEST),
        **{name: _columns(reading, table, ("receipt", name)) for name in names},
    )


def _line(reading: _Reading, table: Table) -> LineColumns:
    kinds: dict[str, LineKind] = {}
    for kind in table.get("kinds", {}) if isinstance(table.get("kinds", {}), Mapping) else ():
        if kind in set(LineKind):
            kinds |= dict.fromkeys(_small(_texts(reading, table["kinds"], ("line", "kinds", kind))), LineKind(kind))
    names = ("quantity", "brand", "category", "product", "kind")
    line = LineColumns(
        amount=_columns(reading, table, ("line", "amount"), needed=True),
        kinds=kinds,
        **{name: _columns(reading, table, ("line", name)) for name in names},
    )
    if line.kinds and not line.kind:
        reading.wrong(("line", "kinds"), "needs `kind`, the column that holds these words")
    return line


def _whole_map(reading: _Reading, column_map: ColumnMap) -> None:
    """What only the tables together can show."""
    receipts = column_map.kind == MapKind.RECEIPTS
    if receipts and (column_map.receipt is None or column_map.line is None):
        reading.wrong(("kind",), "a map of receipts has the tables [receipt] and [line]")
    if not receipts and (column_map.receipt is not None or column_map.line is not None):
        reading.wrong(("kind",), "a map of members has no [receipt] and no [line]")
    if column_map.member.key and column_map.member.key_from:
        reading.wrong(("member", "key_from"), "stands beside `key`; one of both is right")
    if not receipts and not (column_map.member.key or column_map.member.key_from):
        reading.wrong(("member",), "has neither `key` nor `key_from`, so nobody can be told apart")
    has_name = column_map.member.name or column_map.member.first_name or column_map.member.name_template
    if (column_map.member.key or column_map.member.key_from) and not has_name:
        reading.wrong(("member",), "has no name: give `name`, `first_name` or a `name_template` like “Member {id}”")
    if column_map.receipt and not places(column_map.receipt.key):
        reading.wrong(("receipt", "key"), "names no column; one looks like “{receipt_no}”")
    if column_map.member.key and not places(column_map.member.key):
        reading.wrong(("member", "key"), "names no column; one looks like “{member_id}”")


# ---------------------------------------------------------------------------------------------------------- values


def _unknown_keys(reading: _Reading, document: Table) -> None:
    for name, keys in KEYS.items():
        path = tuple(name.split(".")) if name else ()
        value: Any = document
        for part in path:
            value = value.get(part, {}) if isinstance(value, Mapping) else {}
        for index, table in enumerate(value if isinstance(value, list) else [value]):
            where: Path = (*path, index) if isinstance(value, list) else path
            for key in sorted(table.keys() - keys) if isinstance(table, Mapping) else ():
                reading.wrong((*where, key), f"is not a key of a map; here {', '.join(sorted(keys))} are known")


def _table(reading: _Reading, document: Table, name: str) -> Table:
    value = document.get(name, {})
    if not isinstance(value, Mapping):
        reading.wrong((name,), f"is not a table; write [{name}]")
        return {}
    return value


def _tables(reading: _Reading, document: Table, name: str) -> list[Table]:
    value = document.get(name, [])
    if not isinstance(value, list) or not all(isinstance(entry, Mapping) for entry in value):
        reading.wrong((name,), f"is not a list of tables; write [[{name}]]")
        return []
    return value


def _text(reading: _Reading, table: Table, path: Path, default: str | None = None) -> str:
    value = table.get(str(path[-1]), default)
    if isinstance(value, str) and (value or default is not None):
        return value
    reading.wrong(path, "is missing" if value is None else "is not text")
    return ""


def _flag(reading: _Reading, table: Table, path: Path) -> bool:
    value = table.get(str(path[-1]), False)
    if not isinstance(value, bool):
        reading.wrong(path, "is neither true nor false")
        return False
    return value


def _texts(reading: _Reading, table: Table, path: Path) -> tuple[str, ...]:
    value = table.get(str(path[-1]), [])
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        reading.wrong(path, 'is not a list of texts like ["a", "b"]')
        return ()
    return tuple(value)


def _columns(reading: _Reading, table: Table, path: Path, needed: bool = False) -> Columns:
    value = table.get(str(path[-1]))
    if isinstance(value, str) and value:
        return (value,)
    if isinstance(value, list) and value and all(isinstance(entry, str) and entry for entry in value):
        return tuple(value)
    if value is not None:
        reading.wrong(path, "is neither a column's name nor a list of the names it may have")
    elif needed:
        reading.wrong(path, "is missing")
    return ()


def _word(reading: _Reading, table: Table, path: Path, words: type[Word], default: Word | None) -> Word:
    value = table.get(str(path[-1]), default)
    if isinstance(value, str) and value in set(words):
        return words(value)
    reading.wrong(path, "is missing" if value is None else f"“{value}” is not one of {', '.join(words)}")
    return next(iter(words))


def _word_lists(reading: _Reading, document: Table, name: str) -> dict[str, frozenset[str]]:
    table = _table(reading, document, name)
    return {column: _small(_texts(reading, table, (name, column))) for column in table}


def _small(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word.strip().casefold() for word in words)


def _checked(reading: _Reading, path: Path, read: Callable[[str], Value], text: str) -> Value | None:
    try:
        return read(text)
    except Refused as refused:
        reading.wrong(path, refused.refusal.words)
        return None
