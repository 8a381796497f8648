"""Decides how PosDesk speaks at the counter: one place turns values into shop language, for screen and command line.

Words a budtender says; no rule is decided here, and no HTML.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from posdesk.domain import money, points
from posdesk.domain.facts import RewardRedeemed
from posdesk.domain.program import Basis
from posdesk.domain.rewards import PAY_WITH_POINTS
from posdesk.domain.standing import (
    Award,
    AwardSource,
    AwardState,
    MilestoneStanding,
    NextTier,
    RedemptionOutcome,
    ReturnOutcome,
    Standing,
    TierDrop,
    TierStanding,
)

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_words(day: date, today: date) -> str:
    """`today`, `yesterday`, `Nov 3`, or `Nov 3, 2025` when it is in another year."""
    if day == today:
        return "today"
    if (today - day).days == 1:
        return "yesterday"
    short = f"{_MONTHS[day.month - 1]} {day.day}"
    return short if day.year == today.year else f"{short}, {day.year}"


def whole_day(day: date) -> str:
    """`Nov 3, 2026`, for paper that is read later."""
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def count(number: int, word: str) -> str:
    """`1 visit`, `2 visits`."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def dollars(cents: int) -> str:
    """`$62.50`, `$10`."""
    return money.format_short(cents)


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `11th`."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"


def amount(value: int, basis: Basis, point_name: str) -> str:
    """A value in the unit of its basis: `3 visits`, `$120`, `450 points`."""
    match basis:
        case Basis.VISITS:
            return count(value, "visit")
        case Basis.SPEND:
            return money.format_short(value)
        case Basis.POINTS:
            return some_points(value, point_name)


def some_points(hundredths: int, point_name: str) -> str:
    """`450 points`, by the name that the program gives them."""
    return f"{points.format_points(hundredths)} {point_name}"


def to_next_tier(tier: TierStanding, following: NextTier, today: date, point_name: str) -> str:
    """`$260 to Platinum by Jan 3`."""
    by = "" if following.until is None else f" by {day_words(following.until, today)}"
    return f"{amount(following.missing, tier.basis, point_name)} to {following.name}{by}"


def keeps_tier(tier: TierStanding, drop: TierDrop, today: date, point_name: str) -> str:
    """`$55 by Apr 9 keeps Gold`."""
    last = day_words(drop.on - timedelta(days=1), today)
    return f"{amount(drop.keeps, tier.basis, point_name)} by {last} keeps {tier.name}"


def to_milestone(milestone: MilestoneStanding, point_name: str) -> str:
    """`2 visits to go` or `$12.50 to go`."""
    return f"{amount(milestone.missing, milestone.on, point_name)} to go"


def award_line(award: Award, today: date) -> str:
    """The second line of an award: `Earned today · until Dec 23`."""
    until = "" if award.valid_until is None else f" · until {day_words(award.valid_until, today)}"
    if award.source is AwardSource.CAMPAIGN:
        return f"For you{until}"
    return f"Earned {day_words(award.earned_on, today)}{until}"


def after_visit(before: Standing, after: Standing) -> str:
    """What a visit would do: `After this: 10 visits · $10 off earned · $198 to Platinum`."""
    last = after.history[-1]
    why_not = "" if last.why_not is None else f" ({last.why_not})"
    parts = [count(after.visits, "visit") + why_not]
    earned = last.points
    if earned:
        parts.append(some_points(earned, after.point_name))
    known = {(award.rule.id, award.n) for award in before.awards}
    parts += [f"{award.title} earned" for award in after.awards if (award.rule.id, award.n) not in known]
    if after.tier.id != before.tier.id:
        parts.append(f"now {after.tier.name}")
    if after.tier.next is not None:
        parts.append(f"{amount(after.tier.next.missing, after.tier.basis, after.point_name)} to {after.tier.next.name}")
    return f"After this: {' · '.join(parts)}"


