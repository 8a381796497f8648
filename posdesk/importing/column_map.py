"""Decides what a column map can say: which columns of another system's file mean what. A map is data, not code.

Refuses to know the map's syntax (map_document.py reads the TOML) and the files (text_rows.py and json_rows.py do).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from posdesk.domain.facts import Channel, LineKind

Columns = tuple[str, ...]
"""Names under which one column may stand in a file, the first that is there is read. Empty: the file has none."""

DAY_PLACE = "@day"
"""In a receipt's key: its local day as 2026-11-23, however the file writes dates."""

PLACE = re.compile(r"\{([^{}]+)\}")
"""A column within a template: `{household_id}`, or the first that is there of `{id|Member ID}`."""


class MapKind(StrEnum):
    """What a row of the file is about."""

    MEMBERS = "members"
    RECEIPTS = "receipts"


class DateOrder(StrEnum):
    """The order of a date's parts: declared by the map, never guessed from the values."""

    YMD = "YMD"
    DMY = "DMY"
    MDY = "MDY"
    MD = "MD"
    DM = "DM"


class Unit(StrEnum):
    """What the number 1250 means as an amount."""

    DOLLARS = "dollars"
    CENTS = "cents"


class WithoutMember(StrEnum):
    """What becomes of a receipt that names no member."""

    GUEST = "guest"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class FileShape:
    """How the file is written.

    name: the file looked for when a folder is given. encoding: holds where no byte order mark says otherwise.
    delimiter: one character, `any` (the one of , ; tab | whose header has all columns) or `blanks`. header: column
    names of a file without a header line. optional: columns a file may lack. records, items: for JSON, the keys under
    which the records are, and within one the list of its lines.
    """

    name: str | None = None
    encoding: str = "utf-8"
    delimiter: str = "any"
    header: tuple[str, ...] = ()
    optional: frozenset[str] = frozenset()
    records: tuple[str, ...] = ()
    items: str | None = None


@dataclass(frozen=True, slots=True)
class ValueShape:
    """How values are written. drop_apostrophe: a leading apostrophe only kept a spreadsheet from making a number."""

    dates: DateOrder = DateOrder.YMD
    decimal: str = "."
    amounts: Unit = Unit.DOLLARS
    drop_apostrophe: bool = False


@dataclass(frozen=True, slots=True)
class Join:
    """A second file: its columns are read as `name.column` where its column `match` equals the main file's `key`."""

    name: str
    file: str
    key: str
    match: str


@dataclass(frozen=True, slots=True)
class StoreColumns:
    """Where the store's own id stands, and what a store not known yet is opened with. cut_off: minutes."""

    column: Columns
    id: str
    name: str
    zone: str
    cut_off: int = 240


@dataclass(frozen=True, slots=True)
class MemberColumns:
    """A member's columns. key: a template that names the member in the other system; or key_from: the first of these
    fields (phone, email) that is there, normalised, then kept as a hash only. name: one column with the whole name."""

    key: str | None = None
    key_from: tuple[str, ...] = ()
    name: Columns = ()
    first_name: Columns = ()
    last_name: Columns = ()
    name_template: str | None = None
    phone: Columns = ()
    email: Columns = ()
    birthday: Columns = ()
    card_code: Columns = ()
    enrolled: Columns = ()
    birthday_dates: tuple[DateOrder, ...] = (DateOrder.YMD,)
    region: str = "US"
    need_one_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConsentWords:
    """What a column says about messages on a channel, in small letters. unknown: words that say nothing."""

    channel: Channel
    column: Columns
    yes: frozenset[str]
    no: frozenset[str]
    unknown: frozenset[str]


@dataclass(frozen=True, slots=True)
class OpeningColumns:
    """Columns with what a member brings along: counted visits, spend, points (M10)."""

    visits: Columns = ()
    spend: Columns = ()
    points: Columns = ()


@dataclass(frozen=True, slots=True)
class ReceiptColumns:
    """A receipt's columns. key: template; rows with one key (in one store) are one receipt, unless each_row.

    original: the number of the receipt whose goods come back. discount, points_paid: for the whole basket.
    """

    key: str
    time: Columns
    each_row: bool = False
    number: Columns = ()
    original: Columns = ()
    discount: Columns = ()
    points_paid: Columns = ()
    staff: Columns = ()
    without_member: WithoutMember = WithoutMember.GUEST


@dataclass(frozen=True, slots=True)
class LineColumns:
    """A line's columns. kinds: the word in the column `kind`, in small letters, to the kind of line it stands for."""

    amount: Columns
    quantity: Columns = ()
    brand: Columns = ()
    category: Columns = ()
    product: Columns = ()
    kind: Columns = ()
    kinds: Mapping[str, LineKind] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """A whole map. system: short name of the other system, part of every id made from it.

    keep, skip: column -> words in small letters; a row stays out without a word in keep, or with one in skip.
    constants: columns the file lacks, with the same value in every row.
    """

    name: str
    system: str
    kind: MapKind
    file: FileShape = FileShape()
    values: ValueShape = ValueShape()
    joins: tuple[Join, ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict)
    keep: Mapping[str, frozenset[str]] = field(default_factory=dict)
    skip: Mapping[str, frozenset[str]] = field(default_factory=dict)
    store: StoreColumns | None = None
    member: MemberColumns = MemberColumns()
    consents: tuple[ConsentWords, ...] = ()
    opening: OpeningColumns = OpeningColumns()
    receipt: ReceiptColumns | None = None
    line: LineColumns | None = None


def places(template: str | None) -> tuple[Columns, ...]:
    """The columns a template names, each with its alternatives."""
    return tuple(tuple(place.split("|")) for place in PLACE.findall(template or "") if place != DAY_PLACE)


def used_columns(column_map: ColumnMap) -> list[Columns]:
    """Every column the map reads, each with its alternatives; columns of joined files as `name.column`."""
    return list(dict.fromkeys(columns for columns in _all_columns(column_map) if columns))


def _all_columns(column_map: ColumnMap) -> Iterator[Columns]:
    member, receipt, line, opening = column_map.member, column_map.receipt, column_map.line, column_map.opening
    yield from places(member.key) + places(member.name_template)
    yield from (member.name, member.first_name, member.last_name, member.phone, member.email)
    yield from (member.birthday, member.card_code, member.enrolled)
    yield from (consent.column for consent in column_map.consents)
    yield from (opening.visits, opening.spend, opening.points)
    if column_map.store:
        yield column_map.store.column
        yield from places(column_map.store.id) + places(column_map.store.name)
    if receipt:
        yield from places(receipt.key)
        yield from (
            receipt.time,
            receipt.number,
            receipt.original,
            receipt.discount,
            receipt.points_paid,
            receipt.staff,
        )
    if line:
        yield from (line.amount, line.quantity, line.brand, line.category, line.product, line.kind)
    yield from ((join.key,) for join in column_map.joins)
    yield from ((column,) for column in (*column_map.keep, *column_map.skip))
