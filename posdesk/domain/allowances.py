"""Decides how many uses of a reward or campaign a hub lets each register give before they speak again (RD10, CM08).

Of a campaign with a total no more is let out than is left: what one register may give, no other may. Refuses to know
how it is kept (db.hub.grants) and handed over.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from posdesk.domain.business_day import Instant
from posdesk.domain.campaigns import Calendar, Campaign, State
from posdesk.domain.program import Program
from posdesk.domain.rewards import Offline


def of_rewards(program: Program) -> dict[str, int]:
    """By the reward's id: the number its program names; every register gets the same."""
    return {
        reward.id: reward.offline_uses
        for reward in program.rewards
        if reward.id and reward.offline is Offline.ALLOWANCE
    }


def asks_hub(program: Program) -> bool:
    """Whether there is a reward that can be given only while the hub is reached."""
    return any(reward.offline is Offline.ONLINE_ONLY for reward in program.rewards)


def limited(calendar: Calendar, at: Instant, day: date) -> list[Campaign]:
    """Campaigns with a total that have not ended at an instant of business day `day`, in the version that holds."""
    found = (calendar.version_at(name, at, day) for name in calendar.versions)
    return [
        each.campaign
        for each in found
        if each is not None
        and each.campaign.limits.total is not None
        and calendar.state(each.campaign.id, at, day) is not State.ENDED
    ]


def of_campaigns(
    campaigns: Iterable[Campaign],
    used: Mapping[str, int],
    others: Mapping[str, int],
    registers: int,
    store: str,
    weight: int = 1,
) -> dict[str, int]:
    """By the campaign's rule: an even share of what is left, as far as no other register was told to give it.

    used: by rule, the uses that stand. others: what other registers may give. registers: how many there are, at least
    1. store: of the one that asks. weight: the registers it asks for, more than 1 for a store's hub.
    """
    found = {}
    for campaign in campaigns:
        if campaign.stores and store not in campaign.stores:
            continue
        left = (campaign.limits.total or 0) - used.get(campaign.rule, 0)
        found[campaign.rule] = share(left, others.get(campaign.rule, 0), registers, weight)
    return found


def share(left: int, others: int, registers: int, weight: int = 1) -> int:
    """An even share of `left`, rounded up, as far as others were not told to give it; see of_campaigns."""
    left = max(left, 0)
    return min(max(left - others, 0), -(-left * weight // registers))
