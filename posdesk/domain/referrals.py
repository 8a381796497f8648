"""Decides what comes of bringing a new member: nothing yet, an award from a day on, or nothing at all, and why (LG10).

It is a pure function of the facts of both and of the day, so it is asked whenever somebody looks and never stored: when
the first visit is undone, or both turn out to be one person, every register comes to the same. The award's key is
(referrer, `referral:ID`, 1) by the id of the new member, so that no merge and no retry gives it twice. Refuses to know
how the facts are found (posdesk.counter.referrals).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from posdesk.domain.facts import Fact, MemberEnrolled, MemberField, MemberFieldSet, fold_order
from posdesk.domain.people_facts import MemberIdRead, ReferralMade
from posdesk.domain.program import Program, ReferralRule
from posdesk.domain.rewards import REFERRAL
from posdesk.domain.standing import Award, AwardSource, AwardState, Standing, VisitOutcome

Brought = Callable[[str], Sequence[Fact]]
"""Every fact about a member (UUID text)."""
WITH_A_YEAR = len("2001-05-30")


class ReferralState(StrEnum):
    """How far it has come. waiting: no visit yet. held: from a day on. open: it can be used. nothing: see why."""

    WAITING = "waiting"
    HELD = "held"
    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    NOTHING = "nothing"


class WhyNothing(StrEnum):
    """Why a referral gives nothing."""

    SAME_PERSON = "both are one person"
    SAME_PHONE = "both have the same phone"
    SAME_BIRTHDAY = "both have the same birthday"
    SAME_ID = "both showed the same ID"
    CIRCULAR = "the one who was brought had brought the other"
    EXISTING = "was a member already"
    VOIDED = "the first visit was undone, or its goods came back"
    ENOUGH = "has brought as many as are rewarded"


@dataclass(frozen=True, slots=True)
class Referral:
    """One new member that somebody brought. referred: the id under which that one was enrolled. made: the fact that
    says so. first, last: the days on which the award can be used, once there is a visit; last None: for ever."""

    referred: str
    made: str
    made_on: date
    state: ReferralState
    why: WhyNothing | None = None
    first: date | None = None
    last: date | None = None

    @property
    def key(self) -> tuple[str, int]:
        """The award's key."""
        return f"{REFERRAL}{self.referred}", 1


@dataclass(frozen=True, slots=True)
class Friend:
    """The one who was brought: all facts about that person, under whichever ids, and the standing. circular: she had
    brought the other, herself or through others."""

    facts: Sequence[Fact]
    standing: Standing
    circular: bool = False


def made_by(facts: Iterable[Fact]) -> list[Fact]:
    """The referrals of a member, oldest first, each new member once. facts: all about her."""
    found: dict[str, Fact] = {}
    for fact in sorted((fact for fact in facts if isinstance(fact.body, ReferralMade)), key=fold_order):
        assert isinstance(fact.body, ReferralMade)
        found.setdefault(fact.body.referred, fact)
    return list(found.values())


def pays_nothing(own: Sequence[Fact], friend: Sequence[Fact], referred: str, *, circular: bool) -> WhyNothing | None:
    """Why a referral gives nothing whatever is bought; None: it may. own: all facts about who brought the other."""
    if _people(own) & _people(friend):
        return WhyNothing.SAME_PERSON
    if _told(own, MemberField.PHONE) & _told(friend, MemberField.PHONE):
        return WhyNothing.SAME_PHONE
    if _whole(_told(own, MemberField.BIRTHDAY)) & _whole(_told(friend, MemberField.BIRTHDAY)):
        return WhyNothing.SAME_BIRTHDAY
    if _ids_read(own) & _ids_read(friend):
        return WhyNothing.SAME_ID
    if circular:
        return WhyNothing.CIRCULAR
    enrolled = [fact for fact in friend if isinstance(fact.body, MemberEnrolled)]
    first = min(enrolled, key=fold_order, default=None)
    return WhyNothing.EXISTING if first is not None and first.subject != referred else None


