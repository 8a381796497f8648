"""Decides how the facts of business days add up: receipts, spend, people, goods, rewards. Exact, one day after another.

A day is what its own facts say: a receipt that the same day voided is none, one that a later day voids stays and is a
correction of that later day; so days add up to any period. Refuses to know standings (member_days.py) and whose facts
are read.
"""

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple, TypeVar

from posdesk.domain import earning
from posdesk.domain.business_day import Instant, local_time
from posdesk.domain.channels import Channel
from posdesk.domain.correction_facts import ExceptionSettled, VisitMoved
from posdesk.domain.facts import (
    ConsentSet,
    Fact,
    LineKind,
    MemberEnrolled,
    MemberErased,
    RedemptionVoided,
    RewardRedeemed,
    VisitRecorded,
    VisitReturned,
    VisitVoided,
    happened_at,
)
from posdesk.domain.feedback_facts import FeedbackGiven
from posdesk.domain.follow_ups import wants_an_answer
from posdesk.domain.given_facts import AwardGiven, PointsAdjusted, TierOverridden
from posdesk.domain.people_facts import MemberMerged, MemberUnmerged
from posdesk.domain.staff import NOBODY, Roster

QUARTER_MS = 900_000
"""No zone is off by less than a quarter of an hour."""
_PRODUCT = LineKind.PRODUCT
PIECE = 50
"""Facts added up between two pauses: a fraction of a millisecond."""
Key = TypeVar("Key")
Done = TypeVar("Done")


class Hour(NamedTuple):
    """An hour on the wall of the store. again: the second one of that name, on the day that has 25 (VS03)."""

    hour: int
    again: bool = False


class What(StrEnum):
    """What a correction put right."""

    VISIT_VOIDED = "visit_voided"
    EARLIER_VISIT_VOIDED = "earlier_visit_voided"
    RETURNED = "returned"
    REDEMPTION_VOIDED = "redemption_voided"
    POINTS_ADJUSTED = "points_adjusted"
    WRITTEN_OFF = "written_off"
    AWARD_GIVEN = "award_given"
    TIER_HELD = "tier_held"
    VISIT_MOVED = "visit_moved"
    SETTLED = "settled"
    MERGED = "merged"
    UNMERGED = "unmerged"
    ERASED = "erased"


class Correction(NamedTuple):
    """One act that put something right: its fact, when, who did it. amount: cents or hundredths of points, 0 where
    there is none. about: the fact it takes back, the tier, the reward."""

    what: What
    fact: str
    at: Instant
    store: str
    staff: str | None
    member: str | None
    amount: int
    reason: str
    about: str = ""


@dataclass(slots=True)
class Person:
    """What one person recorded. of_members: receipts with a member. voids: visits and uses taken back."""

    receipts: int = 0
    of_members: int = 0
    spend_cents: int = 0
    enrolments: int = 0
    uses: int = 0
    voids: int = 0


@dataclass(slots=True)
class Uses:
    """What was given of one reward. voided: of those given in these days, or before, taken back in them."""

    given: int = 0
    voided: int = 0
    value_cents: int = 0
    points: int = 0
    bonus: int = 0


@dataclass(slots=True)
class Sums:
    """Sums over days. Pairs are (receipts, cents). members: everyone with a receipt. stores: by store a pair and new
    members. of_member: by (member, store, day). refunds: of returns, what the goods cost, by the return's fact. kinds:
    facts of each kind. scores: how often members gave each; low: the facts of those that want an answer. suspect: facts
    recorded with a wrong clock."""

    receipts: int = 0
    guests: int = 0
    lines: int = 0
    spend_cents: int = 0
    discount_cents: int = 0
    points_paid_cents: int = 0
    new_members: int = 0
    voided: int = 0
    voided_cents: int = 0
    late_voided: int = 0
    late_voided_cents: int = 0
    members: set[str] = field(default_factory=set)
    stores: dict[str, list[int]] = field(default_factory=dict)
    hours: dict[Hour, list[int]] = field(default_factory=dict)
    people: dict[str | None, Person] = field(default_factory=dict)
    brands: dict[str, list[int]] = field(default_factory=dict)
    categories: dict[str, list[int]] = field(default_factory=dict)
    rewards: dict[tuple[str, str], Uses] = field(default_factory=dict)
    consents: dict[tuple[Channel, bool], int] = field(default_factory=dict)
    of_member: dict[tuple[str, str, date], list[int]] = field(default_factory=dict)
    refunds: dict[str, int] = field(default_factory=dict)
    guest_refund_cents: int = 0
    corrections: list[Correction] = field(default_factory=list)
    kinds: dict[str, int] = field(default_factory=dict)
    scores: dict[int, int] = field(default_factory=dict)
    low: list[str] = field(default_factory=list)
    suspect: int = 0


Look = Callable[[str], Fact | None]
"""A fact of any day by its id; None: it is not here."""


