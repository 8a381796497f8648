"""Decides what a person may do with the messages of campaigns: queue a run of one, see what became of each, and have
those that wait checked again.

Who gets what is decided by queueing.py and sending.py of the domain. Sending is the hub's.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import groupby

from posdesk.counter import signing_in, wording
from posdesk.counter.ports import Desk
from posdesk.counter.visits import draft, this_day
from posdesk.domain import sending
from posdesk.domain.business_day import Instant
from posdesk.domain.campaigns import Campaign, State
from posdesk.domain.facts import Draft, Fact
from posdesk.domain.message_facts import HoldReason, MessageHeld, MessageQueued, Variable
from posdesk.domain.message_wording import gaps, used
from posdesk.domain.messages import Message, MessageState, fact_id, messages_of, run_of, settling_id
from posdesk.domain.program import MessageRules
from posdesk.domain.queueing import Recipient, Run, channels_of, held_again, plan, verdict_again
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.sending import Go, Held, Verdict
from posdesk.domain.staff_facts import Permission
from posdesk.office.adjustments import in_force
from posdesk.office.mailroom import Mailroom, recipient

AT_ONCE = 500
"""Members whose messages are queued in one transaction."""
MAX_RUN = 40
WAITS_DAYS = 32
"""No message waits for so many days: `good_hours` is at most 31 days."""
_KINDS = frozenset({"message.queued", "message.held", "message.sent"})


@dataclass(frozen=True, slots=True)
class RunDone:
    """What a run did. already: members it had met before, when it was begun or was stopped in the middle."""

    campaign: str
    version: int
    run: str
    queued: int
    held: Mapping[HoldReason, int]
    already: int


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking the queue found. ready: may go now; later: when it may; held: held back just now."""

    ready: tuple[Message, ...]
    later: tuple[tuple[Message, Instant], ...]
    held: tuple[Message, ...]


