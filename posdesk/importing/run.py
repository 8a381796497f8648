"""Decides how an import runs: read all, ask the ledger what it knows, then show it (dry run) or append it in batches.

Refuses to know formats. A batch is one transaction; an import that was cut off is finished by running it again.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from posdesk.counter.ports import Desk, Ledger
from posdesk.domain.business_day import Instant
from posdesk.domain.codec import checked_text
from posdesk.domain.facts import Draft, Fact, MemberField
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.importing import column_map
from posdesk.importing.drafts import Group, before_opening, numbered, receipt_group, store_drafts
from posdesk.importing.gather import Gathered, gather
from posdesk.importing.member_drafts import identify, known_member, new_member
from posdesk.importing.member_rows import MemberRow
from posdesk.importing.report import ImportReport, RefusedRow
from posdesk.importing.row_values import Stores
from posdesk.importing.source import main_file

BATCH = 500
"""Facts in one transaction: durable in one go, and short enough that the counter's own visit never waits long."""

PREVIEWED = 20
"""Rows a dry run shows."""

Progress = Callable[[int, int], None]
"""Told after each batch how many of how many groups (members and receipts) are in."""

Counted = tuple[list[Group], int, int]
"""The groups that came in, and how many of their facts were new and how many the ledger had."""


def dry_run(map_name_or_path: str, source: Path, desk: Desk) -> ImportReport:
    """What `run` would do, with the first rows as they would come in. Writes nothing. Raises Refused as `run` does."""
    gathered, groups = _prepared(map_name_or_path, source, desk)
    report = _report(gathered, _weigh(gathered, groups, desk.ledger))
    new_stores = len(store_drafts(gathered.stores, groups))
    shown = (group.preview for group in groups if group.preview is not None)
    return replace(report, new_facts=report.new_facts + new_stores, preview=tuple(islice(shown, PREVIEWED)))


def run(map_name_or_path: str, source: Path, desk: Desk, progress: Progress | None = None) -> ImportReport:
    """Import a file, or the files of a folder, by a ready map or the path of one's own.

    Raises Refused for a map, file or header that cannot be used (then nothing is written), EnvironmentTrouble when the
    ledger cannot store it (then whole batches are in; run it again). Refused rows are in the report.
    """
    gathered, groups = _prepared(map_name_or_path, source, desk)
    opened = store_drafts(gathered.stores, groups)
    new_stores = len(desk.ledger.append(opened).facts) if opened else 0
    came_in: list[Group] = []
    new = already = 0
    for batch in _batches(groups):
        taken, fresh, known = _append(gathered, batch, desk.ledger)
        came_in, new, already = came_in + taken, new + fresh, already + known
        if progress is not None:
            progress(len(came_in), len(groups))
    report = _report(gathered, (came_in, new, already))
    return replace(report, new_facts=report.new_facts + new_stores)


# --------------------------------------------------------------------------------------------------------- prepare


def _prepared(map_name_or_path: str, source: Path, desk: Desk) -> tuple[Gathered, list[Group]]:
    shape = column_map(map_name_or_path)
    gathered = gather(Stores(shape, desk), main_file(shape, source))
    return gathered, _groups(gathered, desk)


def _groups(gathered: Gathered, desk: Desk) -> list[Group]:
    """Every member and receipt as a group of drafts, in order of time, a member before the first receipt."""
    stores, system = gathered.stores, gathered.stores.column_map.system
    first_visits: dict[str, Instant] = {}
    for receipt in gathered.receipts.values():
        if receipt.member is not None:
            first_visits[receipt.member] = min(receipt.at, first_visits.get(receipt.member, receipt.at))
    ids: dict[str, str] = {}
    openings: dict[str, Instant] = {}
    ordered: list[tuple[Instant, int, Group]] = []
    codes: dict[str, str] = {}
    for key, member in gathered.members.items():
        ids[key], known = identify(desk, system, member.external, key)
        _own_card(member, codes, desk, ids[key])
        if known:
            facts = desk.ledger.facts_about(ids[key])
            openings[key] = before_opening(facts)
            group = known_member(stores, member, ids[key], facts)
        else:
            group = new_member(stores, member, ids[key], first_visits.get(key))
        gathered.refused += [RefusedRow(gathered.file, member.line, words, kept=True) for words in member.left_out]
        if group.drafts:
            ordered.append((min(group.at, first_visits.get(key, group.at)), 0, group))
    numbers = numbered(gathered.receipts)
    for receipt in gathered.receipts.values():
        if receipt.member is not None and receipt.at < openings.get(receipt.member, 0):
            words = "is older than the member's opening balance, which counts it already"
            gathered.refused += [RefusedRow(gathered.file, line, words) for line in dict.fromkeys(receipt.rows)]
            continue
        ordered.append((receipt.at, 1, receipt_group(stores, receipt, ids, numbers)))
    ordered.sort(key=lambda entry: (entry[0], entry[1], entry[2].line))
    return [group for _, _, group in ordered]


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


