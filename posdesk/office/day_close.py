"""Decides what closing a business day means: once, numbered without gaps, chained to the report before, never redone.

A look at the day (X) changes nothing and is no use case here: it is a report of now. What arrives later leaves a closed
day as it was and is named by its next revision (VS07). Refuses to know how a report is made and who may close.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from posdesk.counter import permissions
from posdesk.counter.ports import Desk
from posdesk.domain import day_close
from posdesk.domain.business_day import business_day, local_time
from posdesk.domain.day_chain import report_hash
from posdesk.domain.day_close import ClosedDay
from posdesk.domain.day_context import DayContext
from posdesk.domain.facts import Draft, Fact, happened_at
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.staff_facts import Permission
from posdesk.domain.store_facts import DayClosed
from posdesk.office import day_figures
from posdesk.office.day_figures import Span
from posdesk.office.ports import Days

LONGEST_NOTE = 250
LOOK_BACK = 30
"""Days that were left open longer ago are not asked about any more."""
MOST_TICKETS = 1_000_000


@dataclass(frozen=True, slots=True)
class Report:
    """One link of a store's chain: a close or a revision of it. hash: of all it says."""

    fact: Fact
    closed: DayClosed
    hash: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a store's day is. reports: the standing ones of the day, the close first; none while it is open. closed:
    what they hold. unnamed: facts that came since and no report names."""

    reports: tuple[Report, ...]
    closed: ClosedDay | None
    unnamed: tuple[Fact, ...]


def close_day(
    desk: Desk,
    days: Days,
    day: date,
    store: str | None = None,
    *,
    note: str | None = None,
    tickets: int | None = None,
) -> Report:
    """Close a business day of a store (this one without it) with what is here now; yields the Z. note: of the day, in
    the manager's words. tickets: how many the cash register counted.

    Raises Refused: FUTURE_DAY, ALREADY_CLOSED, DAY_PASSED (a later one is closed), CLOCK_BEHIND, BAD_STORE,
    BAD_TEXT, BAD_AMOUNT, NOT_PERMITTED.
    """
    store, said = store or desk.station.store, checked_note(note)
    if tickets is not None and not 0 <= tickets <= MOST_TICKETS:
        raise Refused(Refusal(RefusalCode.BAD_AMOUNT, f"A day has 0 to {MOST_TICKETS:,} tickets."))
    chain = _may_be_written(desk, days, store, day)
    there = standing(days, store, day)
    if there.reports:
        raise Refused(Refusal(RefusalCode.ALREADY_CLOSED, _closed_already(there)))
    last = chain[-1] if chain else None
    latest = max((report.closed.day for report in chain), default=day)
    if day < latest:
        words = f"{_day(latest)} is closed already, and days are closed in their order. {_day(day)} stays without a Z."
        raise Refused(Refusal(RefusalCode.DAY_PASSED, words))
    number = 1 + max((report.closed.number for report in chain), default=0)
    facts = [fact for those in days.facts(day, day, store) for fact in those]
    context = _context(desk, days, Span(day, day, store))
    body = day_close.close(facts, store, day, number, None if last is None else last.hash, context)
    return _written(desk, store, replace(body, note=said, tickets=tickets))


def checked_note(note: str | None) -> str | None:
    """A day's note as it is kept; None for an empty one. Raises Refused(BAD_TEXT)."""
    words = " ".join((note or "").split())
    if len(words) > LONGEST_NOTE:
        raise Refused(Refusal(RefusalCode.BAD_TEXT, f"A day's note has at most {LONGEST_NOTE} characters."))
    return words or None


def revise_day(desk: Desk, days: Days, day: date, store: str | None = None) -> Report:
    """Name what came after a day was closed, in its next revision, which has figures of its own.

    Raises Refused: NOT_CLOSED, NOTHING_LATE, CLOCK_BEHIND, BAD_STORE.
    """
    store = store or desk.station.store
    chain = _may_be_written(desk, days, store, day)
    there = standing(days, store, day)
    if not there.reports:
        words = f"{_day(day)} is not closed. What came is in it when you close it."
        raise Refused(Refusal(RefusalCode.NOT_CLOSED, words))
    facts = [fact for those in days.facts(day, day, store) for fact in those]
    named = day_close.revise([*facts, *days.closes(store)], store, day, chain[-1].hash)
    if named is None:
        words = f"Nothing has come since {_day(day)} was closed. Its report stands as it is."
        raise Refused(Refusal(RefusalCode.NOTHING_LATE, words))
    context = _context(desk, days, Span(day, day, store))
    body = DayClosed(day, named.number, "", named.revision, named.late, named.previous, context)
    return _written(desk, store, body)


