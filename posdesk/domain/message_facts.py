"""Decides what can happen to a message: it is queued, held back for one reason, or sent. Bodies of facts, values only.

Refuses to know when which of them is right (sending.py) and how the message reads (message_wording.py). No body holds a
phone, an e-mail address or a name: whoever sends looks them up at that moment.
"""

from dataclasses import dataclass
from enum import StrEnum

from posdesk.domain.business_day import Instant
from posdesk.domain.channels import Channel


class HoldReason(StrEnum):
    """Why a message is held back. A held message has exactly one: the first that holds, in this order (CM03).

    expired: its `not_after` is over (CM06). campaign_over: paused, ended or out of its window. no_member: nobody is
    enrolled under the id any more. held_out: of the group that shows what happens without the campaign (CM07).
    under_age, age_unknown: G25. no_address: no phone, or no e-mail. no_consent: G21. stage: the campaign is for her no
    longer, her stage or something else that its audience asks has changed. no_messages: the program wants none. cap:
    too many within the days (CM04). quiet_hours: no hour at which she may be written to is left (CM06).
    """

    EXPIRED = "expired"
    CAMPAIGN_OVER = "campaign_over"
    NO_MEMBER = "no_member"
    HELD_OUT = "held_out"
    UNDER_AGE = "under_age"
    AGE_UNKNOWN = "age_unknown"
    NO_ADDRESS = "no_address"
    NO_CONSENT = "no_consent"
    STAGE = "stage"
    NO_MESSAGES = "no_messages"
    CAP = "cap"
    QUIET_HOURS = "quiet_hours"


@dataclass(frozen=True, slots=True)
class Variable:
    """A word of the wording that is known when the message is queued: `until` is `Nov 30`."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class MessageQueued:
    """A message to the subject waits to be sent. With the subject, campaign and run are its key: one is sent (CM05).

    campaign_version: whose wording it has. run: names one round of the campaign. due: ms UTC, not sent before it.
    not_after: ms UTC, never sent later (CM06). transactional: counts in a class of its own (CM04).
    """

    campaign: str
    campaign_version: int
    run: str
    channel: Channel
    due: Instant
    not_after: Instant
    variables: tuple[Variable, ...] = ()
    transactional: bool = False


@dataclass(frozen=True, slots=True)
class MessageHeld:
    """A message to the subject is not sent, for one reason. queued: the message.queued fact when it was queued before,
    None when it never was. channel: None when none could be chosen."""

    campaign: str
    campaign_version: int
    run: str
    reason: HoldReason
    channel: Channel | None = None
    queued: str | None = None


@dataclass(frozen=True, slots=True)
class MessageSent:
    """A message was handed to whoever carries it. queued: its message.queued fact."""

    queued: str
