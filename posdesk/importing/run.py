"""Decides how an import runs: read all, ask the ledger what it knows, then show it (dry run) or append it in batches.

Refuses to know formats. A batch is one transaction; an import that was cut off is finished by running it again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from posdesk.counter.ports import Desk, Ledger
from posdesk.domain.business_day import Instant
from posdesk.domain.codec import body_text, checked_text
from posdesk.domain.facts import Draft, Fact, MemberField
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.importing import column_map
from posdesk.importing.drafts import Group, before_opening, numbered, receipt_group, shown_receipt, store_drafts
from posdesk.importing.gather import Gathered, gather
from posdesk.importing.member_drafts import identify, known_member, new_member, shown_member
from posdesk.importing.member_rows import MemberRow
from posdesk.importing.receipt_rows import Receipt, ReceiptKey
from posdesk.importing.report import ImportReport, PreviewRow, RefusedRow, Totals
from posdesk.importing.row_values import Stores
from posdesk.importing.source import main_file

BATCH = 500
"""Facts in one transaction: durable in one go, and short enough that the counter's own visit never waits long."""

PREVIEWED = 20
"""Rows a dry run shows."""

Progress = Callable[[int, int], None]
"""Told after each batch how many of how many groups (members and receipts) are done."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """A file read, before the ledger is written. entries: in the order of the facts, each a member's group of drafts or
    a receipt, whose drafts are made only when it is its turn. ids: member's key -> id. numbers: drafts.numbered."""

    gathered: Gathered
    entries: list[tuple[Instant, int, int, Group | Receipt]]
    ids: Mapping[str, str]
    numbers: Mapping[ReceiptKey, Receipt]
    stores: list[Draft]


def dry_run(map_name_or_path: str, source: Path, desk: Desk) -> ImportReport:
    """What `run` would do, with the first rows as they would come in. Writes nothing. Raises Refused as `run` does."""
    plan = _plan(map_name_or_path, source, desk)
    totals = Totals(new_facts=len(plan.stores))
    for batch in _batches(plan):
        _weigh(plan.gathered, batch, desk.ledger, totals)
    return replace(_report(plan.gathered, totals), preview=tuple(islice(_shown(plan), PREVIEWED)))


def run(map_name_or_path: str, source: Path, desk: Desk, progress: Progress | None = None) -> ImportReport:
    """Import a file, or the files of a folder, by a ready map or the path of one's own.

    Raises Refused for a map, file or header that cannot be used (then nothing is written), EnvironmentTrouble when the
    ledger cannot store it (then whole batches are in; run it again). Refused rows are in the report.
    """
    plan = _plan(map_name_or_path, source, desk)
    totals = Totals()
    if plan.stores:
        totals.new_facts += len(desk.ledger.append(plan.stores).facts)
    done = 0
    for batch in _batches(plan):
        _append(plan.gathered, batch, desk.ledger, totals)
        done += len(batch)
        if progress is not None:
            progress(done, len(plan.entries))
    return _report(plan.gathered, totals)


# ------------------------------------------------------------------------------------------------------------ plan


def _plan(map_name_or_path: str, source: Path, desk: Desk) -> _Plan:
    """Every member and receipt in order of time, a member before the first receipt."""
    shape = column_map(map_name_or_path)
    gathered = gather(Stores(shape, desk), main_file(shape, source))
    first_visits: dict[str, Instant] = {}
    for receipt in gathered.receipts.values():
        if receipt.member is not None:
            first_visits[receipt.member] = min(receipt.at, first_visits.get(receipt.member, receipt.at))
    ids: dict[str, str] = {}
    entries: list[tuple[Instant, int, int, Group | Receipt]] = []
    openings: dict[str, Instant] = {}
    codes: dict[str, str] = {}
    shown = desk.ledger.joined()
    for key, member in gathered.members.items():
        ids[key], known = identify(desk, shape.system, member.external, key)
        _own_card(member, codes, desk, shown.get(ids[key], ids[key]))
        if known:
            facts = desk.ledger.facts_about(ids[key])
            openings[key] = before_opening(facts)
            group = known_member(gathered.stores, member, ids[key], facts)
        else:
            group = new_member(gathered.stores, member, ids[key], first_visits.get(key))
        gathered.refused += [RefusedRow(gathered.file, member.line, words, kept=True) for words in member.left_out]
        if group.drafts:
            at = min(draft.occurred_at for draft in group.drafts)
            entries.append((min(at, first_visits.get(key, at)), 0, group.line, group))
    entries += [(receipt.at, 1, receipt.rows[0], receipt) for receipt in _newer(gathered, openings)]
    entries.sort(key=lambda entry: entry[:3])
    return _Plan(
        gathered, entries, ids, numbered(gathered.receipts), store_drafts(gathered.stores, _first_seen(entries))
    )


def _newer(gathered: Gathered, openings: Mapping[str, Instant]) -> Iterator[Receipt]:
    """The receipts that no opening balance holds already; the others are refused."""
    for receipt in gathered.receipts.values():
        if receipt.member is None or receipt.at >= openings.get(receipt.member, 0):
            yield receipt
            continue
        words = "is older than the member's opening balance, which counts it already"
        gathered.refused += [RefusedRow(gathered.file, line, words) for line in dict.fromkeys(receipt.rows)]


