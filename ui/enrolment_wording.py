"""The words of enrolling and of asking for consent. Refuses to know widgets; what a member agrees to is data (G21)."""

from posdesk.domain.consent_wording import Language
from posdesk.domain.facts import Channel
from posdesk.domain.referrals import ReferralState
from posdesk.domain.typed_birthdays import EXAMPLES, BirthdayOrder
from ui import id_wording, wording

REFERRAL, REFERRAL_EXAMPLE = "Brought by", "Code, phone or card of a member"
LOCKED_LINE = "Scanned off the ID. After saving, a manager or another ID changes it."
CUT_OFF = "The ID cuts this name off. Finish it."
MEANT = "Use"
NEW_OWNER = "The number has a new owner"
NEW_OWNER_LINE = "Saving takes this number off the other member, who is asked for another one."
ALIKE = "Maybe a member already"
OPEN = "Open"
TAKE_OVER = "Open this card instead"

BROUGHT = "Brought by this member"
REFERRAL_STATES = {
    ReferralState.WAITING: "Waits",
    ReferralState.HELD: "Not yet",
    ReferralState.OPEN: "Open",
    ReferralState.USED: "Used",
    ReferralState.EXPIRED: "Ended",
    ReferralState.NOTHING: "Nothing",
}

CONSENT = {Channel.TEXT: "May we text?", Channel.EMAIL: "May we e-mail?", None: id_wording.MAY_WE}
"""What is asked about each way of writing to a member, and about no way: that is about an ID."""
READ_THIS = "Turn the screen, or read it out. Nothing is agreed before an answer."
AGREES, DECLINES, LATER = "Agrees", "Does not agree", "Later"
IN_OTHER = {Language.ENGLISH: "En español", Language.SPANISH: "In English"}
"""What the button of the other language says, by the language that is shown."""
ANSWER_FIRST = "Answer this first, or Esc to leave it for later."
NOTHING_TO_ASK = "There is nothing to ask: no phone and no e-mail that is not allowed already."
NO_CONSENT_OPEN = "Open a member and ask for consent first: Alt+O."
STOP = {Channel.TEXT: "Stop texts", Channel.EMAIL: "Stop e-mails"}
STOP_TEXTS_KEY = f"{STOP[Channel.TEXT]}, Alt+T"
STOPPED = {Channel.TEXT: "No texts", Channel.EMAIL: "No e-mails"}
WAYS = {Channel.TEXT: "texts", Channel.EMAIL: "e-mails"}


def birthday_example(order: BirthdayOrder) -> str:
    """How a birthday is typed here."""
    return EXAMPLES[order]


def optional(name: str) -> str:
    """The name of a field that may stay empty."""
    return f"{name} ({wording.OPTIONAL})"


def alike(name: str, phone_ends: str | None, reasons: str) -> str:
    """`Maria G., phone ends 4417: the same phone, the same name`."""
    phone = f", phone ends {phone_ends}" if phone_ends else ""
    why = f": {reasons[:1].lower()}{reasons[1:]}" if reasons else ""
    return f"{name}{phone}{why}"


def brings_with(code: str) -> str:
    """Under the points: for the slip, or to be read out."""
    return f"Brings friends with the code {code}"


def brought_on(day_words: str) -> str:
    """When somebody was brought."""
    return f"Brought {day_words}"


def enrolled(name: str, brought_by: str | None, no_reward: str | None) -> str:
    """After a new member was saved: whose referral it is, and why it gives nothing."""
    words = wording.enrolled(name)
    if brought_by is None:
        return words
    if no_reward is not None:
        return f"{words} Nothing for {brought_by.rstrip('.')}: {no_reward}."
    return f"{words} Brought by {brought_by.rstrip('.')}."


def answered(name: str, channel: Channel | None, *, agreed: bool) -> str:
    """After an answer."""
    if channel is None:
        return id_wording.remembered(name, agreed=agreed)
    return f"Saved. {name.rstrip('.')} {'allows' if agreed else 'does not allow'} {WAYS[channel]}."


def stopped(name: str, channel: Channel) -> str:
    """After the button."""
    return f"Stopped. {name.rstrip('.')} gets no {WAYS[channel]} any more, from any register."


def step(at: int, of: int) -> str:
    """`1 of 2`; nothing where there is one question only."""
    return f"{at} of {of}" if of > 1 else ""


def wording_version(version: str) -> str:
    """Under the text."""
    return f"Wording {version}"
