"""Decides what became of each message to a person, from the facts about her: queued, sent, or held back and why.

Of all facts with one key (campaign, run, person) the first in fold order is the message, whichever register wrote it;
the others are the same message once more, and are never sent (CM05). Refuses to know when a message may go
(sending.py).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from posdesk.domain.business_day import Instant
from posdesk.domain.campaigns import Renewal
from posdesk.domain.channels import Channel
from posdesk.domain.facts import Fact, fold_order, happened_at
from posdesk.domain.message_facts import HoldReason, MessageHeld, MessageQueued, MessageSent, Variable
from posdesk.domain.stable_ids import id_of

ONCE = "once"


class Key(NamedTuple):
    """What is sent to a person once: a campaign, in one run."""

    campaign: str
    run: str


class MessageState(StrEnum):
    """What became of it."""

    QUEUED = "queued"
    HELD = "held"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class Message:
    """One message. fact: the id of the fact that it came with. member: the id it was queued for. at: ms UTC, when it
    came to its state. due, not_after: ms UTC, None when it was never queued. reason: why it is held."""

    key: Key
    fact: str
    member: str
    version: int
    state: MessageState
    at: Instant
    channel: Channel | None = None
    due: Instant | None = None
    not_after: Instant | None = None
    variables: tuple[Variable, ...] = ()
    transactional: bool = False
    reason: HoldReason | None = None

    @property
    def counts_at(self) -> Instant | None:
        """When it counts for the cap: when it was sent, or can be sent first; None: it does not, being held."""
        match self.state:
            case MessageState.SENT:
                return self.at
            case MessageState.QUEUED:
                return self.due
            case MessageState.HELD:
                return None


def run_of(renews: Renewal, day: date) -> str:
    """The name of a campaign's run on business day `day`: a campaign that a member may have again in each month has one
    run a month, `2026-11`. So whoever is in the audience on many days of it is written to once."""
    match renews:
        case Renewal.NEVER:
            return ONCE
        case Renewal.DAY:
            return day.isoformat()
        case Renewal.MONTH | Renewal.OCCASION:  # each member's comes on a day of its own, and none twice a month
            return day.isoformat()[:7]
        case Renewal.YEAR:
            return day.isoformat()[:4]


def fact_id(key: Key, member: str, store: str, register: str) -> str:
    """The id of the one fact with which a register queues or holds this message: once more, it is there already."""
    return id_of("message", *key, member, store, register)


def settling_id(queued: str, store: str, register: str) -> str:
    """The id of the one fact with which a computer says that a queued message was sent, or is held at the sending."""
    return id_of("message settled", queued, store, register)


def messages_of(facts: Iterable[Fact]) -> tuple[Message, ...]:
    """The messages to one person, the first one first. facts: those about her, in any order, each once or more often;
    after a merge those about every id that is hers, so that what was queued for two is sent to one."""
    ordered = sorted({fact.id: fact for fact in facts}.values(), key=fold_order)
    first: dict[Key, Message] = {}
    key_of: dict[str, Key] = {}
    for made in filter(None, map(_begun, ordered)):
        first.setdefault(made.key, made)
        key_of[made.fact] = made.key
    for fact in ordered:
        queued = getattr(fact.body, "queued", None)
        if queued in key_of:
            key = key_of[queued]
            first[key] = _settled(first[key], fact)
    return tuple(first.values())


def is_known(key: Key, messages: Collection[Message]) -> bool:
    """Whether a message with this key was queued or held before: then none comes again (CM05)."""
    return any(message.key == key for message in messages)


def taken(messages: Iterable[Message], transactional: bool, sent_only: bool, but: Key) -> tuple[Instant, ...]:
    """When the other messages of a class count for the cap, over all campaigns and channels (CM04). sent_only: at the
    sending, where two that wait must not hold each other back."""
    states = {MessageState.SENT} if sent_only else {MessageState.SENT, MessageState.QUEUED}
    others = (each for each in messages if each.transactional == transactional and each.key != but)
    return tuple(each.counts_at for each in others if each.state in states and each.counts_at is not None)


def _begun(fact: Fact) -> Message | None:
    body, member = fact.body, fact.subject or ""
    if isinstance(body, MessageQueued):
        return Message(
            Key(body.campaign, body.run),
            fact.id,
            member,
            body.campaign_version,
            MessageState.QUEUED,
            happened_at(fact),
            body.channel,
            body.due,
            body.not_after,
            body.variables,
            body.transactional,
        )
    if isinstance(body, MessageHeld) and body.queued is None:
        key, state = Key(body.campaign, body.run), MessageState.HELD
        held = Message(key, fact.id, member, body.campaign_version, state, happened_at(fact), body.channel)
        return replace(held, reason=body.reason)
    return None


def _settled(message: Message, fact: Fact) -> Message:
    """What was sent was sent, whatever else is said of it; what is held stays held for the first reason."""
    if isinstance(fact.body, MessageSent) and message.state is not MessageState.SENT:
        return replace(message, state=MessageState.SENT, at=happened_at(fact), reason=None)
    if isinstance(fact.body, MessageHeld) and message.state is MessageState.QUEUED:
        return replace(message, state=MessageState.HELD, at=happened_at(fact), reason=fact.body.reason)
    return message