def queue(
    desk: Desk,
    mailroom: Mailroom,
    campaign_id: str,
    run: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> RunDone:
    """Queue a message to everyone a campaign is for, or hold it back with its reason; 500 members in one transaction.

    run: names the round; None: the one of today (messages.run_of). Once more, or after it was stopped, it goes on where
    it was: nobody gets two (CM05). progress: told how many members are done. Raises Refused(NO_CAMPAIGN, NOT_USABLE,
    NOT_PERMITTED).
    """
    signing_in.allow(desk, Permission.RUN_CAMPAIGNS)
    now = desk.clock.now()
    order = _order(desk, _campaign(mailroom, campaign_id), run, now)
    audience = tuple(mailroom.audiences.of(order.campaign, this_day(desk)))
    queued, held = 0, Counter[HoldReason]()
    for start in range(0, len(audience), AT_ONCE):
        members = audience[start : start + AT_ONCE]
        for body in _queue_some(desk, mailroom, order, members):
            if isinstance(body, MessageHeld):
                held[body.reason] += 1
            else:
                queued += 1
        if progress is not None:
            progress(start + len(members))
    already = len(audience) - queued - held.total()
    return RunDone(order.campaign.id, order.campaign.version, order.name, queued, dict(held), already)


def outbox(desk: Desk, days: int = WAITS_DAYS) -> list[Message]:
    """Every message that was queued or held in the last `days` business days, in the order in which they came."""
    found = [message for _, messages in _by_member(desk, days) for message in messages]
    return sorted(found, key=lambda message: (message.at, message.fact))


def check(desk: Desk, mailroom: Mailroom) -> Checked:
    """Ask again of every message that waits whether it may go, and hold back those that may not (CM03)."""
    ready, later, held = list[Message](), list[tuple[Message, Instant]](), list[Message]()
    for member, messages in _by_member(desk, WAITS_DAYS):
        drafts = []
        for message in messages:
            if message.state is MessageState.QUEUED:
                match may_be_sent(desk, mailroom, member, message):
                    case Held(reason):
                        drafts.append(_held_now(desk, message, reason))
                        held.append(replace(message, state=MessageState.HELD, reason=reason))
                    case Go(at) if at > desk.clock.now():
                        later.append((message, at))
                    case Go():
                        ready.append(message)
        if drafts:
            desk.ledger.append(drafts)
    return Checked(tuple(ready), tuple(later), tuple(held))


def may_be_sent(desk: Desk, mailroom: Mailroom, member: str, message: Message) -> Verdict:
    """Whether a queued message may be sent at this moment, or when, by what is known now. The hub asks this right
    before it sends. member: who gets it; after a merge that is not always whom it was queued for."""
    now, found = desk.clock.now(), mailroom.campaigns.find(message.key.campaign, message.version)
    fits = found is not None and mailroom.audiences.holds(found.campaign, member, this_day(desk))
    kept_from = found is not None and mailroom.audiences.held_out(found.campaign, member)
    facts = desk.ledger.facts_about(member)
    to = recipient(desk, mailroom, member, facts, now, fits=fits, held_out=kept_from)
    running = found is not None and found.state is State.RUNNING
    return verdict_again(message, to, now, _rules(desk), running)


def _queue_some(
    desk: Desk, mailroom: Mailroom, order: Run, members: Sequence[str]
) -> Iterable[MessageQueued | MessageHeld]:
    now = desk.clock.now()
    to = (_recipient(desk, mailroom, order.campaign, member, now) for member in members)
    planned = list(plan(replace(order, now=now), to))
    place = desk.station.store, desk.station.register
    drafts = [
        draft(desk, member, body, now)._replace(id=fact_id(order.key, member, *place)) for member, body in planned
    ]
    if drafts:
        desk.ledger.append(drafts)
    return [body for _, body in planned]


def _recipient(desk: Desk, mailroom: Mailroom, campaign: Campaign, member: str, now: Instant) -> Recipient:
    kept_from = mailroom.audiences.held_out(campaign, member)
    return recipient(desk, mailroom, member, desk.ledger.facts_about(member), now, held_out=kept_from)


def _campaign(mailroom: Mailroom, campaign_id: str) -> Campaign:
    found = mailroom.campaigns.find(campaign_id)
    if found is None:
        raise Refused(Refusal(RefusalCode.NO_CAMPAIGN, f"There is no campaign “{campaign_id}”."))
    if found.state is not State.RUNNING:
        words = f"“{found.campaign.title}” is {found.state}. Only a running campaign writes to members."
        raise Refused(Refusal(RefusalCode.NOT_USABLE, words))
    return found.campaign


def _order(desk: Desk, campaign: Campaign, run: str | None, now: Instant) -> Run:
    """The run that is asked for. Raises Refused(NOT_USABLE) for a campaign that has nothing to write."""
    rules, day = _rules(desk), this_day(desk)
    name = run_of(campaign.limits.renews, day) if run is None else " ".join(run.split())
    until = () if campaign.last_day is None else (Variable("until", wording.day_words(campaign.last_day, day)),)
    variables = (Variable("title", campaign.title), *until)
    missing = gaps(campaign.message, variables)
    if not channels_of(campaign) or not campaign.message.strip():
        words = f"“{campaign.title}” writes to nobody: it needs the channel text or email, and a message."
    elif missing:
        words = f"The message has {', '.join(f'{{{gap}}}' for gap in missing)}, and nothing is known for it."
    elif not 0 < len(name) <= MAX_RUN:
        words = f"Name the run with 1 to {MAX_RUN} characters, such as 2026-11."
    else:
        not_after = sending.not_after(campaign, now, rules, desk.programs.calendar(desk.station.store))
        return Run(campaign, name, now, not_after, rules, used(campaign.message, variables))
    raise Refused(Refusal(RefusalCode.NOT_USABLE, words))


def _rules(desk: Desk) -> MessageRules:
    return in_force(desk).messages


def _held_now(desk: Desk, message: Message, reason: HoldReason) -> Draft:
    place = desk.station.store, desk.station.register
    made = draft(desk, message.member, held_again(message, reason))
    return made._replace(id=settling_id(message.fact, *place))


def _by_member(desk: Desk, days: int) -> Iterator[tuple[str, tuple[Message, ...]]]:
    """The messages of the last business days by the member they are to."""
    first = this_day(desk) - timedelta(days=days)
    shown = desk.ledger.joined()

    def person(fact: Fact) -> str:
        return shown.get(fact.subject or "", fact.subject or "")

    facts = sorted(desk.ledger.facts_since(first, _KINDS), key=person)
    for member, about in groupby(facts, key=person):
        yield member, messages_of(about)
