"""Decides what the trigger of a campaign asks of a member, as clauses over her figures, and which occasion it is.

As clauses, so that one member is asked and a million are counted by the same words (segments.py). Refuses to know the
rest of a campaign.
"""

from datetime import date, timedelta

from posdesk.domain import birthday
from posdesk.domain.campaigns import Campaign, Trigger, When
from posdesk.domain.facts import MemberField
from posdesk.domain.figures import Column, Figures
from posdesk.domain.segments import Asks, Comparison, Group, Joined, Node
from posdesk.domain.standing import AwardState, Standing


def trigger_node(when: When) -> Node | None:
    """What must hold of a member for the trigger; None: nothing."""
    match when.trigger:
        case Trigger.JOINED:
            return Asks("days_since_joining", Comparison.BETWEEN, (when.first, when.last - 1))
        case Trigger.BIRTHDAY:
            return Asks("birthday_away", Comparison.BETWEEN, (-when.last, when.first))
        case Trigger.MILESTONE_NEAR:
            return Asks("to_milestone", Comparison.AT_MOST, (when.near,), of=when.milestone)
        case Trigger.MILESTONE_REACHED:
            return Asks("days_since_milestone", Comparison.AT_MOST, (when.last,), of=when.milestone)
        case Trigger.LAPSE:
            return Asks("overdue", Comparison.AT_LEAST, (when.percent,))
        case Trigger.TIER_ENTRY:
            return Asks("days_in_tier", Comparison.AT_MOST, (when.last,))
        case _:
            return None


def audience(campaign: Campaign) -> Node:
    """Whom a campaign is for on a day: its clauses, its trigger, and, where it asks for something, who has not told it
    (DT06: filled before the message means no message). The days a birthday has to settle (DT04) and how often she had
    it are not in it: campaigning.answers asks them of each."""
    parts: list[Node] = [] if campaign.where is None else [campaign.where]
    node = trigger_node(campaign.when)
    if node is not None:
        parts.insert(0, node)
    if campaign.question is not None:
        parts.append(Asks("days_since_told", Comparison.UNKNOWN, of=campaign.question.field))
    return Group(Joined.ALL, tuple(parts))


def asked_of(figures: Figures, field: MemberField) -> int | None:
    """The ordinal of the day on which a field was told for the first time."""
    return figures.marks.get(f"filled:{field}")


def occasion(trigger: Trigger, milestone: str, figures: Figures, standing: Standing) -> int | date | None:
    """Which one it is: the day of the birthday that is nearest, of the last visit before the lapse, on which the tier
    was come to; the number of the milestone that comes or was reached. None: there is none."""
    match trigger:
        case Trigger.BIRTHDAY:
            kept = figures.values[Column.BIRTHDAY]
            if not isinstance(kept, int):
                return None
            return figures.day + timedelta(days=birthday.days_away(f"{kept // 100:02}-{kept % 100:02}", figures.day))
        case Trigger.MILESTONE_NEAR | Trigger.MILESTONE_REACHED:
            reached = [
                award.n
                for award in standing.awards
                if award.rule.id == milestone and award.state is not AwardState.REVOKED
            ]
            return max(reached, default=0) + (trigger is Trigger.MILESTONE_NEAR)
        case Trigger.LAPSE:
            last = figures.values[Column.LAST_VISIT]
            return last if isinstance(last, date) else None
        case Trigger.TIER_ENTRY:
            since = figures.values[Column.TIER_SINCE]
            return since if isinstance(since, date) else None
        case _:
            return None
