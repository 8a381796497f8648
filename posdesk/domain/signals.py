"""Decides which of a day's facts a manager should look at although no rule is broken (LG09). Settings are values here.

A signal says what the facts say, never that somebody did wrong. Refuses to know standings.
"""

from collections import defaultdict
from collections.abc import Generator, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from posdesk.domain.business_day import Instant
from posdesk.domain.day_sums import Adding, Sums, adding_day, finished, spend_of
from posdesk.domain.exceptional import Exceptional, Kind, Unit
from posdesk.domain.facts import (
    Fact,
    MemberEnrolled,
    Parked,
    RedemptionVoided,
    RewardRedeemed,
    VisitRecorded,
    VisitVoided,
    happened_at,
)
from posdesk.domain.feedback_facts import FeedbackGiven
from posdesk.domain.follow_ups import wants_an_answer
from posdesk.domain.given_facts import PointsAdjusted


class StoreDay(NamedTuple):
    """One store's business day, added up, and its signals."""

    day: date
    store: str
    sums: Sums
    signals: tuple[Exceptional, ...]


class Limits(NamedTuple):
    """More than so much is a signal. visits: receipts of a member and day; by_one: of them rung up by one person.
    adjustments: by one person and day. unproved: uses without a proof, likewise. twice_ms: two receipts of
    one member and amount within so long. large: cents."""

    visits: int = 3
    by_one: int = 2
    adjustments: int = 5
    unproved: int = 3
    twice_ms: int = 600_000
    large: int = 1_000_00


LIMITS = Limits()
STAFF_TYPES = frozenset({"employee", "staff", "team"})
"""Kinds of members, casefolded, that say somebody works here."""


def summed(facts: Sequence[Fact], adding: Adding) -> list[StoreDay]:
    """The facts of one business day by store, in order of the stores."""
    return finished(summing(facts, adding))


def summing(facts: Sequence[Fact], adding: Adding) -> Generator[None, None, list[StoreDay]]:
    """The same a piece at a time, for whoever has something else to do in between."""
    by_store: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        by_store[fact.store].append(fact)
    found = []
    for store in sorted(by_store):
        theirs, sums = by_store[store], Sums()
        spends = yield from adding_day(sums, theirs, adding)
        yield
        found.append(StoreDay(theirs[0].business_day, store, sums, tuple(signals(theirs, adding, spends=spends))))
        yield
    return found


class Receipt(NamedTuple):
    """A receipt of a member that stands."""

    fact: str
    at: Instant
    staff: str | None
    cents: int


def signals(
    facts: Sequence[Fact], adding: Adding, limits: Limits = LIMITS, *, spends: Mapping[str, int] | None = None
) -> list[Exceptional]:
    """The signals of one business day's facts, in a fixed order; of several stores each store's own. spends: what
    adding these facts up has found already (day_sums.add_day)."""
    found: list[Exceptional] = []
    by_store: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        by_store[fact.store].append(fact)
    for store in sorted(by_store):
        found += _of_store(by_store[store], adding, limits, spends)
    return found


def _of_store(
    facts: Sequence[Fact], adding: Adding, limits: Limits, spends: Mapping[str, int] | None
) -> list[Exceptional]:
    gone = {fact.body.visit for fact in facts if isinstance(fact.body, VisitVoided)}
    receipts: dict[str, list[Receipt]] = defaultdict(list)
    found: list[Exceptional] = []
    for fact in facts:
        body = fact.body
        if isinstance(body, VisitRecorded) and fact.id not in gone:
            cents = spend_of(body) if spends is None else spends[fact.id]
            member = adding.member(fact.subject)
            if cents > limits.large:
                found.append(_one(Kind.LARGE, fact, member, cents, Unit.CENTS))
            if member is not None:
                receipts[member].append(Receipt(fact.id, happened_at(fact), fact.staff, cents))
        elif isinstance(body, VisitVoided) and adding.look(body.visit) is None:
            found.append(_one(Kind.ORPHAN_VOID, fact, adding.member(fact.subject)))
        elif isinstance(body, Parked):
            found.append(_one(Kind.PARKED, fact, adding.member(fact.subject)))
    store, day = facts[0].store, facts[0].business_day
    for member, theirs in receipts.items():
        if len(theirs) > 1:
            found += _of_member(Exceptional(Kind.TWICE, store, day, member), theirs, limits)
    found += _of_adjustments(facts, limits)
    found += _of_uses(facts, receipts.keys(), adding)
    found += _of_proofs(facts, limits)
    found += _of_names(facts, adding)
    found += _of_answers(facts, adding)
    suspect = [fact for fact in facts if fact.clock_suspect]
    if suspect:
        ids = tuple(fact.id for fact in suspect)
        found.append(Exceptional(Kind.CLOCK, store, day, facts=ids, amount=len(ids)))
    return found