def after_return(outcome: ReturnOutcome, before: Standing, after: Standing) -> str:
    """What a return would do: `Refund $23.33 · 23.33 points taken back · now Silver`."""
    return " · ".join(return_parts(outcome, before, after))


def returned(outcome: ReturnOutcome | None, before: Standing, after: Standing) -> str:
    """The toast after a return: `Returned. Refund $23.33 · 23.33 points taken back`."""
    if outcome is None:
        return "Saved. The return waits for its visit, which has not come to this register yet"
    return f"Returned. {after_return(outcome, before, after)}"


def return_parts(outcome: ReturnOutcome, before: Standing, standing: Standing) -> list[str]:
    """What a return does, one thing each; of an offer whose minimum is no longer reached which of the two: that it
    stays, or that it went back (X07)."""
    parts = [f"Refund {money.format_cents(outcome.refund_cents)}"]
    if outcome.points:
        parts.append(f"{some_points(outcome.points, standing.point_name)} taken back")
    if outcome.given_back:
        parts.append(f"{some_points(outcome.given_back, standing.point_name)} given back")
    if outcome.clawed_cents:
        parts.append(f"{dollars(outcome.clawed_cents)} of the offer went back too")
    titles = {use.fact_id: use.title for use in standing.redemptions}
    stood = {use.fact_id for use in before.redemptions if use.standing}
    again = [use.title for use in standing.redemptions if use.fact_id in stood and not use.standing]
    parts += [f"{title} can be used again" for title in again]
    parts += [f"{titles[offer]} stays" for offer in outcome.kept_offers]
    revoked = {_key(award) for award in before.awards if award.state is AwardState.REVOKED}
    lost = [award for award in standing.awards if award.state is AwardState.REVOKED and _key(award) not in revoked]
    parts += [f"{award.title} is lost" for award in lost]
    if standing.tier.id != before.tier.id:
        parts.append(f"now {standing.tier.name}")
    if standing.points < 0:
        parts.append(balance(standing.points, standing.point_name))
    return parts


def _key(award: Award) -> tuple[str, int]:
    return award.rule.id, award.n


def undone(name: str, standing: Standing, used: Sequence[RedemptionOutcome]) -> str:
    """The toast after an undo: `Undone. Maria G. has 9 visits again · $10 off can be used again`."""
    parts = [f"Undone. {name} has {count(standing.visits, 'visit')} again"]
    parts += [f"{use.title} can be used again" for use in used if use.reward != PAY_WITH_POINTS]
    spent = sum(use.points for use in used)
    return " · ".join([*parts, f"{some_points(spent, standing.point_name)} are back"] if spent else parts)


def balance(hundredths: int, name: str) -> str:
    """A points balance: `312 points`, or in plain words what is owed: `10 points short`."""
    return f"{points.format_points(abs(hundredths))} {name}{' short' if hundredths < 0 else ''}"


def ending(standing: Standing) -> str:
    """What of the points ends soon: `40 end Dec 31`, or nothing."""
    if not standing.ending:
        return ""
    first = standing.ending[0]
    return f"{points.format_points(first.points)} end {day_words(first.on, standing.as_of.day)}"


def redeemed(body: RewardRedeemed, standing: Standing) -> str:
    """The toast after a reward was used: `Used T-shirt for 800 points. 120 points left`."""
    cost = f" for {some_points(body.spent, standing.point_name)}" if body.spent else ""
    bonus = f" · {some_points(body.bonus, standing.point_name)} earned" if body.bonus else ""
    later = "" if body.handed_over else " · to be handed over"
    return f"Used {body.title}{cost}{bonus}{later} · {some_points(standing.points, standing.point_name)} now"


def saved(standing: Standing, name: str, visit_id: str) -> str:
    """The toast after a visit: `Saved. Visit 10 for Maria G.`"""
    visit = next(visit for visit in reversed(standing.history) if visit.fact_id == visit_id)
    if visit.counted:
        return f"Saved. Visit {visit.number:,} for {name}"
    return f"Saved. Still {count(standing.visits, 'visit')} for {name} ({visit.why_not})"
