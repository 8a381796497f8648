"""Decides how the results of a campaign are answered, in JSON and in words."""

from posdesk.commands.answer import Json
from posdesk.domain.lift import Interval
from posdesk.office.campaign_results import Results
from posdesk.office.campaign_words import results_lines


def results_value(found: Results) -> dict[str, Json]:
    """`campaign results --json`. Shares in hundredths of a percent, money in cents."""
    lift = found.lift
    return {
        "campaign": found.campaign.id,
        "shown": found.shown,
        "held_out": found.held_out,
        "mixed": found.mixed,
        "used": found.used,
        "members": found.members,
        "cost_cents": found.cost_cents,
        "points": found.points,
        "over_the_total": found.over,
        "came": {"shown": lift.shown.came, "held_out": lift.held_out.came, "lift": _interval(lift.came)},
        "spend_cents": {
            "shown": lift.shown.spend_cents,
            "held_out": lift.held_out.spend_cents,
            "lift": _interval(lift.spend),
        },
        "too_few": lift.too_few or None,
    }


def results_text(found: Results) -> str:
    """The same for people."""
    return "\n".join([f"“{found.campaign.title}”", *(f"  {line}" for line in results_lines(found))])


def _interval(found: Interval | None) -> Json:
    if found is None:
        return None
    return {"low": found.low, "middle": found.middle, "high": found.high, "is_sure": found.is_sure}