def _batches(groups: Sequence[Group]) -> list[list[Group]]:
    batches: list[list[Group]] = []
    room = 0
    for group in groups:
        if room < len(group.drafts):
            batches.append([])
            room = max(BATCH, len(group.drafts))
        batches[-1].append(group)
        room -= len(group.drafts)
    return batches


def _append(gathered: Gathered, batch: list[Group], ledger: Ledger) -> Counted:
    """Append a batch; when the ledger refuses it, halves of it, until the one bad group is found and reported."""
    batch = _without_refused_members(gathered, batch)
    try:
        appended = ledger.append([draft for group in batch for draft in group.drafts])
    except Refused as refused:
        if len(batch) == 1:
            _refuse(gathered, batch[0], refused.refusal)
            return [], 0, 0
        half = len(batch) // 2
        first, second = (_append(gathered, part, ledger) for part in (batch[:half], batch[half:]))
        return first[0] + second[0], first[1] + second[1], first[2] + second[2]
    return batch, len(appended.facts), appended.already


def _weigh(gathered: Gathered, groups: Sequence[Group], ledger: Ledger) -> Counted:
    """What the ledger would say to each group."""
    came_in: list[Group] = []
    new = already = 0
    for group in groups:
        if not _without_refused_members(gathered, [group]):
            continue
        try:
            known = sum(_is_known(draft, ledger.fact(draft.id)) for draft in group.drafts)
        except Refused as refused:
            _refuse(gathered, group, refused.refusal)
            continue
        came_in.append(group)
        new, already = new + len(group.drafts) - known, already + known
    return came_in, new, already


def _is_known(draft: Draft, fact: Fact | None) -> bool:
    text = checked_text(draft.body)
    if fact is None:
        return False
    if _content(draft, text) != _content(fact, fact.text):
        raise Refused(Refusal(RefusalCode.FACT_CONFLICT, draft.id))
    return True


def _content(said: Draft | Fact, text: str) -> tuple[object, ...]:
    return text, said.subject, said.store, said.staff, said.occurred_at, said.business_day


def _refuse(gathered: Gathered, group: Group, refusal: Refusal) -> None:
    words = refusal.words
    if refusal.code == RefusalCode.FACT_CONFLICT:
        words = "was imported before with other content; what is in the ledger stays. Void it there if it was wrong."
    gathered.refused.append(RefusedRow(gathered.file, group.line, words))
    if group.member is not None and group.preview is not None and not group.receipts:
        gathered.not_enrolled.add(group.member)


def _without_refused_members(gathered: Gathered, batch: list[Group]) -> list[Group]:
    """A receipt of somebody who could not be enrolled stays out, and is reported."""
    stays_out = [group for group in batch if group.receipts and group.member in gathered.not_enrolled]
    for group in stays_out:
        gathered.refused.append(RefusedRow(gathered.file, group.line, "stays out with its member, who was refused"))
    return [group for group in batch if group not in stays_out] if stays_out else batch


# ---------------------------------------------------------------------------------------------------------- report


def _report(gathered: Gathered, counted: Counted) -> ImportReport:
    came_in, new, already = counted
    return ImportReport(
        members=len(gathered.members) - len(gathered.not_enrolled),
        receipts=sum(group.receipts for group in came_in),
        lines=sum(group.lines for group in came_in),
        spend_cents=sum(group.spend_cents for group in came_in),
        new_facts=new,
        already=already,
        guests=sum(group.guests for group in came_in),
        left_out=gathered.left_out,
        refused=tuple(sorted(gathered.refused, key=lambda row: row.line)),
    )