@dataclass(frozen=True, slots=True)
class Adding:
    """What adding up needs beside the facts. people: under whose name a member is shown who is one with another (not
    named: under her own). zones: each store's zone. look: see Look. roster: who works here. slots: hours
    that were worked out."""

    people: Mapping[str, str]
    zones: Mapping[str, str]
    look: Look
    roster: Roster = NOBODY
    slots: dict[tuple[int, str], Hour] = field(default_factory=dict)

    def hour(self, at: Instant, store: str) -> Hour:
        """The hour of an instant in a store."""
        zone = self.zones[store]
        key = at // QUARTER_MS, zone
        found = self.slots.get(key)
        if found is None:
            wall = local_time(at, zone)
            found = self.slots[key] = Hour(wall.hour, bool(wall.fold))
        return found

    def member(self, subject: str | None) -> str | None:
        """Under whose name this member is shown."""
        return None if subject is None else self.people.get(subject, subject)


Spends = dict[str, int]
"""Of each receipt that stands its spend in cents, by the fact's id."""


def add_day(sums: Sums, facts: Sequence[Fact], adding: Adding) -> Spends:
    """Add the facts of one business day, of one store or several; each once, in fold order."""
    return finished(adding_day(sums, facts, adding))


def adding_day(sums: Sums, facts: Sequence[Fact], adding: Adding) -> Generator[None, None, Spends]:
    """The same a piece at a time, for whoever has something else to do in between."""
    voided = {fact.body.visit for fact in facts if isinstance(fact.body, VisitVoided)}
    there = {fact.id: fact for fact in facts} if voided or _has_undone(facts) else {}
    spends: Spends = {}
    kinds = sums.kinds
    for number, fact in enumerate(facts, 1):
        kinds[fact.kind] = kinds.get(fact.kind, 0) + 1
        if fact.corrected_at is not None:
            sums.suspect += 1
        body = fact.body
        if isinstance(body, VisitRecorded):
            if fact.id in voided:
                sums.voided += 1
                sums.voided_cents += spend_of(body)
            else:
                spends[fact.id] = _add_visit(sums, fact, body, adding)
        else:
            _add_other(sums, fact, there, adding)
        if not number % PIECE:
            yield
    return spends


