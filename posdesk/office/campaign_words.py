"""Decides how the results of campaigns and what-ifs are said to a manager, a line each."""

from collections.abc import Callable

from posdesk.counter import wording
from posdesk.domain.lift import Interval
from posdesk.domain.points import format_points
from posdesk.office.campaign_results import Results
from posdesk.office.what_if import CampaignWhatIf, ProgramWhatIf

STOPPED = "It was stopped: not everybody was asked."


def results_lines(found: Results) -> list[str]:
    """What it brought, a line each."""
    cost = wording.dollars(found.cost_cents)
    lines = [
        f"Shown to {wording.count(found.shown, 'member')}, kept from {found.held_out:,} to compare.",
        f"{wording.count(found.used, 'use')} by {wording.count(found.members, 'member')}, {cost} off baskets.",
    ]
    if found.points:
        lines.append(f"{format_points(found.points)} points given.")
    if found.over:
        lines.append(f"{wording.count(found.over, 'use')} more than the total: registers that were offline gave them.")
    if found.mixed:
        lines.append(f"{wording.count(found.mixed, 'member')} left out of the comparison: on both sides after a merge.")
    lift = found.lift
    if lift.came is None or lift.spend is None:
        return [*lines, lift.too_few]
    return [
        *lines,
        f"Came again: {_share(lift.came.middle)} more of those it was shown to ({_range(lift.came, _share)}).",
        f"Spent: {_money(lift.spend.middle)} more each ({_range(lift.spend, _money)}).",
    ]


def what_if_lines(found: CampaignWhatIf) -> list[str]:
    """What a campaign would have done."""
    lines = [
        f"Of {wording.count(found.asked, 'member')} who came, {found.members:,} would have had it.",
        f"{wording.count(found.uses, 'use')}, {wording.dollars(found.cost_cents)} off baskets as they were.",
    ]
    if found.held_out:
        lines.append(f"Kept from {found.held_out:,} to compare.")
    if found.points:
        lines.append(f"{format_points(found.points)} points given.")
    if found.gained is not None and found.lost is not None:
        lines.append(f"Against the version that is published: {found.gained:,} gained, {found.lost:,} lost.")
    return [*lines, *([STOPPED] if found.stopped else [])]


def program_lines(found: ProgramWhatIf) -> list[str]:
    """What a program would have done."""
    more = "more" if found.points >= 0 else "fewer"
    lines = [
        f"Of {wording.count(found.asked, 'member')} who came, {found.tier_up:,} would be in a higher tier, "
        f"{found.tier_down:,} in a lower one.",
        f"{found.awards_gained:,} awards more, {found.awards_lost:,} fewer.",
        f"{format_points(abs(found.points))} points {more}, worth {wording.dollars(abs(found.worth_cents))}.",
    ]
    return [*lines, *([STOPPED] if found.stopped else [])]


def _range(found: Interval, said: Callable[[int], str]) -> str:
    sure = "" if found.is_sure else ", which may be chance"
    return f"between {said(found.low)} and {said(found.high)}{sure}"


def _share(hundredths: int) -> str:
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{abs(hundredths) // 100}.{abs(hundredths) % 100:02} %"


def _money(cents: int) -> str:
    return wording.dollars(cents)
