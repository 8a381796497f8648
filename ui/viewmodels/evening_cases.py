"""The use cases of the evening as its screens call them, each imported when it is first needed.

They run on the ledger lane. Refuses to know rules: it only hands over, and makes of a report what can be drawn.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from posdesk.counter.ports import Desk
    from posdesk.domain.correction_facts import Remedy
    from posdesk.domain.staff import Roster
    from posdesk.office.exceptions import Listed
    from posdesk.office.follow_ups import Answer
    from posdesk.office.ports import Days, Office, Paper
    from posdesk.reports.checklist import Evening
    from posdesk.reports.values import Report
    from ui.paper import PaperTable


class Said(NamedTuple):
    """A report as it is shown. notes: what stands under its title. tables: as they are drawn."""

    report: "Report"
    title: str
    notes: tuple[str, ...]
    tables: "tuple[PaperTable, ...]"


class Closed(NamedTuple):
    """A closed day: its number and its latest revision."""

    day: date
    number: int
    revision: int


class EveningNow(NamedTuple):
    """A day as it is now: its report, what is checked before it is closed, and the days closed before, newest first.
    prints: there is what puts it on paper; looks: and its pages can be looked at before; rolls: on a roll of 80 mm
    too."""

    said: Said
    evening: "Evening"
    closed: tuple[Closed, ...]
    prints: bool = False
    looks: bool = False
    rolls: bool = False


class ExceptionsNow(NamedTuple):
    """What is open, who works here, what members are called, and by key what those said who wait for an answer."""

    listed: "tuple[Listed, ...]"
    roster: "Roster"
    names: dict[str, str]
    today: date
    answers: "dict[str, Answer]"


def may_close(desk: "Desk") -> date:
    """The business day it is. Raises Refused where whoever is signed in may not close it."""
    from posdesk.counter import signing_in
    from posdesk.counter.visits import this_day
    from posdesk.domain.staff_facts import Permission

    signing_in.allow(desk, Permission.CLOSE_DAY)
    return this_day(desk)


def look(office: "Office", day: date, *, as_now: bool = False) -> EveningNow:
    """A day of this store. as_now: also of a closed day what is here now. Raises Refused."""
    from posdesk.office import exceptions
    from posdesk.reports import checklist
    from posdesk.reports.making import day_report
    from posdesk.reports.uncollected import uncollected

    desk, days = office.desk, days_of(office)
    with uncollected():
        report = day_report(desk, days, day, as_now=as_now)
    settled = exceptions.settled_since(desk, day)
    beside = exceptions.beside_report(desk, days, day)
    now = checklist.evening(desk, days, day, report, settled, beside)
    on_paper = office.paper is not None, _looks(office), _rolls(office)
    return EveningNow(said(report, desk), now, closed_days(office), *on_paper)


def said(report: "Report", desk: "Desk") -> Said:
    """A report, ready to be drawn."""
    from posdesk.counter import permissions
    from posdesk.reports import tables
    from posdesk.reports.making import named
    from ui.paper import drawn

    names = names_of(desk, {each.member for each in report.corrections if each.member is not None})
    made = drawn(report, tables.tables(named(report, permissions.roster(desk))), names)
    return Said(report, tables.title_of(report), tuple(tables.said_of_the_day(report)), made)


def names_of(desk: "Desk", members: "Collection[str]") -> dict[str, str]:
    """What these members are called on a screen that others may see."""
    from posdesk.domain.member import short_name

    found = desk.directory.by_ids(sorted(members))
    return {hit.member: short_name(hit.first_name, hit.last_name) for hit in found}


def period(
    office: "Office", first: date, last: date, progress: "Callable[[int, int], None]", *, every: bool
) -> Said | None:
    """The report of a period, of this store or of all; None when it was stopped. Raises Refused."""
    from posdesk.office.ports import Cancelled
    from posdesk.reports.making import period_report
    from posdesk.reports.uncollected import uncollected

    desk = office.desk
    store = None if every else desk.station.store
    try:
        with uncollected():
            return said(period_report(desk, days_of(office), first, last, store, progress), desk)
    except Cancelled:
        return None


def closed_days(office: "Office") -> tuple[Closed, ...]:
    """The closed days of this store, newest first."""
    from posdesk.office import day_close

    found: dict[date, Closed] = {}
    for each in day_close.chain_of(days_of(office).closes(office.desk.station.store)):
        found[each.closed.day] = Closed(each.closed.day, each.closed.number, each.closed.revision)
    return tuple(sorted(found.values(), reverse=True))


def close(office: "Office", day: date, note: str, tickets: int | None) -> Closed:
    """Close a day; durable when this returns. Raises Refused."""
    from posdesk.office import day_close

    made = day_close.close_day(office.desk, days_of(office), day, note=note, tickets=tickets).closed
    return Closed(made.day, made.number, 1)


def revise(office: "Office", day: date) -> tuple[Closed, int]:
    """Name what came late; yields the revision and how many it names. Raises Refused."""
    from posdesk.office import day_close

    made = day_close.revise_day(office.desk, days_of(office), day).closed
    return Closed(made.day, made.number, made.revision), len(made.late)


def print_report(office: "Office", shown: Said, *, copy: bool, narrow: bool = False) -> None:
    """Hand a report to the printer. narrow: as it is for a roll of 80 mm. Raises Refused, also where whoever is signed
    in may not take it out."""
    from posdesk.counter import signing_in
    from posdesk.domain.staff_facts import Permission

    signing_in.allow(office.desk, Permission.CLOSE_DAY)
    paper = _paper(office)
    pdf = paper.roll.pdf if narrow and paper.roll is not None else paper.pdf
    paper.printer.print_pdf(pdf(shown.report, copy), shown.title)


def sheets(office: "Office", shown: Said, *, copy: bool, narrow: bool = False) -> "Sequence[Any]":
    """The pages that print_report would print, to be looked at."""
    paper = _paper(office)
    of = paper.roll.sheets if narrow and paper.roll is not None else paper.sheets
    return () if of is None else of(shown.report, copy)


def save_report(office: "Office", shown: Said, path: "Path", *, copy: bool) -> None:
    """Write a report as a PDF, whole or not at all. Raises Refused or EnvironmentTrouble in words."""
    from posdesk.counter import signing_in
    from posdesk.domain.staff_facts import Permission
    from posdesk.reports import files

    signing_in.allow(office.desk, Permission.EXPORT)
    files.write({path: _paper(office).pdf(shown.report, copy)})


def file_name(shown: Said, *, copy: bool) -> str:
    """What a saved report is called."""
    from posdesk.reports import files

    return files.name_of(shown.report.head, ".pdf", copy=copy)


def _looks(office: "Office") -> bool:
    return office.paper is not None and office.paper.sheets is not None


def _rolls(office: "Office") -> bool:
    return office.paper is not None and office.paper.roll is not None and office.paper.roll.in_use()


def _paper(office: "Office") -> "Paper":
    assert office.paper is not None
    return office.paper


def open_exceptions(office: "Office") -> ExceptionsNow:
    """What nobody has settled of this store's last days."""
    from posdesk.counter import permissions
    from posdesk.counter.visits import this_day
    from posdesk.office import exceptions
    from posdesk.office.follow_ups import answer_of
    from posdesk.reports.uncollected import uncollected

    desk = office.desk
    with uncollected():
        found = tuple(exceptions.still_open(desk, days_of(office)))
    names = names_of(desk, {each.what.member for each in found if each.what.member is not None})
    answers = {each.key: said for each in found if (said := answer_of(desk, each.what)) is not None}
    return ExceptionsNow(found, permissions.roster(desk), names, this_day(desk), answers)


def settle(office: "Office", key: str, how: "Remedy", note: str, whose: str) -> None:
    """Settle one. whose: as typed, for what is given to a member. Raises Refused."""
    from posdesk.domain.correction_facts import Remedy
    from posdesk.office import exceptions

    desk = office.desk
    to = found_member(desk, whose) if how is Remedy.ASSIGN else None
    exceptions.settle(desk, days_of(office), key, how, note, to=to)


def found_member(desk: "Desk", text: str) -> str:
    """The one member that a text means. Raises Refused(NO_MEMBER)."""
    from posdesk.counter import lookup
    from posdesk.domain.refusals import Refusal, RefusalCode, Refused
    from ui.evening_wording import NOT_ONE

    found = lookup.find(desk, text)
    if found.exact is not None:
        return found.exact
    if len(found.hits) == 1:
        return found.hits[0].member
    raise Refused(Refusal(RefusalCode.NO_MEMBER, NOT_ONE))


def days_of(office: "Office") -> "Days":
    """The business days."""
    assert office.days is not None
    return office.days
