"""Decides whether a message may go, and when: asked when it is queued and again when it is sent, in the same words
(CM03). A message that may not has one reason, the first of a fixed order.

Every message is asked for age, the transactional ones too: no setting and no campaign can leave that out (G25). Refuses
to know where the answers come from (posdesk.office.messages) and who carries the message.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from posdesk.domain.birthday import is_of_age
from posdesk.domain.business_day import DAY_MS, BusinessCalendar, Instant, span
from posdesk.domain.campaigns import Campaign
from posdesk.domain.channels import Channel
from posdesk.domain.member import Member
from posdesk.domain.message_facts import HoldReason
from posdesk.domain.program import MessageCap, MessageRules
from posdesk.domain.quiet_hours import next_time

_HOUR_MS = 3_600_000
_FULL_BIRTHDAY = len("2001-05-30")


@dataclass(frozen=True, slots=True)
class Asked:
    """One message at one moment. now, not_after: ms UTC. today: the day by the calendar of her home store. running: the
    campaign is in its window, neither paused nor ended. member: her profile, None when there is none. age_checked: a
    person saw an ID that says she is old enough. fits: the campaign is for her, its stage included. held_out: CM07.
    taken: when the other messages of the class count for the cap, ms UTC. zones: all must allow it, IANA names."""

    now: Instant
    not_after: Instant
    today: date
    rules: MessageRules
    channel: Channel
    member: Member | None
    zones: Collection[str]
    taken: Sequence[Instant] = ()
    running: bool = True
    fits: bool = True
    held_out: bool = False
    age_checked: bool = False
    transactional: bool = False


@dataclass(frozen=True, slots=True)
class Go:
    """It may go at this instant (ms UTC): now, or when her quiet hours end."""

    at: Instant


@dataclass(frozen=True, slots=True)
class Held:
    """It may not, for this reason."""

    reason: HoldReason


Verdict = Go | Held


def verdict(asked: Asked) -> Verdict:
    """Whether and when a message may go. Pure: the same answers give the same verdict, on a register and on the hub."""
    for reason in HoldReason:
        if _HOLDS[reason](asked):
            return Held(reason)
    at = _time(asked)
    assert at is not None  # or QUIET_HOURS held it
    return Go(at)


def not_after(campaign: Campaign, now: Instant, rules: MessageRules, calendar: BusinessCalendar) -> Instant:
    """The last instant at which a message queued now is worth sending: so many hours from now, within the campaign."""
    latest = now + rules.good_hours * _HOUR_MS
    return latest if campaign.last_day is None else min(latest, span(campaign.last_day, calendar)[1] - 1)


def within_cap(at: Instant, taken: Collection[Instant], cap: MessageCap) -> bool:
    """Whether one more message at `at` leaves no stretch of `cap.days` days, wherever it begins, with more than
    `cap.most`. taken: the others, before and after it, in any order."""
    if cap.most is None:
        return True
    length = cap.days * DAY_MS
    near = sorted([at, *(other for other in taken if at - length < other < at + length)])
    starts = [start for start in near if start <= at]
    return all(sum(start <= each < start + length for each in near) <= cap.most for start in starts)


def _time(asked: Asked) -> Instant | None:
    """When it can go: not in her quiet hours, and not after it is over."""
    at = next_time(asked.now, asked.rules.hours, asked.zones)
    return at if at is not None and at <= asked.not_after else None


def _cap(asked: Asked) -> MessageCap:
    return asked.rules.transactional_cap if asked.transactional else asked.rules.cap


def _born_on(asked: Asked) -> str | None:
    """Her whole date of birth; one without a year says nothing of her age (DT05)."""
    birthday = None if asked.member is None else asked.member.birthday
    return birthday if birthday is not None and len(birthday) == _FULL_BIRTHDAY else None


def _under_age(asked: Asked) -> bool:
    """By her date of birth where there is one: an ID that somebody saw does not speak against it."""
    born = _born_on(asked)
    return born is not None and not is_of_age(born, asked.rules.minimum_age, asked.today)


def _age_unknown(asked: Asked) -> bool:
    return _born_on(asked) is None and not asked.age_checked


def _address(asked: Asked) -> str | None:
    if asked.member is None:
        return None
    return asked.member.phone if asked.channel is Channel.TEXT else asked.member.email


def _over_cap(asked: Asked) -> bool:
    return not within_cap(_time(asked) or asked.now, asked.taken, _cap(asked))


_HOLDS: dict[HoldReason, Callable[[Asked], bool]] = {
    HoldReason.EXPIRED: lambda asked: asked.now > asked.not_after,
    HoldReason.CAMPAIGN_OVER: lambda asked: not asked.running,
    HoldReason.NO_MEMBER: lambda asked: asked.member is None,
    HoldReason.HELD_OUT: lambda asked: asked.held_out,
    HoldReason.UNDER_AGE: _under_age,
    HoldReason.AGE_UNKNOWN: _age_unknown,
    HoldReason.NO_ADDRESS: lambda asked: _address(asked) is None,
    HoldReason.NO_CONSENT: lambda asked: asked.member is None or asked.channel not in asked.member.consents,
    HoldReason.STAGE: lambda asked: not asked.fits,
    HoldReason.NO_MESSAGES: lambda asked: _cap(asked).most == 0,
    HoldReason.CAP: _over_cap,
    HoldReason.QUIET_HOURS: lambda asked: _time(asked) is None,
}
"""What is asked for each reason; the enum gives the order."""