def finished(work: Generator[None, None, Done]) -> Done:
    """What work comes to that is done a piece at a time, all at once."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            done: Done = end.value
            return done


def spend_of(body: VisitRecorded) -> int:
    """The spend of a receipt: what was paid for products, in cents (E02)."""
    return earning.spend_cents(body.lines, earning.net_cents(body.lines, body.discount_cents + body.points_paid_cents))


def average(cents: int, count: int) -> int:
    """Cents each, halves rounded up; 0 of none."""
    return (2 * cents + count) // (2 * count) if count else 0


def _has_undone(facts: Iterable[Fact]) -> bool:
    return any(fact.kind == "redemption.voided" for fact in facts)


def _add_visit(sums: Sums, fact: Fact, body: VisitRecorded, adding: Adding) -> int:
    """Add a receipt; yields its spend."""
    lines, reduction = body.lines, body.discount_cents + body.points_paid_cents
    spend = 0
    brands: dict[str, int] = {}
    categories: dict[str, int] = {}
    net = earning.net_cents(lines, reduction)
    for (_, brand, category, _, _, kind), cents in zip(lines, net, strict=True):
        if kind is _PRODUCT or kind == _PRODUCT:  # most are the very same word, and every line of every visit is asked
            spend += cents
            if brand is not None:
                brands[brand] = brands.get(brand, 0) + cents
            if category is not None:
                categories[category] = categories.get(category, 0) + cents
    sums.receipts += 1
    sums.lines += len(lines)
    sums.spend_cents += spend
    sums.discount_cents += body.discount_cents
    sums.points_paid_cents += body.points_paid_cents
    store = _store(sums, fact.store)
    store[0] += 1
    store[1] += spend
    _add_pair(sums.hours, adding.hour(happened_at(fact), fact.store), spend)
    _add_pairs(sums.brands, brands)
    _add_pairs(sums.categories, categories)
    person = _person(sums, fact.staff)
    person.receipts += 1
    person.spend_cents += spend
    member = adding.member(fact.subject)
    if member is None:
        sums.guests += 1
        return spend
    person.of_members += 1
    sums.members.add(member)
    _add_pair(sums.of_member, (member, fact.store, fact.business_day), spend)
    return spend


def _add_other(sums: Sums, fact: Fact, there: Mapping[str, Fact], adding: Adding) -> None:
    """What happens less often than visits."""
    match fact.body:
        case MemberEnrolled():
            sums.new_members += 1
            _store(sums, fact.store)[2] += 1
            _person(sums, fact.staff).enrolments += 1
        case ConsentSet(channel=channel, given=given):
            sums.consents[channel, given] = sums.consents.get((channel, given), 0) + 1
        case FeedbackGiven(score=score):
            sums.scores[score] = sums.scores.get(score, 0) + 1
            if wants_an_answer(fact):
                sums.low.append(fact.id)
        case RewardRedeemed() as body:
            _person(sums, fact.staff).uses += 1
            uses = sums.rewards.setdefault((body.reward, body.title), Uses())
            uses.given += 1
            uses.value_cents += body.value_cents
            uses.points += body.spent
            uses.bonus += body.bonus
        case VisitVoided() as body:
            _add_void(sums, fact, body, there, adding)
        case RedemptionVoided() as body:
            _person(sums, fact.staff).voids += 1
            used = there.get(body.redemption) or adding.look(body.redemption)
            if used is not None and isinstance(used.body, RewardRedeemed):
                uses = sums.rewards.setdefault((used.body.reward, used.body.title), Uses())
                uses.voided += 1
            _correct(sums, fact, adding, What.REDEMPTION_VOIDED, _value(used), body.reason, body.redemption)
        case VisitReturned() as body:
            cents = sum([line.cents for line in body.lines if line.kind is _PRODUCT])
            sums.refunds[fact.id] = cents
            sums.guest_refund_cents += cents if fact.subject is None else 0
            about = body.visit or body.receipt or ""
            _correct(sums, fact, adding, What.RETURNED, cents, body.reason or "", about)
        case _:
            _add_correction(sums, fact, adding)


def _add_void(sums: Sums, fact: Fact, body: VisitVoided, there: Mapping[str, Fact], adding: Adding) -> None:
    _person(sums, fact.staff).voids += 1
    today = there.get(body.visit)
    visit = today or adding.look(body.visit)
    cents = spend_of(visit.body) if visit is not None and isinstance(visit.body, VisitRecorded) else 0
    if today is None:
        sums.late_voided += 1
        sums.late_voided_cents += cents
    what = What.EARLIER_VISIT_VOIDED if today is None else What.VISIT_VOIDED
    _correct(sums, fact, adding, what, cents, body.reason, body.visit)


def _add_correction(sums: Sums, fact: Fact, adding: Adding) -> None:
    match fact.body:
        case PointsAdjusted(points=points, reason=reason, write_off=write_off):
            what = What.WRITTEN_OFF if write_off else What.POINTS_ADJUSTED
            _correct(sums, fact, adding, what, points, reason)
        case AwardGiven(title=title, reason=reason):
            _correct(sums, fact, adding, What.AWARD_GIVEN, 0, reason, title)
        case TierOverridden(tier=tier, reason=reason):
            _correct(sums, fact, adding, What.TIER_HELD, 0, reason, tier)
        case MemberMerged(into=into, reason=reason):
            _correct(sums, fact, adding, What.MERGED, 0, reason, into)
        case MemberUnmerged(merge=merge, reason=reason):
            _correct(sums, fact, adding, What.UNMERGED, 0, reason, merge)
        case MemberErased():
            _correct(sums, fact, adding, What.ERASED, 0, "")
        case VisitMoved(old=old, new=new, reason=reason):
            visit = adding.look(new)
            cents = spend_of(visit.body) if visit is not None and isinstance(visit.body, VisitRecorded) else 0
            _correct(sums, fact, adding, What.VISIT_MOVED, cents, reason, old)
        case ExceptionSettled(what=what, note=note):
            _correct(sums, fact, adding, What.SETTLED, 0, note, what)
        case _:
            pass  # programs, campaigns, messages: no part of a day's sums


def _correct(sums: Sums, fact: Fact, adding: Adding, what: What, amount: int, reason: str, about: str = "") -> None:
    member = adding.member(fact.subject)
    at = happened_at(fact)
    sums.corrections.append(Correction(what, fact.id, at, fact.store, fact.staff, member, amount, reason, about))


def _value(used: Fact | None) -> int:
    return used.body.value_cents if used is not None and isinstance(used.body, RewardRedeemed) else 0


def _person(sums: Sums, staff: str | None) -> Person:
    person = sums.people.get(staff)
    if person is None:
        person = sums.people[staff] = Person()
    return person


def _store(sums: Sums, store: str) -> list[int]:
    found = sums.stores.get(store)
    if found is None:
        found = sums.stores[store] = [0, 0, 0]
    return found


def _add_pairs(pairs: dict[str, list[int]], amounts: Mapping[str, int]) -> None:
    for name, cents in amounts.items():
        pair = pairs.get(name)
        if pair is None:
            pairs[name] = [1, cents]
        else:
            pair[0] += 1
            pair[1] += cents


def _add_pair(pairs: dict[Key, list[int]], key: Key, cents: int) -> None:
    pair = pairs.get(key)
    if pair is None:
        pairs[key] = [1, cents]
    else:
        pair[0] += 1
        pair[1] += cents
