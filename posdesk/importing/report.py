"""Decides what an import says about itself: totals, refused rows with their reasons, and what a dry run would bring."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import NamedTuple


class RefusedRow(NamedTuple):
    """A row, or one value of it, that did not come in. line: where the row starts in the file, from 1 (a JSON file: the
    record's place, from 1). kept: the row came in all the same, only without the value the reason names."""

    file: str
    line: int
    reason: str
    kept: bool = False


class PreviewRow(NamedTuple):
    """One receipt or member a dry run would bring, as a line of a table. when: local time of the store."""

    when: str
    store: str
    member: str
    words: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or a dry run would do.

    members: members the file tells of, new or known. receipts: visits and returns taken, guests' included. lines: lines
    on them. spend_cents: paid for products, returns taken off. new_facts: facts that were not in the ledger before.
    already: facts that were. guests: receipts without a member. left_out: rows the map leaves out on purpose.
    """

    members: int = 0
    receipts: int = 0
    lines: int = 0
    spend_cents: int = 0
    new_facts: int = 0
    already: int = 0
    guests: int = 0
    left_out: int = 0
    refused: tuple[RefusedRow, ...] = ()
    preview: tuple[PreviewRow, ...] = ()


def combined(reports: Sequence[ImportReport]) -> ImportReport:
    """What several files brought together. A member that two of them tell of is counted twice."""
    nothing = ImportReport()
    names = [field.name for field in fields(ImportReport)]
    return ImportReport(
        **{name: sum([getattr(each, name) for each in reports], getattr(nothing, name)) for name in names}
    )


@dataclass(slots=True)
class Totals:
    """What has come in so far; see ImportReport for each."""

    receipts: int = 0
    lines: int = 0
    spend_cents: int = 0
    new_facts: int = 0
    already: int = 0
    guests: int = 0
