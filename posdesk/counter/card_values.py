"""Decides how a member's card, and what is behind it, is written as JSON: for commands, and for whoever asks a hub.

Money is in cents and points in hundredths, as everywhere; a share is a fraction of one with four places.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from posdesk.counter import reasons
from posdesk.counter.card import MemberCard
from posdesk.domain import hidden
from posdesk.domain.business_day import Instant
from posdesk.domain.campaigning import Answer as Meant
from posdesk.domain.clauses import Clause, Value
from posdesk.domain.habits import Habit
from posdesk.domain.member import Member
from posdesk.domain.standing import (
    Award,
    ExceptionLine,
    Lot,
    MilestoneStanding,
    RedemptionOutcome,
    ReturnOutcome,
    TierDrop,
    VisitOutcome,
)

Json = Any
HISTORY = 20
"""How many of the latest visits a card lists."""


def moment(instant: Instant) -> str:
    """An instant as ISO 8601 in UTC, to the millisecond."""
    at = datetime.fromtimestamp(instant // 1000, UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{instant % 1000:03d}Z"


def card_value(card: MemberCard) -> dict[str, Json]:
    """The answer of `show --json`. What is hidden by role is in it only where there is something, and
    for who sees it."""
    standing, tier = card.standing, card.standing.tier
    return {
        "member": card.member.id,
        "joined": list(card.member.joined),
        **_profile(card.member),
        "as_of": moment(standing.as_of.at),
        "business_day": standing.as_of.day.isoformat(),
        "program": standing.program,
        "tier": {
            "id": tier.id,
            "name": tier.name,
            "basis": tier.basis,
            "metric": tier.metric,
            "next": tier.next.name if tier.next else None,
            "missing": tier.next.missing if tier.next else None,
            "until": tier.next.until.isoformat() if tier.next and tier.next.until else None,
            "since": tier.since.isoformat() if tier.since else None,
            "natural": tier.natural_name,
            "held_until": tier.held_until.isoformat() if tier.held_until else None,
            "drop": _drop(tier.drop),
        },
        **({hidden.FIELD: card.kind} if card.kind else {}),
        "visits": standing.visits,
        "spend_cents": standing.spend_cents,
        "points": standing.points,
        "points_available": standing.points_available,
        "points_pending": standing.points_pending,
        "points_earned": standing.points_earned,
        "lots": [lot_value(lot) for lot in standing.lots],
        "owed": [{"store": owed.store, "points": owed.points} for owed in standing.owed],
        "ending": [{"on": ending.on.isoformat(), "points": ending.points} for ending in standing.ending],
        "milestones": [_milestone(milestone) for milestone in standing.milestones],
        "awards": [award_value(award) for award in standing.awards],
        "redemptions": [redemption_value(use) for use in standing.redemptions],
        "returns": [returned_value(back) for back in standing.returns],
        "exceptions": [exception_value(line) for line in standing.exceptions],
        "brands": [_habit("brand", habit) for habit in standing.brands],
        "categories": [_habit("category", habit) for habit in standing.categories],
        "months": [
            {"month": month.month, "spend_cents": month.spend_cents, "visits": month.visits}
            for month in standing.months
        ],
        "say": card.say,
        "chips": [chip.words for chip in card.chips],
        "offers": [{"title": offer.title, "line": offer.line, "usable": offer.usable} for offer in card.offers],
        "first_visit": standing.first_visit.isoformat() if standing.first_visit else None,
        "last_visit": standing.last_visit.isoformat() if standing.last_visit else None,
        "history": [_visit(visit) for visit in reversed(standing.history[-HISTORY:])],
    }


def offers_value(card: MemberCard, found: Sequence[Meant], said: reasons.Told) -> dict[str, Json]:
    """The answer of `offers --json`: what can be used, and what each campaign means, with every clause."""
    question = card.campaigns.question
    return {
        "member": card.member.id,
        "say": card.say,
        "question": None
        if question is None
        else {"field": question.field, "words": question.words, "gets": question.gets},
        "personas": [persona.title for persona in card.campaigns.personas],
        "offers": [
            {"title": offer.title, "line": offer.line, "usable": offer.usable, "use": _use(offer.award)}
            for offer in card.offers
        ],
        "campaigns": [_meant(each, said._replace(sees=card.sees_hidden)) for each in found],
        "not_applied": list(card.campaigns.unreadable),
    }


def lot_value(lot: Lot) -> dict[str, Json]:
    """One lot of points in JSON."""
    return {
        "source": lot.source,
        "fact": lot.fact,
        "store": lot.store,
        "earned_on": lot.earned_on.isoformat(),
        "usable_from": lot.usable_from.isoformat(),
        "until": lot.expires_on.isoformat() if lot.expires_on else None,
        "idle_days": lot.idle_days,
        "earned": lot.earned,
        "left": lot.left,
        "program": lot.program,
    }


def award_value(award: Award) -> dict[str, Json]:
    """One award in JSON."""
    return {
        "id": award.rule.id,
        "version": award.rule.version,
        "n": award.n,
        "title": award.title,
        "reward": award.reward,
        "source": award.source,
        "earned_by": award.earned_by,
        "earned_on": award.earned_on.isoformat(),
        "until": award.valid_until.isoformat() if award.valid_until else None,
        "state": award.state,
        "expired": award.expired,
        "provisional": award.provisional,
        "redeemed_by": award.redeemed_by,
        "why": award.why,
    }


def redemption_value(use: RedemptionOutcome) -> dict[str, Json]:
    """One use of a reward in JSON."""
    return {
        "redemption": use.fact_id,
        "reward": use.reward,
        "title": use.title,
        "award": f"{use.award_rule}:{use.award_n}" if use.award_rule else None,
        "visit": use.visit,
        "day": use.day.isoformat(),
        "store": use.store,
        "register": use.register,
        "points": use.points,
        "given_back": use.given_back,
        "value_cents": use.value_cents,
        "standing": use.standing,
        "double": use.double,
        "unearned": use.unearned,
        "handed_over": use.handed_over,
        "lots": [{"fact": fact, "points": part} for fact, part in use.lots],
    }


def returned_value(outcome: ReturnOutcome) -> dict[str, Json]:
    """One return in JSON."""
    return {
        "return": outcome.fact_id,
        "visit": outcome.visit,
        "day": outcome.day.isoformat(),
        "refund_cents": outcome.refund_cents,
        "clawed_cents": outcome.clawed_cents,
        "points": outcome.points,
        "given_back": outcome.given_back,
        "kept_offers": list(outcome.kept_offers),
    }


def exception_value(line: ExceptionLine) -> dict[str, Json]:
    """One thing a manager should look at."""
    return {"kind": line.kind, "fact": line.fact or None, "day": line.day.isoformat(), "amount": line.amount}


def clause_value(clause: Clause, *, sees: bool = False) -> dict[str, Json]:
    """A clause and its parts in JSON. sees: for somebody who sees what is hidden by role."""
    clause = clause if sees else hidden.veiled(clause)
    return {
        "code": clause.code,
        "holds": clause.holds,
        "rule": {"id": clause.rule.id, "version": clause.rule.version} if clause.rule else None,
        "law": clause.law or None,
        "seen": _plain(clause.seen),
        "needed": _plain(clause.needed),
        "distance": clause.distance,
        "unit": clause.unit,
        "fact": clause.fact,
        "parts": [clause_value(part, sees=sees) for part in clause.parts],
    }


def _plain(value: Value) -> Json:
    return value if value is None or isinstance(value, int | str) else value.isoformat()


def _profile(member: Member) -> Mapping[str, Json]:
    """First name and initial, never the whole phone: what a command prints may be seen or kept by others."""
    return {
        "name": member.short_name,
        "phone_ends": member.phone_ends,
        "card_code": member.card_code,
        "home_store": member.home_store,
        "enrolled_on": member.enrolled_on.isoformat() if member.enrolled_on else None,
    }


def _milestone(milestone: MilestoneStanding) -> dict[str, Json]:
    return {
        "id": milestone.rule.id,
        "version": milestone.rule.version,
        "on": milestone.on,
        "title": milestone.title,
        "current": milestone.current,
        "target": milestone.target,
        "missing": milestone.missing,
        "nudge": milestone.nudge_due,
        "reached": milestone.reached,
    }


def _drop(drop: TierDrop | None) -> Json:
    return drop and {"on": drop.on.isoformat(), "to": drop.to_name, "keeps": drop.keeps}


def _habit(name: str, habit: Habit) -> dict[str, Json]:
    return {
        name: habit.name,
        "visits": habit.visits,
        "spend_cents": habit.spend_cents,
        "share": habit.share / 10_000,
        "weighted_share": habit.weighted_share / 10_000,
        "last": habit.last.isoformat(),
        "always": habit.always,
        "why_not_always": habit.why_not_always,
    }


def _visit(visit: VisitOutcome) -> dict[str, Json]:
    return {
        "visit": visit.fact_id,
        "at": moment(visit.occurred_at),
        "day": visit.day.isoformat(),
        "store": visit.store,
        "receipt": visit.receipt,
        "counted": visit.counted,
        "why_not": visit.why_not,
        "number": visit.number,
        "spend_cents": visit.spend_cents,
        "points": visit.points,
        "tier": visit.tier_before,
        "tier_after": visit.tier_after,
        "estimated": visit.estimated,
        "voided": visit.voided_by is not None,
        "returned": bool(visit.returned_by),
        "clock_suspect": visit.clock_suspect,
    }


def _meant(found: Meant, said: reasons.Told) -> dict[str, Json]:
    return {
        "campaign": found.campaign.id,
        "version": found.campaign.version,
        "title": found.campaign.title,
        "gets": found.why.holds and not found.asks,
        "asks": found.asks and found.why.holds,
        "not_yet": found.not_yet,
        "held_out": found.held_out,
        "until": None if found.until is None else found.until.isoformat(),
        "reason": reasons.reason(found.why, said),
        "why": clause_value(found.why, sees=said.sees),
    }


def _use(award: Award | None) -> str | None:
    """What `--use` and `redeem` take for it."""
    return None if award is None else f"award:{award.rule.id}:{award.n}"
