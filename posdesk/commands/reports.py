"""The commands about business days: report, close-day. The same reports as everywhere, as JSON or as tables of text."""

from argparse import Namespace
from datetime import date
from typing import TYPE_CHECKING

from posdesk import compose
from posdesk.commands.answer import Answer, Json
from posdesk.commands.counter import read_day
from posdesk.commands.signing import desk_at
from posdesk.counter.ports import Desk
from posdesk.counter.visits import this_day
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.staff import Roster
from posdesk.office import day_close
from posdesk.office.ports import Days
from posdesk.reports.making import day_report, period_report
from posdesk.reports.plain import plain
from posdesk.reports.tables import text_of
from posdesk.reports.values import Report

if TYPE_CHECKING:
    from db.store import Store

BETWEEN = ".."


def report(store: "Store", given: Namespace) -> Answer:
    """`report DAY|FROM..TO [--store S|--all-stores]`."""
    days = compose.days_of(store)
    return answered(report_asked(desk_at(store, given), days, given), days.roster())


def close(store: "Store", given: Namespace) -> Answer:
    """`close-day [DAY] [--revise]`."""
    desk, days = desk_at(store, given), compose.days_of(store)
    day = this_day(desk) if given.day is None else read_day(given.day)
    act = day_close.revise_day if given.revise else day_close.close_day
    made = act(desk, days, day, given.store)
    what = day_close.number_words(made.closed.number)
    if given.revise:
        what += f", revision {made.closed.revision}, which names {len(made.closed.late):,} facts that came later"
    words = f"{made.closed.day} of {made.fact.store} is closed: {what}."
    said = day_report(desk, days, day, made.fact.store, made.closed.revision)
    value = {"words": words, **plain(said)}
    return Answer(value, f"{words}\n\n{text_of(said, days.roster())}")


def at_hub(given: Namespace) -> Answer:
    """`hub report DAY|FROM..TO [--store S|--all-stores]`: of the facts the hub holds."""
    from posdesk.commands.hub import opened
    from posdesk.hub.reporting import one_store, reporting

    with opened(given) as owner, reporting(owner.service, given.store) as (desk, days):
        if not given.all_stores and given.store is None:
            given.store = one_store(days)
        return answered(report_asked(desk, days, given), days.roster())


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


def answered(said: Report, roster: Roster) -> Answer:
    """A report as a command answers it."""
    value: Json = plain(said)
    return Answer(value, text_of(said, roster))
