"""Decides what a manager has still to look at, and what settling it does: a fact, and what it puts right with it, in
one transaction.

What is listed is what the reports of those days show, and what waits beside them: from kept days, never from a fold of
everybody. Refuses to know how an exception is found (domain) and which words say it (exception_words).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from posdesk.counter import permissions
from posdesk.counter.card import open_card
from posdesk.counter.ports import Desk
from posdesk.counter.visits import draft, this_day
from posdesk.domain.business_day import Instant
from posdesk.domain.correction_facts import ExceptionSettled, Remedy
from posdesk.domain.day_sums import Adding
from posdesk.domain.exceptional import Exceptional, Kind, exceptional, key_of, not_permitted
from posdesk.domain.facts import Draft, Fact, MemberEnrolled, RewardRedeemed, VisitRecorded, VisitVoided, happened_at
from posdesk.domain.facts import RedemptionVoided as UseVoided
from posdesk.domain.given_facts import PointsAdjusted
from posdesk.domain.member import profile
from posdesk.domain.people_facts import MemberMerged
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.staff_facts import Permission
from posdesk.office import day_figures, moving, unpermitted
from posdesk.office.adjustments import checked_reason
from posdesk.office.duplicates import may_be_one
from posdesk.office.ports import Days

LOOK_BACK = 30
"""Business days before today whose exceptions are still listed."""
SHORTEST_KEY = 4
SETTLED, ERASED = day_figures.SETTLED, "member.erased"


@dataclass(frozen=True, slots=True)
class Settled:
    """How an exception was settled: the last word of it. by: a name."""

    how: Remedy
    note: str
    by: str | None
    at: Instant
    to: str | None


@dataclass(frozen=True, slots=True)
class Listed:
    """One exception. key: names it when it is settled. settled: None while it is
    open."""

    key: str
    what: Exceptional
    settled: Settled | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """The business days that are looked through, both included; store: None for all."""

    first: date
    last: date
    store: str | None = None


def listed(desk: Desk, days: Days, span: Span | None = None) -> list[Listed]:
    """Everything to look at, settled or not, the newest day first. span: this store's last LOOK_BACK days and today
    without it."""
    span = span or latest(desk)
    settled = _settled(desk, span)
    found = {key_of(each): each for each in _found(desk, days, span)}
    ordered = sorted(found.items(), key=lambda item: (-item[1].day.toordinal(), item[1].kind, item[0]))
    return [Listed(key, each, settled.get(key)) for key, each in ordered]


def still_open(desk: Desk, days: Days, span: Span | None = None) -> list[Listed]:
    """Those that nobody has settled."""
    return [each for each in listed(desk, days, span) if each.settled is None]


def latest(desk: Desk) -> Span:
    """This store's last days."""
    today = this_day(desk)
    return Span(today - timedelta(days=LOOK_BACK), today, desk.station.store)


def settled_since(desk: Desk, day: date) -> frozenset[str]:
    """The keys of those that were settled on a business day and later."""
    return frozenset(_settled(desk, Span(day, day)))


def settle(
    desk: Desk,
    days: Days,
    key: str,
    how: Remedy,
    note: str,
    *,
    to: str | None = None,
    fact: str | None = None,
    span: Span | None = None,
) -> Listed:
    """Settle an exception, and do what that means. key: or the beginning of one. to: of assign, the member's id. fact:
    which of several facts it is about; not needed where it is about one.

    Raises Refused: NO_EXCEPTION, ALREADY_SETTLED, NOT_USABLE for what cannot be done about it, NO_REASON, NO_MEMBER,
    ALREADY_VOIDED, BAD_POINTS where nothing is short any more, NOT_PERMITTED.
    """
    permissions.check(desk, Permission.SETTLE_EXCEPTION)
    why, each = checked_reason(note), one(desk, days, key, span)
    if how not in each.what.remedies:
        words = f"That cannot be done about it. What can be: {', '.join(each.what.remedies)}."
        raise Refused(Refusal(RefusalCode.NOT_USABLE, words))
    drafts = _DOES[how](desk, each.what, why, to, fact)
    about = each.what.member if each.what.kind is Kind.FOLLOW_UP else None
    told = draft(desk, about, ExceptionSettled(each.key, how, why, to if how is Remedy.ASSIGN else None))
    *_, said = permissions.append(desk, Permission.SETTLE_EXCEPTION, [*drafts, told])
    return replace(each, settled=_as_settled(desk, said))


