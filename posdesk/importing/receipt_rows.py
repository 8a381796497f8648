"""Decides which rows are one receipt, and which lines of it are sold and which came back.

A receipt comes in whole or not at all: when one of its rows is refused, the others stay out with it, so that the
corrected file can be imported again. Refuses to know facts (drafts.py makes them).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from sys import intern

from posdesk.domain.business_day import Instant, local_time
from posdesk.domain.facts import Line, LineKind
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.importing import values
from posdesk.importing.column_map import DAY_PLACE, LineColumns, ReceiptColumns, WithoutMember
from posdesk.importing.member_rows import has_member, member_key
from posdesk.importing.row_values import Stores, amount_of, filled, moment_of, quantity_of, store_of, text_of
from posdesk.importing.source import pick
from posdesk.importing.text_rows import Cells

LONGEST = 12 * 60 * 60 * 1000
"""Rows of one receipt lie no further apart than this, in ms: beyond it, ticket numbers must have begun again."""

ReceiptKey = tuple[str, str]
"""Store id and the key from the map's template (with the occurrence, where each row is a receipt)."""


@dataclass(slots=True)
class Receipt:
    """One receipt while its rows come in.

    at: of its earliest row. sold: lines bought. back: lines that came back, by the number of the receipt they were
    bought on (None: it is not told). rewards: cents of rewards written as negative lines. rows: lines of the file.
    """

    key: ReceiptKey
    at: Instant
    member: str | None = None
    number: str | None = None
    discount: int = 0
    points_paid: int = 0
    staff: str | None = None
    sold: list[Line] = field(default_factory=list)
    back: dict[str | None, list[Line]] = field(default_factory=dict)
    rewards: int = 0
    rows: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Receipts:
    """All receipts of a file so far. seen: how often a key occurred, where each row is a receipt. broken: receipts that
    stay out, each with the line that was refused."""

    stores: Stores
    shape: ReceiptColumns
    line: LineColumns
    found: dict[ReceiptKey, Receipt] = field(default_factory=dict)
    seen: dict[ReceiptKey, int] = field(default_factory=dict)
    broken: dict[ReceiptKey, int] = field(default_factory=dict)


def add_row(receipts: Receipts, cells: Cells, number: int, members: Callable[[str, str], None]) -> None:
    """Take a row. members: is told the key and store of the row's member. Raises Refused when the row cannot be taken;
    its receipt, where that much is known, is then broken."""
    stores, shape = receipts.stores, receipts.shape
    store = store_of(stores, cells)
    try:
        at = moment_of(stores, cells, shape.time, store)
    except Refused:
        if not shape.each_row and f"{{{DAY_PLACE}}}" not in shape.key:
            receipts.broken.setdefault((store, filled(shape.key, cells)), number)
        raise
    key = _key(receipts, cells, store, at)
    receipt = receipts.found.get(key)
    if receipt is None:
        receipt = receipts.found[key] = Receipt(key, at)
    receipt.rows.append(number)
    try:
        _same_receipt(receipt, receipts, cells, at)
        member = _member(receipt, receipts, cells)
        if member is not None:
            members(member, store)
            receipt.member = member
        _add_line(receipt, receipts, cells)
    except Refused:
        receipts.broken.setdefault(key, number)
        raise


def _key(receipts: Receipts, cells: Cells, store: str, at: Instant) -> ReceiptKey:
    day = local_time(at, receipts.stores.calendars[store].zone).date()
    key = store, filled(receipts.shape.key, cells, day)
    if not receipts.shape.each_row:
        return key
    receipts.seen[key] = receipts.seen.get(key, 0) + 1
    return store, f"{key[1]} #{receipts.seen[key]}"


def _member(receipt: Receipt, receipts: Receipts, cells: Cells) -> str | None:
    column_map = receipts.stores.column_map
    shape = column_map.member
    if (shape.key or shape.key_from) and has_member(shape, cells):
        member = member_key(receipts.stores, cells)
        if receipt.member not in (None, member):
            values.refuse(RefusalCode.BAD_TEXT, f"names another member than line {receipt.rows[0]} of the same receipt")
        return member
    if receipts.shape.without_member == WithoutMember.REFUSE and receipt.member is None:
        values.refuse(RefusalCode.BAD_TEXT, "names no member, and the map refuses receipts without one")
    return None


def _same_receipt(receipt: Receipt, receipts: Receipts, cells: Cells, at: Instant) -> None:
    """Take over what belongs to the receipt as a whole. Raises Refused when two of its rows do not agree."""
    shape, column_map, first = receipts.shape, receipts.stores.column_map, receipt.rows[0]
    if abs(at - receipt.at) > LONGEST:
        words = (
            f"is far in time from line {first} of the same receipt (numbers begin again? {{@day}} belongs in the key)"
        )
        values.refuse(RefusalCode.BAD_DATE, words)
    receipt.at = min(at, receipt.at)
    receipt.number = receipt.number or text_of(cells, shape.number)
    receipt.staff = receipt.staff or text_of(cells, shape.staff)
    for name, columns in (("discount", shape.discount), ("points_paid", shape.points_paid)):
        if not pick(cells, columns):
            continue
        cents, known = abs(amount_of(cells, columns, column_map)), getattr(receipt, name)
        if len(receipt.rows) > 1 and known not in (0, cents):
            values.refuse(RefusalCode.BAD_AMOUNT, f"{columns[0]} is another than on line {first} of the same receipt")
        setattr(receipt, name, cents)


def _add_line(receipt: Receipt, receipts: Receipts, cells: Cells) -> None:
    shape, column_map = receipts.line, receipts.stores.column_map
    cents = amount_of(cells, shape.amount, column_map)
    quantity = quantity_of(cells, shape.quantity, column_map)
    kind = shape.kinds.get(pick(cells, shape.kind).casefold(), LineKind.PRODUCT)
    line = Line(
        cents=abs(cents),
        brand=_shared(text_of(cells, shape.brand)),
        category=_shared(text_of(cells, shape.category)),
        product=_shared(text_of(cells, shape.product)),
        quantity=abs(quantity),
        kind=kind,
    )
    if kind == LineKind.REWARD and cents < 0:  # a reward written as a negative line is a discount on the basket
        receipt.rewards += abs(cents)
    elif cents < 0 or quantity < 0:
        original = text_of(cells, receipts.shape.original)
        receipt.back.setdefault(original, []).append(line)
    else:
        receipt.sold.append(line)


def _shared(text: str | None) -> str | None:
    """Names repeat on thousands of lines: one copy in memory serves all."""
    return intern(text) if text is not None else None
