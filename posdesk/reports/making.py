"""Decides which facts a report is made from: those its close included, those of a revision too, or all there are now.

The one door for everyone who wants a report, on a register and at the hub. Refuses to know forms.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from posdesk.counter.ports import Desk
from posdesk.domain.day_sums import Adding, Sums, add_day
from posdesk.domain.exceptional import Exceptional
from posdesk.domain.facts import Fact, fold_order, happened_at
from posdesk.domain.letting_go import let_go_of
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.signals import signals
from posdesk.domain.staff import Roster
from posdesk.domain.sums_of_days import merge
from posdesk.office import day_close, day_figures
from posdesk.office.day_close import Standing
from posdesk.office.day_figures import MOST_DAYS, FiguresNow, Span
from posdesk.office.ports import Days, Progress, unheard
from posdesk.reports import sections
from posdesk.reports.uncollected import uncollected
from posdesk.reports.values import Head, Kind, LateFact, Report, RevisionRow


def day_report(
    desk: Desk, days: Days, day: date, store: str | None = None, revision: int | None = None, *, as_now: bool = False
) -> Report:
    """The report of a store's business day (this store's without it): closed, the latest revision or the one asked for,
    of just the facts it has; open, or as_now, of what is here now (X), which changes nothing.

    Raises Refused: NOT_CLOSED for a revision there is none of, BAD_STORE.
    """
    store = store or desk.station.store
    there = day_close.standing(days, store, day)
    if revision is not None and not 1 <= revision <= len(there.reports):
        words = f"{day} has {len(there.reports)} reports; there is no revision {revision} of it."
        raise Refused(Refusal(RefusalCode.NOT_CLOSED, words))
    with uncollected():
        if there.closed is None or as_now:
            made = _as_now(desk, days, Span(day, day, store), there)
        else:
            made = _as_closed(desk, days, there, revision or len(there.reports))
        return _called(made, days)


def period_report(
    desk: Desk, days: Days, first: date, last: date, store: str | None = None, progress: Progress = unheard
) -> Report:
    """The report of several days as they are now, of one store or of all. progress: may end it by raising Cancelled.

    Raises Refused(BAD_DATE) for an end before the beginning or more than MOST_DAYS days, BAD_STORE.
    """
    if not 0 <= (last - first).days < MOST_DAYS:
        words = f"From {first} to {last} is no period. Name the first day, then the last, at most {MOST_DAYS} days on."
        raise Refused(Refusal(RefusalCode.BAD_DATE, words))
    with uncollected():
        return _called(_as_now(desk, days, Span(first, last, store), None, progress), days)


def _as_now(desk: Desk, days: Days, span: Span, there: Standing | None, progress: Progress = unheard) -> Report:
    with_what = day_figures.adding(desk, days)
    sums, odd = Sums(), list[Exceptional]()
    with let_go_of(sums.of_member):
        for each in days.sums(span.first, span.last, span.store, with_what, _third(progress, 0)):
            merge(sums, each.sums)
            odd += each.signals
        figures = day_figures.figures_now(desk, days, span, sums, with_what, _third(progress, 1))
        return _reported(desk, span, there, sums, odd, figures)


def _reported(
    desk: Desk, span: Span, there: Standing | None, sums: Sums, odd: Sequence[Exceptional], figures: FiguresNow
) -> Report:
    calendar = desk.programs.calendar(span.store or desk.station.store)
    kind = Kind.X if span.first == span.last else Kind.PERIOD
    unnamed = 0 if there is None else len(there.unnamed)
    head = Head(
        kind=kind,
        store=span.store,
        first=span.first,
        last=span.last,
        zone=calendar.zone,
        cut_off=calendar.cut_off,
        made_at=desk.clock.now(),
        made_by=desk.station.staff,
        unnamed=unnamed,
    )
    retention = None if kind is Kind.X else sections.retained(sums, figures.members_before)
    revisions = () if there is None else _revisions(there)
    return sections.report(head, sums, figures.context, odd, revisions, retention)


def _third(progress: Progress, number: int) -> Progress:
    """The facts are a third of the work, the members and the time before the rest."""
    return lambda done, of: progress(number * 1000 + (1000 if number == 0 else 2000) * done // max(of, 1), 3000)


def _as_closed(desk: Desk, days: Days, there: Standing, revision: int) -> Report:
    assert there.closed is not None
    of = there.reports[revision - 1]
    facts = [*there.closed.included, *(fact for late in there.closed.late[: revision - 1] for fact in late)]
    fact, context = of.fact, of.closed.context
    people = None if context is None else {each.member: each.shown_as for each in context.same}
    with_what = day_figures.adding(desk, days, people)
    sums, odd = closed_sums(facts, with_what)
    if context is None:  # it was closed without: what can be known now has to do
        span = Span(of.closed.day, of.closed.day, fact.store)
        now = day_figures.figures_now(desk, days, span, sums, with_what).context
        context = replace(now, follow_ups=None, not_permitted=())  # of which no report said anything then
    calendar = desk.programs.calendar(fact.store)
    head = Head(
        kind=Kind.Z,
        store=fact.store,
        first=of.closed.day,
        last=of.closed.day,
        zone=calendar.zone,
        cut_off=calendar.cut_off,
        made_at=happened_at(fact),
        made_by=fact.staff,
        number=of.closed.number,
        revision=revision,
        register=fact.register,
        hash=of.hash,
        previous=of.closed.previous,
        note=there.reports[0].closed.note,
        tickets=there.reports[0].closed.tickets,
        unnamed=len(there.unnamed),
        registers=tuple(sorted({each.register for each in facts})),
        facts=len(facts),
    )
    return sections.report(head, sums, context, odd, _revisions(there)[:revision])


def closed_sums(facts: Iterable[Fact], with_what: Adding) -> tuple[Sums, list[Exceptional]]:
    """The sums and signals of just these facts of one day."""
    ordered = sorted(facts, key=fold_order)
    sums = Sums()
    add_day(sums, ordered, with_what)
    return sums, signals(ordered, with_what)


def _revisions(there: Standing) -> Sequence[RevisionRow]:
    closed = there.closed
    late = () if closed is None else ((), *closed.late)
    return [
        RevisionRow(
            report.closed.revision,
            happened_at(report.fact),
            report.fact.staff,
            report.hash,
            tuple(LateFact(fact.id, fact.kind, fact.register, fact.staff, happened_at(fact)) for fact in came),
        )
        for report, came in zip(there.reports, late, strict=True)
    ]


def _called(report: Report, days: Days) -> Report:
    """With what its store is called now."""
    store = report.head.store
    return replace(report, head=replace(report.head, name=None if store is None else days.store_names().get(store)))


def named(report: Report, roster: Roster) -> Report:
    """A report with the names of those who did what is in it, as they are called now, for whoever writes it down."""
    name = roster.name_of
    return replace(
        report,
        head=replace(report.head, made_by=name(report.head.made_by)),
        people=tuple(replace(each, staff=name(each.staff)) for each in report.people),
        exceptions=tuple(replace(each, staff=name(each.staff)) for each in report.exceptions),
        corrections=tuple(each._replace(staff=name(each.staff)) for each in report.corrections),
        revisions=tuple(
            replace(
                each,
                made_by=name(each.made_by),
                late=tuple(replace(fact, staff=name(fact.staff)) for fact in each.late),
            )
            for each in report.revisions
        ),
    )


def without_moment(report: Report) -> Report:
    """A report without what differs from one look to the next: when, where and by whom it was looked at, and what
    waited for the hub just then. Two computers with the same facts have the same of these (LG08)."""
    if report.head.kind is Kind.Z:
        return report
    head = replace(report.head, made_at=0, made_by=None)
    return replace(report, head=head, unsent=type(report.unsent)())