def judged(rule: ReferralRule, made: Fact, own: Sequence[Fact], friend: Friend, day: date) -> Referral:
    """What has come of one referral by business day `day`. own: all facts about who brought the other."""
    assert isinstance(made.body, ReferralMade)
    referred = made.body.referred
    plain = Referral(referred, made.id, made.business_day, ReferralState.WAITING)
    why = pays_nothing(own, friend.facts, referred, circular=friend.circular)
    if why is not None:
        return _nothing(plain, why)
    visit = next(_that_stand(friend, rule.void_days), None)
    if visit is None:
        undone = any(each.voided_by or each.returned_by for each in friend.standing.history)
        return _nothing(plain, WhyNothing.VOIDED) if undone else plain
    first = visit.day + timedelta(days=rule.void_days + 1 if rule.void_days else 0)
    last = None if rule.award.valid_days is None else first + timedelta(days=rule.award.valid_days)
    if day < first:
        state = ReferralState.HELD
    else:
        state = ReferralState.OPEN if last is None or day <= last else ReferralState.EXPIRED
    return Referral(referred, made.id, made.business_day, state, None, first, last)


def with_most(rule: ReferralRule, found: Iterable[Referral]) -> list[Referral]:
    """The same, but for those beyond as many as are rewarded: the earliest count."""
    left, kept = rule.most, []
    for each in found:
        gives = each.state is not ReferralState.NOTHING and each.state is not ReferralState.WAITING
        kept.append(_nothing(each, WhyNothing.ENOUGH) if gives and left <= 0 else each)
        left -= gives
    return kept


def award_of(program: Program, rule: ReferralRule, referral: Referral) -> Award | None:
    """The award, as its key names it; None where there is none to use, now or soon."""
    if referral.state not in (ReferralState.OPEN, ReferralState.HELD) or referral.first is None:
        return None
    name, n = referral.key
    held = referral.state is ReferralState.HELD
    return Award(
        rule=program.ref(name),
        n=n,
        title=rule.award.title,
        earned_by=referral.made,
        earned_on=referral.first,
        valid_until=referral.last,
        state=AwardState.WAITING if held else AwardState.OPEN,
        source=AwardSource.REFERRAL,
        reward=rule.award.reward,
        valid_from=referral.first if held else None,
    )


def leads_back(start: Sequence[Fact], to: Sequence[Fact], brought: Brought, most: int = 200) -> bool:
    """Whether a person has brought another, herself or through whom she brought. start, to: the facts about both.
    brought: the facts about a member, by id. most: so many are looked at."""
    wanted = _people(to)
    fresh, seen = [_referred(start)], set[str]()
    while fresh and len(seen) < most:
        for member in fresh.pop():
            if member in wanted:
                return True
            if member not in seen:
                seen.add(member)
                fresh.append(_referred(brought(member)))
    return False


def _people(facts: Iterable[Fact]) -> set[str]:
    return {fact.subject for fact in facts if fact.subject is not None}


def _referred(facts: Iterable[Fact]) -> list[str]:
    return [fact.body.referred for fact in facts if isinstance(fact.body, ReferralMade)]


def _that_stand(friend: Friend, void_days: int) -> Iterator[VisitOutcome]:
    """The counted visits that were not undone, nor brought back whole, within so many days."""
    days = {fact.id: fact.business_day for fact in friend.facts}
    for visit in friend.standing.history:
        if visit.voided_by is not None:
            undone = days.get(visit.voided_by, visit.day)
        elif visit.returned_by and visit.spend_cents <= 0:
            undone = max(days.get(each, visit.day) for each in visit.returned_by)
        elif visit.counted:
            yield visit
            continue
        else:
            continue
        if undone - visit.day > timedelta(days=void_days):
            yield visit


def _told(facts: Iterable[Fact], field: MemberField) -> set[str]:
    """Every value a field ever had: a phone that was changed since was hers all the same."""
    values: set[str | None] = set()
    for fact in facts:
        body = fact.body
        if isinstance(body, MemberEnrolled):
            values.add(getattr(body, field))
        elif isinstance(body, MemberFieldSet) and body.field is field:
            values.add(body.value)
    return {value for value in values if value}


def _ids_read(facts: Iterable[Fact]) -> set[str]:
    return {fact.body.id_hash for fact in facts if isinstance(fact.body, MemberIdRead) and fact.body.id_hash}


def _whole(birthdays: set[str]) -> set[str]:
    """Those with a year: by day and month alone one in a few hundred is somebody else's too."""
    return {birthday for birthday in birthdays if len(birthday) == WITH_A_YEAR}


def _nothing(referral: Referral, why: WhyNothing) -> Referral:
    return Referral(referral.referred, referral.made, referral.made_on, ReferralState.NOTHING, why)
