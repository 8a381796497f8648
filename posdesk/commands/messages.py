"""The commands of messages: list, run, check. Times are ISO 8601 in UTC in JSON, the store's wall clock in words."""

from argparse import Namespace

from posdesk.commands.answer import Answer, Json, table
from posdesk.commands.answers import moment
from posdesk.counter import wording
from posdesk.counter.ports import Desk
from posdesk.domain.business_day import Instant, local_time
from posdesk.domain.messages import Message
from posdesk.domain.program import MessageRules
from posdesk.office import messages
from posdesk.office.adjustments import in_force
from posdesk.office.hold_words import hold_words
from posdesk.office.mailroom import Mailroom


def listing(desk: Desk, given: Namespace) -> Answer:
    """`messages list [--days N]`: what waits, what is held and why, what was sent."""
    found, rules = messages.outbox(desk, given.days), in_force(desk).messages
    rows = [
        [_wall(desk, each.at), each.state, each.key.campaign, each.key.run, each.member, _words(desk, each, rules)]
        for each in found
    ]
    return Answer([_value(each, rules) for each in found], table(rows) or "No messages.")


def run(desk: Desk, mailroom: Mailroom, given: Namespace) -> Answer:
    """`messages run CAMPAIGN [--run NAME]`: queue a message to everyone the campaign is for."""
    done, rules = messages.queue(desk, mailroom, given.campaign, given.run), in_force(desk).messages
    value = {
        "campaign": done.campaign,
        "version": done.version,
        "run": done.run,
        "queued": done.queued,
        "held": {str(reason): count for reason, count in done.held.items()},
        "already": done.already,
    }
    lines = [f"{wording.count(done.queued, 'message')} queued in run {done.run}."]
    lines += [f"  {count:,} held: {hold_words(reason, None, rules)}" for reason, count in sorted(done.held.items())]
    if done.already:
        lines.append(f"  {wording.count(done.already, 'member')} met in this run before.")
    return Answer(value, "\n".join(lines))


def check(desk: Desk, mailroom: Mailroom, given: Namespace) -> Answer:
    """`messages check`: ask again of all that waits whether it may go, and hold back what may not."""
    found, rules = messages.check(desk, mailroom), in_force(desk).messages
    value = {
        "ready": [_value(each, rules) for each in found.ready],
        "later": [{**_value(each, rules), "at": moment(at)} for each, at in found.later],
        "held": [_value(each, rules) for each in found.held],
    }
    lines = [f"{wording.count(len(found.ready), 'message')} may go now, {len(found.later):,} later."]
    lines += [f"  held for {each.member}: {_words(desk, each, rules)}" for each in found.held]
    return Answer(value, "\n".join(lines))


def _value(message: Message, rules: MessageRules) -> dict[str, Json]:
    held = message.reason
    return {
        "message": message.fact,
        "member": message.member,
        "campaign": message.key.campaign,
        "version": message.version,
        "run": message.key.run,
        "state": message.state,
        "since": moment(message.at),
        "channel": message.channel,
        "due": None if message.due is None else moment(message.due),
        "not_after": None if message.not_after is None else moment(message.not_after),
        "transactional": message.transactional,
        "variables": {variable.name: variable.text for variable in message.variables},
        "reason": held,
        "words": None if held is None else hold_words(held, message.channel, rules, message.transactional),
    }


def _words(desk: Desk, message: Message, rules: MessageRules) -> str:
    if message.reason is not None:
        return hold_words(message.reason, message.channel, rules, message.transactional)
    if message.due is None or message.not_after is None:
        return ""
    return f"{message.channel}, {_wall(desk, message.due)} to {_wall(desk, message.not_after)}"


def _wall(desk: Desk, at: Instant) -> str:
    zone = desk.programs.calendar(desk.station.store).zone
    return f"{local_time(at, zone):%Y-%m-%d %H:%M}"
