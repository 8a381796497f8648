"""Decides what a command answers about a member: the same as text for people as posdesk.counter.card_values writes for
programs."""

from posdesk.commands.answer import Json, table
from posdesk.counter import wording
from posdesk.counter.card import MemberCard
from posdesk.counter.card_values import card_value, moment
from posdesk.domain.habits import Habit
from posdesk.domain.program import ProgramTimeline
from posdesk.domain.standing import Standing

__all__ = ["because_of", "card_text", "card_value", "moment"]


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
    if card.kind:
        lines.append(f"  Kind of member: {card.kind}")
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


def _habit_row(habit: Habit) -> tuple[str, ...]:
    return (
        habit.name,
        wording.count(habit.visits, "visit"),
        wording.dollars(habit.spend_cents),
        f"{habit.share // 100} %",
        f"last {habit.last.isoformat()}",
    )


def because_of(standing: Standing, figure: str, timeline: ProgramTimeline) -> dict[str, Json] | None:
    """The answer of `show --why FIGURE`: the rules with version and the facts behind it."""
    from posdesk.domain.explain import because

    found = because(standing, timeline, figure)
    if found is None:
        return None
    rules = [{"id": rule.id, "version": rule.version} for rule in found.rules]
    return {"figure": found.figure, "value": found.value, "rules": rules, "facts": list(found.facts)}
