"""Decides what a command answers: a value for --json, and the same as text for people.

Money is in cents and points in hundredths, as everywhere; a share is a fraction of one with four places.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from posdesk.commands import loyalty_answers
from posdesk.commands.answer import Json, table
from posdesk.counter import wording
from posdesk.counter.card import MemberCard
from posdesk.domain.business_day import Instant
from posdesk.domain.habits import Habit
from posdesk.domain.member import Member
from posdesk.domain.program import ProgramTimeline
from posdesk.domain.standing import MilestoneStanding, Standing, TierDrop, VisitOutcome

HISTORY = 20
"""How many of the latest visits `show` lists."""


def moment(instant: Instant) -> str:
    """An instant as ISO 8601 in UTC, to the millisecond."""
    at = datetime.fromtimestamp(instant // 1000, UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{instant % 1000:03d}Z"


def card_value(card: MemberCard) -> dict[str, Json]:
    """The answer of `show --json`."""
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
        "member_type": standing.member_type,
        "visits": standing.visits,
        "spend_cents": standing.spend_cents,
        "points": standing.points,
        "points_available": standing.points_available,
        "points_pending": standing.points_pending,
        "points_earned": standing.points_earned,
        "lots": [loyalty_answers.lot_value(lot) for lot in standing.lots],
        "owed": [{"store": owed.store, "points": owed.points} for owed in standing.owed],
        "ending": [{"on": ending.on.isoformat(), "points": ending.points} for ending in standing.ending],
        "milestones": [_milestone(milestone) for milestone in standing.milestones],
        "awards": [loyalty_answers.award_value(award) for award in standing.awards],
        "redemptions": [loyalty_answers.redemption_value(use) for use in standing.redemptions],
        "returns": [loyalty_answers.returned_value(back) for back in standing.returns],
        "exceptions": [loyalty_answers.exception_value(line) for line in standing.exceptions],
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


def card_text(card: MemberCard) -> str:
    """The answer of `show` for people: the card in words."""
    standing, today = card.standing, card.standing.as_of.day
    tier = standing.tier
    step = f" · {wording.to_next_tier(tier, tier.next, today, standing.point_name)}" if tier.next else ""
    lines = [
        f"{card.member.short_name} · {tier.name}{step}",
        f"  {wording.count(standing.visits, 'visit')} · {wording.dollars(standing.spend_cents)} · "
        f"{wording.some_points(standing.points, standing.point_name)}",
        f"  Say: {card.say}",
    ]
    if card.member.joined:
        lines.append(f"  One member with the ids {', '.join(card.member.joined)}")
    if card.chips:
        lines.append(f"  {' · '.join(chip.words for chip in card.chips)}")
    if card.usually:
        lines.append(f"  {card.usually}")
    lines += [
        f"  {'Can use now' if offer.usable else 'Not yet'}: {offer.title} ({offer.line})" for offer in card.offers
    ]
    if standing.brands:
        lines.append("  Brands")
        lines += ["    " + line for line in table([_habit_row(habit) for habit in standing.brands[:5]]).splitlines()]
    return "\n".join(lines)


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


def _habit_row(habit: Habit) -> tuple[str, ...]:
    return (
        habit.name,
        wording.count(habit.visits, "visit"),
        wording.dollars(habit.spend_cents),
        f"{habit.share // 100} %",
        f"last {habit.last.isoformat()}",
    )


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


def because_of(standing: Standing, figure: str, timeline: ProgramTimeline) -> dict[str, Json] | None:
    """The answer of `show --why FIGURE`: the rules with version and the facts behind it."""
    from posdesk.domain.explain import because

    found = because(standing, timeline, figure)
    if found is None:
        return None
    rules = [{"id": rule.id, "version": rule.version} for rule in found.rules]
    return {"figure": found.figure, "value": found.value, "rules": rules, "facts": list(found.facts)}
