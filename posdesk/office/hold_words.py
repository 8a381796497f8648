"""Decides how the reason of a held message is said in the shop: what is the matter, and what would help."""

from collections.abc import Callable, Mapping

from posdesk.counter import wording
from posdesk.domain.channels import Channel
from posdesk.domain.message_facts import HoldReason
from posdesk.domain.program import MessageCap, MessageRules


def hold_words(reason: HoldReason, channel: Channel | None, rules: MessageRules, transactional: bool = False) -> str:
    """`Age not known: ask for the whole birthday.` rules: the program's, for its numbers."""
    cap = rules.transactional_cap if transactional else rules.cap
    return _WORDS[reason](channel, rules, cap)


def _say(words: str) -> Callable[[Channel | None, MessageRules, MessageCap], str]:
    return lambda channel, rules, cap: words


def _way(text: str, email: str) -> Callable[[Channel | None, MessageRules, MessageCap], str]:
    return lambda channel, rules, cap: email if channel is Channel.EMAIL else text


_WORDS: Mapping[HoldReason, Callable[[Channel | None, MessageRules, MessageCap], str]] = {
    HoldReason.EXPIRED: _say("Too late: what it says is over."),
    HoldReason.CAMPAIGN_OVER: _say("The campaign is paused or over."),
    HoldReason.NO_MEMBER: _say("There is no such member any more."),
    HoldReason.HELD_OUT: _say("One of those who get nothing, to compare with."),
    HoldReason.UNDER_AGE: lambda channel, rules, cap: f"Under {rules.minimum_age}.",
    HoldReason.AGE_UNKNOWN: _say("Age not known: ask for the whole birthday."),
    HoldReason.NO_ADDRESS: _way("No phone: ask for it.", "No e-mail address: ask for it."),
    HoldReason.NO_CONSENT: _way("Texts are not allowed: ask first.", "E-mails are not allowed: ask first."),
    HoldReason.STAGE: _say("The campaign is not for this member any more."),
    HoldReason.NO_MESSAGES: _say("The program sends no messages."),
    HoldReason.CAP: lambda channel, rules, cap: (
        f"Has had enough: at most {wording.count(cap.most or 0, 'message')} in {wording.count(cap.days, 'day')}."
    ),
    HoldReason.QUIET_HOURS: _say("No hour is left at which it may be sent."),
}
