"""The commands about business days: report, close-day. The same reports as everywhere, as JSON or as tables of text."""

from argparse import Namespace
from datetime import date
from typing import TYPE_CHECKING

from posdesk import compose
from posdesk.commands import report_files
from posdesk.commands.answer import Answer, Json
from posdesk.commands.counter import read_day
from posdesk.commands.signing import desk_at
from posdesk.counter import signing_in
from posdesk.counter.ports import Desk
from posdesk.counter.visits import this_day
from posdesk.domain.refusals import EnvironmentTrouble, Refusal, RefusalCode, Refused
from posdesk.domain.staff_facts import Permission
from posdesk.office import day_close
from posdesk.office.ports import Days
from posdesk.reports import files
from posdesk.reports.making import day_report, named, period_report
from posdesk.reports.plain import plain
from posdesk.reports.tables import text_of
from posdesk.reports.values import Report

if TYPE_CHECKING:
    from db.store import Store

BETWEEN = ".."
PRINT_LATER = "The day stays closed; `report DAY --pdf FILE` prints it, as a copy."


def report(store: "Store", given: Namespace) -> Answer:
    """`report DAY|FROM..TO [--store S|--all-stores] [--pdf FILE] [--csv DIR] [--xlsx FILE]`."""
    desk, days = desk_at(store, given), compose.days_of(store)
    if report_files.wanted(given):
        signing_in.allow(desk, Permission.EXPORT)
    return answered(report_asked(desk, days, given), given, days)


def close(store: "Store", given: Namespace) -> Answer:
    """`close-day [DAY] [--revise] [--pdf FILE]`: the PDF is the original; room for it is made sure of first."""
    desk, days = desk_at(store, given), compose.days_of(store)
    day = this_day(desk) if given.day is None else read_day(given.day)
    if report_files.wanted(given):
        files.try_room(files.place(given.pdf, f"{day}.pdf"), report_files.ROOM)
    if given.revise:
        made = day_close.revise_day(desk, days, day, given.store)
    else:
        made = day_close.close_day(desk, days, day, given.store, note=given.note, tickets=given.tickets)
    what = day_close.number_words(made.closed.number)
    if given.revise:
        what += f", revision {made.closed.revision}, which names {len(made.closed.late):,} facts that came later"
    words = f"{made.closed.day} of {made.fact.store} is closed: {what}."
    said = day_report(desk, days, day, made.fact.store, made.closed.revision)
    value = {"words": words, **plain(said, days.roster())}
    if report_files.wanted(given):
        value["files"] = _original(named(said, days.roster()), given, words)
        words = f"{words}\n{report_files.words(value['files'])}"
    return Answer(value, f"{words}\n\n{text_of(named(said, days.roster()))}")


def _original(said: Report, given: Namespace, words: str) -> list[str]:
    """The PDF of a close. Trouble with the file says first that the day is closed all the same."""
    try:
        return report_files.write(said, given, original=True)
    except EnvironmentTrouble as trouble:
        raise EnvironmentTrouble(trouble.code, f"{words} {trouble.words} {PRINT_LATER}") from trouble
    except Refused as refused:
        told = f"{words} {refused.refusal.words} {PRINT_LATER}"
        raise Refused(Refusal(refused.refusal.code, told)) from refused


def at_hub(given: Namespace) -> Answer:
    """`hub report DAY|FROM..TO [--store S|--all-stores]`: of the facts the hub holds."""
    from posdesk.commands.hub import opened
    from posdesk.hub.reporting import one_store, reporting

    with opened(given) as owner, reporting(owner.service, given.store) as (desk, days):
        if not given.all_stores and given.store is None:
            given.store = one_store(days)
        report_files.wanted(given)
        return answered(report_asked(desk, days, given), given, days)


def report_asked(desk: Desk, days: Days, given: Namespace) -> Report:
    """The report that the options ask for. Raises Refused."""
    first, last = read_days(given.days)
    if given.all_stores or first != last:
        if given.revision is not None or given.as_now:
            words = "Only one day of one store is closed: --revision and --as-now go with a day alone."
            raise Refused(Refusal(RefusalCode.NOT_CLOSED, words))
        store = None if given.all_stores else given.store or desk.station.store
        return period_report(desk, days, first, last, store)
    return day_report(desk, days, first, given.store, given.revision, as_now=given.as_now)


def read_days(text: str) -> tuple[date, date]:
    """`2026-11-23` or `2026-11-01..2026-11-30`. Raises Refused(BAD_DATE)."""
    first, between, last = text.partition(BETWEEN)
    day = read_day(first.strip())
    return day, read_day(last.strip()) if between else day


def answered(said: Report, given: Namespace, days: Days) -> Answer:
    """A report as a command answers it: in words and figures, or as the files that are asked for."""
    value: Json = plain(said, days.roster())
    if not report_files.wanted(given):
        return Answer(value, text_of(named(said, days.roster())))
    value["files"] = report_files.write(named(said, days.roster()), given)
    return Answer(value, report_files.words(value["files"]))
