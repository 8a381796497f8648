"""Decides which facts receipts and members of a file become. A group of drafts goes in together or not at all.

Refuses to know files and columns, and what the ledger has already (run.py asks it).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from posdesk.domain import earning
from posdesk.domain.business_day import Instant, business_day, local_time
from posdesk.domain.facts import (
    Draft,
    Fact,
    Line,
    LineKind,
    OpeningRecorded,
    StoreOpened,
    VisitRecorded,
    VisitReturned,
    happened_at,
)
from posdesk.domain.money import format_cents
from posdesk.importing import stable_ids
from posdesk.importing.receipt_rows import Receipt, ReceiptKey
from posdesk.importing.report import PreviewRow
from posdesk.importing.row_values import Stores


@dataclass(frozen=True, slots=True)
class Group:
    """Facts of one member or one receipt. line: where it stands in the file, for refusals. member: the member's id.
    enrols: the member is new. receipts, lines, spend_cents, guests: what it adds to the totals."""

    line: int
    drafts: tuple[Draft, ...]
    member: str | None = None
    enrols: bool = False
    receipts: int = 0
    lines: int = 0
    spend_cents: int = 0
    guests: int = 0


def store_drafts(stores: Stores, first_seen: Mapping[str, Instant]) -> list[Draft]:
    """A fact for each store that is not known yet and in which something happened: opened at the first of it."""
    system = stores.column_map.system
    drafts = []
    for store in sorted(stores.opened.keys() & first_seen.keys()):
        calendar, at = stores.calendars[store], first_seen[store]
        body = StoreOpened(stores.opened[store], calendar.zone, calendar.cut_off)
        id = stable_ids.fact_id(at, system, "store", store)
        drafts.append(Draft(id, None, store, None, at, business_day(at, calendar), body))
    return drafts


def visit_id(system: str, receipt: Receipt) -> str:
    """The id of the visit a receipt becomes."""
    return stable_ids.fact_id(receipt.at, system, "visit", *receipt.key)


def receipt_group(
    stores: Stores, receipt: Receipt, members: Mapping[str, str], numbers: Mapping[ReceiptKey, Receipt]
) -> Group:
    """The visit and the returns of a receipt. members: key -> member id. numbers: (store, ticket number) -> receipt of
    this file, for returns that name one."""
    system, (store, key) = stores.column_map.system, receipt.key
    calendar = stores.calendars[store]
    day = business_day(receipt.at, calendar)
    member = members[receipt.member] if receipt.member is not None else None
    discount = receipt.discount + receipt.rewards
    drafts: list[Draft] = []
    spend = 0
    if receipt.sold:
        lines = tuple(receipt.sold)
        spend = earning.spend_cents(lines, earning.net_cents(lines, discount + receipt.points_paid))
        visit = VisitRecorded(
            lines=lines,
            discount_cents=discount,
            points_paid_cents=receipt.points_paid,
            receipt=receipt.number,
            items_handed_over=any(line.quantity > 0 for line in lines),
            external=f"{system}:{key}",
        )
        drafts.append(Draft(visit_id(system, receipt), member, store, receipt.staff, receipt.at, day, visit))
    for original, back in sorted(receipt.back.items(), key=lambda entry: entry[0] or ""):
        bought = numbers.get((store, original)) if original else (receipt if receipt.sold else None)
        holder = bought.member if bought is not None and member is None else None
        subject = members[holder] if holder is not None else member
        body = _return(system, receipt, original, bought, back)
        id = stable_ids.fact_id(receipt.at, system, "return", store, key, original or "")
        drafts.append(Draft(id, subject, store, receipt.staff, receipt.at, day, body))
        spend -= sum(line.cents for line in back if line.kind == LineKind.PRODUCT)
    return Group(
        line=receipt.rows[0],
        drafts=tuple(drafts),
        member=member,
        receipts=1,
        lines=len(receipt.sold) + sum(len(back) for back in receipt.back.values()),
        spend_cents=spend,
        guests=int(member is None),
    )


def _return(
    system: str, receipt: Receipt, original: str | None, bought: Receipt | None, back: list[Line]
) -> VisitReturned:
    """Against the visit where this file has it; else it waits for the receipt it names, or for its own number (X08)."""
    known = bought is not None and bool(bought.sold)
    return VisitReturned(
        lines=tuple(back),
        visit=visit_id(system, bought) if bought is not None and known else None,
        receipt=None if known else original or receipt.number or receipt.key[1],
        external=f"{system}:{receipt.key[1]}",
    )


def shown_receipt(stores: Stores, receipt: Receipt, group: Group) -> PreviewRow:
    """How a dry run shows a receipt."""
    when = local_time(receipt.at, stores.calendars[receipt.key[0]].zone).strftime("%Y-%m-%d %H:%M")
    lines = [*receipt.sold, *(line for back in receipt.back.values() for line in back)]
    brands = list(dict.fromkeys(line.brand for line in lines if line.brand))
    named = f": {', '.join(brands[:3])}{' …' if len(brands) > 3 else ''}" if brands else ""
    words = f"{format_cents(group.spend_cents)}, {len(lines)} {'line' if len(lines) == 1 else 'lines'}{named}"
    return PreviewRow(when, receipt.key[0], receipt.member or "guest", words)


def before_opening(facts: list[Fact]) -> Instant:
    """The instant of a member's opening balance: what is older is in it already. 0 when there is none."""
    return max((happened_at(fact) for fact in facts if isinstance(fact.body, OpeningRecorded)), default=0)


def numbered(receipts: Mapping[ReceiptKey, Receipt]) -> dict[ReceiptKey, Receipt]:
    """Receipts with something bought, by store and ticket number and by store and key. A name that stands for two of
    them stands for none."""
    found: dict[ReceiptKey, Receipt] = {}
    twice: set[ReceiptKey] = set()
    for receipt in receipts.values():
        for name in {receipt.number, receipt.key[1]} if receipt.sold else ():
            if name is not None and found.setdefault((receipt.key[0], name), receipt) is not receipt:
                twice.add((receipt.key[0], name))
    return {name: receipt for name, receipt in found.items() if name not in twice}