def one(desk: Desk, days: Days, key: str, span: Span | None = None) -> Listed:
    """The open exception of a key. Raises Refused(NO_EXCEPTION, ALREADY_SETTLED)."""
    wanted = key.strip().casefold()
    found = [each for each in listed(desk, days, span) if each.key.startswith(wanted)]
    if len(found) != 1 or len(wanted) < SHORTEST_KEY:
        words = f"No exception is called “{key}”. `exceptions list` says what each is called."
        raise Refused(Refusal(RefusalCode.NO_EXCEPTION, words))
    if found[0].settled is not None:
        by = found[0].settled.by or "somebody"
        words = f"{by} has settled this already: {found[0].settled.note}"
        raise Refused(Refusal(RefusalCode.ALREADY_SETTLED, words))
    return found[0]


# ----------------------------------------------------------------------------------------------------- what is found


def _found(desk: Desk, days: Days, span: Span) -> Iterator[Exceptional]:
    with_what = day_figures.adding(desk, days)
    yield from days.signals(span.first, span.last, span.store, with_what)
    for odd in day_figures.odd_of(days.odd(span.first, span.last, span.store), with_what):
        found = exceptional(odd)
        if found is not None:
            yield found
    yield from _beside(desk, days, span, with_what)


def beside_report(desk: Desk, days: Days, day: date) -> list[Exceptional]:
    """What the list has of a day of this store and its report may not have: what can change after the day was closed.
    What was done without permission stands in the report as it was known at the close."""
    return list(_beside(desk, days, Span(day, day, desk.station.store), day_figures.adding(desk, days)))


def _beside(desk: Desk, days: Days, span: Span, with_what: Adding) -> Iterator[Exceptional]:
    yield from _strangers(desk, days.strangers(span.first, span.last, span.store), with_what)
    yield from _maybe_same(desk, span, with_what)
    for done in unpermitted.not_permitted(days, span.first, span.last, span.store, with_what):
        found = not_permitted(done)
        if found is not None:
            yield found
    yield from _set_aside(days, span, with_what)


def _strangers(desk: Desk, receipts: Sequence[Fact], with_what: Adding) -> Iterator[Exceptional]:
    """Members whom nobody enrolled, each with her receipts that stand."""
    by: dict[str, list[Fact]] = {}
    for fact in receipts:
        by.setdefault(with_what.member(fact.subject) or "", []).append(fact)
    for member, theirs in by.items():
        about = desk.ledger.facts_about(member)
        if profile(member, about) is not None or any(fact.kind == ERASED for fact in about):
            continue
        gone = {fact.body.visit for fact in about if isinstance(fact.body, VisitVoided)}
        stand = [fact for fact in theirs if fact.id not in gone]
        if stand:
            first, ids = stand[0], tuple(fact.id for fact in stand)
            yield Exceptional(Kind.NO_MEMBER, first.store, first.business_day, member, first.staff, ids, len(ids))


def _maybe_same(desk: Desk, span: Span, with_what: Adding) -> Iterator[Exceptional]:
    """Members enrolled in these days with the phone of another one who looks like them (I02: a person says whether they
    are one, and of whom it was said that they are two nobody is asked again)."""
    for fact in desk.ledger.facts_since(span.first, {"member.enrolled"}):
        body = fact.body
        wanted = fact.business_day <= span.last and span.store in (None, fact.store)
        if not wanted or not isinstance(body, MemberEnrolled) or body.phone is None:
            continue
        shown = with_what.member(fact.subject) or ""
        others = {with_what.member(other) or "" for other in desk.directory.by_phone(body.phone)}
        alike = (other for other in sorted(others - {shown}) if may_be_one(desk, shown, other))
        if shown in others and any(alike):
            yield Exceptional(Kind.MAYBE_SAME, fact.store, fact.business_day, shown, fact.staff, (fact.id,), 1)