def standing(days: Days, store: str, day: date) -> Standing:
    """Where a store's day is, as far as it is known here."""
    closes = days.closes(store)
    if not any(isinstance(fact.body, DayClosed) and fact.body.day == day for fact in closes):
        return Standing((), None, ())
    facts = [fact for those in days.facts(day, day, store) for fact in those]
    closed = day_close.closed_day([*facts, *closes], store, day)
    if closed is None:
        return Standing((), None, ())
    of_day = sorted((each for each in chain_of(closes) if each.closed.day == day), key=lambda one: one.closed.revision)
    reports = tuple(of_day[: len(closed.revisions)])
    named = {fact.id for fact in (*closed.included, *(each for late in closed.late for each in late))}
    there = day_close.of_day(facts, store, day)
    return Standing(reports, closed, tuple(fact for fact in there if fact.id not in named))


def left_open(desk: Desk, days: Days, store: str | None = None) -> list[date]:
    """The business days before today of a store (this one without it) that were rung up on and can still be closed, the
    first to be closed first: of the last LOOK_BACK days, those after the last one that has a Z. None while nobody has
    closed a day here yet."""
    store = store or desk.station.store
    closed = [report.closed.day for report in chain_of(days.closes(store))]
    if not closed:
        return []
    today = business_day(desk.clock.now(), desk.programs.calendar(store))
    first = max(today - timedelta(days=LOOK_BACK), max(closed) + timedelta(days=1))
    return days.with_receipts(first, today - timedelta(days=1), store)


def chain_of(closes: Sequence[Fact]) -> list[Report]:
    """The reports of a store that stand, in the order of the chain. closes: all its closes, in fold order."""
    found: dict[tuple[date, int], Report] = {}
    for fact in closes:
        if isinstance(fact.body, DayClosed):
            found.setdefault((fact.body.day, fact.body.revision), Report(fact, fact.body, report_hash(fact)))
    return list(found.values())


def number_words(number: int) -> str:
    """`42` -> `Z 0042`."""
    return f"Z {number:04d}"


def _may_be_written(desk: Desk, days: Days, store: str, day: date) -> list[Report]:
    """The chain as it is, if anything may be written behind it now."""
    permissions.check(desk, Permission.CLOSE_DAY)
    calendar, now = desk.programs.calendar(store), desk.clock.now()
    today = business_day(now, calendar)
    chain = chain_of(days.closes(store))
    latest = max((happened_at(report.fact) for report in chain), default=now)
    if now < latest:
        wall = local_time(latest, calendar.zone).strftime("%Y-%m-%d %H:%M")
        words = f"This computer's clock is behind the last report, which was made at {wall}. Set the clock, then close."
        raise Refused(Refusal(RefusalCode.CLOCK_BEHIND, words))
    if day > today:
        words = f"{_day(day)} has not begun; today is {_day(today)}. A day is closed when it is here."
        raise Refused(Refusal(RefusalCode.FUTURE_DAY, words))
    return chain


def _context(desk: Desk, days: Days, span: Span) -> DayContext:
    with_what = day_figures.adding(desk, days)
    return day_figures.figures_now(desk, days, span, day_figures.sums_of(days, span, with_what), with_what).context


def _written(desk: Desk, store: str, body: DayClosed) -> Report:
    calendar, now = desk.programs.calendar(store), desk.clock.now()
    draft = Draft(desk.ids.new(now), None, store, desk.station.staff, now, business_day(now, calendar), body)
    (fact,) = permissions.append(desk, Permission.CLOSE_DAY, [draft])
    return Report(fact, body, report_hash(fact))


def _closed_already(there: Standing) -> str:
    first = there.reports[0]
    words = (
        f"{_day(first.closed.day)} was closed with {number_words(first.closed.number)}, and a close is never redone."
    )
    if there.unnamed:
        words += f" What has come since ({len(there.unnamed):,}) goes into a revision: close-day --revise."
    return words


def _day(day: date) -> str:
    return f"{day:%b} {day.day}, {day.year}"