def _of_member(about: Exceptional, theirs: Sequence[Receipt], limits: Limits) -> Iterable[Exceptional]:
    """What several receipts of one member and day tell. about: store, day and member."""
    store, day, member = about.store, about.day, about.member
    if len(theirs) > limits.visits:
        ids = tuple(receipt.fact for receipt in theirs)
        yield Exceptional(Kind.MANY_VISITS, store, day, member, None, ids, len(ids))
    by: dict[str | None, list[str]] = defaultdict(list)
    for receipt in theirs:
        by[receipt.staff].append(receipt.fact)
    for staff, rung in by.items():
        if staff is not None and len(rung) > limits.by_one:
            yield Exceptional(Kind.OFTEN_BY_ONE, store, day, member, staff, tuple(rung), len(rung))
    for number, receipt in enumerate(theirs[1:], start=1):
        for before in theirs[:number]:
            if before.cents == receipt.cents and receipt.at - before.at <= limits.twice_ms:
                both = receipt.fact, before.fact
                yield Exceptional(Kind.TWICE, store, day, member, receipt.staff, both, receipt.cents, Unit.CENTS)
                break


def _of_adjustments(facts: Sequence[Fact], limits: Limits) -> Iterable[Exceptional]:
    by: dict[str | None, list[Fact]] = defaultdict(list)
    for fact in facts:
        if isinstance(fact.body, PointsAdjusted):
            by[fact.staff].append(fact)
    for staff, theirs in by.items():
        if len(theirs) > limits.adjustments:
            ids = tuple(fact.id for fact in theirs)
            yield Exceptional(
                Kind.MANY_ADJUSTMENTS, theirs[0].store, theirs[0].business_day, None, staff, ids, len(ids)
            )


def _of_uses(facts: Sequence[Fact], there: Iterable[str], adding: Adding) -> Iterable[Exceptional]:
    """Rewards used by members who have neither a receipt here that day nor a proof (guests have no rewards)."""
    present = set(there)
    undone = {fact.body.redemption for fact in facts if isinstance(fact.body, RedemptionVoided)}
    for fact in facts:
        body = fact.body
        if isinstance(body, RewardRedeemed) and fact.id not in undone and body.visit is None and body.proof is None:
            member = adding.member(fact.subject)
            if member not in present:
                worth = body.value_cents
                yield _one(Kind.NOT_PRESENT, fact, member, worth, Unit.CENTS if worth else Unit.PIECES)


def _of_proofs(facts: Sequence[Fact], limits: Limits) -> Iterable[Exceptional]:
    """Where the number of the customer screen was asked for that day: who gave much without it. A receipt is no proof
    here: whoever rings it up chooses whose it is."""
    undone = {fact.body.redemption for fact in facts if isinstance(fact.body, RedemptionVoided)}
    uses = [fact for fact in facts if isinstance(fact.body, RewardRedeemed) and fact.id not in undone]
    proved = {fact.id for fact in uses if isinstance(fact.body, RewardRedeemed) and fact.body.proof is not None}
    without: dict[str | None, list[str]] = defaultdict(list)
    for fact in uses:
        if proved and fact.id not in proved:
            without[fact.staff].append(fact.id)
    for staff, ids in without.items():
        if len(ids) > limits.unproved:
            yield Exceptional(
                Kind.SELDOM_PROVED, facts[0].store, facts[0].business_day, None, staff, tuple(ids), len(ids)
            )


def _of_names(facts: Sequence[Fact], adding: Adding) -> Iterable[Exceptional]:
    """Somebody who was enrolled today under the name of a person who works or records here, or as staff."""
    signed_in = {fact.staff for fact in facts if fact.staff is not None}
    names = {(adding.roster.name_of(staff) or "").casefold() for staff in signed_in}
    names |= {person.name.casefold() for person in adding.roster.active}
    for fact in facts:
        body = fact.body
        if isinstance(body, MemberEnrolled):
            whole = f"{body.first_name} {body.last_name}".strip().casefold()
            if whole in names or (body.member_type or "").casefold() in STAFF_TYPES:
                yield _one(Kind.STAFF_OWNED, fact, fact.subject)


def _of_answers(facts: Sequence[Fact], adding: Adding) -> Iterable[Exceptional]:
    """Members who would not recommend the shop. Which visit it was about, and who served, is asked for by the list: the
    visit may come later, and the report of a closed day stays as it is."""
    for fact in facts:
        if wants_an_answer(fact) and isinstance(fact.body, FeedbackGiven):
            yield _one(Kind.FOLLOW_UP, fact, adding.member(fact.subject), fact.body.score, Unit.SCORE)


def _one(kind: Kind, fact: Fact, member: str | None, amount: int = 1, unit: Unit = Unit.PIECES) -> Exceptional:
    return Exceptional(kind, fact.store, fact.business_day, member, fact.staff, (fact.id,), amount, unit)
