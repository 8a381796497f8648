"""Decides what one run of a message campaign queues and holds back, for each person of its audience once (CM05).

Pure: who the audience is, and what is known of each, is asked elsewhere (posdesk.office.messages).
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from posdesk.domain.business_day import Instant
from posdesk.domain.campaigns import Campaign
from posdesk.domain.channels import Channel
from posdesk.domain.member import Member
from posdesk.domain.message_facts import HoldReason, MessageHeld, MessageQueued, Variable
from posdesk.domain.messages import Key, Message, is_known, taken
from posdesk.domain.program import MessageRules
from posdesk.domain.sending import Asked, Held, Verdict, verdict

_OTHER_WAY_HELPS = frozenset({HoldReason.NO_ADDRESS, HoldReason.NO_CONSENT})
_ORDER = tuple(HoldReason)


@dataclass(frozen=True, slots=True)
class Run:
    """One round of a campaign. now, not_after: ms UTC. variables: what the wording needs and is the same for all."""

    campaign: Campaign
    name: str
    now: Instant
    not_after: Instant
    rules: MessageRules
    variables: tuple[Variable, ...] = ()

    @property
    def key(self) -> Key:
        """What every person gets once."""
        return Key(self.campaign.id, self.name)

    @property
    def transactional(self) -> bool:
        """Whether its messages count in the class of their own (CM04)."""
        return self.campaign.id in self.rules.transactional


@dataclass(frozen=True, slots=True)
class Recipient:
    """What is known of one person now. id: the member it is queued for, who survived when several were merged.
    messages: those to any of them. today, zones, fits, held_out, age_checked: see sending.Asked."""

    id: str
    member: Member | None
    messages: tuple[Message, ...]
    today: date
    zones: Collection[str]
    fits: bool = True
    held_out: bool = False
    age_checked: bool = False


class Planned(NamedTuple):
    """A fact to come: whom it is about, and its body."""

    member: str
    body: MessageQueued | MessageHeld


def channels_of(campaign: Campaign) -> tuple[Channel, ...]:
    """How a campaign writes to people, the way that is tried first in front; empty: it does not."""
    said = {str(channel) for channel in campaign.channels}
    return tuple(channel for channel in Channel if channel in said)


def plan(run: Run, recipients: Iterable[Recipient]) -> Iterator[Planned]:
    """What a run does, in the order of the recipients; nothing for whoever it has met before, and one message for a
    person who comes twice."""
    met: set[str] = set()
    for recipient in recipients:
        if recipient.id not in met and not is_known(run.key, recipient.messages):
            met.add(recipient.id)
            yield Planned(recipient.id, _body(run, recipient))


def verdict_again(message: Message, to: Recipient, now: Instant, rules: MessageRules, running: bool) -> Verdict:
    """Whether a message that was queued may be sent now, or when (CM03): the question of the queueing, once more."""
    if message.channel is None or message.not_after is None:
        raise ValueError("this message was never queued")
    others = taken(to.messages, message.transactional, True, message.key)
    return verdict(_asked(to, message.channel, now, message.not_after, rules, running, others, message.transactional))


def held_again(message: Message, reason: HoldReason) -> MessageHeld:
    """The body of the fact that a queued message is held at the sending."""
    return MessageHeld(message.key.campaign, message.version, message.key.run, reason, message.channel, message.fact)


def _asked(
    to: Recipient,
    channel: Channel,
    now: Instant,
    not_after: Instant,
    rules: MessageRules,
    running: bool,
    others: tuple[Instant, ...],
    transactional: bool,
) -> Asked:
    return Asked(
        now=now,
        not_after=not_after,
        today=to.today,
        rules=rules,
        channel=channel,
        member=to.member,
        zones=to.zones,
        taken=others,
        running=running,
        fits=to.fits,
        held_out=to.held_out,
        age_checked=to.age_checked,
        transactional=transactional,
    )


def _body(run: Run, recipient: Recipient) -> MessageQueued | MessageHeld:
    channel, said = _best_way(run, recipient)
    version = run.campaign.version
    if isinstance(said, Held):
        return MessageHeld(run.campaign.id, version, run.name, said.reason, channel)
    return MessageQueued(
        run.campaign.id, version, run.name, channel, said.at, run.not_after, run.variables, run.transactional
    )


def _best_way(run: Run, recipient: Recipient) -> tuple[Channel, Verdict]:
    """The first way that may be taken. When none may: the first that is held for something else than its address or its
    consent, else the one that came furthest, so that the reason is one."""
    held: list[tuple[Channel, Held]] = []
    for channel in channels_of(run.campaign):
        others = taken(recipient.messages, run.transactional, False, run.key)
        said = verdict(_asked(recipient, channel, run.now, run.not_after, run.rules, True, others, run.transactional))
        if not isinstance(said, Held) or said.reason not in _OTHER_WAY_HELPS:
            return channel, said
        held.append((channel, said))
    return max(held, key=lambda each: _ORDER.index(each[1].reason))
