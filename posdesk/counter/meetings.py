"""Decides how it is noted which campaigns a member met at the counter: one fact for all that is new at a look-up.

A campaign that was shown is honoured after it is edited (CM09), and what it brought is measured from the day on which
it met her, those with it from whom it was kept (CM07).
"""

from collections.abc import Sequence

from posdesk.counter.ports import Desk
from posdesk.counter.visits import draft
from posdesk.domain.campaign_facts import CampaignsMet, Meeting


def note(desk: Desk, member: str, met: Sequence[Meeting]) -> None:
    """Write down what a look-up showed a member for the first time, or kept from her; durable on return. Raises
    EnvironmentTrouble."""
    if met:
        desk.ledger.append([draft(desk, member, CampaignsMet(tuple(met)))])