def _first_seen(entries: Iterable[tuple[Instant, int, int, Group | Receipt]]) -> dict[str, Instant]:
    """When something first happened in each store."""
    first: dict[str, Instant] = {}
    for at, _, _, entry in entries:
        stores = [entry.key[0]] if isinstance(entry, Receipt) else [draft.store for draft in entry.drafts]
        for store in stores:
            first.setdefault(store, at)  # the entries are in order of time
    return first


def _own_card(member: MemberRow, codes: dict[str, str], desk: Desk, member_id: str) -> None:
    """A card code names one member: one that is another's already is left out."""
    code = member.told.get(MemberField.CARD_CODE)
    if code is None:
        return
    holder = desk.directory.by_card(code)
    if codes.setdefault(code, member_id) != member_id or (holder is not None and holder.member != member_id):
        del member.told[MemberField.CARD_CODE]
        member.left_out.append("card code left out: it is another member's already")


# ---------------------------------------------------------------------------------------------------------- append


def _group(plan: _Plan, entry: Group | Receipt) -> Group:
    if isinstance(entry, Group):
        return entry
    return receipt_group(plan.gathered.stores, entry, plan.ids, plan.numbers)


def _batches(plan: _Plan) -> Iterator[list[Group]]:
    """Groups by about BATCH facts; a group is never divided."""
    batch: list[Group] = []
    facts = 0
    for *_, entry in plan.entries:
        group = _group(plan, entry)
        if batch and facts + len(group.drafts) > BATCH:
            yield batch
            batch, facts = [], 0
        batch.append(group)
        facts += len(group.drafts)
    if batch:
        yield batch


def _append(gathered: Gathered, batch: list[Group], ledger: Ledger, totals: Totals) -> None:
    """Append a batch; when the ledger refuses it, halves of it, until the one bad group is found and reported."""
    batch = _without_refused_members(gathered, batch)
    try:
        appended = ledger.append([draft for group in batch for draft in group.drafts])
    except Refused as refused:
        if len(batch) == 1:
            _refuse(gathered, batch[0], refused.refusal)
            return
        half = len(batch) // 2
        _append(gathered, batch[:half], ledger, totals)
        _append(gathered, batch[half:], ledger, totals)
        return
    _count(totals, batch, len(appended.facts), appended.already)


def _weigh(gathered: Gathered, batch: list[Group], ledger: Ledger, totals: Totals) -> None:
    """Count what the ledger would say to each group."""
    for group in batch:
        if not _without_refused_members(gathered, [group]):
            continue
        try:
            known = sum(_is_known(draft, ledger.fact(draft.id)) for draft in group.drafts)
        except Refused as refused:
            _refuse(gathered, group, refused.refusal)
            continue
        _count(totals, [group], len(group.drafts) - known, known)


def _count(totals: Totals, groups: list[Group], new: int, already: int) -> None:
    totals.new_facts += new
    totals.already += already
    for group in groups:
        totals.receipts += group.receipts
        totals.lines += group.lines
        totals.spend_cents += group.spend_cents
        totals.guests += group.guests


def _is_known(draft: Draft, fact: Fact | None) -> bool:
    text = checked_text(draft.body)
    if fact is None:
        return False
    if _content(draft, text) != _content(fact, body_text(fact)):
        raise Refused(Refusal(RefusalCode.FACT_CONFLICT, draft.id))
    return True


def _content(said: Draft | Fact, text: str) -> tuple[object, ...]:
    return text, said.subject, said.store, said.staff, said.occurred_at, said.business_day


def _refuse(gathered: Gathered, group: Group, refusal: Refusal) -> None:
    words = refusal.words
    if refusal.code == RefusalCode.FACT_CONFLICT:
        words = "was imported before with other content; what is in the ledger stays. Void it there if it was wrong."
    gathered.refused.append(RefusedRow(gathered.file, group.line, words))
    if group.member is not None and group.enrols:
        gathered.not_enrolled.add(group.member)


def _without_refused_members(gathered: Gathered, batch: list[Group]) -> list[Group]:
    """A receipt of somebody who could not be enrolled stays out, and is reported."""
    stays_out = [group for group in batch if group.receipts and group.member in gathered.not_enrolled]
    for group in stays_out:
        gathered.refused.append(RefusedRow(gathered.file, group.line, "stays out with its member, who was refused"))
    return [group for group in batch if group not in stays_out] if stays_out else batch


# ---------------------------------------------------------------------------------------------------------- report


def _report(gathered: Gathered, totals: Totals) -> ImportReport:
    return ImportReport(
        members=len(gathered.members) - len(gathered.not_enrolled),
        receipts=totals.receipts,
        lines=totals.lines,
        spend_cents=totals.spend_cents,
        new_facts=totals.new_facts,
        already=totals.already,
        guests=totals.guests,
        left_out=gathered.left_out,
        refused=tuple(sorted(gathered.refused, key=lambda row: row.line)),
    )


def _shown(plan: _Plan) -> Iterator[PreviewRow]:
    """New members and receipts as a dry run shows them, first things first."""
    stores = plan.gathered.stores
    members = {plan.ids[key]: member for key, member in plan.gathered.members.items()}
    for at, _, _, entry in plan.entries:
        if isinstance(entry, Receipt):
            yield shown_receipt(stores, entry, _group(plan, entry))
        elif entry.enrols and entry.member is not None:
            yield shown_member(stores, members[entry.member], at)
