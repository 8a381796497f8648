"""Facts about messages, and people to write to."""

from datetime import UTC, datetime

from posdesk.domain.business_day import Instant
from posdesk.domain.channels import Channel
from posdesk.domain.facts import Body, Fact, kind_of
from posdesk.domain.message_facts import HoldReason, MessageHeld, MessageQueued, MessageSent
from posdesk.domain.messages import Key

MEMBER = "a0000000-0000-7000-8000-000000000001"
OTHER = "a0000000-0000-7000-8000-000000000002"
NOW: Instant = 1_795_458_660_000
DAY: Instant = 86_400_000
ONCE = Key("win-back", "once")


def a_fact(number: int, body: Body, at: Instant = NOW, *, member: str = MEMBER, register: str = "register 1") -> Fact:
    """A sealed fact; its number is in its id."""
    kind, version = kind_of(body)
    day = datetime.fromtimestamp(at / 1000, UTC).date()
    id = f"f0000000-0000-7000-8000-{number:012d}"
    return Fact(id, kind, version, member, "denver-1", register, 1, number, None, at, day, at << 16, body)


def queued(key: Key = ONCE, due: Instant = NOW, *, transactional: bool = False) -> MessageQueued:
    """A message that waits."""
    return MessageQueued(key.campaign, 1, key.run, Channel.TEXT, due, due + DAY, (), transactional)


def held(reason: HoldReason, key: Key = ONCE, queued: str | None = None) -> MessageHeld:
    """One that is held."""
    return MessageHeld(key.campaign, 1, key.run, reason, Channel.TEXT, queued)


def sent(fact: Fact) -> MessageSent:
    """One that is sent, by the fact that queued it."""
    return MessageSent(fact.id)
