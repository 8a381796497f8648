"""Decides what a whole file says: its rows become members and receipts, or refusals with the line they start on.

Refuses to know the ledger; nothing is written before the last row was read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.importing import source, values
from posdesk.importing.column_map import ColumnMap
from posdesk.importing.member_rows import MemberRow, member_key, read_member
from posdesk.importing.receipt_rows import Receipt, ReceiptKey, Receipts, add_row
from posdesk.importing.report import RefusedRow
from posdesk.importing.row_values import Stores, store_of
from posdesk.importing.text_rows import Cells


@dataclass(slots=True)
class Gathered:
    """What a file says. members: by key. receipts: the whole ones. refused: rows that stay out. left_out: rows the map
    leaves out on purpose (its keep and skip). not_enrolled: ids of members the ledger refused."""

    file: str
    stores: Stores
    members: dict[str, MemberRow] = field(default_factory=dict)
    receipts: dict[ReceiptKey, Receipt] = field(default_factory=dict)
    refused: list[RefusedRow] = field(default_factory=list)
    left_out: int = 0
    not_enrolled: set[str] = field(default_factory=set)


def gather(stores: Stores, path: Path) -> Gathered:
    """Read all rows of a file. Raises Refused when the file or the map cannot be used at all."""
    column_map = stores.column_map
    gathered = Gathered(path.name, stores)
    if column_map.store is None:
        store_of(stores, {})  # before the first row: no store of our own is no fault of a row
    receipts = None
    if column_map.receipt is not None and column_map.line is not None:
        receipts = Receipts(stores, column_map.receipt, column_map.line)
    for row in source.rows(column_map, path):
        if row.trouble is not None:
            gathered.refused.append(RefusedRow(path.name, row.line, row.trouble))
        elif not _wanted(column_map, row.cells):
            gathered.left_out += 1
        else:
            try:
                _take(gathered, receipts, row.cells, row.line)
            except Refused as refused:
                gathered.refused.append(RefusedRow(path.name, row.line, refused.refusal.words))
    if receipts is not None:
        _whole_receipts(gathered, receipts)
    return gathered


def _take(gathered: Gathered, receipts: Receipts | None, cells: Cells, line: int) -> None:
    stores, members = gathered.stores, gathered.members
    if receipts is not None:

        def tell(key: str, store: str) -> None:
            if key not in members:
                members[key] = read_member(stores, cells, line, key, store)

        add_row(receipts, cells, line, tell)
        return
    key = member_key(stores, cells)
    if key in members:
        values.refuse(RefusalCode.BAD_TEXT, f"is the same member as line {members[key].line}; the first one comes in")
    members[key] = read_member(stores, cells, line, key, store_of(stores, cells))


def _wanted(column_map: ColumnMap, cells: Cells) -> bool:
    def said(words: Mapping[str, frozenset[str]], column: str) -> bool:
        return cells.get(column, "").casefold() in words[column]

    kept = all(said(column_map.keep, column) for column in column_map.keep)
    return kept and not any(said(column_map.skip, column) for column in column_map.skip)


def _whole_receipts(gathered: Gathered, receipts: Receipts) -> None:
    """Keep the receipts without a refused row; the other rows of a broken one are refused with it."""
    refused = {row.line for row in gathered.refused}
    for key, receipt in receipts.found.items():
        if key not in receipts.broken:
            gathered.receipts[key] = receipt
            continue
        because = f"stays out with line {receipts.broken[key]} of the same receipt"
        rest = dict.fromkeys(line for line in receipt.rows if line not in refused)
        gathered.refused += [RefusedRow(gathered.file, line, because) for line in rest]
    shopping = {receipt.member for receipt in gathered.receipts.values()}
    for gone in gathered.members.keys() - shopping:
        del gathered.members[gone]