def _set_aside(days: Days, span: Span, with_what: Adding) -> Iterator[Exceptional]:
    """What the hub did not take, on the day when it happened."""
    for each in days.set_aside():
        fact = with_what.look(each.fact)
        if fact is None or not span.first <= fact.business_day <= span.last or span.store not in (None, fact.store):
            continue
        member = with_what.member(fact.subject)
        yield Exceptional(Kind.SET_ASIDE, fact.store, fact.business_day, member, fact.staff, (fact.id,), 1)


def _settled(desk: Desk, span: Span) -> Mapping[str, Settled]:
    found: dict[str, Settled] = {}
    for fact in desk.ledger.facts_since(span.first, {SETTLED}):
        if isinstance(fact.body, ExceptionSettled):
            found[fact.body.what] = _as_settled(desk, fact)
    return found


def _as_settled(desk: Desk, fact: Fact) -> Settled:
    body = fact.body
    assert isinstance(body, ExceptionSettled)
    return Settled(body.how, body.note, permissions.named(desk, fact.staff), happened_at(fact), body.to)


# ------------------------------------------------------------------------------------------------------ what is done


def _accept(desk: Desk, what: Exceptional, why: str, to: str | None, fact: str | None) -> list[Draft]:
    return []


def _write_off(desk: Desk, what: Exceptional, why: str, to: str | None, fact: str | None) -> list[Draft]:
    card = open_card(desk, what.member or "")
    if card.standing.points >= 0:
        words = "Nothing is short any more: visits have paid it back. Leave it as it is."
        raise Refused(Refusal(RefusalCode.BAD_POINTS, words))
    return [draft(desk, card.member.id, PointsAdjusted(-card.standing.points, why, write_off=True))]


def _reverse(desk: Desk, what: Exceptional, why: str, to: str | None, fact: str | None) -> list[Draft]:
    done = desk.ledger.fact(_which(what, fact))
    if done is None or not isinstance(done.body, VisitRecorded | RewardRedeemed):
        raise Refused(Refusal(RefusalCode.NOT_USABLE, "What it is about cannot be taken back. Leave it as it is."))
    undoing = VisitVoided(done.id, why) if isinstance(done.body, VisitRecorded) else UseVoided(done.id, why)
    if any(_takes_back(each, done.id) for each in _after(desk, done)):
        raise Refused(Refusal(RefusalCode.ALREADY_VOIDED, "It is taken back already. Leave it as it is."))
    return [draft(desk, done.subject, undoing)]


def _assign(desk: Desk, what: Exceptional, why: str, to: str | None, fact: str | None) -> list[Draft]:
    if to is None:
        raise Refused(Refusal(RefusalCode.NO_MEMBER, "Say which member it belongs to."))
    if what.kind is Kind.MAYBE_SAME:
        one, other = open_card(desk, what.member or "").member, open_card(desk, to).member
        if one.is_one_with(other):
            raise Refused(Refusal(RefusalCode.SAME_MEMBER, f"{one.short_name} is that member already."))
        return [draft(desk, one.id, MemberMerged(other.id, why))]
    drafts, _ = moving.drafts_of_move(desk, _which(what, fact), to, why)
    return drafts


def _which(what: Exceptional, fact: str | None) -> str:
    """The fact that is meant. Raises Refused(NO_VISIT) where it is not clear."""
    if fact is not None and fact in what.facts:
        return fact
    if fact is None and (len(what.facts) == 1 or what.kind is Kind.TWICE):
        return what.facts[0]
    words = f"It is about {len(what.facts)} receipts. Name the one that is meant: {', '.join(what.facts)}"
    raise Refused(Refusal(RefusalCode.NO_VISIT, words))


def _after(desk: Desk, done: Fact) -> Sequence[Fact]:
    if done.subject is not None:
        return desk.ledger.facts_about(done.subject)
    return desk.ledger.facts_since(done.business_day, {"visit.voided"})


def _takes_back(fact: Fact, done: str) -> bool:
    return (isinstance(fact.body, VisitVoided) and fact.body.visit == done) or (
        isinstance(fact.body, UseVoided) and fact.body.redemption == done
    )


_DOES: Mapping[Remedy, Callable[[Desk, Exceptional, str, str | None, str | None], list[Draft]]] = {
    Remedy.ACCEPT: _accept,
    Remedy.WRITE_OFF: _write_off,
    Remedy.REVERSE: _reverse,
    Remedy.ASSIGN: _assign,
}
