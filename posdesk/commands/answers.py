"""Decides what a command answers about a member: the same as text for people as posdesk.counter.card_values writes for
programs."""

from posdesk.commands.answer import Json, table
from posdesk.counter import referrals, wording
from posdesk.counter.card import MemberCard
from posdesk.counter.card_values import card_value, moment
from posdesk.domain.channels import Channel
from posdesk.domain.habits import Habit
from posdesk.domain.program import ProgramTimeline
from posdesk.domain.referral_code import code_of
from posdesk.domain.standing import Standing

__all__ = ["asked_value", "because_of", "card_text", "card_value", "moment"]


def asked_value(card: MemberCard, timeline: ProgramTimeline) -> dict[str, Json]:
    """What `show --json` says besides: what the member allows, in which language, and whom she brought."""
    member, rule = card.member, timeline.at(card.standing.as_of.at).referral
    return {
        "language": member.language,
        "consents": {channel: channel in member.consents for channel in Channel},
        "referral_code": code_of(member.id),
        "referrals": [
            {
                "member": each.referred,
                "state": each.state,
                "why": each.why,
                "from": each.first.isoformat() if each.first else None,
                "until": each.last.isoformat() if each.last else None,
                "words": referrals.in_words(each, rule, card.standing),
            }
            for each in card.campaigns.referrals
        ],
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
